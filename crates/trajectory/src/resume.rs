//! Going on from a recorded state: branches, edited and infilled answers.
//!
//! An unedited branch keeps the remaining schedule of its parent, so that with the parent's seed it equals the parent to the
//! last step. Anything else plans the blocks that hold masks afresh.

use serde::{Deserialize, Serialize};

use crate::plan::{Block, Layout};
use crate::record::Parent;
use crate::{Invalid, Params, Plan, Trajectory};

/// A state to go on from: the `resume` of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// The answer's tokens, the mask id where it is to be filled. May go on to the end of the last block.
    pub canvas: Vec<u32>,
    /// Positions that are never changed, and that guidance hides like constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locked: Vec<usize>,
    /// Passes executed before: random draws go on from here.
    #[serde(default)]
    pub pass: usize,
    /// The run that this one branches off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// What is left of the parent's schedule. Where it is left out it is worked out from the canvas, which the plain schedule
    /// allows and one with `ahead` in a later block does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<Rest>,
}

/// What is left of a parent's schedule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// Index of the block that the next pass works on.
    pub block: usize,
    /// Passes over this block since its last mask was filled (LLaDA2.1).
    #[serde(default)]
    pub post: usize,
    /// For each block the tokens that each of its further passes commits.
    pub commits: Vec<Vec<usize>>,
    /// Positions decided since the pass that began the block: masked for the pass that rebuilds an approximate KV cache.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub since: Vec<usize>,
}

/// Where a run begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// Index of the first pass.
    pub pass: usize,
    /// Index of the first active block.
    pub block: usize,
    /// Passes over it since its last mask was filled.
    pub post: usize,
    /// Positions decided since the pass that began the block; empty where the run begins with a block.
    pub since: Vec<usize>,
}

/// What planning needs to know of a canvas.
#[derive(Debug, Clone, Copy)]
pub struct Canvas<'a> {
    /// For each position whether it is to be filled.
    pub masked: &'a [bool],
    /// For each position whether a constraint stands there.
    pub constrained: &'a [bool],
    /// For each position whether it may not be changed, by a constraint or by hand.
    pub locked: &'a [bool],
}

impl Canvas<'_> {
    fn count(&self, block: &Block, of: &[bool]) -> usize {
        of.get(block.start..block.end)
            .map_or(0, |cells| cells.iter().filter(|cell| **cell).count())
    }

    /// Masked positions of a block.
    fn masked_in(&self, block: &Block) -> usize {
        self.count(block, self.masked)
    }

    /// Positions of a block that were masked at the start of a run without a parent.
    fn free_in(&self, block: &Block) -> usize {
        block.end - block.start - self.count(block, self.constrained)
    }
}

impl Plan {
    /// The plan of a run that goes on from a recorded state, and where it begins.
    ///
    /// # Errors
    /// [`Invalid`]: the rest of the schedule does not belong to these blocks.
    pub fn resumed(
        params: &Params,
        layout: &Layout,
        canvas: Canvas<'_>,
        resume: &Resume,
    ) -> Result<(Self, Start), Invalid> {
        let whole = Self::of(params, layout, |position| !canvas.constrained[position]);
        let edited_by_hand = canvas.locked != canvas.constrained;
        let rest = match &resume.rest {
            Some(rest) => Some(whole.check_rest(rest, canvas)?),
            None if edited_by_hand => None,
            None => whole.rest(canvas, resume.pass),
        };
        let mut start = Start {
            pass: resume.pass,
            ..Start::default()
        };
        let mut plan = whole;
        match rest {
            Some(rest) => {
                for (block, commits) in plan.blocks.iter_mut().zip(&rest.commits) {
                    block.commits.clone_from(commits);
                }
                (start.block, start.post, start.since) = (rest.block, rest.post, rest.since);
            }
            None => {
                plan = Self::of(params, layout, |position| canvas.masked[position]);
                start.block = plan.first_masked(canvas);
            }
        }
        let ahead = &plan.blocks[start.block..];
        let masked: Vec<usize> = ahead.iter().map(|block| canvas.masked_in(block)).collect();
        plan.forwards = Self::bound(params, ahead, &masked);
        Ok((plan, start))
    }

    fn first_masked(&self, canvas: Canvas<'_>) -> usize {
        let masked = |block: &Block| canvas.masked_in(block) > 0;
        self.blocks
            .iter()
            .position(masked)
            .unwrap_or(self.blocks.len().saturating_sub(1))
    }

    /// Checks a schedule that was handed in.
    fn check_rest(&self, rest: &Rest, canvas: Canvas<'_>) -> Result<Rest, Invalid> {
        let refuse = |value: String, allowed: String| {
            let remedy = "leave rest out to have it worked out from the canvas";
            Err(Invalid::new("resume.rest", value, allowed, remedy))
        };
        let blocks = self.blocks.len();
        if rest.block >= blocks || rest.commits.len() != blocks {
            let value = format!("block {} of {}", rest.block, rest.commits.len());
            return refuse(value, format!("a block of {blocks}, and commits for each"));
        }
        for (index, (block, commits)) in self.blocks.iter().zip(&rest.commits).enumerate() {
            let sum = commits
                .iter()
                .fold(0_usize, |sum, count| sum.saturating_add(*count));
            let masked = canvas.masked_in(block);
            if index < rest.block && masked > 0 {
                let value = format!("block {} with masks in block {index}", rest.block);
                return refuse(value, "the first block that holds a mask".to_owned());
            }
            let none = masked > 0 && commits.is_empty() && !block.commits.is_empty();
            let most = block.commits.len();
            if none || commits.contains(&0) || commits.len() > most || sum > block.end - block.start
            {
                let value = format!("{} passes for {sum} tokens in block {index}", commits.len());
                return refuse(
                    value,
                    format!("1 to {most} passes where masks are left, each for 1 token or more"),
                );
            }
        }
        if let Some(position) = rest
            .since
            .iter()
            .find(|at| canvas.locked.get(**at) != Some(&false))
        {
            return refuse(
                format!("position {position}"),
                "positions of the answer that are not locked".to_owned(),
            );
        }
        Ok(rest.clone())
    }

    /// What is left of this plan where the canvas is one that `pass` of its passes can have left behind.
    fn rest(&self, canvas: Canvas<'_>, pass: usize) -> Option<Rest> {
        let active = self.first_masked(canvas);
        let before = &self.blocks[..active];
        if before.iter().any(|block| canvas.masked_in(block) > 0) {
            return None;
        }
        let later = &self.blocks[active + 1..];
        if later
            .iter()
            .any(|block| canvas.masked_in(block) != canvas.free_in(block))
        {
            return None;
        }
        let block = &self.blocks[active];
        let decided = canvas.free_in(block).checked_sub(canvas.masked_in(block))?;
        let earlier: usize = before.iter().map(|block| block.commits.len()).sum();
        let done = block.passes_for(decided, pass.saturating_sub(earlier), self.at_most)?;
        if !self.at_most && earlier + done != pass {
            return None;
        }
        let commits = self.blocks.iter().enumerate().map(|(index, block)| {
            let skipped = match index.cmp(&active) {
                std::cmp::Ordering::Less => block.commits.len(),
                std::cmp::Ordering::Equal => done,
                std::cmp::Ordering::Greater => 0,
            };
            block.commits[skipped..].to_vec()
        });
        let free =
            (block.start..block.end).filter(|at| !canvas.constrained[*at] && !canvas.masked[*at]);
        Some(Rest {
            block: active,
            post: 0,
            commits: commits.collect(),
            since: free.collect(),
        })
    }
}

impl Block {
    /// How many of the planned passes have decided so many positions; `guess` where passes may have decided more than planned.
    fn passes_for(&self, decided: usize, guess: usize, at_least: bool) -> Option<usize> {
        let sum = |passes: usize| self.commits[..passes].iter().sum::<usize>();
        let mut within = (0..=self.commits.len()).take_while(|passes| sum(*passes) <= decided);
        if at_least {
            let most = within.last()?;
            return Some(guess.min(most));
        }
        within.find(|passes| sum(*passes) == decided)
    }
}

impl Trajectory {
    /// The canvas after the first `cursor` steps, with the mask id where nothing is decided.
    #[must_use]
    pub fn canvas(&self, cursor: usize) -> Vec<u32> {
        let mut canvas = self.head.initial_canvas();
        let mut set = |pos: usize, id: u32| {
            if let Some(cell) = canvas.get_mut(pos) {
                *cell = id;
            }
        };
        for step in self.steps.iter().take(cursor) {
            step.written().for_each(|pick| set(pick.pos, pick.id));
            step.remasked
                .iter()
                .for_each(|pos| set(*pos, self.head.mask_id));
        }
        canvas
    }

    /// What to ask for to go on from the state after the first `cursor` steps, as a branch of the run called `name`: with the
    /// same parameters and seed it equals this run to the last step.
    #[must_use]
    pub fn resume(&self, cursor: usize, name: &str) -> Resume {
        let done = &self.steps[..cursor.min(self.steps.len())];
        let begin = self.head.parent.as_ref().map_or(0, |parent| parent.step);
        let pass = done.last().map_or(begin, |step| step.step + 1);
        let active = self.active_block(done.len());
        let in_block: Vec<usize> = (0..done.len())
            .filter(|at| done[*at].block == active)
            .collect();
        let commits = self
            .head
            .plan
            .blocks
            .iter()
            .enumerate()
            .map(|(index, block)| {
                let passes = if index < active { usize::MAX } else { 0 };
                let passes = if index == active {
                    in_block.len()
                } else {
                    passes
                };
                block.commits.get(passes..).unwrap_or_default().to_vec()
            });
        let range = self
            .head
            .plan
            .blocks
            .get(active)
            .map_or(0..0, |block| block.start..block.end);
        let masked =
            |cursor: usize| self.canvas(cursor)[range.clone()].contains(&self.head.mask_id);
        let post = if self.head.params.editing().is_some() {
            in_block.iter().filter(|at| !masked(**at)).count()
        } else {
            0
        };
        let written = in_block.iter().flat_map(|at| done[*at].written());
        let mut since: Vec<usize> = written.map(|pick| pick.pos).collect();
        since.sort_unstable();
        since.dedup();
        Resume {
            canvas: self.canvas(done.len()),
            locked: self.head.constraints.iter().map(|(pos, _)| *pos).collect(),
            pass,
            parent: Some(Parent {
                run: name.to_owned(),
                step: pass,
            }),
            rest: Some(Rest {
                block: active,
                post,
                commits: commits.collect(),
                since,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Family;

    fn resumed(params: &Params, canvas: &[u32], locked: &[usize], pass: usize) -> (Plan, Start) {
        let masked: Vec<bool> = canvas.iter().map(|id| *id == 2).collect();
        let constrained = vec![false; canvas.len()];
        let locked: Vec<bool> = (0..canvas.len()).map(|at| locked.contains(&at)).collect();
        let layout = Layout::new(params, &Family::default(), 0);
        let canvas = Canvas {
            masked: &masked,
            constrained: &constrained,
            locked: &locked,
        };
        let resume = Resume {
            pass,
            ..Resume::default()
        };
        Plan::resumed(params, &layout, canvas, &resume).unwrap()
    }

    fn params() -> Params {
        Params {
            gen_length: 8,
            steps: 4,
            block_length: 4,
            ..Params::default()
        }
    }

    fn commits(plan: &Plan) -> Vec<Vec<usize>> {
        plan.blocks
            .iter()
            .map(|block| block.commits.clone())
            .collect()
    }

    #[test]
    fn an_unedited_branch_keeps_the_remaining_schedule() {
        let (plan, start) = resumed(&params(), &[7, 2, 2, 7, 2, 2, 2, 2], &[], 1);
        assert_eq!(commits(&plan), [vec![2], vec![2, 2]]);
        assert_eq!(
            (plan.forwards, start.block, start.since),
            (3, 0, vec![0, 3])
        );
        let (plan, start) = resumed(&params(), &[7, 7, 7, 7, 2, 2, 2, 2], &[], 2);
        assert_eq!(commits(&plan), [vec![], vec![2, 2]]);
        assert_eq!((start.pass, start.block, start.since), (2, 1, vec![]));
    }

    #[test]
    fn an_edited_one_plans_afresh() {
        // One position was masked again: no number of passes leaves three masks behind.
        let (plan, start) = resumed(&params(), &[7, 2, 2, 2, 2, 2, 2, 2], &[], 1);
        assert_eq!(commits(&plan), [vec![2, 1], vec![2, 2]]);
        assert_eq!((start.block, start.since), (0, vec![]));
        // A locked word is an edit even where the count of masks fits.
        let (plan, start) = resumed(&params(), &[7, 2, 2, 7, 2, 2, 2, 2], &[3], 1);
        assert_eq!(commits(&plan), [vec![1, 1], vec![2, 2]]);
        assert_eq!((start.pass, start.since), (1, vec![]));
        // Infilling: the masks are in the second block.
        let (plan, start) = resumed(&params(), &[7, 7, 7, 7, 7, 2, 2, 7], &[], 0);
        assert_eq!(commits(&plan), [vec![], vec![1, 1]]);
        assert_eq!(start.block, 1);
    }

    #[test]
    fn a_schedule_of_other_blocks_is_refused() {
        let layout = Layout::new(&params(), &Family::default(), 0);
        let (masked, none) = (vec![true; 8], vec![false; 8]);
        let canvas = Canvas {
            masked: &masked,
            constrained: &none,
            locked: &none,
        };
        let refusal = |rest: Rest| {
            let resume = Resume {
                rest: Some(rest),
                ..Resume::default()
            };
            Plan::resumed(&params(), &layout, canvas, &resume)
                .unwrap_err()
                .to_string()
        };
        let rest = |block, commits: &[&[usize]], since: &[usize]| Rest {
            block,
            post: 0,
            commits: commits.iter().map(|commits| commits.to_vec()).collect(),
            since: since.to_vec(),
        };
        assert!(refusal(rest(2, &[&[2], &[2]], &[])).contains("block 2 of 2"));
        assert!(refusal(rest(0, &[&[2]], &[])).contains("commits for each"));
        assert!(refusal(rest(0, &[&[0], &[]], &[])).contains("1 token or more"));
        assert!(refusal(rest(0, &[&[2], &[]], &[])).contains("0 passes for 0 tokens in block 1"));
        assert!(refusal(rest(1, &[&[2], &[2]], &[])).contains("masks in block 0"));
        assert!(refusal(rest(0, &[&[9], &[]], &[])).contains("9 tokens in block 0"));
        assert!(refusal(rest(0, &[&[2], &[2]], &[8])).contains("position 8"));
    }
}
