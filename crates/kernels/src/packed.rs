//! Weight matrices in the order in which the kernels read them.
//!
//! Outputs come in panels of 32, a panel of the product's columns; inside a panel the layout depends on the format:
//!
//! ```text
//! f32           [2][inputs][16] f32
//! f16, bf16     [inputs / 2][32][2]: pairs of neighbouring inputs; so are f32 that bf16 holds
//! q8_0          [inputs / 32][8][32][4] u8, the quantised value + 128; then [inputs / 32][32] f16 scales
//! q4k           [inputs / 32][4][32][4] u8, groups g and g + 4 in the low and high half of a byte;
//!               then [inputs / 256][2][32] f16, scale and minimum of 256; then [inputs / 32][2][32] u8, those of 32
//! ```
//!
//! Outputs beyond the last are zero. Every part of a panel starts at a multiple of 64 bytes.

use bytemuck::cast_slice;
use half::{bf16, f16};
use rayon::prelude::*;

use super::bytes::Bytes;
use super::panels::PANEL;
use super::quantize::{Q4kBlock, q8_0_block};
use super::x86::HALF;

/// Outputs of a panel of weights: those of a panel of activations.
pub const LANES: usize = PANEL;
/// Values that share a scale in q8_0, and a pair of small scales in q4k.
pub const BLOCK: usize = 32;
/// Values that share a pair of large scales in q4k.
pub const SUPER_BLOCK: usize = 256;

/// How the weights are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// 32-bit floats.
    F32,
    /// 32-bit floats whose lower halves are zero: kept as bf16, and multiplied as what they are.
    F32AsBf16,
    /// 16-bit floats.
    F16,
    /// 16-bit floats with f32's range.
    Bf16,
    /// 8-bit integers with a scale for every 32.
    Q8_0,
    /// 4-bit integers with scales for every 32 and 256.
    Q4k,
}

impl Format {
    /// Rows are padded with zeros to a multiple of this.
    const fn block(self) -> usize {
        match self {
            Self::Q4k => SUPER_BLOCK,
            _ => PANEL,
        }
    }

    /// Bytes of a panel of this many inputs.
    const fn panel_bytes(self, inputs: usize) -> usize {
        match self {
            Self::F32 => inputs * LANES * 4,
            Self::F32AsBf16 | Self::F16 | Self::Bf16 => inputs * LANES * 2,
            Self::Q8_0 => inputs * LANES + inputs / BLOCK * LANES * 2,
            Self::Q4k => {
                inputs / 2 * LANES + inputs / SUPER_BLOCK * 4 * LANES + inputs / BLOCK * 2 * LANES
            }
        }
    }
}

/// A matrix `[outputs, inputs]`, packed.
#[derive(Debug, Clone)]
pub struct PackedMatrix {
    format: Format,
    outputs: usize,
    inputs: usize,
    bytes: Bytes,
}

impl PackedMatrix {
    /// Packs a matrix whose rows `row` writes; called once for every output, from several threads.
    #[must_use]
    pub fn pack(
        format: Format,
        outputs: usize,
        inputs: usize,
        row: impl Fn(usize, &mut [f32]) + Sync,
    ) -> Self {
        let padded = inputs.next_multiple_of(format.block());
        let mut bytes = Bytes::zeroed(Self::size(format, outputs, inputs));
        let size = format.panel_bytes(padded);
        let panels = bytes.as_mut().par_chunks_exact_mut(size).enumerate();
        panels.for_each_init(
            || vec![0.0; padded * LANES],
            |rows, (panel, bytes)| {
                rows.fill(0.0);
                let first = panel * LANES;
                let count = LANES.min(outputs - first);
                for (lane, values) in rows.chunks_exact_mut(padded).take(count).enumerate() {
                    row(first + lane, &mut values[..inputs]);
                }
                pack_panel(format, rows, padded, bytes);
            },
        );
        Self {
            format,
            outputs,
            inputs,
            bytes,
        }
    }

    /// Packs a matrix in q4k whose rows are Q4_K blocks of GGML, `inputs / 256 · 144` bytes each, bit for bit; a row without
    /// blocks is zero.
    ///
    /// # Panics
    /// `inputs` is no multiple of 256: then there are no such rows.
    #[must_use]
    pub fn pack_q4k_blocks<'a>(
        outputs: usize,
        inputs: usize,
        row: impl Fn(usize) -> Option<&'a [u8]> + Sync,
    ) -> Self {
        let format = Format::Q4k;
        assert!(inputs.is_multiple_of(SUPER_BLOCK), "rows of whole blocks");
        let mut bytes = Bytes::zeroed(Self::size(format, outputs, inputs));
        let size = format.panel_bytes(inputs);
        let panels = bytes.as_mut().par_chunks_exact_mut(size).enumerate();
        panels.for_each(|(panel, bytes)| {
            let first = panel * LANES;
            for lane in 0..LANES.min(outputs - first) {
                let blocks = row(first + lane).unwrap_or_default();
                put_q4k(Q4kBlock::read_all(blocks), lane, inputs, bytes);
            }
        });
        Self {
            format,
            outputs,
            inputs,
            bytes,
        }
    }

    /// A matrix that was packed before; none if the bytes are not as many as they must be.
    #[must_use]
    pub fn from_bytes(format: Format, outputs: usize, inputs: usize, bytes: Bytes) -> Option<Self> {
        let expected = Self::size(format, outputs, inputs);
        (bytes.as_ref().len() == expected).then_some(Self {
            format,
            outputs,
            inputs,
            bytes,
        })
    }

    /// Bytes of a packed matrix of this shape.
    #[must_use]
    pub const fn size(format: Format, outputs: usize, inputs: usize) -> usize {
        let padded = inputs.next_multiple_of(format.block());
        format.panel_bytes(padded) * outputs.div_ceil(LANES)
    }

    /// How the weights are stored.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Rows of the matrix.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        self.outputs
    }

    /// Columns of the matrix.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.inputs
    }

    /// Columns with their padding.
    #[must_use]
    pub const fn padded_inputs(&self) -> usize {
        self.inputs.next_multiple_of(self.format.block())
    }

    /// Panels of 32 outputs.
    #[must_use]
    pub const fn panels(&self) -> usize {
        self.outputs.div_ceil(LANES)
    }

    /// The packed weights.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_ref()
    }

    /// One panel.
    pub(super) fn panel(&self, index: usize) -> &[u8] {
        let size = self.format.panel_bytes(self.padded_inputs());
        &self.bytes()[index * size..][..size]
    }
}

/// Packs 32 rows of `inputs` values.
fn pack_panel(format: Format, rows: &[f32], inputs: usize, bytes: &mut [u8]) {
    let at = |lane: usize, input: usize| rows[lane * inputs + input];
    match format {
        Format::F32 => {
            let values: &mut [f32] = bytemuck::cast_slice_mut(bytes);
            for (half, values) in values.chunks_exact_mut(inputs * HALF).enumerate() {
                for (input, lanes) in values.chunks_exact_mut(HALF).enumerate() {
                    let lanes = lanes.iter_mut().enumerate();
                    lanes.for_each(|(lane, value)| *value = at(half * HALF + lane, input));
                }
            }
        }
        Format::F16 => pack_pairs(bytes, at, |value| f16::from_f32(value).to_bits()),
        Format::F32AsBf16 | Format::Bf16 => {
            pack_pairs(bytes, at, |value| bf16::from_f32(value).to_bits())
        }
        Format::Q8_0 => pack_q8_0(rows, inputs, bytes),
        Format::Q4k => pack_q4k(rows, inputs, bytes),
    }
}

fn pack_pairs(bytes: &mut [u8], at: impl Fn(usize, usize) -> f32, half: impl Fn(f32) -> u16) {
    let values: &mut [u16] = bytemuck::cast_slice_mut(bytes);
    for (pair, lanes) in values.chunks_exact_mut(2 * LANES).enumerate() {
        for (lane, both) in lanes.chunks_exact_mut(2).enumerate() {
            both[0] = half(at(lane, 2 * pair));
            both[1] = half(at(lane, 2 * pair + 1));
        }
    }
}

/// Bytes of one block of all lanes.
const BLOCK_BYTES: usize = BLOCK * LANES;

fn pack_q8_0(rows: &[f32], inputs: usize, bytes: &mut [u8]) {
    let (quants, scales) = bytes.split_at_mut(inputs * LANES);
    let scales: &mut [u16] = bytemuck::cast_slice_mut(scales);
    for (lane, row) in rows.chunks_exact(inputs).enumerate() {
        for (block, values) in row.as_chunks::<BLOCK>().0.iter().enumerate() {
            let (scale, quantised) = q8_0_block(values);
            scales[block * LANES + lane] = scale.to_bits();
            let to = &mut quants[block * BLOCK_BYTES..][..BLOCK_BYTES];
            for (index, value) in quantised.into_iter().enumerate() {
                to[index / 4 * 4 * LANES + lane * 4 + index % 4] = (i16::from(value) + 128) as u8;
            }
        }
    }
}

fn pack_q4k(rows: &[f32], inputs: usize, bytes: &mut [u8]) {
    for (lane, row) in rows.chunks_exact(inputs).enumerate() {
        put_q4k(Q4kBlock::quantize(row).into_iter(), lane, inputs, bytes);
    }
}

/// Writes the blocks of one output into its lane of a panel of zeros.
fn put_q4k(blocks: impl Iterator<Item = Q4kBlock>, lane: usize, inputs: usize, bytes: &mut [u8]) {
    let (quants, rest) = bytes.split_at_mut(inputs / 2 * LANES);
    let (large, small) = rest.split_at_mut(inputs / SUPER_BLOCK * 4 * LANES);
    let large: &mut [u16] = bytemuck::cast_slice_mut(large);
    for (index, block) in blocks.enumerate() {
        large[index * 2 * LANES + lane] = block.scale.to_bits();
        large[(index * 2 + 1) * LANES + lane] = block.minimum.to_bits();
        for (sub, quantised) in block.values.iter().enumerate() {
            let at = index * (SUPER_BLOCK / BLOCK) + sub;
            small[at * 2 * LANES + lane] = block.scales[sub];
            small[(at * 2 + 1) * LANES + lane] = block.minima[sub];
            let to = &mut quants[at * BLOCK_BYTES / 2..][..BLOCK_BYTES / 2];
            for (k, value) in quantised.iter().enumerate() {
                let (group, j) = (k / 4, k % 4);
                let byte = &mut to[group % 4 * 4 * LANES + lane * 4 + j];
                *byte |= value << (4 * (group / 4));
            }
        }
    }
}

/// The parts of a q8_0 panel: quantised values and scales.
pub(super) fn q8_0_parts(panel: &[u8], inputs: usize) -> (&[u8], &[u16]) {
    let (quants, scales) = panel.split_at(inputs * LANES);
    (quants, cast_slice(scales))
}

/// The parts of a q4k panel: quantised values, large scales, small scales.
pub(super) fn q4k_parts(panel: &[u8], inputs: usize) -> (&[u8], &[u16], &[u8]) {
    let (quants, rest) = panel.split_at(inputs / 2 * LANES);
    let (large, small) = rest.split_at(inputs / SUPER_BLOCK * 4 * LANES);
    (quants, cast_slice(large), small)
}
