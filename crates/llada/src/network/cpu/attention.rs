//! Attention over the keys that a sequence sees, with the kernels' panel product: no masking, no repeated heads.

use std::ops::Range;

use rayon::prelude::*;

use super::Row;
use super::keys::{Keys, Layers};
use super::weights::Block;
use crate::architecture::{Angles, Mask};
use kernels::Kernels;
use kernels::attention::{Head, TiledAttention};
use kernels::panels::{PANEL, Panels};
use kernels::softmax::softmax_rows;

/// The attention of a layer.
pub(super) struct Attention<'a> {
    pub(super) block: &'a Block,
    pub(super) kernels: Kernels,
    pub(super) angles: &'a Angles,
    pub(super) mask: Mask,
    pub(super) layer: usize,
    /// Whether queries, keys, probabilities and values may be rounded to bf16.
    pub(super) may_round: bool,
}

/// Rows whose scores are computed together in f32, about so many numbers of them: they stay in the second-level cache.
const SCORES: usize = 1 << 16;

/// What a task needs; kept from task to task.
#[derive(Default)]
struct Scratch {
    /// `[rows][head_dim]`.
    queries: Vec<f32>,
    /// `[panels of keys][rows][32]`.
    scores: Vec<f32>,
    /// `[rows][32]`.
    mixed: Vec<f32>,
    tiled: TiledAttention,
}

/// Rows of one sequence that see the same keys.
struct Group<'a> {
    /// The first of them in the batch.
    first: usize,
    /// The positions that they stand for.
    positions: &'a [usize],
    keys: &'a Keys,
    /// How many keys they see.
    seen: usize,
}

impl Attention<'_> {
    /// softmax(q kᵀ / √head_dim) v into `out`, which has a row for each row of `q`: the rows `wanted` of each sequence in turn.
    pub(super) fn forward(
        &self,
        q: &Panels,
        rows: &[Row<'_>],
        wanted: &[Vec<usize>],
        stores: &[&mut Layers],
        out: &mut Panels,
    ) {
        out.reset(q.rows(), self.block.attention.q_dim());
        let mut first = 0;
        let mut groups = Vec::with_capacity(rows.len());
        for ((row, wanted), store) in rows.iter().zip(wanted).zip(stores) {
            let layers = &store.layers;
            let seen = |position: usize| self.mask.visible(position, row.length);
            for positions in wanted.chunk_by(|a, b| seen(*a) == seen(*b)) {
                groups.push(Group {
                    first,
                    positions,
                    keys: &layers[self.layer % layers.len()],
                    seen: seen(positions[0]),
                });
                first += positions.len();
            }
        }
        let head_dim = self.block.attention.head_dim;
        // So many heads fill whole panels.
        let heads = PANEL / gcd(head_dim, PANEL);
        let size = heads * head_dim * q.rows();
        let panels = out.values_mut().par_chunks_mut(size).enumerate();
        panels.for_each_init(Scratch::default, |scratch, (index, out)| {
            let last = ((index + 1) * heads).min(self.block.attention.heads);
            for head in index * heads..last {
                for group in &groups {
                    self.head(q, group, head, scratch);
                    let column = (head - index * heads) * head_dim;
                    self.copy(scratch, group.first, column, q.rows(), out);
                }
            }
        });
    }

    /// One head of one sequence, into `scratch.mixed`, `[panels of the head][rows][32]`.
    fn head(&self, q: &Panels, group: &Group<'_>, head: usize, scratch: &mut Scratch) {
        let attention = &self.block.attention;
        let (head_dim, count) = (attention.head_dim, group.positions.len());
        let scale = 1.0 / (head_dim as f32).sqrt();
        let queries = &mut scratch.queries;
        queries.resize(count * head_dim, 0.0);
        let rows = queries.chunks_exact_mut(head_dim).zip(group.positions);
        for (row, (query, position)) in rows.enumerate() {
            q.copy_row(group.first + row, head * head_dim, query);
            let heads = &self.block.heads;
            heads.query(query, self.angles, *position, scale);
        }
        let shared = attention.heads / attention.kv_heads;
        let (keys, values) = group.keys.head(head / shared);
        let head = Head {
            keys,
            values,
            positions: group.keys.positions(),
            length: group.seen,
        };
        let mixed = &mut scratch.mixed;
        mixed.clear();
        mixed.resize(head_dim.div_ceil(PANEL) * count * PANEL, 0.0);
        if self.may_round && self.kernels.attends_in_tiles(head_dim) {
            let queries = (count, queries.as_slice());
            return scratch.tiled.forward(self.kernels, queries, head, mixed);
        }
        let block = (SCORES / head.length.next_multiple_of(PANEL)).max(12);
        for first in (0..count).step_by(block) {
            self.rows(first..count.min(first + block), head, scratch);
        }
    }

    /// Some rows of a head, in f32.
    fn rows(&self, rows: Range<usize>, head: Head<'_>, scratch: &mut Scratch) {
        let Scratch {
            queries,
            scores,
            mixed,
            ..
        } = scratch;
        let (head_dim, count) = (self.block.attention.head_dim, rows.len());
        let all = queries.len() / head_dim;
        let queries = &queries[rows.start * head_dim..];
        scores.clear();
        scores.resize(head.length.div_ceil(PANEL) * count * PANEL, 0.0);
        let panels = head.keys.chunks_exact(head_dim * PANEL);
        for (keys, scores) in panels.zip(scores.chunks_exact_mut(count * PANEL)) {
            self.kernels
                .add_panel(count, (queries, head_dim), keys, scores);
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

    /// Copies what [`Self::head`] found to the rows from `first` on, and the columns from `column` on, of a group's panels.
    fn copy(
        &self,
        scratch: &Scratch,
        first: usize,
        column: usize,
        all_rows: usize,
        out: &mut [f32],
    ) {
        let head_dim = self.block.attention.head_dim;
        let count = scratch.queries.len() / head_dim;
        // A head never straddles panels at other columns than its own: either it starts a panel or it lies within one.
        for (panel, mixed) in scratch.mixed.chunks_exact(count * PANEL).enumerate() {
            let width = (head_dim - panel * PANEL).min(PANEL);
            for (row, mixed) in mixed.chunks_exact(PANEL).enumerate() {
                for (i, value) in mixed[..width].iter().enumerate() {
                    let at = column + panel * PANEL + i;
                    out[(at / PANEL * all_rows + first + row) * PANEL + at % PANEL] = *value;
                }
            }
        }
    }
}

const fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
