//! The parameters of a run on the command line.

use clap::Args;
use trajectory::{Cache, Constraints, Params, Remasking, Speed};

/// Every parameter, named as in the API with dashes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Parameters")]
pub struct ParamArgs {
    /// Length of the answer's canvas in tokens
    #[arg(long, value_name = "N", default_value_t = Params::default().gen_length, value_parser = whole, allow_negative_numbers = true)]
    gen_length: usize,
    /// Denoising steps over the whole answer
    #[arg(long, value_name = "N", default_value_t = Params::default().steps, value_parser = whole, allow_negative_numbers = true)]
    steps: usize,
    /// Tokens per block; blocks are finished left to right
    #[arg(long, value_name = "N", default_value_t = Params::default().block_length, value_parser = whole, allow_negative_numbers = true)]
    block_length: usize,
    /// Randomness of each choice; 0 takes the most likely token
    #[arg(long, value_name = "T", default_value_t = 0.0, value_parser = number, allow_negative_numbers = true)]
    temperature: f64,
    /// Classifier-free guidance; 0 is off
    #[arg(long, value_name = "W", default_value_t = 0.0, value_parser = number, allow_negative_numbers = true)]
    cfg_scale: f64,
    /// Which positions are committed first: low_confidence or random
    #[arg(long, value_name = "STRATEGY", default_value_t = Remasking::LowConfidence)]
    remasking: Remasking,
    /// Seed of every random draw; drawn and recorded if not given
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Words that stand in the answer from the start, as position:word: "0:Once, 5:upon"
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    constraints: Constraints,
    /// Commit every position at or above this confidence, and always the best one; --steps is then ignored
    #[arg(long, value_name = "P", value_parser = number, allow_negative_numbers = true)]
    threshold: Option<f64>,
    /// The end-of-text token may not be chosen
    #[arg(long)]
    suppress_eos: bool,
    /// End-of-text and end-of-turn are committed last
    #[arg(long)]
    eos_last: bool,
    /// exact, fast (--cache auto --ahead 0.98 --stop-at-eos) or fastest (the same with --ahead 0.7)
    #[arg(long, value_name = "MODE", default_value_t = Speed::Exact)]
    mode: Speed,
    /// Whose keys and values are taken from an earlier pass: none, prefix, dual, vicinity, or auto (dual in models of 100
    /// million parameters or more)
    #[arg(long, value_name = "CACHE")]
    cache: Option<Cache>,
    /// Beyond the schedule, commit every position at or above this confidence
    #[arg(long, value_name = "P", value_parser = number, allow_negative_numbers = true)]
    ahead: Option<f64>,
    /// End with the block in which the end of the text was decided
    #[arg(long)]
    stop_at_eos: bool,
}

impl ParamArgs {
    /// The parameters, not yet checked.
    #[must_use]
    pub fn params(&self) -> Params {
        let mut params = Params {
            gen_length: self.gen_length,
            steps: self.steps,
            block_length: self.block_length,
            temperature: self.temperature,
            cfg_scale: self.cfg_scale,
            remasking: self.remasking,
            seed: self.seed,
            constraints: self.constraints.clone(),
            threshold: self.threshold,
            suppress_eos: self.suppress_eos,
            eos_last: self.eos_last,
            ..Params::default()
        };
        self.mode.apply(&mut params);
        params.cache = self.cache.unwrap_or(params.cache);
        params.ahead = self.ahead.or(params.ahead);
        params.stop_at_eos |= self.stop_at_eos;
        params
    }
}

/// A whole number.
pub(super) fn whole(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| {
        "allowed: a whole number from 1. Write it in digits, for example 32".to_owned()
    })
}

/// A seed.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| {
        format!(
            "allowed: a whole number from 0 to {}. Leave it out to have one drawn",
            u64::MAX
        )
    })
}

/// A number.
pub(super) fn number(text: &str) -> Result<f64, String> {
    text.parse()
        .map_err(|_| "allowed: a number. Write it in digits, for example 0.7".to_owned())
}
