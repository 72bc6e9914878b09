//! The gated MLP: `ff_out(silu(ff_proj(x)) · up_proj(x))`.

use candle_core::{Result, Tensor};

use super::linear::{Linear, Weight};

/// The MLP of one block.
#[derive(Debug, Clone)]
pub struct Mlp {
    ff_proj: Linear,
    up_proj: Linear,
    ff_out: Linear,
}

impl Mlp {
    /// Gate, up and down projections.
    ///
    /// # Errors
    /// A device error.
    pub fn new(ff_proj: Weight, up_proj: Weight, ff_out: Weight) -> Result<Self> {
        Ok(Self {
            ff_proj: Linear::new(ff_proj)?,
            up_proj: Linear::new(up_proj)?,
            ff_out: Linear::new(ff_out)?,
        })
    }

    /// `[batch, rows, d_model]` → the same.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let gate = self.ff_proj.forward(x)?.silu()?;
        self.ff_out.forward(&(gate * self.up_proj.forward(x)?)?)
    }
}
