//! The gated feed-forward network: `down(silu(gate(x)) · up(x))`.

use candle_core::{Result, Tensor};

use super::Gradients;
use super::given::Given;
use super::linear::{Joined, Linear, Weight};
use crate::architecture::{Projection, Slot};
use crate::denoiser::NetworkError;

/// A gated feed-forward network.
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

    /// Takes the three projections out of delivered weights.
    pub(super) fn take(
        given: &mut Given,
        slot: impl Fn(Projection) -> Slot,
        gradients: Gradients,
    ) -> std::result::Result<Self, NetworkError> {
        let [gate, up, down] = Projection::ALL.map(|projection| given.take(slot(projection)));
        Ok(Self::new(gate?, up?, down?, gradients)?)
    }

    /// `[batch, rows, width]` → the same.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let both = self.gate_up.forward(x, 0..2)?;
        self.ff_out.forward(&(both[0].silu()? * &both[1])?)
    }
}
