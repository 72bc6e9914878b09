//! The API that OpenAI's clients speak, with what a diffusion model has beyond it.
//!
//! | module | idea |
//! |---|---|
//! | `chat`, `completions`, `echo`, `likelihood`, `models`, `tokens` | the endpoints |
//! | `sampling` | the parameters, by every name that clients use |
//! | `generation`, `draft` | a request's runs; an answer on its way |
//! | `reply`, `stream` | what completions answer with; the same as server-sent events |
//! | `relay` | completions that another engine answers |
//! | `body`, `error` | reading, refusing |

mod body;
mod chat;
mod completions;
mod draft;
mod echo;
mod error;
mod generation;
mod likelihood;
mod models;
mod relay;
mod reply;
mod sampling;
mod stream;
mod tokens;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{StatusCode, Uri};
use axum::routing::{any, get, post};
use axum::{Extension, Json, Router};
use llada::session::planner::draw_seed;
use utoipa::OpenApi;
use utoipa::openapi::Server;

pub(super) use error::reshape;
use error::{Error, Result};

use super::base_path::Prefix;
use crate::engine::service::Service;

/// The description of this API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Unmask",
        description = "Masked-diffusion language models by OpenAI's API. Diffusion parameters are further fields of a request; unknown fields are ignored."
    ),
    paths(
        chat::create,
        completions::create,
        likelihood::create,
        models::list,
        models::get,
        tokens::tokenize,
        tokens::detokenize,
        tokens::info
    )
)]
struct Description;

/// The endpoints.
pub(super) fn router(engine: Arc<dyn Service>) -> Router {
    Router::new()
        .route("/v1/models", get(models::list))
        .route("/v1/models/{*id}", get(models::get))
        .route("/v1/chat/completions", post(chat::create))
        .route("/v1/completions", post(completions::create))
        .route("/v1/loglikelihood", post(likelihood::create))
        .route("/v1/{*rest}", any(no_such_endpoint))
        .route("/tokenize", post(tokens::tokenize))
        .route("/detokenize", post(tokens::detokenize))
        .route("/tokenizer_info", get(tokens::info))
        .route("/openapi.json", get(description))
        .method_not_allowed_fallback(wrong_method)
        .with_state(engine)
}

/// Whether bytes are the body of a chat or of a text completion.
pub(super) fn is_request(bytes: &[u8]) -> bool {
    body::parse::<chat::ChatRequest>(bytes).is_ok()
        || body::parse::<completions::CompletionRequest>(bytes).is_ok()
}

/// Whether a path belongs to this API.
fn is_ours(path: &str) -> bool {
    path.starts_with("/v1/") || ["/tokenize", "/detokenize", "/tokenizer_info"].contains(&path)
}

async fn description(Extension(prefix): Extension<Prefix>) -> Json<utoipa::openapi::OpenApi> {
    let mut description = Description::openapi();
    if !prefix.as_str().is_empty() {
        description.servers = Some(vec![Server::new(prefix.as_str())]);
    }
    Json(description)
}

async fn no_such_endpoint(uri: Uri) -> Error {
    let message = format!(
        "There is no endpoint {uri}; allowed: /v1/models, /v1/chat/completions, /v1/completions and /v1/loglikelihood. See /openapi.json."
    );
    Error::with(StatusCode::NOT_FOUND, message)
}

async fn wrong_method(method: axum::http::Method, uri: Uri) -> Error {
    let message = format!(
        "The method is {method}, which {uri} does not answer. See /openapi.json for the one that it does."
    );
    Error::with(StatusCode::METHOD_NOT_ALLOWED, message)
}

/// Does what takes its time on a thread that may block.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        let message = format!("The request ended by a defect of the program: {error}.");
        Err(Error::with(StatusCode::INTERNAL_SERVER_ERROR, message))
    })
}

/// Seconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// A new id for a completion.
fn new_id(kind: &str) -> String {
    format!("{kind}-{:016x}", draw_seed())
}
