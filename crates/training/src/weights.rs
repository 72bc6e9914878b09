//! The weights of the network: their names, their order and their initialisation.

use super::embedding::{self, Form};
use corpus::draw::Draw;
use llada::architecture::llada::Config;
use llada::architecture::{Projection, Role, Slot, WeightSpec};

/// Tensors per block, and their places in it: the order of [`llada::architecture::Model::layer`].
pub(super) const PER_BLOCK: usize = 9;
pub(super) const ATTN_NORM: usize = 0;
pub(super) const Q: usize = 1;
pub(super) const K: usize = 2;
pub(super) const V: usize = 3;
pub(super) const ATTN_OUT: usize = 4;
pub(super) const FF_NORM: usize = 5;
pub(super) const GATE: usize = 6;
pub(super) const UP: usize = 7;
pub(super) const DOWN: usize = 8;

/// The head's name, where it is not the embedding.
pub(super) const HEAD: &str = "model.transformer.ff_out.weight";

/// The name, shape and initial standard deviation of every tensor of the architecture, in a fixed order.
///
/// Matrices start as normal numbers of variance 1/inputs; those that write into the residual stream are smaller by
/// √(2 · layers), so that the stream's variance does not grow with depth. Norms start at one. The head is the embedding or
/// starts as a copy of it: much of an answer repeats words of the question, and a stream that carries a word's embedding
/// then predicts that word from the first step on.
#[must_use]
pub fn tensors(config: &Config) -> Vec<(String, Vec<usize>, Option<f32>)> {
    let (d, mlp) = (config.d_model, config.mlp_hidden_size);
    let spread = |inputs: usize| Some(1.0 / (inputs as f32).sqrt());
    let residual = |inputs: usize| spread(2 * config.n_layers * inputs);
    let model = config.model();
    let named = |weight: &WeightSpec| {
        let spread = match (weight.role, weight.slot) {
            (Role::Norm, _) => None,
            (_, Slot::AttentionOut(_)) => residual(d),
            (_, Slot::Ffn(_, Projection::Down)) => residual(mlp),
            _ => spread(d),
        };
        (model.stored(weight).0.name, weight.shape.clone(), spread)
    };
    model.weights().iter().map(named).collect()
}

/// Random weights of this seed, in the order of [`tensors`], for a vocabulary of these forms; where none are given, every
/// token is a word of its own.
#[must_use]
pub fn random(config: &Config, forms: &[Form], seed: u64) -> Vec<Vec<f32>> {
    let mut weights: Vec<Vec<f32>> = tensors(config)
        .into_iter()
        .enumerate()
        .map(|(index, (_, shape, spread))| {
            let mut draw = Draw::new(&[seed, 0x1a17, index as u64]);
            let count = shape.iter().product();
            match spread {
                Some(spread) => (0..count).map(|_| spread * draw.normal()).collect(),
                None => vec![1.0; count],
            }
        })
        .collect();
    let d = config.d_model;
    let embedding = embedding::random(forms, d, 1.0 / (d as f32).sqrt(), seed);
    weights[0][..embedding.len()].copy_from_slice(&embedding);
    if config.weight_tying {
        return weights;
    }
    if let [wte, .., head] = weights.as_mut_slice() {
        head.clone_from(wte);
        // Every masked position carries the mask's embedding, and no position may predict the mask.
        if let Some(mask) = config.mask_token_id {
            head[mask as usize * d..][..d].fill(0.0);
        }
    }
    weights
}
