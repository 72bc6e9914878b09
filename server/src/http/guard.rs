//! Who may talk to the server: a page that some other site opened in the same browser may not.
//!
//! A web site can send requests to `127.0.0.1` (it sets `Origin`), and can point a name of its own at `127.0.0.1`
//! (it sets `Host`). So on loopback the `Host` must be a loopback name, and wherever an `Origin` is given it must be
//! the server's own or, on loopback, another loopback one (a development server in front of this one).

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;

/// From where the server can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// Bound to a loopback address: only programs of this machine reach it.
    Loopback,
    /// Bound to an address that other machines reach.
    Network,
}

impl Exposure {
    /// The exposure of a server bound to `address`.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        if address.is_loopback() {
            Self::Loopback
        } else {
            Self::Network
        }
    }

    fn admits_host(self, host: &str) -> bool {
        match self {
            Self::Loopback => is_loopback(host),
            Self::Network => true,
        }
    }

    fn admits_origin(self, origin: &str, host: &Authority) -> bool {
        let Ok(origin) = origin.parse::<Uri>() else {
            return false;
        };
        origin.authority().is_some_and(|authority| {
            authority == host || self == Self::Loopback && is_loopback(authority.host())
        })
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Middleware: refuses requests that come from elsewhere.
pub(super) async fn guard(
    State(exposure): State<Exposure>,
    request: Request,
    next: Next,
) -> Response {
    match admit(exposure, request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn admit(exposure: Exposure, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
    let named = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = match named {
        Some(host) => host.parse::<Authority>().ok(),
        None => uri.authority().cloned(),
    };
    let Some(host) = host else {
        let message =
            "The request has no valid Host header. Open the address that `unmask serve` printed.";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, message));
    };
    if !exposure.admits_host(host.host()) {
        let message = format!(
            "Host is \"{host}\"; allowed: localhost, 127.0.0.1 or [::1]. Open the address that `unmask serve` printed, or start it with --addr to serve other machines."
        );
        return Err(Refusal::new(StatusCode::FORBIDDEN, message));
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().unwrap_or_default();
    if exposure.admits_origin(origin, &host) {
        return Ok(());
    }
    let message = format!(
        "Origin is \"{origin}\"; allowed: this server's own pages. Open the address that `unmask serve` printed."
    );
    Err(Refusal::new(StatusCode::FORBIDDEN, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(exposure: Exposure, host: &str, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        admit(exposure, &Uri::from_static("/"), &headers).is_ok()
    }

    #[test]
    fn loopback_names_are_welcome() {
        for host in [
            "localhost:3000",
            "LOCALHOST",
            "127.0.0.1:3000",
            "127.8.9.1",
            "[::1]:3000",
        ] {
            assert!(admitted(Exposure::Loopback, host, None), "{host}");
        }
        let origin = Some("http://127.0.0.1:8080");
        assert!(admitted(Exposure::Loopback, "localhost:3000", origin));
    }

    #[test]
    fn rebound_names_and_foreign_pages_are_not() {
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.nip.example:3000",
            "10.0.0.1",
        ] {
            assert!(!admitted(Exposure::Loopback, host, None), "{host}");
        }
        for origin in ["https://evil.example", "null", "http://localhost.evil", ""] {
            assert!(
                !admitted(Exposure::Loopback, "localhost:3000", Some(origin)),
                "{origin}"
            );
        }
    }

    #[test]
    fn on_a_network_an_origin_must_be_the_servers_own() {
        let own = Some("http://box.lan:3000");
        assert!(admitted(Exposure::Network, "box.lan:3000", own));
        assert!(!admitted(
            Exposure::Network,
            "box.lan:3000",
            Some("http://localhost:3000")
        ));
        assert!(admitted(Exposure::Network, "box.lan:3000", None));
    }
}
