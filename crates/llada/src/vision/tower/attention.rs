//! Full attention among the positions of one tile, with the kernels' panel products.

use std::ops::Range;

use kernels::Kernels;
use kernels::attention::{Head, TiledAttention};
use kernels::panels::{PANEL, Panels};
use kernels::softmax::softmax_rows;
use rayon::prelude::*;

/// The attention of a block.
#[derive(Debug)]
pub(super) struct Attention {
    pub(super) kernels: Kernels,
    pub(super) heads: usize,
    pub(super) head_dim: usize,
    /// Whether queries, keys, probabilities and values may be rounded to bf16.
    pub(super) may_round: bool,
}

/// Rows whose scores are computed together in f32, about so many numbers of them: they stay in the second-level cache.
const SCORES: usize = 1 << 16;

/// What a head needs; kept from head to head.
#[derive(Default)]
struct Scratch {
    /// `[rows][dim]`.
    queries: Vec<f32>,
    /// `[rows / 32][dim][32]`.
    keys: Vec<f32>,
    /// `[dim / 32][rows][32]`, rows padded to whole panels.
    values: Vec<f32>,
    /// `[panels of keys][rows][32]`.
    scores: Vec<f32>,
    row: Vec<f32>,
    tiled: TiledAttention,
}

impl Attention {
    /// softmax(q kᵀ / √head_dim) v into `out`, of `qkv`, whose columns are those of q, k and v, each padded to whole panels.
    pub(super) fn forward(&self, qkv: &Panels, heads: &mut Vec<f32>, out: &mut Panels) {
        let rows = qkv.rows();
        let size = self.head_dim.div_ceil(PANEL) * rows * PANEL;
        heads.clear();
        heads.resize(self.heads * size, 0.0);
        let all = heads.par_chunks_exact_mut(size).enumerate();
        all.for_each_init(Scratch::default, |scratch, (head, to)| {
            self.head(qkv, head, scratch, to);
        });
        out.reset(rows, self.heads * self.head_dim);
        let panels = out.values_mut().par_chunks_exact_mut(rows * PANEL);
        panels.enumerate().for_each(|(panel, to)| {
            for run in self.runs(panel) {
                let from = &heads[run.head * size + run.panel * rows * PANEL..];
                let lines = to.chunks_exact_mut(PANEL).zip(from.chunks_exact(PANEL));
                for (to, from) in lines {
                    to[run.to..][..run.length].copy_from_slice(&from[run.from..][..run.length]);
                }
            }
        });
    }

    /// Where the columns of a panel of the output are found among those of the heads.
    fn runs(&self, panel: usize) -> Vec<Run> {
        let (mut column, mut to) = (panel * PANEL, 0);
        let mut runs = Vec::new();
        while to < PANEL && column < self.heads * self.head_dim {
            let (head, inside) = (column / self.head_dim, column % self.head_dim);
            let (panel, from) = (inside / PANEL, inside % PANEL);
            let length = (self.head_dim - inside).min(PANEL - from).min(PANEL - to);
            runs.push(Run {
                head,
                panel,
                from,
                to,
                length,
            });
            column += length;
            to += length;
        }
        runs
    }

    /// One head, into `[dim / 32][rows][32]`.
    fn head(&self, qkv: &Panels, head: usize, scratch: &mut Scratch, mixed: &mut [f32]) {
        let (rows, head_dim) = (qkv.rows(), self.head_dim);
        let tiled = self.may_round
            && self
                .kernels
                .attends_in_tiles(head_dim.next_multiple_of(PANEL));
        let dim = if tiled {
            head_dim.next_multiple_of(PANEL)
        } else {
            head_dim
        };
        let positions = rows.next_multiple_of(PANEL);
        scratch.read(qkv, (head, self.heads), (head_dim, dim), positions);
        let queries = (rows, scratch.queries.as_slice());
        let head = Head {
            keys: &scratch.keys,
            values: &scratch.values,
            positions,
            length: rows,
        };
        if tiled {
            return scratch.tiled.forward(self.kernels, queries, head, mixed);
        }
        let scores = &mut scratch.scores;
        let block = (SCORES / positions).max(12);
        for first in (0..rows).step_by(block) {
            self.rows(
                first..rows.min(first + block),
                (queries, head),
                scores,
                mixed,
            );
        }
    }

    /// Some rows of a head, in f32.
    fn rows(
        &self,
        rows: Range<usize>,
        ((all, queries), head): ((usize, &[f32]), Head<'_>),
        scores: &mut Vec<f32>,
        mixed: &mut [f32],
    ) {
        let (dim, count) = (queries.len() / all, rows.len());
        let queries = &queries[rows.start * dim..];
        scores.clear();
        scores.resize(head.length.div_ceil(PANEL) * count * PANEL, 0.0);
        let panels = head.keys.chunks_exact(dim * PANEL);
        for (keys, scores) in panels.zip(scores.chunks_exact_mut(count * PANEL)) {
            self.kernels.add_panel(count, (queries, dim), keys, scores);
        }
        softmax_rows(scores, count, head.length);
        let panels = head.values.chunks_exact(head.positions * PANEL);
        for (values, mixed) in panels.zip(mixed.chunks_exact_mut(all * PANEL)) {
            let mixed = &mut mixed[rows.start * PANEL..];
            let keys = values.chunks_exact(PANEL * PANEL);
            for (values, weights) in keys.zip(scores.chunks_exact(count * PANEL)) {
                self.kernels
                    .add_panel(count, (weights, PANEL), values, mixed);
            }
        }
    }
}

/// Neighbouring columns of a head and of the output.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    head: usize,
    /// The panel of the head.
    panel: usize,
    from: usize,
    to: usize,
    length: usize,
}

impl Scratch {
    /// Reads the queries, keys and values of a head, its `head_dim` columns padded to `dim`.
    fn read(
        &mut self,
        qkv: &Panels,
        (head, heads): (usize, usize),
        (head_dim, dim): (usize, usize),
        positions: usize,
    ) {
        let scale = 1.0 / (head_dim as f32).sqrt();
        let padded = (heads * head_dim).next_multiple_of(PANEL);
        let column = head * head_dim;
        let zeros = |values: &mut Vec<f32>, count| {
            values.clear();
            values.resize(count, 0.0);
        };
        zeros(&mut self.queries, qkv.rows() * dim);
        zeros(&mut self.keys, positions * dim);
        zeros(&mut self.values, positions * dim.next_multiple_of(PANEL));
        self.row.resize(head_dim, 0.0);
        for (at, query) in self.queries.chunks_exact_mut(dim).enumerate() {
            let query = &mut query[..head_dim];
            qkv.copy_row(at, column, query);
            query.iter_mut().for_each(|value| *value *= scale);
            qkv.copy_row(at, padded + column, &mut self.row);
            let keys = &mut self.keys[at / PANEL * dim * PANEL + at % PANEL..];
            for (to, value) in keys.iter_mut().step_by(PANEL).zip(&self.row) {
                *to = *value;
            }
            qkv.copy_row(at, 2 * padded + column, &mut self.row);
            for (panel, piece) in self.row.chunks(PANEL).enumerate() {
                let to = (panel * positions + at) * PANEL;
                self.values[to..to + piece.len()].copy_from_slice(piece);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the book, in f64.
    fn expected(qkv: &[Vec<f32>], heads: usize, head_dim: usize) -> Vec<Vec<f64>> {
        let width = heads * head_dim;
        let padded = width.next_multiple_of(PANEL);
        let part = |row: &[f32], start: usize, head: usize| -> Vec<f64> {
            let values = &row[start * padded + head * head_dim..][..head_dim];
            values.iter().map(|value| f64::from(*value)).collect()
        };
        let one = |row: &Vec<f32>| {
            let mut mixed = Vec::new();
            for head in 0..heads {
                let query = part(row, 0, head);
                let score = |other: &Vec<f32>| {
                    let key = part(other, 1, head);
                    let dot: f64 = query.iter().zip(key).map(|(q, k)| q * k).sum();
                    (dot / (head_dim as f64).sqrt()).exp()
                };
                let weights: Vec<f64> = qkv.iter().map(score).collect();
                let sum: f64 = weights.iter().sum();
                mixed.extend((0..head_dim).map(|i| {
                    let values = qkv.iter().map(|other| part(other, 2, head)[i]);
                    values.zip(&weights).map(|(v, w)| v * w / sum).sum::<f64>()
                }));
            }
            mixed
        };
        qkv.iter().map(one).collect()
    }

    #[test]
    fn attention_is_that_of_the_definition() {
        for (heads, head_dim, rows) in [
            (4_usize, 8_usize, 9_usize),
            (3, 72, 50),
            (2, 96, 33),
            (5, 7, 70),
        ] {
            let padded = (heads * head_dim).next_multiple_of(PANEL);
            let value = |at: usize| ((at * 7919 % 1009) as f32 / 1009.0 - 0.5) * 2.0;
            let lines: Vec<Vec<f32>> = (0..rows)
                .map(|row| {
                    (0..3 * padded)
                        .map(|c| value(row * 3 * padded + c))
                        .collect()
                })
                .collect();
            let mut qkv = Panels::default();
            qkv.reset(rows, 3 * padded);
            lines
                .iter()
                .enumerate()
                .for_each(|(row, line)| qkv.set_row(row, line));
            let expected = expected(&lines, heads, head_dim);
            for (may_round, bound) in [(false, 1e-5), (true, 2e-2)] {
                let Some(kernels) = Kernels::best() else {
                    continue;
                };
                let attention = Attention {
                    kernels,
                    heads,
                    head_dim,
                    may_round,
                };
                let mut out = Panels::default();
                attention.forward(&qkv, &mut Vec::new(), &mut out);
                for (row, expected) in expected.iter().enumerate() {
                    let mut found = vec![0.0; heads * head_dim];
                    out.copy_row(row, 0, &mut found);
                    for (found, expected) in found.iter().zip(expected) {
                        let apart = (f64::from(*found) - expected).abs();
                        assert!(apart < bound, "{heads} × {head_dim}: {found} {expected}");
                    }
                }
            }
        }
    }
}
