//! The one error that crosses the wire, as the body of every refusal: `{"kind","message","field"}`.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use trajectory::{FailureKind, Invalid};

/// Why a request was refused or failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    /// The kind of failure.
    pub kind: FailureKind,
    /// A sentence for people: what is wrong and what to do.
    pub message: String,
    /// The parameter that is at fault, so that the page can show the sentence beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl AppError {
    /// An error that belongs to no single field.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            field: None,
        }
    }
}

impl From<Invalid> for AppError {
    fn from(invalid: Invalid) -> Self {
        Self {
            kind: FailureKind::Invalid,
            message: invalid.to_string(),
            field: Some(invalid.field),
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let (kind, message) = match &error {
            ServerFnErrorErr::Request(_) => (
                FailureKind::Internal,
                "The server cannot be reached. Check that `unmask serve` is running, then try again."
                    .to_owned(),
            ),
            ServerFnErrorErr::Args(detail) | ServerFnErrorErr::MissingArg(detail) => (
                FailureKind::Invalid,
                format!("The request could not be read: {detail}."),
            ),
            other => (FailureKind::Internal, other.to_string()),
        };
        Self::new(kind, message)
    }
}
