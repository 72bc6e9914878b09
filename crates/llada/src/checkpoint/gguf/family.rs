//! Which `config.json` a GGUF file's metadata stand for, and where the tensors of such a checkpoint are in it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::error::GgufError;
use super::metadata::{MetaValue, Metadata};
use super::reader::TensorInfo;

/// An architecture that runs from a GGUF file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// `llada`: LLaDA-8B, LLaDA-1.5. Query and key rows are permuted.
    Llada,
    /// `llada-moe`: LLaDA-MoE-7B-A1B. Nothing is permuted; the experts of a layer are stacked.
    LladaMoe,
}

/// Where a tensor of a checkpoint comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// The tensor in the file.
    pub(super) tensor: String,
    /// The part of a stack.
    pub(super) part: Option<usize>,
    /// The heads whose rows are permuted.
    pub(super) heads: Option<usize>,
}

/// Tensors of a dense block: the checkpoint's name and the file's.
const LLADA_BLOCK: [(&str, &str); 9] = [
    ("attn_norm", "attn_norm"),
    ("q_proj", "attn_q"),
    ("k_proj", "attn_k"),
    ("v_proj", "attn_v"),
    ("attn_out", "attn_output"),
    ("ff_norm", "ffn_norm"),
    ("ff_proj", "ffn_gate"),
    ("up_proj", "ffn_up"),
    ("ff_out", "ffn_down"),
];
/// Tensors outside the blocks.
const LLADA: [(&str, &str); 3] = [
    ("model.transformer.wte", "token_embd"),
    ("model.transformer.ln_f", "output_norm"),
    ("model.transformer.ff_out", "output"),
];
/// Tensors of a layer with experts.
const MOE_LAYER: [(&str, &str); 9] = [
    ("input_layernorm", "attn_norm"),
    ("self_attn.q_proj", "attn_q"),
    ("self_attn.k_proj", "attn_k"),
    ("self_attn.v_proj", "attn_v"),
    ("self_attn.o_proj", "attn_output"),
    ("self_attn.q_norm", "attn_q_norm"),
    ("self_attn.k_norm", "attn_k_norm"),
    ("post_attention_layernorm", "ffn_norm"),
    ("mlp.gate", "ffn_gate_inp"),
];
/// Tensors of each expert: the file has them stacked.
const MOE_EXPERT: [(&str, &str); 3] = [
    ("gate_proj", "ffn_gate_exps"),
    ("up_proj", "ffn_up_exps"),
    ("down_proj", "ffn_down_exps"),
];
const MOE: [(&str, &str); 3] = [
    ("model.embed_tokens", "token_embd"),
    ("model.norm", "output_norm"),
    ("lm_head", "output"),
];

fn stored(names: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    names
        .iter()
        .find(|(ours, _)| *ours == name)
        .map(|(_, stored)| *stored)
}

impl Family {
    /// The family of a file.
    ///
    /// # Errors
    /// An architecture that does not run.
    pub(super) fn of(metadata: &Metadata) -> Result<Self, GgufError> {
        let found = metadata
            .text("general.architecture")?
            .unwrap_or("(not named)");
        let remedy = match found {
            "llada" => return Ok(Self::Llada),
            "llada-moe" => return Ok(Self::LladaMoe),
            "dream" => {
                "Dream predicts each token one position further on and is not built here; choose LLaDA-8B or LLaDA-MoE"
            }
            "diffuse" => {
                "Files of diffuse-cpp have no tokenizer; choose one that llama.cpp's converter made"
            }
            _ => {
                "Choose a GGUF file of LLaDA-8B, LLaDA-1.5 or LLaDA-MoE, or another checkpoint of the LLaDA family"
            }
        };
        Err(GgufError::Architecture {
            file: metadata.file().to_owned(),
            found: found.to_owned(),
            remedy,
        })
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Llada => "llada",
            Self::LladaMoe => "llada-moe",
        }
    }

    fn key(self, key: &str) -> String {
        format!("{}.{key}", self.prefix())
    }

    /// The `config.json`.
    pub(super) fn config(
        self,
        metadata: &Metadata,
        tensors: &BTreeMap<String, TensorInfo>,
    ) -> Result<Value, GgufError> {
        self.check_switches(metadata)?;
        let size = |key: &str| metadata.needed_size(&self.key(key));
        let heads = size("attention.head_count")?;
        let kv_heads = metadata
            .size(&self.key("attention.head_count_kv"))?
            .unwrap_or(heads);
        let eps = metadata.needed_positive(&self.key("attention.layer_norm_rms_epsilon"))?;
        let theta = metadata.needed_positive(&self.key("rope.freq_base"))?;
        let (width, layers) = (size("embedding_length")?, size("block_count")?);
        self.check_rotary(metadata, width / heads.max(1))?;
        let rows = tensors
            .get("token_embd.weight")
            .and_then(|info| info.shape.first());
        let vocab = match rows {
            Some(rows) => *rows,
            None => size("vocab_size")?,
        };
        let tied = !tensors.contains_key("output.weight");
        let id = |name: &str| -> Result<Option<u32>, GgufError> {
            let id = metadata.token_id(&format!("tokenizer.ggml.{name}_token_id"))?;
            // The converter writes LLaDA-MoE's mask id whatever the vocabulary.
            Ok(id.filter(|id| (*id as usize) < vocab))
        };
        let common = json!({
            "vocab_size": vocab,
            "mask_token_id": id("mask")?,
            "eos_token_id": id("eos")?,
            "pad_token_id": id("padding")?,
            "rms_norm_eps": eps,
            "rope_theta": theta,
            "model_type": "llada",
        });
        let own = match self {
            Self::Llada => json!({
                "architectures": ["LLaDAModelLM"],
                "d_model": width,
                "n_layers": layers,
                "n_heads": heads,
                "n_kv_heads": kv_heads,
                "mlp_hidden_size": size("feed_forward_length")?,
                "embedding_size": vocab,
                "max_sequence_length": size("context_length")?,
                "weight_tying": tied,
            }),
            Self::LladaMoe => json!({
                "architectures": ["LLaDAMoEModelLM"],
                "hidden_size": width,
                "num_hidden_layers": layers,
                "num_attention_heads": heads,
                "num_key_value_heads": kv_heads,
                "num_experts": size("expert_count")?,
                "num_experts_per_tok": size("expert_used_count")?,
                "expert_intermediate_size": size("expert_feed_forward_length")?,
                "dense_intermediate_size": metadata.size(&self.key("feed_forward_length"))?,
                "max_position_embeddings": size("context_length")?,
                "qk_layernorm": true,
                "moe_router_score_function": "softmax",
                "hidden_act": "silu",
                "tie_word_embeddings": tied,
            }),
        };
        let mut config = common;
        if let (Value::Object(config), Value::Object(own)) = (&mut config, own) {
            config.extend(own);
        }
        Ok(config)
    }

    /// What would change the computation and no file of these architectures has.
    fn check_switches(self, metadata: &Metadata) -> Result<(), GgufError> {
        let unlike = |key: String, found: String, allowed: &str| {
            Err(metadata.wrong(&key, format!("is {found}; only {allowed} runs")))
        };
        for (key, implemented) in [
            (self.key("attention.causal"), false),
            ("diffusion.shift_logits".to_owned(), false),
        ] {
            match metadata.get(&key) {
                None => {}
                Some(MetaValue::Bool(value)) if *value == implemented => {}
                Some(value) => return unlike(key, format!("{value:?}"), "false"),
            }
        }
        let key = self.key("rope.scaling.type");
        match metadata.text(&key)? {
            None | Some("none") => {}
            Some(scaling) => return unlike(key, scaling.to_owned(), "none"),
        }
        let key = self.key("expert_shared_count");
        match metadata.get(&key) {
            None | Some(MetaValue::Integer(0)) => Ok(()),
            Some(value) => unlike(key, format!("{value:?}"), "0"),
        }
    }

    /// The rotary embedding must turn whole heads.
    fn check_rotary(self, metadata: &Metadata, head: usize) -> Result<(), GgufError> {
        for key in [
            "rope.dimension_count",
            "attention.key_length",
            "attention.value_length",
        ] {
            let key = self.key(key);
            if let Some(found) = metadata.size(&key)?.filter(|found| *found != head) {
                return Err(metadata.wrong(
                    &key,
                    format!("is {found}; allowed: {head}, the width of a head"),
                ));
            }
        }
        Ok(())
    }

    /// Where a tensor of the checkpoint is in the file.
    pub(super) fn origin(self, name: &str, metadata: &Metadata) -> Result<Origin, GgufError> {
        let bare = name.strip_suffix(".weight").unwrap_or(name);
        let found = match self {
            Self::Llada => self.llada(bare, metadata)?,
            Self::LladaMoe => moe(bare),
        };
        // A name that no file has is found to be missing.
        Ok(found.unwrap_or_else(|| Origin {
            tensor: name.to_owned(),
            part: None,
            heads: None,
        }))
    }

    fn llada(self, bare: &str, metadata: &Metadata) -> Result<Option<Origin>, GgufError> {
        let Some((layer, part)) = numbered(bare, "model.transformer.blocks.") else {
            return Ok(stored(&LLADA, bare).map(plain));
        };
        let Some(tensor) = stored(&LLADA_BLOCK, part) else {
            return Ok(None);
        };
        let heads = metadata.needed_size(&self.key("attention.head_count"))?;
        let kv_heads = metadata.size(&self.key("attention.head_count_kv"))?;
        Ok(Some(Origin {
            tensor: format!("blk.{layer}.{tensor}.weight"),
            part: None,
            heads: match part {
                "q_proj" => Some(heads),
                "k_proj" => Some(kv_heads.unwrap_or(heads)),
                _ => None,
            },
        }))
    }
}

fn moe(bare: &str) -> Option<Origin> {
    let Some((layer, part)) = numbered(bare, "model.layers.") else {
        return stored(&MOE, bare).map(plain);
    };
    if let Some((expert, part)) = numbered(part, "mlp.experts.") {
        let stack = stored(&MOE_EXPERT, part)?;
        return Some(Origin {
            tensor: format!("blk.{layer}.{stack}.weight"),
            part: Some(expert),
            heads: None,
        });
    }
    let tensor = stored(&MOE_LAYER, part)?;
    Some(plain(&format!("blk.{layer}.{tensor}")))
}

fn plain(tensor: &str) -> Origin {
    Origin {
        tensor: format!("{tensor}.weight"),
        part: None,
        heads: None,
    }
}

/// `prefix.7.rest` as 7 and rest.
fn numbered<'a>(name: &'a str, prefix: &str) -> Option<(usize, &'a str)> {
    let (number, rest) = name.strip_prefix(prefix)?.split_once('.')?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_experts_are_parts_of_a_stack() {
        let expert = moe("model.layers.3.mlp.experts.12.down_proj").unwrap();
        assert_eq!(expert.tensor, "blk.3.ffn_down_exps.weight");
        assert_eq!(expert.part, Some(12));
        let router = moe("model.layers.0.mlp.gate").unwrap();
        assert_eq!(
            (router.tensor.as_str(), router.part),
            ("blk.0.ffn_gate_inp.weight", None)
        );
        assert_eq!(moe("lm_head").unwrap().tensor, "output.weight");
        assert_eq!(moe("model.layers.0.mlp.gate_proj"), None);
    }
}
