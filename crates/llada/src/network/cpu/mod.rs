//! The network on the processor, on [`kernels`]: the same function as [`crate::network::candle`], with fewer and
//! larger products, nothing materialised twice, and a head that chooses while it multiplies.
//!
//! A batch of runs is one product over the rows of all of them; attention goes sequence by sequence, over the run's own keys.

mod attention;
mod clock;
mod experts;
mod head;
mod heads;
mod keys;
pub mod store;
#[cfg(test)]
mod tests;
mod weights;

use std::io;
use std::ops::Range;
use std::sync::Arc;

use attention::Attention;
use clock::{Clock, Part};
use keys::{Keys, Layers};
use rayon::prelude::*;
use store::Store;
pub use weights::Packing;
use weights::{Block, FeedForward, Weights};

use crate::architecture::{Model, Rows, WeightSpec};
use crate::denoiser::{Element, Input, NetworkError, Sequence, check_ids};
use kernels::panels::{PANEL, Panels};
use kernels::{Encoded, Kernels};

/// A network in memory with the buffers of its passes. Clones share the weights.
#[derive(Debug, Clone)]
pub struct CpuNetwork {
    weights: Arc<Weights>,
    work: Work,
}

/// The buffers, used again by every batch; a clone starts with none. Nothing in them outlives a batch.
#[derive(Debug, Default)]
struct Work {
    /// The residual stream.
    x: Panels,
    /// Results of a product.
    y: Panels,
    mixed: Panels,
    encoded: Encoded,
    /// Keys and values of one layer, for each sequence whose run keeps none.
    passing: Vec<Layers>,
    clock: Clock,
}

impl Clone for Work {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// A sequence of the batch.
#[derive(Debug)]
struct Row<'a> {
    sequence: Sequence<'a>,
    /// Its first row among those pushed through.
    first: usize,
    /// Positions of the sequence.
    length: usize,
    /// The positions pushed through.
    window: Range<usize>,
    /// The positions whose hidden states are wanted.
    wanted: &'a [usize],
    keep: Keep,
}

/// What becomes of a sequence's keys and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// The next layer overwrites them.
    No,
    /// They stay, for passes over parts of the canvas.
    Yes,
    /// They replace those of the window; the rest is what an earlier pass kept.
    Update,
}

/// Numbers the first rows of sequences that are pushed through together.
fn number(rows: &mut [Row<'_>]) {
    let mut first = 0;
    for row in rows {
        row.first = first;
        first += row.window.len();
    }
}

impl CpuNetwork {
    /// Packs the network's weights, or takes them from `store`; `fetch` delivers each tensor as it is needed.
    ///
    /// # Errors
    /// What `fetch` reports, or the store cannot be written.
    pub fn build<'a, E>(
        model: &Model,
        kernels: Kernels,
        packing: Packing,
        store: &mut Store,
        fetch: impl FnMut(&WeightSpec) -> Result<Rows<'a>, E>,
    ) -> Result<Self, E>
    where
        E: From<io::Error>,
    {
        Ok(Self {
            weights: Arc::new(Weights::build(model, kernels, packing, store, fetch)?),
            work: Work::default(),
        })
    }

    /// What it computes.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.weights.model
    }

    /// What it is multiplied with.
    #[must_use]
    pub fn kernels(&self) -> Kernels {
        self.weights.kernels
    }

    /// Bytes that the packed weights take.
    #[must_use]
    pub fn weight_bytes(&self) -> usize {
        self.weights.embedding.bytes() + self.pass_bytes()
    }

    /// Bytes of the weights that a pass reads: all but the embedding, of which it looks up a few rows.
    #[must_use]
    pub fn pass_bytes(&self) -> usize {
        self.weights
            .matrices()
            .map(|matrix| matrix.bytes().len())
            .sum()
    }

    /// Name and milliseconds of each part of the passes since the last call.
    pub fn take_times(&mut self) -> Vec<(&'static str, f64)> {
        self.work.clock.take()
    }

    /// Logits of the wanted rows of sequences of one length (all rows for none): for each sequence and row, `vocab_size`
    /// numbers.
    ///
    /// # Errors
    /// [`NetworkError`]: no token, too many, an id outside the vocabulary, or two lengths.
    pub fn logits(
        &self,
        sequences: &[&[u32]],
        rows: Option<&[usize]>,
    ) -> Result<Vec<f32>, NetworkError> {
        let length = check_ids(sequences, self.model().limits())?;
        let all: Vec<usize> = (0..length).collect();
        let wanted = rows.unwrap_or(&all);
        let mut batch = Vec::with_capacity(sequences.len());
        for ids in sequences {
            batch.push(Row {
                sequence: Sequence {
                    input: Input::Ids(ids),
                    hidden: &[],
                    mask_id: 0,
                },
                first: 0,
                length,
                window: 0..length,
                wanted,
                keep: Keep::No,
            });
        }
        number(&mut batch);
        let mut work = Work::default();
        let mut passing: Vec<Layers> = batch.iter().map(|_| Layers::default()).collect();
        let mut stores: Vec<&mut Layers> = passing.iter_mut().collect();
        self.weights.forward(&batch, &mut stores, &mut work);
        Ok(self.weights.all_logits(&mut work))
    }
}

impl Weights {
    /// Everything up to the last block: leaves the hidden states of the wanted rows in `work.x`, sequence by sequence. `stores`
    /// holds each sequence's keys and values.
    fn forward(&self, rows: &[Row<'_>], stores: &mut [&mut Layers], work: &mut Work) {
        work.clock.start();
        self.embed(rows, &mut work.x);
        for (row, store) in rows.iter().zip(stores.iter_mut()) {
            let layers = match row.keep {
                Keep::No => 1,
                Keep::Yes | Keep::Update => self.blocks.len(),
            };
            store.layers.resize_with(layers, Keys::default);
        }
        work.clock.lap(Part::Embedding);
        let wanted: Vec<Vec<usize>> = rows.iter().map(|row| row.wanted.to_vec()).collect();
        let everything: Vec<Vec<usize>> = rows
            .iter()
            .map(|row| row.window.clone().collect())
            .collect();
        for (index, block) in self.blocks.iter().enumerate() {
            let last = index + 1 == self.blocks.len();
            let wanted = if last { &wanted } else { &everything };
            self.block(block, index, (rows, wanted), stores, work);
        }
    }

    /// The residual stream at every position that is pushed through.
    fn embed(&self, rows: &[Row<'_>], x: &mut Panels) {
        let d = self.model.width;
        x.reset(rows.iter().map(|row| row.window.len()).sum(), d);
        let mut line = vec![0.0; d];
        for row in rows {
            let elements = row.sequence.elements(row.window.clone());
            for (at, element) in (row.first..).zip(elements) {
                match element {
                    Element::Token(id) => self.embedding.row(id, &mut line),
                    Element::Embedding(values) => line.copy_from_slice(values),
                }
                x.set_row(at, &line);
            }
        }
    }

    /// Layer `index`; after it `work.x` holds the rows `wanted` of each sequence.
    fn block(
        &self,
        block: &Block,
        index: usize,
        (rows, wanted): (&[Row<'_>], &[Vec<usize>]),
        stores: &mut [&mut Layers],
        work: &mut Work,
    ) {
        let (q, kv) = (block.attention.q_dim(), block.attention.kv_dim());
        let (q_columns, kv_columns) = (q.next_multiple_of(PANEL), kv.next_multiple_of(PANEL));
        let Work {
            x,
            y,
            mixed,
            encoded,
            clock,
            ..
        } = work;
        self.kernels
            .encode(x, Some(&block.attn_norm), &block.qkv, encoded);
        let outputs = q_columns..q_columns + 2 * kv_columns;
        self.kernels
            .linear_part(encoded, &block.qkv, outputs.clone(), y);
        add_bias(y, block.qkv_bias.as_ref().map(|bias| &bias[outputs]));
        clock.lap(Part::Qkv);
        self.keep((block, index), rows, stores, (y, kv_columns));
        clock.lap(Part::Keys);
        let count: usize = wanted.iter().map(Vec::len).sum();
        if count < x.rows() {
            let both = rows.iter().zip(wanted);
            let rows = both.flat_map(|(row, wanted)| {
                wanted
                    .iter()
                    .map(|position| row.first + position - row.window.start)
            });
            x.gather(&rows.collect::<Vec<_>>(), mixed);
            std::mem::swap(x, mixed);
            if count == 0 {
                return;
            }
            self.kernels
                .encode(x, Some(&block.attn_norm), &block.qkv, encoded);
        }
        self.kernels.linear_part(encoded, &block.qkv, 0..q, y);
        add_bias(y, block.qkv_bias.as_ref().map(|bias| &bias[..q]));
        clock.lap(Part::Qkv);
        let attention = Attention {
            block,
            kernels: self.kernels,
            angles: &self.angles,
            mask: self.model.mask,
            layer: index,
            may_round: self.packing.rounds(),
        };
        attention.forward(y, rows, wanted, stores, mixed);
        clock.lap(Part::Attention);
        self.kernels.encode(mixed, None, &block.attn_out, encoded);
        self.kernels.add_linear(encoded, &block.attn_out, x);
        clock.lap(Part::Output);
        match &block.ffn {
            FeedForward::Gated(gated) => {
                gated.gate_up(self.kernels, (x, &block.ff_norm), y, encoded);
                clock.lap(Part::GateUp);
                gated.add_down(self.kernels, encoded, x);
                clock.lap(Part::Down);
            }
            FeedForward::Experts(experts) => {
                experts.forward(self.kernels, &block.ff_norm, x, y, encoded);
                clock.lap(Part::Experts);
            }
        }
    }

    /// Writes the keys and values of each sequence's window, rows of `kv`, into its store.
    fn keep(
        &self,
        (block, index): (&Block, usize),
        rows: &[Row<'_>],
        stores: &mut [&mut Layers],
        (kv, value_column): (&Panels, usize),
    ) {
        let (kv_heads, head_dim) = (block.attention.kv_heads, block.attention.head_dim);
        let sequences = rows.par_iter().zip(stores.par_iter_mut());
        sequences.for_each(|(row, store)| {
            let count = store.layers.len();
            let keys = &mut store.layers[index % count];
            match row.keep {
                Keep::Update => keys.grow(row.length),
                Keep::No | Keep::Yes => keys.reset(row.length, kv_heads, head_dim),
            }
            keys.write(row, kv, value_column, (&block.heads, &self.angles));
        });
    }
}

/// Adds a number to each column of every row.
fn add_bias(y: &mut Panels, bias: Option<&[f32]>) {
    let Some(bias) = bias else { return };
    let rows = y.rows();
    let panels = y.values_mut().chunks_exact_mut(rows * PANEL);
    for (panel, bias) in panels.zip(bias.chunks(PANEL)) {
        for row in panel.chunks_exact_mut(PANEL) {
            row.iter_mut()
                .zip(bias)
                .for_each(|(value, bias)| *value += bias);
        }
    }
}
