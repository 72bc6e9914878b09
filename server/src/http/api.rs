//! The page's own API: JSON in, JSON or a line per event out.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use futures::StreamExt;
use trajectory::Event;
use trajectory::api::{GenerateRequest, ModelStatus, Preview};

use super::body;
use super::refusal::Refusal;
use crate::engine::Client;
use crate::engine::service::Service;

/// `/api/status`: the model's state. It takes no argument, so that any body will do.
pub(super) async fn status(State(engine): State<Arc<dyn Service>>) -> Json<ModelStatus> {
    Json(engine.status())
}

/// `/api/preview`: what a request would do.
pub(super) async fn preview(
    State(engine): State<Arc<dyn Service>>,
    request: Request,
) -> Result<Json<Preview>, Refusal> {
    let asked: GenerateRequest = body::read(request).await?;
    Ok(Json(engine.preview(asked).await?))
}

/// `/api/generate`: a run, told as it happens.
pub(super) async fn generate(
    State(engine): State<Arc<dyn Service>>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Response, Refusal> {
    let asked: GenerateRequest = body::read(request).await?;
    let events = engine.generate_for(client, asked).await?;
    let lines = events.map(|event| Ok::<Bytes, Infallible>(line(event.as_ref())));
    let kind = [(CONTENT_TYPE, "application/x-ndjson")];
    Ok((kind, Body::from_stream(lines)).into_response())
}

/// An event as a line; an empty one is a heartbeat.
fn line(event: Option<&Event>) -> Bytes {
    let mut line = event.map_or_else(Vec::new, |event| {
        serde_json::to_vec(event).expect("an event has text keys and finite numbers only")
    });
    line.push(b'\n');
    line.into()
}
