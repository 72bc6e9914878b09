//! Asking another engine over HTTP. Every call blocks.

use std::io::Read;
use std::time::Duration;

use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value};
use trajectory::api::{ApiError, ModelStatus};
use trajectory::{FailureKind, Family};
use ureq::{Agent, Body};

use super::address::Address;
use super::kind::{Kind, family};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a list of models may take.
const LIST: Duration = Duration::from_secs(10);
/// How long the engine may be silent during a run: it may have others to do first.
const SILENCE: Duration = Duration::from_secs(600);
/// The most that is read of a refusal.
const LONGEST_REFUSAL: u64 = 64 * 1024;

/// A way to another engine.
#[derive(Debug, Clone)]
pub(super) struct Client {
    address: Address,
    key: Option<String>,
    agent: Agent,
}

/// What another engine serves.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Served {
    /// What it calls the model.
    pub(super) id: String,
    /// Prompt and answer together in tokens, if it tells.
    pub(super) context: Option<usize>,
    /// Which engine it is.
    pub(super) kind: Kind,
    /// Which parameters the model takes.
    pub(super) family: Family,
}

#[derive(Debug, Deserialize)]
struct Models {
    data: Vec<Model>,
}

#[derive(Debug, Deserialize)]
struct Model {
    id: String,
    #[serde(default)]
    owned_by: String,
    #[serde(default)]
    max_model_len: Option<usize>,
}

impl Client {
    pub(super) fn new(address: Address, key: Option<String>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .user_agent(concat!("unmask/", env!("CARGO_PKG_VERSION")));
        Self {
            address,
            key,
            agent: config.build().new_agent(),
        }
    }

    pub(super) const fn address(&self) -> &Address {
        &self.address
    }

    /// What it serves: the first model of its list.
    ///
    /// # Errors
    /// It is not there, or serves nothing.
    pub(super) fn served(&self) -> Result<Served, ApiError> {
        let request = self.agent.get(self.address.of("/v1/models"));
        let request = match &self.key {
            Some(key) => request.header("authorization", format!("Bearer {key}")),
            None => request,
        };
        let answer = request.config().timeout_global(Some(LIST)).build().call();
        let mut answer = self.accepted(answer)?;
        let models: Models = answer.body_mut().read_json().map_err(|error| {
            let message = format!(
                "{} does not answer /v1/models as OpenAI's API does: {error}. Check the address of --backend.",
                self.address
            );
            ApiError::new(FailureKind::Model, message)
        })?;
        let model = models.data.into_iter().next().ok_or_else(|| {
            let message = format!("{} serves no model. Start one there.", self.address);
            ApiError::new(FailureKind::Model, message)
        })?;
        let kind = Kind::of(&model.owned_by);
        Ok(Served {
            family: self.told(&kind).unwrap_or_else(|| family(&model.id)),
            context: model.max_model_len.filter(|length| *length > 0),
            id: model.id,
            kind,
        })
    }

    /// What another Unmask tells of its model.
    fn told(&self, kind: &Kind) -> Option<Family> {
        if !kind.plans_as_we_do {
            return None;
        }
        let answer = self.ask("/api/status", &Value::Object(Map::new())).ok()?;
        match answer.into_body().read_json().ok()? {
            ModelStatus::Ready { family, .. } => Some(family),
            ModelStatus::Loading { .. } | ModelStatus::Failed { .. } => None,
        }
    }

    /// Sends a request to one of its endpoints. The answer's body comes as it is read.
    ///
    /// # Errors
    /// It is not there, or refuses: in its own words.
    pub(super) fn ask(&self, path: &str, body: &Value) -> Result<Response<Body>, ApiError> {
        let answer = self.send(path, body);
        self.accepted(answer)
    }

    /// The same, refusals included.
    pub(super) fn send(&self, path: &str, body: &Value) -> Result<Response<Body>, ureq::Error> {
        let request = self.agent.post(self.address.of(path));
        let request = match &self.key {
            Some(key) => request.header("authorization", format!("Bearer {key}")),
            None => request,
        };
        request.send_json(body)
    }

    fn accepted(
        &self,
        answer: Result<Response<Body>, ureq::Error>,
    ) -> Result<Response<Body>, ApiError> {
        let answer = answer.map_err(|error| self.unreachable(&error))?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status = answer.status();
        let mut text = String::new();
        let reader = answer.into_body().into_reader();
        // What cannot be read is not told.
        let _ = reader.take(LONGEST_REFUSAL).read_to_string(&mut text);
        Err(self.refused(status, &text))
    }

    /// What is said where nothing answers.
    pub(super) fn unreachable(&self, error: &ureq::Error) -> ApiError {
        let message = format!(
            "The engine at {} does not answer: {error}. Start it, or check the address of --backend.",
            self.address
        );
        ApiError::new(FailureKind::Model, message)
    }

    /// A refusal in the engine's own words.
    fn refused(&self, status: StatusCode, text: &str) -> ApiError {
        let said = said(text);
        let (kind, remedy) = match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                (FailureKind::Model, " Give its key by UNMASK_BACKEND_KEY.")
            }
            StatusCode::TOO_MANY_REQUESTS => (FailureKind::Busy, " Try again in a moment."),
            status if status.is_client_error() => (FailureKind::Invalid, ""),
            _ => (FailureKind::Model, ""),
        };
        let message = format!(
            "The engine at {} refused ({status}): {said}{remedy}",
            self.address
        );
        ApiError::new(kind, message)
    }
}

/// What the body of a refusal says, in the forms that engines use: OpenAI's, SGLang's and FastAPI's.
fn said(text: &str) -> String {
    let json: Value = serde_json::from_str(text).unwrap_or_default();
    let places = [
        &json["error"]["message"],
        &json["message"],
        &json["detail"],
        &json["error"],
    ];
    let named = places.into_iter().find_map(Value::as_str);
    let said = named.unwrap_or(text).trim();
    let said = if said.is_empty() {
        "it said nothing more"
    } else {
        said
    };
    let stop = if said.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{said}{stop}")
}

/// The message of an error in the midst of a stream.
pub(super) fn failure(error: &Value) -> String {
    said(&serde_json::json!({ "error": error }).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_read_in_every_form() {
        for (text, words) in [
            (
                r#"{"error":{"message":"too long","type":"x"}}"#,
                "too long.",
            ),
            (
                r#"{"object":"error","message":"Bad request.","code":400}"#,
                "Bad request.",
            ),
            (
                r#"{"detail":"messages must not be empty"}"#,
                "messages must not be empty.",
            ),
            ("Internal Server Error", "Internal Server Error."),
            ("", "it said nothing more."),
        ] {
            assert_eq!(said(text), words);
        }
    }
}
