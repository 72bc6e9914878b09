//! What a model computes, as data: every backend runs any [`Model`] that is made of the parts it has.
//!
//! One file per family reads the family's `config.json` into a [`Model`] and names its tensors. A new family of known parts is
//! one such file and its line in [`FAMILIES`].

mod dense;
mod error;
pub mod illada;
pub mod keys;
pub mod llada;
pub mod llada2;
pub mod llada_moe;
pub mod llada_v;
mod rope;
mod router;
mod rows;
pub mod sdar;
mod slot;
#[cfg(test)]
mod tests;
mod unsupported;
pub mod vision;

use std::fmt;

use serde_json::Value;
use trajectory::PartialParams;

pub use dense::Dense;
pub use error::ConfigError;
pub use rope::{Angles, Rope, RopeCompute};
pub use router::{Router, Routing};
pub use rows::Rows;
pub use slot::{Place, Projection, Role, Slot, TensorSpec, WeightSpec};

use crate::denoiser::Limits;
use crate::python_json::python_json;
use keys::Keys;
use vision::Vision;

/// A transformer: embedding, pre-norm blocks, final RMSNorm, head.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Whose names its tensors have.
    pub family: &'static dyn Family,
    /// Width of the residual stream.
    pub width: usize,
    /// Rows of the embedding and of the head; the tokenizer may know fewer ids.
    pub vocab_size: usize,
    /// The most positions of prompt and answer together.
    pub context: usize,
    /// The blocks in their order.
    pub blocks: Vec<Block>,
    /// ε of every RMSNorm.
    pub eps: f64,
    /// Whether the head is the embedding's own matrix.
    pub tied_head: bool,
    /// Rotary position embedding.
    pub rope: Rope,
    /// Which positions attend to which.
    pub mask: Mask,
    /// The special token ids that `config.json` names.
    pub tokens: Tokens,
    /// What sees pictures; none in a model of text alone.
    pub vision: Option<Vision>,
}

/// x += attention(norm(x)); x += ffn(norm(x)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Attention.
    pub attention: Attention,
    /// Feed-forward network.
    pub ffn: Ffn,
}

/// Multi-head attention, scale 1/√head_dim; each key head serves `heads / kv_heads` query heads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attention {
    /// Query heads.
    pub heads: usize,
    /// Key and value heads.
    pub kv_heads: usize,
    /// Width of a head; `heads · head_dim` need not be the model's width.
    pub head_dim: usize,
    /// RMSNorm of each query and key head, before the rotary embedding.
    pub qk_norm: bool,
    /// Queries, keys and values are clamped to ± this, after their norm.
    pub clip_qkv: Option<f32>,
    /// The query, key and value projections have biases.
    pub qkv_bias: bool,
}

/// The feed-forward network of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ffn {
    /// down(silu(gate(x)) · up(x)).
    Gated {
        /// Width of gate and up.
        hidden: usize,
    },
    /// A mixture of experts: Σ wₑ · expertₑ(x) over the experts that the router chooses, plus a shared expert.
    Moe(Moe),
}

/// A mixture of gated experts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moe {
    /// Experts.
    pub experts: usize,
    /// Experts chosen for a position.
    pub top_k: usize,
    /// Width of an expert's gate and up.
    pub hidden: usize,
    /// How experts are chosen and weighted.
    pub router: Router,
    /// Width of the expert that every position goes through, if there is one.
    pub shared: Option<usize>,
}

/// Which positions attend to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// Every position sees every other.
    Full,
    /// A position sees its own block and all before it. Blocks begin at absolute position 0.
    BlockCausal {
        /// Positions of a block.
        block: usize,
    },
}

/// Special token ids of a `config.json`; what it does not name is looked up in the tokenizer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Mask.
    pub mask: Option<u32>,
    /// End of text.
    pub eos: Option<u32>,
    /// Padding of training batches.
    pub pad: Option<u32>,
}

/// By what names a family's tokenizers call its special tokens, the usual first.
#[derive(Debug, Clone, Copy)]
pub struct TokenNames {
    /// Mask.
    pub mask: &'static [&'static str],
    /// End of text.
    pub eos: &'static [&'static str],
    /// End of turn.
    pub eot: &'static [&'static str],
    /// The published models' mask id, where neither `config.json` nor tokenizer says it.
    pub mask_id: Option<u32>,
}

/// A family of models: how its `config.json` reads and what its tensors are called.
pub trait Family: fmt::Debug + Sync {
    /// How the family is recorded: `llada`, `llada_moe`, …
    fn name(&self) -> &'static str;

    /// Whether a `config.json` describes a model of this family.
    fn recognises(&self, config: &Keys<'_>) -> bool;

    /// Reads a `config.json`.
    ///
    /// # Errors
    /// [`ConfigError`]: a missing key, a value out of bounds, a switch that no backend implements.
    fn read(&'static self, config: &Keys<'_>) -> Result<Model, ConfigError>;

    /// Writes a `config.json` that [`Self::read`] reads back.
    fn write(&self, model: &Model) -> Value;

    /// Where the family's checkpoints store a weight.
    fn place(&self, model: &Model, slot: Slot) -> Place;

    /// How the special tokens are called.
    fn token_names(&self) -> TokenNames;

    /// The chat template of published checkpoints, for one that comes without.
    fn chat_template(&self) -> Option<&'static str> {
        None
    }

    /// What stands before a conversation that has no system message.
    fn system_prompt(&self) -> Option<&'static str> {
        None
    }

    /// Special tokens that are never chosen, by their names.
    fn suppressed(&self) -> &'static [&'static str] {
        &[]
    }

    /// The settings that the family's authors recommend.
    fn defaults(&self) -> PartialParams {
        PartialParams::default()
    }
}

impl PartialEq for dyn Family {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// Every family that runs, the first that recognises a `config.json` reads it.
pub static FAMILIES: [&dyn Family; 7] = [
    &llada::Llada,
    &llada_moe::LladaMoe,
    &llada2::Llada2,
    &illada::ILLADA,
    &illada::LLADA_HF,
    &llada_v::LladaV,
    &sdar::Sdar,
];

impl Model {
    /// Reads a `config.json`.
    ///
    /// # Errors
    /// [`ConfigError`]: no JSON, a family that does not run here (told what it is and what runs instead), or what the family
    /// refuses.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ConfigError> {
        let value: Value =
            python_json(bytes).map_err(|error| ConfigError::Json(error.to_string()))?;
        let Value::Object(map) = value else {
            return Err(ConfigError::Json("it holds another value".to_owned()));
        };
        let keys = Keys(&map);
        unsupported::check(&keys)?;
        let family = FAMILIES.iter().find(|family| family.recognises(&keys));
        let family = family.ok_or_else(|| unsupported::unknown(&keys))?;
        let model = family.read(&keys)?;
        model.check()?;
        Ok(model)
    }

    /// The `config.json` that [`Self::from_json`] reads back.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.family.write(self)
    }

    /// What the network can take.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        Limits {
            context: self.context,
            vocab_size: self.vocab_size,
            width: self.width,
        }
    }

    /// Number of parameters, tied ones counted once.
    #[must_use]
    pub fn parameters(&self) -> u64 {
        let weights = self.weights();
        weights.iter().map(|weight| weight.elements() as u64).sum()
    }

    /// One past the last position that `position` attends to, on a canvas of `length`.
    #[must_use]
    pub const fn visible(&self, position: usize, length: usize) -> usize {
        self.mask.visible(position, length)
    }

    /// Checks what the shapes must satisfy among each other, by the key names of Llama's configurations.
    fn check(&self) -> Result<(), ConfigError> {
        if self.context > MAX_CONTEXT {
            let allowed = format!("at most {MAX_CONTEXT}");
            return Err(ConfigError::value("context length", self.context, allowed));
        }
        self.blocks.iter().try_for_each(|block| {
            block.attention.check(self.rope.dims)?;
            match block.ffn {
                Ffn::Gated { .. } => Ok(()),
                Ffn::Moe(moe) => moe.check(),
            }
        })
    }
}

/// The longest context accepted, in tokens; bounds the rotary tables.
pub const MAX_CONTEXT: usize = 1 << 20;

impl Attention {
    /// Outputs of the query projection.
    #[must_use]
    pub const fn q_dim(&self) -> usize {
        self.heads * self.head_dim
    }

    /// Outputs of the key and of the value projection.
    #[must_use]
    pub const fn kv_dim(&self) -> usize {
        self.kv_heads * self.head_dim
    }

    fn check(&self, rotary_dims: usize) -> Result<(), ConfigError> {
        if self.kv_heads == 0 || !self.heads.is_multiple_of(self.kv_heads) {
            let allowed = format!("a divisor of the {} query heads", self.heads);
            return Err(ConfigError::value(
                "number of key and value heads",
                self.kv_heads,
                allowed,
            ));
        }
        if !rotary_dims.is_multiple_of(2) || rotary_dims > self.head_dim {
            let allowed = format!("an even number up to the head dimension {}", self.head_dim);
            return Err(ConfigError::value(
                "number of rotary dimensions",
                rotary_dims,
                allowed,
            ));
        }
        Ok(())
    }
}

impl Moe {
    fn check(&self) -> Result<(), ConfigError> {
        let (experts, mut reachable) = (self.experts, self.experts);
        if let Router::GroupedSigmoid {
            groups, top_groups, ..
        } = self.router
        {
            if groups == 0 || !experts.is_multiple_of(groups) {
                let allowed = format!("a divisor of the {experts} experts");
                return Err(ConfigError::value("n_group", groups, allowed));
            }
            if top_groups == 0 || top_groups > groups {
                let allowed = format!("1 to the {groups} groups");
                return Err(ConfigError::value("topk_group", top_groups, allowed));
            }
            reachable = experts / groups * top_groups;
        }
        if self.top_k == 0 || self.top_k > reachable {
            let allowed = format!("1 to {reachable}, the experts that can be chosen");
            return Err(ConfigError::value(
                "num_experts_per_tok",
                self.top_k,
                allowed,
            ));
        }
        Ok(())
    }
}

impl Mask {
    /// One past the last position that `position` attends to, on a canvas of `length`.
    #[must_use]
    pub const fn visible(self, position: usize, length: usize) -> usize {
        match self {
            Self::Full => length,
            Self::BlockCausal { block } => {
                let end = (position / block + 1) * block;
                if end < length { end } else { length }
            }
        }
    }
}
