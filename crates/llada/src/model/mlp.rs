//! The gated MLP: `ff_out(silu(ff_proj(x)) · up_proj(x))`.

use candle_core::{Result, Tensor};

use super::Gradients;
use super::linear::{Joined, Linear, Weight};

/// The MLP of one block.
#[derive(Debug, Clone)]
pub struct Mlp {
    /// ff_proj (the gate) and up_proj.
    gate_up: Joined,
    ff_out: Linear,
}

impl Mlp {
    /// Gate, up and down projections.
    ///
    /// # Errors
    /// A device error.
    pub fn new(
        ff_proj: Weight,
        up_proj: Weight,
        ff_out: Weight,
        gradients: Gradients,
    ) -> Result<Self> {
        Ok(Self {
            gate_up: Joined::new(vec![ff_proj, up_proj], gradients)?,
            ff_out: Linear::new(ff_out)?,
        })
    }

    /// `[batch, rows, d_model]` → the same.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let both = self.gate_up.forward(x, 0..2)?;
        self.ff_out.forward(&(both[0].silu()? * &both[1])?)
    }
}
