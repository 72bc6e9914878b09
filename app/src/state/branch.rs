//! A branch: a run that goes on from a step of another one, with edits and the settings as they are now.

use std::collections::BTreeSet;

use trajectory::{Cache, Params, Remasking, Resume, Trajectory};

use super::edits::Edits;

/// What a branch is asked with, and what it is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// The parameters.
    pub params: Params,
    /// The state to go on from.
    pub resume: Resume,
    /// What is different from its parent, in words.
    pub label: String,
}

impl Branch {
    /// The branch of a record after `cursor` steps. `wanted` are the settings as they are now; the length of the answer and its
    /// constraints are the record's, and so is the seed unless one is `wanted`. One that changes nothing keeps the rest of the
    /// parent's schedule, so that it equals its parent to the last step.
    #[must_use]
    pub fn of(
        record: &Trajectory,
        cursor: usize,
        edits: &Edits,
        wanted: Params,
        name: &str,
    ) -> Self {
        let parent = &record.head.params;
        let edited = !edits.changes.is_empty();
        let params = Params {
            gen_length: parent.gen_length,
            constraints: if edited {
                trajectory::Constraints::default()
            } else {
                parent.constraints.clone()
            },
            seed: wanted.seed.or(parent.seed),
            // What the automatic choice came to in this model.
            cache: match wanted.cache {
                Cache::Auto if wanted.ahead == parent.ahead => parent.cache,
                cache => cache,
            },
            ..wanted
        };
        let changed = differences(parent, &params);
        let mut resume = record.resume(cursor, name);
        if edited || !changed.is_empty() {
            resume.rest = None;
        }
        let mut locked: BTreeSet<usize> = resume.locked.iter().copied().collect();
        edits.apply(&mut resume.canvas, &mut locked, record.head.mask_id);
        resume.locked = locked.into_iter().collect();
        let mut words = edits.describe();
        words.extend(changed);
        let step = cursor.min(record.steps.len());
        let label = if words.is_empty() {
            t!("from step {step}", step)
        } else {
            t!(
                "step {step}: {changes}",
                step,
                changes = words.join(t!(", "))
            )
        };
        Self {
            params,
            resume,
            label,
        }
    }
}

/// A strategy in words.
pub(super) fn remasking(strategy: Remasking) -> &'static str {
    match strategy {
        Remasking::LowConfidence => t!("low confidence"),
        Remasking::Random => t!("random"),
    }
}

/// The parameters that differ, in words: "8 steps", "temperature 0.6".
#[must_use]
pub fn differences(before: &Params, now: &Params) -> Vec<String> {
    let mut words = Vec::new();
    let mut tell = |differs: bool, text: String| {
        if differs {
            words.push(text);
        }
    };
    let maybe = |name: &str, value: Option<String>| match value {
        Some(value) => t!("{name} {value}", name, value),
        None => t!("no {name}", name),
    };
    let text = |value: Option<f64>| value.map(|value| value.to_string());
    tell(
        before.gen_length != now.gen_length,
        t!("{n} tokens", n = now.gen_length),
    );
    tell(before.steps != now.steps, t!("{n} steps", n = now.steps));
    tell(
        before.steps_per_block != now.steps_per_block,
        maybe(
            t!("steps per block"),
            now.steps_per_block.map(|steps| steps.to_string()),
        ),
    );
    tell(
        before.block_length != now.block_length,
        t!("blocks of {n}", n = now.block_length),
    );
    tell(
        before.temperature.to_bits() != now.temperature.to_bits(),
        t!("temperature {n}", n = now.temperature),
    );
    tell(
        before.cfg_scale.to_bits() != now.cfg_scale.to_bits(),
        t!("guidance {n}", n = now.cfg_scale),
    );
    tell(
        before.remasking != now.remasking,
        t!("{order} remasking", order = remasking(now.remasking)),
    );
    tell(
        before.threshold != now.threshold,
        maybe(t!("threshold"), text(now.threshold)),
    );
    tell(
        before.ahead != now.ahead,
        maybe(t!("ahead from"), text(now.ahead)),
    );
    tell(
        before.editing_threshold != now.editing_threshold,
        maybe(t!("replacing from"), text(now.editing_threshold)),
    );
    tell(
        before.seed != now.seed,
        maybe(t!("seed"), now.seed.map(|seed| seed.to_string())),
    );
    let rest = |params: &Params| {
        (
            params.cache,
            params.suppress_eos,
            params.eos_last,
            params.stop_at_eos,
            params.num_to_transfer,
            params.max_post_steps,
        )
    };
    tell(rest(before) != rest(now), t!("other options").to_owned());
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;
    use crate::state::edits::{Edit, Select};

    #[test]
    fn one_that_changes_nothing_keeps_the_rest_of_the_schedule() {
        let record = sample();
        let same = Params {
            seed: None,
            ..record.head.params.clone()
        };
        let branch = Branch::of(&record, 2, &Edits::default(), same, "5");
        assert_eq!(branch.params, record.head.params);
        assert_eq!(branch.resume, record.resume(2, "5"));
        assert_eq!(branch.label, "from step 2");
    }

    #[test]
    fn it_is_named_by_what_changed_and_planned_afresh() {
        let record = sample();
        let mut edits = Edits::default();
        edits.select(1, Select::Only);
        edits.edit_selected(&Edit::Mask);
        let hotter = Params {
            temperature: 0.5,
            gen_length: 128,
            ..record.head.params.clone()
        };
        let branch = Branch::of(&record, 6, &edits, hotter, "5");
        assert_eq!(
            branch.label,
            "step 6: 1 token masked again, temperature 0.5"
        );
        assert_eq!(branch.params.gen_length, record.head.params.gen_length);
        assert_eq!(branch.resume.rest, None);
        assert_eq!(branch.resume.canvas[1], record.head.mask_id);
        // Every other committed token is kept.
        let kept = record.canvas(6);
        assert_eq!(branch.resume.canvas[2..], kept[2..]);
    }
}
