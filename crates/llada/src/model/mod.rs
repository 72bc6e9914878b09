//! The network: embedding, blocks, final norm, head, in the order and with the roundings of the reference.
//!
//! One forward pass serves inference and training; [`Gradients`] chooses between candle's fused kernels, which have no
//! gradient, and their differentiable spelling.

pub mod attention;
pub mod block;
pub mod linear;
pub mod mlp;
pub mod norm;
pub mod rotary;
pub mod selection;

use std::ops::Range;

use candle_core::{DType, Device, Tensor};

use block::Block;
pub use linear::{Linear, Weight};
use norm::RmsNorm;
use rotary::Rotary;
use selection::Selector;

use crate::checkpoint::layout::{self, TensorSpec};
use crate::config::Config;
use crate::denoiser::Window;

/// Whether gradients must flow through a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gradients {
    /// No: fused kernels.
    None,
    /// Yes: only differentiable operations.
    Tracked,
}

/// Why a network was not built, or a pass failed.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The tensor library or the device failed.
    #[error("the device failed: {0}")]
    Device(#[from] candle_core::Error),
    /// A block was given another number of weights.
    #[error("a block has 9 tensors, {count} were given. This is a bug")]
    Weights {
        /// How many came.
        count: usize,
    },
    /// A norm's gain or the embedding came quantised.
    #[error("norms and the embedding are not quantised. This is a bug")]
    QuantizedNorm,
    /// More positions than the context has.
    #[error(
        "{length} tokens are longer than the model's context of {context}: shorten the prompt or lower gen_length"
    )]
    TooLong {
        /// Positions of the pass.
        length: usize,
        /// The model's context.
        context: usize,
    },
    /// A token id beyond the embedding.
    #[error(
        "token id {id} is outside the vocabulary; allowed: 0 to {last}. Use ids of this model's tokenizer"
    )]
    TokenId {
        /// The id.
        id: u32,
        /// The highest id.
        last: usize,
    },
    /// A pass over a part of a canvas whose keys and values no pass kept.
    #[error("no earlier pass kept the keys and values of this canvas. This is a bug")]
    NothingKept,
    /// A pass over nothing.
    #[error("there is no token to run: give at least one id")]
    Empty,
}

/// A dense LLaDA network on a device.
#[derive(Debug, Clone)]
pub struct Network {
    config: Config,
    wte: Tensor,
    blocks: Vec<Block>,
    ln_f: RmsNorm,
    head: Linear,
    rotary: Rotary,
    selector: Selector,
    /// Type of the residual stream.
    activations: DType,
    gradients: Gradients,
    device: Device,
    /// Keys and values of every block, `[batch, positions, kv_heads, head_dim]`, after a pass that keeps them.
    kept: Vec<(Tensor, Tensor)>,
}

/// The length that the sequences have in common.
///
/// # Errors
/// [`NetworkError`]: no token, too many, or an id outside the vocabulary.
pub fn check_ids(config: &Config, sequences: &[&[u32]]) -> Result<usize, NetworkError> {
    let length = sequences.first().map_or(0, |sequence| sequence.len());
    let context = config.max_sequence_length;
    if length == 0 {
        return Err(NetworkError::Empty);
    }
    if length > context {
        return Err(NetworkError::TooLong { length, context });
    }
    let mut ids = sequences.iter().copied().flatten();
    match ids.find(|id| **id as usize >= config.vocab_size) {
        Some(&id) => {
            let last = config.vocab_size - 1;
            Err(NetworkError::TokenId { id, last })
        }
        None => Ok(length),
    }
}

impl Network {
    /// Builds the network from weights that `fetch` delivers, in groups: the embedding, each block's nine tensors, final
    /// norm and head. The embedding arrives dense, in any type; norms in `activations`. A tied head is fetched as the
    /// embedding's tensor in the head's role.
    ///
    /// # Errors
    /// What `fetch` reports, or a device error.
    pub fn build<E: From<NetworkError>>(
        config: &Config,
        device: &Device,
        activations: DType,
        gradients: Gradients,
        mut fetch: impl FnMut(&[TensorSpec]) -> Result<Vec<Weight>, E>,
    ) -> Result<Self, E> {
        let one = |weights: Vec<Weight>| -> Result<Weight, NetworkError> {
            let count = weights.len();
            let first = weights.into_iter().next();
            first.ok_or(NetworkError::Weights { count })
        };
        let dense = |weight: Weight| match weight {
            Weight::Dense(tensor) => Ok(tensor),
            Weight::Quantized(_) => Err(NetworkError::QuantizedNorm),
        };
        let wte = dense(one(fetch(&[layout::embedding(config)])?)?)?;
        let blocks = (0..config.n_layers)
            .map(|index| {
                let weights = fetch(&layout::block(config, index))?;
                Ok(Block::new(config, weights, gradients)?)
            })
            .collect::<Result<_, E>>()?;
        let gain = dense(one(fetch(&[layout::final_norm(config)])?)?)?;
        let head = match layout::head(config) {
            Some(spec) => one(fetch(&[spec])?)?,
            // While training, a tied head must be the very same variable.
            None if gradients == Gradients::Tracked => Weight::Dense(wte.clone()),
            None => {
                let role = layout::Role::Head;
                one(fetch(&[TensorSpec {
                    role,
                    ..layout::embedding(config)
                }])?)?
            }
        };
        let device_error = NetworkError::from;
        Ok(Self {
            config: config.clone(),
            wte,
            blocks,
            ln_f: RmsNorm::new(gain, config.rms_norm_eps, gradients).map_err(device_error)?,
            head: Linear::new(head).map_err(device_error)?,
            rotary: Rotary::new(config, device).map_err(device_error)?,
            selector: Selector::new(config.vocab_size, device).map_err(device_error)?,
            activations,
            gradients,
            device: device.clone(),
            kept: Vec::new(),
        })
    }

    /// The model's shape.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Where it runs.
    #[must_use]
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// What chooses on the device.
    pub(crate) const fn selector(&mut self) -> &mut Selector {
        &mut self.selector
    }

    /// The normed hidden states, `[batch, rows, d_model]`, of a u32 tensor `[batch, length]` already on the device; `rows` are
    /// the positions wanted (u32 indices; all of them for `None`), the same for every sequence.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn hidden_of(&self, ids: &Tensor, rows: Option<&Tensor>) -> Result<Tensor, NetworkError> {
        self.blocks_of(ids, 0, rows, |_, k, v| Ok((k, v)))
    }

    /// As [`Self::hidden_of`], for the positions from `start` on; `join` gets each block's number, keys and values.
    fn blocks_of(
        &self,
        ids: &Tensor,
        start: usize,
        rows: Option<&Tensor>,
        mut join: impl FnMut(usize, Tensor, Tensor) -> candle_core::Result<(Tensor, Tensor)>,
    ) -> Result<Tensor, NetworkError> {
        let (batch, length) = ids.dims2()?;
        let angles = self.rotary.range(start, length, self.gradients)?;
        let embedded = self.wte.index_select(&ids.flatten_all()?, 0)?;
        let mut x =
            embedded
                .to_dtype(self.activations)?
                .reshape((batch, length, self.config.d_model))?;
        let last = self.blocks.len().saturating_sub(1);
        for (index, block) in self.blocks.iter().enumerate() {
            let wanted = if index == last { rows } else { None };
            x = block.forward(&x, &angles, wanted, |k, v| join(index, k, v))?;
        }
        Ok(self.ln_f.forward(&x)?)
    }

    /// Logits `[batch, rows, vocab_size]` in f32 of normed hidden states.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn head(&self, hidden: &Tensor) -> Result<Tensor, NetworkError> {
        Ok(self.head.forward(hidden)?.to_dtype(DType::F32)?)
    }

    /// Logits of the wanted rows (all for `None`) of sequences of one length: `[batch, rows, vocab_size]`, f32.
    ///
    /// # Errors
    /// [`NetworkError`]: no token, too many, an id outside the vocabulary, a failing device.
    pub fn logits(
        &self,
        sequences: &[&[u32]],
        rows: Option<&[usize]>,
    ) -> Result<Tensor, NetworkError> {
        let length = check_ids(&self.config, sequences)?;
        let ids = self.ids(sequences, 0..length)?;
        let rows = rows.map(|rows| self.rows(rows, 0)).transpose()?;
        self.head(&self.hidden_of(&ids, rows.as_ref())?)
    }

    /// As [`Self::logits`], by a pass over a part of the canvas or one whose keys and values are kept.
    ///
    /// # Errors
    /// As [`Self::logits`]; or a part of a canvas of which nothing was kept.
    pub fn windowed(
        &mut self,
        sequences: &[&[u32]],
        window: Window,
        rows: &[usize],
    ) -> Result<Tensor, NetworkError> {
        let length = check_ids(&self.config, sequences)?;
        let mut kept = std::mem::take(&mut self.kept);
        let hidden = match window {
            Window::Full => return self.logits(sequences, Some(rows)),
            Window::Keep => {
                kept.clear();
                let (ids, rows) = (self.ids(sequences, 0..length)?, self.rows(rows, 0)?);
                self.blocks_of(&ids, 0, Some(&rows), |_, k, v| {
                    kept.push((k.clone(), v.clone()));
                    Ok((k, v))
                })?
            }
            Window::Part { start, end } => {
                let shape = (sequences.len(), length);
                let (batch, positions, ..) = match kept.first() {
                    Some((k, _)) => k.dims4()?,
                    None => return Err(NetworkError::NothingKept),
                };
                if (batch, positions) != shape {
                    return Err(NetworkError::NothingKept);
                }
                let ids = self.ids(sequences, start..end)?;
                let rows = self.rows(rows, start)?;
                let replaced = |old: &Tensor, new: Tensor| {
                    let before = old.narrow(1, 0, start)?;
                    let after = old.narrow(1, end, length - end)?;
                    Tensor::cat(&[before, new, after], 1)
                };
                self.blocks_of(&ids, start, Some(&rows), |index, k, v| {
                    let (old_k, old_v) = &kept[index];
                    kept[index] = (replaced(old_k, k)?, replaced(old_v, v)?);
                    Ok(kept[index].clone())
                })?
            }
        };
        self.kept = kept;
        self.head(&hidden)
    }

    /// The ids of a part of every sequence, `[batch, positions]`.
    fn ids(&self, sequences: &[&[u32]], part: Range<usize>) -> Result<Tensor, NetworkError> {
        let shape = (sequences.len(), part.len());
        let ids: Vec<u32> = sequences
            .iter()
            .flat_map(|ids| &ids[part.clone()])
            .copied()
            .collect();
        Ok(Tensor::from_vec(ids, shape, &self.device)?)
    }

    /// Positions as indices into the rows from `start` on.
    fn rows(&self, rows: &[usize], start: usize) -> Result<Tensor, NetworkError> {
        let rows: Vec<u32> = rows.iter().map(|row| (row - start) as u32).collect();
        Ok(Tensor::new(rows, &self.device)?)
    }
}

#[cfg(test)]
mod tests;
