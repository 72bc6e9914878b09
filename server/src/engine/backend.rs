//! What the engine asks of a model. [`Loaded`] is the real one; tests script theirs.

use std::sync::Arc;

use app::api::{GenerateRequest, Preview};
use app::error::AppError;
use llada::Run;
use trajectory::{Event, ModelInfo};

use crate::loading::Loaded;
use crate::prompting::{Prepared, Prompting, run_error};
use crate::run_events::RunEvents;

/// What the page is told of a model that is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Which model, where.
    pub info: ModelInfo,
    /// Context in tokens: prompt and answer together.
    pub context: usize,
    /// Number of parameters.
    pub parameters: u64,
}

/// The half of a model that any thread may ask: what a request would do, and what it needs to run.
pub trait Front: Send + Sync {
    /// Turns a request into a run.
    ///
    /// # Errors
    /// The request cannot be run as it stands.
    fn prepare(&self, request: &GenerateRequest) -> Result<Prepared, AppError>;

    /// What a request would do.
    ///
    /// # Errors
    /// As [`Front::prepare`].
    fn preview(&self, request: &GenerateRequest) -> Result<Preview, AppError>;
}

impl Front for Prompting {
    fn prepare(&self, request: &GenerateRequest) -> Result<Prepared, AppError> {
        Self::prepare(self, request)
    }

    fn preview(&self, request: &GenerateRequest) -> Result<Preview, AppError> {
        Self::preview(self, request)
    }
}

/// A run's events. Each `next` executes at most one forward pass, so that the engine can stop in between.
pub type Events<'m> = Box<dyn Iterator<Item = Result<Event, AppError>> + 'm>;

/// The half that lives on the engine's thread.
pub trait Backend {
    /// What the page is told.
    fn description(&self) -> Description;

    /// The half that any thread may ask.
    fn front(&self) -> Arc<dyn Front>;

    /// Begins a run. No pass is executed before the events are asked for.
    fn run(&mut self, prepared: Prepared) -> Events<'_>;
}

impl Backend for Loaded {
    fn description(&self) -> Description {
        Description {
            info: self.model.info().clone(),
            context: self.model.context(),
            parameters: self.model.parameters(),
        }
    }

    fn front(&self) -> Arc<dyn Front> {
        self.prompting.clone()
    }

    fn run(&mut self, prepared: Prepared) -> Events<'_> {
        let Prepared {
            prompt,
            params,
            candidates,
        } = prepared;
        match Run::new(&mut self.model, &prompt, &params, candidates) {
            Ok(run) => Box::new(RunEvents::new(run, prompt.dropped_turns)),
            Err(error) => Box::new(std::iter::once(Err(run_error(error)))),
        }
    }
}
