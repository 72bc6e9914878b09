//! The buffers of passes: as large as the largest pass so far needed them, and used again by every one.

use std::sync::Arc;

use candle_core::Result;
use candle_core::cuda_backend::cudarc::driver::CudaStream;
use half::bf16;

use super::graph::Graphs;
use super::kernels::Rows;
use super::memory::{Memory, Span};
use crate::architecture::Dense;
use crate::network::candle::selection::NUMBERS;

/// What launches the same kernels whenever it returns: sequences, rows of each, first position, length; and where the keys and
/// values are.
pub(super) type Shape = (usize, usize, usize, usize, u64);

/// What passes need beside the weights.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) buffers: Buffers,
    /// The launches of recent shapes, over these buffers.
    pub(super) graphs: Graphs<Shape>,
}

/// What a run keeps: the keys and values of so many sequences of a length.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) memory: Option<Memory>,
    /// None while a pass writes them, and where it failed.
    pub(super) shape: Option<(usize, usize)>,
}

/// The buffers. Activations are rows of bf16.
#[derive(Debug)]
pub(super) struct Buffers {
    stream: Arc<CudaStream>,
    /// u32: the ids of a pass, then the wanted rows, then ids with a rule of their own.
    pub(super) input: Memory,
    /// The residual stream.
    pub(super) x: Memory,
    /// What a norm made of it.
    pub(super) normed: Memory,
    /// What a block adds to it.
    pub(super) update: Memory,
    /// Queries, keys and values.
    pub(super) qkv: Memory,
    /// What attention makes of them.
    pub(super) mixed: Memory,
    /// Gate and up projection.
    pub(super) both: Memory,
    /// Their gated product.
    pub(super) gated: Memory,
    /// The wanted rows of `x` and of `mixed`.
    pub(super) wanted_x: Memory,
    pub(super) wanted_mixed: Memory,
    pub(super) logits: Memory,
    /// f32: what choosing leaves.
    pub(super) numbers: Memory,
    /// f32: logits on their way to the host.
    pub(super) wide: Memory,
    /// Keys and values of a pass whose run keeps none.
    pub(super) passing: Memory,
}

/// Bytes of the keys and values of every layer, `[layer][2][sequence][kv_heads][length][head_dim]`.
pub(super) fn kept_bytes(config: &Dense, (sequences, length): (usize, usize)) -> usize {
    config.n_layers * 2 * sequences * length * config.kv_dim() * size_of::<bf16>()
}

/// Keys and values of a layer.
pub(super) fn layer<'a>(
    config: &Dense,
    view: Rows,
    kept: Span<'a>,
    layer: usize,
) -> Result<(Span<'a>, Span<'a>)> {
    let size = view.sequences * view.length * config.kv_dim() * size_of::<bf16>();
    let keys = kept.after(2 * layer * size)?;
    Ok((keys, keys.after(size)?))
}

impl Work {
    /// None yet.
    pub(super) fn new(stream: &Arc<CudaStream>) -> Result<Self> {
        let none = || Memory::new(stream, 0);
        Ok(Self {
            buffers: Buffers {
                stream: stream.clone(),
                input: none()?,
                x: none()?,
                normed: none()?,
                update: none()?,
                qkv: none()?,
                mixed: none()?,
                both: none()?,
                gated: none()?,
                wanted_x: none()?,
                wanted_mixed: none()?,
                logits: none()?,
                numbers: none()?,
                wide: none()?,
                passing: none()?,
            },
            graphs: Graphs::default(),
        })
    }

    /// Makes room for a pass that wants `wanted` rows of each sequence, and uploads `inputs`; `passing` bytes are for keys and
    /// values that no run keeps. Where a buffer must grow, what was recorded over the old one is forgotten.
    pub(super) fn prepare(
        &mut self,
        config: &Dense,
        view: Rows,
        wanted: usize,
        passing: usize,
        inputs: &[u32],
    ) -> Result<()> {
        let (d, kv, mlp) = (config.d_model, config.kv_dim(), config.mlp_hidden_size);
        let rows = view.all().next_multiple_of(64);
        let wanted = (view.sequences * wanted).next_multiple_of(32);
        // Both parts of a pass use these in turn.
        let shared = rows.max(wanted);
        let logits = config.vocab_size.next_multiple_of(8);
        let Self {
            buffers, graphs, ..
        } = self;
        let half = size_of::<bf16>();
        let stream = &buffers.stream;
        let mut sizes = [
            (&mut buffers.input, inputs.len().next_multiple_of(1024) * 4),
            (&mut buffers.x, rows * d * half),
            (&mut buffers.normed, shared * d * half),
            (&mut buffers.update, shared * d * half),
            (&mut buffers.qkv, rows * (d + 2 * kv) * half),
            (&mut buffers.mixed, rows * d * half),
            (&mut buffers.both, shared * 2 * mlp * half),
            (&mut buffers.gated, shared * mlp * half),
            (&mut buffers.wanted_x, wanted * d * half),
            (&mut buffers.wanted_mixed, wanted * d * half),
            (&mut buffers.logits, wanted * logits * half),
            (&mut buffers.numbers, wanted * NUMBERS * size_of::<f32>()),
            (&mut buffers.passing, passing),
        ];
        if sizes.iter().any(|(buffer, size)| buffer.bytes() < *size) {
            graphs.forget();
            for (buffer, size) in &mut sizes {
                if buffer.bytes() < *size {
                    **buffer = Memory::new(stream, *size)?;
                }
            }
        }
        buffers.input.upload(inputs)
    }
}

impl Buffers {
    /// Makes room for logits as f32.
    pub(super) fn widen(&mut self, numbers: usize) -> Result<()> {
        let bytes = numbers * size_of::<f32>();
        if self.wide.bytes() < bytes {
            self.wide = Memory::new(&self.stream, bytes)?;
        }
        Ok(())
    }
}
