//! A weight as its source delivers it.

use std::ops::Range;

use candle_core::{DType, Device, Tensor};
use half::{bf16, f16};

use crate::blocks::{BlockTensor, BlockType};

/// A weight as it is stored, read row by row.
#[derive(Debug)]
pub enum Rows<'a> {
    /// Little-endian numbers of a file.
    Stored {
        /// The bytes.
        bytes: &'a [u8],
        /// f32, f16 or bf16.
        dtype: DType,
    },
    /// Blocks of a GGUF file.
    Blocks(BlockTensor<'a>),
    /// Numbers in memory.
    Values(Vec<f32>),
}

impl Rows<'_> {
    /// The rows from `range` on of a weight with rows of `columns` numbers.
    #[must_use]
    pub fn narrow(self, range: Range<usize>, columns: usize) -> Self {
        match self {
            Self::Stored { bytes, dtype } => {
                let size = columns * dtype.size_in_bytes();
                Self::Stored {
                    bytes: &bytes[range.start * size..range.end * size],
                    dtype,
                }
            }
            Self::Blocks(tensor) => match tensor.narrow(range.clone()) {
                Some(part) => Self::Blocks(part),
                None => Self::Values(tensor.values()).narrow(range, columns),
            },
            Self::Values(mut values) => {
                values.truncate(range.end * columns);
                values.drain(..range.start * columns);
                Self::Values(values)
            }
        }
    }

    /// The type of a GGUF file's blocks.
    #[must_use]
    pub const fn block_type(&self) -> Option<BlockType> {
        match self {
            Self::Blocks(tensor) => Some(tensor.kind()),
            Self::Stored { .. } | Self::Values(_) => None,
        }
    }

    /// A row in a GGUF file's blocks.
    ///
    /// # Panics
    /// There is no such row.
    #[must_use]
    pub fn blocks(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Blocks(tensor) => Some(tensor.row(row)),
            Self::Stored { .. } | Self::Values(_) => None,
        }
    }

    /// The weight as a tensor on the CPU in its stored type.
    ///
    /// # Errors
    /// The numbers do not fill the shape.
    pub fn tensor(self, shape: &[usize]) -> candle_core::Result<Tensor> {
        match self {
            Self::Stored { bytes, dtype } => {
                Tensor::from_raw_buffer(bytes, dtype, shape, &Device::Cpu)
            }
            Self::Blocks(tensor) => Tensor::from_vec(tensor.values(), shape, &Device::Cpu),
            Self::Values(values) => Tensor::from_vec(values, shape, &Device::Cpu),
        }
    }

    /// Writes a row whose length is `to`'s.
    pub fn copy(&self, row: usize, to: &mut [f32]) {
        let columns = to.len();
        let (bytes, dtype) = match self {
            Rows::Values(values) => {
                to.copy_from_slice(&values[row * columns..][..columns]);
                return;
            }
            Rows::Blocks(tensor) => return tensor.copy(row, to),
            Rows::Stored { bytes, dtype } => (bytes, *dtype),
        };
        let size = dtype.size_in_bytes();
        let bytes = &bytes[row * columns * size..][..columns * size];
        let pairs = bytes
            .as_chunks::<2>()
            .0
            .iter()
            .copied()
            .map(u16::from_le_bytes);
        match dtype {
            DType::F16 => {
                to.iter_mut()
                    .zip(pairs)
                    .for_each(|(to, bits)| *to = f16::from_bits(bits).to_f32());
            }
            DType::BF16 => {
                to.iter_mut()
                    .zip(pairs)
                    .for_each(|(to, bits)| *to = bf16::from_bits(bits).to_f32());
            }
            _ => {
                let fours = bytes
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .copied()
                    .map(f32::from_le_bytes);
                to.iter_mut().zip(fours).for_each(|(to, value)| *to = value);
            }
        }
    }

    /// The first row.
    #[must_use]
    pub fn vector(&self, length: usize) -> Vec<f32> {
        let mut values = vec![0.0; length];
        self.copy(0, &mut values);
        values
    }
}
