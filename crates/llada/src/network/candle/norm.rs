//! Root-mean-square norm in torch's rounding order: computed in f32, rounded to the activations' type, then multiplied
//! by the gain in that type.

use candle_core::{D, DType, Result, Tensor};

use super::Gradients;

/// x · rsqrt(mean(x²) + ε) · gain, over the last dimension.
#[derive(Debug, Clone)]
pub struct RmsNorm {
    gain: Tensor,
    ones: Tensor,
    eps: f64,
    gradients: Gradients,
}

impl RmsNorm {
    /// `gain` is `[d_model]`, in the activations' type.
    ///
    /// # Errors
    /// A device error.
    pub fn new(gain: Tensor, eps: f64, gradients: Gradients) -> Result<Self> {
        let ones = Tensor::ones(gain.shape(), DType::F32, gain.device())?;
        Ok(Self {
            gain,
            ones,
            eps,
            gradients,
        })
    }

    /// `[…, d_model]` → the same.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        if self.gradients == Gradients::Tracked {
            let wide = x.to_dtype(DType::F32)?;
            let mean = wide.sqr()?.mean_keepdim(D::Minus1)?;
            let normed = wide.broadcast_div(&(mean + self.eps)?.sqrt()?)?;
            return normed.to_dtype(x.dtype())?.broadcast_mul(&self.gain);
        }
        let x = x.contiguous()?;
        // The fused kernel rounds in the wrong places for half types, so there it only sees f32 and a gain of one.
        match x.dtype() {
            DType::F32 => candle_nn::ops::rms_norm(&x, &self.gain, self.eps as f32),
            half => {
                candle_nn::ops::rms_norm(&x.to_dtype(DType::F32)?, &self.ones, self.eps as f32)?
                    .to_dtype(half)?
                    .broadcast_mul(&self.gain)
            }
        }
    }
}
