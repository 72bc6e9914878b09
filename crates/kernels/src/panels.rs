//! Activations as the kernels read and write them: columns in panels of 32, each panel's rows one after another.
//!
//! `[columns / 32][rows][32]`: a task that computes 32 columns of a product owns one contiguous panel, so threads share
//! nothing, and a panel's row is just one block of the 8-bit types. Columns beyond the width are zero.

use std::ops::Range;

/// Columns of a panel; also the block of q8_0.
pub const PANEL: usize = 32;

/// `[rows, width]` in panels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panels {
    rows: usize,
    width: usize,
    values: Vec<f32>,
}

impl Panels {
    /// Zeros of this shape, in the memory that is already there.
    pub fn reset(&mut self, rows: usize, width: usize) {
        self.rows = rows;
        self.width = width;
        self.values.clear();
        self.values
            .resize(width.div_ceil(PANEL) * rows * PANEL, 0.0);
    }

    /// As [`Self::reset`], for a product that writes all of it: what is there may be anything.
    pub(crate) fn reshape(&mut self, rows: usize, width: usize) {
        self.rows = rows;
        self.width = width;
        self.values
            .resize(width.div_ceil(PANEL) * rows * PANEL, 0.0);
    }

    /// Rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Columns.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// All panels, one after the other, `rows · 32` numbers each.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// All panels, to be written.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// The pieces of some rows in each panel, from left to right.
    pub(crate) fn panels_of(&self, rows: &Range<usize>) -> impl Iterator<Item = &[[f32; PANEL]]> {
        let panels = self.values.chunks_exact((self.rows * PANEL).max(1));
        panels.map(move |panel| &panel.as_chunks().0[rows.clone()])
    }

    /// Columns `start..start + to.len()` of a row.
    pub fn copy_row(&self, row: usize, start: usize, to: &mut [f32]) {
        let mut at = start;
        let mut to = to;
        while !to.is_empty() {
            let inside = at % PANEL;
            let count = to.len().min(PANEL - inside);
            let from = (at / PANEL * self.rows + row) * PANEL + inside;
            let (now, later) = to.split_at_mut(count);
            now.copy_from_slice(&self.values[from..from + count]);
            at += count;
            to = later;
        }
    }

    /// Writes a whole row; `from` has the width's length.
    pub fn set_row(&mut self, row: usize, from: &[f32]) {
        for (panel, piece) in from.chunks(PANEL).enumerate() {
            let at = (panel * self.rows + row) * PANEL;
            self.values[at..at + piece.len()].copy_from_slice(piece);
        }
    }

    /// The named rows, one after the other.
    pub fn gather(&self, rows: &[usize], to: &mut Self) {
        to.reset(rows.len(), self.width);
        let panels = self.values.chunks_exact((self.rows * PANEL).max(1));
        for (from, to) in panels.zip(to.values.chunks_exact_mut((rows.len() * PANEL).max(1))) {
            for (&row, to) in rows.iter().zip(to.chunks_exact_mut(PANEL)) {
                to.copy_from_slice(&from[row * PANEL..][..PANEL]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_come_back_as_they_went_in(rows in 1_usize..9, width in 1_usize..150, start in 0_usize..150) {
            let mut panels = Panels::default();
            panels.reset(rows, width);
            let value = |row: usize, column: usize| (row * 1000 + column) as f32;
            for row in 0..rows {
                let line: Vec<f32> = (0..width).map(|column| value(row, column)).collect();
                panels.set_row(row, &line);
            }
            let start = start % width;
            for row in 0..rows {
                let mut line = vec![0.0; width - start];
                panels.copy_row(row, start, &mut line);
                prop_assert!((start..width).zip(&line).all(|(column, found)| *found == value(row, column)));
                let flat: Vec<f32> = panels.panels_of(&(row..row + 1)).flatten().flatten().copied().collect();
                prop_assert_eq!(&flat[start..width], &line[..]);
                prop_assert!(flat[width..].iter().all(|padding| *padding == 0.0));
            }
            let mut some = Panels::default();
            panels.gather(&[rows - 1, 0], &mut some);
            let mut line = vec![0.0; width];
            some.copy_row(0, 0, &mut line);
            prop_assert_eq!(line[width - 1], value(rows - 1, width - 1));
        }
    }
}
