//! The log-likelihood bound of an answer given a prompt (LLaDA, arXiv 2502.09992, equation 6): mask k of the answer's L
//! tokens, k uniform in 1 … L and the positions uniform, and weigh the log-probabilities of the masked tokens by L / k.
//!
//! [`exact`] enumerates every mask; [`monte_carlo`] draws masks whose counts are spread evenly over each batch.

use rayon::prelude::*;
use trajectory::Invalid;

use crate::architecture::{Mask, Model};
use crate::backend::Backend;
use crate::denoiser::NetworkError;
use crate::noise::{Domain, Noise};

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

impl Question<'_> {
    /// Checks what can be checked before a pass.
    fn check(&self, model: &Model) -> Result<(), Invalid> {
        if let Mask::BlockCausal { block } = model.mask {
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
            if let Some(id) = ids.iter().find(|id| **id as usize >= model.vocab_size) {
                let allowed = format!("token ids 0 to {}", model.vocab_size - 1);
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
        let context = model.context;
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
    question.check(network.model())?;
    let length = question.answer.len();
    if length > MAX_EXACT {
        return Err(Invalid::new(
            "answer",
            format!("{length} tokens long"),
            format!("1 to {MAX_EXACT} tokens with --exact"),
            "leave --exact out to estimate it",
        )
        .into());
    }
    let masks: Vec<Vec<bool>> = (1_u32..1 << length)
        .map(|bits| (0..length).map(|at| bits >> at & 1 == 1).collect())
        .collect();
    let values = evaluate(network, question, &masks, &|done| report(done, masks.len()))?;
    let weighted = masks.iter().zip(&values).map(|(mask, value)| {
        let k = mask.iter().filter(|masked| **masked).count();
        // P(k) · P(mask | k) = 1 / L / C(L, k).
        value / (length as f64 * binomial(length, k))
    });
    Ok(Score {
        log_likelihood: weighted.sum(),
        standard_error: 0.0,
        samples: masks.len(),
    })
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
    sampling.check()?;
    question.check(network.model())?;
    let noise = Noise::new(sampling.seed, Domain::Likelihood);
    let mut values = Vec::with_capacity(sampling.mc_num);
    for index in 0..sampling.mc_num / sampling.batch {
        let masks = stratified_masks(&noise, index as u32, sampling.batch, question.answer.len());
        let before = values.len();
        let told = |done| report(before + done, sampling.mc_num);
        values.extend(evaluate(network, question, &masks, &told)?);
    }
    Ok(estimate(&values))
}

/// Mean and standard error of the samples. The error takes the samples for independent; since counts and positions are
/// spread over a batch, the mean is rather nearer to the bound than it says.
fn estimate(values: &[f64]) -> Score {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Score {
        log_likelihood: mean,
        // 0 / 0 for a single sample.
        standard_error: (squares / (count - 1.0) / count).sqrt(),
        samples: values.len(),
    }
}

/// The masks of one batch. The first count is uniform in 1 … L, the others follow at even distances, round and round.
/// The positions are dealt from shuffled decks: a mask goes on where the one before it ended, and the one that uses a
/// deck up takes its last positions from the deck's beginning. So each mask on its own is uniform, while together they
/// take each position about equally often.
///
/// The start is drawn between whole counts and rounded last, so that *every* row's count is uniform. (LLaDA's
/// `get_log_likelihood.py` draws a whole start and rounds halves to even, by which some rows prefer some counts.)
fn stratified_masks(
    noise: &Noise,
    batch_index: u32,
    batch: usize,
    length: usize,
) -> Vec<Vec<bool>> {
    let start = noise.uniform(batch_index, u32::MAX, 0) * length as f64;
    let (mut deck, mut dealt) = (Vec::new(), length);
    (0..batch)
        .map(|row| {
            let spread = start + row as f64 * length as f64 / batch as f64;
            let count = spread as usize % length + 1;
            if dealt >= length {
                deck = shuffled(noise, batch_index, row as u32, length);
                dealt = 0;
            }
            let mut mask = vec![false; length];
            for card in dealt..dealt + count {
                mask[deck[card % length]] = true;
            }
            dealt += count;
            mask
        })
        .collect()
}

/// The positions 0 … L − 1 in random order (Fisher and Yates).
fn shuffled(noise: &Noise, batch_index: u32, row: u32, length: usize) -> Vec<usize> {
    let mut deck: Vec<usize> = (0..length).collect();
    for at in 0..length {
        let uniform = noise.uniform(batch_index, row, at as u32);
        deck.swap(at, at + (uniform * (length - at) as f64) as usize);
    }
    deck
}

/// Σ over the masked tokens of log p(token) · L / k, for each mask.
fn evaluate(
    network: &Backend,
    question: &Question<'_>,
    masks: &[Vec<bool>],
    told: &dyn Fn(usize),
) -> Result<Vec<f64>, LikelihoodError> {
    let at_once = at_once(network.model(), question);
    let mut values = Vec::with_capacity(masks.len());
    for masks in masks.chunks(at_once) {
        values.extend(pass(network, question, masks)?);
        told(values.len());
    }
    Ok(values)
}

/// Masks per forward pass: what bounds memory.
fn at_once(model: &Model, question: &Question<'_>) -> usize {
    /// Positions pushed through at once.
    const TOKENS: usize = 4096;
    /// Logits wanted at once: 256 MB.
    const LOGITS: usize = 1 << 26;
    let (prompt, answer) = (question.prompt.len(), question.answer.len());
    let rows = 1 + usize::from(question.guided());
    let by_tokens = TOKENS / (prompt + answer) / rows;
    let by_logits = LOGITS / (answer * model.vocab_size) / rows;
    by_tokens.min(by_logits).max(1)
}

impl Question<'_> {
    fn guided(&self) -> bool {
        self.cfg_scale > 0.0
    }

    /// Prompt and answer under a mask. `hide` masks the prompt too: the unconditional row.
    fn canvas(&self, mask: &[bool], hide: bool) -> Vec<u32> {
        let prompt = self.prompt.iter().map(|id| (id, hide));
        let answer = self.answer.iter().zip(mask.iter().copied());
        prompt
            .chain(answer)
            .map(|(id, masked)| if masked { self.mask_id } else { *id })
            .collect()
    }
}

/// The values of these masks by one forward pass.
fn pass(
    network: &Backend,
    question: &Question<'_>,
    masks: &[Vec<bool>],
) -> Result<Vec<f64>, NetworkError> {
    let (prompt, length) = (question.prompt.len(), question.answer.len());
    let vocab = network.model().vocab_size;
    let hidden: &[bool] = if question.guided() {
        &[false, true]
    } else {
        &[false]
    };
    let canvases: Vec<Vec<u32>> = hidden
        .iter()
        .flat_map(|hide| masks.iter().map(|mask| question.canvas(mask, *hide)))
        .collect();
    let canvases: Vec<&[u32]> = canvases.iter().map(Vec::as_slice).collect();
    let rows: Vec<usize> = (prompt..prompt + length).collect();
    let logits = network.logits(&canvases, Some(&rows))?;
    let (conditional, unconditional) = logits.split_at(masks.len() * length * vocab);
    let value = |(index, mask): (usize, &Vec<bool>)| {
        let masked = (0..length).filter(|at| mask[*at]);
        let k = masked.clone().count();
        let log_probabilities = masked.map(|at| {
            let row = (index * length + at) * vocab..(index * length + at + 1) * vocab;
            let hidden = question.guided().then(|| &unconditional[row.clone()]);
            let target = question.answer[at] as usize;
            log_probability(&conditional[row], hidden, question.cfg_scale, target)
        });
        log_probabilities.sum::<f64>() * length as f64 / k as f64
    };
    Ok(masks.par_iter().enumerate().map(value).collect())
}

/// log softmax of a row at `target`, under guidance where there is an unconditional row.
fn log_probability(
    conditional: &[f32],
    unconditional: Option<&[f32]>,
    cfg_scale: f64,
    target: usize,
) -> f64 {
    let logit = |id: usize| match unconditional {
        Some(hidden) => hidden[id] + (cfg_scale as f32 + 1.0) * (conditional[id] - hidden[id]),
        None => conditional[id],
    };
    let ids = 0..conditional.len();
    let max = ids.clone().map(logit).fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = ids.map(|id| f64::from((logit(id) - max).exp())).sum();
    f64::from(logit(target) - max) - sum.ln()
}

/// n over k.
fn binomial(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn binomials() {
        assert_eq!(
            (binomial(4, 2), binomial(14, 7), binomial(3, 3)),
            (6.0, 3432.0, 1.0)
        );
    }

    #[test]
    fn masks_of_a_deck_do_not_meet_until_it_is_used_up() {
        let noise = Noise::new(5, Domain::Likelihood);
        for (batch_index, length) in (0..50).zip([3, 5, 8, 13].into_iter().cycle()) {
            let mut taken = vec![false; length];
            for mask in stratified_masks(&noise, batch_index, 16, length) {
                let meets = (0..length).any(|at| taken[at] && mask[at]);
                for (taken, masked) in taken.iter_mut().zip(&mask) {
                    *taken |= masked;
                }
                let used_up = taken.iter().all(|taken| *taken);
                assert!(used_up || !meets);
                if used_up {
                    taken.fill(false);
                }
            }
        }
    }

    #[test]
    fn every_row_has_every_count_equally_often() {
        let noise = Noise::new(5, Domain::Likelihood);
        let (batch, length, batches) = (16, 5, 20_000);
        let mut counts = vec![[0_u32; 5]; batch];
        for index in 0..batches {
            for (row, mask) in stratified_masks(&noise, index, batch, length)
                .iter()
                .enumerate()
            {
                counts[row][mask.iter().filter(|masked| **masked).count() - 1] += 1;
            }
        }
        let fair = f64::from(batches) / length as f64;
        for count in counts.iter().flatten() {
            assert!(
                (f64::from(*count) - fair).abs() < 5.0 * fair.sqrt(),
                "{counts:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn counts_are_spread_evenly_over_a_batch(seed: u64, length in 1_usize..40, batch in 1_usize..40) {
            let noise = Noise::new(seed, Domain::Likelihood);
            let masks = stratified_masks(&noise, 3, batch, length);
            let mut counts = vec![0_usize; length + 1];
            for mask in &masks {
                counts[mask.iter().filter(|masked| **masked).count()] += 1;
            }
            prop_assert_eq!(counts[0], 0);
            let fair = batch as f64 / length as f64;
            prop_assert!(counts[1..].iter().all(|count| (*count as f64 - fair).abs() < 1.0 + 1e-9));
        }
    }
}
