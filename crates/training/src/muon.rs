//! Muon's update direction (Jordan 2024): the momentum of a matrix, orthogonalised by Newton–Schulz iterations.
//!
//! Gradients of matrices are dominated by a few directions. With singular values near one, rare directions (a fact that occurs
//! once in ten thousand dialogues) are learned as fast as common ones.

use super::matrix::Precision;
use super::ops::add_scaled;

/// Newton–Schulz iterations.
pub(super) const STEPS: usize = 5;

/// Coefficients of x ↦ a x + b x³ + c x⁵, which pulls (0, 1] towards one fastest.
pub(super) const A: f32 = 3.4445;
pub(super) const B: f32 = -4.775;
pub(super) const C: f32 = 2.0315;

/// U Vᵀ, approximately, for the `[rows, columns]` matrix U S Vᵀ.
///
/// With X scaled to norm one, X ← a X + (b Y + c Y²) X for Y = X Xᵀ.
#[must_use]
pub(super) fn orthogonal(precision: Precision, matrix: &[f32], columns: usize) -> Vec<f32> {
    let rows = matrix.len() / columns;
    if rows > columns {
        let transposed_result = orthogonal(precision, &transposed(matrix, columns), rows);
        return transposed(&transposed_result, rows);
    }
    let norm = matrix.iter().map(|x| x * x).sum::<f32>().sqrt();
    let mut x: Vec<f32> = matrix.iter().map(|value| value / (norm + 1e-7)).collect();
    let mut y = vec![0.0; rows * rows];
    let mut polynomial = vec![0.0; rows * rows];
    let mut next = vec![0.0; x.len()];
    for _ in 0..STEPS {
        precision.linear(&mut y, &x, &x, columns);
        // Y is symmetric, so Y Yᵀ is its square.
        precision.linear(&mut polynomial, &y, &y, rows);
        polynomial.iter_mut().for_each(|value| *value *= C);
        add_scaled(&mut polynomial, &y, B);
        precision.linear_input(&mut next, &polynomial, &x, columns, false);
        add_scaled(&mut next, &x, A);
        std::mem::swap(&mut x, &mut next);
    }
    x
}

fn transposed(matrix: &[f32], columns: usize) -> Vec<f32> {
    let rows = matrix.len() / columns;
    let cells = (0..columns).flat_map(|c| (0..rows).map(move |r| matrix[r * columns + c]));
    cells.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use corpus::draw::Draw;

    #[test]
    fn rows_become_nearly_orthonormal() {
        for (rows, columns) in [(6, 6), (5, 12), (12, 5)] {
            let mut draw = Draw::new(&[2]);
            let matrix: Vec<f32> = (0..rows * columns).map(|_| draw.normal()).collect();
            let found = orthogonal(Precision::F32, &matrix, columns);
            let found = if rows > columns {
                transposed(&found, columns)
            } else {
                found
            };
            let (short, long) = (rows.min(columns), rows.max(columns));
            let mut gram = vec![0.0; short * short];
            Precision::F32.linear(&mut gram, &found, &found, long);
            for (at, value) in gram.iter().enumerate() {
                let expected = f32::from(u8::from(at % short == at / short));
                // The polynomial stops at singular values between about 0.7 and 1.2.
                assert!((value - expected).abs() < 0.6, "{value} at {at}");
            }
        }
    }
}
