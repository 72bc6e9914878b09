//! Whether kernels compute what is right on this processor: a small product of every kind beside that of other kernels.

use super::packed::{Format, PackedMatrix};
use super::panels::Panels;
use super::{Encoded, Kernels};

/// Rows that end inside a tile, inputs that are no whole block of q4k, outputs that end inside a panel.
const ROWS: usize = 37;
const INPUTS: usize = 320;
const OUTPUTS: usize = 40;

/// Whether both multiply bf16 and quantised weights alike, but for rounding.
pub(super) fn agree(kernels: Kernels, others: Kernels) -> bool {
    [Format::Bf16, Format::Q8_0, Format::Q4k]
        .into_iter()
        .all(|format| {
            let (found, expected) = (product(kernels, format), product(others, format));
            apart(&found, &expected) < 1e-2
        })
}

/// Whole numbers around zero without a pattern that would hide a wrong order.
fn value(row: usize, column: usize, period: usize) -> f32 {
    let mixed = (row * 7919 + column * 104_729 + row * column * 31) % 65_537;
    (mixed % period) as f32 - (period / 2) as f32
}

fn product(kernels: Kernels, format: Format) -> Vec<f32> {
    let weights = PackedMatrix::pack(format, OUTPUTS, INPUTS, |output, to| {
        let inputs = to.iter_mut().enumerate();
        inputs.for_each(|(input, to)| *to = value(output, input, 13));
    });
    let (mut x, mut y, mut encoded) = (Panels::default(), Panels::default(), Encoded::default());
    x.reset(ROWS, INPUTS);
    for row in 0..ROWS {
        let values: Vec<f32> = (0..INPUTS).map(|input| value(row, input, 11)).collect();
        x.set_row(row, &values);
    }
    kernels.encode(&x, None, &weights, &mut encoded);
    kernels.linear(&encoded, &weights, &mut y);
    y.values().to_vec()
}

/// ‖found − expected‖ as a share of ‖expected‖.
fn apart(found: &[f32], expected: &[f32]) -> f32 {
    let apart = found.iter().zip(expected).map(|(a, b)| (a - b).powi(2));
    let all = expected.iter().map(|value| value.powi(2));
    (apart.sum::<f32>() / all.sum::<f32>()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_kernels_agree() {
        let every = super::super::tests::every();
        for (kernels, others) in every.iter().zip(every.iter().skip(1)) {
            assert!(agree(*kernels, *others), "{kernels:?} {others:?}");
        }
    }

    #[test]
    fn a_transposed_product_would_be_noticed() {
        for kernels in super::super::tests::every() {
            let right = product(kernels, Format::Q8_0);
            let mut wrong = right.clone();
            wrong.rotate_left(1);
            assert!(apart(&wrong, &right) > 0.5);
        }
    }
}
