//! The weights of the network: their names, their order, and what they are before the first step.

use super::embedding::{self, Form};
use corpus::draw::Draw;
use llada::config::Config;

/// Tensors per block, and their places in it.
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

/// The name, shape and initial spread of every tensor of the architecture, in a fixed order.
///
/// Matrices start as normal numbers of variance 1/inputs; those that write into the residual stream are smaller by
/// √(2 · layers), so that the stream's variance does not grow with depth. Norms start at one. The head is the embedding or
/// starts as a copy of it: much of an answer repeats words of the question, and a stream that carries a word's embedding
/// then says that word from the first step on.
#[must_use]
pub fn tensors(config: &Config) -> Vec<(String, Vec<usize>, Option<f32>)> {
    let (d, mlp) = (config.d_model, config.mlp_hidden_size);
    let spread = |inputs: usize| Some(1.0 / (inputs as f32).sqrt());
    let residual = |inputs: usize| spread(2 * config.n_layers * inputs);
    let mut all = vec![(
        "model.transformer.wte.weight".to_owned(),
        vec![config.vocab_size, d],
        spread(d),
    )];
    for layer in 0..config.n_layers {
        let block: [_; PER_BLOCK] = [
            ("attn_norm", vec![d], None),
            ("q_proj", vec![d, d], spread(d)),
            ("k_proj", vec![config.kv_dim(), d], spread(d)),
            ("v_proj", vec![config.kv_dim(), d], spread(d)),
            ("attn_out", vec![d, d], residual(d)),
            ("ff_norm", vec![d], None),
            ("ff_proj", vec![mlp, d], spread(d)),
            ("up_proj", vec![mlp, d], spread(d)),
            ("ff_out", vec![d, mlp], residual(mlp)),
        ];
        for (name, shape, spread) in block {
            all.push((
                format!("model.transformer.blocks.{layer}.{name}.weight"),
                shape,
                spread,
            ));
        }
    }
    all.push(("model.transformer.ln_f.weight".to_owned(), vec![d], None));
    if !config.weight_tying {
        all.push((HEAD.to_owned(), vec![config.vocab_size, d], spread(d)));
    }
    all
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
        // Every masked position carries the mask's embedding, and none of them shall say "mask".
        if let Some(mask) = config.mask_token_id {
            head[mask as usize * d..][..d].fill(0.0);
        }
    }
    weights
}
