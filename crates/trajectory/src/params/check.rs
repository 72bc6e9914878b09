//! What a run may be asked for: bounds of the parameters, and a sentence for each that is beyond them.

use super::Params;
use crate::Invalid;

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
}
