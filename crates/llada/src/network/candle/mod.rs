//! The network: embedding, blocks, final norm, head, in the order and with the roundings of the reference.
//!
//! One forward pass serves inference and training; [`Gradients`] chooses between candle's fused kernels, which have no
//! gradient, and their differentiable spelling.

pub mod attention;
pub mod block;
mod denoise;
mod given;
pub mod linear;
pub mod mlp;
mod moe;
pub mod norm;
pub mod rotary;
pub mod selection;

use candle_core::{DType, Device, Tensor};

use block::{Block, Rows};
pub(crate) use given::Given;
pub use linear::{Linear, Weight};
use norm::RmsNorm;
use rotary::Rotary;
use selection::Selector;

use crate::architecture::{Model, Slot, WeightSpec};
use crate::denoiser::{Limits, NetworkError, check_ids};

/// Whether gradients must flow through a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gradients {
    /// No: fused kernels.
    None,
    /// Yes: only differentiable operations.
    Tracked,
}

/// A network on a device.
#[derive(Debug, Clone)]
pub struct Network {
    model: Model,
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

/// Which positions of a canvas a pass is about.
#[derive(Debug, Clone, Copy)]
struct View<'a> {
    /// The first position that is pushed through.
    start: usize,
    /// Positions of the canvas.
    length: usize,
    /// Positions from the first one on whose keys there are.
    keys: usize,
    /// The positions whose hidden states are wanted; all that are pushed through for none.
    rows: Option<&'a [usize]>,
}

impl Network {
    /// Builds the network from weights that `fetch` delivers, in groups: the embedding, each layer's weights, final norm and
    /// head. The embedding arrives dense, in any type; norms and biases in `activations`, routers in f32. A tied head is
    /// fetched as the embedding in the head's role.
    ///
    /// # Errors
    /// What `fetch` reports, or a device error.
    pub fn build<E: From<NetworkError>>(
        model: &Model,
        device: &Device,
        activations: DType,
        gradients: Gradients,
        mut fetch: impl FnMut(&[WeightSpec]) -> Result<Vec<Weight>, E>,
    ) -> Result<Self, E> {
        let mut group = |specs: &[WeightSpec]| -> Result<Given, E> {
            let weights = fetch(specs)?;
            Ok(Given::new(specs, weights))
        };
        let wte = group(&[model.embedding()])?.dense(Slot::Embedding)?;
        let mut blocks = Vec::with_capacity(model.blocks.len());
        for (index, block) in model.blocks.iter().enumerate() {
            let given = group(&model.layer(index))?;
            blocks.push(Block::new(index, block, model.eps, given, gradients)?);
        }
        let gain = group(&[model.final_norm()])?.dense(Slot::FinalNorm)?;
        let head = if model.tied_head && gradients == Gradients::Tracked {
            // While training, a tied head must be the very same variable.
            Weight::Dense(wte.clone())
        } else {
            let head = model.head();
            group(std::slice::from_ref(&head))?.take(head.slot)?
        };
        let device_error = NetworkError::from;
        Ok(Self {
            wte,
            blocks,
            ln_f: RmsNorm::new(gain, model.eps, gradients).map_err(device_error)?,
            head: Linear::new(head).map_err(device_error)?,
            rotary: Rotary::new(model, device).map_err(device_error)?,
            selector: Selector::new(model.vocab_size, device).map_err(device_error)?,
            model: model.clone(),
            activations,
            gradients,
            device: device.clone(),
        })
    }

    /// What it computes.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// What it can take.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.model.limits()
    }

    /// Where it runs.
    #[must_use]
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// The normed hidden states, `[batch, length, width]`, of a u32 tensor `[batch, length]` already on the device.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn hidden_of(&self, ids: &Tensor) -> Result<Tensor, NetworkError> {
        self.hidden(ids, None)
    }

    /// As [`Self::hidden_of`], of the wanted rows, the same for every sequence.
    fn hidden(&self, ids: &Tensor, rows: Option<&[usize]>) -> Result<Tensor, NetworkError> {
        let (batch, length) = ids.dims2()?;
        let embedded = self.wte.index_select(&ids.flatten_all()?, 0)?;
        let x = embedded
            .to_dtype(self.activations)?
            .reshape((batch, length, self.model.width))?;
        let view = View {
            start: 0,
            length,
            keys: length,
            rows,
        };
        self.blocks_of(x, view, |_, k, v| Ok((k, v)))
    }

    /// The normed hidden states of the wanted rows of embedded positions `[batch, positions, width]`; `join` gets each layer's
    /// number, keys and values, and makes of them those that are attended to.
    fn blocks_of(
        &self,
        mut x: Tensor,
        view: View<'_>,
        mut join: impl FnMut(usize, Tensor, Tensor) -> candle_core::Result<(Tensor, Tensor)>,
    ) -> Result<Tensor, NetworkError> {
        let positions: Vec<usize> = (view.start..view.start + x.dim(1)?).collect();
        let angles = self
            .rotary
            .range(view.start, positions.len(), self.gradients)?;
        let everything = Rows {
            indices: None,
            bias: self.bias(&positions, view)?,
        };
        let wanted = match view.rows {
            None => everything.clone(),
            Some(rows) => Rows {
                indices: Some(self.rows(rows, view.start)?),
                bias: self.bias(rows, view)?,
            },
        };
        let last = self.blocks.len().saturating_sub(1);
        for (index, block) in self.blocks.iter().enumerate() {
            let rows = if index == last { &wanted } else { &everything };
            x = block.forward(&x, &angles, rows, |k, v| join(index, k, v))?;
        }
        Ok(self.ln_f.forward(&x)?)
    }

    /// −∞ at the keys that rows at these positions do not see, `[rows, keys]` in f32; none where they see all.
    fn bias(&self, positions: &[usize], view: View<'_>) -> Result<Option<Tensor>, NetworkError> {
        let seen = |position: usize| self.model.visible(position, view.length).min(view.keys);
        if positions
            .iter()
            .all(|position| seen(*position) == view.keys)
        {
            return Ok(None);
        }
        let row = |position: &usize| {
            let seen = seen(*position);
            (0..view.keys).map(move |key| if key < seen { 0.0 } else { f32::NEG_INFINITY })
        };
        let bias: Vec<f32> = positions.iter().flat_map(row).collect();
        let shape = (positions.len(), view.keys);
        Ok(Some(Tensor::from_vec(bias, shape, &self.device)?))
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
        self.head(&self.hidden(&ids, rows)?)
    }

    /// Positions as indices into the rows from `start` on.
    fn rows(&self, rows: &[usize], start: usize) -> Result<Tensor, NetworkError> {
        let rows: Vec<u32> = rows.iter().map(|row| (row - start) as u32).collect();
        Ok(Tensor::new(rows, &self.device)?)
    }
}

#[cfg(test)]
mod tests;
