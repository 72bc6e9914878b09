//! The schedule of a run, computed once, shown as it will be executed, and recorded.
//!
//! The rules are the original demo's: blocks rounded up; steps per block = max(1, steps div blocks); the masked
//! positions of a block spread evenly over its steps, the first ones taking the remainder. For lengths that divide
//! evenly this is the reference `generate()` too. Passes that would commit nothing are not in the plan.

use serde::{Deserialize, Serialize};

use crate::{Cache, Params};

/// One block: positions `start..end` of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// First position.
    pub start: usize,
    /// One past the last position.
    pub end: usize,
    /// Tokens that each executed pass commits. Empty when a threshold decides instead.
    #[serde(default)]
    pub commits: Vec<usize>,
}

/// The whole schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Forward passes that will run; with a threshold, the most that can run.
    pub forwards: usize,
    /// Whether `forwards` is an upper bound: confidence or the end of the text may make the run shorter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_most: bool,
    /// Whether only a block's first pass is over the whole canvas.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cached: bool,
    /// The blocks, left to right.
    pub blocks: Vec<Block>,
}

impl Plan {
    /// The plan for `params`, which must have passed [`Params::check`]; `locked` are the positions that constraint
    /// tokens occupy (in any order, all below `gen_length`).
    #[must_use]
    pub fn new(params: &Params, locked: &[usize]) -> Self {
        let (length, block_length) = (params.gen_length, params.effective_block_length().max(1));
        let count = length.div_ceil(block_length);
        let steps_per_block = (params.steps / count.max(1)).max(1);
        let mut forwards = 0;
        let blocks = (0..count)
            .map(|index| {
                let (start, end) = (
                    index * block_length,
                    ((index + 1) * block_length).min(length),
                );
                let masked = end
                    - start
                    - locked
                        .iter()
                        .filter(|at| (start..end).contains(*at))
                        .count();
                let commits = if params.threshold.is_some() {
                    forwards += masked;
                    Vec::new()
                } else {
                    let commits = spread(masked, steps_per_block);
                    forwards += commits.len();
                    commits
                };
                Block {
                    start,
                    end,
                    commits,
                }
            })
            .collect();
        Self {
            forwards,
            at_most: params.threshold.is_some() || params.ahead.is_some() || params.stop_at_eos,
            cached: !matches!(params.cache, Cache::None | Cache::Auto),
            blocks,
        }
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
