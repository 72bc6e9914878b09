//! What the engine asks of a model. [`Loaded`] is the real one; tests script theirs.

use std::sync::Arc;

use app::api::{self, GenerateRequest, Preview};
use app::error::AppError;
use llada::Candidates;
use llada::session::{Input, Planned, Planner, Request};
use trajectory::{Event, Family, ModelInfo};

use crate::failure::{refused, run_failed};
use crate::loading::Loaded;

/// What the page is told of a model that is ready.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// Which model, where.
    pub info: ModelInfo,
    /// Context in tokens: prompt and answer together.
    pub context: usize,
    /// Number of parameters.
    pub parameters: u64,
    /// Which parameters of a run it takes.
    pub family: Family,
}

/// The half of a model that any thread may ask: what a request would do, and what it needs to run. Both take their time over a
/// long conversation, so they are asked on threads that may block.
pub trait Front: Send + Sync {
    /// Checks, tokenises and plans a request.
    ///
    /// # Errors
    /// The request cannot be run as it stands.
    fn plan(&self, request: GenerateRequest) -> Result<Planned, AppError>;

    /// What a request would do.
    ///
    /// # Errors
    /// As [`Front::plan`].
    fn preview(&self, request: GenerateRequest) -> Result<Preview, AppError>;
}

/// A request of the page in the engine's terms.
fn request(asked: GenerateRequest) -> Request {
    Request {
        input: Input::Conversation(asked.messages),
        params: asked.params,
        candidates: match asked.candidates {
            api::Candidates::Block => Candidates::Block,
            api::Candidates::All => Candidates::All,
        },
        alternatives: asked.alternatives,
        resume: asked.resume,
    }
}

impl Front for Planner {
    fn plan(&self, asked: GenerateRequest) -> Result<Planned, AppError> {
        Self::plan(self, &request(asked)).map_err(refused)
    }

    fn preview(&self, asked: GenerateRequest) -> Result<Preview, AppError> {
        let planned = Front::plan(self, asked)?;
        let constraints = planned.job.locked();
        Ok(Preview {
            prompt_tokens: planned.job.prompt().len(),
            context: self.context,
            dropped_turns: planned.dropped_turns,
            plan: planned.job.plan().clone(),
            vocab: self.texts(constraints.iter().map(|(_, id)| *id)),
            constraints,
            mask_id: self.special.mask_id,
            images: planned
                .pictures
                .iter()
                .map(|picture| picture.recorded)
                .collect(),
        })
    }
}

/// A run's events. Each `next` executes at most one step, so that the engine can stop in between.
pub type Events<'m> = Box<dyn Iterator<Item = Result<Event, AppError>> + 'm>;

/// The half that lives on the engine's thread.
pub trait Backend {
    /// What the page is told.
    fn description(&self) -> Description;

    /// The half that any thread may ask.
    fn front(&self) -> Arc<dyn Front>;

    /// Begins a run. No pass is executed before the events are asked for.
    fn run(&mut self, planned: Planned) -> Events<'_>;
}

impl Backend for Loaded {
    fn description(&self) -> Description {
        Description {
            info: self.model.info().clone(),
            context: self.model.context(),
            parameters: self.model.parameters(),
            family: self.model.planner().family.clone(),
        }
    }

    fn front(&self) -> Arc<dyn Front> {
        self.model.planner().clone()
    }

    fn run(&mut self, planned: Planned) -> Events<'_> {
        let events = self.model.run(planned).events(self.model.denoiser());
        Box::new(events.map(|event| event.map_err(run_failed)))
    }
}
