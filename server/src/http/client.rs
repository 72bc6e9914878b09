//! Who asks: the address of the peer or, behind a proxy that is trusted, the one that the proxy names.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

use crate::engine::Client;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Whether a proxy in front is believed: about its clients, and about the path that it took away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Forwarded {
    /// The peer is the client; what a header says is not believed.
    #[default]
    Ignored,
    /// The last address of `X-Forwarded-For`, which the nearest proxy wrote, is the client; `X-Forwarded-Prefix` stands before
    /// the server's own paths.
    Trusted,
}

/// Middleware: tells the handlers who asks.
pub(super) async fn identify(
    State(forwarded): State<Forwarded>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(address)| address.ip());
    let named = match forwarded {
        Forwarded::Ignored => None,
        Forwarded::Trusted => nearest(request.headers()),
    };
    let client = named.or(peer).map_or_else(Client::default, |address| {
        Client::new(&address.to_canonical().to_string())
    });
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// The address that the nearest proxy appended.
fn nearest(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all(X_FORWARDED_FOR).iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_proxys_word_counts() {
        let nearest = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(X_FORWARDED_FOR, value.parse().unwrap());
            }
            nearest(&headers).map(|address| address.to_string())
        };
        assert_eq!(
            nearest(&["10.0.0.1, 10.0.0.2"]).as_deref(),
            Some("10.0.0.2")
        );
        assert_eq!(nearest(&["10.0.0.1", "::1"]).as_deref(), Some("::1"));
        assert_eq!(nearest(&["unknown"]), None);
        assert_eq!(nearest(&[]), None);
    }
}
