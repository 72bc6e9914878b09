//! Random weights of a known shape, for measuring without a download.

use candle_core::{DType, Device, Result, Tensor};

use crate::architecture::{Role, TensorSpec};
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
        let offset = offset(spec);
        let mut values = Vec::with_capacity(count);
        values.extend(self.pattern[offset..].iter().take(count));
        while values.len() < count {
            let rest = (count - values.len()).min(LENGTH);
            values.extend_from_slice(&self.pattern[..rest]);
        }
        values
    }

    /// The stretch that tensors are made of, for [`Self::spread`].
    ///
    /// # Errors
    /// A device error.
    pub fn pattern(&self, dtype: DType, device: &Device) -> Result<Tensor> {
        Tensor::new(self.pattern.as_slice(), &Device::Cpu)?
            .to_dtype(dtype)?
            .to_device(device)
    }

    /// The tensor of a spec that is no norm, of a pattern where it is: a GPU fills its memory faster than it is filled from
    /// outside.
    ///
    /// # Errors
    /// A device error.
    pub fn spread(pattern: &Tensor, spec: &TensorSpec) -> Result<Tensor> {
        let (mut count, mut from) = (spec.elements(), offset(spec));
        let mut pieces = Vec::new();
        while count > 0 {
            let length = count.min(LENGTH - from);
            pieces.push(pattern.narrow(0, from, length)?);
            count -= length;
            from = 0;
        }
        Tensor::cat(&pieces, 0)?.reshape(spec.shape.as_slice())
    }

    /// A tensor on the CPU, f32.
    ///
    /// # Errors
    /// A device error.
    pub fn tensor(&self, spec: &TensorSpec) -> Result<Tensor> {
        Tensor::from_vec(self.values(spec), spec.shape.as_slice(), &Device::Cpu)
    }
}

/// Where in the pattern a tensor begins.
fn offset(spec: &TensorSpec) -> usize {
    spec.name.bytes().fold(0_usize, |sum, byte| {
        (sum.wrapping_mul(31) + usize::from(byte)) % LENGTH
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::architecture::llada::Config;
    use crate::checkpoint::NamedShape;

    #[test]
    fn spread_over_a_device_the_values_are_the_same() {
        let random = RandomTensors::new(5);
        let pattern = random.pattern(DType::F32, &Device::Cpu).unwrap();
        let tiny = Config::of(&NamedShape::Tiny.model()).unwrap();
        let config = Config {
            mlp_hidden_size: 5000,
            ..tiny
        };
        for spec in config.model().tensors() {
            if spec.role != Role::Norm {
                let spread = RandomTensors::spread(&pattern, &spec).unwrap();
                assert_eq!(spread.dims(), spec.shape);
                let spread = spread.flatten_all().unwrap().to_vec1::<f32>().unwrap();
                assert!(spread == random.values(&spec), "{}", spec.name);
            }
        }
    }
}
