//! Where the server lies on its host: below `--base-path`, and below the path that a proxy takes away before it passes a
//! request on and names in `X-Forwarded-Prefix`.
//!
//! The first one is taken off each request before it is routed, so that nothing else of the server knows it. What a browser
//! has to be told (links, redirects, the cookie's path) is written with a `Prefix`, which holds both.

use std::fmt;
use std::str::FromStr;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use tower::ServiceBuilder;

use super::client::Forwarded;
use super::refusal::Refusal;

const X_FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// A path below which everything lies: nothing, or `/` and names, such as `/unmask`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BasePath(String);

/// Why a text is no base path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "allowed: a path of letters, digits and `-._~` that begins with /. Write, for example, /unmask"
)]
pub struct NotAPath;

impl FromStr for BasePath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
        let is_name =
            |name: &str| !name.is_empty() && !matches!(name, "." | "..") && name.chars().all(plain);
        let path = text.trim().trim_end_matches('/');
        let names = path.strip_prefix('/');
        let well_formed = match names {
            Some(names) => names.split('/').all(is_name),
            None => path.is_empty() && text.trim().starts_with('/'),
        };
        well_formed.then(|| Self(path.to_owned())).ok_or(NotAPath)
    }
}

/// As an address: with a slash at its end.
impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.0)
    }
}

impl BasePath {
    /// Whether everything lies at the root of the host.
    #[must_use]
    pub const fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// What of a path lies below this one, with its slash.
    fn within<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.0)
            .filter(|rest| rest.starts_with('/'))
    }
}

/// What stands before the server's paths where a browser sees them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Prefix(String);

impl Prefix {
    /// A path of the server, which begins with a slash, as a browser has to ask for it.
    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The prefix alone: empty, or `/` and names.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What proxies took away. Several, one behind the other, are named from the outermost on; what is no path is not believed.
fn taken_away(headers: &HeaderMap) -> String {
    let values = headers.get_all(X_FORWARDED_PREFIX).into_iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|path| path.parse::<BasePath>().ok())
        .map(|path| path.0)
        .collect()
}

/// Puts a router below a path.
pub(super) fn below(base: BasePath, forwarded: Forwarded, router: Router) -> Router {
    let enter = from_fn_with_state((base, forwarded), enter);
    Router::new().fallback_service(ServiceBuilder::new().layer(enter).service(router))
}

/// Middleware: takes the base path off, and leaves a note of the whole prefix.
async fn enter(
    State((base, forwarded)): State<(BasePath, Forwarded)>,
    mut request: Request,
    next: Next,
) -> Response {
    let outer = match forwarded {
        Forwarded::Ignored => String::new(),
        Forwarded::Trusted => taken_away(request.headers()),
    };
    let prefix = Prefix(format!("{outer}{}", base.0));
    let path = request.uri().path();
    let Some(inner) = base.within(path) else {
        return outside(&base, path, &prefix);
    };
    if !base.is_root() {
        *request.uri_mut() = at(request.uri(), inner);
    }
    request.extensions_mut().insert(prefix);
    next.run(request).await
}

/// The same address with another path.
fn at(uri: &Uri, path: &str) -> Uri {
    let mut parts = uri.clone().into_parts();
    let path = uri
        .query()
        .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    parts.path_and_query = PathAndQuery::try_from(path).ok();
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}

/// Who opens the host, or forgets the last slash, is led to the page; anything else is not here.
fn outside(base: &BasePath, path: &str, prefix: &Prefix) -> Response {
    if path == "/" || path == base.0 {
        return Redirect::temporary(&prefix.join("/")).into_response();
    }
    let message = format!(
        "There is nothing at {path}; this server lies below {base}, its --base-path. Put that before the path."
    );
    Refusal::new(StatusCode::NOT_FOUND, message).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_is_a_path_of_plain_names() {
        for (text, path) in [
            ("/", ""),
            ("/unmask", "/unmask"),
            ("/unmask/", "/unmask"),
            ("/lab/unmask-2.0", "/lab/unmask-2.0"),
        ] {
            assert_eq!(text.parse::<BasePath>().unwrap().0, path);
        }
        for text in [
            "",
            "unmask",
            "//unmask",
            "/a//b",
            "/a/../b",
            "/a b",
            "/\"><script>",
            "/%2e",
            "/a?b",
            "https://host/unmask",
        ] {
            assert_eq!(text.parse::<BasePath>(), Err(NotAPath), "{text:?}");
        }
    }

    #[test]
    fn only_what_lies_below_is_within() {
        let base: BasePath = "/unmask".parse().unwrap();
        assert_eq!(base.within("/unmask/api/status"), Some("/api/status"));
        assert_eq!(base.within("/unmask/"), Some("/"));
        for path in ["/unmask", "/unmasked/", "/api/status", "/"] {
            assert_eq!(base.within(path), None, "{path}");
        }
        assert_eq!(BasePath::default().within("/unmask"), Some("/unmask"));
    }

    #[test]
    fn an_address_keeps_its_query() {
        let uri = at(&Uri::from_static("/unmask/?run=1"), "/");
        assert_eq!(uri, Uri::from_static("/?run=1"));
        let uri = at(&Uri::from_static("http://host:1/unmask/a"), "/a");
        assert_eq!(uri, Uri::from_static("http://host:1/a"));
    }

    #[test]
    fn proxies_name_what_they_took_away() {
        let taken_away = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(X_FORWARDED_PREFIX, value.parse().unwrap());
            }
            taken_away(&headers)
        };
        assert_eq!(taken_away(&["/unmask/"]), "/unmask");
        assert_eq!(taken_away(&["/lab, /unmask"]), "/lab/unmask");
        assert_eq!(taken_away(&["/lab", "/unmask"]), "/lab/unmask");
        assert_eq!(taken_away(&["\"onerror=", "//evil.example"]), "");
        assert_eq!(taken_away(&["/"]), "");
    }
}
