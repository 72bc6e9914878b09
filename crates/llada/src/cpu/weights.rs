//! The weights of the network as the kernels read them, built from a checkpoint's tensors.

use std::io;

use candle_core::DType;
use half::{bf16, f16};

use super::rotary::Rotary;
use super::store::{Store, padded};
use crate::checkpoint::layout::{self, Role, TensorSpec};
use crate::config::Config;
use crate::dtype::WeightType;
use kernels::packed::{Format, PackedMatrix};
use kernels::panels::PANEL;
use kernels::{Bytes, Kernels, RmsNorm};

/// A tensor as it is stored, read row by row.
#[derive(Debug)]
pub enum Rows<'a> {
    /// Little-endian numbers of a file.
    Stored {
        /// The bytes.
        bytes: &'a [u8],
        /// f32, f16 or bf16.
        dtype: DType,
    },
    /// Numbers in memory.
    Values(Vec<f32>),
}

impl Rows<'_> {
    /// Writes a row whose length is `to`'s.
    pub fn copy(&self, row: usize, to: &mut [f32]) {
        let columns = to.len();
        let (bytes, dtype) = match self {
            Rows::Values(values) => {
                to.copy_from_slice(&values[row * columns..][..columns]);
                return;
            }
            Rows::Stored { bytes, dtype } => (bytes, *dtype),
        };
        let size = dtype.size_in_bytes();
        let bytes = &bytes[row * columns * size..][..columns * size];
        let pairs = bytes
            .as_chunks::<2>()
            .0
            .iter()
            .copied()
            .map(u16::from_le_bytes);
        match dtype {
            DType::F16 => {
                to.iter_mut()
                    .zip(pairs)
                    .for_each(|(to, bits)| *to = f16::from_bits(bits).to_f32());
            }
            DType::BF16 => {
                to.iter_mut()
                    .zip(pairs)
                    .for_each(|(to, bits)| *to = bf16::from_bits(bits).to_f32());
            }
            _ => {
                let fours = bytes
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .copied()
                    .map(f32::from_le_bytes);
                to.iter_mut().zip(fours).for_each(|(to, value)| *to = value);
            }
        }
    }

    fn vector(&self, length: usize) -> Vec<f32> {
        let mut values = vec![0.0; length];
        self.copy(0, &mut values);
        values
    }
}

/// Everything that does not change from pass to pass.
#[derive(Debug)]
pub(super) struct Weights {
    pub(super) config: Config,
    pub(super) kernels: Kernels,
    pub(super) packing: Packing,
    pub(super) embedding: Table,
    pub(super) blocks: Vec<Block>,
    pub(super) ln_f: RmsNorm,
    pub(super) head: PackedMatrix,
    pub(super) rotary: Rotary,
}

/// One block's weights.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) attn_norm: RmsNorm,
    /// Queries, keys and values below one another, each padded to whole panels.
    pub(super) qkv: PackedMatrix,
    pub(super) attn_out: PackedMatrix,
    pub(super) ff_norm: RmsNorm,
    /// 32 rows of the gate and 32 of the up projection by turns.
    pub(super) gate_up: PackedMatrix,
    pub(super) ff_out: PackedMatrix,
}

/// The embedding: rows to be looked up, in the type in which they are stored.
#[derive(Debug)]
pub(super) struct Table {
    bytes: Bytes,
    dtype: DType,
}

impl Table {
    /// bf16 loses nothing of what published checkpoints store; what is stored in f32 stays so.
    fn new(rows: &Rows<'_>, store: &mut Store) -> io::Result<Self> {
        let (bytes, dtype) = match rows {
            Rows::Stored { bytes, dtype } => (*bytes, *dtype),
            Rows::Values(values) => (bytemuck::cast_slice(values), DType::F32),
        };
        Ok(Self {
            bytes: store.bytes(bytes)?,
            dtype,
        })
    }

    /// Bytes of all rows.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.as_ref().len()
    }

    /// Writes the row of a token.
    pub(super) fn row(&self, id: u32, to: &mut [f32]) {
        let rows = Rows::Stored {
            bytes: self.bytes.as_ref(),
            dtype: self.dtype,
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
            (WeightType::F32, _) if self.from_bf16 => Format::F32AsBf16,
            (WeightType::F32, _) => Format::F32,
            (WeightType::F16, _) => Format::F16,
            (WeightType::Bf16, _) => Format::Bf16,
            (WeightType::Q4k, Role::Linear) => Format::Q4k,
            (WeightType::Q8_0 | WeightType::Q4k, _) => Format::Q8_0,
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

    /// Bytes that the packed weights of a model take in a store; `embedding` is what its embedding takes.
    #[must_use]
    pub fn bytes(self, config: &Config, embedding: usize) -> usize {
        let linear = self.format(Role::Linear);
        let size = |format, outputs, inputs| padded(PackedMatrix::size(format, outputs, inputs));
        let panels = |outputs: usize| outputs.next_multiple_of(PANEL);
        let (d, mlp) = (config.d_model, config.mlp_hidden_size);
        let block = size(linear, panels(d) + 2 * panels(config.kv_dim()), d)
            + size(linear, panels(d), d)
            + size(linear, 2 * panels(mlp), d)
            + size(linear, panels(d), mlp);
        let head = size(self.format(Role::Head), config.vocab_size, d);
        padded(embedding) + config.n_layers * block + head
    }
}

impl Weights {
    /// Packs a checkpoint whose tensors `fetch` delivers, each as it is needed.
    ///
    /// # Errors
    /// What `fetch` reports, or the store cannot be written.
    pub(super) fn build<'a, E>(
        config: &Config,
        kernels: Kernels,
        packing: Packing,
        store: &mut Store,
        mut fetch: impl FnMut(&TensorSpec) -> Result<Rows<'a>, E>,
    ) -> Result<Self, E>
    where
        E: From<io::Error>,
    {
        let (d, mlp, kv) = (config.d_model, config.mlp_hidden_size, config.kv_dim());
        let eps = config.rms_norm_eps as f32;
        let linear = packing.format(Role::Linear);
        let embedding_spec = layout::embedding(config);
        let embedding = Table::new(&fetch(&embedding_spec)?, store)?;
        let mut blocks = Vec::with_capacity(config.n_layers);
        for index in 0..config.n_layers {
            let specs = layout::block(config, index);
            let mut part = |name: &str| {
                let at = layout::BLOCK.iter().position(|part| *part == name);
                fetch(&specs[at.expect("BLOCK names every part of a block")])
            };
            let attn_norm = RmsNorm::new(part("attn_norm")?.vector(d), eps);
            let qkv = [
                (part("q_proj")?, d),
                (part("k_proj")?, kv),
                (part("v_proj")?, kv),
            ];
            let qkv = stacked(store, linear, &qkv, d)?;
            let attn_out = stacked(store, linear, &[(part("attn_out")?, d)], d)?;
            let ff_norm = RmsNorm::new(part("ff_norm")?.vector(d), eps);
            let gate_up = [part("ff_proj")?, part("up_proj")?];
            let gate_up = by_turns(store, linear, &gate_up, mlp, d)?;
            let ff_out = stacked(store, linear, &[(part("ff_out")?, d)], mlp)?;
            blocks.push(Block {
                attn_norm,
                qkv,
                attn_out,
                ff_norm,
                gate_up,
                ff_out,
            });
        }
        let ln_f = RmsNorm::new(fetch(&layout::final_norm(config))?.vector(d), eps);
        let head = fetch(&layout::head(config).unwrap_or(embedding_spec))?;
        let vocab = config.vocab_size;
        let head = store.matrix(packing.format(Role::Head), vocab, d, |row, to| {
            head.copy(row, to);
        })?;
        Ok(Self {
            config: config.clone(),
            kernels,
            packing,
            embedding,
            blocks,
            ln_f,
            head,
            rotary: Rotary::new(config),
        })
    }
}

/// The matrices below one another, each padded to whole panels.
fn stacked(
    store: &mut Store,
    format: Format,
    parts: &[(Rows<'_>, usize)],
    inputs: usize,
) -> io::Result<PackedMatrix> {
    let outputs = parts
        .iter()
        .map(|(_, outputs)| outputs.next_multiple_of(PANEL))
        .sum();
    store.matrix(format, outputs, inputs, |row, to| {
        let mut row = row;
        for (part, outputs) in parts {
            if row < *outputs {
                return part.copy(row, to);
            }
            match row.checked_sub(outputs.next_multiple_of(PANEL)) {
                Some(rest) => row = rest,
                None => return,
            }
        }
    })
}

/// 32 rows of the first and 32 of the second by turns.
fn by_turns(
    store: &mut Store,
    format: Format,
    parts: &[Rows<'_>; 2],
    outputs: usize,
    inputs: usize,
) -> io::Result<PackedMatrix> {
    let padded = 2 * outputs.next_multiple_of(PANEL);
    store.matrix(format, padded, inputs, |row, to| {
        let (pair, inside) = (row / (2 * PANEL), row % (2 * PANEL));
        let row = pair * PANEL + inside % PANEL;
        if row < outputs {
            parts[inside / PANEL].copy(row, to);
        }
    })
}
