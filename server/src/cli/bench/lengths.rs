//! Single passes of several lengths: their time beside what the machine can do, and the parts it goes to.

use std::fmt;

use kernels::ceilings::{self, Memory};
use llada::LanguageModel;
use llada::architecture::{Block, Ffn, Model, Role};
use llada::denoiser::{Cache, Window};
use llada::network::cpu::Packing;
use serde::Serialize;

use super::{canvas, time};
use crate::measure::Spread;

/// Passes of each length that are not counted.
const WARM_UP: u32 = 3;

/// What was measured.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    model: trajectory::ModelInfo,
    kernels: &'static str,
    threads: usize,
    /// What this machine multiplies at best in this type, 10⁹ operations a second.
    ceiling_gflops: Option<f64>,
    /// Bytes of the weights that a pass reads.
    pass_bytes: u64,
    lengths: Vec<Length>,
}

/// Passes of one length.
#[derive(Debug, Serialize)]
struct Length {
    tokens: usize,
    /// Rows that the head is computed for.
    rows: usize,
    ms_per_forward: Spread,
    gflops: f64,
    /// Bytes of the weights that a pass reads by its time.
    weights_gbs: f64,
    /// What this machine's processor reads from memory, measured just before these passes and just after, the better of both,
    /// 10⁹ bytes a second; none where a GPU reads its own.
    memory_gbs: Option<f64>,
    /// Milliseconds in which the weights of a pass are read once at that rate: no pass that reads them all takes less.
    read_once_ms: Option<f64>,
    /// Milliseconds of each part of a pass; empty where the backend keeps no account.
    parts: Vec<(&'static str, f64)>,
}

/// The passes to measure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passes {
    /// Masked positions at the end, for which the head is computed.
    pub(super) block: usize,
    /// Only these positions are pushed through, those before them are cached.
    pub(super) cached: bool,
    /// How many of each length.
    pub(super) repeat: u32,
}

impl Passes {
    /// Measures passes of each length, after some that are not counted: a GPU's launches are recorded in the second one.
    pub(super) fn measure(
        self,
        model: &mut LanguageModel,
        lengths: impl Iterator<Item = usize>,
    ) -> anyhow::Result<Table> {
        let kernels = model.network().kernels();
        let packing = Packing {
            dtype: model.dtype(),
            from_bf16: false,
        };
        let own = kernels.map(|kernels| ceilings::gflops(kernels, packing.format(Role::Linear)));
        let memory = model.device().is_cpu().then(Memory::default);
        let measured = lengths.map(|tokens| length(model, tokens, self, memory.as_ref()));
        let lengths = measured.collect::<anyhow::Result<_>>()?;
        Ok(Table {
            model: model.info().clone(),
            kernels: model.network().kernel_name(),
            threads: rayon::current_num_threads(),
            ceiling_gflops: own,
            pass_bytes: model.pass_bytes(),
            lengths,
        })
    }
}

fn length(
    model: &mut LanguageModel,
    tokens: usize,
    passes: Passes,
    memory: Option<&Memory>,
) -> anyhow::Result<Length> {
    let Passes {
        block,
        cached,
        repeat,
    } = passes;
    let (canvas, rows) = canvas(model, tokens, block.min(tokens));
    let mut cache = Cache::default();
    let mut window = Window::Full;
    if cached {
        time(model, &canvas, &rows, (Window::Keep, &mut cache))?;
        let start = tokens - rows.len();
        window = Window::Part { start, end: tokens };
    }
    for _ in 0..WARM_UP {
        time(model, &canvas, &rows, (window, &mut cache))?;
    }
    let before = memory.map(Memory::gbs);
    model.take_times();
    let times: Vec<f64> = (0..repeat)
        .map(|_| time(model, &canvas, &rows, (window, &mut cache)))
        .collect::<anyhow::Result<_>>()?;
    let parts = model.take_times();
    let parts = parts
        .into_iter()
        .map(|(name, sum)| (name, sum / f64::from(repeat)));
    let ms_per_forward =
        Spread::of(&times).ok_or_else(|| anyhow::anyhow!("--repeat is 0; allowed: 1 and more"))?;
    let memory_gbs = before.zip(memory.map(Memory::gbs));
    let memory_gbs = memory_gbs.map(|(before, after)| before.max(after));
    let per_second = 1e-6 / ms_per_forward.median;
    let bytes = model.pass_bytes() as f64;
    Ok(Length {
        tokens,
        rows: rows.len(),
        ms_per_forward,
        gflops: operations(
            model.model(),
            window.positions(tokens).len(),
            tokens,
            rows.len(),
        ) * per_second,
        weights_gbs: bytes * per_second,
        memory_gbs,
        read_once_ms: memory_gbs.map(|gbs| bytes / gbs * 1e-6),
        parts: parts.collect(),
    })
}

/// Multiplications and additions of a pass that pushes some of the tokens through: the last block's queries, output and feed-forward network are computed for the wanted
/// rows only.
fn operations(model: &Model, pushed: usize, tokens: usize, rows: usize) -> f64 {
    let width = model.width as f64;
    let last = model.blocks.len().saturating_sub(1);
    let block = |(index, block): (usize, &Block)| {
        let through = if index == last { rows } else { pushed };
        let (q, kv) = (block.attention.q_dim(), block.attention.kv_dim());
        let scores = 2.0 * tokens as f64 * q as f64;
        let each = 2.0 * width * q as f64 + scores + feed_forward(block.ffn, width);
        pushed as f64 * 2.0 * width * kv as f64 + through as f64 * each
    };
    let blocks: f64 = model.blocks.iter().enumerate().map(block).sum();
    2.0 * (blocks + rows as f64 * width * model.vocab_size as f64)
}

/// Multiplications of a row with the weights of a feed-forward network; of a mixture, those that the row goes through.
fn feed_forward(ffn: Ffn, width: f64) -> f64 {
    let gated = |hidden: usize| 3.0 * width * hidden as f64;
    match ffn {
        Ffn::Gated { hidden } => gated(hidden),
        Ffn::Moe(moe) => {
            let router = width * moe.experts as f64;
            router + moe.top_k as f64 * gated(moe.hidden) + moe.shared.map_or(0.0, gated)
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            model,
            threads,
            kernels,
            ..
        } = self;
        let (id, dtype, device) = (&model.id, &model.dtype, &model.device);
        writeln!(
            f,
            "{id}, {dtype} on {device}, {kernels} kernels, {threads} threads"
        )?;
        let gigabytes = self.pass_bytes as f64 / 1e9;
        writeln!(f, "a pass reads {gigabytes:.2} GB of weights")?;
        if let Some(gflops) = self.ceiling_gflops {
            writeln!(f, "at best here: {gflops:.0} GFLOP/s in products")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "tokens   ms per forward   at best   GFLOP/s   GB/s of weights   memory GB/s   weights read once, ms"
        )?;
        for length in &self.lengths {
            let Spread { median, min } = length.ms_per_forward;
            let (tokens, gflops, gbs) = (length.tokens, length.gflops, length.weights_gbs);
            let optional = |value: Option<f64>, digits: usize| {
                value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
            };
            let (memory, once) = (
                optional(length.memory_gbs, 1),
                optional(length.read_once_ms, 2),
            );
            writeln!(
                f,
                "{tokens:>6} {median:>16.2} {min:>9.2} {gflops:>9.0} {gbs:>17.1} {memory:>13} {once:>23}"
            )?;
        }
        let Some(last) = self.lengths.iter().rfind(|length| !length.parts.is_empty()) else {
            return Ok(());
        };
        write!(f, "\nwhere a pass over {} tokens goes:", last.tokens)?;
        let sum: f64 = last.parts.iter().map(|(_, ms)| ms).sum();
        for (name, ms) in &last.parts {
            write!(f, "\n  {name:<24}{ms:>10.3} ms {:>5.1} %", 100.0 * ms / sum)?;
        }
        Ok(())
    }
}
