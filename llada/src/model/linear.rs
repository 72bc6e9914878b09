//! A weight matrix in the type it is kept in, and the product with it.

use candle_core::quantized::{QMatMul, QTensor};
use candle_core::{Module, Result, Tensor};

/// A weight as it was loaded.
#[derive(Debug)]
pub enum Weight {
    /// A tensor in f32, f16 or bf16.
    Dense(Tensor),
    /// A matrix quantised in blocks along its rows.
    Quantized(QTensor),
}

/// y = x Wᵀ, without bias. W is `[out, in]`.
#[derive(Debug, Clone)]
pub enum Linear {
    /// W as stored.
    Dense(Tensor),
    /// W quantised; candle's kernels dequantise as they go.
    Quantized(QMatMul),
}

impl Linear {
    /// Takes a weight of shape `[out, in]`.
    ///
    /// # Errors
    /// A device error while the quantised weight is wrapped.
    pub fn new(weight: Weight) -> Result<Self> {
        Ok(match weight {
            Weight::Dense(tensor) => Self::Dense(tensor),
            Weight::Quantized(tensor) => Self::Quantized(QMatMul::from_qtensor(tensor)?),
        })
    }

    /// `[batch, rows, in]` → `[batch, rows, out]`, in the type of `x`. A product in f16 weights rounds `x` to f16.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        match self {
            Self::Dense(weight) => {
                // One product of two dimensions: candle would otherwise multiply row by row of the batch.
                let (batch, rows, width) = x.dims3()?;
                let flat = x.reshape((batch * rows, width))?.to_dtype(weight.dtype())?;
                let y = flat.matmul(&weight.t()?)?.to_dtype(x.dtype())?;
                y.reshape((batch, rows, ()))
            }
            Self::Quantized(weight) => weight.forward(&x.contiguous()?),
        }
    }
}
