//! Reading one `config.json` key by key, refusing what is not implemented.

use serde_json::{Map, Value};

use super::ConfigError;

/// The largest size of anything.
const MAX_SIZE: u64 = 1 << 28;
const SIZE: &str = "a whole number from 1 to 268435456";

/// The file's keys. `null` counts as missing everywhere.
pub(super) struct Keys<'a>(pub(super) &'a Map<String, Value>);

impl Keys<'_> {
    fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn check_architecture(&self) -> Result<(), ConfigError> {
        let named = self
            .get("architectures")
            .and_then(|list| list.get(0))
            .and_then(Value::as_str);
        let kind = self.get("model_type").and_then(Value::as_str);
        let found = named.or(kind).unwrap_or("(not named)");
        let refuse = |remedy: &str| {
            Err(ConfigError::Architecture {
                found: found.to_owned(),
                remedy: remedy.to_owned(),
            })
        };
        let other = named.is_some_and(|name| name != "LLaDAModelLM")
            || (named.is_none() && kind.is_some_and(|kind| kind != "llada"));
        if self.get("num_experts").is_some() || found.contains("MoE") || found.contains("LLaDA2") {
            return refuse("mixtures of experts are not supported yet, choose a dense checkpoint");
        }
        if other {
            return refuse("choose such a checkpoint");
        }
        if self.get("d_model").is_none() && self.get("hidden_size").is_some() {
            return refuse(
                "this one is written with Llama's key names (hidden_size), convert it to LLaDA's own layout",
            );
        }
        Ok(())
    }

    /// Settings that change the computation and that no published dense checkpoint changes.
    pub(super) fn check_switches(&self) -> Result<(), ConfigError> {
        for (key, default, implemented) in [
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
        ] {
            let value = self.switch(key, default)?;
            if value != implemented {
                return Err(ConfigError::Unsupported {
                    key,
                    value: value.to_string(),
                    implemented: if implemented { "true" } else { "false" },
                });
            }
        }
        for (key, implemented) in [
            ("layer_norm_type", "rms"),
            ("block_type", "llama"),
            ("activation_type", "silu"),
        ] {
            let value = self.get(key).and_then(Value::as_str).unwrap_or(implemented);
            if value != implemented {
                return Err(ConfigError::Unsupported {
                    key,
                    value: value.to_owned(),
                    implemented,
                });
            }
        }
        match self.optional_size("block_group_size")? {
            None | Some(1) => Ok(()),
            Some(other) => Err(ConfigError::Unsupported {
                key: "block_group_size",
                value: other.to_string(),
                implemented: "1",
            }),
        }
    }

    pub(super) fn switch(&self, key: &'static str, default: bool) -> Result<bool, ConfigError> {
        self.get(key).map_or(Ok(default), |value| {
            value
                .as_bool()
                .ok_or_else(|| wrong(key, value, "true or false"))
        })
    }

    pub(super) fn optional_size(&self, key: &'static str) -> Result<Option<usize>, ConfigError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match value.as_u64() {
            Some(size @ 1..=MAX_SIZE) => Ok(Some(size as usize)),
            _ => Err(wrong(key, value, SIZE)),
        }
    }

    pub(super) fn size(&self, key: &'static str) -> Result<usize, ConfigError> {
        self.optional_size(key)?
            .ok_or(ConfigError::Missing { key, allowed: SIZE })
    }

    pub(super) fn positive(&self, key: &'static str, default: f64) -> Result<f64, ConfigError> {
        let Some(value) = self.get(key) else {
            return Ok(default);
        };
        value
            .as_f64()
            .filter(|number| *number > 0.0)
            .ok_or_else(|| wrong(key, value, "a number above 0"))
    }

    /// A token id; of a list (some files name several ends of text) the first.
    pub(super) fn token_id(
        &self,
        key: &'static str,
        rows: usize,
    ) -> Result<Option<u32>, ConfigError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let id = value.get(0).unwrap_or(value).as_u64();
        match id.and_then(|id| u32::try_from(id).ok()) {
            Some(id) if (id as usize) < rows => Ok(Some(id)),
            _ => Err(wrong(key, value, &format!("a token id below {rows}"))),
        }
    }
}

fn wrong(key: &'static str, value: &Value, allowed: &str) -> ConfigError {
    ConfigError::Value {
        key,
        value: value.to_string(),
        allowed: allowed.to_owned(),
    }
}
