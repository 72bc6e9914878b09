//! How often a client may ask for something to be computed.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::refusal::Refusal;
use crate::engine::Client;

/// Requests by POST that each client may send.
#[derive(Debug, Clone)]
pub(super) struct Rate {
    limiter: Arc<DefaultKeyedRateLimiter<Client>>,
    per_minute: NonZeroU32,
}

/// With so many clients known, those that have been quiet are forgotten.
const MANY_CLIENTS: usize = 1024;

impl Rate {
    pub(super) fn new(per_minute: NonZeroU32) -> Self {
        Self {
            limiter: Arc::new(RateLimiter::keyed(Quota::per_minute(per_minute))),
            per_minute,
        }
    }

    /// Seconds to wait, if the client has asked too often.
    fn wait(&self, client: &Client) -> Option<u64> {
        if self.limiter.len() > MANY_CLIENTS {
            self.limiter.retain_recent();
        }
        let early = self.limiter.check_key(client).err()?;
        let wait = early.wait_time_from(DefaultClock::default().now());
        Some(wait.as_secs() + 1)
    }
}

/// Middleware: refuses a client that asks too often. It must know who asks.
pub(super) async fn limit(State(rate): State<Rate>, request: Request, next: Next) -> Response {
    let client = request.extensions().get::<Client>().cloned();
    let computes = request.method() == Method::POST;
    let wait = client
        .filter(|_| computes)
        .and_then(|client| rate.wait(&client));
    let Some(wait) = wait else {
        return next.run(request).await;
    };
    let message = format!(
        "More than {} requests came in a minute. Try again in {wait} s.",
        rate.per_minute
    );
    let mut response = Refusal::busy(message).into_response();
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(wait));
    response
}
