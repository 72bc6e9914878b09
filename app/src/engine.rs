//! What the page's server functions need of an engine. The server implements it over the real model; tests script it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use futures::Stream;
use leptos::prelude::use_context;
use trajectory::{Event, FailureKind};

use crate::api::{GenerateRequest, ModelStatus, Preview};
use crate::error::AppError;

/// A run's events as they happen; `None` is a heartbeat. Dropping it cancels the run before its next forward pass.
pub type Events = Pin<Box<dyn Stream<Item = Option<Event>> + Send>>;

/// What an engine will answer once the request has been read, away from the threads that serve others.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + Send>>;

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

/// The engine that the server put into the context.
///
/// # Errors
/// None was put there: a defect of the program.
pub fn from_context() -> Result<Arc<dyn Engine>, AppError> {
    use_context::<Arc<dyn Engine>>().ok_or_else(|| {
        AppError::new(
            FailureKind::Internal,
            "The server has no engine. This is a defect: please report it.",
        )
    })
}
