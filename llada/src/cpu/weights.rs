//! The weights of the network as the kernels read them, built from a checkpoint's tensors.

use candle_core::DType;
use half::{bf16, f16};

use super::rotary::Rotary;
use crate::checkpoint::layout::{self, Role, TensorSpec};
use crate::config::Config;
use crate::dtype::WeightType;
use crate::kernels::packed::{Format, PackedMatrix};
use crate::kernels::panels::PANEL;
use crate::kernels::{Bytes, Kernels, RmsNorm};

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
        let pairs = bytes.as_chunks::<2>().0.iter().copied().map(u16::from_le_bytes);
        match dtype {
            DType::F16 => {
                to.iter_mut().zip(pairs).for_each(|(to, bits)| *to = f16::from_bits(bits).to_f32());
            }
            DType::BF16 => {
                to.iter_mut().zip(pairs).for_each(|(to, bits)| *to = bf16::from_bits(bits).to_f32());
            }
            _ => {
                let fours = bytes.as_chunks::<4>().0.iter().copied().map(f32::from_le_bytes);
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
    fn new(rows: &Rows<'_>, shape: &[usize]) -> Self {
        match rows {
            Rows::Stored { bytes, dtype } => Self {
                bytes: Bytes::copied(bytes),
                dtype: *dtype,
            },
            Rows::Values(values) => {
                debug_assert_eq!(values.len(), shape.iter().product::<usize>());
                Self {
                    bytes: Bytes::copied(bytemuck::cast_slice(values)),
                    dtype: DType::F32,
                }
            }
        }
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

/// How matrices of this role are packed.
#[must_use]
pub const fn format(dtype: WeightType, role: Role) -> Format {
    match (dtype, role) {
        (WeightType::F32, _) => Format::F32,
        (WeightType::F16, _) => Format::F16,
        (WeightType::Bf16, _) => Format::Bf16,
        (WeightType::Q4k, Role::Linear) => Format::Q4k,
        (WeightType::Q8_0 | WeightType::Q4k, _) => Format::Q8_0,
    }
}

impl Weights {
    /// Packs a checkpoint whose tensors `fetch` delivers, each as it is needed.
    ///
    /// # Errors
    /// What `fetch` reports.
    pub(super) fn build<'a, E>(
        config: &Config,
        kernels: Kernels,
        dtype: WeightType,
        mut fetch: impl FnMut(&TensorSpec) -> Result<Rows<'a>, E>,
    ) -> Result<Self, E> {
        let (d, mlp, kv) = (config.d_model, config.mlp_hidden_size, config.kv_dim());
        let eps = config.rms_norm_eps as f32;
        let linear = format(dtype, Role::Linear);
        let embedding_spec = layout::embedding(config);
        let embedding = Table::new(&fetch(&embedding_spec)?, &embedding_spec.shape);
        let mut blocks = Vec::with_capacity(config.n_layers);
        for index in 0..config.n_layers {
            let specs = layout::block(config, index);
            let mut part = |name: &str| {
                let at = layout::BLOCK.iter().position(|part| *part == name);
                fetch(&specs[at.expect("BLOCK names every part of a block")])
            };
            blocks.push(Block {
                attn_norm: RmsNorm::new(part("attn_norm")?.vector(d), eps),
                qkv: stacked(
                    linear,
                    &[(part("q_proj")?, d), (part("k_proj")?, kv), (part("v_proj")?, kv)],
                    d,
                ),
                attn_out: stacked(linear, &[(part("attn_out")?, d)], d),
                ff_norm: RmsNorm::new(part("ff_norm")?.vector(d), eps),
                gate_up: by_turns(linear, [part("ff_proj")?, part("up_proj")?], mlp, d),
                ff_out: stacked(linear, &[(part("ff_out")?, d)], mlp),
            });
        }
        let ln_f = RmsNorm::new(fetch(&layout::final_norm(config))?.vector(d), eps);
        let head = fetch(&layout::head(config).unwrap_or(embedding_spec))?;
        let vocab = config.vocab_size;
        let head = PackedMatrix::pack(format(dtype, Role::Head), vocab, d, |row, to| {
            head.copy(row, to);
        });
        Ok(Self {
            config: config.clone(),
            kernels,
            embedding,
            blocks,
            ln_f,
            head,
            rotary: Rotary::new(config),
        })
    }
}

/// The matrices below one another, each padded to whole panels.
fn stacked(format: Format, parts: &[(Rows<'_>, usize)], inputs: usize) -> PackedMatrix {
    let outputs = parts.iter().map(|(_, outputs)| outputs.next_multiple_of(PANEL)).sum();
    PackedMatrix::pack(format, outputs, inputs, |row, to| {
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
fn by_turns(format: Format, parts: [Rows<'_>; 2], outputs: usize, inputs: usize) -> PackedMatrix {
    let padded = 2 * outputs.next_multiple_of(PANEL);
    PackedMatrix::pack(format, padded, inputs, |row, to| {
        let (pair, inside) = (row / (2 * PANEL), row % (2 * PANEL));
        let row = pair * PANEL + inside % PANEL;
        if row < outputs {
            parts[inside / PANEL].copy(row, to);
        }
    })
}
