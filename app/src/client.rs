//! The engine as the page sees it: whoever runs the model, wherever that is.

use std::fmt;
use std::pin::Pin;

use futures::future::LocalBoxFuture;
use futures::{FutureExt, Stream};
use trajectory::Event;

use crate::api::{self, GenerateRequest, ModelStatus, Preview};
use crate::error::AppError;

/// A run's events as they come. Dropping it ends the run before its next forward pass.
pub type Events = Pin<Box<dyn Stream<Item = Result<Event, AppError>>>>;

/// What an engine answers, in time.
pub type Reply<T> = LocalBoxFuture<'static, Result<T, AppError>>;

/// An engine. The page has one of them for as long as it lives.
pub trait Engine: fmt::Debug + Send + Sync {
    /// The model's state.
    fn status(&self) -> Reply<ModelStatus>;

    /// What a request would do, without doing it.
    fn preview(&self, request: GenerateRequest) -> Reply<Preview>;

    /// Begins a run. An error here means that the engine could not be asked; one of the run itself is its last event.
    fn generate(&self, request: GenerateRequest) -> Reply<Events>;
}

/// The server that the page came from, asked over HTTP.
#[derive(Debug, Clone, Copy, Default)]
pub struct Http;

impl Engine for Http {
    fn status(&self) -> Reply<ModelStatus> {
        api::status().boxed_local()
    }

    fn preview(&self, request: GenerateRequest) -> Reply<Preview> {
        let GenerateRequest {
            messages,
            params,
            candidates,
            alternatives,
            resume,
        } = request;
        api::preview(messages, params, candidates, alternatives, resume).boxed_local()
    }

    fn generate(&self, request: GenerateRequest) -> Reply<Events> {
        let GenerateRequest {
            messages,
            params,
            candidates,
            alternatives,
            resume,
        } = request;
        let stream = api::generate(messages, params, candidates, alternatives, resume);
        stream
            .map(|stream| stream.map(|stream| Box::pin(stream.into_inner()) as Events))
            .boxed_local()
    }
}
