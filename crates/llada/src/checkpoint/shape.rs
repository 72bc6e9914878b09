//! Known shapes, for measuring without a download.

use std::fmt;
use std::str::FromStr;

use crate::config::Config;

/// A shape that can be filled with random weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedShape {
    /// LLaDA-8B-Base, -Instruct and LLaDA-1.5.
    Llada8B,
    /// The paper's 1B model; its MLP width 5634 is rounded to 5632, so that quantised rows divide.
    Llada1B,
    /// About the size of the built-in model, with rows that every quantised type divides.
    Tiny,
}

/// A shape's name was not one of [`NamedShape::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("shape is {0}; allowed: llada-8b, llada-1b, tiny. Choose one of them")]
pub struct UnknownShape(String);

impl NamedShape {
    /// Every shape.
    pub const ALL: [Self; 3] = [Self::Llada8B, Self::Llada1B, Self::Tiny];

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Llada8B => "llada-8b",
            Self::Llada1B => "llada-1b",
            Self::Tiny => "tiny",
        }
    }

    /// Its `config.json`.
    #[must_use]
    pub const fn config(self) -> Config {
        let large = Config {
            d_model: 4096,
            n_layers: 32,
            n_heads: 32,
            n_kv_heads: 32,
            mlp_hidden_size: 12_288,
            vocab_size: 126_464,
            max_sequence_length: 4096,
            rms_norm_eps: 1e-5,
            rope_theta: 500_000.0,
            weight_tying: false,
            mask_token_id: Some(126_336),
            eos_token_id: Some(126_081),
            pad_token_id: Some(126_081),
        };
        match self {
            Self::Llada8B => large,
            Self::Llada1B => Config {
                d_model: 2048,
                n_layers: 22,
                n_kv_heads: 4,
                mlp_hidden_size: 5632,
                ..large
            },
            Self::Tiny => Config {
                d_model: 256,
                n_layers: 6,
                n_heads: 4,
                n_kv_heads: 4,
                mlp_hidden_size: 768,
                vocab_size: 1024,
                max_sequence_length: 512,
                mask_token_id: Some(2),
                eos_token_id: Some(1),
                pad_token_id: Some(1),
                ..large
            },
        }
    }
}

impl fmt::Display for NamedShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for NamedShape {
    type Err = UnknownShape;

    fn from_str(text: &str) -> Result<Self, UnknownShape> {
        let known = Self::ALL.into_iter().find(|shape| shape.as_str() == text);
        known.ok_or_else(|| UnknownShape(text.to_owned()))
    }
}
