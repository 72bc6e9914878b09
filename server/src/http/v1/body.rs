//! Request bodies of this API: unknown fields are ignored, null is no value.

use axum::extract::Request;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use trajectory::Invalid;

use super::error::{Error, Result};
use crate::http::body::{json, kind};
use crate::http::bounded::MAX_BODY;

/// Reads a request's body.
///
/// # Errors
/// It is too long, no JSON object, or a field has another type.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<T> {
    let bytes = json(request, MAX_BODY, "Shorten it, or send several requests.").await;
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
            "The request is no JSON object. See /openapi.json for its fields.",
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
    check_objects(fields)?;
    T::deserialize(&*fields).map_err(|error| misread::<T>(fields, &error).into())
}

/// What a field holds.
fn expected(field: &str) -> &'static str {
    match field {
        "messages" => "a list of {\"role\": text, \"content\": text or parts}",
        "prompt" => "a text or token ids; of a completion also a list of either",
        "continuation" => "a text or token ids",
        "role" => "system, developer, user or assistant",
        "content" => "a text, or a list of parts such as {\"type\": \"text\", \"text\": \"Hello\"}",
        "tokens" | "pinned" | "diffusion_pinned" => "a list of whole numbers",
        "stop" => "a text or a list of texts",
        "initial" | "diffusion_seed_canvas" => "[id, null, …] or [[position, id], …]",
        "constraints" => "[[position, id], …] or words as \"0:Once, 5:upon\"",
        "stream_mode" => "append or denoise",
        "cache" => "none, prefix, dual, vicinity or auto",
        "method" => "monte_carlo, exact or left_to_right",
        _ => "what /openapi.json says of it",
    }
}

/// The refusal of a request in which a field is missing or of another type.
fn misread<T: DeserializeOwned>(
    fields: &mut Map<String, Value>,
    error: &serde_json::Error,
) -> Invalid {
    let reason = error.to_string();
    if let Some(name) = missing(&reason) {
        return Invalid::new(name, "missing", expected(name), "add it");
    }
    let name = at_fault::<T>(fields, &reason);
    let name = name.as_deref().unwrap_or("body");
    let value = fields.get(name).map_or("an object", kind);
    // Of what has several forms serde says only that it has none of them.
    let remedy = if reason.contains("untagged enum") {
        "correct it".to_owned()
    } else {
        format!("correct it ({reason})")
    };
    Invalid::new(name, value, expected(name), &remedy)
}

/// The name in serde's message about a field that is not there.
fn missing(reason: &str) -> Option<&str> {
    reason.strip_prefix("missing field `")?.split('`').next()
}

/// In a request of more fields than this the one at fault is not looked for.
const MANY_FIELDS: usize = 64;

/// The field at fault. Serde names none where structures are flattened into each other or have several forms; but without the
/// field the request has another error or none. A field that must be there is blamed where no other one is.
fn at_fault<T: DeserializeOwned>(fields: &mut Map<String, Value>, reason: &str) -> Option<String> {
    if fields.len() > MANY_FIELDS {
        return None;
    }
    let names: Vec<String> = fields.keys().cloned().collect();
    let mut needed = None;
    for name in names {
        let value = fields.remove(&name)?;
        let left = T::deserialize(&*fields)
            .err()
            .map(|error| error.to_string());
        fields.insert(name.clone(), value);
        match left {
            Some(same) if same == reason => {}
            Some(other) if missing(&other) == Some(&name) => needed = needed.or(Some(name)),
            _ => return Some(name),
        }
    }
    needed
}

/// Checks that what must be an object is no list: serde reads the one as the other.
fn check_objects(fields: &Map<String, Value>) -> Result<()> {
    let refuse = |field: String| {
        let remedy = "name its fields";
        Err(Invalid::new(&field, "a list", "an object", remedy).into())
    };
    if fields.get("stream_options").is_some_and(Value::is_array) {
        return refuse("stream_options".to_owned());
    }
    let messages = fields.get("messages").and_then(Value::as_array);
    for (index, message) in messages.into_iter().flatten().enumerate() {
        if message.is_array() {
            return refuse(format!("messages[{index}]"));
        }
        let parts = message.get("content").and_then(Value::as_array);
        for (at, part) in parts.into_iter().flatten().enumerate() {
            let place = format!("messages[{index}].content[{at}]");
            if part.is_array() {
                return refuse(place);
            }
            if part.get("image_url").is_some_and(Value::is_array) {
                return refuse(format!("{place}.image_url"));
            }
        }
    }
    Ok(())
}
