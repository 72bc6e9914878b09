//! The product of activations with a packed matrix, a panel of 32 columns to a task.

use std::cell::RefCell;
use std::ops::Range;

use half::f16;
use half::slice::{HalfBitsSliceExt, HalfFloatSliceExt};
use rayon::prelude::*;

use super::Kernels;
use super::encoded::{Encoded, Encoding, TILE_ROWS, TileRow, even_groups};
use super::packed::{BLOCK, Format, LANES, PackedMatrix, SUPER_BLOCK, q4k_parts, q8_0_parts};
use super::panels::{PANEL, Panels};
use super::x86::{
    self, Int8Rows, Int16Rows, IntegerBlocks, IntegerPanel, Level, MAX_INT8_ROWS, MAX_INT16_ROWS,
    MAX_ROWS, Pairs,
};
use super::{tiled, wide};
use crate::simd::vectorized;

/// What a task needs besides its panels; kept from task to task.
#[derive(Default)]
pub(super) struct Scratch {
    /// The products with the task's panels.
    sums: Vec<TileRow>,
    /// Weights in f32.
    pub(super) wide: Vec<f32>,
    pub(super) scales: Vec<f32>,
    pub(super) minima: Vec<f32>,
    /// The large scales of a q4k panel.
    large: Vec<f32>,
    /// Some inputs of a quantised panel as pairs of bf16.
    pub(super) weights: Vec<TileRow>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// The products with a run of panels.
#[derive(Debug, Clone, Copy)]
pub struct Sums<'a> {
    /// `[panels]`, `stride` apart, each `[rows][32]`.
    values: &'a [f32],
    stride: usize,
    size: usize,
}

impl<'a> Sums<'a> {
    /// Those with each panel, `[rows][32]`.
    pub fn panels(&self) -> impl ExactSizeIterator<Item = &'a [f32]> + use<'a> {
        let size = self.size;
        let panels = self.values.chunks_exact(self.stride);
        panels.map(move |panel| &panel[..size])
    }

    /// Those with one panel of the run, `[rows][32]`.
    #[must_use]
    pub fn panel(&self, index: usize) -> &'a [f32] {
        &self.values[index * self.stride..][..self.size]
    }
}

/// So many rows at most are multiplied as 8-bit integers even where there are tiles: making bf16 of a quantised panel takes
/// longer than the tiles then save. Measured on two AMX cores, 12288 outputs of 4096 inputs, at best of 8, in ms, integers and
/// tiles: q8_0 16 rows 3.8 and 5.1, 24 rows 5.0 and 5.1, 32 rows 6.0 and 5.6; q4k 3.3 and 3.9, 4.4 and 4.6, 5.2 and 4.9.
const FEW_ROWS: usize = 24;

/// How this level multiplies so many rows with weights of a format.
pub(super) fn encoding(level: Level, format: Format, rows: usize) -> Encoding {
    let integers = level.has_int8() && (rows <= FEW_ROWS || !level.has_tiles());
    match format {
        Format::Q8_0 | Format::Q4k if integers => Encoding::Int8,
        Format::Q8_0 if level.is_avx2_alone() => Encoding::Int16(MAX_INT16_ROWS),
        Format::Q4k if level.is_avx2_alone() => Encoding::Int8,
        Format::Q8_0 | Format::Q4k | Format::Bf16 if level.has_tiles() => Encoding::Tiles,
        Format::Bf16 if level.has_bf16() => Encoding::Bf16,
        _ => Encoding::F32(level.f32_rows()),
    }
}

/// `finish(sums, first, out)` gets each panel of `out` with the finished products that belong to it: the panels `first …` of `sums`
/// are those of the product from `begin + groups · panel of out` on.
pub(super) fn product(
    kernels: Kernels,
    weights: &PackedMatrix,
    x: &Encoded,
    groups: (usize, usize),
    out: &mut Panels,
    finish: impl Fn(&Sums<'_>, usize, &mut [f32]) + Sync,
) {
    numbered(kernels, weights, x, groups, out, |sums, (index, _), out| {
        finish(sums, index, out);
    });
}

/// As [`product`], and `finish` is told the number of the panel of the weights, too.
fn numbered(
    kernels: Kernels,
    weights: &PackedMatrix,
    x: &Encoded,
    (begin, groups): (usize, usize),
    out: &mut Panels,
    finish: impl Fn(&Sums<'_>, (usize, usize), &mut [f32]) + Sync,
) {
    let size = x.rows * PANEL;
    if size == 0 {
        return;
    }
    let run = match encoding(kernels.level, weights.format(), x.rows) {
        Encoding::Tiles => tiled::run(out.values().len() / size * groups).div_ceil(groups),
        _ => 1,
    };
    let tasks = out.values_mut().par_chunks_mut(size * run).enumerate();
    tasks.for_each(|(task, out)| {
        let first = begin + task * run * groups;
        let panels = first..first + out.len() / size * groups;
        SCRATCH.with_borrow_mut(|scratch| {
            let sums = scratch.products(kernels.level, weights, x, panels);
            for (index, out) in out.chunks_exact_mut(size).enumerate() {
                let at = index * groups;
                finish(&sums, (at, first + at), out);
            }
        });
    });
}

/// As [`product`] of all panels: `finish(sums, panel, out)` gets the sums of each panel, its number and where they belong.
pub(super) fn product_of(
    kernels: Kernels,
    weights: &PackedMatrix,
    x: &Encoded,
    out: &mut Panels,
    finish: impl Fn(&[f32], usize, &mut [f32]) + Sync,
) {
    numbered(
        kernels,
        weights,
        x,
        (0, 1),
        out,
        |sums, (index, panel), out| {
            finish(sums.panel(index), panel, out);
        },
    );
}

/// Panels of a product that are scanned at once.
const SCAN: usize = 16;

/// What `take` makes of every 16 panels, `[16][rows][32]`, given the first one's first column; in their order.
pub(super) fn scan<R: Send>(
    kernels: Kernels,
    weights: &PackedMatrix,
    x: &Encoded,
    take: impl Fn(usize, &Sums<'_>) -> R + Sync,
) -> Vec<R> {
    (0..weights.panels().div_ceil(SCAN))
        .into_par_iter()
        .map(|index| {
            let panels = index * SCAN..((index + 1) * SCAN).min(weights.panels());
            SCRATCH.with_borrow_mut(|scratch| {
                let sums = scratch.products(kernels.level, weights, x, panels);
                take(index * SCAN * PANEL, &sums)
            })
        })
        .collect()
}

impl Scratch {
    /// The products with some panels.
    fn products(
        &mut self,
        level: Level,
        weights: &PackedMatrix,
        x: &Encoded,
        panels: Range<usize>,
    ) -> Sums<'_> {
        let size = x.rows * PANEL;
        let is_tiled = encoding(level, weights.format(), x.rows) == Encoding::Tiles;
        let stride = if is_tiled {
            x.rows.next_multiple_of(TILE_ROWS) * PANEL
        } else {
            size
        };
        let mut sums = std::mem::take(&mut self.sums);
        let all = (panels.len() * stride).div_ceil(PANEL / 2);
        if !is_tiled {
            // The other kernels add to what is there.
            sums.clear();
        }
        sums.resize(all, bytemuck::Zeroable::zeroed());
        if is_tiled {
            tiled::products(level, weights, &panels, x, &mut sums, self);
        } else {
            let sums: &mut [f32] = bytemuck::cast_slice_mut(&mut sums);
            for (panel, sums) in panels.zip(sums.chunks_exact_mut(size)) {
                one_panel(level, weights, panel, x, sums, self);
            }
        }
        self.sums = sums;
        Sums {
            values: bytemuck::cast_slice(&self.sums),
            stride,
            size,
        }
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
        Encoding::Tiles => unreachable!("tiles are multiplied with runs of panels"),
        Encoding::Int8 => {
            let panel = scratch.integer_panel(weights.format(), panel, inputs);
            by_rows(x.rows, MAX_INT8_ROWS, next, |row, count, next| {
                let rows = Int8Rows {
                    values: &x.int8[row * x.stride..],
                    stride: x.stride,
                    blocks: integer_blocks(x, row),
                };
                x86::int8_panel(level, count, rows, panel, &mut tile[row * PANEL..], next);
            });
        }
        Encoding::Int16(most) => {
            let panel = q8_0_parts(panel, inputs);
            let mut groups = x.int16.chunks_exact(most * inputs);
            by_rows(x.rows, most, next, |row, count, next| {
                let values = groups.next().unwrap_or(&[]);
                let rows = Int16Rows {
                    values,
                    blocks: integer_blocks(x, row),
                };
                x86::int16_panel(level, count, rows, panel, &mut tile[row * PANEL..], next);
            });
        }
    }
}

/// What the integers of the rows from `row` on are worth.
fn integer_blocks(x: &Encoded, row: usize) -> IntegerBlocks<'_> {
    let at = row * (x.inputs / BLOCK);
    IntegerBlocks {
        scales: &x.scales[at..],
        offsets: &x.offsets[at..],
        worth: &x.worth[at..],
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
    fn integer_panel<'a>(
        &'a mut self,
        format: Format,
        panel: &'a [u8],
        inputs: usize,
    ) -> IntegerPanel<'a> {
        if format == Format::Q8_0 {
            let (values, scales) = q8_0_parts(panel, inputs);
            return IntegerPanel::Bytes { values, scales };
        }
        self.scale(format, panel, inputs);
        IntegerPanel::Nibbles {
            values: q4k_parts(panel, inputs).0,
            scales: &self.scales,
            minima: &self.minima,
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
