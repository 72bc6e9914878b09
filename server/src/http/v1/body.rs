//! Request bodies of this API: unknown fields are ignored, null is no value.

use axum::extract::Request;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{Error, Result};
use crate::http::body::json;

/// Reads a request's body.
///
/// # Errors
/// It is too long, no JSON object, or a field has another type.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<T> {
    let bytes = json(request, "Shorten it, or send several requests.").await;
    let bytes = bytes.map_err(|(status, message)| Error::with(status, message))?;
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
