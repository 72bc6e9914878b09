//! What the user may set for a run (design section 2.1): the original demo's parameters and defaults.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Cache, Constraints, PartialParams};

/// Which still-masked positions a pass commits first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remasking {
    /// The positions the model is surest of; the unsure ones are masked again (the paper's low-confidence remasking).
    #[default]
    LowConfidence,
    /// Positions drawn uniformly, by the seed.
    Random,
}

impl Remasking {
    /// Every strategy, in the order the page lists them.
    pub const ALL: [Self; 2] = [Self::LowConfidence, Self::Random];

    /// The name that the reference, the command line and the API use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LowConfidence => "low_confidence",
            Self::Random => "random",
        }
    }
}

impl fmt::Display for Remasking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Remasking {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|strategy| strategy.as_str() == text)
            .ok_or_else(|| {
                Invalid::new("remasking", text, "low_confidence or random", "choose one")
            })
    }
}

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

/// A value that is out of bounds, in the four parts of a useful refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field} is {value}; allowed: {allowed}. {remedy}.")]
pub struct Invalid {
    /// The parameter's name, as the API and the command line spell it.
    pub field: String,
    /// The value that was given.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
    /// What to do, as an imperative clause.
    pub remedy: String,
}

impl Invalid {
    /// Builds a refusal; `remedy` starts its own sentence, without a full stop.
    pub fn new(
        field: &str,
        value: impl fmt::Display,
        allowed: impl fmt::Display,
        remedy: &str,
    ) -> Self {
        let mut remedy = remedy.to_owned();
        if let Some(first) = remedy.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        Self {
            field: field.to_owned(),
            value: value.to_string(),
            allowed: allowed.to_string(),
            remedy,
        }
    }
}

/// The most steps that command line and API accept.
pub const MAX_STEPS: usize = 4096;
/// The most steps per block that command line and API accept.
pub const MAX_STEPS_PER_BLOCK: usize = 1024;
/// The most positions per pass that the LLaDA2.1 rule may be asked to fill.
pub const MAX_NUM_TO_TRANSFER: usize = 32;
/// The most passes over a full block that the LLaDA2.1 rule may be allowed.
pub const MAX_POST_STEPS: usize = 64;
/// The most stop texts.
pub const MAX_STOPS: usize = 16;
/// The highest temperature that command line and API accept.
pub const MAX_TEMPERATURE: f64 = 10.0;
/// The highest guidance scale that command line and API accept.
pub const MAX_CFG_SCALE: f64 = 20.0;
/// Drawn seeds stay below this, so that every JSON reader keeps them exact.
pub const SEED_LIMIT: u64 = 1 << 53;

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

    /// Checks everything that can be known without a model.
    ///
    /// # Errors
    /// The first field that is out of bounds, with its value, what is allowed and what to do.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.gen_length == 0 {
            return Err(Invalid::new(
                "gen_length",
                0,
                "1 or more tokens",
                "ask for at least one token",
            ));
        }
        if self.block_length == 0 {
            let remedy = "use gen_length for a single block";
            return Err(Invalid::new("block_length", 0, "1 or more tokens", remedy));
        }
        self.check_counts()?;
        self.check_shares()?;
        self.check_stop()?;
        for (position, word) in self.constraints.iter() {
            if position >= self.gen_length {
                return Err(Invalid::new(
                    "constraints",
                    format!("{position}:{word}"),
                    format!("positions 0 to {}", self.gen_length - 1),
                    "move the word or raise gen_length",
                ));
            }
        }
        Ok(())
    }

    /// Whole numbers with a range.
    fn check_counts(&self) -> Result<(), Invalid> {
        let steps = "choose a number of steps in that range";
        let counts = [
            ("steps", Some(self.steps), 1..=MAX_STEPS, steps),
            (
                "steps_per_block",
                self.steps_per_block,
                1..=MAX_STEPS_PER_BLOCK,
                steps,
            ),
            (
                "num_to_transfer",
                self.num_to_transfer,
                1..=MAX_NUM_TO_TRANSFER,
                "use 1 for the fewest",
            ),
            (
                "max_post_steps",
                self.max_post_steps,
                0..=MAX_POST_STEPS,
                "use 16, or 0 to leave a block when its masks are gone",
            ),
        ];
        for (field, value, range, remedy) in counts {
            if let Some(value) = value.filter(|value| !range.contains(value)) {
                let allowed = format!("{} to {}", range.start(), range.end());
                return Err(Invalid::new(field, value, allowed, remedy));
            }
        }
        Ok(())
    }

    /// Real numbers with a range.
    fn check_shares(&self) -> Result<(), Invalid> {
        let schedule = "use 0.9, or leave it out to follow the schedule";
        let numbers = [
            (
                "temperature",
                Some(self.temperature),
                MAX_TEMPERATURE,
                "use 0 for the most likely token",
            ),
            (
                "cfg_scale",
                Some(self.cfg_scale),
                MAX_CFG_SCALE,
                "use 0 to switch guidance off",
            ),
            ("threshold", self.threshold, 1.0, schedule),
            ("ahead", self.ahead, 1.0, schedule),
            (
                "editing_threshold",
                self.editing_threshold,
                1.0,
                "use 0.5, or 1 to replace nothing",
            ),
        ];
        for (field, value, max, remedy) in numbers {
            // NaN is in no range, so it is refused here too.
            if let Some(value) = value.filter(|value| !(0.0..=max).contains(value)) {
                return Err(Invalid::new(field, value, format!("0 to {max}"), remedy));
            }
        }
        match (self.ahead, self.threshold) {
            (Some(ahead), Some(_)) => Err(Invalid::new(
                "ahead",
                ahead,
                "nothing beside a threshold, which takes the schedule's place",
                "leave one of the two out",
            )),
            _ => Ok(()),
        }
    }

    fn check_stop(&self) -> Result<(), Invalid> {
        if self.stop.iter().any(String::is_empty) {
            let remedy = "write the text before which the answer ends";
            return Err(Invalid::new("stop", "empty", "some text", remedy));
        }
        if self.stop.len() > MAX_STOPS {
            let (value, allowed) = (
                format!("{} texts", self.stop.len()),
                format!("at most {MAX_STOPS}"),
            );
            return Err(Invalid::new(
                "stop",
                value,
                allowed,
                "leave some of them out",
            ));
        }
        Ok(())
    }

    /// Checks that the answer fits beside the prompt.
    ///
    /// `prompt_tokens` and `context` are in tokens, template included.
    ///
    /// # Errors
    /// `gen_length` does not fit: how much would.
    pub fn check_fit(&self, prompt_tokens: usize, context: usize) -> Result<(), Invalid> {
        let room = context.saturating_sub(prompt_tokens);
        if self.gen_length <= room {
            return Ok(());
        }
        if room == 0 {
            return Err(Invalid::new(
                "prompt",
                format!("{prompt_tokens} tokens long"),
                format!(
                    "at most {} tokens, since the model's context is {context}",
                    context - 1
                ),
                "shorten the message or start a new conversation",
            ));
        }
        Err(Invalid::new(
            "gen_length",
            self.gen_length,
            format!(
                "1 to {room}, since the model's context is {context} tokens and the prompt takes {prompt_tokens}"
            ),
            "lower gen_length or shorten the message",
        ))
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
    fn a_refusal_names_field_value_bounds_and_remedy() {
        let cases = [
            (
                Params {
                    gen_length: 0,
                    ..Params::default()
                },
                "gen_length is 0; allowed: 1 or more",
            ),
            (
                Params {
                    steps: 0,
                    ..Params::default()
                },
                "steps is 0; allowed: 1 to 4096",
            ),
            (
                Params {
                    steps: 4097,
                    ..Params::default()
                },
                "steps is 4097",
            ),
            (
                Params {
                    block_length: 0,
                    ..Params::default()
                },
                "block_length is 0",
            ),
            (
                Params {
                    temperature: -1.0,
                    ..Params::default()
                },
                "temperature is -1; allowed: 0 to 10",
            ),
            (
                Params {
                    temperature: f64::NAN,
                    ..Params::default()
                },
                "temperature is NaN",
            ),
            (
                Params {
                    cfg_scale: f64::INFINITY,
                    ..Params::default()
                },
                "cfg_scale is inf",
            ),
            (
                Params {
                    threshold: Some(1.5),
                    ..Params::default()
                },
                "threshold is 1.5; allowed: 0 to 1",
            ),
            (
                Params {
                    ahead: Some(-0.1),
                    ..Params::default()
                },
                "ahead is -0.1; allowed: 0 to 1",
            ),
            (
                Params {
                    ahead: Some(0.9),
                    threshold: Some(0.9),
                    ..Params::default()
                },
                "ahead is 0.9; allowed: nothing beside a threshold",
            ),
            (
                Params {
                    steps_per_block: Some(0),
                    ..Params::default()
                },
                "steps_per_block is 0; allowed: 1 to 1024",
            ),
            (
                Params {
                    num_to_transfer: Some(33),
                    ..Params::default()
                },
                "num_to_transfer is 33; allowed: 1 to 32",
            ),
            (
                Params {
                    max_post_steps: Some(65),
                    ..Params::default()
                },
                "max_post_steps is 65; allowed: 0 to 64",
            ),
            (
                Params {
                    editing_threshold: Some(1.5),
                    ..Params::default()
                },
                "editing_threshold is 1.5; allowed: 0 to 1",
            ),
            (
                Params {
                    stop: vec![String::new()],
                    ..Params::default()
                },
                "stop is empty; allowed: some text",
            ),
            (
                Params {
                    constraints: "64:late".parse().unwrap(),
                    ..Params::default()
                },
                "constraints is 64:late; allowed: positions 0 to 63",
            ),
        ];
        for (params, start) in cases {
            let message = params.check().unwrap_err().to_string();
            assert!(message.starts_with(start), "{message}");
        }
    }

    #[test]
    fn the_answer_must_fit_beside_the_prompt() {
        let params = Params::default();
        assert_eq!(params.check_fit(192, 256), Ok(()));
        assert!(
            params
                .check_fit(193, 256)
                .unwrap_err()
                .to_string()
                .contains("1 to 63")
        );
        assert_eq!(params.check_fit(300, 256).unwrap_err().field, "prompt");
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
