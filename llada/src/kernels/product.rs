//! The product of activations with a packed matrix, a panel of 32 columns to a task.

use half::{bf16, f16};
use rayon::prelude::*;

use super::encoded::{Encoded, Encoding};
use super::packed::{BLOCK, Format, LANES, PackedMatrix, SUPER_BLOCK, q4k_parts, q8_0_parts};
use super::panels::{PANEL, Panels};
use super::x86::{self, Int8Panel, Int8Rows, Level, MAX_INT8_ROWS, MAX_ROWS};
use super::Kernels;

/// Inputs that are widened to f32 at a time: 64 KB of a panel.
const PIECE: usize = 512;

/// What a task needs besides its panel; kept from task to task.
#[derive(Default)]
struct Scratch {
    /// The columns of the tile.
    tile: Vec<f32>,
    /// Weights in f32, or the values of a q4k panel as bytes.
    wide: Vec<f32>,
    values: Vec<u8>,
    scales: Vec<f32>,
    minima: Vec<f32>,
}

/// How this level multiplies weights of a format.
pub(super) fn encoding(level: Level, format: Format) -> Encoding {
    match format {
        Format::Q8_0 | Format::Q4k if level.has_int8() => Encoding::Int8,
        Format::Bf16 if level.has_bf16() => Encoding::Bf16,
        _ => Encoding::F32,
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

/// out += x P for a panel P of f32.
pub(super) fn add_panel(
    level: Level,
    rows: usize,
    (x, stride): (&[f32], usize),
    panel: &[f32],
    out: &mut [f32],
) {
    by_rows(rows, MAX_ROWS, &[], |row, count, _| {
        let x = (&x[row * stride..], stride);
        x86::f32_panel(level, count, x, panel, &mut out[row * PANEL..]);
    });
}

impl Scratch {
    /// The products with some panels, `[panels][rows][32]`; zero where there is no such panel.
    fn columns(
        &mut self,
        level: Level,
        weights: &PackedMatrix,
        x: &Encoded,
        panels: std::ops::Range<usize>,
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
    match encoding(level, weights.format()) {
        Encoding::F32 => f32_products(level, weights.format(), panel, x, tile, scratch),
        Encoding::Bf16 => {
            let panel: &[u16] = bytemuck::cast_slice(panel);
            by_rows(x.rows, MAX_ROWS, next, |row, count, next| {
                let rows = (&x.bf16[row * x.stride..], x.stride);
                x86::bf16_panel(level, count, rows, panel, &mut tile[row * PANEL..], next);
            });
        }
        Encoding::Int8 => {
            let panel = int8_panel(weights.format(), panel, inputs, scratch);
            let blocks = inputs / BLOCK;
            by_rows(x.rows, MAX_INT8_ROWS, next, |row, count, next| {
                let rows = Int8Rows {
                    values: &x.int8[row * x.stride..],
                    stride: x.stride,
                    scales: &x.scales[row * blocks..],
                    sums: &x.sums[row * blocks..],
                };
                x86::int8_panel(level, count, rows, panel, &mut tile[row * PANEL..], next);
            });
        }
    }
}

/// Calls with the first of each group of rows, their number and a share of the next panel, which they fetch into the cache on
/// the way; all groups as even as they go.
fn by_rows(rows: usize, most: usize, next: &[u8], mut multiply: impl FnMut(usize, usize, &[u8])) {
    let groups = rows.div_ceil(most);
    let mut shares = next.chunks(next.len().div_ceil(groups).max(1));
    let mut row = 0;
    for group in 0..groups {
        let count = (rows - row) / (groups - group);
        multiply(row, count, shares.next().unwrap_or(&[]));
        row += count;
    }
}

/// Products in f32, whatever the weights are stored in.
fn f32_products(
    level: Level,
    format: Format,
    panel: &[u8],
    x: &Encoded,
    tile: &mut [f32],
    scratch: &mut Scratch,
) {
    let inputs = x.inputs;
    for start in (0..inputs).step_by(PIECE) {
        let piece = start..(start + PIECE).min(inputs);
        let weights = match format {
            Format::F32 => &bytemuck::cast_slice(panel)[piece.start * LANES..piece.end * LANES],
            _ => {
                scratch.wide.resize(piece.len() * LANES, 0.0);
                widen(level, format, panel, inputs, piece.clone(), &mut scratch.wide);
                &scratch.wide[..]
            }
        };
        add_panel(level, x.rows, (&x.f32[start..], x.stride), weights, tile);
    }
}

/// Writes the weights of some inputs as `[inputs][32]` f32.
fn widen(
    level: Level,
    format: Format,
    panel: &[u8],
    inputs: usize,
    piece: std::ops::Range<usize>,
    to: &mut [f32],
) {
    match format {
        Format::F32 => {}
        Format::F16 => widen_pairs(panel, piece, to, |bits| f16::from_bits(bits).to_f32()),
        Format::Bf16 => widen_pairs(panel, piece, to, |bits| bf16::from_bits(bits).to_f32()),
        Format::Q8_0 | Format::Q4k => {
            let mut values = [0; BLOCK * LANES];
            for (block, to) in (piece.start / BLOCK..).zip(to.as_chunks_mut().0) {
                let (scale, minimum) = match format {
                    Format::Q8_0 => {
                        let (quants, scales) = q8_0_parts(panel, inputs);
                        values.copy_from_slice(&quants[block * BLOCK * LANES..][..BLOCK * LANES]);
                        let scale = q8_0_scales(scales, block);
                        (scale, scale.map(|scale| 128.0 * scale))
                    }
                    _ => {
                        let (quants, large, small) = q4k_parts(panel, inputs);
                        nibbles(quants, block, &mut values);
                        q4k_scales(large, small, block)
                    }
                };
                x86::widen_block(level, &values, &scale, &minimum, to);
            }
        }
    }
}

fn widen_pairs(
    panel: &[u8],
    piece: std::ops::Range<usize>,
    to: &mut [f32],
    wide: impl Fn(u16) -> f32,
) {
    let halves: &[u16] = bytemuck::cast_slice(panel);
    let pairs = halves[piece.start * LANES..piece.end * LANES].chunks_exact(2 * LANES);
    for (pair, to) in pairs.zip(to.chunks_exact_mut(2 * LANES)) {
        for (lane, both) in pair.as_chunks::<2>().0.iter().enumerate() {
            to[lane] = wide(both[0]);
            to[LANES + lane] = wide(both[1]);
        }
    }
}

/// A panel's integers with their scales in f32.
fn int8_panel<'a>(
    format: Format,
    panel: &'a [u8],
    inputs: usize,
    scratch: &'a mut Scratch,
) -> Int8Panel<'a> {
    let blocks = inputs / BLOCK;
    scratch.scales.resize(blocks * LANES, 0.0);
    let scales = scratch.scales.as_chunks_mut::<LANES>().0;
    if format == Format::Q8_0 {
        let (values, stored) = q8_0_parts(panel, inputs);
        for (block, scales) in scales.iter_mut().enumerate() {
            *scales = q8_0_scales(stored, block);
        }
        return Int8Panel {
            values,
            scales: &scratch.scales,
            minima: None,
        };
    }
    let (quants, large, small) = q4k_parts(panel, inputs);
    scratch.minima.resize(blocks * LANES, 0.0);
    scratch.values.resize(inputs * LANES, 0);
    let minima = scratch.minima.as_chunks_mut::<LANES>().0;
    let values = scratch.values.as_chunks_mut().0;
    for (block, ((scales, minima), values)) in scales.iter_mut().zip(minima).zip(values).enumerate() {
        (*scales, *minima) = q4k_scales(large, small, block);
        nibbles(quants, block, values);
    }
    Int8Panel {
        values: &scratch.values,
        scales: &scratch.scales,
        minima: Some(&scratch.minima),
    }
}

fn q8_0_scales(stored: &[u16], block: usize) -> [f32; LANES] {
    let stored = &stored[block * LANES..][..LANES];
    std::array::from_fn(|lane| f16::from_bits(stored[lane]).to_f32())
}

/// Scales and minima of a block of 32.
fn q4k_scales(large: &[u16], small: &[u8], block: usize) -> ([f32; LANES], [f32; LANES]) {
    let large = &large[block * BLOCK / SUPER_BLOCK * 2 * LANES..][..2 * LANES];
    let small = &small[block * 2 * LANES..][..2 * LANES];
    let value = |at: usize| f16::from_bits(large[at]).to_f32() * f32::from(small[at]);
    (std::array::from_fn(value), std::array::from_fn(|lane| value(LANES + lane)))
}

/// The values of a q4k block, one to a byte.
fn nibbles(quants: &[u8], block: usize, values: &mut [u8; BLOCK * LANES]) {
    const HALF: usize = BLOCK * LANES / 2;
    let packed = &quants[block * HALF..][..HALF];
    let (low, high) = values.split_at_mut(HALF);
    for ((low, high), byte) in low.iter_mut().zip(high).zip(packed) {
        *low = byte & 15;
        *high = byte >> 4;
    }
}
