//! Rotary position embedding, with the tables of [`crate::architecture::Rope`]. Positions count from the first row of the canvas.

use candle_core::{DType, Device, Result, Tensor};

use super::Gradients;
use crate::architecture::{self, Model, RopeCompute};

/// cos and sin of every position of the context, computed once: `[context, dims / 2]`, f32.
#[derive(Debug, Clone)]
pub struct Rotary {
    cos: Tensor,
    sin: Tensor,
    compute: RopeCompute,
}

/// The angles of the rows of one pass: `[rows, dims / 2]`, f32.
#[derive(Debug, Clone)]
pub struct Angles {
    cos: Tensor,
    sin: Tensor,
    compute: RopeCompute,
    gradients: Gradients,
}

impl Rotary {
    /// The tables for a model.
    ///
    /// # Errors
    /// A device error.
    pub fn new(model: &Model, device: &Device) -> Result<Self> {
        let architecture::Angles { half, cos, sin } = model.rope.angles(model.context);
        let shape = (model.context, half);
        Ok(Self {
            cos: Tensor::from_vec(cos, shape, device)?,
            sin: Tensor::from_vec(sin, shape, device)?,
            compute: model.rope.compute,
        })
    }

    /// The angles of positions `start..start + length`.
    ///
    /// # Errors
    /// The positions exceed the context, or a device error.
    pub fn range(&self, start: usize, length: usize, gradients: Gradients) -> Result<Angles> {
        Ok(Angles {
            cos: self.cos.narrow(0, start, length)?.contiguous()?,
            sin: self.sin.narrow(0, start, length)?.contiguous()?,
            compute: self.compute,
            gradients,
        })
    }
}

impl Angles {
    /// Only the given rows (u32 indices into this pass's rows).
    ///
    /// # Errors
    /// An index out of range, or a device error.
    pub fn rows(&self, rows: &Tensor) -> Result<Self> {
        Ok(Self {
            cos: self.cos.index_select(rows, 0)?,
            sin: self.sin.index_select(rows, 0)?,
            compute: self.compute,
            gradients: self.gradients,
        })
    }

    /// Turns `[batch, rows, heads, head_dim]` by its rows' angles, the first dimensions of each head if not all; the type is kept.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn turn(&self, x: &Tensor) -> Result<Tensor> {
        let dtype = match self.compute {
            RopeCompute::F32 => DType::F32,
            RopeCompute::Activations => x.dtype(),
        };
        let (dims, head_dim) = (2 * self.cos.dim(1)?, x.dim(3)?);
        let part = x.narrow(3, 0, dims)?.to_dtype(dtype)?;
        let (cos, sin) = (self.cos.to_dtype(dtype)?, self.sin.to_dtype(dtype)?);
        let turned = match self.gradients {
            Gradients::Tracked => {
                let half = dims / 2;
                let (first, second) = (part.narrow(3, 0, half)?, part.narrow(3, half, half)?);
                let (cos, sin) = (cos.unsqueeze(1)?, sin.unsqueeze(1)?);
                let left = (first.broadcast_mul(&cos)? - second.broadcast_mul(&sin)?)?;
                let right = (second.broadcast_mul(&cos)? + first.broadcast_mul(&sin)?)?;
                Tensor::cat(&[left, right], 3)?
            }
            Gradients::None => candle_nn::rotary_emb::rope_thd(&part.contiguous()?, &cos, &sin)?,
        };
        let turned = turned.to_dtype(x.dtype())?;
        if dims == head_dim {
            return Ok(turned);
        }
        Tensor::cat(&[turned, x.narrow(3, dims, head_dim - dims)?], 3)
    }
}
