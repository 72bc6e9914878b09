//! `unmask score`: the log-likelihood of an answer given a prompt.

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use llada::likelihood::{
    LikelihoodError, Question, Sampling, Score as Scored, exact, monte_carlo, nothing_to_score,
};
use serde::Serialize;
use trajectory::{Invalid, Message, Params};

use super::ids::{Ids, one_or_more};
use super::model_args::ModelArgs;
use super::param_args::{number, seed, whole};
use super::prompt::check_prompt;
use crate::failure;
use crate::loading::Loaded;
use crate::output;

/// Measure how likely an answer is: the bound of the paper, in nats.
#[derive(Debug, Args)]
pub struct Score {
    #[command(flatten)]
    given: Given,
    #[command(flatten)]
    answer: Answer,
    /// Take the prompt as it is, without the chat template
    #[arg(long)]
    no_template: bool,
    /// Masks to draw; a multiple of --batch
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = whole, allow_negative_numbers = true)]
    mc_num: usize,
    /// Masks drawn together, with evenly spread counts
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = whole, allow_negative_numbers = true)]
    batch: usize,
    /// Seed of the masks
    #[arg(long, value_name = "S", default_value_t = 0, value_parser = seed, allow_negative_numbers = true)]
    seed: u64,
    /// Evaluate every mask instead of drawing some: for short answers
    #[arg(long, conflicts_with_all = ["mc_num", "batch", "seed"])]
    exact: bool,
    /// Classifier-free guidance; 0 is off
    #[arg(long, value_name = "W", default_value_t = 0.0, value_parser = number, allow_negative_numbers = true)]
    cfg_scale: f64,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: ModelArgs,
}

#[derive(Debug, Args)]
#[group(id = "given_prompt", required = true, multiple = false)]
struct Given {
    /// The prompt
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    prompt: Option<String>,
    /// The prompt as token ids, taken as they are: 9,395,…; "" for none: the perplexity of a text
    #[arg(long, value_name = "IDS", allow_hyphen_values = true)]
    prompt_ids: Option<Ids>,
}

#[derive(Debug, Args)]
#[group(id = "given_answer", required = true, multiple = false)]
struct Answer {
    /// The answer, encoded as it is, with no end-of-turn token after it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    answer: Option<String>,
    /// The answer as token ids, the mask token not among them
    #[arg(long, value_name = "IDS", value_parser = one_or_more, allow_hyphen_values = true)]
    answer_ids: Option<Ids>,
}

/// What is printed with `--json`.
#[derive(Debug, Serialize)]
struct Printed {
    log_likelihood: f64,
    /// Null for a single sample.
    standard_error: f64,
    samples: usize,
    /// Null when exact.
    seed: Option<u64>,
    exact: bool,
}

impl Score {
    /// Runs the command.
    ///
    /// # Errors
    /// A parameter, the prompt or the answer is refused, the model cannot be loaded, or a pass fails.
    pub fn run(self) -> anyhow::Result<()> {
        // Before the model is loaded, which can take long.
        self.check()?;
        let loaded = self.model.load()?;
        let (prompt, answer) = (self.prompt(&loaded)?, self.answer(&loaded)?);
        let question = Question {
            prompt: &prompt,
            answer: &answer,
            mask_id: loaded.model.special().mask_id,
            cfg_scale: self.cfg_scale,
        };
        let scored = self.score(&loaded, &question).map_err(refused)?;
        if self.json {
            return output::json(&Printed {
                log_likelihood: scored.log_likelihood,
                standard_error: scored.standard_error,
                samples: scored.samples,
                seed: (!self.exact).then_some(self.seed),
                exact: self.exact,
            });
        }
        output::line(&self.words(&scored, answer.len()))
    }

    const fn sampling(&self) -> Sampling {
        Sampling {
            mc_num: self.mc_num,
            batch: self.batch,
            seed: self.seed,
        }
    }

    fn check(&self) -> Result<(), Invalid> {
        check_prompt(self.given.prompt.as_deref(), self.no_template)?;
        if self.answer.answer.as_deref() == Some("") {
            return Err(nothing_to_score());
        }
        self.params().check()?;
        self.sampling().check()
    }

    /// The parameters of a run of one token: the prompt must leave room for an answer.
    fn params(&self) -> Params {
        Params {
            gen_length: 1,
            cfg_scale: self.cfg_scale,
            ..Params::default()
        }
    }

    fn prompt(&self, loaded: &Loaded) -> anyhow::Result<Vec<u32>> {
        if let Some(Ids(ids)) = &self.given.prompt_ids {
            return Ok(ids.clone());
        }
        let text = self.given.prompt.clone().unwrap_or_default();
        if self.no_template {
            return Ok(loaded.model.tokenizer().encode(&text)?);
        }
        let planner = loaded.model.planner();
        let prompt = planner.conversation(&[Message::user(text)], &self.params());
        Ok(prompt.map_err(failure::refused)?.ids)
    }

    fn answer(&self, loaded: &Loaded) -> anyhow::Result<Vec<u32>> {
        if let Some(Ids(ids)) = &self.answer.answer_ids {
            return Ok(ids.clone());
        }
        let text = self.answer.answer.as_deref().unwrap_or_default();
        Ok(loaded.model.tokenizer().encode(text)?)
    }

    fn score(&self, loaded: &Loaded, question: &Question<'_>) -> Result<Scored, LikelihoodError> {
        let network = loaded.model.network();
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{msg} [{wide_bar}] {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        bar.set_message("Masks");
        let report = |done: usize, all: usize| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        };
        let scored = if self.exact {
            exact(network, question, &report)
        } else {
            monte_carlo(network, question, &self.sampling(), &report)
        };
        bar.finish_and_clear();
        scored
    }

    fn words(&self, scored: &Scored, tokens: usize) -> String {
        let (sum, masks) = (scored.log_likelihood, scored.samples);
        let (error, how) = if self.exact {
            (String::new(), format!("all {masks} masks"))
        } else if scored.standard_error.is_nan() {
            (String::new(), format!("1 mask, seed {}", self.seed))
        } else {
            let error = format!(" ± {:.4}", scored.standard_error);
            (error, format!("{masks} masks, seed {}", self.seed))
        };
        let each = sum / tokens as f64;
        let perplexity = (-each).exp();
        format!(
            "log-likelihood  {sum:.4}{error} nats ({how})\nper token       {each:.4} nats over {tokens}, perplexity {perplexity:.3}"
        )
    }
}

/// A question that cannot be scored is refused by name; everything else is a failure.
fn refused(error: LikelihoodError) -> anyhow::Error {
    match error {
        LikelihoodError::Invalid(invalid) => invalid.into(),
        other => other.into(),
    }
}
