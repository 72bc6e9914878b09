//! The HTTP side: the page, its files and its API.
//!
//! | module | idea |
//! |---|---|
//! | [`guard`] | who may talk to the server |
//! | `validate` | bodies are read before the server functions see them, so that a bad one is a 4xx |
//! | `refusal` | what a refused request gets |
//! | `page`, `assets` | the rendered page and the files it loads |
//! | [`serve`] | binding, and an end that ends every stream |

mod assets;
pub mod guard;
mod page;
mod refusal;
pub mod serve;
mod validate;

use std::sync::Arc;

use any_spawner::Executor;
use app::api::{GenerateCall, PreviewCall, StatusCall};
use app::engine::Engine;
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
use leptos::prelude::provide_context;

use server_fn::axum::register_explicit;

use guard::Guard;
use refusal::Refusal;

/// The whole application.
pub fn router(engine: Arc<dyn Engine>, guard: impl Into<Guard>) -> Router {
    // Explicitly, because what the linker collects can be lost in an optimised build.
    register_explicit::<StatusCall>();
    register_explicit::<PreviewCall>();
    register_explicit::<GenerateCall>();
    // What renders the page spawns on tokio; a second router in one process finds that settled.
    let _ = Executor::init_tokio();

    let call = {
        let engine = engine.clone();
        move |request: Request| {
            let engine = engine.clone();
            let context = move || provide_context(engine.clone());
            leptos_axum::handle_server_fns_with_context(context, request)
        }
    };
    let runs = Router::new()
        .route("/api/generate", post(call.clone()))
        .route("/api/preview", post(call.clone()))
        .route_layer(from_fn_with_state(engine.clone(), validate::run_request));
    let status = Router::new()
        .route("/api/status", post(call))
        .route_layer(from_fn(validate::no_arguments));
    let api = runs
        .merge(status)
        .route("/api/{*rest}", any(no_such_endpoint))
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(never_stored));

    Router::new()
        .route("/", get(page::render))
        .route("/healthz", get(move || health(engine.clone())))
        .route("/{*path}", get(assets::file))
        .merge(api)
        .layer(from_fn(security_headers))
        .layer(from_fn_with_state(guard.into(), guard::guard))
}

/// Alive as soon as it listens; the body says how far the model is.
async fn health(engine: Arc<dyn Engine>) -> impl IntoResponse {
    Json(engine.status())
}

async fn no_such_endpoint(uri: Uri) -> Refusal {
    let message = format!(
        "There is no endpoint {uri}; allowed: /api/status, /api/preview and /api/generate. Send a POST to one of them."
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
