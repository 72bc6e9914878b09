//! The schedule of a run, computed once, shown as it will be executed, and recorded.
//!
//! The rules are the original demo's: blocks rounded up; steps per block = max(1, steps div blocks); the masked
//! positions of a block spread evenly over its steps, the first ones taking the remainder. For lengths that divide
//! evenly this is the reference `generate()` too. Passes that would commit nothing are not in the plan.
//!
//! Block-causal models have blocks that are aligned to absolute position 0, prompt included, and spread a block's whole
//! length over its steps, whatever is masked.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{Cache, Family, Params};

/// One block: positions `start..end` of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// First position.
    pub start: usize,
    /// One past the last position.
    pub end: usize,
    /// Tokens that each executed pass commits. Empty when a threshold or the LLaDA2.1 rule decides instead.
    #[serde(default)]
    pub commits: Vec<usize>,
}

/// The whole schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Forward passes that will run; where `at_most` is set, the most that can run.
    pub forwards: usize,
    /// Whether `forwards` is an upper bound: confidence, editing or the end of the text may make the run shorter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_most: bool,
    /// Whether only a block's first pass is over the whole canvas.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cached: bool,
    /// The blocks, left to right.
    pub blocks: Vec<Block>,
}

/// Where the blocks of an answer lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The blocks in positions of the answer, left to right, without a gap; never empty.
    blocks: Vec<Range<usize>>,
    /// Tokens per block where the model fixes it.
    fixed: Option<usize>,
}

impl Layout {
    /// The blocks of an answer with these parameters behind a prompt of `prompt` tokens.
    #[must_use]
    pub fn new(params: &Params, family: &Family, prompt: usize) -> Self {
        let fixed = family.block_length.filter(|length| *length > 0);
        let blocks = match fixed {
            None => {
                let (length, block) = (params.gen_length, params.effective_block_length().max(1));
                let starts = (0..length).step_by(block);
                starts
                    .map(|start| start..(start + block).min(length))
                    .collect()
            }
            Some(block) => {
                let aligned = prompt / block..(prompt + params.gen_length).div_ceil(block);
                let at = |position: usize| position.saturating_sub(prompt);
                aligned
                    .map(|index| at(index * block)..at((index + 1) * block))
                    .collect()
            }
        };
        Self { blocks, fixed }
    }

    /// The blocks, left to right.
    #[must_use]
    pub fn blocks(&self) -> &[Range<usize>] {
        &self.blocks
    }

    /// Positions of the canvas: to the end of the last block.
    #[must_use]
    pub fn length(&self) -> usize {
        self.blocks.last().map_or(0, |block| block.end)
    }

    /// Tokens that each pass of a block commits, of which `masked` positions are to be filled.
    fn commits(&self, params: &Params, masked: usize) -> Vec<usize> {
        let shared = || (params.steps / self.blocks.len().max(1)).max(1);
        let steps = params
            .steps_per_block
            .map_or_else(shared, |steps| steps.min(params.gen_length));
        let Some(length) = self.fixed else {
            return spread(masked, steps);
        };
        let mut left = masked;
        let counts = spread(length, steps).into_iter().map(|count| {
            let count = count.min(left);
            left -= count;
            count
        });
        counts.filter(|count| *count > 0).collect()
    }
}

impl Plan {
    /// The plan for `params`, which must have passed [`Params::check`], on a model of full attention; `locked` are the positions
    /// that constraint tokens occupy (in any order, all below `gen_length`).
    #[must_use]
    pub fn new(params: &Params, locked: &[usize]) -> Self {
        let layout = Layout::new(params, &Family::default(), 0);
        Self::of(params, &layout, |position| !locked.contains(&position))
    }

    /// The plan for `params`, which must have passed [`Params::check`]; `masked` tells which positions of the canvas are to be
    /// filled.
    #[must_use]
    pub fn of(params: &Params, layout: &Layout, masked: impl Fn(usize) -> bool) -> Self {
        let scheduled = params.threshold.is_none() && params.editing().is_none();
        let blocks = layout.blocks.iter().map(|range| {
            let masked = range.clone().filter(|position| masked(*position)).count();
            let commits = if scheduled {
                layout.commits(params, masked)
            } else {
                Vec::new()
            };
            let block = Block {
                start: range.start,
                end: range.end,
                commits,
            };
            (block, masked)
        });
        let (blocks, masked): (Vec<Block>, Vec<usize>) = blocks.unzip();
        Self {
            forwards: Self::bound(params, &blocks, &masked),
            at_most: !scheduled
                || params.ahead.is_some()
                || params.stop_at_eos
                || !params.stop.is_empty()
                || layout.fixed.is_some(),
            cached: layout.fixed.is_some() || !matches!(params.cache, Cache::None | Cache::Auto),
            blocks,
        }
    }

    /// The most forward passes that blocks with these numbers of masked positions can take.
    pub(crate) fn bound(params: &Params, blocks: &[Block], masked: &[usize]) -> usize {
        let editing = params.editing();
        let passes = |(block, masked): (&Block, &usize)| match (params.threshold, editing) {
            (Some(_), Some(rule)) => masked + rule.max_post_steps,
            (None, Some(rule)) => masked.div_ceil(rule.num_to_transfer) + rule.max_post_steps,
            (Some(_), None) => *masked,
            (None, None) => block.commits.len(),
        };
        blocks.iter().zip(masked).map(passes).sum()
    }

    /// The block that holds `position`.
    #[must_use]
    pub fn block_of(&self, position: usize) -> Option<usize> {
        self.blocks
            .iter()
            .position(|block| (block.start..block.end).contains(&position))
    }

    /// The plan in words: "2 blocks × 16 steps, 2 tokens a step".
    #[must_use]
    pub fn describe(&self) -> String {
        let blocks = counted(self.blocks.len(), "block");
        if self.at_most {
            let bound = format!("{blocks}, at most {}", counted(self.forwards, "pass"));
            let saved = if self.cached {
                ", most of them small"
            } else {
                ""
            };
            return format!("{bound}{saved}");
        }
        if self.cached {
            let forwards = counted(self.forwards, "pass");
            return format!("{blocks}, {forwards}, most of them small");
        }
        let steps: Vec<usize> = self
            .blocks
            .iter()
            .map(|block| block.commits.len())
            .collect();
        let tokens: Vec<usize> = self
            .blocks
            .iter()
            .flat_map(|block| block.commits.iter().copied())
            .collect();
        let steps = match span(&steps) {
            Some((low, high)) if low == high => format!("{blocks} × {}", counted(low, "step")),
            Some((low, high)) => {
                format!(
                    "{blocks} × {low}–{high} steps ({} in all)",
                    counted(self.forwards, "pass")
                )
            }
            None => blocks,
        };
        match span(&tokens) {
            Some((low, high)) if low == high => {
                format!("{steps}, {} a step", counted(low, "token"))
            }
            Some((low, high)) => format!("{steps}, {low}–{high} tokens a step"),
            None => format!("{steps}, nothing to reveal"),
        }
    }
}

/// `masked` positions over `steps` passes, as evenly as they go; passes without a token are dropped.
fn spread(masked: usize, steps: usize) -> Vec<usize> {
    let (base, rest) = (masked / steps, masked % steps);
    (0..steps)
        .map(|step| base + usize::from(step < rest))
        .filter(|count| *count > 0)
        .collect()
}

fn span(values: &[usize]) -> Option<(usize, usize)> {
    Some((*values.iter().min()?, *values.iter().max()?))
}

fn counted(count: usize, noun: &str) -> String {
    let plural = match (count, noun) {
        (1, _) => "",
        (_, "pass") => "es",
        _ => "s",
    };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plan(gen_length: usize, steps: usize, block_length: usize) -> Plan {
        Plan::new(
            &Params {
                gen_length,
                steps,
                block_length,
                ..Params::default()
            },
            &[],
        )
    }

    #[test]
    fn the_demos_defaults() {
        let plan = plan(64, 32, 32);
        assert_eq!(plan.forwards, 32);
        assert_eq!(plan.describe(), "2 blocks × 16 steps, 2 tokens a step");
    }

    #[test]
    fn blocks_round_up_and_the_last_is_short() {
        let plan = plan(40, 10, 16);
        let commits: Vec<_> = plan
            .blocks
            .iter()
            .map(|block| block.commits.clone())
            .collect();
        assert_eq!(commits, [vec![6, 5, 5], vec![6, 5, 5], vec![3, 3, 2]]);
        assert_eq!(
            (plan.blocks[2].start, plan.blocks[2].end, plan.forwards),
            (32, 40, 9)
        );
    }

    #[test]
    fn more_steps_than_tokens_run_no_empty_pass() {
        assert_eq!(plan(16, 64, 8).forwards, 16);
        assert_eq!(
            plan(16, 64, 8).describe(),
            "2 blocks × 8 steps, 1 token a step"
        );
    }

    #[test]
    fn fewer_steps_than_blocks_means_one_step_a_block() {
        assert_eq!(plan(24, 3, 4).forwards, 6);
    }

    #[test]
    fn what_may_end_early_is_told_as_a_bound() {
        let plan = |params: Params| Plan::new(&params, &[]).describe();
        let ahead = Params {
            ahead: Some(0.9),
            ..Params::default()
        };
        assert_eq!(plan(ahead), "2 blocks, at most 32 passes");
        let cached = Params {
            cache: Cache::Dual,
            ..Params::default()
        };
        assert_eq!(
            plan(cached.clone()),
            "2 blocks, 32 passes, most of them small"
        );
        let both = Params {
            stop_at_eos: true,
            ..cached
        };
        assert_eq!(
            plan(both),
            "2 blocks, at most 32 passes, most of them small"
        );
    }

    #[test]
    fn constraints_shrink_their_block() {
        let params = Params {
            gen_length: 24,
            steps: 12,
            block_length: 8,
            ..Params::default()
        };
        let plan = Plan::new(&params, &[0, 1, 5, 10]);
        assert_eq!(plan.blocks[0].commits, [2, 1, 1, 1]);
        assert_eq!(plan.blocks[1].commits, [2, 2, 2, 1]);
    }

    #[test]
    fn a_threshold_leaves_the_count_open() {
        let params = Params {
            threshold: Some(0.9),
            ..Params::default()
        };
        let plan = Plan::new(&params, &[3]);
        assert!(plan.at_most);
        assert_eq!(plan.forwards, 63);
        assert_eq!(plan.describe(), "2 blocks, at most 63 passes");
    }

    #[test]
    fn block_causal_blocks_are_aligned_with_the_prompt() {
        let family = Family::block_causal(32, crate::family::Edits::OnRequest);
        let plan = |prompt: usize, asked: crate::PartialParams| {
            let params = family.resolve(&asked).unwrap();
            Plan::of(&params, &Layout::new(&params, &family, prompt), |_| true)
        };
        let asked = |gen_length, steps_per_block| crate::PartialParams {
            gen_length: Some(gen_length),
            steps_per_block: Some(steps_per_block),
            ..crate::PartialParams::default()
        };
        let ends = |plan: &Plan| -> Vec<(usize, usize)> {
            plan.blocks
                .iter()
                .map(|block| (block.start, block.end))
                .collect()
        };
        let partial = plan(5, asked(40, 8));
        assert_eq!(ends(&partial), [(0, 27), (27, 59)]);
        // The quota counts the whole block, so the last pass of the partial one commits less.
        assert_eq!(partial.blocks[0].commits, [4, 4, 4, 4, 4, 4, 3]);
        assert_eq!(partial.blocks[1].commits, [4; 8]);
        assert!(partial.at_most && partial.cached);
        assert_eq!(ends(&plan(32, asked(32, 32))), [(0, 32)]);
        assert_eq!(ends(&plan(37, asked(1, 32))), [(0, 27)]);
        // At most gen_length steps count.
        assert_eq!(plan(0, asked(3, 32)).blocks[0].commits, [11, 11, 10]);
    }

    #[test]
    fn editing_is_bounded_by_its_post_steps() {
        let family = Family::block_causal(32, crate::family::Edits::Always);
        let asked = crate::PartialParams {
            gen_length: Some(32),
            num_to_transfer: Some(3),
            ..crate::PartialParams::default()
        };
        let params = family.resolve(&asked).unwrap();
        let plan = Plan::of(&params, &Layout::new(&params, &family, 0), |_| true);
        assert_eq!((plan.forwards, plan.at_most), (11 + 16, true));
        assert!(plan.blocks[0].commits.is_empty());
    }

    #[test]
    fn steps_per_block_replace_steps() {
        let params = Params {
            steps_per_block: Some(4),
            ..Params::default()
        };
        assert_eq!(
            Plan::new(&params, &[]).describe(),
            "2 blocks × 4 steps, 8 tokens a step"
        );
    }

    proptest! {
        #[test]
        fn every_masked_position_is_committed_exactly_once(
            gen_length in 1_usize..200, steps in 1_usize..300, block_length in 1_usize..300,
            locked in prop::collection::btree_set(0_usize..200, 0..20),
        ) {
            let locked: Vec<usize> = locked.into_iter().filter(|at| *at < gen_length).collect();
            let params = Params { gen_length, steps, block_length, ..Params::default() };
            let plan = Plan::new(&params, &locked);
            let commits: usize = plan.blocks.iter().flat_map(|block| &block.commits).sum();
            prop_assert_eq!(commits, gen_length - locked.len());
            prop_assert_eq!(plan.forwards, plan.blocks.iter().map(|b| b.commits.len()).sum::<usize>());
            prop_assert!(plan.blocks.iter().all(|b| b.commits.iter().all(|count| *count > 0)));
            prop_assert_eq!(plan.blocks.last().unwrap().end, gen_length);
            prop_assert!(plan.blocks.windows(2).all(|pair| pair[0].end == pair[1].start));
        }
    }
}
