//! The network: embedding, blocks, final norm, head, in the order and with the roundings of the reference.
//!
//! One forward pass serves inference and training; [`Gradients`] chooses between candle's fused kernels, which have no
//! gradient, and their differentiable spelling.

pub mod attention;
pub mod block;
mod denoise;
pub mod linear;
pub mod mlp;
pub mod norm;
pub mod rotary;
pub mod selection;

use candle_core::{DType, Device, Tensor};

use block::Block;
pub use linear::{Linear, Weight};
use norm::RmsNorm;
use rotary::Rotary;
use selection::Selector;

use crate::checkpoint::layout::{self, TensorSpec};
use crate::config::Config;
pub use crate::denoiser::NetworkError;
use crate::denoiser::{Limits, check_ids};

/// Whether gradients must flow through a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gradients {
    /// No: fused kernels.
    None,
    /// Yes: only differentiable operations.
    Tracked,
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
        })
    }

    /// The model's shape.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// What it can take.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.config.limits()
    }

    /// Where it runs.
    #[must_use]
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The normed hidden states, `[batch, rows, d_model]`, of a u32 tensor `[batch, length]` already on the device; `rows` are
    /// the positions wanted (u32 indices; all of them for `None`), the same for every sequence.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn hidden_of(&self, ids: &Tensor, rows: Option<&Tensor>) -> Result<Tensor, NetworkError> {
        let (batch, length) = ids.dims2()?;
        let embedded = self.wte.index_select(&ids.flatten_all()?, 0)?;
        let x =
            embedded
                .to_dtype(self.activations)?
                .reshape((batch, length, self.config.d_model))?;
        self.blocks_of(x, 0, rows, |_, k, v| Ok((k, v)))
    }

    /// As [`Self::hidden_of`], of embedded positions `[batch, length, d_model]` from `start` on; `join` gets each block's
    /// number, keys and values.
    fn blocks_of(
        &self,
        mut x: Tensor,
        start: usize,
        rows: Option<&Tensor>,
        mut join: impl FnMut(usize, Tensor, Tensor) -> candle_core::Result<(Tensor, Tensor)>,
    ) -> Result<Tensor, NetworkError> {
        let angles = self.rotary.range(start, x.dim(1)?, self.gradients)?;
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
        let length = check_ids(sequences, self.limits())?;
        let ids = sequences.concat();
        let ids = Tensor::from_vec(ids, (sequences.len(), length), &self.device)?;
        let rows = rows.map(|rows| self.rows(rows, 0)).transpose()?;
        self.head(&self.hidden_of(&ids, rows.as_ref())?)
    }

    /// Positions as indices into the rows from `start` on.
    fn rows(&self, rows: &[usize], start: usize) -> Result<Tensor, NetworkError> {
        let rows: Vec<u32> = rows.iter().map(|row| (row - start) as u32).collect();
        Ok(Tensor::new(rows, &self.device)?)
    }
}

#[cfg(test)]
mod tests;
