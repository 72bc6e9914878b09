//! What the user may set for a run (design section 2.1): the original demo's parameters and defaults.

mod check;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Cache, Constraints, PartialParams, Remasking};

pub use check::*;

/// The parameters of one run, every default filled in. In JSON missing fields take the original demo's defaults and unknown
/// ones are ignored; what a person asked for, before a family's defaults, is a [`PartialParams`].
#[derive(Debug, Clone, PartialEq)]
pub struct Params {
    /// Length of the answer's canvas, in tokens.
    pub gen_length: usize,
    /// Denoising steps over the whole answer; shared among the blocks (see [`crate::Plan`]).
    pub steps: usize,
    /// Denoising steps of each block; replaces `steps`.
    pub steps_per_block: Option<usize>,
    /// Tokens per block; blocks are finished left to right. More than `gen_length` means `gen_length`, unless the model fixes
    /// the blocks.
    pub block_length: usize,
    /// Temperature T of the Gumbel-max choice; 0 is the most likely token.
    pub temperature: f64,
    /// Classifier-free guidance w: logits = u + (w + 1)(c − u); 0 is off and costs nothing.
    pub cfg_scale: f64,
    /// Which positions are committed first.
    pub remasking: Remasking,
    /// Seed of every random draw. `None` asks for one to be drawn; a recorded run always has one.
    pub seed: Option<u64>,
    /// Words that stand in the answer from the start.
    pub constraints: Constraints,
    /// Commit every position at or above this confidence, and always the best one; `steps` is then ignored.
    pub threshold: Option<f64>,
    /// The end-of-text token may not be chosen (the reference's `logits_eos_inf`).
    pub suppress_eos: bool,
    /// End-of-text and end-of-turn are committed last (the reference's `confidence_eos_eot_inf`).
    pub eos_last: bool,
    /// Which keys and values are reused from an earlier pass.
    pub cache: Cache,
    /// Beyond what the schedule says, commit every position at or above this confidence (strictly above it in block-causal
    /// models): the run may be shorter, never longer.
    pub ahead: Option<f64>,
    /// End with the block in which the end of the text was decided; what lies beyond stays masked.
    pub stop_at_eos: bool,
    /// LLaDA2.1: fewest masked positions that a pass fills.
    pub num_to_transfer: Option<usize>,
    /// LLaDA2.1: a decided token is replaced by a likelier one whose probability is strictly above this.
    pub editing_threshold: Option<f64>,
    /// LLaDA2.1: most passes over a block after its last mask was filled.
    pub max_post_steps: Option<usize>,
    /// The answer ends before the first of these texts.
    pub stop: Vec<String>,
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PartialParams::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(PartialParams::deserialize(deserializer)?.over(Self::default()))
    }
}

impl Default for Params {
    fn default() -> Self {
        Self {
            gen_length: 64,
            steps: 32,
            steps_per_block: None,
            block_length: 32,
            temperature: 0.0,
            cfg_scale: 0.0,
            remasking: Remasking::LowConfidence,
            seed: None,
            constraints: Constraints::default(),
            threshold: None,
            suppress_eos: false,
            eos_last: false,
            cache: Cache::None,
            ahead: None,
            stop_at_eos: false,
            num_to_transfer: None,
            editing_threshold: None,
            max_post_steps: None,
            stop: Vec::new(),
        }
    }
}

/// The LLaDA2.1 rule: in one pass, fill masked positions and replace decided tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Editing {
    /// Fewest masked positions that a pass fills.
    pub num_to_transfer: usize,
    /// A token is replaced when another one's probability is strictly above this.
    pub threshold: f64,
    /// Most passes over a block after its last mask was filled.
    pub max_post_steps: usize,
}

impl Default for Editing {
    /// The setting its authors recommend for quality.
    fn default() -> Self {
        Self {
            num_to_transfer: 1,
            threshold: 0.5,
            max_post_steps: 16,
        }
    }
}

impl Params {
    /// The tokens per block that will really be used: never more than the answer.
    #[must_use]
    pub fn effective_block_length(&self) -> usize {
        self.block_length.min(self.gen_length)
    }

    /// The LLaDA2.1 rule, if one of its parameters is set; the others take their defaults.
    #[must_use]
    pub fn editing(&self) -> Option<Editing> {
        let Self {
            num_to_transfer,
            editing_threshold,
            max_post_steps,
            ..
        } = *self;
        let asked =
            num_to_transfer.is_some() || editing_threshold.is_some() || max_post_steps.is_some();
        let defaults = Editing::default();
        asked.then(|| Editing {
            num_to_transfer: num_to_transfer.unwrap_or(defaults.num_to_transfer),
            threshold: editing_threshold.unwrap_or(defaults.threshold),
            max_post_steps: max_post_steps.unwrap_or(defaults.max_post_steps),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_the_original_demos() {
        let params: Params = serde_json::from_str("{}").unwrap();
        assert_eq!(params, Params::default());
        assert_eq!(
            (params.gen_length, params.steps, params.block_length),
            (64, 32, 32)
        );
        assert_eq!(params.check(), Ok(()));
    }

    #[test]
    fn json_keeps_what_was_set_and_ignores_what_it_does_not_know() {
        let text = r#"{"gen_length":24,"constraints":{"5":"upon"},"seed":18446744073709551615,"shine":true}"#;
        let params: Params = serde_json::from_str(text).unwrap();
        assert_eq!(params.seed, Some(u64::MAX));
        let again: Params = serde_json::from_str(&serde_json::to_string(&params).unwrap()).unwrap();
        assert_eq!(again, params);
    }

    #[test]
    fn one_parameter_of_the_editing_rule_selects_it() {
        assert_eq!(Params::default().editing(), None);
        let params = Params {
            max_post_steps: Some(0),
            ..Params::default()
        };
        let expected = Editing {
            max_post_steps: 0,
            ..Editing::default()
        };
        assert_eq!(params.editing(), Some(expected));
    }
}
