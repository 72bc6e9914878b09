//! Request bodies of this API: unknown fields are ignored, null is no value.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{Error, Result};
use crate::http::body::{Incomplete, MAX_BODY, received};

/// Reads a request's body.
///
/// # Errors
/// It is too long, no JSON object, or a field has another type.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<T> {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let message = format!(
            "Content-Type is \"{kind}\"; allowed: application/json. Send the request as JSON."
        );
        return Err(Error::with(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    let bytes = received(body).await.map_err(|Incomplete| {
        let message = format!(
            "The request is too long or was cut off; allowed: {} KiB. Shorten it, or send several requests.",
            MAX_BODY >> 10
        );
        Error::with(StatusCode::PAYLOAD_TOO_LARGE, message)
    })?;
    parse(&bytes)
}

/// Reads JSON.
///
/// # Errors
/// It is no JSON object, or a field has another type.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut value: Value = serde_json::from_slice(bytes)
        .map_err(|error| Error::invalid(format!("The request is not valid JSON: {error}.")))?;
    let Some(fields) = value.as_object_mut() else {
        return Err(Error::invalid(
            "The request is no JSON object. Send {\"prompt\": \"Hello\"}.",
        ));
    };
    // vLLM has its extensions in an object of their own.
    if let Some(Value::Object(more)) = fields.remove("vllm_xargs") {
        for (name, value) in more {
            fields.entry(name).or_insert(value);
        }
    }
    // Some clients write every field.
    fields.retain(|_, value| !value.is_null());
    serde_json::from_value(value)
        .map_err(|error| Error::invalid(format!("The request cannot be read: {error}.")))
}
