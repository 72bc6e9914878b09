//! What the HTTP side asks of an engine, beyond what the page asks: requests of any kind, in the name of a client.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use app::api::{GenerateRequest, ModelStatus};
use app::engine::{Answer, Engine, Events};
use app::error::AppError;
use futures::future::BoxFuture;
use llada::likelihood::{Method, Outcome};
use llada::session::Request;
use trajectory::FailureKind;

use super::backend::Front;
use super::job::Client;
use super::watch::Watch;

/// Why a job was not admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub error: AppError,
    /// After which time there is room, as far as can be told.
    pub retry_after: Option<Duration>,
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
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
    fn front(&self) -> Result<Arc<dyn Front>, AppError> {
        Err(lacking("tokenizer"))
    }

    /// Has every forward pass counted.
    fn watch(&self, _: Arc<dyn Watch>) {}

    /// Whether runs are admitted: the model is there, and nobody has asked the program to end.
    fn is_open(&self) -> bool {
        matches!(self.status(), ModelStatus::Ready { .. })
    }
}

/// What an engine that lacks something says.
fn lacking(what: &str) -> AppError {
    let message = format!("This server has no {what}. Use another endpoint, or another --backend.");
    AppError::new(FailureKind::Invalid, message)
}
