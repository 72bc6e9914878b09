//! `--allowed-origin`: pages of other origins whose scripts may use the server. Without one there are none: no answer carries
//! a CORS header, and the guard refuses their requests.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use axum::http::uri::Scheme;
use axum::http::{Method, Uri};
use tower_http::cors::{AllowHeaders, AllowOrigin, AllowPrivateNetwork, CorsLayer};

/// How long a browser may remember what it was allowed.
const MAX_AGE: Duration = Duration::from_secs(3600);

/// An origin as browsers write it: `https://host`, with a port unless it is the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedOrigin(HeaderValue);

/// Why a text is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "allowed: http:// or https:// and a host, with a port or without, and no path. Write, for example, https://app.example.org"
)]
pub struct NotAnOrigin;

impl FromStr for AllowedOrigin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let uri: Uri = text.trim().parse().map_err(|_| NotAnOrigin)?;
        let scheme = uri.scheme().ok_or(NotAnOrigin)?;
        let usual = match scheme {
            scheme if *scheme == Scheme::HTTP => 80,
            scheme if *scheme == Scheme::HTTPS => 443,
            _ => return Err(NotAnOrigin),
        };
        let authority = uri.authority().ok_or(NotAnOrigin)?;
        let plain =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        let has_port = authority.as_str() != authority.host();
        let is_host = authority.as_str().chars().all(plain)
            && !authority.host().is_empty()
            && (!has_port || authority.port_u16().is_some());
        if !is_host || uri.path() != "/" || uri.query().is_some() {
            return Err(NotAnOrigin);
        }
        let port = authority.port_u16().filter(|port| *port != usual);
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let origin = format!("{scheme}://{}{port}", authority.host()).to_ascii_lowercase();
        let origin = HeaderValue::try_from(origin).map_err(|_| NotAnOrigin)?;
        Ok(Self(origin))
    }
}

impl fmt::Display for AllowedOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}

impl AllowedOrigin {
    /// Whether a request's `Origin` is this one.
    pub(super) fn is(&self, origin: &str) -> bool {
        self.0.as_bytes() == origin.as_bytes()
    }
}

/// Answers preflights of these origins, and lets their scripts read every answer. Requests carry no cookies: who needs a key
/// sends it. A page of the open web may then ask a server on loopback or in a local network too, which browsers ask for.
pub(super) fn layer(origins: &[AllowedOrigin]) -> CorsLayer {
    let origins = origins.iter().map(|origin| origin.0.clone());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        // Clients of OpenAI's API send headers of their own.
        .allow_headers(AllowHeaders::mirror_request())
        .allow_private_network(AllowPrivateNetwork::yes())
        .expose_headers([RETRY_AFTER, HeaderName::from_static("x-request-id")])
        .max_age(MAX_AGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        for (text, origin) in [
            ("https://app.example", "https://app.example"),
            ("https://App.Example/", "https://app.example"),
            ("https://app.example:443", "https://app.example"),
            ("http://app.example:443", "http://app.example:443"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            let allowed: AllowedOrigin = text.parse().unwrap();
            assert_eq!(allowed.to_string(), origin);
            assert!(allowed.is(origin));
        }
        let allowed: AllowedOrigin = "https://app.example".parse().unwrap();
        for other in [
            "http://app.example",
            "https://app.example:8443",
            "https://app.example.evil",
            "null",
        ] {
            assert!(!allowed.is(other), "{other}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "",
            "*",
            "null",
            "app.example",
            "https://",
            "https://app.example/path",
            "https://app.example/?a",
            "https://a@app.example",
            "https://*.example",
            "ftp://app.example",
        ] {
            assert_eq!(text.parse::<AllowedOrigin>(), Err(NotAnOrigin), "{text:?}");
        }
    }
}
