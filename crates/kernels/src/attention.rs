//! Attention of one head with tiles of bf16: queries, keys, probabilities and values rounded, scores and sums in f32.

use super::Kernels;
use super::encoded::{TILE_ROWS, TileRow, bf16_pair, pairs};
use super::panels::PANEL;
use super::softmax::softmax_rows;
use super::x86::{self, PANEL_ROWS, TilePanel, TileRows, Tiles};
use crate::simd::vectorized;

/// Keys and values of a head, in panels.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// `[positions / 32][head_dim][32]`.
    pub keys: &'a [f32],
    /// `[head_dim / 32][positions][32]`.
    pub values: &'a [f32],
    /// Positions that there is room for, a multiple of 32.
    pub positions: usize,
    /// Positions that are seen.
    pub length: usize,
}

/// What the attention of a head needs; the memory is used again by the next.
#[derive(Debug, Default)]
pub struct TiledAttention {
    keys: Vec<TileRow>,
    values: Vec<TileRow>,
    /// `[row tiles][head_dim / 32][16]`.
    queries: Vec<TileRow>,
    /// `[panels of keys][16 · row tiles][2]`.
    scores: Vec<TileRow>,
    /// `[row tiles][panels of keys][16]`.
    probabilities: Vec<TileRow>,
    /// `[16 · row tiles][2]`.
    sums: Vec<TileRow>,
}

/// Numbers of a block of rows' scores, about: with what is made of them they fit the second-level cache.
const SCORES: usize = 1 << 16;

impl Kernels {
    /// Whether [`TiledAttention`] runs here for heads of so many dimensions.
    #[must_use]
    pub const fn attends_in_tiles(self, head_dim: usize) -> bool {
        self.level.has_tiles() && head_dim > 0 && head_dim.is_multiple_of(PANEL)
    }
}

impl TiledAttention {
    /// softmax(q kᵀ) v for rows of `queries`, `[rows][head_dim]`, into `mixed`, `[head_dim / 32][rows][32]`.
    pub fn forward(
        &mut self,
        kernels: Kernels,
        (rows, queries): (usize, &[f32]),
        head: Head<'_>,
        mixed: &mut [f32],
    ) {
        let head_dim = queries.len() / rows.max(1);
        let seen = head.length.div_ceil(PANEL);
        let tiles = Tiles::new(kernels.level);
        rounded_pairs(&head.keys[..seen * PANEL * head_dim], &mut self.keys);
        self.values.clear();
        for panel in head.values.chunks_exact(head.positions * PANEL) {
            append_pairs(&panel[..seen * PANEL * PANEL], &mut self.values);
        }
        let block = (SCORES / (seen * PANEL)).clamp(2 * TILE_ROWS, 8 * TILE_ROWS);
        let block = block / TILE_ROWS * TILE_ROWS;
        for first in (0..rows).step_by(block) {
            let count = block.min(rows - first);
            let queries = &queries[first * head_dim..][..count * head_dim];
            self.scores(&tiles, queries, head_dim, seen);
            let row_tiles = count.div_ceil(TILE_ROWS);
            let scores = bytemuck::cast_slice_mut(&mut self.scores);
            softmax_rows(scores, row_tiles * TILE_ROWS, head.length);
            self.round_probabilities(row_tiles, seen);
            for panel in 0..head_dim / PANEL {
                self.mix(&tiles, row_tiles, seen, panel);
                let sums: &[f32] = bytemuck::cast_slice(&self.sums);
                let to = &mut mixed[(panel * rows + first) * PANEL..][..count * PANEL];
                to.copy_from_slice(&sums[..count * PANEL]);
            }
        }
    }

    /// q kᵀ.
    fn scores(&mut self, tiles: &Tiles, queries: &[f32], head_dim: usize, seen: usize) {
        let steps = head_dim / PANEL;
        let rows = queries.chunks_exact(head_dim);
        let row_tiles = rows.len().div_ceil(TILE_ROWS);
        resize(&mut self.queries, row_tiles * steps * TILE_ROWS);
        for (row, query) in rows.enumerate() {
            let tile = row / TILE_ROWS * steps * TILE_ROWS + row % TILE_ROWS;
            for (step, piece) in query.as_chunks::<PANEL>().0.iter().enumerate() {
                pairs(piece, &mut self.queries[tile + step * TILE_ROWS].0);
            }
        }
        resize(&mut self.scores, seen * row_tiles * PANEL_ROWS);
        let x = TileRows {
            values: &self.queries,
            stride: steps * TILE_ROWS,
            count: row_tiles,
            next: 0,
        };
        let keys = self.keys.chunks_exact(steps * PANEL_ROWS);
        let sums = self.scores.chunks_exact_mut(row_tiles * PANEL_ROWS);
        for (weights, sums) in keys.zip(sums) {
            x86::tile_products(
                tiles,
                x,
                [TilePanel::alone(weights, sums)].into_iter(),
                false,
            );
        }
    }

    /// Rounds what the softmax has made of the scores.
    fn round_probabilities(&mut self, row_tiles: usize, seen: usize) {
        resize(&mut self.probabilities, row_tiles * seen * TILE_ROWS);
        let scores: &[f32] = bytemuck::cast_slice(&self.scores);
        let pieces = scores.as_chunks::<PANEL>().0;
        vectorized(
            #[inline(always)]
            || {
                let panels = pieces.chunks_exact(row_tiles * TILE_ROWS).enumerate();
                for (panel, rows) in panels {
                    for (tile, rows) in rows.chunks_exact(TILE_ROWS).enumerate() {
                        let to = (tile * seen + panel) * TILE_ROWS;
                        let to = &mut self.probabilities[to..][..TILE_ROWS];
                        for (to, piece) in to.iter_mut().zip(rows) {
                            pairs(piece, &mut to.0);
                        }
                    }
                }
            },
        );
    }

    /// Probabilities times a panel of the values.
    fn mix(&mut self, tiles: &Tiles, row_tiles: usize, seen: usize, panel: usize) {
        resize(&mut self.sums, row_tiles * PANEL_ROWS);
        let x = TileRows {
            values: &self.probabilities,
            stride: seen * TILE_ROWS,
            count: row_tiles,
            next: 0,
        };
        let size = seen * PANEL_ROWS;
        let weights = &self.values[panel * size..][..size];
        let panel = TilePanel::alone(weights, &mut self.sums);
        x86::tile_products(tiles, x, [panel].into_iter(), false);
    }
}

fn resize(rows: &mut Vec<TileRow>, count: usize) {
    rows.resize(count, bytemuck::Zeroable::zeroed());
}

/// `[inputs][32]` as `[inputs / 2][2]` rows of tiles.
fn rounded_pairs(from: &[f32], to: &mut Vec<TileRow>) {
    to.clear();
    append_pairs(from, to);
}

fn append_pairs(from: &[f32], to: &mut Vec<TileRow>) {
    let start = to.len();
    resize(to, start + from.len() / PANEL);
    let to: &mut [u32] = bytemuck::cast_slice_mut(&mut to[start..]);
    vectorized(
        #[inline(always)]
        || {
            let both = from.as_chunks::<{ 2 * PANEL }>().0.iter();
            for (to, both) in to.as_chunks_mut::<PANEL>().0.iter_mut().zip(both) {
                let (low, high) = both.split_at(PANEL);
                for ((to, low), high) in to.iter_mut().zip(low).zip(high) {
                    *to = bf16_pair(*low, *high);
                }
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::values;
    use proptest::prelude::*;

    /// By the book, in f64: `[rows][head_dim]`.
    fn expected(
        queries: &[f32],
        keys: &[f32],
        values: &[f32],
        (head_dim, length): (usize, usize),
    ) -> Vec<f32> {
        let row = |all: &[f32], at: usize| all[at * head_dim..][..head_dim].to_vec();
        let attend = |query: &[f32]| -> Vec<f32> {
            let scores: Vec<f64> = (0..length)
                .map(|key| {
                    let both = query.iter().zip(row(keys, key));
                    both.map(|(q, k)| f64::from(*q) * f64::from(k)).sum()
                })
                .collect();
            let sum: f64 = scores.iter().map(|score| score.exp()).sum();
            let mut mixed = vec![0.0; head_dim];
            for (key, score) in scores.iter().enumerate() {
                for (to, value) in mixed.iter_mut().zip(row(values, key)) {
                    *to += score.exp() / sum * f64::from(value);
                }
            }
            mixed.into_iter().map(|value| value as f32).collect()
        };
        queries.chunks_exact(head_dim).flat_map(attend).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn attention_is_that_of_the_definition(
            rows in 1_usize..150, length in 1_usize..200, room in 0_usize..70, heads in 1_usize..4, seed in 0_u64..1000,
        ) {
            let (head_dim, positions) = (32 * heads, (length + room).next_multiple_of(PANEL));
            let (q, k) = (values(rows * head_dim, seed), values(length * head_dim, seed + 1));
            let v = values(length * head_dim, seed + 2);
            let (mut keys, mut panels) = (vec![0.0; positions * head_dim], vec![0.0; positions * head_dim]);
            for (at, (k, v)) in k.chunks_exact(head_dim).zip(v.chunks_exact(head_dim)).enumerate() {
                for i in 0..head_dim {
                    keys[at / PANEL * head_dim * PANEL + i * PANEL + at % PANEL] = k[i];
                    panels[(i / PANEL * positions + at) * PANEL + i % PANEL] = v[i];
                }
            }
            let expected = expected(&q, &k, &v, (head_dim, length));
            let norm = expected.iter().map(|x| x * x).sum::<f32>().sqrt();
            let mut attention = TiledAttention::default();
            for kernels in crate::tests::every() {
                if !kernels.attends_in_tiles(head_dim) {
                    continue;
                }
                let mut mixed = vec![0.0; rows * head_dim];
                let head = Head { keys: &keys, values: &panels, positions, length };
                attention.forward(kernels, (rows, &q), head, &mut mixed);
                let found = |row: usize, i: usize| mixed[(i / PANEL * rows + row) * PANEL + i % PANEL];
                let apart: f32 = expected.iter().enumerate().map(|(at, x)| {
                    (found(at / head_dim, at % head_dim) - x).powi(2)
                }).sum();
                prop_assert!(apart.sqrt() < 1e-2 * norm, "{kernels:?}: {}", apart.sqrt() / norm);
            }
        }
    }
}
