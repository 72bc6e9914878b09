//! One transformer block: attention and feed-forward network, each behind a norm and added to the residual stream.

use candle_core::Tensor;

use super::Gradients;
use super::attention::attention;
use super::given::Given;
use super::linear::{Joined, Linear};
use super::mlp::Mlp;
use super::moe::Experts;
use super::norm::RmsNorm;
use super::rotary::Angles;
use crate::architecture::{self, Ffn, Slot};
use crate::denoiser::NetworkError;

/// A block of the network.
#[derive(Debug, Clone)]
pub struct Block {
    attn_norm: RmsNorm,
    /// Query, key and value projection.
    qkv: Joined,
    heads: Heads,
    attn_out: Linear,
    ff_norm: RmsNorm,
    ffn: FeedForward,
    gradients: Gradients,
}

/// What happens to the three projections before attention.
#[derive(Debug, Clone)]
struct Heads {
    head_dim: usize,
    /// Biases of queries, keys and values.
    bias: Option<[Tensor; 3]>,
    /// Norms of each query and key head.
    norms: Option<[RmsNorm; 2]>,
    clip: Option<f32>,
}

/// A feed-forward network.
#[derive(Debug, Clone)]
enum FeedForward {
    Gated(Mlp),
    Experts(Box<Experts>),
}

/// The rows that a block goes on with after keys and values.
#[derive(Debug, Clone)]
pub struct Rows {
    /// u32 indices into the rows that are pushed through; all of them for none.
    pub indices: Option<Tensor>,
    /// Added to the scores, `[rows, keys]`: −∞ at keys that a row does not see.
    pub bias: Option<Tensor>,
}

/// Which projection a vector comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Query = 0,
    Key = 1,
    Value = 2,
}

impl Heads {
    /// `[batch, rows, heads · head_dim]` → `[batch, rows, heads, head_dim]`, with bias, norm and clipping.
    fn split(&self, x: &Tensor, kind: Kind) -> candle_core::Result<Tensor> {
        let (batch, rows, width) = x.dims3()?;
        let biased;
        let x = match &self.bias {
            Some(bias) => {
                biased = x.broadcast_add(&bias[kind as usize])?;
                &biased
            }
            None => x,
        };
        let mut x = x.reshape((batch, rows, width / self.head_dim, self.head_dim))?;
        if let (Some(norms), Kind::Query | Kind::Key) = (&self.norms, kind) {
            x = norms[kind as usize].forward(&x)?;
        }
        match self.clip {
            Some(clip) => x.clamp(-clip, clip),
            None => Ok(x),
        }
    }
}

impl Block {
    /// Takes the weights of a layer.
    ///
    /// # Errors
    /// A weight is missing, a quantised norm, or a device error.
    pub(super) fn new(
        layer: usize,
        block: &architecture::Block,
        eps: f64,
        mut given: Given,
        gradients: Gradients,
    ) -> Result<Self, NetworkError> {
        let norm = |given: &mut Given, slot| -> Result<RmsNorm, NetworkError> {
            Ok(RmsNorm::new(given.dense(slot)?, eps, gradients)?)
        };
        let attention = &block.attention;
        let bias = if attention.qkv_bias {
            Some([
                given.dense(Slot::QBias(layer))?,
                given.dense(Slot::KBias(layer))?,
                given.dense(Slot::VBias(layer))?,
            ])
        } else {
            None
        };
        let norms = if attention.qk_norm {
            Some([
                norm(&mut given, Slot::QNorm(layer))?,
                norm(&mut given, Slot::KNorm(layer))?,
            ])
        } else {
            None
        };
        let qkv = [Slot::Q(layer), Slot::K(layer), Slot::V(layer)];
        let qkv: Result<Vec<_>, _> = qkv.into_iter().map(|slot| given.take(slot)).collect();
        let ffn = match &block.ffn {
            Ffn::Gated { .. } => {
                let slot = |projection| Slot::Ffn(layer, projection);
                FeedForward::Gated(Mlp::take(&mut given, slot, gradients)?)
            }
            Ffn::Moe(moe) => {
                let experts = Experts::new(layer, *moe, &mut given, gradients)?;
                FeedForward::Experts(Box::new(experts))
            }
        };
        Ok(Self {
            attn_norm: norm(&mut given, Slot::AttentionNorm(layer))?,
            qkv: Joined::new(qkv?, gradients)?,
            heads: Heads {
                head_dim: attention.head_dim,
                bias,
                norms,
                clip: attention.clip_qkv,
            },
            attn_out: Linear::new(given.take(Slot::AttentionOut(layer))?)?,
            ff_norm: norm(&mut given, Slot::FfnNorm(layer))?,
            ffn,
            gradients,
        })
    }

    /// `[batch, length, width]` → the same, or `[batch, rows, width]` where only some rows are wanted: keys and values are
    /// computed for every row, everything else for those rows alone. `join` makes the keys and values that are attended to,
    /// `[batch, positions, kv_heads, head_dim]`, from those of the rows.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn forward(
        &self,
        x: &Tensor,
        angles: &Angles,
        rows: &Rows,
        join: impl FnOnce(Tensor, Tensor) -> candle_core::Result<(Tensor, Tensor)>,
    ) -> candle_core::Result<Tensor> {
        let normed = self.attn_norm.forward(x)?;
        // With all rows wanted, q, k and v are one product; else q is one of its own, for those rows.
        let first = usize::from(rows.indices.is_some());
        let mut projected = self.qkv.forward(&normed, first..3)?;
        let (Some(v), Some(k)) = (projected.pop(), projected.pop()) else {
            candle_core::bail!("a block has three projections");
        };
        let k = angles.turn(&self.heads.split(&k, Kind::Key)?)?;
        let (k, v) = join(k, self.heads.split(&v, Kind::Value)?)?;
        let (x, q, angles) = match &rows.indices {
            None => (x.clone(), projected, angles.clone()),
            Some(indices) => {
                let normed = normed.index_select(indices, 1)?;
                let q = self.qkv.forward(&normed, 0..1)?;
                (x.index_select(indices, 1)?, q, angles.rows(indices)?)
            }
        };
        let q = angles.turn(&self.heads.split(&q[0], Kind::Query)?)?;
        let mixed = attention(&q, &k, &v, rows.bias.as_ref(), self.gradients)?;
        let x = (x + self.attn_out.forward(&mixed)?)?;
        let normed = self.ff_norm.forward(&x)?;
        let update = match &self.ffn {
            FeedForward::Gated(mlp) => mlp.forward(&normed)?,
            FeedForward::Experts(experts) => experts.forward(&normed)?,
        };
        x + update
    }
}
