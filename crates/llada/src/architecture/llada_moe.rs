//! LLaDA-MoE-7B-A1B (Base, Instruct): a softmax router over many small experts, norms of queries and keys, full attention.

use serde_json::{Value, json};

use super::keys::Keys;
use super::{
    Attention, Block, ConfigError, Family, Ffn, Mask, Model, Moe, Place, Rope, RopeCompute, Router,
    Slot, TokenNames,
};

/// The family.
#[derive(Debug)]
pub struct LladaMoe;

impl Family for LladaMoe {
    fn name(&self) -> &'static str {
        "llada_moe"
    }

    fn recognises(&self, config: &Keys<'_>) -> bool {
        // `model_type` is "llada", as of the dense models.
        let experts = config.has("num_experts") && config.has("expert_intermediate_size");
        config
            .class()
            .map_or(experts, |class| class == "LLaDAMoEModelLM")
    }

    fn read(&'static self, config: &Keys<'_>) -> Result<Model, ConfigError> {
        config.check_names(&[
            ("hidden_act", "silu"),
            ("moe_router_score_function", "softmax"),
        ])?;
        config.check_switches(&[("attention_bias", false, false)])?;
        config.check_absent("shared_expert_intermediate_size")?;
        config.check_rope_scaling()?;
        check_layers(config)?;
        let width = config.size("hidden_size")?;
        let heads = config.size("num_attention_heads")?;
        let head_dim = config.head_dim(width, heads)?;
        let vocab_size = config.size("vocab_size")?;
        let clip = config.optional_positive("clip_qkv")?;
        let block = Block {
            attention: Attention {
                heads,
                kv_heads: config
                    .optional_size("num_key_value_heads")?
                    .unwrap_or(heads),
                head_dim,
                qk_norm: config.switch("qk_layernorm", false)?,
                clip_qkv: clip.map(|clip| clip as f32),
                qkv_bias: false,
            },
            ffn: Ffn::Moe(Moe {
                experts: config.parts("num_experts")?,
                top_k: config.size("num_experts_per_tok")?,
                hidden: config.size("expert_intermediate_size")?,
                // The published code does not look at norm_topk_prob.
                router: Router::Softmax {
                    renormalise: false,
                    bias: config.switch("moe_router_enable_expert_bias", false)?,
                },
                shared: None,
            }),
        };
        Ok(Model {
            family: self,
            width,
            vocab_size,
            context: config.size("max_position_embeddings")?,
            blocks: vec![block; config.parts("num_hidden_layers")?],
            eps: config.positive_or("rms_norm_eps", 1e-5)?,
            tied_head: config.switch("tie_word_embeddings", false)?,
            rope: Rope {
                theta: config.positive_or("rope_theta", 10_000.0)?,
                dims: head_dim,
                compute: RopeCompute::Activations,
            },
            mask: Mask::Full,
            tokens: config.tokens(vocab_size)?,
            vision: None,
        })
    }

    fn write(&self, model: &Model) -> Value {
        let block = model.blocks.first();
        let attention = block.map(|block| block.attention);
        let moe = block.and_then(|block| match block.ffn {
            Ffn::Moe(moe) => Some(moe),
            Ffn::Gated { .. } => None,
        });
        json!({
            "architectures": ["LLaDAMoEModelLM"],
            "model_type": "llada",
            "hidden_size": model.width,
            "num_hidden_layers": model.blocks.len(),
            "num_attention_heads": attention.map(|attention| attention.heads),
            "num_key_value_heads": attention.map(|attention| attention.kv_heads),
            "head_dim": attention.map(|attention| attention.head_dim),
            "qk_layernorm": attention.map(|attention| attention.qk_norm),
            "clip_qkv": attention.and_then(|attention| attention.clip_qkv),
            "num_experts": moe.map(|moe| moe.experts),
            "num_experts_per_tok": moe.map(|moe| moe.top_k),
            "expert_intermediate_size": moe.map(|moe| moe.hidden),
            "moe_router_enable_expert_bias": moe.map(|moe| moe.router.has_bias()),
            "moe_router_score_function": "softmax",
            "hidden_act": "silu",
            "vocab_size": model.vocab_size,
            "max_position_embeddings": model.context,
            "rms_norm_eps": model.eps,
            "rope_theta": model.rope.theta,
            "tie_word_embeddings": model.tied_head,
            "mask_token_id": model.tokens.mask,
            "eos_token_id": model.tokens.eos,
            "pad_token_id": model.tokens.pad,
        })
    }

    fn place(&self, _: &Model, slot: Slot) -> Place {
        let layer = slot.layer().unwrap_or_default();
        let part = match slot {
            Slot::RouterBias(_) => {
                return Place::whole(format!("model.layers.{layer}.mlp.expert_bias"));
            }
            Slot::QNorm(_) => "self_attn.q_norm",
            Slot::KNorm(_) => "self_attn.k_norm",
            Slot::Router(_) => "mlp.gate",
            Slot::Expert(_, expert, projection) => {
                let name = projection.llama_name();
                return Place::whole(format!(
                    "model.layers.{layer}.mlp.experts.{expert}.{name}.weight"
                ));
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
        Some(super::llada2::CHAT_TEMPLATE)
    }
}

/// Every layer must be a mixture of experts; the published models have no other.
fn check_layers(config: &Keys<'_>) -> Result<(), ConfigError> {
    let frequency = config.get("moe_layer_freq");
    let every = frequency.is_none_or(|value| match value.as_array() {
        Some(layers) => layers.iter().all(|layer| layer.as_u64() == Some(1)),
        None => value.as_u64() == Some(1),
    });
    if every {
        return Ok(());
    }
    Err(ConfigError::Unsupported {
        key: "moe_layer_freq",
        value: frequency.map(Value::to_string).unwrap_or_default(),
        implemented: "1 for every layer",
    })
}
