//! The page's files, compiled into the program.

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::fmt::Write as _;

/// What `cargo xtask build` put together: WASM, JavaScript, style sheet and the files of `public/`.
#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

/// Whether the page was built before the server was.
pub(super) fn has_page() -> bool {
    Site::iter().any(|path| path.ends_with(".wasm"))
}

/// Serves one file of the site.
///
/// The names carry no hash, so browsers ask each time and get a short "not modified" while nothing has changed.
pub(super) async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Site::get(&path) else {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    };
    let mut etag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..16] {
        // Writing to a string cannot fail.
        let _ = write!(etag, "{byte:02x}");
    }
    etag.push('"');
    let caching = [(ETAG, etag.clone()), (CACHE_CONTROL, "no-cache".to_owned())];
    if headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| *known == *etag)
    {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    let mut response = (caching, Body::from(bytes)).into_response();
    if let Ok(kind) = file.metadata.mimetype().parse() {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}
