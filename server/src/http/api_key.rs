//! `--api-key`: who does not know the key gets neither the page nor an answer.
//!
//! Programs send `Authorization: Bearer KEY`. A browser shows a form instead of the page; the right key sets a cookie that
//! is a hash of it. Keys and cookies are compared as hashes, in constant time.

use std::fmt::Write as _;
use std::str::FromStr;

use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, SET_COOKIE, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::base_path::Prefix;
use super::refusal::Refusal;

/// The name of the cookie.
const NAME: &str = "unmask_key";

/// Where the form sends the key.
pub(super) const UNLOCK: &str = "/unlock";

/// The hash of a key.
#[derive(Clone)]
pub struct ApiKey([u8; 32]);

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "allowed: 8 or more visible ASCII characters. Choose a longer key, for example by `openssl rand -hex 24`"
)]
pub struct NotAKey;

impl FromStr for ApiKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.len() < 8 || !visible {
            return Err(NotAKey);
        }
        Ok(Self(Sha256::digest(text).into()))
    }
}

impl ApiKey {
    fn is(&self, text: &str) -> bool {
        let hash: [u8; 32] = Sha256::digest(text).into();
        self.0.ct_eq(&hash).into()
    }

    /// What the cookie holds: not the key, and nothing that leads back to it.
    fn cookie(&self) -> String {
        let hash = Sha256::new().chain_update(b"cookie").chain_update(self.0);
        hash.finalize()
            .iter()
            .fold(String::new(), |mut text, byte| {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            })
    }

    fn opens(&self, headers: &HeaderMap) -> bool {
        let bearer = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.split_once(' '));
        if let Some((scheme, key)) = bearer
            && scheme.eq_ignore_ascii_case("bearer")
        {
            return self.is(key.trim());
        }
        let wanted = self.cookie();
        let cookies = headers.get_all(COOKIE).into_iter();
        cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == NAME && wanted.as_bytes().ct_eq(value.as_bytes()).into())
    }
}

/// Middleware: refuses requests without the key. The page's files and the health checks need none.
pub(super) async fn require(
    State(key): State<ApiKey>,
    Extension(prefix): Extension<Prefix>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let open = ["/healthz", "/readyz", "/favicon.svg", UNLOCK].contains(&path);
    if open || path.starts_with("/pkg/") || key.opens(request.headers()) {
        return next.run(request).await;
    }
    if path == "/" {
        return form(StatusCode::UNAUTHORIZED, &prefix, "");
    }
    let message =
        "The request has no valid key. Send the server's --api-key as `Authorization: Bearer KEY`.";
    let challenge = [(WWW_AUTHENTICATE, "Bearer")];
    (challenge, Refusal::new(StatusCode::UNAUTHORIZED, message)).into_response()
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Given {
    key: String,
}

/// Answers the form: the right key leads to the page.
pub(super) async fn unlock(
    State(key): State<ApiKey>,
    Extension(prefix): Extension<Prefix>,
    Form(given): Form<Given>,
) -> Response {
    if !key.is(given.key.trim()) {
        return form(
            StatusCode::FORBIDDEN,
            &prefix,
            "<p role=\"alert\">This is not the key.</p>",
        );
    }
    let cookie = format!(
        "{NAME}={}; Path={}; HttpOnly; SameSite=Strict; Max-Age=2592000",
        key.cookie(),
        prefix.join("/")
    );
    ([(SET_COOKIE, cookie)], Redirect::to(&prefix.join("/"))).into_response()
}

fn form(status: StatusCode, prefix: &Prefix, notice: &'static str) -> Response {
    let action = prefix.join(UNLOCK);
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>Unmask</title>\
         <main><h1>Unmask</h1>{notice}<form method=\"post\" action=\"{action}\">\
         <p><label>Key <input type=\"password\" name=\"key\" autocomplete=\"current-password\" required autofocus></label> \
         <button>Open</button></p></form>\
         <p>The key is the server's <code>--api-key</code>.</p></main></html>"
    );
    let headers = [
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, Html(html)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> ApiKey {
        "correct-horse".parse().unwrap()
    }

    fn opened(name: axum::http::HeaderName, value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        key().opens(&headers)
    }

    #[test]
    fn the_key_and_its_cookie_open() {
        assert!(opened(AUTHORIZATION, "Bearer correct-horse"));
        assert!(opened(AUTHORIZATION, "bearer  correct-horse"));
        let cookie = format!("a=b; {NAME}={}", key().cookie());
        assert!(opened(COOKIE, &cookie));
    }

    #[test]
    fn nothing_else_does() {
        for value in [
            "Bearer correct-hors",
            "Bearer",
            "Basic correct-horse",
            "correct-horse",
        ] {
            assert!(!opened(AUTHORIZATION, value), "{value}");
        }
        for value in ["unmask_key=correct-horse", "unmask_key=", "other=x"] {
            assert!(!opened(COOKIE, value), "{value}");
        }
        assert!(!key().opens(&HeaderMap::new()));
    }

    #[test]
    fn short_keys_are_refused_and_none_is_printed() {
        for text in ["", "1234567", "with blank", "ümlaut-key"] {
            assert_eq!(text.parse::<ApiKey>().unwrap_err(), NotAKey, "{text}");
        }
        assert_eq!(format!("{:?}", key()), "ApiKey(…)");
    }
}
