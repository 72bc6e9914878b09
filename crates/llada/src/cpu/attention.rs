//! Bidirectional attention over all keys, with the kernels' panel product: no mask, no repeated heads.

use rayon::prelude::*;

use super::View;
use super::keys::Keys;
use super::rotary::Rotary;
use crate::config::Config;
use kernels::Kernels;
use kernels::panels::{PANEL, Panels};
use kernels::softmax::softmax_rows;

/// The attention of a layer.
pub(super) struct Attention<'a> {
    pub(super) config: &'a Config,
    pub(super) kernels: Kernels,
    pub(super) rotary: &'a Rotary,
    pub(super) view: &'a View,
    pub(super) keys: &'a Keys,
}

/// What a task needs; kept from task to task.
#[derive(Default)]
struct Scratch {
    /// `[rows][head_dim]`.
    queries: Vec<f32>,
    /// `[panels of keys][rows][32]`.
    scores: Vec<f32>,
    /// `[rows][32]`.
    mixed: Vec<f32>,
}

impl Attention<'_> {
    /// softmax(q kᵀ / √head_dim) v into `out`, which has a row for each row of `q`; `rows` are the positions that the rows of one
    /// sequence stand for.
    pub(super) fn forward(&self, q: &Panels, rows: &[usize], out: &mut Panels) {
        out.reset(q.rows(), self.config.d_model);
        let head_dim = self.config.head_dim();
        // So many heads fill whole panels.
        let heads = PANEL / gcd(head_dim, PANEL);
        let size = heads * head_dim * q.rows();
        let groups = out.values_mut().par_chunks_mut(size).enumerate();
        groups.for_each_init(Scratch::default, |scratch, (group, out)| {
            let last = ((group + 1) * heads).min(self.config.n_heads);
            for head in group * heads..last {
                for sequence in 0..self.view.sequences {
                    self.head(q, sequence, head, rows, scratch);
                    let column = (head - group * heads) * head_dim;
                    self.copy(scratch, sequence * rows.len(), column, q.rows(), out);
                }
            }
        });
    }

    /// One head of one sequence, into `scratch.mixed`, `[panels of the head][rows][32]`.
    fn head(
        &self,
        q: &Panels,
        sequence: usize,
        head: usize,
        rows: &[usize],
        scratch: &mut Scratch,
    ) {
        let (head_dim, count) = (self.config.head_dim(), rows.len());
        let scale = 1.0 / (head_dim as f32).sqrt();
        let Scratch {
            queries,
            scores,
            mixed,
        } = scratch;
        queries.resize(count * head_dim, 0.0);
        for (row, (query, position)) in queries.chunks_exact_mut(head_dim).zip(rows).enumerate() {
            q.copy_row(sequence * count + row, head * head_dim, query);
            self.rotary.turn(query, *position, scale);
        }
        let group = self.config.n_heads / self.config.n_kv_heads;
        let (keys, values) = self
            .keys
            .head(sequence * self.config.n_kv_heads + head / group);
        let length = self.view.length;
        scores.clear();
        scores.resize(length.div_ceil(PANEL) * count * PANEL, 0.0);
        let panels = keys.chunks_exact(head_dim * PANEL);
        for (keys, scores) in panels.zip(scores.chunks_exact_mut(count * PANEL)) {
            self.kernels
                .add_panel(count, (queries, head_dim), keys, scores);
        }
        softmax_rows(scores, count, length);
        let positions = length.next_multiple_of(PANEL);
        mixed.clear();
        mixed.resize(head_dim.div_ceil(PANEL) * count * PANEL, 0.0);
        let panels = values.chunks_exact(positions * PANEL);
        for (values, mixed) in panels.zip(mixed.chunks_exact_mut(count * PANEL)) {
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
        let head_dim = self.config.head_dim();
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
