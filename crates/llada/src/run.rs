//! A run as the command line and the server have it: parameters in, events of a trajectory out. Here, at the edge, are
//! the clock and the token texts that the sampler does not know.

use trajectory::event::Ending;
use trajectory::params::SEED_LIMIT;
use trajectory::{Finish, Head, Invalid, Params, Stats, StepEvent, Version, Vocab};
use web_time::{Instant, SystemTime, UNIX_EPOCH};

use crate::backend::Backend;
use crate::conversation::Prompt;
use crate::language_model::LanguageModel;
use crate::sampler::constraints::{ConstraintError, place};
use crate::sampler::{Candidates, Job, Sampler, SamplerError};
use crate::timed::Timed;
use crate::tokenizer::{Tokenizer, TokenizerError};

/// Why a run did not begin or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The request cannot be run as it stands.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A constraint cannot be tokenised.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// A pass failed.
    #[error(transparent)]
    Sampler(#[from] SamplerError),
}

impl From<ConstraintError> for RunError {
    fn from(error: ConstraintError) -> Self {
        match error {
            ConstraintError::Invalid(invalid) => invalid.into(),
            ConstraintError::Tokenizer(error) => error.into(),
        }
    }
}

/// A run in progress: an iterator over its steps, each with the texts of token ids not seen before.
///
/// Dropping it, or calling [`Self::finish`] early, ends the run before its next pass.
#[derive(Debug)]
pub struct Run<'a> {
    sampler: Sampler<'a, Timed<Backend>>,
    tokenizer: &'a Tokenizer,
    head: Head,
    named: Vocab,
    started: Instant,
    first_step_ms: f64,
    wall_ms: f64,
    step_ms: f64,
    committed: usize,
    /// What the network's clock showed at the start.
    forward_ms: f64,
}

/// A seed nobody chose, below 2^53, from the system's randomness. Where there is none (a sandbox may forbid it), the clock
/// has to do: a seed has to differ from run to run, not to be secret.
#[must_use]
pub fn draw_seed() -> u64 {
    let drawn = getrandom::u64().unwrap_or_else(|_| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| {
            since.as_secs() << 30 | u64::from(since.subsec_nanos())
        })
    });
    drawn % SEED_LIMIT
}

impl<'a> Run<'a> {
    /// Checks and prepares a run; no pass has been executed yet. A missing seed is drawn.
    ///
    /// # Errors
    /// [`RunError`]: parameters out of bounds, an answer that does not fit beside the prompt, ids outside the vocabulary,
    /// constraints that overlap or run past the end.
    pub fn new(
        model: &'a mut LanguageModel,
        prompt: &Prompt,
        params: &Params,
        candidates: Candidates,
    ) -> Result<Self, RunError> {
        let context = model.context();
        let rows = model.model().vocab_size;
        let parameters = model.parameters();
        let LanguageModel {
            network,
            tokenizer,
            special,
            info,
            ..
        } = model;
        params.check()?;
        params.check_fit(prompt.ids.len(), context)?;
        if let Some(id) = prompt.ids.iter().find(|id| **id as usize >= rows) {
            let allowed = format!("token ids 0 to {}", rows - 1);
            let remedy = "use ids of this model's tokenizer";
            return Err(Invalid::new("prompt", id, allowed, remedy).into());
        }
        let mut params = params.clone();
        params.seed.get_or_insert_with(draw_seed);
        params.cache = params.cache.in_model_of(parameters);
        let locked = place(
            &params.constraints,
            tokenizer,
            params.gen_length,
            special.mask_id,
        )?;
        let job = Job::new(prompt.ids.clone(), locked, params, *special, candidates)?;
        let head = Head {
            version: Version::default(),
            model: info.clone(),
            mask_id: special.mask_id,
            eos_id: special.eos_id,
            prompt_ids: prompt.ids.clone(),
            prompt: prompt.text.clone(),
            params: job.params().clone(),
            plan: job.plan().clone(),
            constraints: job.locked().to_vec(),
            parent: None,
            initial: Vec::new(),
        };
        Ok(Self {
            forward_ms: network.forward_ms,
            sampler: Sampler::new(network, job),
            tokenizer,
            head,
            named: Vocab::default(),
            started: Instant::now(),
            first_step_ms: 0.0,
            wall_ms: 0.0,
            step_ms: 0.0,
            committed: 0,
        })
    }

    /// What is known before the first pass.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Texts of the constraint tokens; they count as named from here on.
    pub fn opening_vocab(&mut self) -> Vocab {
        let ids: Vec<u32> = self.head.constraints.iter().map(|(_, id)| *id).collect();
        self.name(ids)
    }

    /// Milliseconds spent in forward passes so far, until their choices are on the host; the rest of the steps' time is the
    /// sampler's and the texts'.
    #[must_use]
    pub fn forward_ms(&self) -> f64 {
        self.sampler.denoiser().forward_ms - self.forward_ms
    }

    fn name(&mut self, ids: impl IntoIterator<Item = u32>) -> Vocab {
        let mut fresh = Vocab::default();
        for id in ids {
            if !self.named.contains(id) {
                let text = self.tokenizer.token_text(id);
                self.named.insert(id, text.clone());
                fresh.insert(id, text);
            }
        }
        fresh
    }

    /// How it ended (complete, or stopped before its last pass), the answer and what it cost.
    #[must_use]
    pub fn finish(self) -> (Finish, Ending) {
        let finish = if self.sampler.is_complete() {
            Finish::Complete
        } else {
            Finish::Stopped
        };
        let (mask_id, eos_id) = (self.head.mask_id, self.head.eos_id);
        let canvas = self.sampler.response_ids();
        let answer: Vec<u32> = canvas
            .iter()
            .copied()
            .take_while(|id| *id != eos_id)
            .filter(|id| *id != mask_id)
            .collect();
        let is_text = |id: &&u32| !self.tokenizer.is_special(**id);
        let output_tokens = answer.iter().filter(is_text).count();
        let forwards = self.sampler.passes();
        let per_forward = |sum: f64| sum / forwards.max(1) as f64;
        let tokens_per_second = if self.wall_ms > 0.0 {
            output_tokens as f64 * 1000.0 / self.wall_ms
        } else {
            0.0
        };
        let stats = Stats {
            forwards,
            ms_per_forward: per_forward(self.step_ms),
            first_step_ms: self.first_step_ms,
            wall_ms: self.wall_ms,
            output_tokens,
            tokens_per_second,
            tokens_per_forward: per_forward(self.committed as f64),
        };
        let ending = Ending {
            text: self.tokenizer.answer(&answer, eos_id),
            response_ids: canvas.to_vec(),
            stats,
        };
        (finish, ending)
    }
}

impl Iterator for Run<'_> {
    type Item = Result<StepEvent, RunError>;

    fn next(&mut self) -> Option<Self::Item> {
        let begun = Instant::now();
        let mut step = match self.sampler.next()? {
            Ok(step) => step,
            Err(error) => return Some(Err(error.into())),
        };
        step.ms = milliseconds(begun);
        self.step_ms += step.ms;
        self.wall_ms = milliseconds(self.started);
        if step.step == 0 {
            self.first_step_ms = self.wall_ms;
        }
        self.committed += step.committed.len();
        let picks = step.committed.iter().chain(&step.candidates);
        let ids: Vec<u32> = picks.map(|pick| pick.id).collect();
        let vocab = self.name(ids);
        Some(Ok(StepEvent { step, vocab }))
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
