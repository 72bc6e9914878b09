//! One transformer block: attention and MLP, each behind a norm and added to the residual stream.

use candle_core::Tensor;

use super::attention::attention;
use super::linear::{Joined, Linear, Weight};
use super::mlp::Mlp;
use super::norm::RmsNorm;
use super::rotary::Angles;
use super::{Gradients, NetworkError};
use crate::config::Config;

/// A block of the network.
#[derive(Debug, Clone)]
pub struct Block {
    attn_norm: RmsNorm,
    /// q_proj, k_proj and v_proj.
    qkv: Joined,
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
            qkv: Joined::new(vec![q_proj, k_proj, v_proj], gradients)?,
            attn_out: Linear::new(attn_out)?,
            ff_norm: norm(ff_norm)?,
            mlp: Mlp::new(ff_proj, up_proj, ff_out, gradients)?,
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
        // With all rows wanted, q, k and v are one product; else q is one of its own, for those rows.
        let first = usize::from(rows.is_some());
        let mut projected = self.qkv.forward(&normed, first..3)?;
        let (Some(v), Some(k)) = (projected.pop(), projected.pop()) else {
            candle_core::bail!("a block has three projections");
        };
        let k = angles.turn(&self.heads(&k)?)?;
        let (k, v) = join(k, self.heads(&v)?)?;
        let (x, q, angles) = match rows {
            None => (x.clone(), projected, angles.clone()),
            Some(rows) => {
                let normed = normed.index_select(rows, 1)?;
                let q = self.qkv.forward(&normed, 0..1)?;
                (x.index_select(rows, 1)?, q, angles.rows(rows)?)
            }
        };
        let q = angles.turn(&self.heads(&q[0])?)?;
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
