//! In which type the weights are kept: what may be asked for, and what runs where.

use std::fmt;
use std::str::FromStr;

use candle_core::quantized::GgmlDType;
use candle_core::{DType, Device};

use crate::checkpoint::layout::{self, Role};
use crate::config::Config;

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
    /// Rows that do not divide into blocks.
    #[error(
        "dtype is {dtype}, which needs rows divisible by {block}, but {name} has rows of {columns}; allowed: {allowed}. Choose one of them"
    )]
    Rows {
        /// The type.
        dtype: WeightType,
        /// Its block.
        block: usize,
        /// The first tensor whose rows do not divide.
        name: String,
        /// The length of its rows.
        columns: usize,
        /// Types that would work.
        allowed: &'static str,
    },
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

    /// Bytes of the weights of `config` in this type; quantised types keep the embedding in 16 bits.
    #[must_use]
    pub fn bytes(self, config: &Config) -> u64 {
        let each = |role: Role| match (self.quantized(role), self.dense()) {
            (Some(blocks), _) => blocks.type_size() as f64 / blocks.block_size() as f64,
            (None, Some(dtype)) => dtype.size_in_bytes() as f64,
            (None, None) if role == Role::Embedding => 2.0,
            (None, None) => 4.0,
        };
        let tensors = layout::layout(config);
        let bytes: f64 = tensors
            .iter()
            .map(|tensor| tensor.elements() as f64 * each(tensor.role))
            .sum();
        bytes as u64
    }

    /// Checks that the model's rows divide into this type's blocks.
    ///
    /// # Errors
    /// [`DtypeError::Rows`] naming the first tensor that does not fit.
    pub fn check(self, config: &Config) -> Result<(), DtypeError> {
        for tensor in layout::layout(config) {
            let columns = tensor.shape.last().copied().unwrap_or(0);
            let Some(block) = self
                .quantized(tensor.role)
                .map(|blocks| blocks.block_size())
            else {
                continue;
            };
            if !columns.is_multiple_of(block) {
                let q8_0 = Self::Q8_0.check(config);
                let allowed = match self {
                    Self::Q4k if q8_0.is_ok() => "f32, f16, q8_0",
                    _ => "f32, f16",
                };
                return Err(DtypeError::Rows {
                    dtype: self,
                    block,
                    name: tensor.name,
                    columns,
                    allowed,
                });
            }
        }
        Ok(())
    }
}

impl DtypeChoice {
    /// The type that runs `config` on `device`, with our own kernels or without.
    ///
    /// # Errors
    /// [`DtypeError`]: bf16 on a CPU, or rows that do not divide.
    pub fn resolve(
        self,
        config: &Config,
        device: &Device,
        own_kernels: bool,
    ) -> Result<WeightType, DtypeError> {
        /// f32 weights up to this many bytes stay f32 on a CPU.
        const F32_LIMIT: u64 = 4_000_000_000;
        let dtype = match self {
            Self::Exactly(WeightType::Bf16) if device.is_cpu() && !own_kernels => {
                return Err(DtypeError::Bf16OnCpu);
            }
            Self::Exactly(dtype) => dtype,
            Self::Auto if !device.is_cpu() => WeightType::Bf16,
            Self::Auto if WeightType::F32.bytes(config) <= F32_LIMIT => WeightType::F32,
            Self::Auto => WeightType::Q8_0,
        };
        dtype.check(config)?;
        Ok(dtype)
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
    use crate::checkpoint::NamedShape;

    #[test]
    fn auto_keeps_small_models_in_f32_and_quantises_large_ones() {
        let choose =
            |shape: NamedShape| DtypeChoice::Auto.resolve(&shape.config(), &Device::Cpu, true);
        assert_eq!(choose(NamedShape::Tiny), Ok(WeightType::F32));
        assert_eq!(choose(NamedShape::Llada8B), Ok(WeightType::Q8_0));
    }

    #[test]
    fn sizes_are_the_published_ones() {
        let config = NamedShape::Llada8B.config();
        assert_eq!(WeightType::Bf16.bytes(&config), 16_031_162_368);
        let q8_0 = WeightType::Q8_0.bytes(&config) as f64 / 1e9;
        assert!((8.9..9.1).contains(&q8_0), "{q8_0}");
    }

    #[test]
    fn refusals_name_the_rows_and_what_works() {
        let odd = Config {
            mlp_hidden_size: 160,
            d_model: 64,
            n_heads: 4,
            n_kv_heads: 4,
            ..NamedShape::Tiny.config()
        };
        assert_eq!(WeightType::Q8_0.check(&odd), Ok(()));
        let message = WeightType::Q4k.check(&odd).unwrap_err().to_string();
        assert!(
            message.contains("rows divisible by 256") && message.contains("q8_0"),
            "{message}"
        );
        let bf16 = "bf16".parse::<DtypeChoice>().unwrap();
        let refused = bf16.resolve(&odd, &Device::Cpu, false);
        assert_eq!(refused, Err(DtypeError::Bf16OnCpu));
        assert_eq!(bf16.resolve(&odd, &Device::Cpu, true), Ok(WeightType::Bf16));
        assert!(
            "q5".parse::<DtypeChoice>()
                .unwrap_err()
                .to_string()
                .contains("q5")
        );
    }
}
