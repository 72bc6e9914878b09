//! `/v1/models`.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use trajectory::api::ModelStatus;
use utoipa::ToSchema;

use super::error::{Envelope, Error, Result};
use super::now;
use crate::engine::service::Service;

/// What a server has.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Models {
    /// `list`.
    object: &'static str,
    /// One model.
    data: Vec<Model>,
}

/// A model.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Model {
    /// What requests call it.
    id: String,
    /// `model`.
    object: &'static str,
    /// Seconds since 1970.
    created: u64,
    /// `unmask`.
    owned_by: &'static str,
    /// Prompt and answer together, in tokens; null while it loads.
    max_model_len: Option<usize>,
    /// The family: `llada`, `llada_moe`, …
    architecture: Option<String>,
}

/// What the served model is called.
pub(super) fn id(status: &ModelStatus) -> String {
    match status {
        ModelStatus::Loading { id, .. } | ModelStatus::Failed { id, .. } => id.clone(),
        ModelStatus::Ready { model, .. } => model.id.clone(),
    }
}

fn model(status: &ModelStatus) -> Model {
    let (context, architecture) = match status {
        ModelStatus::Ready { context, model, .. } => {
            (Some(*context), Some(model.architecture.clone()))
        }
        ModelStatus::Loading { .. } | ModelStatus::Failed { .. } => (None, None),
    };
    Model {
        id: id(status),
        object: "model",
        created: now(),
        owned_by: "unmask",
        max_model_len: context,
        architecture,
    }
}

/// The served model, in a list.
#[utoipa::path(get, path = "/v1/models", tag = "models", responses((status = 200, body = Models), (status = "4XX", body = Envelope)))]
pub(super) async fn list(State(engine): State<Arc<dyn Service>>) -> Json<Models> {
    Json(Models {
        object: "list",
        data: vec![model(&engine.status())],
    })
}

/// The served model by its id.
#[utoipa::path(get, path = "/v1/models/{id}", tag = "models", params(("id" = String, Path, description = "The model's id")),
    responses((status = 200, body = Model), (status = "4XX", body = Envelope)))]
pub(super) async fn get(
    State(engine): State<Arc<dyn Service>>,
    asked: std::result::Result<Path<String>, PathRejection>,
) -> Result<Json<Model>> {
    let Path(asked) = asked.map_err(|error| Error::invalid(format!("{error}. Send UTF-8.")))?;
    let found = model(&engine.status());
    if asked == found.id {
        return Ok(Json(found));
    }
    let message = format!(
        "There is no model \"{asked}\"; this server has \"{}\".",
        found.id
    );
    Err(Error::with(StatusCode::NOT_FOUND, message))
}
