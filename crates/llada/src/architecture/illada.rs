//! Dense models under the tensor names of Llama: iLLaDA, and dense LLaDA converted to those names.

use serde_json::{Value, json};

use super::keys::Keys;
use super::{
    Attention, Block, ConfigError, Dense, Family, Ffn, Mask, Model, Place, Rope, RopeCompute, Slot,
    TokenNames, Tokens,
};

/// A dense family with Llama's names.
#[derive(Debug)]
pub struct LlamaNamed {
    name: &'static str,
    class: &'static str,
    model_type: &'static str,
    compute: RopeCompute,
    tokens: TokenNames,
}

/// iLLaDA-8B (Base, Instruct): its `config.json` does not name the mask.
pub static ILLADA: LlamaNamed = LlamaNamed {
    name: "illada",
    class: "ILLaDAForCausalLM",
    model_type: "illada",
    compute: RopeCompute::Activations,
    tokens: TokenNames {
        mask: &["<[MASK]>"],
        eos: &["<[end▁of▁sentence]>"],
        eot: &[],
        mask_id: Some(5),
    },
};

/// LLaDA-8B with its tensors renamed, as the base of LLaDA-V is prepared.
pub static LLADA_HF: LlamaNamed = LlamaNamed {
    name: "llada_hf",
    class: "LLaDAModelLM",
    model_type: "llada",
    compute: RopeCompute::F32,
    tokens: TokenNames {
        mask: &["<|mdm_mask|>", "<|mask|>"],
        eos: &["<|endoftext|>"],
        eot: &["<|eot_id|>"],
        mask_id: Some(126_336),
    },
};

/// Where Llama's names store a weight of a dense model.
pub(super) fn llama_place(slot: Slot) -> Place {
    let layer = slot.layer().unwrap_or_default();
    let part = match slot {
        Slot::Embedding => return Place::whole("model.embed_tokens.weight".to_owned()),
        Slot::FinalNorm => return Place::whole("model.norm.weight".to_owned()),
        Slot::Head => return Place::whole("lm_head.weight".to_owned()),
        Slot::AttentionNorm(_) => "input_layernorm.weight".to_owned(),
        Slot::Q(_) => "self_attn.q_proj.weight".to_owned(),
        Slot::K(_) => "self_attn.k_proj.weight".to_owned(),
        Slot::V(_) => "self_attn.v_proj.weight".to_owned(),
        Slot::QBias(_) => "self_attn.q_proj.bias".to_owned(),
        Slot::KBias(_) => "self_attn.k_proj.bias".to_owned(),
        Slot::VBias(_) => "self_attn.v_proj.bias".to_owned(),
        Slot::AttentionOut(_) => "self_attn.o_proj.weight".to_owned(),
        Slot::FfnNorm(_) => "post_attention_layernorm.weight".to_owned(),
        Slot::Ffn(_, projection) => format!("mlp.{}.weight", projection.llama_name()),
        other => format!("{other:?}"),
    };
    Place::whole(format!("model.layers.{layer}.{part}"))
}

impl LlamaNamed {
    /// Reads a `config.json`, but not which ids its special tokens have.
    pub(super) fn read_but_tokens(&'static self, config: &Keys<'_>) -> Result<Model, ConfigError> {
        config.check_names(&[("hidden_act", "silu")])?;

        config.check_switches(&[("attention_bias", false, false), ("mlp_bias", false, false)])?;
        // A value would mean LayerNorm instead of RMSNorm.
        config.check_absent("layer_norm_eps")?;
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
                qk_norm: false,
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
            eps: config.positive("rms_norm_eps")?,
            tied_head: config.switch("tie_word_embeddings", false)?,
            rope: Rope {
                theta: config.positive("rope_theta")?,
                dims: head_dim,
                compute: self.compute,
            },
            mask: Mask::Full,
            tokens: Tokens::default(),
            vision: None,
        })
    }
}

impl Family for LlamaNamed {
    fn name(&self) -> &'static str {
        self.name
    }

    fn recognises(&self, config: &Keys<'_>) -> bool {
        let known = match config.class() {
            Some(class) => class == self.class,
            None => config.model_type() == Some(self.model_type),
        };
        known && config.has("hidden_size") && !config.has("num_experts")
    }

    fn read(&'static self, config: &Keys<'_>) -> Result<Model, ConfigError> {
        let model = self.read_but_tokens(config)?;
        let tokens = config.tokens(model.vocab_size)?;
        Ok(Model { tokens, ..model })
    }

    fn write(&self, model: &Model) -> Value {
        let Ok(dense) = Dense::of(model) else {
            return Value::Null;
        };
        json!({
            "architectures": [self.class],
            "model_type": self.model_type,
            "hidden_size": dense.d_model,
            "intermediate_size": dense.mlp_hidden_size,
            "num_hidden_layers": dense.n_layers,
            "num_attention_heads": dense.n_heads,
            "num_key_value_heads": dense.n_kv_heads,
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
        llama_place(slot)
    }

    fn token_names(&self) -> TokenNames {
        self.tokens
    }
}
