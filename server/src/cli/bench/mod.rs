//! `unmask bench`: speed and memory, of a model or, without any download, of random weights of a real shape.

mod lengths;
mod lockstep;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;
use llada::architecture::Mask;
use llada::checkpoint::Checkpoint;
use llada::denoiser::{Cache, Window};
use llada::session::{Input, Request};
use llada::{LanguageModel, NamedShape, Source};
use serde::Serialize;
use trajectory::{ModelInfo, Params};

use super::model_args::ModelArgs;
use super::param_args::ParamArgs;
use crate::failure::{refused, run_failed};
use crate::loading::Loaded;
use crate::measure::{Spread, median};
use crate::progress::{Bars, Progress};
use crate::{memory, output};

/// Measure speed and memory.
#[derive(Debug, Args)]
pub struct Bench {
    /// Random weights of this shape instead of a model: llada-8b, llada-1b, illada-8b, llada-moe-7b, llada2-mini or tiny
    #[arg(long, value_name = "SHAPE", conflicts_with = "model")]
    shape: Option<NamedShape>,
    /// With --shape: only so many of its blocks
    #[arg(long, value_name = "N", requires = "shape", value_parser = clap::value_parser!(u16).range(1..))]
    layers: Option<u16>,
    /// With --shape: write the random weights into this folder as bf16, for another program to read, and measure nothing
    #[arg(long, value_name = "DIR", requires = "shape", conflicts_with_all = ["lengths", "lockstep"])]
    write_checkpoint: Option<PathBuf>,
    /// Measure single passes of these lengths in tokens, and where their time goes: --lengths 64,128,512
    #[arg(long, value_name = "N,…", value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..), conflicts_with = "lockstep")]
    lengths: Vec<u16>,
    /// With --lengths: only the last block is pushed through the network; the positions before it are in the KV cache
    #[arg(long, requires = "lengths")]
    cached: bool,
    /// Run a pass over --prompt-length and --gen-length tokens for each line on standard input, and print its milliseconds:
    /// for measurements interleaved with another program
    #[arg(long)]
    lockstep: bool,
    /// Length of the prompt in tokens
    #[arg(long, value_name = "N", default_value_t = 64)]
    prompt_length: usize,
    /// How many runs to measure
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    params: ParamArgs,
    #[command(flatten)]
    model: ModelArgs,
}

/// What was measured. Times in milliseconds.
#[derive(Debug, Serialize)]
struct Measured {
    model: ModelInfo,
    parameters: u64,
    threads: usize,
    prompt_length: usize,
    params: Params,
    repeat: u32,
    load_ms: f64,
    forwards: usize,
    /// A forward pass, until its logits are on the host.
    ms_per_forward: Spread,
    /// A whole step: pass, selection, texts.
    ms_per_step: Spread,
    /// What a step costs beside its forward pass.
    ms_beside_forward: Spread,
    /// That cost as a share of the forward pass.
    share_beside_forward: f64,
    first_step_ms: f64,
    wall_ms: f64,
    output_tokens_per_second: f64,
    canvas_tokens_per_second: f64,
    tokens_per_forward: f64,
    weight_bytes: u64,
    peak_memory_bytes: Option<u64>,
}

/// What one run showed.
struct Lap {
    forward_ms: Vec<f64>,
    beside_ms: Vec<f64>,
    step_ms: Vec<f64>,
    canvas_tokens_per_second: f64,
    stats: trajectory::Stats,
}

impl Bench {
    /// Runs the command.
    ///
    /// # Errors
    /// The parameters are refused, the model cannot be had, or a run fails.
    pub fn run(self) -> anyhow::Result<()> {
        let mut params = self.params.params();
        params.check()?;
        // The same work every time.
        params.seed.get_or_insert(0);
        if let Some(folder) = &self.write_checkpoint {
            return self.write(folder);
        }
        let mut loaded = self.load()?;
        if self.lockstep {
            return lockstep::run(&mut loaded.model, self.prompt_length, &params);
        }
        if !self.lengths.is_empty() {
            let lengths = self.lengths.iter().copied().map(usize::from);
            let block = params.effective_block_length();
            // The length of a block-causal model's blocks is fixed.
            let block = match loaded.model.model().mask {
                Mask::BlockCausal { block } => block,
                Mask::Full => block,
            };
            let measured = lengths::Passes {
                block,
                cached: self.cached,
                repeat: self.repeat,
            };
            let table = measured.measure(&mut loaded.model, lengths)?;
            return if self.json {
                output::json(&table)
            } else {
                output::line(&table.to_string())
            };
        }
        let request = Request {
            input: Input::Ids(ids(&loaded.model, self.prompt_length)),
            params: loaded.model.planner().family.asked(&params),
            ..Request::default()
        };
        let bar = ProgressBar::new(u64::from(self.repeat));
        bar.set_message("Measuring");
        // Not measured: the first pass of a process pays for what later ones find ready.
        lap(&mut loaded.model, &request, 1)?;
        let mut laps = Vec::new();
        for _ in 0..self.repeat {
            laps.push(lap(&mut loaded.model, &request, usize::MAX)?);
            bar.inc(1);
        }
        bar.finish_and_clear();
        let measured = self.sum_up(&loaded, params, &laps)?;
        if self.json {
            output::json(&measured)
        } else {
            output::line(&measured.table())
        }
    }

    /// The random weights asked for, if any, with their name.
    fn random(&self) -> Option<(Source, String)> {
        let shape = self.shape?;
        let source = Source::Random {
            shape,
            layers: self.layers.map(usize::from),
            seed: 0,
        };
        let name = match self.layers {
            Some(layers) => format!("random {shape}, {layers} layers"),
            None => format!("random {shape}"),
        };
        Some((source, name))
    }

    fn write(&self, folder: &Path) -> anyhow::Result<()> {
        /// Bytes of a written weight.
        const BF16: u64 = 2;
        let (source, _) = self.random().context("no shape was given")?;
        let bars = Bars::default();
        Checkpoint::open(&source)?.write(folder, &mut |progress| {
            bars.report(Progress {
                stage: "Writing random weights",
                done: BF16 * progress.parameters_done,
                total: BF16 * progress.parameters,
            });
        })?;
        bars.finish();
        output::line(&folder.display().to_string())
    }

    fn load(&self) -> anyhow::Result<Loaded> {
        let Some((source, id)) = self.random() else {
            return self.model.load();
        };
        self.model.machine.set_threads()?;
        let bars = Bars::default();
        let loaded = self
            .model
            .machine
            .open(&source, id, &|progress| bars.report(progress))?;
        bars.finish();
        Ok(loaded)
    }

    fn sum_up(&self, loaded: &Loaded, params: Params, laps: &[Lap]) -> anyhow::Result<Measured> {
        let steps = |of: fn(&Lap) -> &[f64]| {
            let all: Vec<f64> = laps.iter().flat_map(of).copied().collect();
            Spread::of(&all).context("no pass was executed, so there is nothing to measure. Leave a position without a constraint")
        };
        let over_runs = |of: fn(&Lap) -> f64| median(laps.iter().map(of)).unwrap_or_default();
        let per_forward = steps(|lap| &lap.forward_ms)?;
        let beside = steps(|lap| &lap.beside_ms)?;
        Ok(Measured {
            model: loaded.model.info().clone(),
            parameters: loaded.model.parameters(),
            threads: rayon::current_num_threads(),
            prompt_length: self.prompt_length,
            repeat: self.repeat,
            load_ms: loaded.load_time.as_secs_f64() * 1000.0,
            forwards: laps.first().map_or(0, |lap| lap.stats.forwards),
            ms_per_step: steps(|lap| &lap.step_ms)?,
            share_beside_forward: beside.median / per_forward.median,
            ms_per_forward: per_forward,
            ms_beside_forward: beside,
            first_step_ms: over_runs(|lap| lap.stats.first_step_ms),
            wall_ms: over_runs(|lap| lap.stats.wall_ms),
            output_tokens_per_second: over_runs(|lap| lap.stats.tokens_per_second),
            canvas_tokens_per_second: over_runs(|lap| lap.canvas_tokens_per_second),
            tokens_per_forward: over_runs(|lap| lap.stats.tokens_per_forward),
            weight_bytes: loaded.model.weight_bytes(),
            peak_memory_bytes: memory::peak(),
            params,
        })
    }
}

/// Ids that any vocabulary has, all different from the mask.
fn ids(model: &LanguageModel, length: usize) -> Vec<u32> {
    let mask_id = model.special().mask_id;
    let rows = u32::try_from(model.model().vocab_size).unwrap_or(u32::MAX);
    (0_u32..)
        .map(|index| (7 + index.wrapping_mul(31)) % rows)
        .filter(|id| *id != mask_id)
        .take(length)
        .collect()
}

/// A canvas of `length` positions of which the last `masks` are masked, and where those are.
fn canvas(model: &LanguageModel, length: usize, masks: usize) -> (Vec<u32>, Vec<usize>) {
    let given = length.saturating_sub(masks);
    let mut canvas = ids(model, given);
    canvas.resize(length, model.special().mask_id);
    (canvas, (given..length).collect())
}

/// Milliseconds of a pass.
fn time(
    model: &mut LanguageModel,
    canvas: &[u32],
    rows: &[usize],
    (window, cache): (Window, &mut Cache),
) -> anyhow::Result<f64> {
    let begun = Instant::now();
    model.pass(canvas, rows, window, cache)?;
    Ok(begun.elapsed().as_secs_f64() * 1000.0)
}

fn lap(model: &mut LanguageModel, request: &Request, steps: usize) -> anyhow::Result<Lap> {
    let mut run = model.start(request).map_err(refused)?;
    let canvas = run.head().params.gen_length;
    let (mut forward_ms, mut beside_ms, mut step_ms) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..steps {
        let before = model.denoiser().forward_ms;
        let Some(step) = run.step(model.denoiser()) else {
            break;
        };
        let whole = step.map_err(run_failed)?.step.ms;
        let forward = model.denoiser().forward_ms - before;
        forward_ms.push(forward);
        beside_ms.push((whole - forward).max(0.0));
        step_ms.push(whole);
    }
    let (_, ending) = run.finish();
    Ok(Lap {
        forward_ms,
        beside_ms,
        step_ms,
        canvas_tokens_per_second: canvas as f64 * 1000.0 / ending.stats.wall_ms,
        stats: ending.stats,
    })
}

impl Measured {
    fn table(&self) -> String {
        let gigabytes = |bytes: u64| format!("{:.2} GB", bytes as f64 / 1e9);
        let spread = |spread: &Spread| format!("{:.3} (at best {:.3})", spread.median, spread.min);
        let params = &self.params;
        let rows = [
            (
                "model",
                format!(
                    "{}, {} parameters, {} on {}",
                    self.model.id, self.parameters, self.model.dtype, self.model.device
                ),
            ),
            ("threads", self.threads.to_string()),
            (
                "run",
                format!(
                    "prompt {} + answer {} tokens, {} steps, blocks of {}, {} runs",
                    self.prompt_length,
                    params.gen_length,
                    params.steps,
                    params.effective_block_length(),
                    self.repeat
                ),
            ),
            ("forward passes", self.forwards.to_string()),
            ("ms per forward", spread(&self.ms_per_forward)),
            ("ms per step", spread(&self.ms_per_step)),
            (
                "ms beside forward",
                format!(
                    "{} = {:.2} %",
                    spread(&self.ms_beside_forward),
                    self.share_beside_forward * 100.0
                ),
            ),
            ("ms to first step", format!("{:.1}", self.first_step_ms)),
            ("ms per run", format!("{:.1}", self.wall_ms)),
            (
                "output tokens/s",
                format!(
                    "{:.2} ({:.2} with special tokens)",
                    self.output_tokens_per_second, self.canvas_tokens_per_second
                ),
            ),
            (
                "tokens per forward",
                format!("{:.2}", self.tokens_per_forward),
            ),
            ("ms to load", format!("{:.0}", self.load_ms)),
            ("weights", gigabytes(self.weight_bytes)),
            (
                "peak memory",
                self.peak_memory_bytes
                    .map_or_else(|| "not known here".to_owned(), gigabytes),
            ),
        ];
        let lines: Vec<String> = rows
            .iter()
            .map(|(name, value)| format!("{name:<20}{value}"))
            .collect();
        lines.join("\n")
    }
}
