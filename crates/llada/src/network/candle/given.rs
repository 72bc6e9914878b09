//! A group of weights as they were delivered, taken out by slot.

use std::collections::HashMap;

use candle_core::Tensor;

use super::linear::Weight;
use crate::architecture::{Slot, WeightSpec};
use crate::denoiser::NetworkError;

/// Delivered weights.
pub(crate) struct Given(HashMap<Slot, Weight>);

impl Given {
    /// Weights in the order of their specs.
    pub(crate) fn new(specs: &[WeightSpec], weights: Vec<Weight>) -> Self {
        let slots = specs.iter().map(|spec| spec.slot);
        Self(slots.zip(weights).collect())
    }

    /// Takes a weight out.
    pub(crate) fn take(&mut self, slot: Slot) -> Result<Weight, NetworkError> {
        let weight = self.0.remove(&slot);
        weight.ok_or_else(|| NetworkError::MissingWeight {
            slot: format!("{slot:?}"),
        })
    }

    /// Takes a weight out that is never quantised.
    pub(crate) fn dense(&mut self, slot: Slot) -> Result<Tensor, NetworkError> {
        match self.take(slot)? {
            Weight::Dense(tensor) => Ok(tensor),
            Weight::Quantized(_) => Err(NetworkError::QuantizedNorm),
        }
    }
}
