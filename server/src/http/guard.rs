//! Which requests are admitted: a page that some other site opened in the same browser may not use the server.
//!
//! A web site can send requests to `127.0.0.1` (the browser then sets `Origin`), and can point a name of its own at
//! `127.0.0.1` (the browser then sends that name as `Host`: DNS rebinding). So on loopback the `Host` must be a loopback
//! name, and wherever an `Origin` is given it must be the server's own or, on loopback, another loopback one (a
//! development server in front of this one). A proxy in front has a name of its own: `--allowed-host` admits it; and
//! `--allowed-origin` admits pages of another origin.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::cors::AllowedOrigin;
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
}

/// A host under which the server is known, such as a proxy's: a name, with any port unless one is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost(Authority);

/// Why a text names no host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "allowed: a host name or address, with a port or without, and no https:// or path. Write, for example, unmask.example.org"
)]
pub struct NotAHost;

impl FromStr for AllowedHost {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        let authority: Authority = text.trim().parse().map_err(|_| NotAHost)?;
        let has_port = authority.as_str() != authority.host();
        let port_is_number = !has_port || authority.port_u16().is_some();
        let plain =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        if authority.host().is_empty() || !port_is_number || !authority.as_str().chars().all(plain)
        {
            return Err(NotAHost);
        }
        Ok(Self(authority))
    }
}

impl fmt::Display for AllowedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl AllowedHost {
    fn matches(&self, host: &Authority) -> bool {
        let port = self.0.port_u16();
        self.0.host().eq_ignore_ascii_case(host.host())
            && (port.is_none() || port == host.port_u16())
    }
}

/// Which `Host` and `Origin` are admitted.
#[derive(Debug, Clone)]
pub struct Guard {
    exposure: Exposure,
    hosts: Arc<[AllowedHost]>,
    origins: Arc<[AllowedOrigin]>,
}

impl Guard {
    /// Admits requests by the exposure's own names, and by `hosts`.
    #[must_use]
    pub fn new(exposure: Exposure, hosts: Vec<AllowedHost>) -> Self {
        Self {
            exposure,
            hosts: hosts.into(),
            origins: Arc::default(),
        }
    }

    /// Admits pages of these origins too.
    #[must_use]
    pub fn with_origins(self, origins: Vec<AllowedOrigin>) -> Self {
        Self {
            origins: origins.into(),
            ..self
        }
    }

    /// The further origins whose pages are admitted.
    pub(super) fn origins(&self) -> &[AllowedOrigin] {
        &self.origins
    }

    fn is_named(&self, host: &Authority) -> bool {
        self.hosts.iter().any(|allowed| allowed.matches(host))
    }

    fn admits_host(&self, host: &Authority) -> bool {
        if is_loopback(host.host()) || self.is_named(host) {
            return true;
        }
        // An address cannot be rebound. A name can; but the names of a machine in a network are not known here unless
        // they are given.
        self.exposure == Exposure::Network
            && (self.hosts.is_empty() || address(host.host()).is_some())
    }

    fn admits_origin(&self, origin: &str, host: &Authority) -> bool {
        if self.origins.iter().any(|allowed| allowed.is(origin)) {
            return true;
        }
        let Ok(origin) = origin.parse::<Uri>() else {
            return false;
        };
        origin.authority().is_some_and(|authority| {
            authority == host
                || self.is_named(authority)
                || self.exposure == Exposure::Loopback && is_loopback(authority.host())
        })
    }

    fn admit(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let named = headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = match named {
            Some(host) => host.parse::<Authority>().ok(),
            None => uri.authority().cloned(),
        };
        let Some(host) = host else {
            let message = "The request has no valid Host header. Open the address that `unmask serve` printed.";
            return Err(Refusal::new(StatusCode::BAD_REQUEST, message));
        };
        if !self.admits_host(&host) {
            let message = format!(
                "Host is \"{host}\"; allowed: {}. Open the address that `unmask serve` printed, or start it with --allowed-host {} if that is its name, for example a proxy's.",
                self.allowed(),
                host.host()
            );
            return Err(Refusal::new(StatusCode::FORBIDDEN, message));
        }
        let Some(origin) = headers.get(ORIGIN) else {
            return Ok(());
        };
        let origin = origin.to_str().unwrap_or_default();
        if self.admits_origin(origin, &host) {
            return Ok(());
        }
        let message = format!(
            "Origin is \"{origin}\"; allowed: this server's own pages. Open the address that `unmask serve` printed; for a page behind a proxy start it with --allowed-host and the proxy's host name, for another site's with --allowed-origin and its address."
        );
        Err(Refusal::new(StatusCode::FORBIDDEN, message))
    }

    fn allowed(&self) -> String {
        let mut names: Vec<String> = self.hosts.iter().map(AllowedHost::to_string).collect();
        names.extend(["localhost", "127.0.0.1"].map(str::to_owned));
        format!("{} or [::1]", names.join(", "))
    }
}

fn address(host: &str) -> Option<IpAddr> {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.parse().ok()
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || address(host).is_some_and(|address| address.is_loopback())
}

/// Middleware: refuses requests that come from elsewhere.
pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    match guard.admit(request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl From<Exposure> for Guard {
        fn from(exposure: Exposure) -> Self {
            Self::new(exposure, Vec::new())
        }
    }

    fn admitted(guard: impl Into<Guard>, host: &str, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        guard.into().admit(&Uri::from_static("/"), &headers).is_ok()
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

    fn behind_proxy(exposure: Exposure) -> Guard {
        let hosts = ["demo.example", "lab.example:8443"];
        Guard::new(exposure, hosts.map(|host| host.parse().unwrap()).into())
    }

    #[test]
    fn a_proxys_name_is_admitted_once_it_is_allowed() {
        let demo = Some("https://demo.example");
        let guard = || behind_proxy(Exposure::Loopback);
        // A proxy that passes the browser's Host on, and one that sends its own.
        assert!(admitted(guard(), "demo.example", demo));
        assert!(admitted(guard(), "127.0.0.1:3000", demo));
        assert!(admitted(guard(), "DEMO.example:8080", None));
        assert!(admitted(
            guard(),
            "lab.example:8443",
            Some("https://lab.example:8443")
        ));
        assert!(!admitted(Exposure::Loopback, "127.0.0.1:3000", demo));
        for host in [
            "lab.example",
            "lab.example:80",
            "evil.example",
            "demo.example.evil",
            "notdemo.example",
        ] {
            assert!(!admitted(guard(), host, None), "{host}");
        }
        for origin in ["https://evil.example", "https://lab.example", "null"] {
            assert!(!admitted(guard(), "demo.example", Some(origin)), "{origin}");
        }
    }

    #[test]
    fn on_a_network_allowed_names_keep_other_names_out() {
        let guard = || behind_proxy(Exposure::Network);
        for host in [
            "demo.example",
            "localhost:3000",
            "10.0.0.7:3000",
            "[fd00::1]:3000",
        ] {
            assert!(admitted(guard(), host, None), "{host}");
        }
        assert!(!admitted(guard(), "evil.example", None));
        assert!(!admitted(
            guard(),
            "evil.example",
            Some("http://evil.example")
        ));
    }

    #[test]
    fn a_page_of_another_origin_is_admitted_once_it_is_allowed() {
        let guard = |exposure| {
            let origins = vec!["https://app.example".parse().unwrap()];
            Guard::from(exposure).with_origins(origins)
        };
        for exposure in [Exposure::Loopback, Exposure::Network] {
            let app = Some("https://app.example");
            assert!(!admitted(exposure, "127.0.0.1:3000", app));
            assert!(admitted(guard(exposure), "127.0.0.1:3000", app));
            for other in ["http://app.example", "https://evil.example", "null"] {
                assert!(!admitted(guard(exposure), "127.0.0.1:3000", Some(other)));
            }
        }
        assert!(!admitted(guard(Exposure::Loopback), "app.example", None));
    }

    #[test]
    fn hosts_are_names_with_or_without_a_port() {
        for host in ["demo.example", "demo:8443", "10.0.0.7", "[::1]:3000"] {
            assert_eq!(host.parse::<AllowedHost>().unwrap().to_string(), host);
        }
        for text in [
            "",
            "https://demo.example",
            "demo.example/path",
            "a@b",
            "*",
            "a b",
            "a:port",
            ":80",
        ] {
            assert!(text.parse::<AllowedHost>().is_err(), "{text:?}");
        }
    }
}
