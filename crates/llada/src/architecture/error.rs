//! Why a `config.json` was refused.

/// Why a `config.json` was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not JSON, or not an object.
    #[error("config.json is not a JSON object ({0}): download it again")]
    Json(String),
    /// Another architecture.
    #[error("the architecture {found} is not supported: {reason}; {remedy}")]
    Architecture {
        /// What the file says.
        found: String,
        /// What it is, and why it does not run.
        reason: String,
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

impl ConfigError {
    /// A size out of bounds.
    pub(super) fn value(key: &'static str, value: usize, allowed: String) -> Self {
        Self::Value {
            key,
            value: value.to_string(),
            allowed,
        }
    }
}
