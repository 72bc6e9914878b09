//! The log-likelihood bound of an answer given a prompt (LLaDA, arXiv 2502.09992, equation 6): mask k of the answer's L
//! tokens, k uniform in 1 … L and the positions uniform, and weigh the log-probabilities of the masked tokens by L / k.
//!
//! [`exact`] enumerates every mask; [`monte_carlo`] draws masks whose counts are spread evenly over each batch. Both drive a
//! [`Scoring`] to its end, which goes pass by pass, so that a server can put other work in between.
//!
//! | module | idea |
//! |---|---|
//! | `masks` | which masks are evaluated |
//! | [`scoring`] | the passes of one question |
//! | [`pair`] | a text and its continuation as ids |
//! | `greedy` | whether the answer is what greedy decoding gives |

mod greedy;
mod masks;
pub mod pair;
pub mod scoring;

use trajectory::Invalid;

use crate::architecture::{Mask, Model};
use crate::backend::Backend;
use crate::denoiser::NetworkError;

pub use scoring::{Method, Outcome, Scoring, TokenScore};

/// What is scored.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Prompt ids, never masked in the conditional row.
    pub prompt: &'a [u32],
    /// Answer ids.
    pub answer: &'a [u32],
    /// The mask token.
    pub mask_id: u32,
    /// Classifier-free guidance w: logits = u + (w + 1)(c − u), u with the prompt masked. 0 is off.
    pub cfg_scale: f64,
}

/// How masks are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Masks in all; a multiple of `batch`.
    pub mc_num: usize,
    /// Masks per batch: their counts are spread evenly over 1 … L.
    pub batch: usize,
    /// Seed of the masks.
    pub seed: u64,
}

/// A log-likelihood in nats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The bound, or its estimate.
    pub log_likelihood: f64,
    /// Sample deviation / √samples; 0 when exact, not a number for a single sample.
    pub standard_error: f64,
    /// Masks evaluated.
    pub samples: usize,
}

/// Why an answer was not scored.
#[derive(Debug, thiserror::Error)]
pub enum LikelihoodError {
    /// The question cannot be scored as it stands.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A pass failed.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// Hears after each pass how many masks are done, of how many.
pub type Report<'a> = &'a dyn Fn(usize, usize);

/// The refusal of an empty answer.
#[must_use]
pub fn nothing_to_score() -> Invalid {
    Invalid::new(
        "answer",
        "empty",
        "at least one token",
        "give an answer to score",
    )
}

/// The longest answer whose masks are all enumerated: 2^14 passes.
pub const MAX_EXACT: usize = 14;
/// Most samples of an estimate.
pub const MAX_SAMPLES: usize = 1_000_000;
/// Most samples whose counts are spread together.
pub const MAX_BATCH: usize = 4096;

impl Sampling {
    /// Checks the numbers.
    ///
    /// # Errors
    /// [`Invalid`]: none or too many, or a number of samples that the batch does not divide.
    pub fn check(&self) -> Result<(), Invalid> {
        let Self { mc_num, batch, .. } = *self;
        if !(1..=MAX_BATCH).contains(&batch) {
            let remedy = "choose a number in that range that divides mc_num";
            let allowed = format!("1 to {MAX_BATCH}");
            return Err(Invalid::new("batch", batch, allowed, remedy));
        }
        if !(1..=MAX_SAMPLES).contains(&mc_num) || !mc_num.is_multiple_of(batch) {
            return Err(Invalid::new(
                "mc_num",
                mc_num,
                format!("1 to {MAX_SAMPLES}, a multiple of the batch size {batch}"),
                "choose another number of samples, or another batch size",
            ));
        }
        Ok(())
    }
}

/// What of a model decides whether a question can be scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Prompt and answer together may have this many tokens.
    pub context: usize,
    /// Token ids that the model knows.
    pub vocab_size: usize,
    /// Tokens per block where the attention mask is block-causal.
    pub block: Option<usize>,
}

impl Limits {
    /// The limits of a model.
    #[must_use]
    pub const fn of(model: &Model) -> Self {
        let block = match model.mask {
            Mask::BlockCausal { block } => Some(block),
            Mask::Full => None,
        };
        Self {
            context: model.context,
            vocab_size: model.vocab_size,
            block,
        }
    }
}

impl Question<'_> {
    /// Checks what can be checked before a pass.
    fn check(&self, limits: &Limits) -> Result<(), Invalid> {
        if let Some(block) = limits.block {
            let allowed = "models of full attention: the bound hides tokens all over the answer, and a block-causal model sees nothing behind a block";
            let value = format!("block-causal, in blocks of {block}");
            return Err(Invalid::new(
                "model",
                value,
                allowed,
                "score with LLaDA, LLaDA-MoE or iLLaDA",
            ));
        }
        if self.answer.is_empty() {
            return Err(nothing_to_score());
        }
        for (field, ids) in [("prompt", self.prompt), ("answer", self.answer)] {
            if let Some(id) = ids.iter().find(|id| **id as usize >= limits.vocab_size) {
                let allowed = format!("token ids 0 to {}", limits.vocab_size - 1);
                let remedy = "use ids of this model's tokenizer";
                return Err(Invalid::new(field, id, allowed, remedy));
            }
        }
        if self.answer.contains(&self.mask_id) {
            return Err(Invalid::new(
                "answer",
                format!("a text with the mask token (id {})", self.mask_id),
                "any other token",
                "score text without masks: a mask stands for what the model has to predict",
            ));
        }
        let context = limits.context;
        let room = context.saturating_sub(self.prompt.len());
        if room == 0 || self.answer.len() > room {
            let (prompt, answer) = (self.prompt.len(), self.answer.len());
            return Err(Invalid::new(
                "answer",
                format!("{answer} tokens long after a prompt of {prompt}"),
                format!("{context} tokens in all, the model's context"),
                "shorten the prompt or the answer",
            ));
        }
        Ok(())
    }
}

/// The bound itself, over all 2^L − 1 masks. `report` hears of each pass.
///
/// # Errors
/// [`LikelihoodError`]: an answer that is empty or longer than [`MAX_EXACT`], ids outside the vocabulary, more than the
/// context holds, or a failing pass.
pub fn exact(
    network: &Backend,
    question: &Question<'_>,
    report: Report<'_>,
) -> Result<Score, LikelihoodError> {
    whole(network, question, Method::Exact, report)
}

/// The Monte-Carlo estimate. `report` hears of each pass.
///
/// # Errors
/// [`LikelihoodError`]: an empty answer, a number of samples that the batch does not divide, ids outside the vocabulary,
/// more than the context holds, or a failing pass.
pub fn monte_carlo(
    network: &Backend,
    question: &Question<'_>,
    sampling: &Sampling,
    report: Report<'_>,
) -> Result<Score, LikelihoodError> {
    whole(network, question, Method::MonteCarlo(*sampling), report)
}

fn whole(
    network: &Backend,
    question: &Question<'_>,
    method: Method,
    report: Report<'_>,
) -> Result<Score, LikelihoodError> {
    let limits = Limits::of(network.model());
    let mut scoring = Scoring::new(question, method, false, limits)?;
    while !scoring.is_done() {
        scoring.step(network, usize::MAX)?;
        report(scoring.done(), scoring.masks());
    }
    Ok(scoring.finish().score)
}
