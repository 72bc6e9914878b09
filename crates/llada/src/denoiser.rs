//! What the sampler asks of a model: one pass over a canvas, and per wanted row the chosen token with its confidence.
//!
//! [`Denoiser::logits`] is all that a model must have; [`Denoiser::denoise`] turns logits into choices. Kernels that
//! select while they multiply by the head override `denoise` and never write logits.

use candle_core::Tensor;
use rayon::prelude::*;

use crate::choice::{Choice, choose};
use crate::model::{Network, NetworkError};

/// One forward pass and what is wanted of it.
#[derive(Debug, Clone, Copy)]
pub struct Pass<'a> {
    /// Prompt and answer, with masks where nothing is decided.
    pub canvas: &'a [u32],
    /// Which positions are pushed through the network.
    pub window: Window,
    /// The positions of the canvas to choose for, ascending.
    pub rows: &'a [usize],
    /// How a token is chosen.
    pub rule: Rule<'a>,
}

/// Which positions a pass pushes through the network, and what becomes of their keys and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Every position: exact.
    Full,
    /// Every position; keys and values are kept for passes over parts.
    Keep,
    /// Only positions `start..end`. They attend to all, the others by the keys and values that earlier passes over this
    /// canvas kept; their own are kept in place of the older ones.
    Part {
        /// First position of the canvas.
        start: usize,
        /// One past the last.
        end: usize,
    },
}

impl Pass<'_> {
    /// The canvas that hides what was given; only under guidance.
    #[must_use]
    pub fn unconditional(&self) -> Option<Vec<u32>> {
        let guidance = self.rule.guidance?;
        let mut canvas = self.canvas.to_vec();
        for &position in guidance.hidden {
            canvas[position] = self.rule.mask_id;
        }
        Some(canvas)
    }
}

/// How a token is chosen from a row of logits, and what its confidence is.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    /// The mask token: never chosen, but part of the softmax.
    pub mask_id: u32,
    /// Ids whose logit is −∞ before choice and confidence.
    pub suppressed: &'a [u32],
    /// Ids whose logit is −∞ for the confidence only, after the choice.
    pub last: &'a [u32],
    /// Classifier-free guidance.
    pub guidance: Option<Guidance<'a>>,
    /// Gumbel noise on the choice; none means the most likely token.
    pub gumbel: Option<Gumbel>,
}

/// logits = u + (scale + 1)(c − u), where u comes from a canvas that hides what was given.
#[derive(Debug, Clone, Copy)]
pub struct Guidance<'a> {
    /// w.
    pub scale: f32,
    /// Positions that the unconditional row masks: whatever was not masked before the first step.
    pub hidden: &'a [usize],
}

/// The choice is the argmax of logits − temperature · ln(−ln u(seed, pass, position, token)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gumbel {
    /// T, above 0.
    pub temperature: f64,
    /// The run's seed.
    pub seed: u64,
    /// Index of the executed pass.
    pub pass: u32,
}

impl Rule<'_> {
    /// The most likely token, nothing else.
    #[must_use]
    pub const fn greedy(mask_id: u32) -> Self {
        Self {
            mask_id,
            suppressed: &[],
            last: &[],
            guidance: None,
            gumbel: None,
        }
    }
}

/// Why a pass failed.
#[derive(Debug, thiserror::Error)]
pub enum DenoiseError {
    /// The network failed.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A row held a NaN or an infinity.
    #[error(
        "the logits at position {position} are not finite numbers: the checkpoint is damaged or its weights overflow this dtype; try f32"
    )]
    NotFinite {
        /// Position in the canvas.
        position: usize,
    },
    /// The logits did not have the shape asked for.
    #[error("{found} logits came for {rows} rows of {vocab}. This is a bug")]
    Shape {
        /// Numbers that came.
        found: usize,
        /// Rows wanted.
        rows: usize,
        /// Vocabulary.
        vocab: usize,
    },
}

/// Rows of logits on the host, in the order of [`Pass::rows`].
#[derive(Debug, Clone, PartialEq)]
pub struct Logits {
    /// Length of a row.
    pub vocab: usize,
    /// Rows of the canvas, one after the other.
    pub conditional: Vec<f32>,
    /// Rows of the canvas without what was given; only under guidance.
    pub unconditional: Option<Vec<f32>>,
}

/// A model as the sampler sees it.
pub trait Denoiser {
    /// The logits of the wanted rows.
    ///
    /// # Errors
    /// [`DenoiseError`]: the pass failed.
    fn logits(&mut self, pass: &Pass<'_>) -> Result<Logits, DenoiseError>;

    /// The choices at the wanted rows, in their order.
    ///
    /// # Errors
    /// [`DenoiseError`]: the pass failed, or its logits are no numbers.
    fn denoise(&mut self, pass: &Pass<'_>) -> Result<Vec<Choice>, DenoiseError> {
        self.logits(pass)?.choose(pass)
    }
}

impl Logits {
    /// A choice per row, by the pass's rule; each row is read once.
    ///
    /// # Errors
    /// A row holds a NaN or +∞, or the numbers are not `rows · vocab` many.
    pub fn choose(&self, pass: &Pass<'_>) -> Result<Vec<Choice>, DenoiseError> {
        let (rows, vocab) = (pass.rows.len(), self.vocab);
        let all = [Some(&self.conditional), self.unconditional.as_ref()];
        for found in all.into_iter().flatten().map(Vec::len) {
            if found != rows * vocab {
                return Err(DenoiseError::Shape { found, rows, vocab });
            }
        }
        pass.rows
            .par_iter()
            .enumerate()
            .map(|(index, &position)| {
                let row = index * vocab..(index + 1) * vocab;
                let conditional = &self.conditional[row.clone()];
                let unconditional = self.unconditional.as_ref().map(|values| &values[row]);
                choose(conditional, unconditional, position, &pass.rule)
                    .ok_or(DenoiseError::NotFinite { position })
            })
            .collect()
    }
}

impl Network {
    /// Logits `[rows, vocab_size]` of the wanted rows, on the device; and, under guidance, those of the canvas without what
    /// was given.
    fn tensors(&mut self, pass: &Pass<'_>) -> Result<(Tensor, Option<Tensor>), NetworkError> {
        let hidden = pass.unconditional();
        let mut sequences = vec![pass.canvas];
        sequences.extend(hidden.as_deref());
        let logits = self.windowed(&sequences, pass.window, pass.rows)?;
        let unconditional = hidden.map(|_| logits.get(1)).transpose()?;
        Ok((logits.get(0)?, unconditional))
    }

    /// As [`Denoiser::denoise`], choosing on the device: logits do not travel. The rule's noise is not drawn.
    ///
    /// # Errors
    /// [`DenoiseError`]: the pass failed, or its logits are no numbers.
    pub fn choose(&mut self, pass: &Pass<'_>) -> Result<Vec<Choice>, DenoiseError> {
        let (conditional, unconditional) = self.tensors(pass)?;
        let choices = self
            .selector()
            .choose(&conditional, unconditional.as_ref(), &pass.rule)
            .map_err(NetworkError::from)?;
        let positions = pass.rows.iter().zip(choices);
        positions
            .map(|(&position, choice)| choice.ok_or(DenoiseError::NotFinite { position }))
            .collect()
    }
}

impl Denoiser for Network {
    fn logits(&mut self, pass: &Pass<'_>) -> Result<Logits, DenoiseError> {
        let (conditional, unconditional) = self.tensors(pass)?;
        let numbers = |logits: Tensor| -> Result<Vec<f32>, NetworkError> {
            Ok(logits.flatten_all()?.to_vec1()?)
        };
        Ok(Logits {
            vocab: self.config().vocab_size,
            conditional: numbers(conditional)?,
            unconditional: unconditional.map(numbers).transpose()?,
        })
    }

    fn denoise(&mut self, pass: &Pass<'_>) -> Result<Vec<Choice>, DenoiseError> {
        // On a CPU logits need not travel, and one reading of a row beats an operation after the other.
        if self.device().is_cpu() || pass.rule.gumbel.is_some() {
            return self.logits(pass)?.choose(pass);
        }
        self.choose(pass)
    }
}
