//! Products with tiles of bf16: blocked so that what is multiplied lies in the first two levels of the caches.
//!
//! A task multiplies a run of panels. It takes some inputs at a time: their weights as bf16 fill about half the first-level
//! cache, made there where they are quantised, and stay while the rows go by. The rows of those inputs stay in the second-level
//! cache while the panels of the run go by; so do the sums.

use std::ops::Range;

use super::encoded::{Encoded, TILE_ROWS, TileRow, bf16_pair};
use super::packed::{BLOCK, Format, LANES, PackedMatrix, SUPER_BLOCK, q4k_parts, q8_0_parts};
use super::panels::PANEL;
use super::product::{Scratch, block_values};
use super::x86::{self, Level, PANEL_ROWS, Quantised, TilePanel, TileRows, Tiles};
use crate::simd::vectorized;

/// Steps of 32 inputs that are multiplied at a time; whole super-blocks of q4k.
const STEPS: usize = 8;
/// Row tiles that are multiplied at a time: of 256 inputs each takes 8 KB, and its sums with eight panels 16 KB.
const ROW_TILES: usize = 32;
/// Panels that are multiplied together, so that rows come from the first-level cache for all but the first of them.
const TOGETHER: usize = 2;
/// Panels of a task, at most.
const RUN: usize = 8;

/// How many of a product's panels a task takes, so that there are enough tasks for the threads to end at the same time.
pub(super) fn run(panels: usize) -> usize {
    (panels / (4 * rayon::current_num_threads())).clamp(1, RUN)
}

/// The products with some panels, which all exist, into `sums`, `[panels][16 · row tiles][2]` rows of tiles.
pub(super) fn products(
    level: Level,
    weights: &PackedMatrix,
    panels: &Range<usize>,
    x: &Encoded,
    sums: &mut [TileRow],
    scratch: &mut Scratch,
) {
    let tiles = Tiles::new(level);
    let steps = x.inputs / PANEL;
    let row_tiles = x.rows.div_ceil(TILE_ROWS);
    for first in (0..row_tiles).step_by(ROW_TILES) {
        let count = ROW_TILES.min(row_tiles - first);
        for start in (0..steps).step_by(STEPS) {
            let rows = TileRows {
                values: &x.tiles[first * x.tile_stride + start * TILE_ROWS..],
                stride: x.tile_stride,
                count,
                next: (steps - start).saturating_sub(STEPS).min(STEPS) * TILE_ROWS,
            };
            let piece = Piece {
                level,
                weights,
                panels: panels.clone(),
                steps: start..(start + STEPS).min(steps),
            };
            let sums = sums.chunks_mut(TOGETHER * row_tiles * PANEL_ROWS);
            for (panel, sums) in panels.clone().step_by(TOGETHER).zip(sums) {
                let group = panel..(panel + TOGETHER).min(panels.end);
                scratch.round(&piece, &group);
                let sums = sums.chunks_exact_mut(row_tiles * PANEL_ROWS);
                let parts = group
                    .zip(sums)
                    .enumerate()
                    .map(|(index, (panel, sums))| TilePanel {
                        weights: scratch.rounded(&piece, index, panel),
                        sums: &mut sums[first * PANEL_ROWS..],
                        next: piece.next(panel).1,
                        part: (panel - panels.start, panels.len()),
                    });
                x86::tile_products(&tiles, rows, parts, start > 0);
            }
        }
    }
}

/// Some inputs of the panels of a run.
struct Piece<'a> {
    level: Level,
    weights: &'a PackedMatrix,
    panels: Range<usize>,
    /// In steps of 32 inputs.
    steps: Range<usize>,
}

impl<'a> Piece<'a> {
    /// What is multiplied after this panel's neighbours: a panel and its steps, none at the end.
    fn following(&self, panel: usize) -> (usize, Range<usize>) {
        let next = panel + TOGETHER;
        if next < self.panels.end {
            return (next, self.steps.clone());
        }
        let first = self.panels.start + (panel - self.panels.start) % TOGETHER;
        let steps = self.weights.padded_inputs() / PANEL;
        (first, self.steps.end..(self.steps.end + STEPS).min(steps))
    }

    /// Its stored values: those to be fetched while this piece is made bf16, and those while it is multiplied. Either alone
    /// would leave the memory idle half of the time where there are few rows.
    fn next(&self, panel: usize) -> (&'a [u8], &'a [u8]) {
        let (next, steps) = self.following(panel);
        let values = values(self.weights, next, steps);
        let first = match self.weights.format() {
            Format::Bf16 => 0,
            _ => values.len() / 2,
        };
        values.split_at(first)
    }

    /// Fetches its scales.
    fn fetch_scales(&self, panel: usize) {
        let (next, steps) = self.following(panel);
        match quantised(self.weights, next, steps) {
            Quantised::Q8_0 { scales, .. } => x86::fetch(bytemuck::cast_slice(scales)),
            Quantised::Q4k { large, small, .. } => {
                x86::fetch(bytemuck::cast_slice(large));
                x86::fetch(small);
            }
        }
    }
}

/// The stored values of some inputs of a panel, in steps of 32.
fn values(weights: &PackedMatrix, panel: usize, steps: Range<usize>) -> &[u8] {
    let bytes = match weights.format() {
        Format::Q4k => BLOCK * LANES / 2,
        Format::Q8_0 => BLOCK * LANES,
        _ => BLOCK * LANES * 2,
    };
    &weights.panel(panel)[steps.start * bytes..steps.end * bytes]
}

impl Scratch {
    /// Makes bf16 of a piece's quantised weights.
    fn round(&mut self, piece: &Piece<'_>, panels: &Range<usize>) {
        let Piece { level, weights, .. } = *piece;
        if weights.format() == Format::Bf16 {
            return;
        }
        let size = TOGETHER * STEPS * PANEL_ROWS;
        self.weights.resize(size, bytemuck::Zeroable::zeroed());
        for (index, panel) in panels.clone().enumerate() {
            piece.fetch_scales(panel);
            if level.widens_to_bf16() {
                let to = index * STEPS * PANEL_ROWS;
                let to = &mut self.weights[to..][..piece.steps.len() * PANEL_ROWS];
                let from = quantised(weights, panel, piece.steps.clone());
                x86::widen_to_bf16(level, from, to, piece.next(panel).0);
            } else {
                self.round_blocks(weights, panel, index, piece.steps.clone());
            }
        }
    }

    /// A piece of a panel as pairs of bf16, of which [`Self::round`] has made quantised ones.
    fn rounded<'a>(&'a self, piece: &Piece<'a>, index: usize, panel: usize) -> &'a [TileRow] {
        if piece.weights.format() == Format::Bf16 {
            return bytemuck::cast_slice(values(piece.weights, panel, piece.steps.clone()));
        }
        &self.weights[index * STEPS * PANEL_ROWS..][..piece.steps.len() * PANEL_ROWS]
    }

    /// As [`x86::widen_to_bf16`], for processors without what that takes: they have no tiles either, and only emulate them.
    fn round_blocks(
        &mut self,
        weights: &PackedMatrix,
        panel: usize,
        index: usize,
        steps: Range<usize>,
    ) {
        let (format, bytes, inputs) = (
            weights.format(),
            weights.panel(panel),
            weights.padded_inputs(),
        );
        self.scale(format, bytes, inputs);
        let (scales, minima) = (self.scales.as_chunks().0, self.minima.as_chunks().0);
        let to: &mut [u32] =
            bytemuck::cast_slice_mut(&mut self.weights[index * STEPS * PANEL_ROWS..]);
        vectorized(
            #[inline(always)]
            || {
                let mut values = [0; BLOCK * LANES];
                for (block, to) in steps.zip(to.as_chunks_mut().0) {
                    let values = block_values(format, bytes, inputs, block, &mut values);
                    round_block(values, &scales[block], &minima[block], to);
                }
            },
        );
    }
}

/// Some inputs of a quantised panel.
fn quantised(weights: &PackedMatrix, panel: usize, steps: Range<usize>) -> Quantised<'_> {
    let values = values(weights, panel, steps.clone());
    let (bytes, inputs) = (weights.panel(panel), weights.padded_inputs());
    if weights.format() == Format::Q8_0 {
        let (_, scales) = q8_0_parts(bytes, inputs);
        let scales = &scales[steps.start * LANES..steps.end * LANES];
        return Quantised::Q8_0 { values, scales };
    }
    const BLOCKS: usize = SUPER_BLOCK / BLOCK;
    let (_, large, small) = q4k_parts(bytes, inputs);
    Quantised::Q4k {
        values,
        large: &large[steps.start / BLOCKS * 2 * LANES..steps.end.div_ceil(BLOCKS) * 2 * LANES],
        small: &small[steps.start * 2 * LANES..steps.end * 2 * LANES],
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
