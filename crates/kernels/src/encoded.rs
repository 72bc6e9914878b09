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
    /// 16-bit integers with a scale for every 32 of a row, in groups of so many rows at most.
    Int16(usize),
}

/// Steps of 32 inputs between two row tiles.
const TILE_PADDING: usize = 8;
/// Rows of a tile of AMX.
pub(super) const TILE_ROWS: usize = 16;

/// One row of a tile: 16 pairs of bf16, the lower one first.
#[derive(Debug, Clone, Copy, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C, align(64))]
pub(super) struct TileRow(pub(super) [u32; PANEL / 2]);

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
    /// `[rows / 16]`, `tile_stride` apart, each `[inputs / 32][16]`, if encoded in tiles.
    pub(super) tiles: Vec<TileRow>,
    /// Distance of two row tiles.
    pub(super) tile_stride: usize,
    /// `[rows][stride]`, if encoded as 8-bit integers.
    pub(super) int8: Vec<i8>,
    /// If encoded as 16-bit integers: for each group of [`even_groups`], with room for the largest, `[inputs / 4][rows of the
    /// group][4]`, where the two in the middle of each four are exchanged.
    pub(super) int16: Vec<i16>,
    /// `[rows][inputs / 32]`: what an integer of the block is worth.
    pub(super) scales: Vec<f32>,
    /// `[rows][inputs / 32]`: −128 times the sum of the block's integers.
    pub(super) offsets: Vec<i32>,
    /// `[rows][inputs / 32]`: what that sum itself is worth.
    pub(super) worth: Vec<f32>,
}

/// A norm of rows: root-mean-square, x · rsqrt(mean(x²) + ε) · gain; or a LayerNorm, the same of x − mean(x), plus a bias.
#[derive(Debug, Clone)]
pub struct Norm {
    /// Padded with zeros to whole panels.
    gain: Vec<f32>,
    /// Of a LayerNorm, padded alike.
    bias: Option<Vec<f32>>,
    width: usize,
    eps: f32,
}

/// What a norm takes off a row and multiplies it with.
#[derive(Debug, Clone, Copy)]
struct Scale {
    mean: f32,
    inverse: f32,
}

fn padded(mut values: Vec<f32>) -> Vec<f32> {
    values.resize(values.len().next_multiple_of(PANEL), 0.0);
    values
}

impl Norm {
    /// A root-mean-square norm with this gain.
    #[must_use]
    pub fn rms(gain: Vec<f32>, eps: f32) -> Self {
        Self {
            width: gain.len(),
            gain: padded(gain),
            bias: None,
            eps,
        }
    }

    /// A LayerNorm with this gain and this bias.
    #[must_use]
    pub fn layer(gain: Vec<f32>, bias: Vec<f32>, eps: f32) -> Self {
        Self {
            bias: Some(padded(bias)),
            ..Self::rms(gain, eps)
        }
    }

    /// How some rows are scaled.
    #[inline(always)]
    fn scales(&self, x: &Panels, rows: &Range<usize>) -> [Scale; GROUP] {
        let means = match self.bias {
            Some(_) => self.sums(x, rows, [0.0; GROUP], |value, _| value),
            None => [0.0; GROUP],
        }
        .map(|sum| sum / self.width as f32);
        let squares = self.sums(x, rows, means, |value, mean| {
            (value - mean) * (value - mean)
        });
        // What the mean makes of the padding.
        let padding = (self.gain.len() - self.width) as f32;
        let mut scales = [Scale {
            mean: 0.0,
            inverse: 0.0,
        }; GROUP];
        for ((scale, mean), squares) in scales.iter_mut().zip(means).zip(squares) {
            let variance = (squares - padding * mean * mean) / self.width as f32;
            *scale = Scale {
                mean,
                inverse: 1.0 / (variance + self.eps).sqrt(),
            };
        }
        scales
    }

    /// Sums of what is made of each row's values and a number of the row.
    #[inline(always)]
    fn sums(
        &self,
        x: &Panels,
        rows: &Range<usize>,
        numbers: [f32; GROUP],
        make: impl Fn(f32, f32) -> f32,
    ) -> [f32; GROUP] {
        let mut lanes = [[0.0_f32; PANEL]; GROUP];
        for panel in x.panels_of(rows) {
            for ((lanes, piece), number) in lanes.iter_mut().zip(panel).zip(numbers) {
                for (lane, value) in lanes.iter_mut().zip(piece) {
                    *lane += make(*value, number);
                }
            }
        }
        lanes.map(|lanes| lanes.iter().sum::<f32>())
    }
}

/// Rows that are encoded together, at most: neighbours in memory. One row after another would jump from panel to panel, from one
/// place of a few sets of the caches to the next.
const GROUP: usize = TILE_ROWS;

/// Calls with each piece of 32 of some rows, normed where there is a norm: the row's number among them, the panel's, the piece.
/// As with [`vectorized`], `take` has to be inlined.
pub(super) fn pieces(
    x: &Panels,
    norm: Option<&Norm>,
    rows: Range<usize>,
    take: impl FnMut(usize, usize, &[f32; PANEL]),
) {
    vectorized(
        #[inline(always)]
        || pieces_inlined(x, norm, &rows, take),
    );
}

#[inline(always)]
fn pieces_inlined(
    x: &Panels,
    norm: Option<&Norm>,
    rows: &Range<usize>,
    mut take: impl FnMut(usize, usize, &[f32; PANEL]),
) {
    let Some(norm) = norm else {
        for (index, panel) in x.panels_of(rows).enumerate() {
            for (row, piece) in panel.iter().enumerate() {
                take(row, index, piece);
            }
        }
        return;
    };
    let scales = norm.scales(x, rows);
    let gains = norm.gain.as_chunks::<PANEL>().0;
    let biases = norm.bias.as_deref().map(|bias| bias.as_chunks::<PANEL>().0);
    for (index, (panel, gains)) in x.panels_of(rows).zip(gains).enumerate() {
        for (row, (piece, scale)) in panel.iter().zip(&scales).enumerate() {
            let mut normed = [0.0; PANEL];
            match biases {
                None => {
                    for ((to, value), gain) in normed.iter_mut().zip(piece).zip(gains) {
                        *to = value * scale.inverse * gain;
                    }
                }
                Some(biases) => {
                    let both = gains.iter().zip(&biases[index]);
                    for ((to, value), (gain, bias)) in normed.iter_mut().zip(piece).zip(both) {
                        *to = (value - scale.mean) * scale.inverse * gain + bias;
                    }
                }
            }
            take(row, index, &normed);
        }
    }
}

impl Encoded {
    /// Encodes `x`, normed by `norm` and padded with zeros to `inputs` columns.
    pub(super) fn encode(
        &mut self,
        x: &Panels,
        norm: Option<&Norm>,
        inputs: usize,
        encoding: Encoding,
    ) {
        self.rows = x.rows();
        self.inputs = inputs;
        // Rows that are a multiple of 4096 bytes apart would all want the same few lines of the first-level cache.
        let stride = inputs + 2 * BLOCK;
        self.stride = stride;
        let size = self.rows * stride;
        let together = self.rows.div_ceil(2 * rayon::current_num_threads());
        let together = together.clamp(1, GROUP);
        let rows_of = |group: usize| group * together..x.rows().min((group + 1) * together);
        match encoding {
            Encoding::F32(most) => {
                let groups: Vec<_> = even_groups(self.rows, most).collect();
                self.f32.resize(groups.len() * most * inputs, 0.0);
                let all = self.f32.par_chunks_exact_mut(most * inputs).zip(groups);
                all.for_each(|(to, group)| {
                    let count = group.len();
                    pieces(
                        x,
                        norm,
                        group,
                        #[inline(always)]
                        |row, index, piece| {
                            let to = to[index * PANEL * count + row..].iter_mut().step_by(count);
                            to.zip(piece).for_each(|(to, value)| *to = *value);
                        },
                    );
                });
            }
            Encoding::Bf16 => {
                self.bf16.resize(size / 2, 0);
                let groups = self.bf16.par_chunks_mut(together * stride / 2).enumerate();
                groups.for_each(|(group, to)| {
                    pieces(
                        x,
                        norm,
                        rows_of(group),
                        #[inline(always)]
                        |row, index, piece| {
                            pairs(piece, &mut to[(row * stride + index * PANEL) / 2..]);
                        },
                    );
                });
            }
            Encoding::Tiles => {
                // Powers of two would put what is multiplied together into the same sets of the second-level cache.
                let size = (inputs / PANEL + TILE_PADDING) * TILE_ROWS;
                self.tile_stride = size;
                let tiles = self.rows.div_ceil(TILE_ROWS);
                self.tiles
                    .resize(tiles * size, bytemuck::Zeroable::zeroed());
                let tiles = self.tiles.par_chunks_exact_mut(size).enumerate();
                tiles.for_each(|(tile, to)| {
                    let first = tile * TILE_ROWS;
                    pieces(
                        x,
                        norm,
                        first..x.rows().min(first + TILE_ROWS),
                        #[inline(always)]
                        |row, index, piece| {
                            pairs(piece, &mut to[index * TILE_ROWS + row].0);
                        },
                    );
                });
            }
            Encoding::Int8 => self.encode_int8(x, norm, together),
            Encoding::Int16(most) => self.encode_int16(x, norm, most),
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
pub(super) fn pairs(piece: &[f32; PANEL], to: &mut [u32]) {
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
