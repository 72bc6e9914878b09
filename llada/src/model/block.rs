//! One transformer block: attention and MLP, each behind a norm and added to the residual stream.

use candle_core::Tensor;

use super::attention::attention;
use super::linear::{Linear, Weight};
use super::mlp::Mlp;
use super::norm::RmsNorm;
use super::rotary::Angles;
use super::{Gradients, NetworkError};
use crate::config::Config;

/// A block of the network.
#[derive(Debug, Clone)]
pub struct Block {
    attn_norm: RmsNorm,
    q_proj: Linear,
    k_proj: Linear,
    v_proj: Linear,
    attn_out: Linear,
    ff_norm: RmsNorm,
    mlp: Mlp,
    head_dim: usize,
    gradients: Gradients,
}

impl Block {
    /// Takes the nine weights in the order of [`crate::checkpoint::layout::BLOCK`].
    ///
    /// # Errors
    /// Another number of weights, a quantised norm, or a device error.
    pub fn new(
        config: &Config,
        weights: Vec<Weight>,
        gradients: Gradients,
    ) -> Result<Self, NetworkError> {
        let count = weights.len();
        let Ok(
            [
                attn_norm,
                q_proj,
                k_proj,
                v_proj,
                attn_out,
                ff_norm,
                ff_proj,
                up_proj,
                ff_out,
            ],
        ) = <[Weight; 9]>::try_from(weights)
        else {
            return Err(NetworkError::Weights { count });
        };
        let norm = |weight: Weight| match weight {
            Weight::Dense(gain) => Ok(RmsNorm::new(gain, config.rms_norm_eps, gradients)?),
            Weight::Quantized(_) => Err(NetworkError::QuantizedNorm),
        };
        Ok(Self {
            attn_norm: norm(attn_norm)?,
            q_proj: Linear::new(q_proj)?,
            k_proj: Linear::new(k_proj)?,
            v_proj: Linear::new(v_proj)?,
            attn_out: Linear::new(attn_out)?,
            ff_norm: norm(ff_norm)?,
            mlp: Mlp::new(ff_proj, up_proj, ff_out)?,
            head_dim: config.head_dim(),
            gradients,
        })
    }

    /// `[batch, length, d_model]` → the same, or `[batch, rows, d_model]` where only some rows are wanted (u32 indices):
    /// keys and values are computed for every row, everything else for those rows alone. `join` makes the keys and values
    /// that are attended to, `[batch, positions, kv_heads, head_dim]`, from those of the rows.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn forward(
        &self,
        x: &Tensor,
        angles: &Angles,
        rows: Option<&Tensor>,
        join: impl FnOnce(Tensor, Tensor) -> candle_core::Result<(Tensor, Tensor)>,
    ) -> candle_core::Result<Tensor> {
        let normed = self.attn_norm.forward(x)?;
        let k = angles.turn(&self.heads(&self.k_proj.forward(&normed)?)?)?;
        let v = self.heads(&self.v_proj.forward(&normed)?)?;
        let (k, v) = join(k, v)?;
        let (x, normed, angles) = match rows {
            None => (x.clone(), normed, angles.clone()),
            Some(rows) => (
                x.index_select(rows, 1)?,
                normed.index_select(rows, 1)?,
                angles.rows(rows)?,
            ),
        };
        let q = angles.turn(&self.heads(&self.q_proj.forward(&normed)?)?)?;
        let mixed = attention(&q, &k, &v, self.gradients)?;
        let x = (x + self.attn_out.forward(&mixed)?)?;
        let update = self.mlp.forward(&self.ff_norm.forward(&x)?)?;
        x + update
    }

    /// `[batch, rows, heads · head_dim]` → `[batch, rows, heads, head_dim]`.
    fn heads(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        let (batch, rows, width) = x.dims3()?;
        x.reshape((batch, rows, width / self.head_dim, self.head_dim))
    }
}
