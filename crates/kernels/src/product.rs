//! The product of activations with a packed matrix, a panel of 32 columns to a task.

use std::ops::Range;

use half::f16;
use half::slice::{HalfBitsSliceExt, HalfFloatSliceExt};
use rayon::prelude::*;

use super::Kernels;
use super::encoded::{Encoded, Encoding, TileRow, bf16_pair, even_groups};
use super::packed::{BLOCK, Format, LANES, PackedMatrix, SUPER_BLOCK, q4k_parts, q8_0_parts};
use super::panels::{PANEL, Panels};
use super::wide;
use super::x86::{self, Int8Panel, Int8Rows, Level, MAX_INT8_ROWS, MAX_ROWS, Pairs};
use crate::simd::vectorized;

/// What a task needs besides its panel; kept from task to task.
#[derive(Default)]
pub(super) struct Scratch {
    /// The columns of the tile.
    tile: Vec<f32>,
    /// Weights in f32.
    pub(super) wide: Vec<f32>,
    pub(super) scales: Vec<f32>,
    pub(super) minima: Vec<f32>,
    /// The large scales of a q4k panel.
    large: Vec<f32>,
    /// A quantised panel as pairs of bf16, `[inputs / 2][2]` rows of tiles.
    tiles: Vec<TileRow>,
}

/// So many rows at most are multiplied as 8-bit integers even where there are tiles: making bf16 of a quantised panel takes
/// longer than the tiles then save.
const FEW_ROWS: usize = 32;

/// How this level multiplies so many rows with weights of a format.
pub(super) fn encoding(level: Level, format: Format, rows: usize) -> Encoding {
    let integers = level.has_int8() && (rows <= FEW_ROWS || !level.has_tiles());
    match format {
        Format::Q8_0 | Format::Q4k if integers => Encoding::Int8,
        Format::Q8_0 | Format::Q4k | Format::Bf16 if level.has_tiles() => Encoding::Tiles,
        Format::Bf16 if level.has_bf16() => Encoding::Bf16,
        _ => Encoding::F32(level.f32_rows()),
    }
}

/// `finish(tile, out)` gets each panel of `out` with the finished products that belong to it: `tile` is
/// `[groups][rows][32]`, where the groups are the panels `first + groups · panel + {0 …}` of the product.
pub(super) fn product(
    kernels: Kernels,
    weights: &PackedMatrix,
    x: &Encoded,
    first: usize,
    groups: usize,
    out: &mut Panels,
    finish: impl Fn(&[f32], &mut [f32]) + Sync,
) {
    let panels = out.values_mut().par_chunks_exact_mut(x.rows * PANEL);
    panels
        .enumerate()
        .for_each_init(Scratch::default, |scratch, (index, out)| {
            let panels = first + index * groups..first + (index + 1) * groups;
            finish(scratch.columns(kernels.level, weights, x, panels), out);
        });
}

/// Panels of a product that are scanned at once.
const SCAN: usize = 16;

/// What `take` makes of every 16 panels, `[16][rows][32]`, given the first one's first column; in their order.
pub(super) fn scan<R: Send>(
    kernels: Kernels,
    weights: &PackedMatrix,
    x: &Encoded,
    take: impl Fn(usize, &[f32]) -> R + Sync,
) -> Vec<R> {
    (0..weights.panels().div_ceil(SCAN))
        .into_par_iter()
        .map_init(Scratch::default, |scratch, index| {
            let panels = index * SCAN..(index + 1) * SCAN;
            let tile = scratch.columns(kernels.level, weights, x, panels);
            take(index * SCAN * PANEL, tile)
        })
        .collect()
}

impl Scratch {
    /// The products with some panels, `[panels][rows][32]`; zero where there is no such panel.
    fn columns(
        &mut self,
        level: Level,
        weights: &PackedMatrix,
        x: &Encoded,
        panels: Range<usize>,
    ) -> &[f32] {
        let size = x.rows * PANEL;
        let mut tile = std::mem::take(&mut self.tile);
        tile.clear();
        tile.resize(panels.len() * size, 0.0);
        for (panel, tile) in panels.zip(tile.chunks_exact_mut(size)) {
            if panel < weights.panels() {
                one_panel(level, weights, panel, x, tile, self);
            }
        }
        self.tile = tile;
        &self.tile
    }
}

/// The products with one panel of weights, into `tile`, `[rows][32]`, which is zero.
fn one_panel(
    level: Level,
    weights: &PackedMatrix,
    index: usize,
    x: &Encoded,
    tile: &mut [f32],
    scratch: &mut Scratch,
) {
    let panel = weights.panel(index);
    let next = match index + 1 {
        next if next < weights.panels() => weights.panel(next),
        _ => &[],
    };
    let inputs = x.inputs;
    match encoding(level, weights.format(), x.rows) {
        Encoding::F32(_) => {
            wide::products(level, weights.format(), (panel, next), x, tile, scratch)
        }
        Encoding::Bf16 => {
            let panel = Pairs {
                values: bytemuck::cast_slice(panel),
                inner: LANES,
                outer: 1,
            };
            by_rows(x.rows, MAX_ROWS, next, |row, count, next| {
                let rows = Pairs {
                    values: &x.bf16[row * x.stride / 2..],
                    inner: 1,
                    outer: x.stride / 2,
                };
                let size = (count, inputs / 2);
                let out = (&mut tile[row * PANEL..], PANEL);
                x86::bf16_panel(level, size, rows, panel, out, next);
            });
        }
        Encoding::Tiles => {
            let panel = match weights.format() {
                Format::Bf16 => bytemuck::cast_slice(panel),
                format => scratch.tiles(format, panel, inputs),
            };
            x86::tile_panel(level, x.rows, &x.tiles, panel, tile, next);
        }
        Encoding::Int8 => {
            let panel = scratch.int8_panel(weights.format(), panel, inputs);
            let blocks = inputs / BLOCK;
            by_rows(x.rows, MAX_INT8_ROWS, next, |row, count, next| {
                let rows = Int8Rows {
                    values: &x.int8[row * x.stride..],
                    stride: x.stride,
                    scales: &x.scales[row * blocks..],
                    offsets: &x.offsets[row * blocks..],
                    worth: &x.worth[row * blocks..],
                };
                x86::int8_panel(level, count, rows, panel, &mut tile[row * PANEL..], next);
            });
        }
    }
}

/// Calls with the first of each group of rows, their number and a share of the next panel, which they fetch into the cache on
/// the way.
pub(super) fn by_rows(
    rows: usize,
    most: usize,
    next: &[u8],
    mut multiply: impl FnMut(usize, usize, &[u8]),
) {
    let mut shares = next.chunks(next.len().div_ceil(rows.div_ceil(most)).max(1));
    for group in even_groups(rows, most) {
        multiply(group.start, group.len(), shares.next().unwrap_or(&[]));
    }
}

impl Scratch {
    /// A quantised panel as pairs of bf16, once for all rows that it is multiplied with.
    fn tiles(&mut self, format: Format, panel: &[u8], inputs: usize) -> &[TileRow] {
        self.scale(format, panel, inputs);
        self.tiles.resize(inputs, bytemuck::Zeroable::zeroed());
        let tiles: &mut [u32] = bytemuck::cast_slice_mut(&mut self.tiles);
        let (scales, minima) = (self.scales.as_chunks().0, self.minima.as_chunks().0);
        vectorized(
            #[inline(always)]
            || {
                let mut values = [0; BLOCK * LANES];
                for (block, to) in tiles.as_chunks_mut().0.iter_mut().enumerate() {
                    let values = block_values(format, panel, inputs, block, &mut values);
                    round_block(values, &scales[block], &minima[block], to);
                }
            },
        );
        &self.tiles
    }

    /// Writes the scales and minima of a quantised panel's blocks, `[inputs / 32][32]`: weight = scale · value − minimum.
    pub(super) fn scale(&mut self, format: Format, panel: &[u8], inputs: usize) {
        let size = inputs / BLOCK * LANES;
        self.scales.resize(size, 0.0);
        self.minima.resize(size, 0.0);
        if format == Format::Q8_0 {
            let (_, stored) = q8_0_parts(panel, inputs);
            stored
                .reinterpret_cast::<f16>()
                .convert_to_f32_slice(&mut self.scales);
            let both = self.minima.iter_mut().zip(&self.scales);
            // The values are 128 too high.
            return both.for_each(|(minimum, scale)| *minimum = 128.0 * scale);
        }
        let (_, large, small) = q4k_parts(panel, inputs);
        self.large.resize(large.len(), 0.0);
        large
            .reinterpret_cast::<f16>()
            .convert_to_f32_slice(&mut self.large);
        let large = self.large.as_chunks::<{ 2 * LANES }>().0.iter();
        // Eight blocks share each pair of large scales.
        let large = large.flat_map(|pair| std::iter::repeat_n(pair, SUPER_BLOCK / BLOCK));
        let small = small.as_chunks::<{ 2 * LANES }>().0;
        let scales = self.scales.as_chunks_mut::<LANES>().0;
        let minima = self.minima.as_chunks_mut::<LANES>().0;
        vectorized(
            #[inline(always)]
            || {
                for (((scales, minima), small), large) in
                    scales.iter_mut().zip(minima).zip(small).zip(large)
                {
                    for lane in 0..LANES {
                        scales[lane] = large[lane] * f32::from(small[lane]);
                        minima[lane] = large[LANES + lane] * f32::from(small[LANES + lane]);
                    }
                }
            },
        );
    }

    /// A panel's integers with their scales.
    fn int8_panel<'a>(
        &'a mut self,
        format: Format,
        panel: &'a [u8],
        inputs: usize,
    ) -> Int8Panel<'a> {
        if format == Format::Q8_0 {
            let (values, scales) = q8_0_parts(panel, inputs);
            return Int8Panel::Bytes { values, scales };
        }
        self.scale(format, panel, inputs);
        Int8Panel::Nibbles {
            values: q4k_parts(panel, inputs).0,
            scales: &self.scales,
            minima: &self.minima,
        }
    }
}

/// A block's weights, scale · value − minimum, as `[16][32]` pairs of bf16; `values` is `[8][32][4]`.
#[inline(always)]
fn round_block(
    values: &[u8; BLOCK * LANES],
    scales: &[f32; LANES],
    minima: &[f32; LANES],
    to: &mut [u32; BLOCK / 2 * LANES],
) {
    let groups = values.as_chunks::<{ 4 * LANES }>().0;
    for (group, to) in groups.iter().zip(to.as_chunks_mut::<{ 2 * LANES }>().0) {
        let (first, second) = to.split_at_mut(LANES);
        for (lane, four) in group.as_chunks::<4>().0.iter().enumerate() {
            let four = u32::from_le_bytes(*four);
            let weight = |shift: u32| {
                let value = (four >> shift & 255) as i32 as f32;
                value * scales[lane] - minima[lane]
            };
            first[lane] = bf16_pair(weight(0), weight(8));
            second[lane] = bf16_pair(weight(16), weight(24));
        }
    }
}

/// The values of a quantised block, one to a byte, `[8][32][4]`.
#[inline(always)]
pub(super) fn block_values<'a>(
    format: Format,
    panel: &'a [u8],
    inputs: usize,
    block: usize,
    scratch: &'a mut [u8; BLOCK * LANES],
) -> &'a [u8; BLOCK * LANES] {
    if format == Format::Q8_0 {
        return &q8_0_parts(panel, inputs).0.as_chunks().0[block];
    }
    nibbles(q4k_parts(panel, inputs).0, block, scratch);
    scratch
}

/// The values of a q4k block, one to a byte.
#[inline(always)]
fn nibbles(quants: &[u8], block: usize, values: &mut [u8; BLOCK * LANES]) {
    const HALF: usize = BLOCK * LANES / 2;
    let packed = &quants[block * HALF..][..HALF];
    let (low, high) = values.split_at_mut(HALF);
    for ((low, high), byte) in low.iter_mut().zip(high).zip(packed) {
        *low = byte & 15;
        *high = byte >> 4;
    }
}
