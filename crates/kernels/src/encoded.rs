//! The left factor of a product in the form that a kernel multiplies: rows of f32, of bf16, or of 8-bit integers.

use std::ops::Range;

use rayon::prelude::*;

use super::packed::BLOCK;
use super::panels::{PANEL, Panels};
use crate::simd::vectorized;

/// What a kernel multiplies with the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// As they are, in groups of so many rows at most.
    F32(usize),
    /// Rounded to bf16.
    Bf16,
    /// Rounded to bf16, in the order in which tiles are read.
    Tiles,
    /// 8-bit integers with a scale for every 32 of a row.
    Int8,
}

/// Rows of a tile of AMX.
pub(super) const TILE_ROWS: usize = 16;

/// One row of a tile: 16 pairs of bf16, the lower one first.
#[derive(Debug, Clone, Copy, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C, align(64))]
pub(super) struct TileRow([u32; PANEL / 2]);

/// Rows of activations, encoded; the memory is used again by the next product.
#[derive(Debug, Default)]
pub struct Encoded {
    pub(super) rows: usize,
    /// Columns with the padding that the weights have.
    pub(super) inputs: usize,
    /// Distance of two rows.
    pub(super) stride: usize,
    /// If encoded as f32: for each group of [`even_groups`], with room for the largest, `[inputs][rows of the group]`.
    pub(super) f32: Vec<f32>,
    /// `[rows][stride / 2]` pairs, if encoded as bf16.
    pub(super) bf16: Vec<u32>,
    /// `[rows / 16][inputs / 32][16]`, if encoded in tiles.
    pub(super) tiles: Vec<TileRow>,
    /// `[rows][stride]`, if encoded as 8-bit integers.
    pub(super) int8: Vec<i8>,
    /// `[rows][inputs / 32]`: what an integer of the block is worth.
    pub(super) scales: Vec<f32>,
    /// `[rows][inputs / 32]`: −128 times the sum of the block's integers.
    pub(super) offsets: Vec<i32>,
    /// `[rows][inputs / 32]`: what that sum itself is worth.
    pub(super) worth: Vec<f32>,
}

/// A root-mean-square norm: x · rsqrt(mean(x²) + ε) · gain.
#[derive(Debug, Clone)]
pub struct RmsNorm {
    /// Padded with zeros to whole panels.
    gain: Vec<f32>,
    width: usize,
    eps: f32,
}

impl RmsNorm {
    /// A norm with this gain.
    #[must_use]
    pub fn new(mut gain: Vec<f32>, eps: f32) -> Self {
        let width = gain.len();
        gain.resize(width.next_multiple_of(PANEL), 0.0);
        Self { gain, width, eps }
    }

    /// rsqrt(mean(x²) + ε) of a row.
    #[inline(always)]
    fn inverse(&self, x: &Panels, row: usize) -> f32 {
        let mut lanes = [0.0_f32; PANEL];
        for piece in x.row(row) {
            for (lane, value) in lanes.iter_mut().zip(piece) {
                *lane += value * value;
            }
        }
        let mean = lanes.iter().sum::<f32>() / self.width as f32;
        1.0 / (mean + self.eps).sqrt()
    }
}

/// A row of `x`, normed where there is a norm, in pieces of 32. As with [`vectorized`], `take` has to be inlined.
fn pieces(x: &Panels, norm: Option<&RmsNorm>, row: usize, take: impl FnMut(usize, &[f32; PANEL])) {
    vectorized(
        #[inline(always)]
        || pieces_inlined(x, norm, row, take),
    );
}

#[inline(always)]
fn pieces_inlined(
    x: &Panels,
    norm: Option<&RmsNorm>,
    row: usize,
    mut take: impl FnMut(usize, &[f32; PANEL]),
) {
    let Some(norm) = norm else {
        x.row(row)
            .enumerate()
            .for_each(|(index, piece)| take(index, piece));
        return;
    };
    let inverse = norm.inverse(x, row);
    let gains = norm.gain.as_chunks::<PANEL>().0;
    for (index, (piece, gains)) in x.row(row).zip(gains).enumerate() {
        let mut normed = [0.0; PANEL];
        for ((to, value), gain) in normed.iter_mut().zip(piece).zip(gains) {
            *to = value * inverse * gain;
        }
        take(index, &normed);
    }
}

impl Encoded {
    /// Encodes `x`, normed by `norm` and padded with zeros to `inputs` columns.
    pub(super) fn encode(
        &mut self,
        x: &Panels,
        norm: Option<&RmsNorm>,
        inputs: usize,
        encoding: Encoding,
    ) {
        self.rows = x.rows();
        self.inputs = inputs;
        // Rows that are a multiple of 4096 bytes apart would all want the same few lines of the first-level cache.
        let stride = inputs + 2 * BLOCK;
        self.stride = stride;
        let (size, blocks) = (self.rows * stride, inputs / BLOCK);
        match encoding {
            Encoding::F32(most) => {
                let groups: Vec<_> = even_groups(self.rows, most).collect();
                self.f32.resize(groups.len() * most * inputs, 0.0);
                let all = self.f32.par_chunks_exact_mut(most * inputs).zip(groups);
                all.for_each(|(to, group)| {
                    let count = group.len();
                    for row in group.clone() {
                        let to = &mut to[row - group.start..];
                        pieces(
                            x,
                            norm,
                            row,
                            #[inline(always)]
                            |index, piece| {
                                let to = to[index * PANEL * count..].iter_mut().step_by(count);
                                to.zip(piece).for_each(|(to, value)| *to = *value);
                            },
                        );
                    }
                });
            }
            Encoding::Bf16 => {
                self.bf16.resize(size / 2, 0);
                let rows = self.bf16.par_chunks_exact_mut(stride / 2).enumerate();
                rows.for_each(|(row, to)| {
                    pieces(
                        x,
                        norm,
                        row,
                        #[inline(always)]
                        |index, piece| {
                            pairs(piece, &mut to[index * PANEL / 2..]);
                        },
                    );
                });
            }
            Encoding::Tiles => {
                let size = inputs / PANEL * TILE_ROWS;
                let tiles = self.rows.div_ceil(TILE_ROWS);
                self.tiles
                    .resize(tiles * size, bytemuck::Zeroable::zeroed());
                let tiles = self.tiles.par_chunks_exact_mut(size).enumerate();
                tiles.for_each(|(tile, to)| {
                    let first = tile * TILE_ROWS;
                    for row in first..x.rows().min(first + TILE_ROWS) {
                        pieces(
                            x,
                            norm,
                            row,
                            #[inline(always)]
                            |index, piece| {
                                pairs(piece, &mut to[index * TILE_ROWS + row - first].0);
                            },
                        );
                    }
                });
            }
            Encoding::Int8 => {
                self.int8.resize(size, 0);
                self.scales.resize(self.rows * blocks, 0.0);
                self.offsets.resize(self.rows * blocks, 0);
                self.worth.resize(self.rows * blocks, 0.0);
                let rows = self.int8.par_chunks_exact_mut(stride);
                let scales = self.scales.par_chunks_exact_mut(blocks);
                let offsets = self.offsets.par_chunks_exact_mut(blocks);
                let worth = self.worth.par_chunks_exact_mut(blocks);
                let all = (rows, scales, offsets, worth).into_par_iter().enumerate();
                all.for_each(|(row, (to, scales, offsets, worth))| {
                    // A width that is no multiple of 256 leaves blocks that no piece fills.
                    scales.fill(0.0);
                    offsets.fill(0);
                    worth.fill(0.0);
                    let to = to.as_chunks_mut::<BLOCK>().0;
                    pieces(
                        x,
                        norm,
                        row,
                        #[inline(always)]
                        |index, piece| {
                            let (scale, sum) = quantize(piece, &mut to[index]);
                            scales[index] = scale;
                            offsets[index] = -128 * sum;
                            worth[index] = scale * sum as f32;
                        },
                    );
                });
            }
        }
    }
}

/// Groups of at most so many rows, as even as they go: a small last one would leave a loop without work for its registers.
pub(super) fn even_groups(rows: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    let groups = rows.div_ceil(most);
    (0..groups).map(move |group| rows * group / groups..rows * (group + 1) / groups)
}

/// Neighbours rounded to pairs of bf16.
#[inline(always)]
fn pairs(piece: &[f32; PANEL], to: &mut [u32]) {
    for (to, pair) in to.iter_mut().zip(piece.as_chunks::<2>().0) {
        *to = bf16_pair(pair[0], pair[1]);
    }
}

/// Two numbers rounded to bf16, halves to even; neither is NaN.
#[inline(always)]
pub(super) fn bf16_pair(low: f32, high: f32) -> u32 {
    let rounded = |value: f32| {
        let bits = value.to_bits();
        bits.wrapping_add(0x7fff + (bits >> 16 & 1))
    };
    rounded(low) >> 16 | rounded(high) & 0xffff_0000
}

/// Rounds a block to integers between −127 and 127; what one of them is worth, and their sum.
#[inline(always)]
fn quantize(values: &[f32; BLOCK], to: &mut [i8; BLOCK]) -> (f32, i32) {
    let mut largest = 0.0_f32;
    for value in values {
        let size = value.abs();
        largest = if size > largest { size } else { largest };
    }
    if largest == 0.0 {
        *to = [0; BLOCK];
        return (0.0, 0);
    }
    let inverse = 127.0 / largest;
    let mut sum = 0;
    for (to, value) in to.iter_mut().zip(values) {
        /// 1.5 · 2²³: adding it rounds to a whole number, which then stands in the lowest bits.
        const ROUND: f32 = 12_582_912.0;
        let rounded = (value * inverse + ROUND)
            .to_bits()
            .wrapping_sub(ROUND.to_bits()) as i32;
        *to = rounded as i8;
        sum += rounded;
    }
    (largest / 127.0, sum)
}
