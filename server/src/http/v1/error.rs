//! Errors as OpenAI's clients expect them: `{"error": {"message", "type", "param", "code"}}`.

use std::time::Duration;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use trajectory::api::ApiError;
use trajectory::{FailureKind, Invalid};
use utoipa::ToSchema;

use crate::engine::service::Refused;

/// A refused request.
#[derive(Debug)]
pub(super) struct Error {
    status: StatusCode,
    error: ApiError,
    retry_after: Option<Duration>,
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Envelope {
    /// What is wrong.
    error: Detail,
}

/// What is wrong.
#[derive(Debug, Serialize, ToSchema)]
struct Detail {
    /// A sentence: the value, what is allowed, what to do.
    message: String,
    /// The kind of error.
    r#type: &'static str,
    /// The field at fault, if it is one.
    param: Option<String>,
    /// A short name, if there is one.
    code: Option<&'static str>,
}

pub(super) type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A value that is not accepted.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        ApiError::new(FailureKind::Invalid, message).into()
    }

    /// Another status than the kind's own.
    pub(super) fn with(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            ..Self::invalid(message)
        }
    }

    /// What travels when the stream has begun.
    pub(super) fn envelope(&self) -> Envelope {
        envelope(self.status, &self.error)
    }
}

fn envelope(status: StatusCode, error: &ApiError) -> Envelope {
    let (r#type, code) = match status {
        StatusCode::UNAUTHORIZED => ("invalid_request_error", Some("invalid_api_key")),
        StatusCode::FORBIDDEN => ("permission_error", None),
        StatusCode::NOT_FOUND => ("invalid_request_error", Some("not_found")),
        StatusCode::TOO_MANY_REQUESTS => ("rate_limit_error", Some("rate_limit_exceeded")),
        StatusCode::SERVICE_UNAVAILABLE => ("server_error", Some("unavailable")),
        status if status.is_server_error() => ("server_error", None),
        _ => ("invalid_request_error", None),
    };
    Envelope {
        error: Detail {
            message: error.message.clone(),
            r#type,
            param: error.field.clone(),
            code,
        },
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        let status = match error.kind {
            FailureKind::Invalid => StatusCode::BAD_REQUEST,
            FailureKind::Busy => StatusCode::TOO_MANY_REQUESTS,
            FailureKind::Model | FailureKind::Shutdown => StatusCode::SERVICE_UNAVAILABLE,
            FailureKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self {
            status,
            error,
            retry_after: None,
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        ApiError::from(invalid).into()
    }
}

impl From<Refused> for Error {
    fn from(Refused { error, retry_after }: Refused) -> Self {
        Self {
            retry_after,
            ..Self::from(error)
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.envelope())).into_response();
        let later = [
            StatusCode::TOO_MANY_REQUESTS,
            StatusCode::SERVICE_UNAVAILABLE,
        ];
        if later.contains(&self.status) {
            // Rounded up, and at least a second, which is what clients can wait.
            let seconds = self.retry_after.unwrap_or_default().as_secs() + 1;
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Middleware: what was refused before a handler of this API was asked (no key, a foreign host, no such path) gets the same shape.
pub(in crate::http) async fn reshape(request: Request, next: Next) -> Response {
    let ours = super::is_ours(request.uri().path());
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<ApiError>().filter(|_| ours) else {
        return response;
    };
    let body = Json(envelope(response.status(), error));
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(CONTENT_LENGTH);
    let (written, body) = body.into_response().into_parts();
    parts.headers.extend(written.headers);
    Response::from_parts(parts, body)
}
