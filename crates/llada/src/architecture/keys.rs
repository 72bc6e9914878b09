//! Reading one `config.json` key by key, refusing what is not implemented.

use serde_json::{Map, Value};

use super::{ConfigError, Tokens};

/// The largest size of anything.
const MAX_SIZE: u64 = 1 << 28;
const SIZE: &str = "a whole number from 1 to 268435456";
/// The most layers, and the most experts in one: the tensors of each are listed by name before a file is looked at.
const MAX_PARTS: usize = 1024;
const POSITIVE: &str = "a number above 0";

/// The file's keys. `null` counts as missing everywhere.
#[derive(Debug, Clone, Copy)]
pub struct Keys<'a>(pub(super) &'a Map<String, Value>);

impl Keys<'_> {
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    /// The class that `architectures` names.
    #[must_use]
    pub fn class(&self) -> Option<&str> {
        let named = self.get("architectures")?.get(0)?;
        named.as_str()
    }

    /// `model_type`.
    #[must_use]
    pub fn model_type(&self) -> Option<&str> {
        self.get("model_type")?.as_str()
    }

    /// Whether a key is there.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Checks switches that no published checkpoint of the family sets otherwise: `(key, value if missing, implemented)`.
    pub(super) fn check_switches(
        &self,
        switches: &[(&'static str, bool, bool)],
    ) -> Result<(), ConfigError> {
        for (key, default, implemented) in switches {
            let value = self.switch(key, *default)?;
            if value != *implemented {
                return Err(ConfigError::Unsupported {
                    key,
                    value: value.to_string(),
                    implemented: if *implemented { "true" } else { "false" },
                });
            }
        }
        Ok(())
    }

    /// Checks names of which one is implemented; a missing one is it.
    pub(super) fn check_names(
        &self,
        names: &[(&'static str, &'static str)],
    ) -> Result<(), ConfigError> {
        for (key, implemented) in names {
            let value = self.get(key);
            if value.is_some_and(|value| value.as_str() != Some(implemented)) {
                let value = value.map(Value::to_string).unwrap_or_default();
                return Err(ConfigError::Unsupported {
                    key,
                    value: value.trim_matches('"').to_owned(),
                    implemented,
                });
            }
        }
        Ok(())
    }

    /// Refuses a key that changes the computation, unless it is missing or null.
    pub(super) fn check_absent(&self, key: &'static str) -> Result<(), ConfigError> {
        match self.get(key) {
            None => Ok(()),
            Some(value) => Err(ConfigError::Unsupported {
                key,
                value: value.to_string(),
                implemented: "null",
            }),
        }
    }

    /// Refuses a `rope_scaling` other than the default one.
    pub(super) fn check_rope_scaling(&self) -> Result<(), ConfigError> {
        let Some(scaling) = self.get("rope_scaling") else {
            return Ok(());
        };
        let kind = scaling.get("rope_type").or_else(|| scaling.get("type"));
        if kind.and_then(Value::as_str) == Some("default") {
            return Ok(());
        }
        self.check_absent("rope_scaling")
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

    /// As a size, which may be 0.
    pub(super) fn count(&self, key: &'static str, default: usize) -> Result<usize, ConfigError> {
        match self.get(key) {
            Some(value) if value.as_u64() == Some(0) => Ok(0),
            _ => Ok(self.optional_size(key)?.unwrap_or(default)),
        }
    }

    pub(super) fn size(&self, key: &'static str) -> Result<usize, ConfigError> {
        self.optional_size(key)?
            .ok_or(ConfigError::Missing { key, allowed: SIZE })
    }

    /// A number of layers or of experts.
    pub(super) fn parts(&self, key: &'static str) -> Result<usize, ConfigError> {
        match self.size(key)? {
            parts if parts > MAX_PARTS => {
                let allowed = format!("a whole number from 1 to {MAX_PARTS}");
                Err(ConfigError::value(key, parts, allowed))
            }
            parts => Ok(parts),
        }
    }

    pub(super) fn optional_positive(&self, key: &'static str) -> Result<Option<f64>, ConfigError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let number = value.as_f64().filter(|number| *number > 0.0);
        number.map(Some).ok_or_else(|| wrong(key, value, POSITIVE))
    }

    pub(super) fn positive_or(&self, key: &'static str, default: f64) -> Result<f64, ConfigError> {
        Ok(self.optional_positive(key)?.unwrap_or(default))
    }

    pub(super) fn positive(&self, key: &'static str) -> Result<f64, ConfigError> {
        let allowed = POSITIVE;
        self.optional_positive(key)?
            .ok_or(ConfigError::Missing { key, allowed })
    }

    /// The special token ids under their usual keys.
    pub(super) fn tokens(&self, rows: usize) -> Result<Tokens, ConfigError> {
        Ok(Tokens {
            mask: self.token_id("mask_token_id", rows)?,
            eos: self.token_id("eos_token_id", rows)?,
            pad: self.token_id("pad_token_id", rows)?,
        })
    }

    /// The width of a head under Llama's key names: `head_dim`, else `hidden_size` / `num_attention_heads`.
    pub(super) fn head_dim(&self, width: usize, heads: usize) -> Result<usize, ConfigError> {
        if let Some(head_dim) = self.optional_size("head_dim")? {
            return Ok(head_dim);
        }
        if !width.is_multiple_of(heads) {
            let allowed = format!("a divisor of hidden_size {width}");
            return Err(ConfigError::value("num_attention_heads", heads, allowed));
        }
        Ok(width / heads)
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
