//! Refusals: a status and the one error that crosses the wire, `{"kind","message","field"}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use trajectory::api::ApiError;
use trajectory::{FailureKind, Invalid};

/// A refused request.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: ApiError,
}

impl Refusal {
    /// A refusal that belongs to no single field.
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            error: ApiError::new(FailureKind::Invalid, message),
        }
    }

    /// A refusal of what may be asked again later.
    pub(super) fn busy(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            error: ApiError::new(FailureKind::Busy, message),
        }
    }
}

/// A body that was understood but cannot be run.
impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Self {
        Self::from(ApiError::from(invalid))
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        let status = match error.kind {
            FailureKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            FailureKind::Busy => StatusCode::TOO_MANY_REQUESTS,
            FailureKind::Model | FailureKind::Shutdown => StatusCode::SERVICE_UNAVAILABLE,
            FailureKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, error }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = self.error.clone();
        let mut response = (self.status, Json(self.error)).into_response();
        // For those who answer in another shape.
        response.extensions_mut().insert(error);
        response
    }
}
