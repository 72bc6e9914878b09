//! Reads the bodies of `/api/generate` and `/api/preview` before the server functions do, since those can answer a
//! bad body only with 500. What passes here is well formed, in bounds and fits the model's context.

use std::sync::Arc;

use app::api::{Candidates, GenerateRequest};
use app::engine::Engine;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use trajectory::{FailureKind, Invalid, Message, Params};

use super::refusal::Refusal;
use crate::conversation;

/// The longest body that is read, in bytes: far more than any model's context.
pub(super) const MAX_BODY: usize = 2 << 20;

/// Middleware before `/api/generate` and `/api/preview`.
pub(super) async fn run_request(
    State(engine): State<Arc<dyn Engine>>,
    request: Request,
    next: Next,
) -> Response {
    match checked(engine.as_ref(), request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Middleware before `/api/status`, which takes no argument: an empty body is as good as `{}`.
pub(super) async fn no_arguments(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    drop(body);
    next.run(Request::from_parts(parts, Body::from("{}"))).await
}

async fn checked(engine: &dyn Engine, request: Request) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let message = format!(
            "Content-Type is \"{kind}\"; allowed: application/json. Send the request as JSON."
        );
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    let bytes = to_bytes(body, MAX_BODY).await.map_err(|_| {
        let message = format!(
            "The request is too long or was cut off; allowed: {} KiB. Shorten the conversation.",
            MAX_BODY >> 10
        );
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message)
    })?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|error| {
        let message = format!("The request is not valid JSON: {error}.");
        Refusal::new(StatusCode::BAD_REQUEST, message)
    })?;
    let request = read(value)?;
    // The server function reads the bytes once more, and more strictly: a field that is given twice is an error there.
    serde_json::from_slice::<GenerateRequest>(&bytes).map_err(|error| {
        let message = format!("The request cannot be read: {error}. Give each field once.");
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, message)
    })?;
    request.params.check()?;
    conversation::check(&request.messages)?;
    match engine.preview(&request) {
        // A model that is still loading, or none at all, is for the server function to say.
        Ok(_) => {}
        Err(error) if error.kind == FailureKind::Model => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Reads a body field by field, so that each refusal can name its field.
fn read(value: Value) -> Result<GenerateRequest, Invalid> {
    let Value::Object(mut body) = value else {
        let remedy = "send {\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}";
        return Err(Invalid::new("body", kind(&value), "a JSON object", remedy));
    };
    let messages = match body.remove("messages") {
        Some(Value::Array(messages)) => messages
            .into_iter()
            .enumerate()
            .map(|(index, message)| read_message(index, message))
            .collect::<Result<Vec<_>, _>>()?,
        other => {
            let remedy = "send [{\"role\": \"user\", \"content\": \"Hello\"}]";
            let found = other.map_or("missing", |value| kind(&value));
            return Err(Invalid::new(
                "messages",
                found,
                "a list of messages",
                remedy,
            ));
        }
    };
    let params = match body.remove("params") {
        None => Params::default(),
        Some(Value::Object(fields)) => read_params(fields)?,
        Some(other) => {
            let remedy = "send {\"gen_length\": 64}, or leave it out";
            return Err(Invalid::new("params", kind(&other), "an object", remedy));
        }
    };
    let candidates = match body.remove("candidates") {
        None => Candidates::default(),
        Some(value) => serde_json::from_value(value.clone())
            .map_err(|_| Invalid::new("candidates", value, "\"block\" or \"all\"", "choose one"))?,
    };
    Ok(GenerateRequest {
        messages,
        params,
        candidates,
    })
}

fn read_message(index: usize, message: Value) -> Result<Message, Invalid> {
    serde_json::from_value(message).map_err(|error| {
        Invalid::new(
            &format!("messages[{index}]"),
            format!("wrong ({error})"),
            "{\"role\": \"system\", \"user\" or \"assistant\", \"content\": text}",
            "correct that message",
        )
    })
}

/// The names of the parameters.
const PARAMS: [&str; 14] = [
    "gen_length",
    "steps",
    "block_length",
    "temperature",
    "cfg_scale",
    "remasking",
    "seed",
    "constraints",
    "threshold",
    "suppress_eos",
    "eos_last",
    "cache",
    "ahead",
    "stop_at_eos",
];

fn read_params(fields: Map<String, Value>) -> Result<Params, Invalid> {
    for (name, value) in &fields {
        if !PARAMS.contains(&name.as_str()) {
            let remedy = "correct the name or leave it out";
            return Err(Invalid::new("params", name, PARAMS.join(", "), remedy));
        }
        let alone = json!({ name: value });
        if let Err(error) = serde_json::from_value::<Params>(alone) {
            let (allowed, remedy) = expected(name);
            let reason = match name.as_str() {
                "constraints" => format!("{value} ({error})"),
                _ => value.to_string(),
            };
            return Err(Invalid::new(name, reason, allowed, remedy));
        }
    }
    serde_json::from_value(Value::Object(fields)).map_err(|error| {
        let remedy = "leave out what should keep its default";
        Invalid::new("params", error, "the documented parameters", remedy)
    })
}

/// What a parameter's value must look like in JSON.
fn expected(field: &str) -> (&'static str, &'static str) {
    match field {
        "gen_length" | "steps" | "block_length" => {
            ("a whole number from 1", "send a number such as 32")
        }
        "seed" => (
            "a whole number from 0 to 18446744073709551615",
            "leave it out to have one drawn",
        ),
        "remasking" => ("\"low_confidence\" or \"random\"", "choose one"),
        "cache" => (
            "\"none\", \"prefix\", \"dual\", \"vicinity\" or \"auto\"",
            "choose one",
        ),
        "suppress_eos" | "eos_last" | "stop_at_eos" => ("true or false", "choose one"),
        "constraints" => (
            "text like \"0:Once, 5:upon\" or a map like {\"0\": \"Once\"}",
            "correct that entry",
        ),
        _ => ("a number", "send a number such as 0"),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
