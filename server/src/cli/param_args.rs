//! The parameters of a run on the command line.

use clap::Args;
use trajectory::{Cache, Constraints, Invalid, Params, PartialParams, Remasking, Speed};

/// Every parameter, named as in the API with dashes. What is left out takes the default of the model's family.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Parameters")]
pub struct ParamArgs {
    /// Length of the answer's canvas in tokens [default: 64]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    gen_length: Option<usize>,
    /// Denoising steps over the whole answer [default: 32]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    steps: Option<usize>,
    /// Denoising steps of each block, in place of --steps [default: none; 32 for LLaDA2.x]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    steps_per_block: Option<usize>,
    /// Tokens per block; blocks are finished left to right [default: 32; fixed by block-causal models]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    block_length: Option<usize>,
    /// Randomness of each choice; 0 takes the most likely token [default: 0]
    #[arg(long, value_name = "T", value_parser = number, allow_negative_numbers = true)]
    temperature: Option<f64>,
    /// Classifier-free guidance; 0 is off [default: 0]
    #[arg(long, value_name = "W", value_parser = number, allow_negative_numbers = true)]
    cfg_scale: Option<f64>,
    /// Which positions are committed first: low_confidence or random [default: low_confidence]
    #[arg(long, value_name = "STRATEGY")]
    remasking: Option<Remasking>,
    /// Seed of every random draw; drawn and recorded if not given
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Words that stand in the answer from the start, as position:word: "0:Once, 5:upon"
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    constraints: Option<Constraints>,
    /// Commit every position at or above this confidence, and always the best one; --steps is then ignored
    #[arg(long, value_name = "P", value_parser = number, allow_negative_numbers = true)]
    threshold: Option<f64>,
    /// The end-of-text token may not be chosen
    #[arg(long)]
    suppress_eos: bool,
    /// End-of-text and end-of-turn are committed last
    #[arg(long)]
    eos_last: bool,
    /// exact, fast (--cache auto --ahead 0.98 --stop-at-eos) or fastest (the same with --ahead 0.7) [default: exact]
    #[arg(long, value_name = "MODE")]
    mode: Option<Speed>,
    /// Which keys and values are reused from an earlier pass: none, prefix, dual, vicinity, or auto (dual in models of 100
    /// million parameters or more) [default: none]
    #[arg(long, value_name = "CACHE")]
    cache: Option<Cache>,
    /// Beyond the schedule, commit every position at or above this confidence [default: none; 0.95 for LLaDA2.0, 0.7 for
    /// LLaDA2.1, strictly above it]
    #[arg(long, value_name = "P", value_parser = number, allow_negative_numbers = true)]
    ahead: Option<f64>,
    /// End with the block in which the end of the text was decided
    #[arg(long)]
    stop_at_eos: bool,
    /// LLaDA2.x: fewest masked positions that a pass fills; selects the LLaDA2.1 rule [default there: 1]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    num_to_transfer: Option<usize>,
    /// LLaDA2.x: replace a decided token by a likelier one whose probability is above this; selects the LLaDA2.1 rule [default
    /// there: 0.5]
    #[arg(long, value_name = "P", value_parser = number, allow_negative_numbers = true)]
    editing_threshold: Option<f64>,
    /// LLaDA2.x: most passes over a block after its last mask was filled; selects the LLaDA2.1 rule [default there: 16]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    max_post_steps: Option<usize>,
    /// End the answer before this text; may be given several times
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    stop: Vec<String>,
}

impl ParamArgs {
    /// What was asked for.
    #[must_use]
    pub fn asked(&self) -> PartialParams {
        let given = |flag: bool| flag.then_some(true);
        let named = PartialParams {
            gen_length: self.gen_length,
            steps: self.steps,
            steps_per_block: self.steps_per_block,
            block_length: self.block_length,
            temperature: self.temperature,
            cfg_scale: self.cfg_scale,
            remasking: self.remasking,
            seed: self.seed,
            constraints: self.constraints.clone(),
            threshold: self.threshold,
            suppress_eos: given(self.suppress_eos),
            eos_last: given(self.eos_last),
            cache: self.cache,
            ahead: self.ahead,
            stop_at_eos: given(self.stop_at_eos),
            num_to_transfer: self.num_to_transfer,
            editing_threshold: self.editing_threshold,
            max_post_steps: self.max_post_steps,
            stop: (!self.stop.is_empty()).then(|| self.stop.clone()),
        };
        named.or(self.bundle())
    }

    /// What the mode asks for.
    fn bundle(&self) -> PartialParams {
        let mut params = Params {
            threshold: self.threshold,
            ..Params::default()
        };
        self.mode.unwrap_or_default().apply(&mut params);
        PartialParams {
            cache: Some(params.cache).filter(|cache| *cache != Cache::None),
            ahead: params.ahead,
            stop_at_eos: params.stop_at_eos.then_some(true),
            ..PartialParams::default()
        }
    }

    /// The parameters before a model's family is known, not yet checked.
    #[must_use]
    pub fn params(&self) -> Params {
        self.asked().over(Params::default())
    }

    /// Checks what can be checked before a model is loaded, which can take long.
    ///
    /// # Errors
    /// [`Invalid`]: a parameter is out of bounds whatever the model.
    pub fn check(&self) -> Result<(), Invalid> {
        self.params().check()
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
