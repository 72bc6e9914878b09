//! Completions that another engine answers (`--backend`): passed on, and its answers as they are.

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::error::{Error, Result};
use super::generation::served;
use crate::engine::service::Service;
use crate::http::body::json;
use crate::http::bounded::MAX_BODY;
use crate::upstream::relay::Relay;

/// Passes a request on.
///
/// # Errors
/// It is no JSON object, names another model, or the engine is not there.
pub(super) async fn pass_on(
    engine: &dyn Service,
    relay: Relay,
    path: &'static str,
    request: Request,
) -> Result<Response> {
    let bytes = json(request, MAX_BODY, "Shorten it, or send several requests.").await;
    let bytes = bytes.map_err(|(status, message)| Error::with(status, message))?;
    let asked: Map<String, Value> = serde_json::from_slice(&bytes)
        .map_err(|error| Error::invalid(format!("The request is no JSON object: {error}.")))?;
    served(engine, asked.get("model").and_then(Value::as_str))?;
    let answer = relay.send(path, Value::Object(asked)).await?;
    let (status, headers) = (answer.status, answer.headers.clone());
    Ok((status, headers, Body::from_stream(answer.body())).into_response())
}
