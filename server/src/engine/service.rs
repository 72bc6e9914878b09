//! What the HTTP side asks of an engine. [`Engine`] is what the page needs, and what a test has to script; [`Service`] adds requests of
//! any kind, in the name of a client.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::Stream;
use futures::future::BoxFuture;
use llada::likelihood::{Method, Outcome};
use llada::session::Request;
use trajectory::api::{ApiError, GenerateRequest, ModelStatus, Preview};
use trajectory::{Event, FailureKind};

use super::backend::Front;
use super::job::Client;
use super::watch::Watch;
use crate::upstream::relay::Relay;

/// A run's events as they happen; `None` is a heartbeat. Dropping it cancels the run before its next forward pass.
pub type Events = Pin<Box<dyn Stream<Item = Option<Event>> + Send>>;

/// What an engine will answer once the request has been read, away from the threads that serve others.
pub type Answer<T> = BoxFuture<'static, Result<T, ApiError>>;

/// An engine: one model, a queue in front of it.
pub trait Engine: Send + Sync + 'static {
    /// The model's state.
    fn status(&self) -> ModelStatus;

    /// What a request would do, without doing it. It fails if the request cannot be run as it stands, or if there is no model
    /// yet.
    fn preview(&self, request: GenerateRequest) -> Answer<Preview>;

    /// Queues a run. It fails if the request cannot be run as it stands; every other failure travels as the stream's last
    /// event.
    fn generate(&self, request: GenerateRequest) -> Answer<Events>;
}

/// Why a job was not admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub error: ApiError,
    /// After which time there is room, as far as can be told.
    pub retry_after: Option<Duration>,
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self {
            error,
            retry_after: None,
        }
    }
}

/// A likelihood to compute.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreRequest {
    /// Prompt ids.
    pub prompt: Vec<u32>,
    /// Ids to score.
    pub answer: Vec<u32>,
    /// Classifier-free guidance; 0 is off.
    pub cfg_scale: f64,
    /// How.
    pub method: Method,
    /// Whether to say if greedy decoding gives the answer.
    pub greedy: bool,
}

/// An engine as the server sees it. What is not implemented is refused.
pub trait Service: Engine {
    /// As [`Engine::generate`], in the name of a client.
    fn generate_for(&self, _: Client, request: GenerateRequest) -> Answer<Events> {
        self.generate(request)
    }

    /// Queues a run. What was not admitted is refused at once; later failures travel as the stream's last event.
    fn submit(&self, _: Client, _: Request) -> BoxFuture<'static, Result<Events, Refused>> {
        Box::pin(ready(Err(lacking("run of this kind").into())))
    }

    /// Queues a likelihood and waits for it.
    fn score(&self, _: Client, _: ScoreRequest) -> BoxFuture<'static, Result<Outcome, Refused>> {
        Box::pin(ready(Err(lacking("likelihood").into())))
    }

    /// The half of the model that any thread may ask.
    ///
    /// # Errors
    /// There is no model, or not yet.
    fn front(&self) -> Result<Arc<dyn Front>, ApiError> {
        Err(lacking("tokenizer"))
    }

    /// The way of requests of `/v1` to another engine, which answers them itself; none where this one does.
    fn relay(&self) -> Option<Relay> {
        None
    }

    /// Has every forward pass counted.
    fn watch(&self, _: Arc<dyn Watch>) {}

    /// Whether runs are admitted: the model is there, and nobody has asked the program to end.
    fn is_open(&self) -> bool {
        matches!(self.status(), ModelStatus::Ready { .. })
    }
}

/// What an engine that lacks something says.
fn lacking(what: &str) -> ApiError {
    let message = format!("This server has no {what}. Use another endpoint, or another --backend.");
    ApiError::new(FailureKind::Invalid, message)
}
