//! The kernels of `kernels/`, compiled for the device that is there, behind functions that check what they are given.

use std::sync::Arc;

use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::{
    CudaFunction, CudaStream, LaunchConfig, PushKernelArg,
};
use candle_core::{Result, bail};
use half::bf16;

use super::attention::{Attention, is_tiled};
use super::memory::{Memory, Span};
use super::program;
use super::weights::{Matrix, Weights};
use crate::architecture::Dense;
use crate::network::candle::selection::NUMBERS;

const FILES: [&str; 4] = [
    include_str!("kernels/rows.cu"),
    include_str!("kernels/attention.cu"),
    include_str!("kernels/warp_groups.cu"),
    include_str!("kernels/selection.cu"),
];

/// Numbers that a thread of most kernels handles at a time.
pub(super) const PIECE: usize = 8;
/// Threads of a block at most.
const MOST_THREADS: usize = 1024;
/// Shared memory that every device gives a block without being asked.
const SHARED: usize = 48 << 10;

/// The kernels, loaded, with the shape that they run for.
#[derive(Debug)]
pub(super) struct Kernels {
    stream: Arc<CudaStream>,
    config: Dense,
    attention: Attention,
    embed_norm: CudaFunction,
    add_norm: CudaFunction,
    gather: CudaFunction,
    rotary: CudaFunction,
    silu_mul: CudaFunction,
    select_row: CudaFunction,
    widen: CudaFunction,
}

/// Which rows a launch is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    /// Sequences of the pass.
    pub(super) sequences: usize,
    /// Rows of each that are pushed through.
    pub(super) rows: usize,
    /// The position of the first.
    pub(super) start: usize,
    /// Positions of a sequence, hence keys.
    pub(super) length: usize,
}

impl Rows {
    pub(super) const fn all(&self) -> usize {
        self.sequences * self.rows
    }
}

/// How rows of logits are chosen from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choosing {
    /// Rows of the canvas.
    pub(super) rows: usize,
    /// scale + 1 where there is guidance: as many rows of the canvas without what was given follow.
    pub(super) factor: Option<f32>,
    /// Ids that are not chosen, and ids that the confidence does not count.
    pub(super) never: usize,
    pub(super) uncounted: usize,
}

/// Why these kernels do not run a model, or none if they do.
fn unsupported(config: &Dense) -> Option<&'static str> {
    let head_dim = config.head_dim();
    let widths = [config.d_model, config.mlp_hidden_size, head_dim];
    if widths.iter().any(|width| !width.is_multiple_of(PIECE)) {
        return Some("its rows are no multiples of 8 numbers");
    }
    if config.d_model > 2 * PIECE * MOST_THREADS {
        return Some("its rows are longer than 16384 numbers");
    }
    if !is_tiled(head_dim) && (head_dim + config.max_sequence_length) * size_of::<f32>() > SHARED {
        return Some("its head dimension is none of 32, 64, 96 and 128");
    }
    None
}

/// Whether these kernels run a model on the device of a stream.
pub(super) fn supported(config: &Dense, stream: &CudaStream) -> bool {
    let capability = stream.context().compute_capability();
    unsupported(config).is_none() && capability.is_ok_and(|(major, _)| major >= 8)
}

/// A launch of a grid of blocks with so many threads and bytes of shared memory.
pub(super) fn launch(grid: (usize, usize, usize), threads: u32, shared: usize) -> LaunchConfig {
    LaunchConfig {
        grid_dim: (grid.0 as u32, grid.1 as u32, grid.2 as u32),
        block_dim: (threads, 1, 1),
        shared_mem_bytes: shared as u32,
    }
}

/// Whole warps, one thread for each of so many tasks where that can be.
fn threads(tasks: usize) -> u32 {
    tasks.next_multiple_of(32).min(MOST_THREADS) as u32
}

impl Kernels {
    /// Compiles them, which takes a second or so.
    pub(super) fn new(stream: &Arc<CudaStream>, config: &Dense) -> Result<Self> {
        if let Some(reason) = unsupported(config) {
            bail!("the CUDA kernels do not run this model: {reason}. Use --kernels candle");
        }
        let module = program::compile(stream.context(), &FILES)?;
        let function = |name: &str| module.load_function(name).w();
        Ok(Self {
            attention: Attention::load(&module, stream, config)?,
            embed_norm: function("embed_norm")?,
            add_norm: function("add_norm")?,
            gather: function("gather")?,
            rotary: function("rotary")?,
            silu_mul: function("silu_mul")?,
            select_row: function("select_row")?,
            widen: function("widen")?,
            stream: stream.clone(),
            config: *config,
        })
    }

    /// x = the embeddings of `ids`; normed = norm(x).
    pub(super) fn embed_norm(
        &self,
        rows: usize,
        ids: Span<'_>,
        (table, gain): (&Matrix, &Matrix),
        x: Span<'_>,
        normed: Span<'_>,
    ) -> Result<()> {
        let d = self.config.d_model;
        let (ids, table, gain) = (
            ids.of::<u32>(rows)?,
            table.span().of::<bf16>(self.config.vocab_size * d)?,
            gain.span().of::<bf16>(d)?,
        );
        let (x, normed) = (x.of::<bf16>(rows * d)?, normed.of::<bf16>(rows * d)?);
        let (pieces, eps) = ((d / PIECE) as i32, self.config.rms_norm_eps as f32);
        let mut kernel = self.stream.launch_builder(&self.embed_norm);
        kernel.arg(&ids).arg(&table).arg(&gain).arg(&x).arg(&normed);
        kernel.arg(&pieces).arg(&eps);
        // SAFETY: `of` has checked every buffer; ids are below the vocabulary's size, as `check_ids` has seen to.
        unsafe { kernel.launch(launch((rows, 1, 1), threads(d / PIECE), 0)) }.w()?;
        Ok(())
    }

    /// x += update; normed = norm(x).
    pub(super) fn add_norm(
        &self,
        rows: usize,
        x: Span<'_>,
        update: Span<'_>,
        gain: &Matrix,
        normed: Span<'_>,
    ) -> Result<()> {
        let d = self.config.d_model;
        let (x, update, gain, normed) = (
            x.of::<bf16>(rows * d)?,
            update.of::<bf16>(rows * d)?,
            gain.span().of::<bf16>(d)?,
            normed.of::<bf16>(rows * d)?,
        );
        let (pieces, eps) = ((d / PIECE) as i32, self.config.rms_norm_eps as f32);
        let mut kernel = self.stream.launch_builder(&self.add_norm);
        kernel.arg(&x).arg(&update).arg(&gain).arg(&normed);
        kernel.arg(&pieces).arg(&eps);
        // SAFETY: `of` has checked every buffer.
        unsafe { kernel.launch(launch((rows, 1, 1), threads(d / PIECE), 0)) }.w()?;
        Ok(())
    }

    /// The rows `wanted` (`count` u32 indices, the same for every sequence) of two buffers.
    pub(super) fn gather(
        &self,
        view: Rows,
        (wanted, count): (Span<'_>, usize),
        from: [Span<'_>; 2],
        to: [Span<'_>; 2],
    ) -> Result<()> {
        let d = self.config.d_model;
        let wanted = wanted.of::<u32>(count)?;
        let [a, b] = from.map(|from| from.of::<bf16>(view.all() * d));
        let [to_a, to_b] = to.map(|to| to.of::<bf16>(view.sequences * count * d));
        let (a, b, to_a, to_b) = (a?, b?, to_a?, to_b?);
        let (rows, pieces) = (view.rows as i32, (d / PIECE) as i32);
        let mut kernel = self.stream.launch_builder(&self.gather);
        kernel.arg(&wanted).arg(&a).arg(&b).arg(&to_a).arg(&to_b);
        kernel.arg(&rows).arg(&pieces);
        let grid = (count, view.sequences, 1);
        // SAFETY: `of` has checked every buffer; the indices are rows of the pass, as `Engine::run` has seen to.
        unsafe { kernel.launch(launch(grid, threads(d / PIECE), 0)) }.w()?;
        Ok(())
    }

    /// Turns the queries of `qkv` where they are, and its keys into their places among those kept; copies its values into theirs.
    pub(super) fn rotary(
        &self,
        view: Rows,
        weights: &Weights,
        qkv: Span<'_>,
        (keys, values): (Span<'_>, Span<'_>),
    ) -> Result<()> {
        let config = &self.config;
        let (head_dim, kv) = (config.head_dim(), config.kv_dim());
        let angles = config.max_sequence_length * head_dim / 2;
        if view.start + view.rows > view.length || view.length > config.max_sequence_length {
            bail!("a pass leaves its canvas, or the context. This is a bug");
        }
        let (qkv, keys, values) = (
            qkv.of::<bf16>(view.all() * (config.d_model + 2 * kv))?,
            keys.of::<bf16>(view.sequences * view.length * kv)?,
            values.of::<bf16>(view.sequences * view.length * kv)?,
        );
        let (cos, sin) = (
            weights.cos.span().of::<f32>(angles)?,
            weights.sin.span().of::<f32>(angles)?,
        );
        let heads = [
            config.n_heads,
            config.n_kv_heads,
            head_dim,
            view.start,
            view.length,
        ];
        let [q_heads, kv_heads, head_dim, start, length] = heads.map(|number| number as i32);
        let mut kernel = self.stream.launch_builder(&self.rotary);
        kernel.arg(&qkv).arg(&keys).arg(&values).arg(&cos).arg(&sin);
        kernel.arg(&q_heads).arg(&kv_heads).arg(&head_dim);
        kernel.arg(&start).arg(&length);
        let tasks = (config.d_model + 2 * kv) / PIECE;
        let grid = (view.rows, view.sequences, 1);
        // SAFETY: `of` has checked every buffer, and the positions lie inside the canvas and the tables.
        unsafe { kernel.launch(launch(grid, threads(tasks), 0)) }.w()?;
        Ok(())
    }

    /// softmax(q kᵀ / √head_dim) v: `out` is `[sequence][rows][d_model]`.
    pub(super) fn attention(
        &self,
        view: Rows,
        qkv: Span<'_>,
        kept: (Span<'_>, Span<'_>),
        out: Span<'_>,
    ) -> Result<()> {
        self.attention
            .launch(&self.stream, &self.config, view, qkv, kept, out)
    }

    /// out = silu(gate) · up, where a row of `both` is the gate and then the up projection.
    pub(super) fn silu_mul(&self, rows: usize, both: Span<'_>, out: Span<'_>) -> Result<()> {
        let mlp = self.config.mlp_hidden_size;
        let (both, out) = (
            both.of::<bf16>(rows * 2 * mlp)?,
            out.of::<bf16>(rows * mlp)?,
        );
        let pieces = (mlp / PIECE) as i32;
        let mut kernel = self.stream.launch_builder(&self.silu_mul);
        kernel.arg(&both).arg(&out).arg(&pieces);
        let each = threads(mlp / PIECE).min(256);
        let grid = (rows, (mlp / PIECE).div_ceil(each as usize), 1);
        // SAFETY: `of` has checked both buffers.
        unsafe { kernel.launch(launch(grid, each, 0)) }.w()?;
        Ok(())
    }

    /// Numbers between the beginnings of rows of logits.
    pub(super) const fn logits_stride(&self) -> usize {
        self.config.vocab_size.next_multiple_of(PIECE)
    }

    /// [`NUMBERS`] for each row of logits; `ids` are those never chosen, then those not counted.
    pub(super) fn select(
        &self,
        choosing: Choosing,
        logits: Span<'_>,
        ids: Span<'_>,
        numbers: Span<'_>,
    ) -> Result<()> {
        let stride = self.logits_stride();
        let conditional = logits.of::<bf16>(choosing.rows * stride)?;
        let hidden = match choosing.factor {
            Some(_) => logits
                .after(choosing.rows * stride * size_of::<bf16>())?
                .of::<bf16>(choosing.rows * stride)?,
            None => 0,
        };
        let factor = choosing.factor.unwrap_or(1.0);
        let ids = ids.of::<u32>(choosing.never + choosing.uncounted)?;
        let numbers = numbers.of::<f32>(choosing.rows * NUMBERS)?;
        let counts = [
            choosing.never,
            choosing.uncounted,
            self.config.vocab_size,
            stride,
        ];
        let [never, uncounted, vocab, stride] = counts.map(|number| number as i32);
        let mut kernel = self.stream.launch_builder(&self.select_row);
        kernel.arg(&conditional).arg(&hidden).arg(&factor).arg(&ids);
        kernel
            .arg(&never)
            .arg(&uncounted)
            .arg(&numbers)
            .arg(&vocab)
            .arg(&stride);
        let each = MOST_THREADS as u32;
        // SAFETY: `of` has checked every buffer; ids are only compared.
        unsafe { kernel.launch(launch((choosing.rows, 1, 1), each, 0)) }.w()?;
        Ok(())
    }

    /// Logits as f32, without the padding between their rows.
    pub(super) fn widen(&self, rows: usize, logits: Span<'_>, out: &Memory) -> Result<()> {
        let (vocab, stride) = (self.config.vocab_size, self.logits_stride());
        let logits = logits.of::<bf16>(rows * stride)?;
        let out = out.span().of::<f32>(rows * vocab)?;
        let grid = (rows, vocab.div_ceil(256), 1);
        let (vocab, stride) = (vocab as i32, stride as i32);
        let mut kernel = self.stream.launch_builder(&self.widen);
        kernel.arg(&logits).arg(&out).arg(&vocab).arg(&stride);
        // SAFETY: `of` has checked both buffers.
        unsafe { kernel.launch(launch(grid, 256, 0)) }.w()?;
        Ok(())
    }
}
