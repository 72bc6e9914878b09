//! The page's document. It is the same for everybody: the browser renders the page.

use std::sync::OnceLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse, Response};

use super::assets;

/// The document, with placeholders for the page's own elements and for the folder of its program.
const DOCUMENT: &str = include_str!("page.html");

const UNBUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Unmask</title>\
<p>This program was built without its page. Build both with <code>cargo xtask build</code>, or start with \
<code>cargo xtask serve</code>. The API under <code>/api</code> works.</p></html>";

/// Only this server's own files and connections. No inline script runs, so an injected one does not either. Style attributes are
/// allowed, style elements are not.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
frame-ancestors 'none'";

/// Sends the document.
pub(super) async fn document() -> Response {
    static FILLED: OnceLock<String> = OnceLock::new();
    if !assets::has_page() {
        return Html(UNBUILT).into_response();
    }
    let filled = FILLED.get_or_init(|| DOCUMENT.replace("{package}", &assets::package()));
    let headers = [
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, Html(filled.as_str())).into_response()
}
