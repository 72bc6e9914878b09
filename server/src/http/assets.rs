//! The page's files, compiled into the program: as they are, and compressed beforehand.
//!
//! The files of the page's program are found below `/pkg/<version>/`, where the version is a hash over their content.
//! A browser may keep those for ever. Below `/pkg/`, and for all other files, it has to ask each time, and gets a short
//! "not modified" while nothing has changed.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::OnceLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

/// What `cargo xtask build` put together: WASM, JavaScript, style sheet and the files of `public/`.
#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

/// The same files compressed, as `NAME.br` and `NAME.gz`, where that makes them smaller.
#[derive(RustEmbed)]
#[folder = "../target/compressed"]
struct Compressed;

/// The folder of the page's program.
const PACKAGE: &str = "pkg";

/// Whether the page was built before the server, so that it is embedded.
pub(super) fn has_page() -> bool {
    Site::iter().any(|path| path.ends_with(".wasm"))
}

/// The folder of the page's program, version included.
pub(super) fn package() -> String {
    format!("{PACKAGE}/{}", version())
}

/// A hash over the content of the page's program, in 16 hexadecimal digits.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut paths: Vec<_> = Site::iter()
            .filter(|path| path.starts_with(PACKAGE))
            .collect();
        paths.sort();
        let mut hash = Sha256::new();
        for path in paths {
            if let Some(file) = Site::get(&path) {
                hash.update(path.as_bytes());
                hash.update(file.metadata.sha256_hash());
            }
        }
        hex(&hash.finalize()[..8])
    })
}

/// Serves one file of the site.
pub(super) async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let (path, lasting) = unversioned(&path, version());
    let Some(file) = Site::get(&path) else {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    };
    let encoding = accepted(&headers)
        .into_iter()
        .find_map(|encoding| Some((encoding, compressed(&path, encoding)?)));
    let mut etag = format!("\"{}", hex(&file.metadata.sha256_hash()[..16]));
    if let Some((encoding, _)) = &encoding {
        let _ = write!(etag, "-{}", encoding.extension());
    }
    etag.push('"');
    let keep = if lasting {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let caching = [
        (ETAG, etag.clone()),
        (CACHE_CONTROL, keep.to_owned()),
        (VARY, "accept-encoding".to_owned()),
    ];
    let known = headers.get(IF_NONE_MATCH);
    if known.is_some_and(|known| *known == *etag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let kind = file.metadata.mimetype().parse();
    let (name, bytes) = match encoding {
        Some((encoding, compressed)) => (Some(encoding.name()), content(compressed)),
        None => (None, content(file)),
    };
    let mut response = (caching, Body::from(bytes)).into_response();
    if let Ok(kind) = kind {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    if let Some(name) = name {
        let name = HeaderValue::from_static(name);
        response.headers_mut().insert(CONTENT_ENCODING, name);
    }
    response
}

/// The path of a file without a version, and whether its content can never change under this name. Another version, of a
/// page that was opened before an update, leads to the present file.
fn unversioned<'a>(path: &'a str, present: &str) -> (Cow<'a, str>, bool) {
    let inside = path
        .strip_prefix(PACKAGE)
        .and_then(|rest| rest.strip_prefix('/'));
    let Some((version, name)) = inside.and_then(|rest| rest.split_once('/')) else {
        return (path.into(), false);
    };
    let is_version = version.len() == 16 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_version {
        return (path.into(), false);
    }
    (format!("{PACKAGE}/{name}").into(), version == present)
}

/// A way to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gz",
        }
    }
}

fn compressed(path: &str, encoding: Encoding) -> Option<EmbeddedFile> {
    Compressed::get(&format!("{path}.{}", encoding.extension()))
}

/// What the client accepts, the smaller one first.
fn accepted(headers: &HeaderMap) -> Vec<Encoding> {
    let listed = headers.get_all(ACCEPT_ENCODING).into_iter();
    let listed: Vec<&str> = listed
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let accepts = |wanted: Encoding| {
        listed.iter().any(|entry| {
            let (name, quality) = entry.split_once(';').unwrap_or((entry, ""));
            let refused = quality
                .trim()
                .strip_prefix("q=")
                .and_then(|quality| quality.trim().parse::<f32>().ok())
                .is_some_and(|quality| quality <= 0.0);
            name.trim().eq_ignore_ascii_case(wanted.name()) && !refused
        })
    };
    let all = [Encoding::Brotli, Encoding::Gzip].into_iter();
    all.filter(|encoding| accepts(*encoding)).collect()
}

fn content(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_present_version_lasts() {
        let present = "0123456789abcdef";
        let path = |path| unversioned(path, present);
        let lasting = path("pkg/0123456789abcdef/unmask.js");
        assert_eq!(lasting, ("pkg/unmask.js".into(), true));
        let old = path("pkg/fedcba9876543210/unmask.js");
        assert_eq!(old, ("pkg/unmask.js".into(), false));
        for plain in ["pkg/unmask.js", "favicon.svg", "pkg/snippets/a.js"] {
            assert_eq!(path(plain), (plain.into(), false));
        }
    }

    #[test]
    fn the_smallest_accepted_encoding_comes_first() {
        let accepted = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, value.parse().unwrap());
            accepted(&headers)
        };
        assert_eq!(
            accepted("gzip, deflate, br, zstd"),
            [Encoding::Brotli, Encoding::Gzip]
        );
        assert_eq!(accepted("br;q=0, GZIP;q=0.5"), [Encoding::Gzip]);
        assert_eq!(accepted("identity"), []);
        assert_eq!(super::accepted(&HeaderMap::new()), []);
    }
}
