//! Random weights of a known shape, for measuring without a download.

use candle_core::{Device, Result, Tensor};

use super::layout::{Role, TensorSpec};
use crate::noise::{Domain, Noise};

/// One stretch of random values; every tensor reads it from its own offset, round and round. Filling gigabytes this way
/// costs little more than a copy, and the weights are the same for the same seed everywhere.
#[derive(Debug)]
pub struct RandomTensors {
    pattern: Vec<f32>,
}

/// Standard deviation of the weights: the published initialisation's.
const DEVIATION: f32 = 0.02;
/// A prime, so that rows of one matrix do not repeat in step.
const LENGTH: usize = 1_048_573;

impl RandomTensors {
    /// The weights of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let noise = Noise::new(seed, Domain::Weights);
        let width = DEVIATION * 12.0_f32.sqrt();
        let pattern = (0..LENGTH.div_ceil(4) as u32)
            .flat_map(|index| noise.four(0, 0, index))
            .map(|bits| (crate::noise::uniform(bits) as f32 - 0.5) * width)
            .take(LENGTH)
            .collect();
        Self { pattern }
    }

    /// The values of a tensor: ones for a norm, random ones otherwise.
    #[must_use]
    pub fn values(&self, spec: &TensorSpec) -> Vec<f32> {
        let count = spec.elements();
        if spec.role == Role::Norm {
            return vec![1.0; count];
        }
        let offset = spec.name.bytes().fold(0_usize, |sum, byte| {
            (sum.wrapping_mul(31) + usize::from(byte)) % LENGTH
        });
        let mut values = Vec::with_capacity(count);
        values.extend(self.pattern[offset..].iter().take(count));
        while values.len() < count {
            let rest = (count - values.len()).min(LENGTH);
            values.extend_from_slice(&self.pattern[..rest]);
        }
        values
    }

    /// A tensor on the CPU, f32.
    ///
    /// # Errors
    /// A device error.
    pub fn tensor(&self, spec: &TensorSpec) -> Result<Tensor> {
        Tensor::from_vec(self.values(spec), spec.shape.as_slice(), &Device::Cpu)
    }
}
