//! A run: passes out, choices in, events of a trajectory out.

use std::sync::Arc;
use web_time::Instant;

use trajectory::event::Ending;
use trajectory::{Event, Finish, Head, ModelInfo, Stats, Step, StepEvent, Version, Vocab};

use super::planner::{Planned, PlannedPicture, Planner};
use super::stop;
use crate::choice::Choice;
use crate::denoiser::{Cache, DenoiseError, Denoiser, Input, Item, NetworkError, Spliced};
use crate::sampler::{Sampler, SamplerError};
use crate::vision::PictureEncoder;

/// Why a run cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A pass failed.
    #[error(transparent)]
    Denoise(#[from] DenoiseError),
    /// A pass was answered wrongly.
    #[error(transparent)]
    Sampler(#[from] SamplerError),
    /// The vision tower failed on a picture.
    #[error(transparent)]
    Vision(#[from] NetworkError),
    /// Nothing sees the pictures of the prompt.
    #[error("there is no vision tower for the pictures of the prompt. This is a bug")]
    Blind,
}

/// A run in progress. It owns its KV cache and borrows no model, so that many can share one, pass by pass or in a batch.
///
/// Dropping it, or calling [`Self::finish`] early, ends the run before its next pass.
#[derive(Debug)]
pub struct Run {
    sampler: Sampler,
    cache: Cache,
    planner: Arc<Planner>,
    head: Head,
    dropped_turns: usize,
    /// The pictures of the prompt that the vision tower has not been shown.
    unseen: Vec<PlannedPicture>,
    encoder: Option<Arc<PictureEncoder>>,
    /// The rows of the others, of this width.
    spliced: Vec<Spliced>,
    width: usize,
    named: Vocab,
    /// What stands before a stop text in the token in which it begins.
    lead: String,
    failed: bool,
    times: Times,
    committed: usize,
}

/// When what happened.
#[derive(Debug)]
struct Times {
    started: Instant,
    /// When the present pass was asked for.
    pass: Instant,
    /// Milliseconds to the end of the first step.
    first_step_ms: Option<f64>,
    /// Milliseconds to the end of the last step.
    wall_ms: f64,
    /// Milliseconds of all steps.
    steps_ms: f64,
}

impl Run {
    /// A run of the model `info`; no pass has been executed yet. `encoder` sees the pictures of the prompt, if there are any.
    #[must_use]
    pub fn new(
        planner: Arc<Planner>,
        info: ModelInfo,
        planned: Planned,
        encoder: Option<Arc<PictureEncoder>>,
    ) -> Self {
        let Planned {
            prompt_ids,
            pictures,
            job,
            prompt,
            dropped_turns,
            parent,
        } = planned;
        let head = Head {
            version: Version::default(),
            model: info,
            mask_id: planner.special.mask_id,
            eos_id: planner.special.eos_id,
            prompt_ids,
            prompt,
            params: job.params().clone(),
            plan: job.plan().clone(),
            constraints: job.locked(),
            initial: job.initial(),
            images: pictures.iter().map(|picture| picture.recorded).collect(),
            parent,
        };
        let now = Instant::now();
        let mut run = Self {
            sampler: Sampler::new(job),
            cache: Cache::default(),
            planner,
            head,
            dropped_turns,
            unseen: pictures,
            width: encoder
                .as_ref()
                .map_or(0, |encoder| encoder.tower().newline().len()),
            encoder,
            spliced: Vec::new(),
            named: Vocab::default(),
            lead: String::new(),
            failed: false,
            committed: 0,
            times: Times {
                started: now,
                pass: now,
                first_step_ms: None,
                wall_ms: 0.0,
                steps_ms: 0.0,
            },
        };
        run.look_for_stops();
        run
    }

    /// What is known before the first pass.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Shows the pictures of the prompt to the vision tower, where it has not seen them. To be called before the first pass.
    ///
    /// # Errors
    /// [`RunError`]: the tower failed, which ends the run.
    pub fn see(&mut self) -> Result<(), RunError> {
        let seen = self.show();
        self.failed |= seen.is_err();
        seen
    }

    fn show(&mut self) -> Result<(), RunError> {
        for picture in std::mem::take(&mut self.unseen) {
            let encoder = self.encoder.as_ref().ok_or(RunError::Blind)?;
            self.spliced.push(Spliced {
                first: picture.first,
                rows: encoder.rows(&picture.prepared)?,
            });
        }
        Ok(())
    }

    /// Positions that the next pass pushes through the network; none when the run is over.
    #[must_use]
    pub fn next_tokens(&self) -> Option<usize> {
        if self.failed || !self.unseen.is_empty() {
            return None;
        }
        let mut pass = self.sampler.next_pass()?;
        if let Input::Ids(ids) = pass.input {
            pass.input = self.input(ids);
        }
        Some(pass.pushed())
    }

    /// Forward passes left, at most.
    #[must_use]
    pub fn remaining(&self) -> usize {
        let planned = self.head.plan.forwards;
        if self.sampler.is_complete() {
            0
        } else {
            planned.saturating_sub(self.sampler.passes()).max(1)
        }
    }

    /// The pass to run next, with the run's KV cache; none when the run is over.
    pub fn next_pass(&mut self) -> Option<Item<'_, '_>> {
        if self.failed || !self.unseen.is_empty() {
            return None;
        }
        self.times.pass = Instant::now();
        let mut pass = self.sampler.next_pass()?;
        if let Input::Ids(ids) = pass.input {
            pass.input = input(ids, &self.spliced, self.width);
        }
        Some((pass, &mut self.cache))
    }

    /// Ids of prompt and answer, with the pictures in their places.
    pub(crate) fn input<'a>(&'a self, ids: &'a [u32]) -> Input<'a> {
        input(ids, &self.spliced, self.width)
    }

    /// Takes the answer to [`Self::next_pass`]; the step it led to, with the texts of token ids not seen before. None for a pass
    /// that only rebuilt the KV cache.
    ///
    /// # Errors
    /// [`RunError`]: the pass failed, which ends the run.
    pub fn accept(
        &mut self,
        answer: Result<Vec<Choice>, DenoiseError>,
    ) -> Result<Option<StepEvent>, RunError> {
        let step = answer
            .map_err(RunError::from)
            .and_then(|choices| Ok(self.sampler.accept(&choices)?));
        match step {
            Ok(None) => Ok(None),
            Ok(Some(step)) => Ok(Some(self.told(step))),
            Err(error) => {
                self.failed = true;
                Err(error)
            }
        }
    }

    /// Adds times and token texts to a step.
    fn told(&mut self, mut step: Step) -> StepEvent {
        self.look_for_stops();
        self.committed += step.committed.len();
        let vocab = self.name(step.ids());
        step.ms = milliseconds(self.times.pass);
        self.times.steps_ms += step.ms;
        self.times.wall_ms = milliseconds(self.times.started);
        self.times.first_step_ms.get_or_insert(self.times.wall_ms);
        StepEvent { step, vocab }
    }

    /// Runs passes until one is a step; none when the run is over.
    pub fn step(&mut self, model: &mut dyn Denoiser) -> Option<Result<StepEvent, RunError>> {
        if let Err(error) = self.see() {
            return Some(Err(error));
        }
        loop {
            let (pass, cache) = self.next_pass()?;
            let answer = model.denoise_one(pass, cache);
            if let Some(step) = self.accept(answer).transpose() {
                return Some(step);
            }
        }
    }

    /// The first event: what is known before the first pass.
    pub fn started(&mut self) -> Event {
        let given: Vec<u32> = self.head.given().map(|(_, id)| id).collect();
        Event::Started {
            run: Box::new(self.head.clone()),
            vocab: self.name(given),
            dropped_turns: self.dropped_turns,
        }
    }

    /// The events of the whole run on a model: the start, a step per forward pass, the ending. Each `next` yields at most one
    /// step, so that whoever drives it can stop in between.
    pub fn events(self, model: &mut dyn Denoiser) -> Events<'_> {
        Events {
            run: Some(self),
            model,
            started: false,
        }
    }

    fn look_for_stops(&mut self) {
        let texts = &self.head.params.stop;
        if !texts.is_empty() {
            let canvas = self.sampler.response_ids();
            let found = stop::find(canvas, self.head.mask_id, texts, &self.planner.tokenizer);
            self.sampler
                .stop_before(found.as_ref().map(|found| found.position));
            self.lead = found.map(|found| found.lead).unwrap_or_default();
        }
    }

    fn name(&mut self, ids: impl IntoIterator<Item = u32>) -> Vocab {
        let mut fresh = Vocab::default();
        for id in ids {
            if !self.named.contains(id) {
                let text = self.planner.tokenizer.token_text(id);
                self.named.insert(id, text.clone());
                fresh.insert(id, text);
            }
        }
        fresh
    }

    /// How it ended (complete, or stopped before its last pass), the answer and what it cost.
    #[must_use]
    pub fn finish(self) -> (Finish, Ending) {
        let finish = if self.sampler.is_complete() && !self.failed {
            Finish::Complete
        } else {
            Finish::Stopped
        };
        let (mask_id, eos_id) = (self.head.mask_id, self.head.eos_id);
        let length = self.head.params.gen_length;
        let canvas = &self.sampler.response_ids()[..length];
        let answer: Vec<u32> = canvas[..self.sampler.end().min(length)]
            .iter()
            .copied()
            .take_while(|id| *id != eos_id)
            .filter(|id| *id != mask_id)
            .collect();
        let tokenizer = &self.planner.tokenizer;
        let output_tokens = answer
            .iter()
            .filter(|id| !tokenizer.is_special(**id))
            .count();
        let mut text = tokenizer.answer(&answer, eos_id);
        if !canvas[..self.sampler.end().min(length)].contains(&eos_id) {
            text.push_str(&self.lead);
        }
        let ending = Ending {
            text,
            response_ids: canvas.to_vec(),
            stats: self.stats(output_tokens),
        };
        (finish, ending)
    }

    fn stats(&self, output_tokens: usize) -> Stats {
        let forwards = self.sampler.passes();
        let per_forward = |sum: f64| sum / forwards.max(1) as f64;
        let wall_ms = self.times.wall_ms;
        let tokens_per_second = if wall_ms > 0.0 {
            output_tokens as f64 * 1000.0 / wall_ms
        } else {
            0.0
        };
        Stats {
            forwards,
            ms_per_forward: per_forward(self.times.steps_ms),
            first_step_ms: self.times.first_step_ms.unwrap_or_default(),
            wall_ms,
            output_tokens,
            tokens_per_second,
            tokens_per_forward: per_forward(self.committed as f64),
        }
    }
}

/// Ids, and rows in the place of some of them where there are any.
const fn input<'a>(ids: &'a [u32], spliced: &'a [Spliced], width: usize) -> Input<'a> {
    if spliced.is_empty() {
        return Input::Ids(ids);
    }
    Input::Embeddings {
        ids,
        spliced,
        width,
    }
}

/// The events of a run on a model.
pub struct Events<'m> {
    run: Option<Run>,
    model: &'m mut dyn Denoiser,
    started: bool,
}

impl std::fmt::Debug for Events<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Events").field(&self.run).finish()
    }
}

impl Iterator for Events<'_> {
    type Item = Result<Event, RunError>;

    fn next(&mut self) -> Option<Self::Item> {
        let run = self.run.as_mut()?;
        if !self.started {
            self.started = true;
            return Some(Ok(run.started()));
        }
        match run.step(self.model) {
            Some(Ok(step)) => Some(Ok(Event::Step(step))),
            Some(Err(error)) => {
                self.run = None;
                Some(Err(error))
            }
            None => Some(Ok(self.run.take()?.ended())),
        }
    }
}

impl Run {
    /// The last event: how it ended, as [`Self::finish`] has it.
    #[must_use]
    pub fn ended(self) -> Event {
        let (finish, ending) = self.finish();
        match finish {
            Finish::Complete => Event::Finished(ending),
            Finish::Stopped => Event::Stopped(ending),
        }
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
