//! The network of [`super::super::network`] on the device: the same operations in the same order, in the forward and the backward pass.
//!
//! A pass takes many batches at once. Their rows lie one after another without anything between them, each as long as it is;
//! only attention knows where one ends.

use candle_core::cuda_backend::cudarc::driver::CudaSlice;
use candle_core::{Result, bail};

use super::gpu::{Gpu, Numbers};
use super::input::{Input, On, Size};
use super::layout::Layout;
use super::linear::{linear, linear_input, linear_weight};
use crate::attention::Rotary;
use llada::architecture::llada::Config;

/// The activations of a block that the backward pass needs, as in the CPU engine.
struct Activations {
    x: Numbers,
    h: Numbers,
    /// Queries, keys and values, `[tokens, 3 width]`.
    qkv: Numbers,
    /// Log-sum-exp of each token's scores, `[tokens, n_heads]`.
    lse: Numbers,
    /// The output of attention, for all tokens.
    mixed: Numbers,
    /// The same for the positions that go on, in the last block only.
    mixed_rows: Numbers,
    middle: Numbers,
    ff_h: Numbers,
    /// Gate and up projection, `[rows, 2 mlp]`.
    both: Numbers,
    gated: Numbers,
}

/// The buffers of a pass, for so many tokens and rows.
struct Work {
    tokens: usize,
    rows: usize,
    saved: Vec<Activations>,
    x: Numbers,
    x_rows: Numbers,
    normed: Numbers,
    logits: Numbers,
    d_x: Numbers,
    d_rows: Numbers,
    d_h: Numbers,
    d_wide: Numbers,
    d_mixed: Numbers,
    d_qkv: Numbers,
}

/// The network's shape and its buffers.
pub(super) struct Network {
    config: Config,
    layout: Layout,
    cos: Numbers,
    sin: Numbers,
    work: Option<Work>,
}

impl Network {
    pub(super) fn new(gpu: &Gpu, config: &Config, layout: Layout) -> Result<Self> {
        let (positions, dim) = (config.max_sequence_length, config.head_dim());
        let rotary = Rotary::new(positions, dim, config.rope_theta);
        let [cos, sin] = rotary.tables();
        Ok(Self {
            config: config.clone(),
            layout,
            cos: gpu.uploaded(cos)?,
            sin: gpu.uploaded(sin)?,
            work: None,
        })
    }

    fn eps(&self) -> f32 {
        self.config.rms_norm_eps as f32
    }

    /// Adds the loss of a pass to `loss` and the gradient of every weight to `gradients`.
    pub(super) fn pass(
        &mut self,
        gpu: &Gpu,
        input: &Input,
        weights: &Numbers,
        gradients: &mut Numbers,
        loss: &mut Numbers,
    ) -> Result<()> {
        let size = input.size;
        if size.rows == 0 {
            return Ok(());
        }
        let mut work = match self.work.take() {
            Some(work) if work.tokens >= size.tokens && work.rows >= size.rows => work,
            // The old buffers are given back before there are new ones.
            old => {
                let (tokens, rows) = old.map_or((0, 0), |old| (old.tokens, old.rows));
                let room = |now: usize, before: usize| before.max(now + now / 8);
                self.buffers(gpu, room(size.tokens, tokens), room(size.rows, rows))?
            }
        };
        let Some(on) = On::new(gpu, input) else {
            bail!("a pass without batches. This is a bug");
        };
        self.forward(&on, weights, &mut work)?;
        let vocabulary = self.config.vocab_size;
        gpu.cross_entropy(
            &mut work.logits,
            on.targets,
            on.weights,
            loss,
            (size.rows, vocabulary),
        )?;
        self.backward(&on, weights, gradients, &mut work)?;
        self.work = Some(work);
        Ok(())
    }

    fn buffers(&self, gpu: &Gpu, tokens: usize, rows: usize) -> Result<Work> {
        let (d, mlp, layers) = (
            self.config.d_model,
            self.config.mlp_hidden_size,
            self.config.n_layers,
        );
        let saved = |layer: usize| -> Result<Activations> {
            let last = layer + 1 == layers;
            let on = if last { rows } else { tokens };
            Ok(Activations {
                x: gpu.zeros(tokens * d)?,
                h: gpu.zeros(tokens * d)?,
                qkv: gpu.zeros(3 * tokens * d)?,
                lse: gpu.zeros(tokens * self.config.n_heads)?,
                mixed: gpu.zeros(tokens * d)?,
                mixed_rows: gpu.zeros(if last { rows * d } else { 0 })?,
                middle: gpu.zeros(on * d)?,
                ff_h: gpu.zeros(on * d)?,
                both: gpu.zeros(2 * on * mlp)?,
                gated: gpu.zeros(on * mlp)?,
            })
        };
        Ok(Work {
            tokens,
            rows,
            saved: (0..layers).map(saved).collect::<Result<_>>()?,
            x: gpu.zeros(tokens * d)?,
            x_rows: gpu.zeros(rows * d)?,
            normed: gpu.zeros(rows * d)?,
            logits: gpu.zeros(rows * self.config.vocab_size)?,
            d_x: gpu.zeros(tokens * d)?,
            d_rows: gpu.zeros(rows * d)?,
            d_h: gpu.zeros(tokens * d)?,
            d_wide: gpu.zeros(tokens * mlp)?,
            d_mixed: gpu.zeros(tokens * d)?,
            d_qkv: gpu.zeros(3 * tokens * d)?,
        })
    }

    /// From token ids to `work.logits`, `[masked positions, vocabulary]`.
    fn forward(&self, on: &On<'_>, weights: &Numbers, work: &mut Work) -> Result<()> {
        let (gpu, d, size) = (on.gpu, self.config.d_model, on.size);
        let table = self.layout.table(weights);
        gpu.embed(on.ids, &table, &mut work.x, size.tokens, d)?;
        for layer in 0..self.config.n_layers {
            self.attend(on, weights, layer, work)?;
            self.mlp(on, weights, layer, work)?;
        }
        let gain = self.layout.final_norm(weights);
        gpu.rms_norm(
            &work.x_rows,
            &gain,
            &mut work.normed,
            (size.rows, d, self.eps()),
        )?;
        let head = self.layout.head(weights);
        linear(
            gpu,
            &work.normed,
            &head,
            &mut work.logits,
            (size.rows, d, self.config.vocab_size),
            0.0,
        )
    }

    /// The first half of a block: from the residual stream in `work.x` to that after attention, in `saved.middle`.
    fn attend(&self, on: &On<'_>, weights: &Numbers, layer: usize, work: &mut Work) -> Result<()> {
        let (gpu, d, Size { tokens, rows, .. }) = (on.gpu, self.config.d_model, on.size);
        let w = self.layout.block(layer);
        let saved = &mut work.saved[layer];
        std::mem::swap(&mut saved.x, &mut work.x);
        gpu.rms_norm(
            &saved.x,
            &w.attn_norm(weights),
            &mut saved.h,
            (tokens, d, self.eps()),
        )?;
        linear(
            gpu,
            &saved.h,
            &w.qkv(weights),
            &mut saved.qkv,
            (tokens, d, 3 * d),
            0.0,
        )?;
        let shape = self.attention(on);
        gpu.attention(&saved.qkv, &mut saved.mixed, &mut saved.lse, &shape)?;
        let out = w.attn_out(weights);
        if self.last(layer) {
            gpu.gather_rows(&mut saved.mixed_rows, &saved.mixed, on.rows, (rows, d))?;
            gpu.gather_rows(&mut saved.middle, &saved.x, on.rows, (rows, d))?;
            linear(
                gpu,
                &saved.mixed_rows,
                &out,
                &mut saved.middle,
                (rows, d, d),
                1.0,
            )
        } else {
            gpu.copy(
                &saved.x.slice(..tokens * d),
                &mut saved.middle.slice_mut(..tokens * d),
            )?;
            linear(
                gpu,
                &saved.mixed,
                &out,
                &mut saved.middle,
                (tokens, d, d),
                1.0,
            )
        }
    }

    /// The second half: the stream after the block, in `work.x`, after the last one in `work.x_rows`.
    fn mlp(&self, on: &On<'_>, weights: &Numbers, layer: usize, work: &mut Work) -> Result<()> {
        let (gpu, d, mlp) = (on.gpu, self.config.d_model, self.config.mlp_hidden_size);
        let w = self.layout.block(layer);
        let saved = &mut work.saved[layer];
        let (x, rows) = if self.last(layer) {
            (&mut work.x_rows, on.size.rows)
        } else {
            (&mut work.x, on.size.tokens)
        };
        gpu.rms_norm(
            &saved.middle,
            &w.ff_norm(weights),
            &mut saved.ff_h,
            (rows, d, self.eps()),
        )?;
        linear(
            gpu,
            &saved.ff_h,
            &w.gate_up(weights),
            &mut saved.both,
            (rows, d, 2 * mlp),
            0.0,
        )?;
        gpu.swiglu(&saved.both, &mut saved.gated, (rows, mlp))?;
        gpu.copy(
            &saved.middle.slice(..rows * d),
            &mut x.slice_mut(..rows * d),
        )?;
        linear(gpu, &saved.gated, &w.down(weights), x, (rows, mlp, d), 1.0)
    }

    const fn last(&self, layer: usize) -> bool {
        layer + 1 == self.config.n_layers
    }

    fn attention<'a>(&'a self, on: &'a On<'a>) -> Attention<'a> {
        Attention {
            starts: on.starts,
            lens: on.lens,
            cos: &self.cos,
            sin: &self.sin,
            size: on.size,
            n_heads: self.config.n_heads,
            head_dim: self.config.head_dim(),
        }
    }

    /// From the gradient of the logits in `work.logits` to those of all weights.
    fn backward(
        &self,
        on: &On<'_>,
        weights: &Numbers,
        gradients: &mut Numbers,
        work: &mut Work,
    ) -> Result<()> {
        let (gpu, d, size) = (on.gpu, self.config.d_model, on.size);
        let shape = (size.rows, d, self.config.vocab_size);
        linear_weight(
            gpu,
            &work.logits,
            &work.normed,
            &mut self.layout.head_mut(gradients),
            shape,
        )?;
        linear_input(
            gpu,
            &work.logits,
            &self.layout.head(weights),
            &mut work.d_h,
            shape,
        )?;
        gpu.clear(&mut work.d_rows)?;
        gpu.rms_norm_backward(
            &mut work.d_rows,
            &mut self.layout.final_norm_mut(gradients),
            (&work.d_h, &work.x_rows, &self.layout.final_norm(weights)),
            (size.rows, d, self.eps()),
        )?;
        for layer in (0..self.config.n_layers).rev() {
            self.mlp_backward(on, weights, gradients, layer, work)?;
            self.attention_backward(on, weights, gradients, layer, work)?;
        }
        let mut table = self.layout.table_mut(gradients);
        let common = self.config.mask_token_id.unwrap_or(0);
        gpu.embed_backward(on.ids, &work.d_x, &mut table, (size.tokens, d), common)
    }

    /// Backward pass of the MLP: from the gradient of the stream after the block to that after attention.
    fn mlp_backward(
        &self,
        on: &On<'_>,
        weights: &Numbers,
        gradients: &mut Numbers,
        layer: usize,
        work: &mut Work,
    ) -> Result<()> {
        let (gpu, d, mlp) = (on.gpu, self.config.d_model, self.config.mlp_hidden_size);
        let w = self.layout.block(layer);
        let saved = &mut work.saved[layer];
        let (stream, rows) = if self.last(layer) {
            (&mut work.d_rows, on.size.rows)
        } else {
            (&mut work.d_x, on.size.tokens)
        };
        linear_weight(
            gpu,
            stream,
            &saved.gated,
            &mut w.down_mut(gradients),
            (rows, mlp, d),
        )?;
        linear_input(
            gpu,
            stream,
            &w.down(weights),
            &mut work.d_wide,
            (rows, mlp, d),
        )?;
        gpu.swiglu_backward(&mut saved.both, &work.d_wide, (rows, mlp))?;
        let shape = (rows, d, 2 * mlp);
        linear_weight(
            gpu,
            &saved.both,
            &saved.ff_h,
            &mut w.gate_up_mut(gradients),
            shape,
        )?;
        linear_input(gpu, &saved.both, &w.gate_up(weights), &mut work.d_h, shape)?;
        gpu.rms_norm_backward(
            stream,
            &mut w.ff_norm_mut(gradients),
            (&work.d_h, &saved.middle, &w.ff_norm(weights)),
            (rows, d, self.eps()),
        )
    }

    /// Backward pass of attention: from the gradient of the stream after attention to that before the block, in `work.d_x`.
    fn attention_backward(
        &self,
        on: &On<'_>,
        weights: &Numbers,
        gradients: &mut Numbers,
        layer: usize,
        work: &mut Work,
    ) -> Result<()> {
        let (gpu, d, Size { tokens, rows, .. }) = (on.gpu, self.config.d_model, on.size);
        let w = self.layout.block(layer);
        let saved = &work.saved[layer];
        let d_mixed = if self.last(layer) {
            let shape = (rows, d, d);
            linear_weight(
                gpu,
                &work.d_rows,
                &saved.mixed_rows,
                &mut w.attn_out_mut(gradients),
                shape,
            )?;
            linear_input(
                gpu,
                &work.d_rows,
                &w.attn_out(weights),
                &mut work.d_h,
                shape,
            )?;
            gpu.clear(&mut work.d_mixed)?;
            gpu.scatter_rows(&mut work.d_mixed, &work.d_h, on.rows, (rows, d))?;
            gpu.clear(&mut work.d_x)?;
            gpu.scatter_rows(&mut work.d_x, &work.d_rows, on.rows, (rows, d))?;
            &work.d_mixed
        } else {
            let shape = (tokens, d, d);
            linear_weight(
                gpu,
                &work.d_x,
                &saved.mixed,
                &mut w.attn_out_mut(gradients),
                shape,
            )?;
            linear_input(gpu, &work.d_x, &w.attn_out(weights), &mut work.d_h, shape)?;
            &work.d_h
        };
        let attention = self.attention(on);
        gpu.attention_backward(
            (&saved.qkv, &saved.mixed, &saved.lse),
            d_mixed,
            &mut work.d_qkv,
            &attention,
        )?;
        let shape = (tokens, d, 3 * d);
        linear_weight(gpu, &work.d_qkv, &saved.h, &mut w.qkv_mut(gradients), shape)?;
        linear_input(gpu, &work.d_qkv, &w.qkv(weights), &mut work.d_h, shape)?;
        gpu.rms_norm_backward(
            &mut work.d_x,
            &mut w.attn_norm_mut(gradients),
            (&work.d_h, &saved.x, &w.attn_norm(weights)),
            (tokens, d, self.eps()),
        )
    }
}

/// The arguments of attention.
pub(super) struct Attention<'a> {
    pub(super) starts: &'a CudaSlice<u32>,
    pub(super) lens: &'a CudaSlice<u32>,
    pub(super) cos: &'a Numbers,
    pub(super) sin: &'a Numbers,
    pub(super) size: Size,
    pub(super) n_heads: usize,
    pub(super) head_dim: usize,
}
