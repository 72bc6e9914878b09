//! The dense LLaDA network on the processor, on [`crate::kernels`]: the same function as [`crate::model`], with fewer and
//! larger products, nothing materialised twice, and a head that chooses while it multiplies.

mod attention;
mod clock;
mod head;
mod keys;
mod rotary;
pub mod store;
#[cfg(test)]
mod tests;
mod weights;

use std::io;
use std::ops::Range;
use std::sync::Arc;

use attention::Attention;
use clock::{Clock, Part};
use keys::Keys;
use store::Store;
use weights::{Block, Weights};
pub use weights::{Packing, Rows};

use crate::checkpoint::layout::TensorSpec;
use crate::config::Config;
use crate::model::{NetworkError, check_ids};
use kernels::panels::{PANEL, Panels};
use kernels::{Encoded, Kernels};

/// A network in memory with the buffers of its passes. Clones share the weights.
#[derive(Debug, Clone)]
pub struct CpuNetwork {
    weights: Arc<Weights>,
    work: Work,
}

/// The buffers, used again by every pass; a clone starts with none.
#[derive(Debug, Default)]
struct Work {
    /// The residual stream.
    x: Panels,
    /// Results of a product.
    y: Panels,
    mixed: Panels,
    encoded: Encoded,
    /// Keys and values: of every layer after a pass that keeps them, else of one.
    keys: Vec<Keys>,
    /// The canvas length and number of sequences that `keys` were kept for.
    kept: Option<(usize, usize)>,
    clock: Clock,
}

impl Clone for Work {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Which positions of which sequences a pass pushes through.
#[derive(Debug, Clone, PartialEq, Eq)]
struct View {
    sequences: usize,
    /// Positions of a sequence, hence keys.
    length: usize,
    /// The positions pushed through.
    window: Range<usize>,
}

/// What becomes of a pass's keys and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// The next layer overwrites them.
    No,
    /// They stay, for passes over parts of the canvas.
    Yes,
    /// They replace those of the window; the rest is what an earlier pass kept.
    Update,
}

impl CpuNetwork {
    /// Packs the network's weights, or takes them from `store`; `fetch` delivers each tensor as it is needed.
    ///
    /// # Errors
    /// What `fetch` reports, or the store cannot be written.
    pub fn build<'a, E>(
        config: &Config,
        kernels: Kernels,
        packing: Packing,
        store: &mut Store,
        fetch: impl FnMut(&TensorSpec) -> Result<Rows<'a>, E>,
    ) -> Result<Self, E>
    where
        E: From<io::Error>,
    {
        Ok(Self {
            weights: Arc::new(Weights::build(config, kernels, packing, store, fetch)?),
            work: Work::default(),
        })
    }

    /// The model's shape.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.weights.config
    }

    /// What it is multiplied with.
    #[must_use]
    pub fn kernels(&self) -> Kernels {
        self.weights.kernels
    }

    /// Bytes that the packed weights take.
    #[must_use]
    pub fn weight_bytes(&self) -> usize {
        let Weights {
            packing,
            config,
            embedding,
            ..
        } = &*self.weights;
        packing.bytes(config, embedding.bytes())
    }

    /// Name and milliseconds of each part of the passes since the last call.
    pub fn take_times(&mut self) -> Vec<(&'static str, f64)> {
        self.work.clock.take()
    }

    /// Logits of the wanted rows of sequences of one length (all rows for none): for each sequence and row, `vocab_size`
    /// numbers.
    ///
    /// # Errors
    /// [`NetworkError`]: no token, too many, or an id outside the vocabulary.
    pub fn logits(
        &self,
        sequences: &[&[u32]],
        rows: Option<&[usize]>,
    ) -> Result<Vec<f32>, NetworkError> {
        let mut work = Work::default();
        let length = check_ids(self.config(), sequences)?;
        let all: Vec<usize> = (0..length).collect();
        let rows = rows.unwrap_or(&all);
        let view = View {
            sequences: sequences.len(),
            length,
            window: 0..length,
        };
        self.weights
            .forward(&view, sequences, rows, Keep::No, &mut work);
        Ok(self.weights.all_logits(&mut work))
    }
}

impl Weights {
    /// Everything up to the last block: leaves the hidden states of `rows`, ascending positions inside the window, in
    /// `work.x`, sequence by sequence.
    fn forward(
        &self,
        view: &View,
        sequences: &[&[u32]],
        rows: &[usize],
        keep: Keep,
        work: &mut Work,
    ) {
        let d = self.config.d_model;
        work.clock.start();
        work.x.reset(view.sequences * view.window.len(), d);
        let mut line = vec![0.0; d];
        let ids = sequences.iter().flat_map(|ids| &ids[view.window.clone()]);
        for (row, id) in ids.enumerate() {
            self.embedding.row(*id, &mut line);
            work.x.set_row(row, &line);
        }
        let stores = match keep {
            Keep::No => 1,
            Keep::Yes | Keep::Update => self.blocks.len(),
        };
        work.keys.resize_with(stores, Keys::default);
        work.clock.lap(Part::Embedding);
        let everything: Vec<usize> = view.window.clone().collect();
        for (index, block) in self.blocks.iter().enumerate() {
            let wanted = if index + 1 == self.blocks.len() {
                rows
            } else {
                &everything
            };
            self.block(block, view, wanted, index % stores, keep, work);
        }
    }

    /// One block; after it `work.x` holds the rows `wanted` of each sequence.
    fn block(
        &self,
        block: &Block,
        view: &View,
        wanted: &[usize],
        store: usize,
        keep: Keep,
        work: &mut Work,
    ) {
        let config = &self.config;
        let (head_dim, kv) = (config.head_dim(), config.kv_dim());
        let (q_columns, kv_columns) = (
            config.d_model.next_multiple_of(PANEL),
            kv.next_multiple_of(PANEL),
        );
        let Work {
            x,
            y,
            mixed,
            encoded,
            keys,
            clock,
            ..
        } = work;
        self.kernels
            .encode(x, Some(&block.attn_norm), &block.qkv, encoded);
        let outputs = q_columns..q_columns + 2 * kv_columns;
        self.kernels.linear_part(encoded, &block.qkv, outputs, y);
        clock.lap(Part::Qkv);
        let keys = &mut keys[store];
        if keep != Keep::Update {
            keys.reset(view, config.n_kv_heads, head_dim);
        }
        keys.write(view, y, kv_columns, head_dim, &self.rotary);
        clock.lap(Part::Keys);
        if wanted.len() < view.window.len() {
            let rows: Vec<usize> = (0..view.sequences)
                .flat_map(|sequence| {
                    let first = sequence * view.window.len();
                    wanted
                        .iter()
                        .map(move |row| first + row - view.window.start)
                })
                .collect();
            x.gather(&rows, mixed);
            std::mem::swap(x, mixed);
            self.kernels
                .encode(x, Some(&block.attn_norm), &block.qkv, encoded);
        }
        self.kernels
            .linear_part(encoded, &block.qkv, 0..config.d_model, y);
        clock.lap(Part::Qkv);
        let attention = Attention {
            config,
            kernels: self.kernels,
            rotary: &self.rotary,
            view,
            keys,
        };
        attention.forward(y, wanted, mixed);
        clock.lap(Part::Attention);
        self.kernels.encode(mixed, None, &block.attn_out, encoded);
        self.kernels.add_linear(encoded, &block.attn_out, x);
        clock.lap(Part::Output);
        self.kernels
            .encode(x, Some(&block.ff_norm), &block.gate_up, encoded);
        self.kernels.gated_linear(encoded, &block.gate_up, y);
        clock.lap(Part::GateUp);
        self.kernels.encode(y, None, &block.ff_out, encoded);
        self.kernels.add_linear(encoded, &block.ff_out, x);
        clock.lap(Part::Down);
    }
}
