//! The passes of one question, a few masks at a time.

use rayon::prelude::*;
use trajectory::Invalid;

use super::greedy::Greedy;
use super::masks::{self, Masks, binomial};
use super::{Limits, MAX_EXACT, Question, Sampling, Score};
use crate::backend::Backend;
use crate::denoiser::NetworkError;

/// Positions pushed through at once, at most.
const TOKENS: usize = 4096;
/// Logits wanted at once, at most: 256 MB.
const LOGITS: usize = 1 << 26;

/// How an answer is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The bound, over every mask.
    Exact,
    /// The bound, estimated from drawn masks.
    MonteCarlo(Sampling),
    /// Token by token from left to right, each with everything after it masked: what an autoregressive model reports, and not
    /// the bound that this model was trained on. Of long texts only the last tokens.
    LeftToRight {
        /// How many tokens at the end of the answer are scored.
        last: usize,
    },
}

/// A token scored from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenScore {
    /// Log-probability of the token.
    pub log_probability: f64,
    /// The likeliest token.
    pub best: u32,
    /// Its log-probability: the very same number if it is the token itself.
    pub best_log_probability: f64,
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The log-likelihood.
    pub score: Score,
    /// Whether greedy decoding gives the answer, where that was asked for.
    pub is_greedy: Option<bool>,
    /// The tokens scored from left to right; empty for the other methods.
    pub tokens: Vec<TokenScore>,
    /// Forward passes, each mask counted.
    pub passes: usize,
}

/// A question, owned.
#[derive(Debug, Clone)]
pub(super) struct Owned {
    pub(super) prompt: Vec<u32>,
    pub(super) answer: Vec<u32>,
    pub(super) mask_id: u32,
    pub(super) cfg_scale: f64,
}

/// A question on its way through the network.
pub struct Scoring {
    question: Owned,
    method: Method,
    left: Masks,
    /// Masks in all.
    count: usize,
    /// One for each mask evaluated.
    values: Vec<f64>,
    /// Σ over the masks of the exact bound.
    exact: f64,
    tokens: Vec<TokenScore>,
    greedy: Option<Greedy>,
}

impl std::fmt::Debug for Scoring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scoring")
            .field("method", &self.method)
            .field("done", &self.done())
            .field("masks", &self.count)
            .finish_non_exhaustive()
    }
}

impl Scoring {
    /// A question of which nothing has been evaluated. `greedy` also asks whether greedy decoding gives the answer.
    ///
    /// # Errors
    /// [`Invalid`]: the answer is empty or too long, ids are outside the vocabulary, the samples are out of bounds.
    pub fn new(
        question: &Question<'_>,
        method: Method,
        greedy: bool,
        limits: Limits,
    ) -> Result<Self, Invalid> {
        if let Method::MonteCarlo(sampling) = &method {
            sampling.check()?;
        }
        question.check(&limits)?;
        let length = question.answer.len();
        let (left, count) = match method {
            Method::Exact if length > MAX_EXACT => return Err(too_long(length)),
            Method::Exact => (masks::all(length), (1 << length) - 1),
            Method::MonteCarlo(sampling) => (masks::drawn(&sampling, length), sampling.mc_num),
            Method::LeftToRight { last } => (masks::left_to_right(length, last), last.min(length)),
        };
        let question = Owned {
            prompt: question.prompt.to_vec(),
            answer: question.answer.to_vec(),
            mask_id: question.mask_id,
            cfg_scale: question.cfg_scale,
        };
        Ok(Self {
            greedy: greedy.then(|| Greedy::new(length)),
            question,
            method,
            left,
            count,
            values: Vec::new(),
            exact: 0.0,
            tokens: Vec::new(),
        })
    }

    /// Masks in all.
    #[must_use]
    pub const fn masks(&self) -> usize {
        self.count
    }

    /// Masks evaluated.
    #[must_use]
    pub fn done(&self) -> usize {
        self.values.len()
    }

    /// Masks and greedy passes that are left, at most.
    #[must_use]
    pub fn remaining(&self) -> usize {
        let greedy = self.greedy.as_ref().map_or(0, Greedy::remaining);
        self.count - self.done() + greedy
    }

    /// Whether nothing is left to evaluate.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.remaining() == 0
    }

    /// Evaluates a few more masks by one forward pass that pushes no more than `tokens` positions through, or a single mask.
    ///
    /// # Errors
    /// The pass fails.
    pub fn step(&mut self, network: &Backend, tokens: usize) -> Result<(), NetworkError> {
        if self.done() < self.count {
            let most = self.at_once(network.model().vocab_size, tokens);
            let masks: Vec<Vec<bool>> = self.left.by_ref().take(most).collect();
            return self.evaluate(network, &masks);
        }
        match &mut self.greedy {
            Some(greedy) => greedy.step(network, &self.question),
            None => Ok(()),
        }
    }

    /// What came out of the masks evaluated.
    #[must_use]
    pub fn finish(self) -> Outcome {
        let greedy_passes = self.greedy.as_ref().map_or(0, Greedy::passes);
        let score = match self.method {
            Method::Exact => Score {
                log_likelihood: self.exact,
                standard_error: 0.0,
                samples: self.values.len(),
            },
            Method::MonteCarlo(_) => estimate(&self.values),
            Method::LeftToRight { .. } => Score {
                log_likelihood: self.values.iter().sum(),
                standard_error: 0.0,
                samples: self.values.len(),
            },
        };
        Outcome {
            score,
            is_greedy: self.greedy.map(|greedy| greedy.agrees()),
            tokens: self.tokens,
            passes: self.values.len() + greedy_passes,
        }
    }

    /// Masks per forward pass: what bounds memory, and at most a batch of drawn ones.
    fn at_once(&self, vocab: usize, tokens: usize) -> usize {
        let (prompt, answer) = (self.question.prompt.len(), self.question.answer.len());
        let rows = 1 + usize::from(self.question.guided());
        let by_tokens = tokens.min(TOKENS) / (prompt + answer) / rows;
        let by_logits = LOGITS / (answer * vocab) / rows;
        let batch = match self.method {
            Method::MonteCarlo(sampling) => sampling.batch,
            Method::Exact | Method::LeftToRight { .. } => usize::MAX,
        };
        by_tokens.min(by_logits).min(batch).max(1)
    }

    /// The values of these masks by one forward pass.
    fn evaluate(&mut self, network: &Backend, masks: &[Vec<bool>]) -> Result<(), NetworkError> {
        let rows = self.question.rows(network, masks)?;
        let length = self.question.answer.len();
        if let Method::LeftToRight { .. } = self.method {
            for (index, mask) in masks.iter().enumerate() {
                let at = mask.iter().position(|masked| *masked).unwrap_or(length - 1);
                let token = rows.token(index, at, self.question.answer[at]);
                self.values.push(token.log_probability);
                self.tokens.push(token);
            }
            return Ok(());
        }
        let value = |(index, mask): (usize, &Vec<bool>)| {
            let masked = (0..length).filter(|at| mask[*at]);
            let k = masked.clone().count();
            let answer = &self.question.answer;
            let sum: f64 = masked
                .map(|at| rows.log_probability(index, at, answer[at]))
                .sum();
            (k, sum * length as f64 / k as f64)
        };
        let values: Vec<(usize, f64)> = masks.par_iter().enumerate().map(value).collect();
        for (k, value) in values {
            // P(k) · P(mask | k) = 1 / L / C(L, k).
            self.exact += value / (length as f64 * binomial(length, k));
            self.values.push(value);
        }
        Ok(())
    }
}

fn too_long(length: usize) -> Invalid {
    Invalid::new(
        "answer",
        format!("{length} tokens long"),
        format!("1 to {MAX_EXACT} tokens for the exact bound"),
        "leave exact out to estimate it",
    )
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

impl Owned {
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

    /// The logits at the answer's positions under each mask, by one forward pass.
    pub(super) fn rows(
        &self,
        network: &Backend,
        masks: &[Vec<bool>],
    ) -> Result<Rows, NetworkError> {
        let (prompt, length) = (self.prompt.len(), self.answer.len());
        let hidden: &[bool] = if self.guided() {
            &[false, true]
        } else {
            &[false]
        };
        let canvases: Vec<Vec<u32>> = hidden
            .iter()
            .flat_map(|hide| masks.iter().map(|mask| self.canvas(mask, *hide)))
            .collect();
        let canvases: Vec<&[u32]> = canvases.iter().map(Vec::as_slice).collect();
        let rows: Vec<usize> = (prompt..prompt + length).collect();
        Ok(Rows {
            logits: network.logits(&canvases, Some(&rows))?,
            masks: masks.len(),
            length,
            vocab: network.model().vocab_size,
            guidance: self.guided().then_some(self.cfg_scale as f32),
        })
    }
}

/// Logits at the answer's positions: of each mask, then under guidance of each mask with the prompt hidden.
pub(super) struct Rows {
    logits: Vec<f32>,
    masks: usize,
    length: usize,
    vocab: usize,
    guidance: Option<f32>,
}

impl Rows {
    fn row(&self, index: usize, at: usize) -> &[f32] {
        &self.logits[(index * self.length + at) * self.vocab..][..self.vocab]
    }

    /// The logits of a position under a mask, guidance applied, as a function of the token.
    fn logit(&self, index: usize, at: usize) -> impl Fn(usize) -> f32 {
        let conditional = self.row(index, at);
        let hidden = self
            .guidance
            .map(|scale| (scale, self.row(self.masks + index, at)));
        move |id| match hidden {
            Some((scale, hidden)) => hidden[id] + (scale + 1.0) * (conditional[id] - hidden[id]),
            None => conditional[id],
        }
    }

    /// log softmax at `target`.
    fn log_probability(&self, index: usize, at: usize, target: u32) -> f64 {
        self.token(index, at, target).log_probability
    }

    /// A token beside the likeliest one of its position, the lowest id on a tie.
    pub(super) fn token(&self, index: usize, at: usize, target: u32) -> TokenScore {
        let logit = self.logit(index, at);
        let (mut best, mut max) = (0, f32::NEG_INFINITY);
        for id in 0..self.vocab {
            let value = logit(id);
            if value > max {
                (best, max) = (id, value);
            }
        }
        let sum: f64 = (0..self.vocab)
            .map(|id| f64::from((logit(id) - max).exp()))
            .sum();
        let log_probability = |id: usize| f64::from(logit(id) - max) - sum.ln();
        TokenScore {
            log_probability: log_probability(target as usize),
            best: best as u32,
            best_log_probability: log_probability(best),
        }
    }
}
