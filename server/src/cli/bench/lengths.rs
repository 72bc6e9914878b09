//! Single passes of several lengths: their time beside what the machine can do, and the parts it goes to.

use std::fmt;

use kernels::ceilings;
use llada::LanguageModel;
use llada::checkpoint::layout::Role;
use llada::config::Config;
use llada::cpu::Packing;
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
    /// What this machine's processor reads from memory at best, 10⁹ bytes a second; none where a GPU reads its own.
    ceiling_memory_gbs: Option<f64>,
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
    /// Bytes of the weights by the time of a pass.
    weights_gbs: f64,
    /// Milliseconds of each part of a pass; empty where the backend keeps no account.
    parts: Vec<(&'static str, f64)>,
}

/// Measures `repeat` passes of each length, after some that are not counted: a GPU's launches are recorded in the second one.
pub(super) fn measure(
    model: &mut LanguageModel,
    lengths: impl Iterator<Item = usize>,
    block: usize,
    repeat: u32,
) -> anyhow::Result<Table> {
    let kernels = model.network().kernels();
    let packing = Packing {
        dtype: model.dtype(),
        from_bf16: false,
    };
    let own = kernels.map(|kernels| ceilings::gflops(kernels, packing.format(Role::Linear)));
    let on_host = model.device().is_cpu();
    let ceiling_memory_gbs = on_host.then(ceilings::memory_gbs);
    let measured = lengths.map(|tokens| length(model, tokens, block, repeat));
    let lengths = measured.collect::<anyhow::Result<_>>()?;
    Ok(Table {
        model: model.info().clone(),
        kernels: model.network().kernel_name(),
        threads: rayon::current_num_threads(),
        ceiling_gflops: own,
        ceiling_memory_gbs,
        lengths,
    })
}

fn length(
    model: &mut LanguageModel,
    tokens: usize,
    block: usize,
    repeat: u32,
) -> anyhow::Result<Length> {
    let (canvas, rows) = canvas(model, tokens, block.min(tokens));
    for _ in 0..WARM_UP {
        time(model, &canvas, &rows)?;
    }
    model.take_times();
    let times: Vec<f64> = (0..repeat)
        .map(|_| time(model, &canvas, &rows))
        .collect::<anyhow::Result<_>>()?;
    let parts = model.take_times();
    let parts = parts
        .into_iter()
        .map(|(name, sum)| (name, sum / f64::from(repeat)));
    let ms_per_forward =
        Spread::of(&times).ok_or_else(|| anyhow::anyhow!("--repeat is 0; allowed: 1 and more"))?;
    let per_second = 1e-6 / ms_per_forward.median;
    Ok(Length {
        tokens,
        rows: rows.len(),
        ms_per_forward,
        gflops: operations(model.config(), tokens, rows.len()) * per_second,
        weights_gbs: model.weight_bytes() as f64 * per_second,
        parts: parts.collect(),
    })
}

/// Multiplications and additions of a pass: the last block's queries, output and MLP are computed for the wanted rows only.
fn operations(config: &Config, tokens: usize, rows: usize) -> f64 {
    let (tokens, rows) = (tokens as f64, rows as f64);
    let (d, kv) = (config.d_model as f64, config.kv_dim() as f64);
    let mlp = config.mlp_hidden_size as f64;
    let every = tokens * 2.0 * d * kv;
    let wanted = |rows: f64| rows * (2.0 * d * d + 3.0 * d * mlp + 2.0 * tokens * d);
    let blocks = config.n_layers as f64;
    let head = rows * d * config.vocab_size as f64;
    2.0 * (blocks * every + (blocks - 1.0) * wanted(tokens) + wanted(rows) + head)
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
        let product = self
            .ceiling_gflops
            .map(|gflops| format!("{gflops:.0} GFLOP/s in products, "));
        let product = product.unwrap_or_default();
        if let Some(memory) = self.ceiling_memory_gbs {
            writeln!(f, "at best here: {product}{memory:.1} GB/s from memory")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "tokens   ms per forward   at best   GFLOP/s   GB/s of weights"
        )?;
        for length in &self.lengths {
            let Spread { median, min } = length.ms_per_forward;
            let (tokens, gflops, gbs) = (length.tokens, length.gflops, length.weights_gbs);
            writeln!(
                f,
                "{tokens:>6} {median:>16.2} {min:>9.2} {gflops:>9.0} {gbs:>17.1}"
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
