//! Attention with grouped key and value heads: scores and softmax in f32.

use candle_core::{D, DType, Result, Tensor};

use super::Gradients;

/// softmax(q kᵀ / √head_dim + bias) v.
///
/// `q` is `[batch, rows, heads, head_dim]`, `k` and `v` are `[batch, keys, kv_heads, head_dim]`, all of one type; the
/// result is `[batch, rows, heads · head_dim]`. Query head h reads key head h / (heads / kv_heads): instead of repeating
/// keys, the query heads of a group are stacked into the rows of one product. `bias` is `[rows, keys]` in f32.
///
/// # Errors
/// A shape or device error.
pub fn attention(
    q: &Tensor,
    k: &Tensor,
    v: &Tensor,
    bias: Option<&Tensor>,
    gradients: Gradients,
) -> Result<Tensor> {
    let (batch, rows, heads, head_dim) = q.dims4()?;
    let kv_heads = k.dim(2)?;
    let group = heads / kv_heads;
    let scale = 1.0 / (head_dim as f64).sqrt();
    let stacked = (batch, kv_heads, group * rows, head_dim);
    // In half types the scores are scaled instead, so that the queries are not rounded once more.
    let half = q.dtype() != DType::F32;
    let mut q = q.transpose(1, 2)?.contiguous()?;
    if !half {
        q = (q * scale)?;
    }
    let q = q.reshape(stacked)?;
    let k = k.transpose(1, 2)?.contiguous()?;
    let v = v.transpose(1, 2)?.contiguous()?;
    let mut scores = q.matmul(&k.transpose(2, 3)?)?.to_dtype(DType::F32)?;
    if half {
        scores = (scores * scale)?;
    }
    if let Some(bias) = bias {
        let (_, _, stacked, keys) = scores.dims4()?;
        let apart = scores.reshape((batch, kv_heads, group, rows, keys))?;
        scores = apart
            .broadcast_add(bias)?
            .reshape((batch, kv_heads, stacked, keys))?;
    }
    let weights = match gradients {
        Gradients::Tracked => candle_nn::ops::softmax(&scores, D::Minus1)?,
        Gradients::None => candle_nn::ops::softmax_last_dim(&scores)?,
    };
    let mixed = weights.to_dtype(v.dtype())?.matmul(&v)?;
    mixed
        .reshape((batch, heads, rows, head_dim))?
        .transpose(1, 2)?
        .reshape((batch, rows, heads * head_dim))
}
