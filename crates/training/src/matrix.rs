//! Matrix products of slices in row-major order, on one thread.

use std::cell::RefCell;

use gemm::{Parallelism, gemm};

use kernels::rounded::{Factor, Factors, Inner, Rounded};

/// Distances between neighbouring elements of a matrix.
#[derive(Clone, Copy)]
struct Strides {
    row: usize,
    column: usize,
}

/// A matrix inside a slice.
#[derive(Clone, Copy)]
struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    strides: Strides,
}

impl<'a> Matrix<'a> {
    fn new(values: &'a [f32], columns: usize) -> Self {
        Self {
            values,
            rows: values.len() / columns,
            columns,
            strides: Strides {
                row: columns,
                column: 1,
            },
        }
    }

    fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            strides: Strides {
                row: self.strides.column,
                column: self.strides.row,
            },
            ..self
        }
    }

    /// The matrix as a factor whose inner dimension is its columns (for a left one) or its rows.
    const fn factor(self, inner: Inner) -> Factor<'a> {
        let is_transposed = self.strides.column != 1;
        let inner = match (inner, is_transposed) {
            (Inner::Rows, false) | (Inner::Columns, true) => Inner::Rows,
            (Inner::Columns, false) | (Inner::Rows, true) => Inner::Columns,
        };
        Factor {
            values: self.values,
            columns: if is_transposed {
                self.rows
            } else {
                self.columns
            },
            inner,
        }
    }
}

/// out = a b, or out += a b.
#[expect(unsafe_code, reason = "the product takes raw pointers")]
fn product(out: &mut [f32], a: Matrix<'_>, b: Matrix<'_>, add: bool) {
    assert_eq!(a.columns, b.rows, "inner sizes differ. This is a bug.");
    assert_eq!(
        out.len(),
        a.rows * b.columns,
        "wrong size of a product. This is a bug."
    );
    for matrix in [&a, &b] {
        assert_eq!(
            matrix.values.len(),
            matrix.rows * matrix.columns,
            "ragged matrix. This is a bug."
        );
    }
    // SAFETY: the three slices hold exactly rows × columns elements, as was just asserted, and the strides are those of a
    // dense matrix or of its transpose, so every element addressed lies inside its slice; `out` is borrowed
    // mutably and so overlaps neither input.
    unsafe {
        gemm(
            a.rows,
            b.columns,
            a.columns,
            out.as_mut_ptr(),
            1,
            b.columns as isize,
            add,
            a.values.as_ptr(),
            a.strides.column as isize,
            a.strides.row as isize,
            b.values.as_ptr(),
            b.strides.column as isize,
            b.strides.row as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

/// What the factors of a product are rounded to; sums are f32 always.
#[derive(Debug, Clone, Copy)]
pub enum Precision {
    /// Not rounded.
    F32,
    /// To bf16, on kernels for bf16.
    Bf16(Rounded),
}

thread_local! {
    /// Rounded factors; each thread reuses its buffers.
    static FACTORS: RefCell<Factors> = RefCell::default();
}

impl Precision {
    /// y = x wᵀ for x of `[rows, inputs]` and w of `[outputs, inputs]`.
    pub(super) fn linear(self, y: &mut [f32], x: &[f32], w: &[f32], inputs: usize) {
        let (x, w) = (Matrix::new(x, inputs), Matrix::new(w, inputs).transposed());
        self.product(y, x, w, false);
    }

    /// The gradient of x in y = x wᵀ: d_x = d_y w, or d_x += d_y w.
    pub(super) fn linear_input(
        self,
        d_x: &mut [f32],
        d_y: &[f32],
        w: &[f32],
        inputs: usize,
        add: bool,
    ) {
        let outputs = w.len() / inputs;
        self.product(d_x, Matrix::new(d_y, outputs), Matrix::new(w, inputs), add);
    }

    /// The gradient of w in y = x wᵀ, added: d_w += d_yᵀ x.
    pub(super) fn linear_weight(self, d_w: &mut [f32], d_y: &[f32], x: &[f32], inputs: usize) {
        let outputs = d_w.len() / inputs;
        let (d_y, x) = (
            Matrix::new(d_y, outputs).transposed(),
            Matrix::new(x, inputs),
        );
        self.product(d_w, d_y, x, true);
    }

    /// out = a b, or out += a b.
    fn product(self, out: &mut [f32], a: Matrix<'_>, b: Matrix<'_>, add: bool) {
        match self {
            Self::F32 => product(out, a, b, add),
            Self::Bf16(rounded) => FACTORS.with_borrow_mut(|factors| {
                rounded.product(
                    out,
                    a.factor(Inner::Rows),
                    b.factor(Inner::Columns),
                    add,
                    factors,
                );
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(a: Matrix<'_>, b: Matrix<'_>) -> Vec<f32> {
        let at =
            |m: Matrix<'_>, r: usize, c: usize| m.values[r * m.strides.row + c * m.strides.column];
        let cells = (0..a.rows).flat_map(|r| (0..b.columns).map(move |c| (r, c)));
        cells
            .map(|(r, c)| (0..a.columns).map(|i| at(a, r, i) * at(b, i, c)).sum())
            .collect()
    }

    /// Equal but for the rounding of the factors.
    fn close(precision: Precision, found: &[f32], expected: &[f32]) {
        let tolerance = match precision {
            Precision::F32 => 1e-5,
            Precision::Bf16(_) => 2e-2,
        };
        let norm =
            |values: &mut dyn Iterator<Item = f32>| values.map(|x| x * x).sum::<f32>().sqrt();
        let apart = norm(&mut found.iter().zip(expected).map(|(a, b)| a - b));
        let all = norm(&mut expected.iter().copied());
        assert!(
            apart <= tolerance * (all + 1.0),
            "{precision:?}: {apart} of {all}"
        );
    }

    fn values(count: usize, seed: u64) -> Vec<f32> {
        let mut draw = corpus::draw::Draw::new(&[seed]);
        (0..count).map(|_| draw.normal()).collect()
    }

    proptest! {
        #[test]
        fn products_are_those_of_the_definition(rows in 1_usize..40, inputs in 1_usize..40, outputs in 1_usize..80) {
            let every = [Some(Precision::F32), Rounded::here().map(Precision::Bf16)];
            for precision in every.into_iter().flatten() {
            let (x, w) = (values(rows * inputs, 1), values(outputs * inputs, 2));
            let (d_y, old) = (values(rows * outputs, 3), values(outputs * inputs, 4));
            let mut y = vec![f32::NAN; rows * outputs];
            precision.linear(&mut y, &x, &w, inputs);
            close(precision, &y, &naive(Matrix::new(&x, inputs), Matrix::new(&w, inputs).transposed()));

            let mut d_x = vec![f32::NAN; rows * inputs];
            precision.linear_input(&mut d_x, &d_y, &w, inputs, false);
            let once = naive(Matrix::new(&d_y, outputs), Matrix::new(&w, inputs));
            close(precision, &d_x, &once);
            precision.linear_input(&mut d_x, &d_y, &w, inputs, true);
            close(precision, &d_x, &once.iter().map(|x| 2.0 * x).collect::<Vec<_>>());

            let mut d_w = old.clone();
            precision.linear_weight(&mut d_w, &d_y, &x, inputs);
            let added = naive(Matrix::new(&d_y, outputs).transposed(), Matrix::new(&x, inputs));
            close(precision, &d_w, &old.iter().zip(added).map(|(a, b)| a + b).collect::<Vec<_>>());
            }
        }
    }
}
