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

use candle_core::{DType, Device, Tensor};

use block::Block;
pub use linear::{Linear, Weight};
use norm::RmsNorm;
use rotary::Rotary;

use crate::checkpoint::layout::{self, TensorSpec};
use crate::config::Config;

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
    /// Type of the residual stream.
    activations: DType,
    gradients: Gradients,
    device: Device,
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
            activations,
            gradients,
            device: device.clone(),
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

    /// The normed hidden states, `[batch, rows, d_model]`, of a batch of sequences of one length; `rows` are the positions
    /// wanted (all of them for `None`), the same for every sequence.
    ///
    /// # Errors
    /// [`NetworkError`]: no token, too many, an id outside the vocabulary, a failing device.
    pub fn hidden(
        &self,
        sequences: &[&[u32]],
        rows: Option<&[usize]>,
    ) -> Result<Tensor, NetworkError> {
        let length = sequences.first().map_or(0, |sequence| sequence.len());
        let context = self.config.max_sequence_length;
        if length == 0 {
            return Err(NetworkError::Empty);
        }
        if length > context {
            return Err(NetworkError::TooLong { length, context });
        }
        let ids: Vec<u32> = sequences.concat();
        if let Some(&id) = ids
            .iter()
            .find(|id| **id as usize >= self.config.vocab_size)
        {
            let last = self.config.vocab_size - 1;
            return Err(NetworkError::TokenId { id, last });
        }
        let ids = Tensor::from_vec(ids, (sequences.len(), length), &self.device)?;
        let rows = rows
            .map(|rows| {
                let rows: Vec<u32> = rows.iter().map(|row| *row as u32).collect();
                Tensor::new(rows, &self.device)
            })
            .transpose()?;
        self.hidden_of(&ids, rows.as_ref())
    }

    /// As [`Self::hidden`], of a u32 tensor `[batch, length]` already on the device, with u32 row indices.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn hidden_of(&self, ids: &Tensor, rows: Option<&Tensor>) -> Result<Tensor, NetworkError> {
        let (batch, length) = ids.dims2()?;
        let angles = self.rotary.range(0, length, self.gradients)?;
        let embedded = self.wte.index_select(&ids.flatten_all()?, 0)?;
        let mut x =
            embedded
                .to_dtype(self.activations)?
                .reshape((batch, length, self.config.d_model))?;
        let last = self.blocks.len().saturating_sub(1);
        for (index, block) in self.blocks.iter().enumerate() {
            let wanted = if index == last { rows } else { None };
            x = block.forward(&x, &angles, wanted)?;
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

    /// Logits of the wanted rows (all for `None`): `[batch, rows, vocab_size]`, f32.
    ///
    /// # Errors
    /// As [`Self::hidden`].
    pub fn logits(
        &self,
        sequences: &[&[u32]],
        rows: Option<&[usize]>,
    ) -> Result<Tensor, NetworkError> {
        self.head(&self.hidden(sequences, rows)?)
    }
}

#[cfg(test)]
mod tests;
