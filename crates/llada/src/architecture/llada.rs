//! Dense LLaDA: LLaDA-8B-Base and -Instruct, LLaDA-1.5, the built-in model.
//!
//! `config.json` has the published names and defaults; every switch that this program does not implement is refused by name,
//! so that a checkpoint either runs as it was trained or not at all.

use serde_json::{Value, json};

use super::keys::Keys;
use super::{
    Attention, Block, ConfigError, Dense, Family, Ffn, MAX_CONTEXT, Mask, Model, Place, Projection,
    Rope, RopeCompute, Slot, TokenNames, Tokens,
};

/// The shape of a dense LLaDA model and the token ids that its `config.json` names.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Width of the residual stream.
    pub d_model: usize,
    /// Transformer blocks.
    pub n_layers: usize,
    /// Query heads.
    pub n_heads: usize,
    /// Key and value heads; each serves `n_heads / n_kv_heads` query heads.
    pub n_kv_heads: usize,
    /// Width of the gated MLP.
    pub mlp_hidden_size: usize,
    /// Rows of the embedding and of the head (`embedding_size`); the tokenizer may know fewer ids.
    pub vocab_size: usize,
    /// Context: the most positions of prompt and answer together.
    pub max_sequence_length: usize,
    /// ε of the RMS norms.
    pub rms_norm_eps: f64,
    /// Base θ of the rotary embedding.
    pub rope_theta: f64,
    /// Whether the head is the embedding's own matrix.
    pub weight_tying: bool,
    /// Id of the mask token, if the file names it.
    pub mask_token_id: Option<u32>,
    /// Id of the end-of-text token, if the file names it.
    pub eos_token_id: Option<u32>,
    /// Id that pads training batches, if the file names it.
    pub pad_token_id: Option<u32>,
}

/// The family.
#[derive(Debug)]
pub struct Llada;

impl Family for Llada {
    fn name(&self) -> &'static str {
        "llada"
    }

    fn recognises(&self, config: &Keys<'_>) -> bool {
        let named = config.class().is_none_or(|class| class == "LLaDAModelLM");
        let kind = config.model_type().is_none_or(|kind| kind == "llada");
        named && kind && !config.has("num_experts") && !config.has("hidden_size")
    }

    fn read(&'static self, config: &Keys<'_>) -> Result<Model, ConfigError> {
        Ok(Config::read(config)?.model())
    }

    fn write(&self, model: &Model) -> Value {
        Config::of(model).map_or(Value::Null, |config| config.to_json())
    }

    fn place(&self, _: &Model, slot: Slot) -> Place {
        Place::whole(match slot {
            Slot::Embedding => "model.transformer.wte.weight".to_owned(),
            Slot::FinalNorm => "model.transformer.ln_f.weight".to_owned(),
            Slot::Head => "model.transformer.ff_out.weight".to_owned(),
            slot => {
                let layer = slot.layer().unwrap_or_default();
                format!("model.transformer.blocks.{layer}.{}.weight", part(slot))
            }
        })
    }

    fn token_names(&self) -> TokenNames {
        TokenNames {
            mask: &["<|mdm_mask|>", "<|mask|>", "<[MASK]>", "<|MASK|>"],
            eos: &["<|endoftext|>"],
            eot: &["<|eot_id|>"],
            mask_id: None,
        }
    }
}

/// What a tensor of a block is called. `ff_out` is both the head and each block's down projection.
const fn part(slot: Slot) -> &'static str {
    match slot {
        Slot::AttentionNorm(_) => "attn_norm",
        Slot::Q(_) => "q_proj",
        Slot::K(_) => "k_proj",
        Slot::V(_) => "v_proj",
        Slot::AttentionOut(_) => "attn_out",
        Slot::FfnNorm(_) => "ff_norm",
        Slot::Ffn(_, Projection::Gate) => "ff_proj",
        Slot::Ffn(_, Projection::Up) => "up_proj",
        Slot::Ffn(_, Projection::Down) => "ff_out",
        _ => "not in this family",
    }
}

impl Config {
    /// Reads a `config.json` of this family.
    ///
    /// # Errors
    /// [`ConfigError`]: another architecture, a missing key, a value out of bounds, an unimplemented switch.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ConfigError> {
        let model = Model::from_json(bytes)?;
        Self::of(&model).ok_or_else(|| ConfigError::Architecture {
            found: model.family.name().to_owned(),
            reason: "it is no dense LLaDA".to_owned(),
            remedy: "choose a dense LLaDA checkpoint".to_owned(),
        })
    }

    fn read(keys: &Keys<'_>) -> Result<Self, ConfigError> {
        keys.check_switches(&[
            ("alibi", false, false),
            ("include_bias", false, false),
            ("include_qkv_bias", false, false),
            ("bias_for_layer_norm", false, false),
            ("attention_layer_norm", false, false),
            ("layer_norm_with_affine", true, true),
            ("input_emb_norm", false, false),
            ("scale_logits", false, false),
            ("rope", true, true),
            ("rope_full_precision", true, true),
        ])?;
        keys.check_names(&[
            ("layer_norm_type", "rms"),
            ("block_type", "llama"),
            ("activation_type", "silu"),
        ])?;
        if let Some(size @ 2..) = keys.optional_size("block_group_size")? {
            return Err(ConfigError::Unsupported {
                key: "block_group_size",
                value: size.to_string(),
                implemented: "1",
            });
        }
        let d_model = keys.size("d_model")?;
        let n_layers = keys.parts("n_layers")?;
        let n_heads = keys.size("n_heads")?;
        let multi_query = keys.switch("multi_query_attention", false)?;
        let n_kv_heads = match keys.optional_size("n_kv_heads")? {
            Some(count) => count,
            None if multi_query => 1,
            None => n_heads,
        };
        let mlp_hidden_size = match keys.optional_size("mlp_hidden_size")? {
            Some(size) => size,
            None => keys.optional_size("mlp_ratio")?.unwrap_or(4) * d_model,
        };
        let vocab_size = match keys.optional_size("embedding_size")? {
            Some(rows) => rows,
            None => keys.size("vocab_size")?,
        };
        let config = Self {
            d_model,
            n_layers,
            n_heads,
            n_kv_heads,
            mlp_hidden_size,
            vocab_size,
            max_sequence_length: keys.optional_size("max_sequence_length")?.unwrap_or(1024),
            rms_norm_eps: keys.positive_or("rms_norm_eps", 1e-5)?,
            rope_theta: keys.positive_or("rope_theta", 10_000.0)?,
            weight_tying: keys.switch("weight_tying", true)?,
            mask_token_id: keys.token_id("mask_token_id", vocab_size)?,
            eos_token_id: keys.token_id("eos_token_id", vocab_size)?,
            pad_token_id: keys.token_id("pad_token_id", vocab_size)?,
        };
        config.check()?;
        Ok(config)
    }

    /// Checks what the shapes must satisfy among each other.
    ///
    /// # Errors
    /// [`ConfigError::Value`] with the first contradiction.
    pub fn check(&self) -> Result<(), ConfigError> {
        let refuse = |key, value: usize, allowed: String| {
            Err(ConfigError::Value {
                key,
                value: value.to_string(),
                allowed,
            })
        };
        if self.n_heads == 0 || !self.d_model.is_multiple_of(self.n_heads) {
            let allowed = format!("a divisor of d_model {}", self.d_model);
            return refuse("n_heads", self.n_heads, allowed);
        }
        if !self.head_dim().is_multiple_of(2) {
            let allowed = format!(
                "{} heads of an even width, and {} is odd",
                self.n_heads,
                self.head_dim()
            );
            return refuse("d_model", self.d_model, allowed);
        }
        if self.max_sequence_length > MAX_CONTEXT {
            let allowed = format!("at most {MAX_CONTEXT}");
            return refuse("max_sequence_length", self.max_sequence_length, allowed);
        }
        if self.n_kv_heads == 0 || !self.n_heads.is_multiple_of(self.n_kv_heads) {
            let allowed = format!("a divisor of n_heads {}", self.n_heads);
            return refuse("n_kv_heads", self.n_kv_heads, allowed);
        }
        Ok(())
    }

    /// The model that this describes.
    #[must_use]
    pub fn model(&self) -> Model {
        let block = Block {
            attention: Attention {
                heads: self.n_heads,
                kv_heads: self.n_kv_heads,
                head_dim: self.head_dim(),
                qk_norm: false,
                clip_qkv: None,
                qkv_bias: false,
            },
            ffn: Ffn::Gated {
                hidden: self.mlp_hidden_size,
            },
        };
        Model {
            family: &Llada,
            width: self.d_model,
            vocab_size: self.vocab_size,
            context: self.max_sequence_length,
            blocks: vec![block; self.n_layers],
            eps: self.rms_norm_eps,
            tied_head: self.weight_tying,
            rope: Rope {
                theta: self.rope_theta,
                dims: self.head_dim(),
                compute: RopeCompute::F32,
            },
            mask: Mask::Full,
            tokens: Tokens {
                mask: self.mask_token_id,
                eos: self.eos_token_id,
                pad: self.pad_token_id,
            },
            vision: None,
        }
    }

    /// The configuration of a model of this family; none of another one.
    #[must_use]
    pub fn of(model: &Model) -> Option<Self> {
        let dense = Dense::of(model).ok()?;
        (model.family == &Llada as &dyn Family).then_some(Self {
            d_model: dense.d_model,
            n_layers: dense.n_layers,
            n_heads: dense.n_heads,
            n_kv_heads: dense.n_kv_heads,
            mlp_hidden_size: dense.mlp_hidden_size,
            vocab_size: model.vocab_size,
            max_sequence_length: model.context,
            rms_norm_eps: model.eps,
            rope_theta: model.rope.theta,
            weight_tying: model.tied_head,
            mask_token_id: model.tokens.mask,
            eos_token_id: model.tokens.eos,
            pad_token_id: model.tokens.pad,
        })
    }

    /// Width of one attention head.
    #[must_use]
    pub const fn head_dim(&self) -> usize {
        self.d_model / self.n_heads
    }

    /// Rows of `k_proj` and `v_proj`.
    #[must_use]
    pub const fn kv_dim(&self) -> usize {
        self.n_kv_heads * self.head_dim()
    }

    /// The file that [`Self::from_json`] reads back: the published checkpoints' keys in their order.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "activation_type": "silu",
            "alibi": false,
            "architectures": ["LLaDAModelLM"],
            "attention_layer_norm": false,
            "bias_for_layer_norm": false,
            "block_group_size": 1,
            "block_type": "llama",
            "d_model": self.d_model,
            "embedding_size": self.vocab_size,
            "eos_token_id": self.eos_token_id,
            "include_bias": false,
            "include_qkv_bias": false,
            "input_emb_norm": false,
            "layer_norm_type": "rms",
            "layer_norm_with_affine": true,
            "mask_token_id": self.mask_token_id,
            "max_sequence_length": self.max_sequence_length,
            "mlp_hidden_size": self.mlp_hidden_size,
            "model_type": "llada",
            "n_heads": self.n_heads,
            "n_kv_heads": self.n_kv_heads,
            "n_layers": self.n_layers,
            "pad_token_id": self.pad_token_id,
            "rms_norm_eps": self.rms_norm_eps,
            "rope": true,
            "rope_full_precision": true,
            "rope_theta": self.rope_theta,
            "scale_logits": false,
            "vocab_size": self.vocab_size,
            "weight_tying": self.weight_tying,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn llada_8b() -> Config {
        let model = crate::checkpoint::NamedShape::Llada8B.model();
        Config::of(&model).unwrap()
    }

    fn with(changes: &Value) -> Result<Config, ConfigError> {
        let mut config = llada_8b().to_json();
        for (key, value) in changes.as_object().unwrap() {
            config[key] = value.clone();
        }
        Config::from_json(config.to_string().as_bytes())
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(with(&json!({})).unwrap(), llada_8b());
        assert_eq!(Config::of(&llada_8b().model()), Some(llada_8b()));
    }

    #[test]
    fn nulls_take_the_published_defaults() {
        let config = with(
            &json!({"n_kv_heads": null, "mlp_hidden_size": null, "mlp_ratio": 3, "mask_token_id": null}),
        );
        let config = config.unwrap();
        assert_eq!((config.n_kv_heads, config.mlp_hidden_size), (32, 3 * 4096));
        assert_eq!(config.mask_token_id, None);
        let shared = with(&json!({"n_kv_heads": null, "multi_query_attention": true})).unwrap();
        assert_eq!(shared.n_kv_heads, 1);
        assert_eq!(
            with(&json!({"mask_token_id": 0})).unwrap().mask_token_id,
            Some(0)
        );
    }

    #[test]
    fn refusals_name_key_and_value() {
        for (changes, part) in [
            (json!({"architectures": ["DreamModel"]}), "Dream"),
            (json!({"architectures": null, "model_type": "gpt2"}), "gpt2"),
            (json!({"d_model": null}), "has no d_model"),
            (
                json!({"n_heads": 33}),
                "n_heads is 33; allowed: a divisor of d_model 4096",
            ),
            (json!({"n_kv_heads": 5}), "n_kv_heads is 5"),
            (json!({"n_layers": 0}), "n_layers is 0"),
            (json!({"n_layers": 268435456}), "n_layers is 268435456"),
            (json!({"n_layers": "many"}), "n_layers is \"many\""),
            (json!({"alibi": true}), "alibi is true"),
            (
                json!({"include_qkv_bias": true}),
                "include_qkv_bias is true",
            ),
            (
                json!({"layer_norm_type": "default"}),
                "layer_norm_type is default",
            ),
            (
                json!({"activation_type": "gelu"}),
                "activation_type is gelu",
            ),
            (json!({"rope": false}), "rope is false"),
            (
                json!({"mask_token_id": 126_464}),
                "mask_token_id is 126464; allowed: a token id below 126464",
            ),
            (json!({"rope_theta": -1}), "rope_theta is -1"),
        ] {
            let message = with(&changes).unwrap_err().to_string();
            assert!(message.contains(part), "{part}: {message}");
        }
        assert!(matches!(
            Config::from_json(b"not json"),
            Err(ConfigError::Json(_))
        ));
    }
}
