//! The sampler: an iterator that executes a plan pass by pass.
//!
//! It knows a [`Denoiser`] and nothing else: no tokenizer, no clock, no thread. What it yields depends on the model, the
//! parameters and the seed alone.

pub mod constraints;
mod job;
pub mod transfer;

use std::ops::Range;

use trajectory::{Pick, Remasking, Step};

use crate::denoiser::{Cache, DenoiseError, Denoiser, Guidance, Gumbel, Input, Pass, Rule, Window};
use crate::noise::{Domain, Noise};
pub use job::{Candidates, Job};
use transfer::{Quota, transfer};

/// Why a run cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum SamplerError {
    /// A pass failed.
    #[error(transparent)]
    Denoise(#[from] DenoiseError),
    /// The model answered another number of rows.
    #[error("{found} choices came for {wanted} rows. This is a bug")]
    Rows {
        /// Choices that came.
        found: usize,
        /// Rows wanted.
        wanted: usize,
    },
}

/// Executes a [`Job`]; each item is one executed pass. `ms` is left 0: time belongs to the caller.
#[derive(Debug)]
pub struct Sampler<'a, D: ?Sized> {
    denoiser: &'a mut D,
    /// What the network keeps for this run.
    cache: Cache,
    job: Job,
    /// Prompt and answer.
    canvas: Vec<u32>,
    /// Which positions of the answer are still to be decided.
    masked: Vec<bool>,
    /// Positions of the canvas that were given: prompt and constraints.
    given: Vec<usize>,
    block: usize,
    /// Passes executed in the active block.
    block_pass: usize,
    pass: usize,
    failed: bool,
    /// Whether the end of the text was decided and the run shall end there.
    ended: bool,
}

impl<'a, D: Denoiser + ?Sized> Sampler<'a, D> {
    /// A run that has not begun.
    pub fn new(denoiser: &'a mut D, job: Job) -> Self {
        let prompt = job.prompt.len();
        let length = job.params.gen_length;
        let mut canvas = job.prompt.clone();
        canvas.resize(prompt + length, job.special.mask_id);
        let mut masked = vec![true; length];
        for &(position, id) in &job.locked {
            canvas[prompt + position] = id;
            masked[position] = false;
        }
        let locked = (0..length).filter(|position| !masked[*position]);
        let given = (0..prompt).chain(locked.map(|position| prompt + position));
        Self {
            given: given.collect(),
            denoiser,
            cache: Cache::default(),
            canvas,
            masked,
            job,
            block: 0,
            block_pass: 0,
            pass: 0,
            failed: false,
            ended: false,
        }
    }

    /// The answer so far, masks and special tokens included.
    #[must_use]
    pub fn response_ids(&self) -> &[u32] {
        &self.canvas[self.job.prompt.len()..]
    }

    /// What is being run.
    #[must_use]
    pub const fn job(&self) -> &Job {
        &self.job
    }

    /// The model.
    #[must_use]
    pub const fn denoiser(&self) -> &D {
        self.denoiser
    }

    /// Passes executed.
    #[must_use]
    pub const fn passes(&self) -> usize {
        self.pass
    }

    /// Whether nothing is left to decide.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.ended || !self.masked.contains(&true)
    }

    /// Moves on to the first block that still has masks; its range, if there is one.
    fn active_block(&mut self) -> Option<Range<usize>> {
        while let Some(block) = self.job.plan.blocks.get(self.block) {
            let range = block.start..block.end;
            if self.masked[range.clone()].contains(&true) {
                return Some(range);
            }
            if self.job.params.stop_at_eos && self.ends_in(&range) {
                self.ended = true;
                return None;
            }
            self.block += 1;
            self.block_pass = 0;
        }
        None
    }

    /// Whether the end of the text was decided in this block, which is finished; what the user put there is no end.
    fn ends_in(&self, block: &Range<usize>) -> bool {
        let prompt = self.job.prompt.len();
        let given = |position: &usize| self.given.contains(&(prompt + position));
        let mut decided = block.clone().filter(|position| !given(position));
        decided.any(|position| self.canvas[prompt + position] == self.job.special.eos_id)
    }

    /// What a pass for this block pushes through the network.
    fn window(&self, active: &Range<usize>) -> Window {
        let prompt = self.job.prompt.len();
        let block = prompt + active.start..prompt + active.end;
        match self.job.params.cache.window(block, self.canvas.len()) {
            None => Window::Full,
            Some(_) if self.block_pass == 0 => Window::Keep,
            Some(Range { start, end }) => Window::Part { start, end },
        }
    }

    fn execute(&mut self, active: &Range<usize>) -> Result<Step, SamplerError> {
        let prompt = self.job.prompt.len();
        let window = self.window(active);
        let wanted = match (self.job.candidates, window) {
            (Candidates::Block, _) => active.clone(),
            (Candidates::All, Window::Part { start, end }) => {
                start.saturating_sub(prompt)..end - prompt
            }
            (Candidates::All, _) => 0..self.masked.len(),
        };
        let rows: Vec<usize> = wanted
            .filter(|position| self.masked[*position])
            .map(|position| prompt + position)
            .collect();
        let pass = Pass {
            input: Input::Ids(&self.canvas),
            window,
            rows: &rows,
            rule: rule(&self.job, &self.given, self.pass),
        };
        let choices = self.denoiser.denoise_one(pass, &mut self.cache)?;
        if choices.len() != rows.len() {
            return Err(SamplerError::Rows {
                found: choices.len(),
                wanted: rows.len(),
            });
        }
        let draws = Noise::new(self.job.seed, Domain::Remasking);
        let picks = rows.iter().zip(&choices).map(|(row, choice)| Pick {
            pos: row - prompt,
            id: choice.id,
            confidence: match self.job.params.remasking {
                Remasking::LowConfidence => choice.probability,
                Remasking::Random => draws.uniform(self.pass as u32, *row as u32, 0) as f32,
            },
        });
        let (picks, beyond): (Vec<Pick>, Vec<Pick>) =
            picks.partition(|pick| active.contains(&pick.pos));
        let (committed, mut candidates) = transfer(picks, self.quota(active));
        candidates.extend(beyond);
        candidates.sort_by_key(|pick| pick.pos);
        for pick in &committed {
            self.canvas[prompt + pick.pos] = pick.id;
            self.masked[pick.pos] = false;
        }
        let step = Step {
            step: self.pass,
            block: self.block,
            committed,
            candidates,
            ..Step::default()
        };
        self.pass += 1;
        self.block_pass += 1;
        Ok(step)
    }

    /// What this pass commits. The last planned pass of a block, and any after it, commits what is left.
    fn quota(&self, active: &Range<usize>) -> Quota {
        if let Some(threshold) = self.job.params.threshold {
            return Quota::Threshold(threshold);
        }
        let commits = &self.job.plan.blocks[self.block].commits;
        let count = match commits.get(self.block_pass) {
            Some(count) if self.block_pass + 1 < commits.len() => *count,
            _ => active.len(),
        };
        match self.job.params.ahead {
            Some(confidence) => Quota::Ahead(count, confidence),
            None => Quota::Count(count),
        }
    }
}

/// The selection rule of a pass.
fn rule<'a>(job: &'a Job, given: &'a [usize], pass: usize) -> Rule<'a> {
    let params = &job.params;
    Rule {
        mask_id: job.special.mask_id,
        suppressed: &job.suppressed,
        last: &job.last,
        guidance: (params.cfg_scale > 0.0).then_some(Guidance {
            scale: params.cfg_scale as f32,
            hidden: given,
        }),
        gumbel: (params.temperature > 0.0).then_some(Gumbel {
            temperature: params.temperature,
            seed: job.seed,
            pass: pass as u32,
        }),
    }
}

impl<D: Denoiser + ?Sized> Iterator for Sampler<'_, D> {
    type Item = Result<Step, SamplerError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let active = self.active_block()?;
        let step = self.execute(&active);
        self.failed = step.is_err();
        Some(step)
    }
}

#[cfg(test)]
mod tests;
