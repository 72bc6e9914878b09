//! The weights of the network as the kernels read them, built from a checkpoint's tensors.

use std::io;

use candle_core::DType;

use super::experts::{Experts, Gated};
use super::heads::Heads;
use super::store::Store;
use crate::architecture::{self, Angles, Attention, Ffn, Model, Role, Rows, Slot, WeightSpec};
use crate::blocks::{BlockTensor, BlockType};
use crate::dtype::WeightType;
use kernels::packed::{Format, PackedMatrix};
use kernels::panels::PANEL;
use kernels::{Bytes, Kernels, Norm};

/// Everything that does not change from pass to pass.
#[derive(Debug)]
pub(super) struct Weights {
    pub(super) model: Model,
    pub(super) kernels: Kernels,
    pub(super) packing: Packing,
    pub(super) embedding: Table,
    pub(super) blocks: Vec<Block>,
    pub(super) ln_f: Norm,
    pub(super) head: PackedMatrix,
    pub(super) angles: Angles,
}

/// One block's weights.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) attention: Attention,
    pub(super) attn_norm: Norm,
    /// Queries, keys and values below one another, each padded to whole panels.
    pub(super) qkv: PackedMatrix,
    /// Their biases, padded alike.
    pub(super) qkv_bias: Option<Vec<f32>>,
    pub(super) heads: Heads,
    pub(super) attn_out: PackedMatrix,
    pub(super) ff_norm: Norm,
    pub(super) ffn: FeedForward,
}

impl Block {
    fn matrices(&self) -> Vec<&PackedMatrix> {
        let mut all = vec![&self.qkv, &self.attn_out];
        match &self.ffn {
            FeedForward::Gated(gated) => all.extend(gated.matrices()),
            FeedForward::Experts(experts) => all.extend(experts.matrices()),
        }
        all
    }
}

/// A feed-forward network.
#[derive(Debug)]
pub(super) enum FeedForward {
    Gated(Gated),
    Experts(Box<Experts>),
}

/// The embedding: rows to be looked up, in the type in which they are stored.
#[derive(Debug)]
pub(super) struct Table {
    bytes: Bytes,
    stored: Stored,
}

/// How an embedding's rows are stored.
#[derive(Debug, Clone, Copy)]
enum Stored {
    Numbers(DType),
    /// A GGUF file's blocks.
    Blocks(BlockType),
}

impl Table {
    /// bf16 loses nothing of what published checkpoints store; what is stored in f32 stays so.
    fn new(rows: &Rows<'_>, store: &mut Store) -> io::Result<Self> {
        let wide;
        let (bytes, stored) = match rows {
            Rows::Stored { bytes, dtype } => (*bytes, Stored::Numbers(*dtype)),
            Rows::Values(values) => (bytemuck::cast_slice(values), Stored::Numbers(DType::F32)),
            Rows::Blocks(tensor) => match tensor.in_order() {
                Some(bytes) => (bytes, Stored::Blocks(tensor.kind())),
                None => {
                    wide = tensor.values();
                    (bytemuck::cast_slice(&wide), Stored::Numbers(DType::F32))
                }
            },
        };
        Ok(Self {
            bytes: store.bytes(bytes)?,
            stored,
        })
    }

    /// Bytes of all rows.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.as_ref().len()
    }

    /// Writes the row of a token.
    pub(super) fn row(&self, id: u32, to: &mut [f32]) {
        let bytes = self.bytes.as_ref();
        let rows = match self.stored {
            Stored::Numbers(dtype) => Rows::Stored { bytes, dtype },
            Stored::Blocks(kind) => Rows::Blocks(BlockTensor::new(bytes, kind, to.len(), None)),
        };
        rows.copy(id as usize, to);
    }
}

/// In which form the weights of a network are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packing {
    /// The type asked for.
    pub dtype: WeightType,
    /// Whether all matrices are stored as bf16, which then holds them in f32, too.
    pub from_bf16: bool,
}

impl Packing {
    /// How matrices of this role are packed.
    #[must_use]
    pub const fn format(self, role: Role) -> Format {
        match (self.dtype, role) {
            (_, Role::Router) => Format::F32,
            (WeightType::F32, _) if self.from_bf16 => Format::F32AsBf16,
            (WeightType::F32, _) => Format::F32,
            (WeightType::F16, _) => Format::F16,
            (WeightType::Bf16, _) => Format::Bf16,
            (WeightType::Q4k, Role::Linear) => Format::Q4k,
            (WeightType::Q8_0 | WeightType::Q4k, _) => Format::Q8_0,
        }
    }

    /// How a matrix of stacked projections is packed. q4k is for what is stored in no more bits: the projections that a GGUF
    /// file with 4-bit blocks keeps in 5 or 6 bits (Q4_K_M's mix) are packed as q8_0.
    fn linear<'r>(self, mut parts: impl Iterator<Item = &'r Rows<'r>>) -> Format {
        let finer = |rows: &Rows<'_>| {
            let kind = rows.block_type();
            kind.is_some_and(BlockType::is_finer_than_q4)
        };
        match self.format(Role::Linear) {
            Format::Q4k if parts.any(finer) => Format::Q8_0,
            format => format,
        }
    }

    /// Whether kernels may round activations beside weights of this type.
    #[must_use]
    pub const fn rounds(self) -> bool {
        matches!(
            self.dtype,
            WeightType::Bf16 | WeightType::Q8_0 | WeightType::Q4k
        )
    }
}

const fn panels(outputs: usize) -> usize {
    outputs.next_multiple_of(PANEL)
}

/// Packs weights one after the other: where they come from, where they go and how.
pub(super) struct Packer<'s, F> {
    pub(super) store: &'s mut Store,
    pub(super) packing: Packing,
    pub(super) fetch: F,
}

impl<'a, E: From<io::Error>, F: FnMut(&WeightSpec) -> Result<Rows<'a>, E>> Packer<'_, F> {
    /// A weight of a layer.
    pub(super) fn fetch(&mut self, specs: &[WeightSpec], slot: Slot) -> Result<Rows<'a>, E> {
        let spec = specs.iter().find(|spec| spec.slot == slot);
        (self.fetch)(spec.expect("a model lists every weight of its parts"))
    }

    /// A vector of a layer.
    pub(super) fn vector(&mut self, specs: &[WeightSpec], slot: Slot) -> Result<Vec<f32>, E> {
        let spec = specs.iter().find(|spec| spec.slot == slot);
        let length = spec.map_or(0, WeightSpec::elements);
        Ok(self.fetch(specs, slot)?.vector(length))
    }

    fn norm(&mut self, specs: &[WeightSpec], slot: Slot, eps: f64) -> Result<Norm, E> {
        Ok(Norm::rms(self.vector(specs, slot)?, eps as f32))
    }

    fn block(&mut self, model: &Model, layer: usize) -> Result<Block, E> {
        let architecture::Block { attention, ffn } = model.blocks[layer];
        let specs = model.layer(layer);
        let (width, q, kv) = (model.width, attention.q_dim(), attention.kv_dim());
        let attn_norm = self.norm(&specs, Slot::AttentionNorm(layer), model.eps)?;
        let qkv = [
            (self.fetch(&specs, Slot::Q(layer))?, q),
            (self.fetch(&specs, Slot::K(layer))?, kv),
            (self.fetch(&specs, Slot::V(layer))?, kv),
        ];
        let qkv = self.stacked(&qkv, width)?;
        let mut qkv_bias = None;
        if attention.qkv_bias {
            let mut all = Vec::new();
            for slot in [Slot::QBias(layer), Slot::KBias(layer), Slot::VBias(layer)] {
                all.extend(self.vector(&specs, slot)?);
                all.resize(panels(all.len()), 0.0);
            }
            qkv_bias = Some(all);
        }
        let norms = if attention.qk_norm {
            Some([
                self.vector(&specs, Slot::QNorm(layer))?,
                self.vector(&specs, Slot::KNorm(layer))?,
            ])
        } else {
            None
        };
        let attn_out = [(self.fetch(&specs, Slot::AttentionOut(layer))?, width)];
        let attn_out = self.stacked(&attn_out, q)?;
        let ff_norm = self.norm(&specs, Slot::FfnNorm(layer), model.eps)?;
        let ffn = match ffn {
            Ffn::Gated { hidden } => {
                let slot = |projection| Slot::Ffn(layer, projection);
                FeedForward::Gated(Gated::pack(self, &specs, slot, (width, hidden))?)
            }
            Ffn::Moe(moe) => {
                let experts = Experts::pack(self, &specs, layer, moe, width)?;
                FeedForward::Experts(Box::new(experts))
            }
        };
        Ok(Block {
            attention,
            attn_norm,
            qkv,
            qkv_bias,
            heads: Heads::new(norms, model.eps as f32, attention.clip_qkv),
            attn_out,
            ff_norm,
            ffn,
        })
    }

    /// The matrices below one another, each padded to whole panels.
    pub(super) fn stacked(
        &mut self,
        parts: &[(Rows<'_>, usize)],
        inputs: usize,
    ) -> io::Result<PackedMatrix> {
        let outputs = parts.iter().map(|(_, outputs)| panels(*outputs)).sum();
        let rows: Vec<&Rows<'_>> = parts.iter().map(|(rows, _)| rows).collect();
        let place = |row: usize| {
            let mut row = row;
            for (index, (_, outputs)) in parts.iter().enumerate() {
                if row < *outputs {
                    return Some((index, row));
                }
                // None for the rows between a part's last and its panel's.
                row = row.checked_sub(panels(*outputs))?;
            }
            None
        };
        self.matrix(&rows, (outputs, inputs), place)
    }

    /// Alternating: 32 rows of the first, 32 of the second.
    pub(super) fn alternating(
        &mut self,
        parts: &[Rows<'_>; 2],
        outputs: usize,
        inputs: usize,
    ) -> io::Result<PackedMatrix> {
        let padded = 2 * panels(outputs);
        let place = |row: usize| {
            let (pair, inside) = (row / (2 * PANEL), row % (2 * PANEL));
            let row = pair * PANEL + inside % PANEL;
            (row < outputs).then_some((inside / PANEL, row))
        };
        self.matrix(&[&parts[0], &parts[1]], (padded, inputs), place)
    }

    /// A matrix `[outputs, inputs]` put together from rows of several: `place` says which row of which one; the others are
    /// zero.
    fn matrix(
        &mut self,
        parts: &[&Rows<'_>],
        (outputs, inputs): (usize, usize),
        place: impl Fn(usize) -> Option<(usize, usize)> + Sync,
    ) -> io::Result<PackedMatrix> {
        let format = self.packing.linear(parts.iter().copied());
        let kinds = parts.iter().map(|rows| rows.block_type());
        if format == Format::Q4k && kinds.eq(parts.iter().map(|_| Some(BlockType::Q4K))) {
            return self.store.q4k_matrix(outputs, inputs, |row| {
                let (part, row) = place(row)?;
                parts[part].blocks(row)
            });
        }
        self.store.matrix(format, outputs, inputs, |row, to| {
            if let Some((part, row)) = place(row) {
                parts[part].copy(row, to);
            }
        })
    }
}

impl Weights {
    /// Every packed matrix.
    pub(super) fn matrices(&self) -> impl Iterator<Item = &PackedMatrix> {
        self.blocks
            .iter()
            .flat_map(Block::matrices)
            .chain([&self.head])
    }

    /// Packs a checkpoint whose weights `fetch` delivers, each as it is needed.
    ///
    /// # Errors
    /// What `fetch` reports, or the store cannot be written.
    pub(super) fn build<'a, E>(
        model: &Model,
        kernels: Kernels,
        packing: Packing,
        store: &mut Store,
        fetch: impl FnMut(&WeightSpec) -> Result<Rows<'a>, E>,
    ) -> Result<Self, E>
    where
        E: From<io::Error>,
    {
        let mut packer = Packer {
            store,
            packing,
            fetch,
        };
        let rows = (packer.fetch)(&model.embedding())?;
        let embedding = Table::new(&rows, packer.store)?;
        let mut blocks = Vec::with_capacity(model.blocks.len());
        for layer in 0..model.blocks.len() {
            blocks.push(packer.block(model, layer)?);
        }
        let final_norm = [model.final_norm()];
        let ln_f = packer.norm(&final_norm, Slot::FinalNorm, model.eps)?;
        let head = (packer.fetch)(&model.head())?;
        let (format, vocab) = (packing.format(Role::Head), model.vocab_size);
        let head = packer.store.matrix(format, vocab, model.width, |row, to| {
            head.copy(row, to);
        })?;
        Ok(Self {
            model: model.clone(),
            kernels,
            packing,
            embedding,
            blocks,
            ln_f,
            head,
            angles: model.rope.angles(model.context),
        })
    }
}
