//! Products of row-major matrices on one thread, with both factors rounded to bf16 and sums in f32: what training takes
//! where the processor multiplies bf16.

use super::Kernels;
use super::encoded::bf16_pair;
use super::panels::PANEL;
use super::product::by_rows;
use super::x86::{self, MAX_ROWS, Pairs};
use crate::simd::vectorized;

/// Kernels that multiply bf16.
#[derive(Debug, Clone, Copy)]
pub struct Rounded(Kernels);

/// The rounded factors; the memory is used again by the next product.
#[derive(Debug, Default)]
pub struct Factors {
    left: Vec<u32>,
    right: Vec<u32>,
    tile: Vec<f32>,
}

/// How a product's factors lie in memory: the inner dimension along the rows of a matrix, or along its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inner {
    /// Neighbours in memory are neighbours along the inner dimension.
    Rows,
    /// They are neighbours across it.
    Columns,
}

/// A row-major matrix as a factor.
#[derive(Debug, Clone, Copy)]
pub struct Factor<'a> {
    /// Its values.
    pub values: &'a [f32],
    /// Values in a row.
    pub columns: usize,
    /// Which way the inner dimension runs.
    pub inner: Inner,
}

impl Factor<'_> {
    const fn rows(&self) -> usize {
        self.values.len() / self.columns
    }

    /// The length of the inner dimension and of the other one.
    const fn size(&self) -> (usize, usize) {
        match self.inner {
            Inner::Rows => (self.columns, self.rows()),
            Inner::Columns => (self.rows(), self.columns),
        }
    }
}

impl Rounded {
    /// Those of this processor, if it has them.
    #[must_use]
    pub fn here() -> Option<Self> {
        Kernels::avx512()
            .filter(|kernels| kernels.level.has_bf16())
            .map(Self)
    }

    /// out = a b, or out += a b: `out` has a row for each of `a`'s outer dimension and a column for each of `b`'s.
    pub fn product(
        self,
        out: &mut [f32],
        a: Factor<'_>,
        b: Factor<'_>,
        add: bool,
        factors: &mut Factors,
    ) {
        let ((inner, rows), (b_inner, columns)) = (a.size(), b.size());
        assert_eq!(inner, b_inner, "inner sizes differ. This is a bug.");
        assert_eq!(
            out.len(),
            rows * columns,
            "wrong size of a product. This is a bug."
        );
        if !add {
            out.fill(0.0);
        }
        let pairs = inner.div_ceil(2);
        let width = columns.next_multiple_of(PANEL);
        let Factors { left, right, tile } = factors;
        let (left_inner, left_outer) = match a.inner {
            Inner::Rows => (1, pairs),
            Inner::Columns => (rows, 1),
        };
        vectorized(
            #[inline(always)]
            || {
                match a.inner {
                    Inner::Rows => along(a, pairs, left),
                    Inner::Columns => across(a, pairs, rows, left),
                }
                match b.inner {
                    Inner::Rows => turned(b, pairs, width, right),
                    Inner::Columns => across(b, pairs, width, right),
                }
            },
        );
        for first in (0..columns).step_by(PANEL) {
            let panel = Pairs {
                values: &right[first..],
                inner: width,
                outer: 1,
            };
            by_rows(rows, MAX_ROWS, &[], |row, count, _| {
                let x = Pairs {
                    values: &left[row * left_outer..],
                    inner: left_inner,
                    outer: left_outer,
                };
                let used = (columns - first).min(PANEL);
                if used == PANEL {
                    let out = (&mut out[row * columns + first..], columns);
                    x86::bf16_panel(self.0.level, (count, pairs), x, panel, out, &[]);
                    return;
                }
                tile.clear();
                tile.resize(count * PANEL, 0.0);
                x86::bf16_panel(self.0.level, (count, pairs), x, panel, (tile, PANEL), &[]);
                for (r, sums) in tile.chunks_exact(PANEL).enumerate() {
                    let out = &mut out[(row + r) * columns + first..][..used];
                    out.iter_mut().zip(sums).for_each(|(out, sum)| *out += sum);
                }
            });
        }
    }
}

/// `[outer][pairs]`: pairs along the rows.
#[inline(always)]
fn along(factor: Factor<'_>, pairs: usize, to: &mut Vec<u32>) {
    to.clear();
    to.resize(factor.rows() * pairs, 0);
    let rows = factor.values.chunks_exact(factor.columns);
    for (row, to) in rows.zip(to.chunks_exact_mut(pairs)) {
        let (whole, rest) = row.as_chunks::<2>();
        for (to, pair) in to.iter_mut().zip(whole) {
            *to = bf16_pair(pair[0], pair[1]);
        }
        if let ([last], Some(to)) = (rest, to.last_mut()) {
            *to = bf16_pair(*last, 0.0);
        }
    }
}

/// `[pairs][width]`: pairs of two rows, column by column.
#[inline(always)]
fn across(factor: Factor<'_>, pairs: usize, width: usize, to: &mut Vec<u32>) {
    let columns = factor.columns;
    to.clear();
    to.resize(pairs * width, 0);
    for (both, to) in factor
        .values
        .chunks(2 * columns)
        .zip(to.chunks_exact_mut(width))
    {
        let (low, high) = both.split_at(columns);
        if high.is_empty() {
            to.iter_mut()
                .zip(low)
                .for_each(|(to, low)| *to = bf16_pair(*low, 0.0));
            continue;
        }
        for ((to, low), high) in to.iter_mut().zip(low).zip(high) {
            *to = bf16_pair(*low, *high);
        }
    }
}

/// `[pairs][width]` of a matrix whose rows run along the inner dimension: its transpose in pairs.
#[inline(always)]
fn turned(factor: Factor<'_>, pairs: usize, width: usize, to: &mut Vec<u32>) {
    /// Rows that are turned together: a cache line of the result.
    const TOGETHER: usize = 16;
    let columns = factor.columns;
    to.clear();
    to.resize(pairs * width, 0);
    for (group, rows) in factor.values.chunks(TOGETHER * columns).enumerate() {
        let first = group * TOGETHER;
        for pair in 0..pairs {
            let to = &mut to[pair * width + first..];
            for (to, row) in to.iter_mut().zip(rows.chunks_exact(columns)) {
                let high = row.get(2 * pair + 1).copied().unwrap_or(0.0);
                *to = bf16_pair(row[2 * pair], high);
            }
        }
    }
}
