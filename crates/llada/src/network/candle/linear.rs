//! A weight matrix in the type it is kept in, and the product with it; and several that multiply the same input.

use std::ops::Range;

use candle_core::quantized::{QMatMul, QTensor};
use candle_core::{D, Module, Result, Tensor};

use super::Gradients;

/// A weight as it was loaded.
#[derive(Debug)]
pub enum Weight {
    /// A tensor in f32, f16 or bf16.
    Dense(Tensor),
    /// A matrix quantised in blocks along its rows.
    Quantized(Box<QTensor>),
}

/// y = x Wᵀ, without bias. W is `[out, in]`.
#[derive(Debug, Clone)]
pub enum Linear {
    /// W as stored.
    Dense(Tensor),
    /// W quantised; candle's kernels dequantise as they go.
    Quantized {
        /// The weights.
        weight: QMatMul,
        /// Columns with those that fill the last block of a row, which are zero.
        columns: usize,
    },
}

impl Linear {
    /// Takes a weight of shape `[out, in]`.
    ///
    /// # Errors
    /// A device error while the quantised weight is wrapped.
    pub fn new(weight: Weight) -> Result<Self> {
        Ok(match weight {
            Weight::Dense(tensor) => Self::Dense(tensor),
            Weight::Quantized(tensor) => Self::Quantized {
                columns: tensor.shape().dims2()?.1,
                weight: QMatMul::from_qtensor(*tensor)?,
            },
        })
    }

    /// `[batch, rows, in]` → `[batch, rows, out]`, in the type of `x`. A product in f16 weights rounds `x` to f16.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        match self {
            Self::Dense(weight) => product(x, weight),
            Self::Quantized { weight, columns } => {
                let missing = columns.saturating_sub(x.dim(D::Minus1)?);
                if missing == 0 {
                    return weight.forward(&x.contiguous()?);
                }
                weight.forward(&x.pad_with_zeros(D::Minus1, 0, missing)?.contiguous()?)
            }
        }
    }
}

fn product(x: &Tensor, weight: &Tensor) -> Result<Tensor> {
    // One product of two dimensions: candle would otherwise multiply row by row of the batch.
    let (batch, rows, width) = x.dims3()?;
    let flat = x.reshape((batch * rows, width))?.to_dtype(weight.dtype())?;
    let y = flat.matmul(&weight.t()?)?.to_dtype(x.dtype())?;
    y.reshape((batch, rows, ()))
}

/// Projections of one input: q, k and v, or gate and up. A few rows times a matrix of 4096 outputs leaves most of a large
/// GPU idle, so their weights are kept as one matrix where that can be.
#[derive(Debug, Clone)]
pub enum Joined {
    /// Dense weights below one another, `[Σ out, in]`, and each one's outputs: one product.
    One {
        /// The matrix.
        weight: Tensor,
        /// The outputs of each projection.
        outputs: Vec<usize>,
    },
    /// Quantised weights, and variables whose gradients are wanted: a product each.
    Each(Vec<Linear>),
}

impl Joined {
    /// Takes weights of the same number of columns.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn new(weights: Vec<Weight>, gradients: Gradients) -> Result<Self> {
        let dense: Option<Vec<&Tensor>> = weights
            .iter()
            .map(|weight| match weight {
                Weight::Dense(tensor) => Some(tensor),
                Weight::Quantized(_) => None,
            })
            .collect();
        match dense {
            Some(tensors) if gradients == Gradients::None => Ok(Self::One {
                weight: Tensor::cat(&tensors, 0)?,
                outputs: tensors.iter().map(|w| w.dim(0)).collect::<Result<_>>()?,
            }),
            _ => {
                let each = weights.into_iter().map(Linear::new);
                Ok(Self::Each(each.collect::<Result<_>>()?))
            }
        }
    }

    /// `[batch, rows, in]` → `[batch, rows, out]` for each of the projections numbered `part`; they may be views into one
    /// tensor.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn forward(&self, x: &Tensor, part: Range<usize>) -> Result<Vec<Tensor>> {
        match self {
            Self::One { weight, outputs } => {
                let start = outputs[..part.start].iter().sum();
                let widths = &outputs[part];
                let y = product(x, &weight.narrow(0, start, widths.iter().sum())?)?;
                let mut from = 0;
                let view = |&width: &usize| {
                    let view = y.narrow(D::Minus1, from, width);
                    from += width;
                    view
                };
                widths.iter().map(view).collect()
            }
            Self::Each(linears) => linears[part].iter().map(|w| w.forward(x)).collect(),
        }
    }
}
