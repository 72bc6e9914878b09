//! Request bodies: JSON whose every field is known, read once, refused by the field that is at fault.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment, Track};
use trajectory::{Invalid, PartialParams};

use super::bounded::{self, ALL_BODIES, MAX_BODY, Received, Unread};
use super::refusal::Refusal;

/// How long a client may take to send a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The bytes of a JSON body, if they come in time; else the status and the sentence to refuse it with. `remedy` says what to do
/// about a body that is longer than `most` bytes.
pub(in crate::http) async fn json(
    request: Request,
    most: usize,
    remedy: &str,
) -> Result<Received, (StatusCode, String)> {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let message = format!(
            "Content-Type is \"{kind}\"; allowed: application/json. Send the request as JSON."
        );
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    let Ok(received) = tokio::time::timeout(BODY_TIMEOUT, bounded::read(body, most)).await else {
        let message = format!(
            "The request did not come within {} s. Send it again.",
            BODY_TIMEOUT.as_secs()
        );
        return Err((StatusCode::REQUEST_TIMEOUT, message));
    };
    received.map_err(|unread| match unread {
        Unread::TooLong => {
            let message = format!(
                "The request is too long or was cut off; allowed: {} KiB. {remedy}",
                most >> 10
            );
            (StatusCode::PAYLOAD_TOO_LARGE, message)
        }
        Unread::Full => {
            let message = format!(
                "Requests of {} MiB together are being read, as many as allowed. Send this one again in a moment.",
                ALL_BODIES >> 20
            );
            (StatusCode::SERVICE_UNAVAILABLE, message)
        }
    })
}

/// Reads a request's body.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let bytes = json(request, MAX_BODY, "Shorten the conversation.").await;
    let bytes = bytes.map_err(|(status, message)| Refusal::new(status, message))?;
    parse(&bytes)
}

/// Reads JSON in which no field may be unknown.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let message = format!("The request is not valid JSON: {error}.");
        Refusal::new(StatusCode::BAD_REQUEST, message)
    })?;
    check_objects(&value)?;
    // From the bytes, so that a field that is given twice is noticed.
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let (mut track, mut unknown) = (Track::new(), BTreeSet::new());
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let read = serde_ignored::deserialize(tracked, |path| {
        unknown.insert(path.to_string());
    });
    match read {
        Ok(read) => match unknown.first() {
            Some(path) => Err(not_known(path).into()),
            None => Ok(read),
        },
        Err(error) => Err(misread(value, &track.path(), &error).into()),
    }
}

/// Checks that what must be an object is none of serde's other spellings of one.
fn check_objects(body: &Value) -> Result<(), Invalid> {
    let wrong = |field: &str, value: &Value| expected(field, kind(value).to_owned());
    if !body.is_object() {
        return Err(wrong("body", body));
    }
    for field in ["params", "resume"] {
        // The page writes null for a run that does not resume another.
        let absent = |value: &Value| field == "resume" && value.is_null();
        let value = body.get(field).filter(|value| !absent(value));
        if let Some(value) = value.filter(|value| !value.is_object()) {
            return Err(wrong(field, value));
        }
    }
    let messages = body.get("messages").and_then(Value::as_array);
    for (index, message) in messages.into_iter().flatten().enumerate() {
        if !message.is_object() {
            return Err(wrong(&format!("messages[{index}]"), message));
        }
    }
    Ok(())
}

/// What kind of value it is, in words.
pub(in crate::http) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The refusal of a field that nobody reads.
fn not_known(path: &str) -> Invalid {
    let (place, name) = path.rsplit_once('.').unwrap_or(("body", path));
    // serde_ignored marks what stands inside an option.
    let place = place.trim_end_matches(".?").replace(".?.", ".");
    let names = PartialParams::NAMES.join(", ");
    let allowed = match place.as_str() {
        "body" => "messages, params, candidates, alternatives, resume",
        "params" => names.as_str(),
        "resume" => "canvas, locked, pass, parent, rest",
        "resume.parent" => "run, step",
        "resume.rest" => "block, post, commits, since",
        _ => "role, content, images",
    };
    let remedy = "correct the name or leave it out";
    Invalid::new(
        &indexed(&place),
        format!("an object with the unknown field \"{name}\""),
        allowed,
        remedy,
    )
}

/// `messages.3` as `messages[3]`.
fn indexed(path: &str) -> String {
    let part = |part: &str| match part.parse::<usize>() {
        Ok(index) => format!("[{index}]"),
        Err(_) => format!(".{part}"),
    };
    path.split('.')
        .map(part)
        .collect::<String>()
        .trim_start_matches('.')
        .to_owned()
}

/// The refusal of a field whose value is of the wrong kind.
fn misread(mut value: Value, path: &Path, error: &serde_json::Error) -> Invalid {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let quoted = |start: &str| {
        text.strip_prefix(start)?
            .split('`')
            .next()
            .map(str::to_owned)
    };
    if let Some(name) = quoted("missing field `") {
        return expected(&name, "missing".to_owned());
    }
    if let Some(name) = quoted("duplicate field `") {
        let value = format!("given twice (duplicate field `{name}`)");
        return Invalid::new(&name, value, "each field once", "leave one of the two out");
    }
    let mut names = Vec::new();
    for segment in path.iter() {
        let next = match segment {
            Segment::Map { key } => {
                names.push(key.clone());
                value.get_mut(key)
            }
            Segment::Seq { index } => {
                names.push(index.to_string());
                value.get_mut(index)
            }
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        match next {
            Some(inner) => value = inner.take(),
            None => break,
        }
    }
    let constraints = names.iter().any(|name| name == "constraints");
    let shown = match &value {
        value if constraints => format!("{value} ({text})"),
        value @ (Value::Array(_) | Value::Object(_)) => kind(value).to_owned(),
        value if names.len() == 1 && names[0] == "messages" => kind(value).to_owned(),
        value => value.to_string(),
    };
    let field = match names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => "body".to_owned(),
        ["messages", index, ..] => format!("messages[{index}]"),
        ["params", name, ..] => (*name).to_owned(),
        [first, ..] => (*first).to_owned(),
    };
    expected(&field, shown)
}

/// What a field must hold, and what to do.
fn expected(field: &str, value: String) -> Invalid {
    let (allowed, remedy) = match field {
        "body" => (
            "a JSON object",
            "send {\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}",
        ),
        "messages" => (
            "a list of messages",
            "send [{\"role\": \"user\", \"content\": \"Hello\"}]",
        ),
        "params" => ("an object", "send {\"gen_length\": 64}, or leave it out"),
        "candidates" => ("\"block\" or \"all\"", "choose one"),
        "resume" => (
            "{\"canvas\": token ids, \"locked\": positions, \"pass\": a whole number, \"parent\": {\"run\": text, \"step\": a whole number}}",
            "correct it, or leave it out",
        ),
        "gen_length" | "steps" | "steps_per_block" | "block_length" | "num_to_transfer" => {
            ("a whole number from 1", "send a number such as 32")
        }
        "max_post_steps" => ("a whole number from 0", "send a number such as 16"),
        "seed" => (
            "a whole number from 0 to 18446744073709551615",
            "leave it out to have one drawn",
        ),
        "remasking" => ("\"low_confidence\" or \"random\"", "choose one"),
        "cache" => (
            "\"none\", \"prefix\", \"dual\", \"vicinity\" or \"auto\"",
            "choose one",
        ),
        "suppress_eos" | "eos_last" | "stop_at_eos" | "alternatives" => {
            ("true or false", "choose one")
        }
        "constraints" => (
            "text like \"0:Once, 5:upon\" or a map like {\"0\": \"Once\"}",
            "correct that entry",
        ),
        "stop" => ("a list of texts", "send [\"Problem:\"], or leave it out"),
        name if name.starts_with("messages[") => (
            "{\"role\": \"system\", \"user\" or \"assistant\", \"content\": text, \"images\": data URLs}",
            "correct that message",
        ),
        _ => ("a number", "send a number such as 0"),
    };
    Invalid::new(field, value, allowed, remedy)
}
