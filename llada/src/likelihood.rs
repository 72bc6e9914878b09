//! The log-likelihood bound of an answer given a prompt (LLaDA, arXiv 2502.09992, equation 6): mask k of the answer's L
//! tokens, k uniform in 1 … L and the positions uniform, and weigh the log-probabilities of the masked tokens by L / k.
//!
//! [`exact`] enumerates every mask; [`monte_carlo`] draws masks whose counts are spread evenly over each batch.

use rayon::prelude::*;
use trajectory::Invalid;

use crate::model::{Network, NetworkError};
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
    /// Sample deviation / √samples; 0 when exact.
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

/// The longest answer whose masks are all enumerated: 2^14 passes.
pub const MAX_EXACT: usize = 14;

/// The bound itself, over all 2^L − 1 masks.
///
/// # Errors
/// [`LikelihoodError`]: an answer that is empty or longer than [`MAX_EXACT`], or a failing pass.
pub fn exact(network: &Network, question: &Question<'_>) -> Result<Score, LikelihoodError> {
    let length = question.answer.len();
    if !(1..=MAX_EXACT).contains(&length) {
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
    let values = evaluate(network, question, &masks)?;
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

/// The Monte-Carlo estimate.
///
/// # Errors
/// [`LikelihoodError`]: an empty answer, a number of samples that the batch does not divide, or a failing pass.
pub fn monte_carlo(
    network: &Network,
    question: &Question<'_>,
    sampling: &Sampling,
) -> Result<Score, LikelihoodError> {
    let Sampling {
        mc_num,
        batch,
        seed,
    } = *sampling;
    if question.answer.is_empty() {
        let remedy = "give an answer to score";
        return Err(Invalid::new("answer", "empty", "at least one token", remedy).into());
    }
    if batch == 0 || mc_num == 0 || !mc_num.is_multiple_of(batch) {
        return Err(Invalid::new(
            "mc_num",
            mc_num,
            format!("a multiple of the batch size {batch}"),
            "choose another number of samples",
        )
        .into());
    }
    let noise = Noise::new(seed, Domain::Likelihood);
    let mut values = Vec::with_capacity(mc_num);
    for index in 0..mc_num / batch {
        let masks = stratified_masks(&noise, index as u32, batch, question.answer.len());
        values.extend(evaluate(network, question, &masks)?);
    }
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Ok(Score {
        log_likelihood: mean,
        standard_error: (squares / (count - 1.0).max(1.0) / count).sqrt(),
        samples: values.len(),
    })
}

/// The masks of one batch. The first count is uniform in 1 … L, the others follow at even distances, round and round;
/// which positions are masked is drawn for each.
fn stratified_masks(
    noise: &Noise,
    batch_index: u32,
    batch: usize,
    length: usize,
) -> Vec<Vec<bool>> {
    let first = 1.0 + (noise.uniform(batch_index, u32::MAX, 0) * length as f64).floor();
    (0..batch)
        .map(|row| {
            let spread = first + row as f64 * length as f64 / batch as f64;
            let count = (spread.round_ties_even() as usize - 1) % length + 1;
            let mut order: Vec<usize> = (0..length).collect();
            let mut mask = vec![false; length];
            for drawn in 0..count {
                let uniform = noise.uniform(batch_index, row as u32, drawn as u32);
                let other = drawn + (uniform * (length - drawn) as f64) as usize;
                order.swap(drawn, other);
                mask[order[drawn]] = true;
            }
            mask
        })
        .collect()
}

/// Σ over the masked tokens of log p(token) · L / k, for each mask.
fn evaluate(
    network: &Network,
    question: &Question<'_>,
    masks: &[Vec<bool>],
) -> Result<Vec<f64>, LikelihoodError> {
    /// Positions pushed through at once; bounds memory.
    const TOKENS: usize = 4096;
    let (prompt, length) = (question.prompt.len(), question.answer.len());
    let rows: Vec<usize> = (prompt..prompt + length).collect();
    let guided = question.cfg_scale > 0.0;
    let at_once = (TOKENS / (prompt + length) / (1 + usize::from(guided))).max(1);
    let vocab = network.config().vocab_size;
    let mut values = Vec::with_capacity(masks.len());
    for masks in masks.chunks(at_once) {
        let canvas = |mask: &Vec<bool>, hide: bool| -> Vec<u32> {
            let given = question.prompt.iter();
            let given = given.map(|id| if hide { question.mask_id } else { *id });
            let answer = question.answer.iter().zip(mask);
            let answer = answer.map(|(id, masked)| if *masked { question.mask_id } else { *id });
            given.chain(answer).collect()
        };
        let mut canvases: Vec<Vec<u32>> = masks.iter().map(|mask| canvas(mask, false)).collect();
        if guided {
            canvases.extend(masks.iter().map(|mask| canvas(mask, true)));
        }
        let canvases: Vec<&[u32]> = canvases.iter().map(Vec::as_slice).collect();
        let logits = network.logits(&canvases, Some(&rows))?;
        let logits = logits.flatten_all().and_then(|flat| flat.to_vec1::<f32>());
        let logits = logits.map_err(NetworkError::from)?;
        let (conditional, unconditional) = logits.split_at(masks.len() * length * vocab);
        let scores: Vec<f64> = masks
            .par_iter()
            .enumerate()
            .map(|(index, mask)| {
                let masked = (0..length).filter(|at| mask[*at]);
                let sum: f64 = masked
                    .clone()
                    .map(|at| {
                        let row = (index * length + at) * vocab..(index * length + at + 1) * vocab;
                        let target = question.answer[at] as usize;
                        let hidden = guided.then(|| &unconditional[row.clone()]);
                        log_probability(&conditional[row], hidden, question.cfg_scale, target)
                    })
                    .sum();
                sum * length as f64 / masked.count() as f64
            })
            .collect();
        values.extend(scores);
    }
    Ok(values)
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
            prop_assert!(counts[1..].iter().all(|count| (*count as f64 - fair).abs() < 2.0));
        }
    }
}
