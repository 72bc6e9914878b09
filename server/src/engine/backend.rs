//! What the engine asks of a model. [`Loaded`] is the real one; tests script theirs.

use std::sync::Arc;

use llada::denoiser::{Denoiser, NetworkError};
use llada::likelihood::Scoring;
use llada::session::{Input, Planned, Planner, Request};
use llada::{Candidates, Run};
use trajectory::api::ApiError;
use trajectory::api::{self, GenerateRequest, Preview};
use trajectory::{Family, ModelInfo};

use crate::failure::refused;
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
    /// What tokenises and knows the special tokens.
    fn planner(&self) -> &Planner;

    /// Checks, tokenises and plans a request.
    ///
    /// # Errors
    /// The request cannot be run as it stands.
    fn plan(&self, request: &Request) -> Result<Planned, ApiError>;

    /// What a request would do.
    ///
    /// # Errors
    /// As [`Front::plan`].
    fn preview(&self, request: &Request) -> Result<Preview, ApiError> {
        let planned = self.plan(request)?;
        let constraints = planned.job.locked();
        Ok(Preview {
            prompt_tokens: planned.job.prompt().len(),
            context: self.planner().context,
            dropped_turns: planned.dropped_turns,
            plan: planned.job.plan().clone(),
            vocab: self.planner().texts(constraints.iter().map(|(_, id)| *id)),
            constraints,
            mask_id: self.planner().special.mask_id,
            images: planned
                .pictures
                .iter()
                .map(|picture| picture.recorded)
                .collect(),
        })
    }
}

/// A request of the page in the engine's terms.
#[must_use]
pub fn request(asked: GenerateRequest) -> Request {
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
    fn planner(&self) -> &Planner {
        self
    }

    fn plan(&self, request: &Request) -> Result<Planned, ApiError> {
        Self::plan(self, request).map_err(refused)
    }
}

/// The half that lives on the engine's thread.
pub trait Backend {
    /// What the page is told.
    fn description(&self) -> Description;

    /// The half that any thread may ask.
    fn front(&self) -> Arc<dyn Front>;

    /// A run of what was planned. No pass is executed.
    fn run(&self, planned: Planned) -> Run;

    /// What executes passes, of many runs at once.
    fn denoiser(&mut self) -> &mut dyn Denoiser;

    /// Executes a pass of a likelihood that pushes no more than `tokens` positions through, or a single mask.
    ///
    /// # Errors
    /// The pass fails.
    fn score(&mut self, scoring: &mut Scoring, tokens: usize) -> Result<(), NetworkError>;
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

    fn run(&self, planned: Planned) -> Run {
        self.model.run(planned)
    }

    fn denoiser(&mut self) -> &mut dyn Denoiser {
        self.model.denoiser()
    }

    fn score(&mut self, scoring: &mut Scoring, tokens: usize) -> Result<(), NetworkError> {
        scoring.step(self.model.network(), tokens)
    }
}
