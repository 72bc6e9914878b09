//! LLaDA2.0 and 2.1 (mini, flash): block-causal attention with an exact KV cache, a grouped sigmoid router with a shared expert,
//! a rotary embedding of half of each head, the first layer dense.

use serde_json::{Value, json};

use super::keys::Keys;
use super::{
    Attention, Block, ConfigError, Family, Ffn, Mask, Model, Moe, Place, Rope, RopeCompute, Router,
    Slot, TokenNames,
};

/// The family.
#[derive(Debug)]
pub struct Llada2;

/// Positions of a block; the published configurations do not say it.
const BLOCK: usize = 32;

/// The Ling models' template: a system turn is always there.
pub(super) const CHAT_TEMPLATE: &str = "{% if messages[0].role == 'system' %}{% set system = messages[0].content ~ '\n' %}{% set turns = messages[1:] %}{% else %}{% set system = '' %}{% set turns = messages %}{% endif %}<role>SYSTEM</role>{{ system }}detailed thinking off<|role_end|>{% for message in turns %}{% if message.role == 'user' %}<role>HUMAN</role>{% elif message.role == 'system' %}<role>SYSTEM</role>{% else %}<role>ASSISTANT</role>{% endif %}{{ message.content }}<|role_end|>{% endfor %}<role>ASSISTANT</role>";

impl Family for Llada2 {
    fn name(&self) -> &'static str {
        "llada2_moe"
    }

    fn recognises(&self, config: &Keys<'_>) -> bool {
        config.model_type() == Some("llada2_moe")
            || config
                .class()
                .is_some_and(|class| class.starts_with("LLaDA2Moe"))
    }

    fn read(&'static self, config: &Keys<'_>) -> Result<Model, ConfigError> {
        config.check_names(&[("hidden_act", "silu"), ("score_function", "sigmoid")])?;
        config.check_switches(&[
            ("use_bias", false, false),
            ("norm_head", false, false),
            ("norm_softmax", false, false),
            ("use_sliding_window", false, false),
        ])?;
        config.check_rope_scaling()?;
        let width = config.size("hidden_size")?;
        let heads = config.size("num_attention_heads")?;
        let head_dim = config.head_dim(width, heads)?;
        let vocab_size = config.size("vocab_size")?;
        let attention = Attention {
            heads,
            kv_heads: config
                .optional_size("num_key_value_heads")?
                .unwrap_or(heads),
            head_dim,
            qk_norm: config.switch("use_qk_norm", true)?,
            clip_qkv: None,
            qkv_bias: config.switch("use_qkv_bias", false)?,
        };
        let layers = config.parts("num_hidden_layers")?;
        let dense = config.count("first_k_dense_replace", 0)?;
        let moe = experts(config)?;
        let gated = Ffn::Gated {
            hidden: config.size("intermediate_size")?,
        };
        let block = |layer: usize| Block {
            attention,
            ffn: moe.filter(|_| layer >= dense).map_or(gated, Ffn::Moe),
        };
        Ok(Model {
            family: self,
            width,
            vocab_size,
            context: config.size("max_position_embeddings")?,
            blocks: (0..layers).map(block).collect(),
            eps: config.positive_or("rms_norm_eps", 1e-6)?,
            tied_head: config.switch("tie_word_embeddings", false)?,
            rope: Rope {
                theta: config.positive("rope_theta")?,
                dims: rotary_dims(config, head_dim)?,
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
        let attention = model.blocks.first().map(|block| block.attention);
        let moe = model.blocks.iter().find_map(|block| match block.ffn {
            Ffn::Moe(moe) => Some(moe),
            Ffn::Gated { .. } => None,
        });
        let is_dense = |ffn: Ffn| matches!(ffn, Ffn::Gated { .. });
        let dense = model.blocks.iter().take_while(|block| is_dense(block.ffn));
        let hidden = model.blocks.iter().find_map(|block| match block.ffn {
            Ffn::Gated { hidden } => Some(hidden),
            Ffn::Moe(_) => None,
        });
        let (groups, top_groups, scale, renormalise) = match moe.map(|moe| moe.router) {
            Some(Router::GroupedSigmoid {
                groups,
                top_groups,
                scale,
                renormalise,
                ..
            }) => (groups, top_groups, scale, renormalise),
            _ => (1, 1, 1.0, true),
        };
        json!({
            "architectures": ["LLaDA2MoeModelLM"],
            "model_type": "llada2_moe",
            "hidden_size": model.width,
            "intermediate_size": hidden.or_else(|| moe.map(|moe| moe.hidden)),
            "num_hidden_layers": model.blocks.len(),
            "num_attention_heads": attention.map(|attention| attention.heads),
            "num_key_value_heads": attention.map(|attention| attention.kv_heads),
            "head_dim": attention.map(|attention| attention.head_dim),
            "use_qk_norm": attention.map(|attention| attention.qk_norm),
            "use_qkv_bias": attention.map(|attention| attention.qkv_bias),
            "use_bias": false,
            "first_k_dense_replace": dense.count(),
            "num_experts": moe.map(|moe| moe.experts),
            "num_experts_per_tok": moe.map(|moe| moe.top_k),
            "moe_intermediate_size": moe.map(|moe| moe.hidden),
            "num_shared_experts": moe.map(|moe| moe.shared.unwrap_or(0) / moe.hidden),
            "moe_router_enable_expert_bias": moe.map(|moe| moe.router.has_bias()),
            "n_group": groups,
            "topk_group": top_groups,
            "routed_scaling_factor": scale,
            "norm_topk_prob": renormalise,
            "score_function": "sigmoid",
            "hidden_act": "silu",
            "vocab_size": model.vocab_size,
            "max_position_embeddings": model.context,
            "rms_norm_eps": model.eps,
            "rope_theta": model.rope.theta,
            "rotary_dim": model.rope.dims,
            "tie_word_embeddings": model.tied_head,
            "mask_token_id": model.tokens.mask,
            "eos_token_id": model.tokens.eos,
            "pad_token_id": model.tokens.pad,
        })
    }

    fn place(&self, model: &Model, slot: Slot) -> Place {
        let layer = slot.layer().unwrap_or_default();
        let part = match slot {
            Slot::Embedding => return Place::whole("model.word_embeddings.weight".to_owned()),
            Slot::Q(_) | Slot::K(_) | Slot::V(_) => {
                return fused(model, slot, "weight");
            }
            Slot::QBias(_) | Slot::KBias(_) | Slot::VBias(_) => {
                return fused(model, slot, "bias");
            }
            Slot::RouterBias(_) => {
                return Place::whole(format!("model.layers.{layer}.mlp.gate.expert_bias"));
            }
            Slot::QNorm(_) => "attention.query_layernorm".to_owned(),
            Slot::KNorm(_) => "attention.key_layernorm".to_owned(),
            Slot::AttentionOut(_) => "attention.dense".to_owned(),
            Slot::Router(_) => "mlp.gate".to_owned(),
            Slot::Expert(_, expert, projection) => {
                format!("mlp.experts.{expert}.{}", projection.llama_name())
            }
            Slot::Shared(_, projection) => {
                format!("mlp.shared_experts.{}", projection.llama_name())
            }
            slot => return super::illada::llama_place(slot),
        };
        Place::whole(format!("model.layers.{layer}.{part}.weight"))
    }

    fn token_names(&self) -> TokenNames {
        TokenNames {
            mask: &["<|mask|>", "<|mdm_mask|>"],
            eos: &["<|endoftext|>"],
            eot: &["<|role_end|>", "<|eot_id|>"],
            mask_id: Some(156_895),
        }
    }

    fn chat_template(&self) -> Option<&'static str> {
        Some(CHAT_TEMPLATE)
    }
}

/// Queries, keys and values are one tensor: all query heads, then the key heads, then the value heads.
fn fused(model: &Model, slot: Slot, kind: &str) -> Place {
    let layer = slot.layer().unwrap_or_default();
    let attention = &model.blocks[layer].attention;
    let (q, kv) = (attention.q_dim(), attention.kv_dim());
    let rows = match slot {
        Slot::Q(_) | Slot::QBias(_) => 0..q,
        Slot::K(_) | Slot::KBias(_) => q..q + kv,
        _ => q + kv..q + 2 * kv,
    };
    Place {
        name: format!("model.layers.{layer}.attention.query_key_value.{kind}"),
        rows: Some((rows, q + 2 * kv)),
    }
}

/// The mixture of experts; none of a dense model.
fn experts(config: &Keys<'_>) -> Result<Option<Moe>, ConfigError> {
    if !config.has("num_experts") {
        return Ok(None);
    }
    let hidden = config.size("moe_intermediate_size")?;
    let shared = config.count("num_shared_experts", 0)?;
    Ok(Some(Moe {
        experts: config.parts("num_experts")?,
        top_k: config.size("num_experts_per_tok")?,
        hidden,
        router: Router::GroupedSigmoid {
            groups: config.optional_size("n_group")?.unwrap_or(1),
            top_groups: config.optional_size("topk_group")?.unwrap_or(1),
            scale: config.positive_or("routed_scaling_factor", 1.0)? as f32,
            renormalise: config.switch("norm_topk_prob", true)?,
            bias: config.switch("moe_router_enable_expert_bias", true)?,
        },
        shared: (shared > 0).then_some(shared * hidden),
    }))
}

/// `partial_rotary_factor` of the head, else `rotary_dim`, else all of it.
fn rotary_dims(config: &Keys<'_>, head_dim: usize) -> Result<usize, ConfigError> {
    if let Some(factor) = config.optional_positive("partial_rotary_factor")? {
        return Ok((head_dim as f64 * factor) as usize);
    }
    Ok(config.optional_size("rotary_dim")?.unwrap_or(head_dim))
}
