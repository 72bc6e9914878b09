//! The page itself, rendered on the server and hydrated in the browser.

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse, Response};
use leptos::config::LeptosOptions;

use super::assets;

/// Names that the page's build and the server agree on.
pub(super) fn options() -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("unmask")
        .site_root("target/site")
        .site_pkg_dir("pkg")
        .build()
}

/// Renders the page.
pub(super) async fn render(request: Request<Body>) -> Response {
    if !assets::has_page() {
        return Html(UNBUILT).into_response();
    }
    let handler = leptos_axum::render_app_to_stream(|| app::shell(options()));
    let mut response = handler(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Only this server's own scripts, styles and connections. Two inline scripts start the page.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

const UNBUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Unmask</title>\
<p>This program was built without its page. Build both with <code>cargo xtask build</code>, or start with \
<code>cargo xtask serve</code>. The API under <code>/api</code> works.</p></html>";
