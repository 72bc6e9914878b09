//! SDAR (1.7B, 4B, 8B; Base and Chat): Qwen3's dense transformer with a block-causal mask.
//!
//! Read from its public code (github.com/JetAstra/SDAR, zhijie-group/Diffulex): norms of query and key heads, Llama's tensor
//! names, no shift of the logits, blocks of 4 from absolute position 0, mask id 151669.

use serde_json::{Value, json};

use super::illada::llama_place;
use super::keys::Keys;
use super::{
    Attention, Block, ConfigError, Family, Ffn, Mask, Model, Place, Rope, RopeCompute, Slot,
    TokenNames,
};

/// The family.
#[derive(Debug)]
pub struct Sdar;

/// Positions of a block, where the configuration does not say it.
const BLOCK: usize = 4;

impl Family for Sdar {
    fn name(&self) -> &'static str {
        "sdar"
    }

    fn recognises(&self, config: &Keys<'_>) -> bool {
        let dense = !config.has("num_experts");
        let named = config.class().map(|class| class == "SDARForCausalLM");
        dense && named.unwrap_or_else(|| config.model_type() == Some("sdar"))
    }

    fn read(&'static self, config: &Keys<'_>) -> Result<Model, ConfigError> {
        config.check_names(&[("hidden_act", "silu")])?;
        config.check_switches(&[
            ("attention_bias", false, false),
            ("use_sliding_window", false, false),
        ])?;
        config.check_rope_scaling()?;
        let width = config.size("hidden_size")?;
        let heads = config.size("num_attention_heads")?;
        let head_dim = config.head_dim(width, heads)?;
        let vocab_size = config.size("vocab_size")?;
        let block = Block {
            attention: Attention {
                heads,
                kv_heads: config
                    .optional_size("num_key_value_heads")?
                    .unwrap_or(heads),
                head_dim,
                qk_norm: true,
                clip_qkv: None,
                qkv_bias: false,
            },
            ffn: Ffn::Gated {
                hidden: config.size("intermediate_size")?,
            },
        };
        Ok(Model {
            family: self,
            width,
            vocab_size,
            context: config.size("max_position_embeddings")?,
            blocks: vec![block; config.parts("num_hidden_layers")?],
            eps: config.positive_or("rms_norm_eps", 1e-6)?,
            tied_head: config.switch("tie_word_embeddings", false)?,
            rope: Rope {
                theta: config.positive("rope_theta")?,
                dims: head_dim,
                compute: RopeCompute::Activations,
            },
            mask: Mask::BlockCausal {
                block: config.optional_size("block_size")?.unwrap_or(BLOCK),
            },
            tokens: config.tokens(vocab_size)?,
            vision: None,
        })
    }

    fn write(&self, model: &Model) -> Value {
        let block = model.blocks.first();
        let attention = block.map(|block| block.attention);
        let hidden = block.and_then(|block| match block.ffn {
            Ffn::Gated { hidden } => Some(hidden),
            Ffn::Moe(_) => None,
        });
        let block = match model.mask {
            Mask::BlockCausal { block } => Some(block),
            Mask::Full => None,
        };
        json!({
            "architectures": ["SDARForCausalLM"],
            "model_type": "sdar",
            "hidden_size": model.width,
            "intermediate_size": hidden,
            "num_hidden_layers": model.blocks.len(),
            "num_attention_heads": attention.map(|attention| attention.heads),
            "num_key_value_heads": attention.map(|attention| attention.kv_heads),
            "head_dim": attention.map(|attention| attention.head_dim),
            "hidden_act": "silu",
            "vocab_size": model.vocab_size,
            "max_position_embeddings": model.context,
            "rms_norm_eps": model.eps,
            "rope_theta": model.rope.theta,
            "block_size": block,
            "tie_word_embeddings": model.tied_head,
            "mask_token_id": model.tokens.mask,
            "eos_token_id": model.tokens.eos,
            "pad_token_id": model.tokens.pad,
        })
    }

    fn place(&self, _: &Model, slot: Slot) -> Place {
        let layer = slot.layer().unwrap_or_default();
        let part = match slot {
            Slot::QNorm(_) => "q_norm",
            Slot::KNorm(_) => "k_norm",
            slot => return llama_place(slot),
        };
        Place::whole(format!("model.layers.{layer}.self_attn.{part}.weight"))
    }

    fn token_names(&self) -> TokenNames {
        TokenNames {
            mask: &["<|MASK|>", "<|mask|>"],
            eos: &["<|endoftext|>"],
            eot: &["<|im_end|>"],
            mask_id: Some(151_669),
        }
    }
}
