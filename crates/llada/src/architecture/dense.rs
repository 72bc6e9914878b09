//! Dense transformers of equal blocks: all that the CUDA kernels and training know.

use super::{Ffn, Mask, Model, Rope};

/// A dense transformer of equal blocks with full attention.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dense {
    /// Width of the residual stream: the query heads together.
    pub d_model: usize,
    /// Blocks.
    pub n_layers: usize,
    /// Query heads.
    pub n_heads: usize,
    /// Key and value heads.
    pub n_kv_heads: usize,
    /// Width of the gated feed-forward network.
    pub mlp_hidden_size: usize,
    /// Rows of the embedding.
    pub vocab_size: usize,
    /// The most positions.
    pub max_sequence_length: usize,
    /// ε of every RMSNorm.
    pub rms_norm_eps: f64,
    /// Rotary position embedding, of whole heads.
    pub rope: Rope,
    /// Whether the head is the embedding's own matrix.
    pub weight_tying: bool,
}

impl Dense {
    /// The model as a dense transformer of equal blocks.
    ///
    /// # Errors
    /// What the model has beyond one, in words: "a mixture of experts".
    pub fn of(model: &Model) -> Result<Self, &'static str> {
        let Some(first) = model.blocks.first() else {
            return Err("a model without blocks");
        };
        let attention = first.attention;
        let Ffn::Gated { hidden } = first.ffn else {
            return Err("a mixture of experts");
        };
        if model
            .blocks
            .iter()
            .any(|block| matches!(block.ffn, Ffn::Moe(_)))
        {
            return Err("a mixture of experts");
        }
        if model.blocks.iter().any(|block| block != first) {
            return Err("blocks of different shapes");
        }
        if model.mask != Mask::Full {
            return Err("a block-causal attention mask");
        }
        if attention.qk_norm {
            return Err("norms of queries and keys");
        }
        if attention.clip_qkv.is_some() {
            return Err("clipped queries, keys and values");
        }
        if attention.qkv_bias {
            return Err("biases of the query, key and value projections");
        }
        if attention.q_dim() != model.width {
            return Err("query heads that are together not as wide as the residual stream");
        }
        if model.rope.dims != attention.head_dim {
            return Err("a rotary embedding of a part of each head");
        }
        Ok(Self {
            d_model: model.width,
            n_layers: model.blocks.len(),
            n_heads: attention.heads,
            n_kv_heads: attention.kv_heads,
            mlp_hidden_size: hidden,
            vocab_size: model.vocab_size,
            max_sequence_length: model.context,
            rms_norm_eps: model.eps,
            rope: model.rope,
            weight_tying: model.tied_head,
        })
    }

    /// Width of one attention head.
    #[must_use]
    pub const fn head_dim(&self) -> usize {
        self.d_model / self.n_heads
    }

    /// Rows of the key and of the value projection.
    #[must_use]
    pub const fn kv_dim(&self) -> usize {
        self.n_kv_heads * self.head_dim()
    }
}
