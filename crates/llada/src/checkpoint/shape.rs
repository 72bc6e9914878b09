//! Known shapes, for measuring without a download.

use std::fmt;
use std::str::FromStr;

use crate::architecture::illada::ILLADA;
use crate::architecture::llada::Config;
use crate::architecture::llada_moe::LladaMoe;
use crate::architecture::llada2::Llada2;
use crate::architecture::{
    Attention, Block, Ffn, Mask, Model, Moe, Rope, RopeCompute, Router, Tokens,
};

/// A shape that can be filled with random weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedShape {
    /// LLaDA-8B-Base, -Instruct and LLaDA-1.5.
    Llada8B,
    /// The paper's 1B model; its MLP width 5634 is rounded to 5632, so that quantised rows divide.
    Llada1B,
    /// iLLaDA-8B.
    Illada8B,
    /// LLaDA-MoE-7B-A1B.
    LladaMoe7B,
    /// LLaDA2.0-mini and 2.1-mini.
    Llada2Mini,
    /// About the size of the built-in model, with rows that every quantised type divides.
    Tiny,
}

/// A shape's name was not one of [`NamedShape::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "shape is {0}; allowed: llada-8b, llada-1b, illada-8b, llada-moe-7b, llada2-mini, tiny. Choose one of them"
)]
pub struct UnknownShape(String);

impl NamedShape {
    /// Every shape.
    pub const ALL: [Self; 6] = [
        Self::Llada8B,
        Self::Llada1B,
        Self::Illada8B,
        Self::LladaMoe7B,
        Self::Llada2Mini,
        Self::Tiny,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Llada8B => "llada-8b",
            Self::Llada1B => "llada-1b",
            Self::Illada8B => "illada-8b",
            Self::LladaMoe7B => "llada-moe-7b",
            Self::Llada2Mini => "llada2-mini",
            Self::Tiny => "tiny",
        }
    }

    /// What it computes.
    #[must_use]
    pub fn model(self) -> Model {
        match self {
            Self::Llada8B => llada_8b().model(),
            Self::Llada1B => Config {
                d_model: 2048,
                n_layers: 22,
                n_kv_heads: 4,
                mlp_hidden_size: 5632,
                ..llada_8b()
            }
            .model(),
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
                ..llada_8b()
            }
            .model(),
            Self::Illada8B => illada_8b(),
            Self::LladaMoe7B => llada_moe_7b(),
            Self::Llada2Mini => llada2_mini(),
        }
    }

    /// Its `config.json`, of a dense LLaDA shape.
    #[must_use]
    pub fn config(self) -> Option<Config> {
        Config::of(&self.model())
    }
}

const fn llada_8b() -> Config {
    Config {
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
    }
}

const fn heads_of_128(heads: usize, kv_heads: usize, qk_norm: bool) -> Attention {
    Attention {
        heads,
        kv_heads,
        head_dim: 128,
        qk_norm,
        clip_qkv: None,
        qkv_bias: false,
    }
}

const fn rope(theta: f64, dims: usize) -> Rope {
    Rope {
        theta,
        dims,
        compute: RopeCompute::Activations,
    }
}

/// The tokens of the Ling models' tokenizer.
const LING: Tokens = Tokens {
    mask: Some(156_895),
    eos: Some(156_892),
    pad: Some(156_892),
};

fn illada_8b() -> Model {
    let block = Block {
        attention: heads_of_128(32, 8, false),
        ffn: Ffn::Gated { hidden: 14_336 },
    };
    Model {
        family: &ILLADA,
        width: 4096,
        vocab_size: 155_136,
        context: 8192,
        blocks: vec![block; 32],
        eps: 1e-6,
        tied_head: true,
        rope: rope(500_000.0, 128),
        mask: Mask::Full,
        tokens: Tokens {
            mask: Some(5),
            eos: Some(2),
            pad: Some(1),
        },
        vision: None,
    }
}

fn llada_moe_7b() -> Model {
    let block = Block {
        attention: heads_of_128(16, 16, true),
        ffn: Ffn::Moe(Moe {
            experts: 64,
            top_k: 8,
            hidden: 1024,
            router: Router::Softmax {
                renormalise: false,
                bias: false,
            },
            shared: None,
        }),
    };
    Model {
        family: &LladaMoe,
        width: 2048,
        vocab_size: 157_184,
        context: 8192,
        blocks: vec![block; 16],
        eps: 1e-5,
        tied_head: false,
        rope: rope(50_000.0, 128),
        mask: Mask::Full,
        tokens: LING,
        vision: None,
    }
}

fn llada2_mini() -> Model {
    let attention = heads_of_128(16, 4, true);
    let dense = Block {
        attention,
        ffn: Ffn::Gated { hidden: 5120 },
    };
    let sparse = Block {
        attention,
        ffn: Ffn::Moe(Moe {
            experts: 256,
            top_k: 8,
            hidden: 512,
            router: Router::GroupedSigmoid {
                groups: 8,
                top_groups: 4,
                scale: 2.5,
                renormalise: true,
                bias: true,
            },
            shared: Some(512),
        }),
    };
    let mut blocks = vec![sparse; 20];
    blocks[0] = dense;
    Model {
        family: &Llada2,
        width: 2048,
        vocab_size: 157_184,
        context: 16_384,
        blocks,
        eps: 1e-6,
        tied_head: false,
        rope: rope(600_000.0, 64),
        mask: Mask::BlockCausal { block: 32 },
        tokens: LING,
        vision: None,
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
