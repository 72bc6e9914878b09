//! `config.json` of the dense LLaDA architecture (LLaDA-8B-Base, -Instruct, LLaDA-1.5, the built-in model).
//!
//! Published names and defaults; every switch that this program does not implement is refused by name, so that a
//! checkpoint either runs as it was trained or not at all.

mod keys;

use serde_json::{Value, json};

use crate::denoiser::Limits;
use keys::Keys;

/// Why a `config.json` was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not JSON, or not an object.
    #[error("config.json is not a JSON object ({0}): download it again")]
    Json(String),
    /// Another architecture.
    #[error(
        "the architecture {found} is not supported: this program runs dense LLaDA (LLaDAModelLM with d_model and n_layers); {remedy}"
    )]
    Architecture {
        /// What the file says.
        found: String,
        /// What to do.
        remedy: String,
    },
    /// A key that must be there is not.
    #[error(
        "config.json has no {key}, which must be {allowed}: use the checkpoint's own config.json"
    )]
    Missing {
        /// The key.
        key: &'static str,
        /// What it should hold.
        allowed: &'static str,
    },
    /// A value of the wrong kind or out of bounds.
    #[error(
        "config.json: {key} is {value}; allowed: {allowed}. Use the checkpoint's own config.json"
    )]
    Value {
        /// The key.
        key: &'static str,
        /// What the file says.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// A switch that is not implemented.
    #[error(
        "config.json: {key} is {value}, which this program does not implement (it runs {implemented}): use a checkpoint without it"
    )]
    Unsupported {
        /// The switch.
        key: &'static str,
        /// How it is set.
        value: String,
        /// The only setting that runs.
        implemented: &'static str,
    },
}

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

/// The longest context accepted, in tokens; bounds the rotary tables.
pub const MAX_CONTEXT: usize = 1 << 20;

impl Config {
    /// Reads a `config.json`.
    ///
    /// # Errors
    /// [`ConfigError`]: another architecture, a missing key, a value out of bounds, an unimplemented switch.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ConfigError> {
        let value: Value =
            serde_json::from_slice(bytes).map_err(|error| ConfigError::Json(error.to_string()))?;
        let Value::Object(keys) = value else {
            return Err(ConfigError::Json("it holds another value".to_owned()));
        };
        let keys = Keys(&keys);
        keys.check_architecture()?;
        keys.check_switches()?;
        let d_model = keys.size("d_model")?;
        let n_layers = keys.size("n_layers")?;
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
            rms_norm_eps: keys.positive("rms_norm_eps", 1e-5)?,
            rope_theta: keys.positive("rope_theta", 10_000.0)?,
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

    /// What the network can take.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        Limits {
            context: self.max_sequence_length,
            vocab_size: self.vocab_size,
            width: self.d_model,
        }
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

    fn with(changes: &Value) -> Result<Config, ConfigError> {
        let mut config = crate::checkpoint::NamedShape::Llada8B.config().to_json();
        for (key, value) in changes.as_object().unwrap() {
            config[key] = value.clone();
        }
        Config::from_json(config.to_string().as_bytes())
    }

    #[test]
    fn what_is_written_is_read_back() {
        let config = crate::checkpoint::NamedShape::Llada8B.config();
        assert_eq!(with(&json!({})).unwrap(), config);
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
            (
                json!({"architectures": ["LLaDAMoEModelLM"]}),
                "LLaDAMoEModelLM is not supported",
            ),
            (
                json!({"architectures": ["LLaDA2MoeModelLM"]}),
                "mixtures of experts",
            ),
            (json!({"architectures": ["DreamModel"]}), "DreamModel"),
            (json!({"architectures": null, "model_type": "gpt2"}), "gpt2"),
            (json!({"num_experts": 64}), "mixtures of experts"),
            (json!({"d_model": null, "hidden_size": 64}), "hidden_size"),
            (json!({"d_model": null}), "has no d_model"),
            (
                json!({"n_heads": 33}),
                "n_heads is 33; allowed: a divisor of d_model 4096",
            ),
            (json!({"n_kv_heads": 5}), "n_kv_heads is 5"),
            (json!({"n_layers": 0}), "n_layers is 0"),
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
