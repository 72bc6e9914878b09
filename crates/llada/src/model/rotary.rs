//! Rotary position embedding, rotate-half, in f32 whatever the activations' type.
//!
//! Angle of pair i at position p: p · θ^(−2i/head_dim). Positions count from the first row of the canvas.

use candle_core::{DType, Device, Result, Tensor};

use super::Gradients;
use crate::config::Config;

/// cos and sin of every position of the context, computed once: `[max_sequence_length, head_dim / 2]`, f32.
#[derive(Debug, Clone)]
pub struct Rotary {
    cos: Tensor,
    sin: Tensor,
}

/// The angles of the rows of one pass: `[rows, head_dim / 2]`, f32.
#[derive(Debug, Clone)]
pub struct Angles {
    cos: Tensor,
    sin: Tensor,
    gradients: Gradients,
}

impl Rotary {
    /// The tables for a model.
    ///
    /// # Errors
    /// A device error.
    pub fn new(config: &Config, device: &Device) -> Result<Self> {
        let half = config.head_dim() / 2;
        let positions = config.max_sequence_length;
        let inverse: Vec<f32> = (0..half)
            .map(|pair| 1.0 / (config.rope_theta as f32).powf(pair as f32 / half as f32))
            .collect();
        let mut cos = Vec::with_capacity(positions * half);
        let mut sin = Vec::with_capacity(positions * half);
        for position in 0..positions {
            for frequency in &inverse {
                let angle = position as f32 * frequency;
                cos.push(angle.cos());
                sin.push(angle.sin());
            }
        }
        Ok(Self {
            cos: Tensor::from_vec(cos, (positions, half), device)?,
            sin: Tensor::from_vec(sin, (positions, half), device)?,
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
            gradients: self.gradients,
        })
    }

    /// Turns `[batch, rows, heads, head_dim]` by its rows' angles; the type is kept.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn turn(&self, x: &Tensor) -> Result<Tensor> {
        let wide = x.to_dtype(DType::F32)?;
        let turned = match self.gradients {
            Gradients::Tracked => {
                let half = x.dim(3)? / 2;
                let (first, second) = (wide.narrow(3, 0, half)?, wide.narrow(3, half, half)?);
                let cos = self.cos.unsqueeze(1)?;
                let sin = self.sin.unsqueeze(1)?;
                let left = (first.broadcast_mul(&cos)? - second.broadcast_mul(&sin)?)?;
                let right = (second.broadcast_mul(&cos)? + first.broadcast_mul(&sin)?)?;
                Tensor::cat(&[left, right], 3)?
            }
            Gradients::None => {
                candle_nn::rotary_emb::rope_thd(&wide.contiguous()?, &self.cos, &self.sin)?
            }
        };
        turned.to_dtype(x.dtype())
    }
}
