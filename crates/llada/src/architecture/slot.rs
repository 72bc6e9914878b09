//! The weights of a model: each has a slot, a shape and a role, listed here once for every backend.
//!
//! Matrices are `[out, in]`.

use std::ops::Range;

use super::vision::VisionSlot;
use super::{Ffn, Model};

/// A weight's place in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The token embedding.
    Embedding,
    /// Gain of the norm before the head.
    FinalNorm,
    /// The head; absent where it is tied to the embedding.
    Head,
    /// Gain of the norm before a layer's attention.
    AttentionNorm(usize),
    /// Query projection of a layer.
    Q(usize),
    /// Key projection.
    K(usize),
    /// Value projection.
    V(usize),
    /// Bias of the query projection.
    QBias(usize),
    /// Bias of the key projection.
    KBias(usize),
    /// Bias of the value projection.
    VBias(usize),
    /// Gain of the norm of each query head.
    QNorm(usize),
    /// Gain of the norm of each key head.
    KNorm(usize),
    /// Output projection of attention.
    AttentionOut(usize),
    /// Gain of the norm before a layer's feed-forward network.
    FfnNorm(usize),
    /// A projection of a gated feed-forward network.
    Ffn(usize, Projection),
    /// The router's scores.
    Router(usize),
    /// The router's bias for each expert.
    RouterBias(usize),
    /// A projection of an expert: layer, expert.
    Expert(usize, usize, Projection),
    /// A projection of the shared expert.
    Shared(usize, Projection),
    /// Something of the vision part.
    Vision(VisionSlot),
}

/// The projections of a gated feed-forward network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Projection {
    /// What silu is applied to.
    Gate,
    /// What the gate multiplies.
    Up,
    /// Back to the residual stream.
    Down,
}

impl Projection {
    /// All three, in the order in which they are asked for.
    pub const ALL: [Self; 3] = [Self::Gate, Self::Up, Self::Down];

    /// Llama's name.
    #[must_use]
    pub const fn llama_name(self) -> &'static str {
        match self {
            Self::Gate => "gate_proj",
            Self::Up => "up_proj",
            Self::Down => "down_proj",
        }
    }
}

/// What a tensor is for; decides in which type it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The token embedding: rows are looked up, never multiplied (unless tied to the head).
    Embedding,
    /// Gain of an RMSNorm.
    Norm,
    /// A projection inside a block.
    Linear,
    /// The projection to the vocabulary.
    Head,
    /// A router's matrix or bias: always f32, since a rounded score chooses another expert.
    Router,
    /// Bias of a projection.
    Bias,
    /// A matrix of the vision part: never quantised.
    Vision,
    /// A norm's gain, a bias, the positions or the newline of the vision part.
    VisionVector,
}

/// A weight as networks ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightSpec {
    /// Its place in the model.
    pub slot: Slot,
    /// Shape.
    pub shape: Vec<usize>,
    /// What it is for.
    pub role: Role,
}

/// A tensor of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorSpec {
    /// Full name in the file.
    pub name: String,
    /// Shape.
    pub shape: Vec<usize>,
    /// What it is for.
    pub role: Role,
}

/// Where a checkpoint stores a weight: a tensor, or rows of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The tensor's name.
    pub name: String,
    /// The rows that hold the weight, and how many the tensor has; none means all.
    pub rows: Option<(Range<usize>, usize)>,
}

impl Place {
    /// A tensor of its own.
    #[must_use]
    pub const fn whole(name: String) -> Self {
        Self { name, rows: None }
    }
}

impl Slot {
    /// The layer that it belongs to.
    #[must_use]
    pub const fn layer(self) -> Option<usize> {
        match self {
            Self::Embedding | Self::FinalNorm | Self::Head | Self::Vision(_) => None,
            Self::AttentionNorm(layer)
            | Self::Q(layer)
            | Self::K(layer)
            | Self::V(layer)
            | Self::QBias(layer)
            | Self::KBias(layer)
            | Self::VBias(layer)
            | Self::QNorm(layer)
            | Self::KNorm(layer)
            | Self::AttentionOut(layer)
            | Self::FfnNorm(layer)
            | Self::Ffn(layer, _)
            | Self::Router(layer)
            | Self::RouterBias(layer)
            | Self::Expert(layer, ..)
            | Self::Shared(layer, _) => Some(layer),
        }
    }
}

impl WeightSpec {
    /// Number of elements.
    #[must_use]
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }
}

impl TensorSpec {
    /// Number of elements.
    #[must_use]
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }
}

pub(super) fn spec(slot: Slot, shape: impl Into<Vec<usize>>, role: Role) -> WeightSpec {
    WeightSpec {
        slot,
        shape: shape.into(),
        role,
    }
}

impl Model {
    /// The token embedding, `[vocab_size, width]`.
    #[must_use]
    pub fn embedding(&self) -> WeightSpec {
        spec(
            Slot::Embedding,
            [self.vocab_size, self.width],
            Role::Embedding,
        )
    }

    /// The gain of the norm before the head, `[width]`.
    #[must_use]
    pub fn final_norm(&self) -> WeightSpec {
        spec(Slot::FinalNorm, [self.width], Role::Norm)
    }

    /// The head, `[vocab_size, width]`; the embedding where it is tied.
    #[must_use]
    pub fn head(&self) -> WeightSpec {
        let slot = if self.tied_head {
            Slot::Embedding
        } else {
            Slot::Head
        };
        spec(slot, [self.vocab_size, self.width], Role::Head)
    }

    /// The weights of a layer, in the order in which they are asked for: attention, then the feed-forward network.
    #[must_use]
    pub fn layer(&self, layer: usize) -> Vec<WeightSpec> {
        let mut weights = self.attention_weights(layer);
        weights.push(spec(Slot::FfnNorm(layer), [self.width], Role::Norm));
        let gated =
            |weights: &mut Vec<WeightSpec>, hidden: usize, slot: &dyn Fn(Projection) -> Slot| {
                weights.extend(Projection::ALL.map(|projection| {
                    let shape = match projection {
                        Projection::Gate | Projection::Up => [hidden, self.width],
                        Projection::Down => [self.width, hidden],
                    };
                    spec(slot(projection), shape, Role::Linear)
                }));
            };
        match self.blocks[layer].ffn {
            Ffn::Gated { hidden } => {
                gated(&mut weights, hidden, &|part| Slot::Ffn(layer, part));
            }
            Ffn::Moe(moe) => {
                let router = [moe.experts, self.width];
                weights.push(spec(Slot::Router(layer), router, Role::Router));
                if moe.router.has_bias() {
                    let bias = Slot::RouterBias(layer);
                    weights.push(spec(bias, [moe.experts], Role::Router));
                }
                for expert in 0..moe.experts {
                    let slot = |part| Slot::Expert(layer, expert, part);
                    gated(&mut weights, moe.hidden, &slot);
                }
                if let Some(hidden) = moe.shared {
                    gated(&mut weights, hidden, &|part| Slot::Shared(layer, part));
                }
            }
        }
        weights
    }

    fn attention_weights(&self, layer: usize) -> Vec<WeightSpec> {
        let attention = &self.blocks[layer].attention;
        let (q, kv, width) = (attention.q_dim(), attention.kv_dim(), self.width);
        let mut weights = vec![
            spec(Slot::AttentionNorm(layer), [width], Role::Norm),
            spec(Slot::Q(layer), [q, width], Role::Linear),
            spec(Slot::K(layer), [kv, width], Role::Linear),
            spec(Slot::V(layer), [kv, width], Role::Linear),
        ];
        if attention.qkv_bias {
            weights.push(spec(Slot::QBias(layer), [q], Role::Bias));
            weights.push(spec(Slot::KBias(layer), [kv], Role::Bias));
            weights.push(spec(Slot::VBias(layer), [kv], Role::Bias));
        }
        if attention.qk_norm {
            let shape = [attention.head_dim];
            weights.push(spec(Slot::QNorm(layer), shape, Role::Norm));
            weights.push(spec(Slot::KNorm(layer), shape, Role::Norm));
        }
        weights.push(spec(Slot::AttentionOut(layer), [width, q], Role::Linear));
        weights
    }

    /// Every weight: embedding, layers, final norm, and the head unless it is tied.
    #[must_use]
    pub fn weights(&self) -> Vec<WeightSpec> {
        let mut weights = vec![self.embedding()];
        weights.extend((0..self.blocks.len()).flat_map(|layer| self.layer(layer)));
        weights.push(self.final_norm());
        if !self.tied_head {
            weights.push(self.head());
        }
        weights.extend(self.vision_weights());
        weights
    }

    /// The tensor that stores a weight, under the family's name: the weight's own, or one of which it is some rows.
    #[must_use]
    pub fn stored(&self, weight: &WeightSpec) -> (TensorSpec, Place) {
        let place = self.family.place(self, weight.slot);
        let mut shape = weight.shape.clone();
        if let (Some((_, rows)), Some(first)) = (&place.rows, shape.first_mut()) {
            *first = *rows;
        }
        let tensor = TensorSpec {
            name: place.name.clone(),
            shape,
            role: weight.role,
        };
        (tensor, place)
    }

    /// Every tensor of the family's checkpoints, each once.
    #[must_use]
    pub fn tensors(&self) -> Vec<TensorSpec> {
        let mut tensors: Vec<TensorSpec> = Vec::new();
        for weight in self.weights() {
            let (tensor, place) = self.stored(&weight);
            // The parts of one tensor are asked for one after the other.
            let is_new = place.rows.is_none_or(|(rows, _)| rows.start == 0);
            if is_new {
                tensors.push(tensor);
            }
        }
        tensors
    }
}
