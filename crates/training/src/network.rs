//! Forward and backward pass of the dense LLaDA network, written out.
//!
//! Weights and gradients are plain vectors in the order of [`tensors`](super::weights::tensors). A pass over a batch runs on one thread; its
//! buffers are a [`Workspace`] that the next pass uses again.

use super::attention::{Attention, Rotary};
use super::batch::Batch;
use super::matrix::Precision;
use super::ops::{add, cross_entropy, rms_norm, rms_norm_backward, swiglu, swiglu_backward};
use super::weights::{ATTN_NORM, ATTN_OUT, DOWN, FF_NORM, GATE, K, PER_BLOCK, Q, UP, V};
use kernels::Kernels;
use llada::architecture::llada::Config;

/// The activations of a block that the backward pass needs.
///
/// Up to `mixed` that is `[tokens, width]`; from there on `[rows, width]`, where the rows are all tokens except in the
/// last block: what follows its attention is computed only where something is masked.
#[derive(Default)]
struct Activations {
    /// The residual stream before the block.
    x: Vec<f32>,
    h: Vec<f32>,
    q: Vec<f32>,
    k: Vec<f32>,
    v: Vec<f32>,
    mixed: Vec<f32>,
    /// The residual stream after attention.
    middle: Vec<f32>,
    ff_h: Vec<f32>,
    gate: Vec<f32>,
    up: Vec<f32>,
    gated: Vec<f32>,
}

/// The buffers of a pass.
#[derive(Default)]
pub struct Workspace {
    saved: Vec<Activations>,
    /// The residual stream.
    x: Vec<f32>,
    normed: Vec<f32>,
    logits: Vec<f32>,
    /// The gradient of the residual stream.
    d_x: Vec<f32>,
    d_rows: Vec<f32>,
    d_h: Vec<f32>,
    d_wide: Vec<f32>,
    d_mixed: Vec<f32>,
    d_qkv: [Vec<f32>; 3],
}

impl Workspace {
    /// The logits of the last forward pass, `[masked positions, vocabulary]`.
    pub(super) fn logits(&self) -> &[f32] {
        &self.logits
    }
}

/// The network: its shape, its rotary embedding and the kernels of its matrix products.
pub struct Network {
    config: Config,
    precision: Precision,
    rotary: Rotary,
    /// The kernels of attention, always in f32.
    kernels: Option<Kernels>,
}

impl Network {
    /// A network of this shape; its key and value heads are as many as its query heads.
    #[must_use]
    pub fn new(config: &Config, precision: Precision) -> Self {
        Self {
            precision,
            kernels: Kernels::best(),
            rotary: Rotary::new(
                config.max_sequence_length,
                config.head_dim(),
                config.rope_theta,
            ),
            config: config.clone(),
        }
    }

    /// The shape.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The batch's loss, Σ weight · cross entropy over its masked positions; adds the gradient of every weight to
    /// `gradients`.
    pub fn loss(
        &self,
        weights: &[&[f32]],
        batch: &Batch,
        gradients: &mut [Vec<f32>],
        work: &mut Workspace,
    ) -> f32 {
        let losses = self.losses(weights, batch, work);
        self.backward(weights, batch, gradients, work);
        losses.iter().sum()
    }

    /// Weight · cross entropy of each masked position; leaves their gradient where the logits were.
    pub(super) fn losses(
        &self,
        weights: &[&[f32]],
        batch: &Batch,
        work: &mut Workspace,
    ) -> Vec<f32> {
        self.forward(weights, batch, work);
        cross_entropy(&mut work.logits, &batch.targets, &batch.weights)
    }

    /// The indices of the final norm and of the head, which is the embedding where the two are tied.
    fn top(&self) -> (usize, usize) {
        let ln_f = 1 + self.config.n_layers * PER_BLOCK;
        let head = if self.config.weight_tying {
            0
        } else {
            ln_f + 1
        };
        (ln_f, head)
    }

    fn eps(&self) -> f32 {
        self.config.rms_norm_eps as f32
    }

    fn attention(&self, batch: &Batch) -> Attention<'_> {
        Attention {
            batch: batch.ids.len() / batch.len,
            len: batch.len,
            n_heads: self.config.n_heads,
            rotary: &self.rotary,
            kernels: self.kernels,
        }
    }

    /// From token ids to `work.logits`, `[masked positions, vocabulary]`.
    pub(super) fn forward(&self, weights: &[&[f32]], batch: &Batch, work: &mut Workspace) {
        let d = self.config.d_model;
        work.saved
            .resize_with(self.config.n_layers, Activations::default);
        gather(&mut work.x, weights[0], &batch.ids, d);
        for (layer, saved) in work.saved.iter_mut().enumerate() {
            let rows = (layer + 1 == self.config.n_layers).then_some(&*batch.rows);
            self.block(
                block(weights, layer),
                &self.attention(batch),
                rows,
                saved,
                &mut work.x,
            );
        }
        let rows = batch.rows.len();
        let (ln_f, head) = self.top();
        let (ln_f, head) = (weights[ln_f], weights[head]);
        rms_norm(sized(&mut work.normed, rows * d), &work.x, ln_f, self.eps());
        let vocabulary = self.config.vocab_size;
        self.precision.linear(
            sized(&mut work.logits, rows * vocabulary),
            &work.normed,
            head,
            d,
        );
    }

    /// From the gradient of the logits in `work.logits` to those of all weights.
    fn backward(
        &self,
        weights: &[&[f32]],
        batch: &Batch,
        gradients: &mut [Vec<f32>],
        work: &mut Workspace,
    ) {
        let d = self.config.d_model;
        let (ln_f, head) = self.top();
        self.precision
            .linear_weight(&mut gradients[head], &work.logits, &work.normed, d);
        self.precision.linear_input(
            sized(&mut work.d_h, work.normed.len()),
            &work.logits,
            weights[head],
            d,
            false,
        );
        sized(&mut work.d_rows, work.normed.len());
        rms_norm_backward(
            &mut work.d_rows,
            &mut gradients[ln_f],
            &work.d_h,
            &work.x,
            weights[ln_f],
            self.eps(),
        );
        for layer in (0..self.config.n_layers).rev() {
            let rows = (layer + 1 == self.config.n_layers).then_some(&*batch.rows);
            let gradients = &mut gradients[1 + layer * PER_BLOCK..][..PER_BLOCK];
            let weights = block(weights, layer);
            self.mlp_backward(weights, gradients, layer, rows.is_some(), work);
            self.attention_backward(weights, gradients, layer, batch, rows, work);
        }
        for (&id, d_x) in batch.ids.iter().zip(work.d_x.chunks_exact(d)) {
            add(&mut gradients[0][id as usize * d..][..d], d_x);
        }
    }

    /// One block: `x` is the residual stream before and after it; `rows` are the positions that go on, all for none.
    fn block(
        &self,
        w: &[&[f32]],
        attention: &Attention<'_>,
        rows: Option<&[u32]>,
        saved: &mut Activations,
        x: &mut Vec<f32>,
    ) {
        let (d, mlp, tokens) = (self.config.d_model, self.config.mlp_hidden_size, x.len());
        std::mem::swap(&mut saved.x, x);
        rms_norm(
            sized(&mut saved.h, tokens),
            &saved.x,
            w[ATTN_NORM],
            self.eps(),
        );
        self.precision
            .linear(sized(&mut saved.q, tokens), &saved.h, w[Q], d);
        self.precision
            .linear(sized(&mut saved.k, tokens), &saved.h, w[K], d);
        self.precision
            .linear(sized(&mut saved.v, tokens), &saved.h, w[V], d);
        attention.forward(
            sized(&mut saved.mixed, tokens),
            [&saved.q, &saved.k, &saved.v],
            d,
        );
        match rows {
            Some(rows) => {
                gather(x, &saved.mixed, rows, d);
                std::mem::swap(&mut saved.mixed, x);
                gather(&mut saved.middle, &saved.x, rows, d);
            }
            None => saved.middle.clone_from(&saved.x),
        }
        let rows = saved.middle.len() / d;
        self.precision.linear(
            sized(&mut saved.ff_h, rows * d),
            &saved.mixed,
            w[ATTN_OUT],
            d,
        );
        add(&mut saved.middle, &saved.ff_h);
        rms_norm(&mut saved.ff_h, &saved.middle, w[FF_NORM], self.eps());
        self.precision
            .linear(sized(&mut saved.gate, rows * mlp), &saved.ff_h, w[GATE], d);
        self.precision
            .linear(sized(&mut saved.up, rows * mlp), &saved.ff_h, w[UP], d);
        swiglu(sized(&mut saved.gated, rows * mlp), &saved.gate, &saved.up);
        self.precision
            .linear(sized(x, rows * d), &saved.gated, w[DOWN], mlp);
        add(x, &saved.middle);
    }

    /// Backward pass of the MLP: from the gradient of the stream after the block to that after attention.
    fn mlp_backward(
        &self,
        w: &[&[f32]],
        g: &mut [Vec<f32>],
        layer: usize,
        last: bool,
        work: &mut Workspace,
    ) {
        let (d, mlp) = (self.config.d_model, self.config.mlp_hidden_size);
        let saved = &mut work.saved[layer];
        let stream = if last {
            &mut work.d_rows
        } else {
            &mut work.d_x
        };
        let rows = stream.len() / d;
        self.precision
            .linear_weight(&mut g[DOWN], stream, &saved.gated, mlp);
        self.precision.linear_input(
            sized(&mut work.d_wide, rows * mlp),
            stream,
            w[DOWN],
            mlp,
            false,
        );
        swiglu_backward(&mut saved.gate, &mut saved.up, &work.d_wide);
        self.precision
            .linear_weight(&mut g[GATE], &saved.gate, &saved.ff_h, d);
        self.precision
            .linear_weight(&mut g[UP], &saved.up, &saved.ff_h, d);
        let d_h = sized(&mut work.d_h, rows * d);
        self.precision
            .linear_input(d_h, &saved.gate, w[GATE], d, false);
        self.precision.linear_input(d_h, &saved.up, w[UP], d, true);
        rms_norm_backward(
            stream,
            &mut g[FF_NORM],
            d_h,
            &saved.middle,
            w[FF_NORM],
            self.eps(),
        );
    }

    /// Backward pass of attention: from the gradient of the stream after attention to that before the block, in `work.d_x`.
    fn attention_backward(
        &self,
        w: &[&[f32]],
        g: &mut [Vec<f32>],
        layer: usize,
        batch: &Batch,
        rows: Option<&[u32]>,
        work: &mut Workspace,
    ) {
        let d = self.config.d_model;
        let saved = &work.saved[layer];
        let tokens = saved.x.len();
        let stream = if rows.is_some() {
            &work.d_rows
        } else {
            &work.d_x
        };
        self.precision
            .linear_weight(&mut g[ATTN_OUT], stream, &saved.mixed, d);
        let d_h = sized(&mut work.d_h, stream.len());
        self.precision
            .linear_input(d_h, stream, w[ATTN_OUT], d, false);
        let d_mixed = match rows {
            Some(rows) => {
                scatter(sized(&mut work.d_mixed, tokens), d_h, rows, d);
                scatter(sized(&mut work.d_x, tokens), &work.d_rows, rows, d);
                &work.d_mixed
            }
            None => &work.d_h,
        };
        let [d_q, d_k, d_v] = &mut work.d_qkv;
        self.attention(batch).backward(
            [sized(d_q, tokens), sized(d_k, tokens), sized(d_v, tokens)],
            [&saved.q, &saved.k, &saved.v],
            d_mixed,
            d,
        );
        self.precision.linear_weight(&mut g[Q], d_q, &saved.h, d);
        self.precision.linear_weight(&mut g[K], d_k, &saved.h, d);
        self.precision.linear_weight(&mut g[V], d_v, &saved.h, d);
        let d_h = sized(&mut work.d_h, tokens);
        self.precision.linear_input(d_h, d_q, w[Q], d, false);
        self.precision.linear_input(d_h, d_k, w[K], d, true);
        self.precision.linear_input(d_h, d_v, w[V], d, true);
        rms_norm_backward(
            &mut work.d_x,
            &mut g[ATTN_NORM],
            d_h,
            &saved.x,
            w[ATTN_NORM],
            self.eps(),
        );
    }
}

/// One block's weights.
fn block<'a, 'b>(weights: &'a [&'b [f32]], layer: usize) -> &'a [&'b [f32]] {
    &weights[1 + layer * PER_BLOCK..][..PER_BLOCK]
}

/// The buffer with `len` zeros in it.
fn sized(buffer: &mut Vec<f32>, len: usize) -> &mut [f32] {
    buffer.clear();
    buffer.resize(len, 0.0);
    buffer
}

/// The named rows of `from`, one after another.
fn gather(to: &mut Vec<f32>, from: &[f32], rows: &[u32], width: usize) {
    to.clear();
    for &row in rows {
        to.extend_from_slice(&from[row as usize * width..][..width]);
    }
}

/// Puts rows where [`gather`] took them from.
fn scatter(to: &mut [f32], from: &[f32], rows: &[u32], width: usize) {
    for (&row, from) in rows.iter().zip(from.chunks_exact(width)) {
        to[row as usize * width..][..width].copy_from_slice(from);
    }
}
