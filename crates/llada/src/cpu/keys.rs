//! Keys and values of one layer, in the panels that attention multiplies with.
//!
//! For each sequence and key head: keys `[positions / 32][head_dim][32]`, turned by their positions' angles; values
//! `[head_dim / 32][positions][32]`. Positions are padded to whole panels with zeros. They stay from pass to pass, so that a
//! pass over a part of the canvas finds those of the rest.

use rayon::prelude::*;

use super::View;
use super::rotary::Rotary;
use kernels::panels::{PANEL, Panels};

/// Keys and values of one layer.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    keys: Vec<f32>,
    values: Vec<f32>,
    key_size: usize,
    value_size: usize,
}

impl Keys {
    /// Makes room for a pass over whole sequences; what was there is forgotten.
    pub(super) fn reset(&mut self, view: &View, kv_heads: usize, head_dim: usize) {
        let positions = view.length.next_multiple_of(PANEL);
        self.key_size = positions * head_dim;
        self.value_size = positions * head_dim.next_multiple_of(PANEL);
        let count = view.sequences * kv_heads;
        self.keys.clear();
        self.keys.resize(count * self.key_size, 0.0);
        self.values.clear();
        self.values.resize(count * self.value_size, 0.0);
    }

    /// Writes the keys and values of the window's positions; `kv` has a row for each of them, sequence by sequence, with the
    /// keys in its first columns and the values from `value_column` on.
    pub(super) fn write(
        &mut self,
        view: &View,
        kv: &Panels,
        value_column: usize,
        head_dim: usize,
        rotary: &Rotary,
    ) {
        let kv_heads = self.keys.len() / self.key_size / view.sequences;
        let positions = view.length.next_multiple_of(PANEL);
        let keys = self.keys.par_chunks_exact_mut(self.key_size);
        let values = self.values.par_chunks_exact_mut(self.value_size);
        keys.zip(values)
            .enumerate()
            .for_each(|(index, (keys, values))| {
                let (sequence, head) = (index / kv_heads, index % kv_heads);
                let mut vector = vec![0.0; head_dim];
                for (row, position) in (sequence * view.window.len()..).zip(view.window.clone()) {
                    kv.copy_row(row, head * head_dim, &mut vector);
                    rotary.turn(&mut vector, position, 1.0);
                    let panel = position / PANEL * head_dim * PANEL + position % PANEL;
                    for (i, value) in vector.iter().enumerate() {
                        keys[panel + i * PANEL] = *value;
                    }
                    kv.copy_row(row, value_column + head * head_dim, &mut vector);
                    for (panel, piece) in vector.chunks(PANEL).enumerate() {
                        let at = (panel * positions + position) * PANEL;
                        values[at..at + piece.len()].copy_from_slice(piece);
                    }
                }
            });
    }

    /// Keys and values of a sequence's key head; `index` = sequence · key heads + head.
    pub(super) fn head(&self, index: usize) -> (&[f32], &[f32]) {
        (
            &self.keys[index * self.key_size..][..self.key_size],
            &self.values[index * self.value_size..][..self.value_size],
        )
    }
}
