//! Keys and values of one sequence in one layer, in the panels that attention multiplies with.
//!
//! For each key head: keys `[positions / 32][head_dim][32]`, turned by their positions' angles; values
//! `[head_dim / 32][positions][32]`. Positions are padded to whole panels with zeros. They stay from pass to pass, so that a
//! pass over a part of the canvas finds those of the rest.

use rayon::prelude::*;

use super::Row;
use super::heads::Heads;
use crate::architecture::Angles;
use kernels::panels::{PANEL, Panels};

/// Keys and values of one sequence in one layer.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    keys: Vec<f32>,
    values: Vec<f32>,
    key_size: usize,
    value_size: usize,
    head_dim: usize,
}

/// Keys and values of one sequence: of every layer where they are kept for later passes, else of one, which each layer
/// overwrites.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub(super) layers: Vec<Keys>,
    /// Number of leading positions that are cached.
    pub(super) known: usize,
}

/// What a run keeps: the layers of its canvas, and under guidance of the one that hides what was given.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Which network filled it.
    pub(super) network: usize,
    pub(super) rows: Vec<Layers>,
}

impl Keys {
    /// Makes room for `length` positions; what was there is forgotten.
    pub(super) fn reset(&mut self, length: usize, kv_heads: usize, head_dim: usize) {
        let positions = length.next_multiple_of(PANEL);
        self.head_dim = head_dim;
        self.key_size = positions * head_dim;
        self.value_size = positions * head_dim.next_multiple_of(PANEL);
        self.keys.clear();
        self.keys.resize(kv_heads * self.key_size, 0.0);
        self.values.clear();
        self.values.resize(kv_heads * self.value_size, 0.0);
    }

    /// Makes room for more positions; what was there stays.
    pub(super) fn grow(&mut self, length: usize) {
        let positions = length.next_multiple_of(PANEL);
        if positions <= self.positions() {
            return;
        }
        let mut grown = Self::default();
        grown.reset(length, self.keys.len() / self.key_size, self.head_dim);
        let heads = self.keys.chunks_exact(self.key_size);
        for (old, new) in heads.zip(grown.keys.chunks_exact_mut(grown.key_size)) {
            new[..old.len()].copy_from_slice(old);
        }
        let panels = self.values.chunks_exact(self.positions() * PANEL);
        for (old, new) in panels.zip(grown.values.chunks_exact_mut(positions * PANEL)) {
            new[..old.len()].copy_from_slice(old);
        }
        *self = grown;
    }

    /// Positions that there is room for: a multiple of 32.
    pub(super) fn positions(&self) -> usize {
        self.key_size / self.head_dim.max(1)
    }

    /// Writes the keys and values of a sequence's window; `kv` has a row for each of its positions from `row.first` on, with the
    /// keys in its first columns and the values from `value_column` on.
    pub(super) fn write(
        &mut self,
        row: &Row<'_>,
        kv: &Panels,
        value_column: usize,
        (heads, angles): (&Heads, &Angles),
    ) {
        let (head_dim, positions) = (self.head_dim, self.positions());
        let keys = self.keys.par_chunks_exact_mut(self.key_size);
        let values = self.values.par_chunks_exact_mut(self.value_size);
        keys.zip(values)
            .enumerate()
            .for_each(|(head, (keys, values))| {
                let mut vector = vec![0.0; head_dim];
                for (from, position) in (row.first..).zip(row.window.clone()) {
                    kv.copy_row(from, head * head_dim, &mut vector);
                    heads.key(&mut vector, angles, position);
                    let panel = position / PANEL * head_dim * PANEL + position % PANEL;
                    for (i, value) in vector.iter().enumerate() {
                        keys[panel + i * PANEL] = *value;
                    }
                    kv.copy_row(from, value_column + head * head_dim, &mut vector);
                    heads.value(&mut vector);
                    for (panel, piece) in vector.chunks(PANEL).enumerate() {
                        let at = (panel * positions + position) * PANEL;
                        values[at..at + piece.len()].copy_from_slice(piece);
                    }
                }
            });
    }

    /// Keys and values of a key head.
    pub(super) fn head(&self, head: usize) -> (&[f32], &[f32]) {
        (
            &self.keys[head * self.key_size..][..self.key_size],
            &self.values[head * self.value_size..][..self.value_size],
        )
    }
}
