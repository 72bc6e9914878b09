//! The types in which GGUF stores tensors: how many bytes they take and what numbers they stand for.

use std::fmt;

use candle_core::quantized::GgmlDType;
use half::{bf16, f16};

/// A type whose tensors are read. Every row is a whole number of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockType {
    /// 32-bit floats.
    F32,
    /// 16-bit floats.
    F16,
    /// 16-bit floats with f32's range.
    Bf16,
    /// 32 4-bit integers and a scale.
    Q4_0,
    /// 32 4-bit integers, a scale and a minimum.
    Q4_1,
    /// 32 5-bit integers and a scale.
    Q5_0,
    /// 32 5-bit integers, a scale and a minimum.
    Q5_1,
    /// 32 8-bit integers and a scale.
    Q8_0,
    /// 256 4-bit integers, scales and minima.
    Q4K,
    /// 256 5-bit integers, scales and minima.
    Q5K,
    /// 256 6-bit integers and scales.
    Q6K,
}

/// Types that GGUF knows beside those of [`BlockType`], by number: for refusals by name.
const OTHERS: [(u32, &str); 24] = [
    (9, "Q8_1"),
    (10, "Q2_K"),
    (11, "Q3_K"),
    (15, "Q8_K"),
    (16, "IQ2_XXS"),
    (17, "IQ2_XS"),
    (18, "IQ3_XXS"),
    (19, "IQ1_S"),
    (20, "IQ4_NL"),
    (21, "IQ3_S"),
    (22, "IQ2_S"),
    (23, "IQ4_XS"),
    (24, "I8"),
    (25, "I16"),
    (26, "I32"),
    (27, "I64"),
    (28, "F64"),
    (29, "IQ1_M"),
    (31, "Q4_0_4_4"),
    (32, "Q4_0_4_8"),
    (33, "Q4_0_8_8"),
    (34, "TQ1_0"),
    (35, "TQ2_0"),
    (39, "MXFP4"),
];

impl BlockType {
    /// Every type that is read.
    pub const ALL: [Self; 11] = [
        Self::F32,
        Self::F16,
        Self::Bf16,
        Self::Q4_0,
        Self::Q4_1,
        Self::Q5_0,
        Self::Q5_1,
        Self::Q8_0,
        Self::Q4K,
        Self::Q5K,
        Self::Q6K,
    ];

    /// The type of a number in a file.
    ///
    /// # Errors
    /// It is not read; its name, or its number where it has none.
    pub fn from_number(number: u32) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|kind| kind.number() == number);
        known.ok_or_else(|| {
            let other = OTHERS.iter().find(|(other, _)| *other == number);
            other.map_or_else(|| format!("type {number}"), |(_, name)| (*name).to_owned())
        })
    }

    /// Its number in a file.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::F32 => 0,
            Self::F16 => 1,
            Self::Q4_0 => 2,
            Self::Q4_1 => 3,
            Self::Q5_0 => 6,
            Self::Q5_1 => 7,
            Self::Q8_0 => 8,
            Self::Q4K => 12,
            Self::Q5K => 13,
            Self::Q6K => 14,
            Self::Bf16 => 30,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::F32 => "F32",
            Self::F16 => "F16",
            Self::Bf16 => "BF16",
            Self::Q4_0 => "Q4_0",
            Self::Q4_1 => "Q4_1",
            Self::Q5_0 => "Q5_0",
            Self::Q5_1 => "Q5_1",
            Self::Q8_0 => "Q8_0",
            Self::Q4K => "Q4_K",
            Self::Q5K => "Q5_K",
            Self::Q6K => "Q6_K",
        }
    }

    /// The same type for candle.
    #[must_use]
    pub const fn candle(self) -> GgmlDType {
        match self {
            Self::F32 => GgmlDType::F32,
            Self::F16 => GgmlDType::F16,
            Self::Bf16 => GgmlDType::BF16,
            Self::Q4_0 => GgmlDType::Q4_0,
            Self::Q4_1 => GgmlDType::Q4_1,
            Self::Q5_0 => GgmlDType::Q5_0,
            Self::Q5_1 => GgmlDType::Q5_1,
            Self::Q8_0 => GgmlDType::Q8_0,
            Self::Q4K => GgmlDType::Q4K,
            Self::Q5K => GgmlDType::Q5K,
            Self::Q6K => GgmlDType::Q6K,
        }
    }

    /// Values of a block.
    #[must_use]
    pub const fn block(self) -> usize {
        match self {
            Self::F32 | Self::F16 | Self::Bf16 => 1,
            Self::Q4_0 | Self::Q4_1 | Self::Q5_0 | Self::Q5_1 | Self::Q8_0 => 32,
            Self::Q4K | Self::Q5K | Self::Q6K => 256,
        }
    }

    /// Bytes of a block.
    #[must_use]
    pub const fn block_bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F16 | Self::Bf16 => 2,
            Self::Q4_0 => 18,
            Self::Q4_1 => 20,
            Self::Q5_0 => 22,
            Self::Q5_1 => 24,
            Self::Q8_0 => 34,
            Self::Q4K => 144,
            Self::Q5K => 176,
            Self::Q6K => 210,
        }
    }

    /// Whether it has more bits than the 4-bit types with which files mix it, but fewer than 8.
    #[must_use]
    pub const fn is_finer_than_q4(self) -> bool {
        matches!(self, Self::Q5_0 | Self::Q5_1 | Self::Q5K | Self::Q6K)
    }

    /// Bytes of so many values, which must be whole blocks.
    #[must_use]
    pub const fn bytes(self, values: usize) -> usize {
        values / self.block() * self.block_bytes()
    }

    /// Writes the numbers that `bytes` stand for; `to` takes as many as there are.
    pub fn dequantize(self, bytes: &[u8], to: &mut [f32]) {
        let blocks = bytes.chunks_exact(self.block_bytes());
        let values = to.chunks_exact_mut(self.block());
        let each: fn(&[u8], &mut [f32]) = match self {
            Self::F32 => {
                |bytes, to| to[0] = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
            }
            Self::F16 => |bytes, to| to[0] = half(bytes),
            Self::Bf16 => |bytes, to| to[0] = bf16::from_le_bytes([bytes[0], bytes[1]]).to_f32(),
            Self::Q4_0 => |bytes, to| four_bits(&bytes[2..], to, half(bytes), -8, 0.0),
            Self::Q4_1 => |bytes, to| four_bits(&bytes[4..], to, half(bytes), 0, half(&bytes[2..])),
            Self::Q5_0 => |bytes, to| five_bits(&bytes[2..], to, half(bytes), -16, 0.0),
            Self::Q5_1 => |bytes, to| five_bits(&bytes[4..], to, half(bytes), 0, half(&bytes[2..])),
            Self::Q8_0 => q8_0,
            Self::Q4K => q4k,
            Self::Q5K => q5k,
            Self::Q6K => q6k,
        };
        blocks.zip(values).for_each(|(bytes, to)| each(bytes, to));
    }
}

impl fmt::Display for BlockType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn half(bytes: &[u8]) -> f32 {
    f16::from_le_bytes([bytes[0], bytes[1]]).to_f32()
}

/// 16 bytes: the first half of the values low, the second high.
fn four_bits(bytes: &[u8], to: &mut [f32], scale: f32, offset: i32, minimum: f32) {
    let (low, high) = to.split_at_mut(16);
    for ((byte, low), high) in bytes.iter().zip(low).zip(high) {
        *low = scale * (i32::from(byte & 15) + offset) as f32 + minimum;
        *high = scale * (i32::from(byte >> 4) + offset) as f32 + minimum;
    }
}

/// As [`four_bits`], after four bytes with the fifth bit of each value.
fn five_bits(bytes: &[u8], to: &mut [f32], scale: f32, offset: i32, minimum: f32) {
    let fifths = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let (low, high) = to.split_at_mut(16);
    for (index, ((byte, low), high)) in bytes[4..].iter().zip(low).zip(high).enumerate() {
        let fifth = |at: usize| ((fifths >> at & 1) << 4) as i32;
        *low = scale * ((i32::from(byte & 15) | fifth(index)) + offset) as f32 + minimum;
        *high = scale * ((i32::from(byte >> 4) | fifth(index + 16)) + offset) as f32 + minimum;
    }
}

fn q8_0(bytes: &[u8], to: &mut [f32]) {
    let scale = half(bytes);
    for (byte, to) in bytes[2..].iter().zip(to) {
        *to = scale * f32::from(byte.cast_signed());
    }
}

/// Scale and minimum of 32 values: six bits each of twelve bytes.
fn six_bits(packed: &[u8], sub: usize) -> (f32, f32) {
    let (scale, minimum) = if sub < 4 {
        (packed[sub] & 63, packed[sub + 4] & 63)
    } else {
        let low = packed[sub + 4];
        let high = |at: usize| packed[at] >> 6 << 4;
        ((low & 15) | high(sub - 4), (low >> 4) | high(sub))
    };
    (f32::from(scale), f32::from(minimum))
}

fn q4k(bytes: &[u8], to: &mut [f32]) {
    let (scale, minimum) = (half(bytes), half(&bytes[2..]));
    for (sub, to) in to.chunks_exact_mut(32).enumerate() {
        let (scales, minima) = six_bits(&bytes[4..16], sub);
        let values = &bytes[16 + sub / 2 * 32..][..32];
        for (byte, to) in values.iter().zip(to) {
            let value = f32::from(byte >> (4 * (sub % 2)) & 15);
            *to = scale * scales * value - minimum * minima;
        }
    }
}

fn q5k(bytes: &[u8], to: &mut [f32]) {
    let (scale, minimum) = (half(bytes), half(&bytes[2..]));
    let fifths = &bytes[16..48];
    for (sub, to) in to.chunks_exact_mut(32).enumerate() {
        let (scales, minima) = six_bits(&bytes[4..16], sub);
        let values = &bytes[48 + sub / 2 * 32..][..32];
        for ((byte, fifth), to) in values.iter().zip(fifths).zip(to) {
            let value = byte >> (4 * (sub % 2)) & 15 | (fifth >> sub & 1) << 4;
            *to = scale * scales * f32::from(value) - minimum * minima;
        }
    }
}

fn q6k(bytes: &[u8], to: &mut [f32]) {
    let (low, rest) = bytes.split_at(128);
    let (high, rest) = rest.split_at(64);
    let (scales, scale) = rest.split_at(16);
    let scale = half(scale);
    for (index, to) in to.iter_mut().enumerate() {
        // Two halves of 128, each four quarters of 32 that share bytes.
        let (part, inside) = (index / 128, index % 128);
        let (quarter, at) = (inside / 32, inside % 32);
        let low = low[part * 64 + quarter % 2 * 32 + at] >> (4 * (quarter / 2)) & 15;
        let high = high[part * 32 + at] >> (2 * quarter) & 3;
        let value = i32::from(low | high << 4) - 32;
        let small = scales[part * 8 + quarter * 2 + at / 16].cast_signed();
        *to = scale * f32::from(small) * value as f32;
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use candle_core::quantized::{QStorage, QTensor};
    use candle_core::{Device, Tensor};

    use super::*;

    /// Quantised by candle, then read by both.
    #[test]
    fn every_type_is_read_as_candle_reads_it() {
        let values: Vec<f32> = (0..1024_u32)
            .map(|index| (index.wrapping_mul(2_654_435_761) as f32 / 4e9 - 0.5) * 3.0)
            .collect();
        let tensor = Tensor::new(values.as_slice(), &Device::Cpu).unwrap();
        for kind in BlockType::ALL {
            let theirs = kind.candle();
            assert_eq!(
                (theirs.block_size(), theirs.type_size()),
                (kind.block(), kind.block_bytes()),
                "{kind}"
            );
            let quantised = QTensor::quantize(&tensor, theirs).unwrap();
            let bytes = quantised.data().unwrap().into_owned();
            assert_eq!(bytes.len(), kind.bytes(values.len()));
            let mut found = vec![0.0; values.len()];
            kind.dequantize(&bytes, &mut found);
            let storage = QStorage::from_data(Cow::Owned(bytes), &Device::Cpu, theirs).unwrap();
            let expected = QTensor::new(storage, values.len())
                .unwrap()
                .dequantize(&Device::Cpu)
                .unwrap();
            let expected: Vec<f32> = expected.to_vec1().unwrap();
            for (found, expected) in found.iter().zip(&expected) {
                assert!(
                    (found - expected).abs() <= 1e-6 * expected.abs().max(1e-3),
                    "{kind}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn numbers_and_names() {
        for kind in BlockType::ALL {
            assert_eq!(BlockType::from_number(kind.number()), Ok(kind));
        }
        assert_eq!(BlockType::from_number(23), Err("IQ4_XS".to_owned()));
        assert_eq!(BlockType::from_number(39), Err("MXFP4".to_owned()));
        assert_eq!(BlockType::from_number(999), Err("type 999".to_owned()));
    }
}
