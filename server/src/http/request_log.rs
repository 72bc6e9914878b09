//! A log line and an id per request. The id is the client's own `X-Request-Id` if it sends one that is fit for a log,
//! else it is drawn; the response carries it. Bodies are never logged.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use llada::session::planner::draw_seed;
use tracing::Instrument;

use super::metrics::{Answered, Metrics};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a client.
const LONGEST: usize = 64;

/// Middleware: gives the request an id, logs how it was answered, and counts it.
pub(super) async fn log(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let id = given(request.headers()).unwrap_or_else(drawn);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id = id.as_str());
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    let (status, ms) = (response.status().as_u16(), begun.elapsed().as_millis());
    span.in_scope(|| {
        if status >= 500 {
            tracing::warn!(%method, route, status, ms, "request");
        } else {
            tracing::debug!(%method, route, status, ms, "request");
        }
    });
    metrics.count(&Answered {
        route,
        method: method.to_string(),
        status,
    });
    response
}

fn given(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(X_REQUEST_ID)?.to_str().ok()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    let fit = !id.is_empty() && id.len() <= LONGEST && id.chars().all(plain);
    fit.then(|| id.to_owned())
}

fn drawn() -> String {
    let mut id = String::new();
    // Writing to a string cannot fail.
    let _ = write!(id, "{:016x}", draw_seed());
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_fit_for_a_log_is_kept() {
        let given = |id: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(X_REQUEST_ID, id.parse().unwrap());
            given(&headers)
        };
        assert_eq!(given("a-1_b.c:2").as_deref(), Some("a-1_b.c:2"));
        for unfit in ["", "a b", "a\"b", &"a".repeat(65)] {
            assert_eq!(given(unfit), None, "{unfit}");
        }
        assert_ne!(drawn(), drawn());
    }
}
