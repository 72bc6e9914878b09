//! The page itself, rendered on the server, then by the browser.

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse, Response};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::assets;

/// Names that the page's build and the server agree on.
fn options() -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("unmask")
        .site_root("target/site")
        .site_pkg_dir(assets::package())
        .build()
}

/// Renders the page.
pub(super) async fn render(request: Request<Body>) -> Response {
    if !assets::has_page() {
        return Html(UNBUILT).into_response();
    }
    let handler = leptos_axum::render_app_to_stream(|| {
        restrict_scripts();
        app::shell(options())
    });
    let mut response = handler(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Sets the content security policy: only this server's own files and connections. The inline scripts that start the page
/// carry a nonce, drawn for each response, so an injected one does not run. Style attributes are allowed, style elements
/// are not.
fn restrict_scripts() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

const UNBUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Unmask</title>\
<p>This program was built without its page. Build both with <code>cargo xtask build</code>, or start with \
<code>cargo xtask serve</code>. The API under <code>/api</code> works.</p></html>";
