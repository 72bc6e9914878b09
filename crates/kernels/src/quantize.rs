//! The quantised types of GGML, rounded exactly as candle rounds them.

use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};
use half::f16;

use super::packed::{BLOCK, SUPER_BLOCK};

/// A block of q8_0: scale and values; value ≈ scale · quantised.
pub(super) fn q8_0_block(values: &[f32; BLOCK]) -> (f16, [i8; BLOCK]) {
    let largest = values
        .iter()
        .fold(0.0_f32, |most, value| most.max(value.abs()));
    let scale = largest / 127.0;
    let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
    (
        f16::from_f32(scale),
        values.map(|value| (value * inverse).round() as i8),
    )
}

/// A block of q4k: value ≈ scale · scales[i / 32] · values[i] − minimum · minima[i / 32].
pub(super) struct Q4kBlock {
    pub(super) scale: f16,
    pub(super) minimum: f16,
    pub(super) scales: [u8; 8],
    pub(super) minima: [u8; 8],
    pub(super) values: [[u8; BLOCK]; 8],
}

/// Bytes of a block in GGML's own layout.
const GGML_BYTES: usize = 144;

impl Q4kBlock {
    /// Quantises a row whose length is a multiple of 256.
    pub(super) fn quantize(row: &[f32]) -> Vec<Self> {
        let quantised = Tensor::from_slice(row, row.len(), &Device::Cpu)
            .and_then(|row| QTensor::quantize(&row, GgmlDType::Q4K))
            .and_then(|row| Ok(row.data()?.into_owned()))
            .expect("a row of whole blocks on the CPU can be quantised");
        let blocks: Vec<Self> = Self::read_all(&quantised).collect();
        debug_assert_eq!(blocks.len() * SUPER_BLOCK, row.len());
        blocks
    }

    /// Reads blocks in GGML's layout.
    pub(super) fn read_all(bytes: &[u8]) -> impl Iterator<Item = Self> {
        bytes.as_chunks::<GGML_BYTES>().0.iter().map(Self::read)
    }

    /// Reads GGML's layout: scale, minimum, 8 pairs of 6-bit scales in 12 bytes, then four times 32 bytes that hold two
    /// sub-blocks each, the first in their low halves.
    fn read(bytes: &[u8; GGML_BYTES]) -> Self {
        let half = |at: usize| f16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let packed = &bytes[4..16];
        let six = |j: usize| {
            if j < 4 {
                return (packed[j] & 63, packed[j + 4] & 63);
            }
            let low = packed[j + 4];
            let high = |at: usize| (packed[at] >> 6) << 4;
            ((low & 15) | high(j - 4), (low >> 4) | high(j))
        };
        let nibbles = &bytes[16..];
        Self {
            scale: half(0),
            minimum: half(2),
            scales: std::array::from_fn(|j| six(j).0),
            minima: std::array::from_fn(|j| six(j).1),
            values: std::array::from_fn(|j| {
                std::array::from_fn(|i| nibbles[j / 2 * BLOCK + i] >> (4 * (j % 2)) & 15)
            }),
        }
    }

    /// The values that the block stands for.
    #[cfg(test)]
    pub(super) fn values(&self) -> impl Iterator<Item = f32> {
        let (scale, minimum) = (self.scale.to_f32(), self.minimum.to_f32());
        (0..SUPER_BLOCK).map(move |i| {
            let (sub, inside) = (i / BLOCK, i % BLOCK);
            let value = f32::from(self.values[sub][inside]);
            scale * f32::from(self.scales[sub]) * value - minimum * f32::from(self.minima[sub])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::values;

    fn row(length: usize) -> Vec<f32> {
        values(length, 3)
            .into_iter()
            .map(|x| 0.5 * x + 0.1)
            .collect()
    }

    /// What candle makes of the row.
    fn candle(row: &[f32], dtype: GgmlDType) -> Vec<f32> {
        let row = Tensor::from_slice(row, row.len(), &Device::Cpu).unwrap();
        let quantised = QTensor::quantize(&row, dtype).unwrap();
        quantised
            .dequantize(&Device::Cpu)
            .unwrap()
            .to_vec1()
            .unwrap()
    }

    #[test]
    fn q8_0_is_candles() {
        let row = row(96);
        let expected = candle(&row, GgmlDType::Q8_0);
        let (blocks, _) = row.as_chunks::<BLOCK>();
        let found: Vec<f32> = blocks
            .iter()
            .flat_map(|block| {
                let (scale, values) = q8_0_block(block);
                values.map(|value| scale.to_f32() * f32::from(value))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn q4k_is_candles() {
        let row = row(512);
        let found: Vec<f32> = Q4kBlock::quantize(&row)
            .iter()
            .flat_map(Q4kBlock::values)
            .collect();
        let expected = candle(&row, GgmlDType::Q4K);
        assert!(
            found
                .iter()
                .zip(&expected)
                .all(|(a, b)| (a - b).abs() < 1e-6)
        );
    }
}
