//! The HTTP side: the page, its files and its API.
//!
//! | module | idea |
//! |---|---|
//! | [`base_path`] | where the server lies on its host |
//! | [`guard`], [`cors`] | which `Host` and `Origin` are admitted; which pages of other origins |
//! | `api`, `body` | the page's API; JSON in which every field is known, refused by the field at fault |
//! | `math` | formulas as MathML |
//! | `refusal` | what a refused request gets |
//! | `v1` | the API that OpenAI's clients speak |
//! | `page`, `assets` | the page's document and the files it loads |
//! | [`api_key`], [`client`] | who has to know a key; who asks |
//! | `rate` | how often a client may ask |
//! | `metrics`, `request_log` | counters for Prometheus; an id and a log line per request |
//! | [`serve`] | binding, and a graceful shutdown that ends every stream |

mod api;
pub mod api_key;
mod assets;
pub mod base_path;
mod body;
mod bounded;
pub mod client;
pub mod cors;
pub mod guard;
mod math;
mod metrics;
mod page;
mod rate;
mod refusal;
mod request_log;
pub mod serve;
mod v1;

use std::num::NonZeroU32;
use std::sync::Arc;

use api_key::ApiKey;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use base_path::BasePath;
use client::Forwarded;
use guard::{Exposure, Guard};
use metrics::{Measured, Metrics};
use rate::Rate;
use refusal::Refusal;

use crate::engine::service::Service;

/// Who may use the server.
#[derive(Debug, Clone)]
pub struct Access {
    /// Which `Host` and `Origin` are admitted.
    pub guard: Guard,
    /// The key that requests need, if any.
    pub key: Option<ApiKey>,
    /// Whether a proxy in front is believed about who asks.
    pub forwarded: Forwarded,
    /// Below which path everything lies.
    pub base_path: BasePath,
    /// Requests by POST that each client may send in a minute; any number where there is none.
    pub per_minute: Option<NonZeroU32>,
}

impl From<Exposure> for Access {
    /// The server's own names, and no key.
    fn from(exposure: Exposure) -> Self {
        Self {
            guard: Guard::new(exposure, Vec::new()),
            key: None,
            forwarded: Forwarded::default(),
            base_path: BasePath::default(),
            per_minute: None,
        }
    }
}

/// The whole application.
pub fn router(engine: Arc<dyn Service>, access: impl Into<Access>) -> Router {
    let access = access.into();
    let metrics = Arc::new(Metrics::default());
    engine.watch(metrics.clone());
    let engine: Arc<dyn Service> = Arc::new(Measured {
        engine,
        metrics: metrics.clone(),
    });

    let api = Router::new()
        .route("/api/status", post(api::status))
        .route("/api/preview", post(api::preview))
        .route("/api/generate", post(api::generate))
        .route("/api/math", post(math::math))
        .route("/api/{*rest}", any(no_such_endpoint))
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(never_stored))
        .with_state(engine.clone());
    let v1 = v1::router(engine.clone()).layer(from_fn(never_stored));

    let (alive, ready) = (engine.clone(), engine.clone());
    let rendered = {
        let metrics = metrics.clone();
        move || std::future::ready(metrics::render(&metrics, &engine.status()))
    };
    let mut all = Router::new()
        .route("/", get(page::document))
        .route("/healthz", get(move || health(alive.clone())))
        .route("/readyz", get(move || readiness(ready.clone())))
        .route("/metrics", get(rendered))
        .route("/{*path}", get(assets::file))
        .merge(api)
        .merge(v1);
    if let Some(key) = access.key {
        let unlock = post(api_key::unlock).with_state(key.clone());
        all = all
            .route(api_key::UNLOCK, unlock)
            .layer(from_fn_with_state(key, api_key::require));
    }
    if let Some(per_minute) = access.per_minute {
        let rate = Rate::new(per_minute);
        all = all.layer(from_fn_with_state(rate, rate::limit));
    }
    let origins = access.guard.origins();
    if !origins.is_empty() {
        // Around the key: a preflight carries none, and a refusal has to be readable.
        all = all.layer(cors::layer(origins));
    }
    let all = all
        .layer(from_fn(security_headers))
        .layer(from_fn_with_state(access.forwarded, client::identify))
        .layer(from_fn_with_state(access.guard, guard::guard))
        .layer(from_fn(v1::reshape))
        .layer(from_fn_with_state(metrics, request_log::log));
    base_path::below(access.base_path, access.forwarded, all)
}

/// Reads bytes as the body of a chat and of a text completion, as the API does: for the fuzzer. Whether one of them could be read.
#[doc(hidden)]
#[must_use]
pub fn read_openai_request(bytes: &[u8]) -> bool {
    v1::is_request(bytes)
}

/// Alive as soon as it listens; the body says how far the model is.
async fn health(engine: Arc<dyn Service>) -> impl IntoResponse {
    Json(engine.status())
}

/// Ready when the model is, until the program is asked to end: for load balancers.
async fn readiness(engine: Arc<dyn Service>) -> impl IntoResponse {
    let code = if engine.is_open() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (code, Json(engine.status()))
}

async fn no_such_endpoint(uri: Uri) -> Refusal {
    let message = format!(
        "There is no endpoint {uri}; allowed: /api/status, /api/preview, /api/generate and /api/math. Send a POST to one of them."
    );
    Refusal::new(StatusCode::NOT_FOUND, message)
}

async fn wrong_method(method: Method) -> Refusal {
    let message = format!("The method is {method}; allowed: POST. Send JSON by POST.");
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, message)
}

/// What the API answers is about this moment; and a proxy that buffered a stream would hide it.
async fn never_stored(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    headers.insert(unbuffered, HeaderValue::from_static("no"));
    response
}

async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
