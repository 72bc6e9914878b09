//! The product of a linear layer, and its gradients.

use candle_core::Result;

use super::gpu::{As, Gpu, Numbers, Sizes, View, ViewMut};

/// Rows, inputs and outputs.
pub(super) type Shape = (usize, usize, usize);

/// y = x wᵀ + keep · y, for x of `[rows, inputs]` and w of `[outputs, inputs]`.
pub(super) fn linear(
    gpu: &Gpu,
    x: &Numbers,
    w: &View<'_>,
    y: &mut Numbers,
    (rows, inputs, outputs): Shape,
    keep: f32,
) -> Result<()> {
    let sizes = Sizes {
        rows,
        inner: inputs,
        columns: outputs,
    };
    gpu.product(sizes, (x, As::Is), (w, As::Turned), y, (1.0, keep))
}

/// The gradient of x in y = x wᵀ: d_x = d_y w.
pub(super) fn linear_input(
    gpu: &Gpu,
    d_y: &Numbers,
    w: &View<'_>,
    d_x: &mut Numbers,
    (rows, inputs, outputs): Shape,
) -> Result<()> {
    let sizes = Sizes {
        rows,
        inner: outputs,
        columns: inputs,
    };
    gpu.product(sizes, (d_y, As::Is), (w, As::Is), d_x, (1.0, 0.0))
}

/// The gradient of w in y = x wᵀ, added: d_w += d_yᵀ x.
pub(super) fn linear_weight(
    gpu: &Gpu,
    d_y: &Numbers,
    x: &Numbers,
    d_w: &mut ViewMut<'_>,
    (rows, inputs, outputs): Shape,
) -> Result<()> {
    let sizes = Sizes {
        rows: outputs,
        inner: rows,
        columns: inputs,
    };
    gpu.product(sizes, (d_y, As::Turned), (x, As::Is), d_w, (1.0, 1.0))
}
