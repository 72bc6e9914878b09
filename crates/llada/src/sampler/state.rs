//! The state of a run between two passes.

use std::ops::Range;

use trajectory::{Alternatives, Pick, Remasking, Step};

use super::SamplerError;
use super::job::{Candidates, Job};
use super::transfer::{Guess, Quota, transfer};
use crate::choice::Choice;
use crate::denoiser::{Guidance, Gumbel, Input, Pass, Rule, Window};
use crate::noise::{Domain, Noise};

/// A run between two passes.
#[derive(Debug, Clone)]
pub struct Sampler {
    job: Job,
    /// Prompt and answer, to the end of the last block.
    canvas: Vec<u32>,
    /// For each position of the answer whether it is still to be decided.
    masked: Vec<bool>,
    /// Positions of the canvas that were given, ascending: prompt, constraints and locked tokens.
    given: Vec<usize>,
    /// Positions of the answer from here on are not filled: a stop text begins here.
    end: usize,
    /// Index of the active block.
    block: usize,
    /// Passes executed in the active block.
    block_pass: usize,
    /// Whether the cache holds the keys and values of the pass that begins the active block.
    kept: bool,
    /// Passes over the active block that began when no mask was left.
    post: usize,
    /// Whether the last one found nothing to fill and edited nothing.
    settled: bool,
    /// Index of the next pass over the whole run.
    pass: usize,
    /// Passes executed that count.
    executed: usize,
    /// Block-causal: number of leading positions of the canvas that are final in the KV cache.
    final_until: usize,
    next: Option<Next>,
}

/// The pass to run next.
#[derive(Debug, Clone)]
struct Next {
    window: Window,
    /// Positions of the canvas that it sees.
    length: usize,
    rows: Vec<usize>,
    /// Instead of the canvas: what a KV cache is rebuilt from. Its choices are not used.
    rebuild: Option<Vec<u32>>,
}

impl Sampler {
    /// A run that has not begun.
    #[must_use]
    pub fn new(job: Job) -> Self {
        let prompt = job.prompt.len();
        let canvas = [job.prompt.as_slice(), job.canvas.as_slice()].concat();
        let locked = (0..job.locked.len()).filter(|position| job.locked[*position]);
        let given = (0..prompt).chain(locked.map(|position| prompt + position));
        let mut sampler = Self {
            given: given.collect(),
            masked: job.masked.clone(),
            end: job.canvas.len(),
            block: job.start.block,
            block_pass: 0,
            kept: false,
            post: job.start.post,
            settled: false,
            pass: job.start.pass,
            executed: 0,
            final_until: 0,
            next: None,
            canvas,
            job,
        };
        if sampler.has_ended() {
            return sampler;
        }
        sampler.advance();
        if let Some(next) = &mut sampler.next
            && next.window == Window::Keep
            && sampler.job.causal.is_none()
            && !sampler.job.start.since.is_empty()
        {
            let mut before = sampler.canvas.clone();
            for position in &sampler.job.start.since {
                before[prompt + position] = sampler.job.special.mask_id;
            }
            next.rebuild = Some(before);
        }
        sampler
    }

    /// The answer so far, masks and special tokens included, to the end of the last block.
    #[must_use]
    pub fn response_ids(&self) -> &[u32] {
        &self.canvas[self.job.prompt.len()..]
    }

    /// What is being run.
    #[must_use]
    pub const fn job(&self) -> &Job {
        &self.job
    }

    /// Passes executed, not counting one that rebuilt a cache.
    #[must_use]
    pub const fn passes(&self) -> usize {
        self.executed
    }

    /// Whether no pass is left to run.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.next.is_none()
    }

    /// The pass to run next; none when the run is complete.
    #[must_use]
    pub fn next_pass(&self) -> Option<Pass<'_>> {
        let next = self.next.as_ref()?;
        let ids = next.rebuild.as_deref().unwrap_or(&self.canvas);
        Some(Pass {
            input: Input::Ids(&ids[..next.length]),
            window: next.window,
            rows: &next.rows,
            rule: self.rule(),
        })
    }

    /// Takes the choices of [`Self::next_pass`], in the order of its rows. The step has `ms` 0: time belongs to the caller. None
    /// for a pass that only rebuilt a KV cache.
    ///
    /// # Errors
    /// [`SamplerError`]: another number of choices than rows; the run stays where it is.
    pub fn accept(&mut self, choices: &[Choice]) -> Result<Option<Step>, SamplerError> {
        let (Some(next), Some(active)) = (&mut self.next, self.job.plan.blocks.get(self.block))
        else {
            return Ok(None);
        };
        if choices.len() != next.rows.len() {
            return Err(SamplerError::Rows {
                found: choices.len(),
                wanted: next.rows.len(),
            });
        }
        let active = active.start..active.end;
        self.kept = true;
        if next.rebuild.take().is_some() {
            self.next = Some(self.pass_over(&active));
            return Ok(None);
        }
        let rows = std::mem::take(&mut next.rows);
        let step = self.decide(&active, &rows, choices);
        self.advance();
        Ok(Some(step))
    }

    /// The answer ends before `position`, where a stop text begins: what lies beyond is no longer filled. None where no stop
    /// text stands. To be told after every pass.
    pub fn stop_before(&mut self, position: Option<usize>) {
        let all = self.job.canvas.len();
        let end = position.unwrap_or(all).min(all);
        if end != self.end {
            self.end = end;
            self.advance();
        }
    }

    /// Positions of the answer before the stop text.
    #[must_use]
    pub const fn end(&self) -> usize {
        self.end
    }

    /// Moves on to the block that the next pass works on, and prepares that pass.
    fn advance(&mut self) {
        self.next = None;
        while let Some(block) = self.job.plan.blocks.get(self.block) {
            let range = block.start..block.end;
            if self.is_active(&range) {
                self.next = Some(self.pass_over(&range));
                return;
            }
            if self.ends_with(&range) {
                return;
            }
            self.block += 1;
            self.block_pass = 0;
            self.kept = false;
            self.post = 0;
            self.settled = false;
        }
    }

    /// Whether a block has something to fill, or to edit by a further pass.
    fn is_active(&self, block: &Range<usize>) -> bool {
        let mut open = block.start..block.end.min(self.end);
        if open.clone().any(|position| self.masked[position]) {
            return true;
        }
        let Some(rule) = self.job.editing else {
            return false;
        };
        !self.settled
            && self.post < rule.max_post_steps
            && open.any(|position| !self.job.locked[position])
    }

    /// Whether the run ends with this block, which is finished. What the user put there is no end.
    fn ends_with(&self, block: &Range<usize>) -> bool {
        let always = self.job.causal.is_some() && self.job.editing.is_none();
        let prompt = self.job.prompt.len();
        let mut decided = block.clone().filter(|position| !self.job.locked[*position]);
        (always || self.job.params.stop_at_eos)
            && decided.any(|position| self.canvas[prompt + position] == self.job.special.eos_id)
    }

    /// Whether the run that this one goes on from had ended: with a block before the active one.
    fn has_ended(&self) -> bool {
        let before = &self.job.plan.blocks[..self.block];
        before
            .iter()
            .any(|block| self.ends_with(&(block.start..block.end)))
    }

    /// The next pass over the active block.
    fn pass_over(&self, active: &Range<usize>) -> Next {
        let prompt = self.job.prompt.len();
        let (window, length) = self.window(active);
        let wanted = match (self.job.candidates, self.job.causal, window) {
            (Candidates::All, None, Window::Part { start, end }) => {
                start.saturating_sub(prompt)..end - prompt
            }
            (Candidates::All, None, _) => 0..self.masked.len(),
            _ => active.clone(),
        };
        let asked = |position: &usize| {
            let edited = self.job.editing.is_some()
                && active.contains(position)
                && !self.job.locked[*position];
            *position < self.end && (self.masked[*position] || edited)
        };
        Next {
            window,
            length,
            rows: wanted
                .filter(asked)
                .map(|position| prompt + position)
                .collect(),
            rebuild: None,
        }
    }

    /// What a pass over this block pushes through the network, and how many positions it sees.
    fn window(&self, active: &Range<usize>) -> (Window, usize) {
        let prompt = self.job.prompt.len();
        let block = prompt + active.start..prompt + active.end;
        if let Some(length) = self.job.causal {
            if self.executed == 0 {
                return (Window::Keep, block.end);
            }
            // A block that was finished by its last pass goes through once more, with the block after it.
            let start = self.final_until.min(block.end - length);
            let end = block.end;
            return (Window::Part { start, end }, end);
        }
        let window = match self.job.params.cache.window(block, self.canvas.len()) {
            None => Window::Full,
            Some(_) if !self.kept => Window::Keep,
            Some(Range { start, end }) => Window::Part { start, end },
        };
        (window, self.canvas.len())
    }

    /// Fills, edits and reports, by the choices at these rows.
    fn decide(&mut self, active: &Range<usize>, rows: &[usize], choices: &[Choice]) -> Step {
        let prompt = self.job.prompt.len();
        let (mut fill, mut beyond, mut edited) = (Vec::new(), Vec::new(), Vec::new());
        for (&row, choice) in rows.iter().zip(choices) {
            let pos = row - prompt;
            if !self.masked[pos] {
                edited.extend(self.edit(pos, choice));
            } else if active.contains(&pos) {
                fill.push(self.guess(row, choice));
            } else {
                beyond.push(Pick::from(self.guess(row, choice)));
            }
        }
        let had_masks = !fill.is_empty();
        let (committed, mut candidates) = transfer(fill, self.quota(active));
        candidates.extend(beyond);
        candidates.sort_by_key(|pick| pick.pos);
        let step = Step {
            step: self.pass,
            block: self.block,
            alternatives: considered(prompt, rows, choices),
            committed,
            edited,
            candidates,
            ..Step::default()
        };
        for pick in step.written() {
            self.canvas[prompt + pick.pos] = pick.id;
            self.masked[pick.pos] = false;
        }
        if !had_masks {
            self.post += 1;
            self.settled = step.edited.is_empty();
        }
        if let Some(length) = self.job.causal {
            let unchanged = step.written().next().is_none();
            let end = prompt + active.end;
            self.final_until = if unchanged { end } else { end - length };
        }
        self.pass += 1;
        self.executed += 1;
        self.block_pass += 1;
        step
    }

    /// The guess at a masked row, with the confidence that its rank goes by.
    fn guess(&self, row: usize, choice: &Choice) -> Guess {
        let draws = Noise::new(self.job.seed, Domain::Remasking);
        Guess {
            pos: row - self.job.prompt.len(),
            id: choice.id,
            confidence: match self.job.params.remasking {
                Remasking::LowConfidence => choice.probability,
                Remasking::Random => draws.uniform(self.pass as u32, row as u32, 0),
            },
        }
    }

    /// The token that replaces a decided one, if it is likely enough.
    fn edit(&self, pos: usize, choice: &Choice) -> Option<Pick> {
        let rule = self.job.editing?;
        let present = self.response_ids()[pos];
        let replaced = choice.id != present && choice.probability > rule.threshold;
        replaced.then_some(Pick {
            pos,
            id: choice.id,
            confidence: choice.probability as f32,
        })
    }

    /// What this pass commits. The last planned pass of a block, and any after it, commits what is left.
    fn quota(&self, active: &Range<usize>) -> Quota {
        if let Some(threshold) = self.job.params.threshold {
            return Quota::Threshold(threshold);
        }
        let commits = &self.job.plan.blocks[self.block].commits;
        let count = match (self.job.editing, commits.get(self.block_pass)) {
            (Some(rule), _) => rule.num_to_transfer,
            (None, Some(count)) if self.block_pass + 1 < commits.len() => *count,
            _ => active.len(),
        };
        match (self.job.params.ahead, self.job.causal) {
            (Some(confidence), None) => Quota::Ahead(count, confidence),
            (Some(confidence), Some(_)) => Quota::Above(count, confidence),
            (None, _) => Quota::Count(count),
        }
    }

    /// The selection rule of the next pass.
    fn rule(&self) -> Rule<'_> {
        let params = &self.job.params;
        Rule {
            mask_id: self.job.special.mask_id,
            suppressed: &self.job.suppressed,
            last: &self.job.last,
            guidance: (params.cfg_scale > 0.0).then_some(Guidance {
                scale: params.cfg_scale as f32,
                hidden: &self.given,
            }),
            gumbel: (params.temperature > 0.0).then_some(Gumbel {
                temperature: params.temperature,
                seed: self.job.seed,
                pass: self.pass as u32,
            }),
            alternatives: self.job.alternatives,
        }
    }
}

/// What else was considered at these rows, where it was asked for.
fn considered(prompt: usize, rows: &[usize], choices: &[Choice]) -> Vec<Alternatives> {
    let both = rows.iter().zip(choices);
    let reported = both.filter_map(|(row, choice)| {
        let considered = choice.considered.as_deref()?;
        Some(Alternatives {
            pos: row - prompt,
            likeliest: considered.likeliest.clone(),
            entropy: considered.entropy,
        })
    });
    reported.collect()
}
