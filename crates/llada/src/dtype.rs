//! In which type the weights are kept: what may be asked for, and what runs where.

use std::fmt;
use std::str::FromStr;

use candle_core::quantized::GgmlDType;
use candle_core::{DType, Device};

use crate::architecture::{Model, Role, TensorSpec};

/// The type asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DtypeChoice {
    /// bf16 on a GPU; on a CPU f32 while the f32 weights fit in 4 GB, else q8_0.
    #[default]
    Auto,
    /// This one.
    Exactly(WeightType),
}

/// The type in which the projections are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightType {
    /// 32-bit floats.
    F32,
    /// 16-bit floats. On a CPU half the memory of f32, not faster.
    F16,
    /// 16-bit floats with f32's range: the published checkpoints' type.
    Bf16,
    /// 8-bit integers with one f16 scale for every 32 of a row: 1.06 bytes a weight.
    Q8_0,
    /// 4-bit integers with scales for every 256 of a row: 0.56 bytes a weight; the head stays q8_0.
    Q4k,
}

/// Why a type was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DtypeError {
    /// No such type.
    #[error("dtype is {0}; allowed: auto, f32, f16, bf16, q8_0, q4k. Choose one of them")]
    Unknown(String),
    /// bf16 on a CPU without kernels for it.
    #[error(
        "dtype is bf16, but candle's CPU kernels have no bf16 arithmetic; allowed: f32, f16, q8_0, q4k. Choose f32 for small models and q8_0 for large ones, or our own kernels"
    )]
    Bf16OnCpu,
}

impl WeightType {
    /// Every type.
    pub const ALL: [Self; 5] = [Self::F32, Self::F16, Self::Bf16, Self::Q8_0, Self::Q4k];

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Bf16 => "bf16",
            Self::Q8_0 => "q8_0",
            Self::Q4k => "q4k",
        }
    }

    /// How candle quantises a tensor of this role; none where it stays dense. Embedding and norms always do.
    #[must_use]
    pub const fn quantized(self, role: Role) -> Option<GgmlDType> {
        match (self, role) {
            (Self::Q8_0, Role::Linear | Role::Head) | (Self::Q4k, Role::Head) => {
                Some(GgmlDType::Q8_0)
            }
            (Self::Q4k, Role::Linear) => Some(GgmlDType::Q4K),
            _ => None,
        }
    }

    /// The dense type, for the types that have one.
    #[must_use]
    pub const fn dense(self) -> Option<DType> {
        match self {
            Self::F32 => Some(DType::F32),
            Self::F16 => Some(DType::F16),
            Self::Bf16 => Some(DType::BF16),
            Self::Q8_0 | Self::Q4k => None,
        }
    }

    /// Type of the residual stream: f32 on a CPU and over quantised weights, else the weights' own.
    #[must_use]
    pub const fn activations(self, device: &Device) -> DType {
        match (device, self.dense()) {
            (Device::Cuda(_) | Device::Metal(_), Some(dtype)) => dtype,
            _ => DType::F32,
        }
    }

    /// Bytes of the weights of `model` in this type. Quantised types pad the last block of a row with zeros, and keep the
    /// embedding in 16 bits.
    #[must_use]
    pub fn bytes(self, model: &Model) -> u64 {
        let tensors = model.tensors();
        tensors.iter().map(|tensor| self.tensor_bytes(tensor)).sum()
    }

    /// Bytes of the weights that a pass reads: without the embedding, unless it is the head, too, and without what sees
    /// pictures before the first pass.
    #[must_use]
    pub fn pass_bytes(self, model: &Model) -> u64 {
        let tied = model.tied_head;
        let tensors = model.tensors();
        let is_read = |role| match role {
            Role::Embedding => tied,
            Role::Vision | Role::VisionVector => false,
            _ => true,
        };
        let read = tensors.iter().filter(|tensor| is_read(tensor.role));
        read.map(|tensor| self.tensor_bytes(tensor)).sum()
    }

    fn tensor_bytes(self, tensor: &TensorSpec) -> u64 {
        let columns = tensor.shape.last().copied().unwrap_or(0);
        let bytes = match (self.quantized(tensor.role), self.dense()) {
            (Some(blocks), _) => {
                let rows = tensor.elements() / columns.max(1);
                rows * columns.div_ceil(blocks.block_size()) * blocks.type_size()
            }
            (None, Some(dtype)) => tensor.elements() * dtype.size_in_bytes(),
            (None, None) if matches!(tensor.role, Role::Embedding | Role::Vision) => {
                2 * tensor.elements()
            }
            (None, None) => 4 * tensor.elements(),
        };
        bytes as u64
    }
}

impl DtypeChoice {
    /// The type that runs `model` on `device`, with our own kernels or without.
    ///
    /// # Errors
    /// [`DtypeError::Bf16OnCpu`].
    pub fn resolve(
        self,
        model: &Model,
        device: &Device,
        own_kernels: bool,
    ) -> Result<WeightType, DtypeError> {
        /// f32 weights up to this many bytes stay f32 on a CPU.
        const F32_LIMIT: u64 = 4_000_000_000;
        match self {
            Self::Exactly(WeightType::Bf16) if device.is_cpu() && !own_kernels => {
                Err(DtypeError::Bf16OnCpu)
            }
            Self::Exactly(dtype) => Ok(dtype),
            Self::Auto if !device.is_cpu() => Ok(WeightType::Bf16),
            Self::Auto if WeightType::F32.bytes(model) <= F32_LIMIT => Ok(WeightType::F32),
            Self::Auto => Ok(WeightType::Q8_0),
        }
    }
}

impl fmt::Display for WeightType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for DtypeChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Exactly(dtype) => dtype.fmt(f),
        }
    }
}

impl FromStr for DtypeChoice {
    type Err = DtypeError;

    fn from_str(text: &str) -> Result<Self, DtypeError> {
        if text == "auto" {
            return Ok(Self::Auto);
        }
        let known = WeightType::ALL
            .into_iter()
            .find(|dtype| dtype.as_str() == text);
        known
            .map(Self::Exactly)
            .ok_or_else(|| DtypeError::Unknown(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::architecture::llada::Config;
    use crate::checkpoint::NamedShape;

    #[test]
    fn auto_keeps_small_models_in_f32_and_quantises_large_ones() {
        let choose =
            |shape: NamedShape| DtypeChoice::Auto.resolve(&shape.model(), &Device::Cpu, true);
        assert_eq!(choose(NamedShape::Tiny), Ok(WeightType::F32));
        assert_eq!(choose(NamedShape::Llada8B), Ok(WeightType::Q8_0));
    }

    #[test]
    fn sizes_are_the_published_ones() {
        let model = NamedShape::Llada8B.model();
        assert_eq!(WeightType::Bf16.bytes(&model), 16_031_162_368);
        let q8_0 = WeightType::Q8_0.bytes(&model) as f64 / 1e9;
        assert!((8.9..9.1).contains(&q8_0), "{q8_0}");
    }

    #[test]
    fn rows_that_end_inside_a_block_are_padded() {
        let model = |mlp_hidden_size| {
            let config = Config {
                mlp_hidden_size,
                ..NamedShape::Tiny.config().unwrap()
            };
            config.model()
        };
        let (ragged, whole) = (model(161), model(192));
        for dtype in [WeightType::Q8_0, WeightType::Q4k] {
            let (ragged, whole) = (dtype.bytes(&ragged), dtype.bytes(&whole));
            assert!(ragged < whole, "gate and up have fewer rows");
            for own_kernels in [false, true] {
                let choice = DtypeChoice::Exactly(dtype);
                let chosen = choice.resolve(&model(161), &Device::Cpu, own_kernels);
                assert_eq!(chosen, Ok(dtype));
            }
        }
        let large = Config {
            mlp_hidden_size: 5461,
            ..NamedShape::Llada8B.config().unwrap()
        }
        .model();
        let chosen = DtypeChoice::Auto.resolve(&large, &Device::Cpu, true);
        assert_eq!(chosen, Ok(WeightType::Q8_0));
    }

    #[test]
    fn refusals_name_the_value_and_what_works() {
        let model = NamedShape::Tiny.model();
        let bf16: DtypeChoice = "bf16".parse().unwrap();
        assert_eq!(
            bf16.resolve(&model, &Device::Cpu, true),
            Ok(WeightType::Bf16)
        );
        let refused = bf16.resolve(&model, &Device::Cpu, false).unwrap_err();
        assert_eq!(refused, DtypeError::Bf16OnCpu);
        // What it names is not refused.
        let message = refused.to_string();
        for dtype in WeightType::ALL {
            let allowed = DtypeChoice::Exactly(dtype).resolve(&model, &Device::Cpu, false);
            assert!(allowed.is_err() || message.contains(dtype.as_str()));
        }
        let unknown = "q5".parse::<DtypeChoice>().unwrap_err().to_string();
        for dtype in WeightType::ALL {
            assert!(unknown.contains(dtype.as_str()), "{unknown}");
        }
        assert!(unknown.contains("q5"), "{unknown}");
    }
}
