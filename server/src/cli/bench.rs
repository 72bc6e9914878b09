//! `unmask bench`: speed and memory, of a model or, without any download, of random weights of a real shape.

use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;
use llada::{Candidates, LanguageModel, NamedShape, Prompt, Run, Source};
use serde::Serialize;
use trajectory::{ModelInfo, Params};

use super::model_args::ModelArgs;
use super::param_args::ParamArgs;
use crate::loading::Loaded;
use crate::measure::{Spread, median};
use crate::progress::Bars;
use crate::prompting::run_error;
use crate::{memory, output};

/// Measure speed and memory.
#[derive(Debug, Args)]
pub struct Bench {
    /// Random weights of this shape instead of a model: llada-8b, llada-1b or tiny
    #[arg(long, value_name = "SHAPE", conflicts_with = "model")]
    shape: Option<NamedShape>,
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
        let mut loaded = self.load()?;
        let prompt = prompt(&loaded.model, self.prompt_length);
        let bar = ProgressBar::new(u64::from(self.repeat));
        bar.set_message("Measuring");
        // Not measured: the first pass of a process pays for what later ones find ready.
        lap(&mut loaded.model, &prompt, &params, 1)?;
        let mut laps = Vec::new();
        for _ in 0..self.repeat {
            laps.push(lap(&mut loaded.model, &prompt, &params, usize::MAX)?);
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

    fn load(&self) -> anyhow::Result<Loaded> {
        let Some(shape) = self.shape else {
            return self.model.load();
        };
        self.model.machine.set_threads()?;
        let bars = Bars::default();
        let source = Source::Random { shape, seed: 0 };
        let id = format!("random {shape}");
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
fn prompt(model: &LanguageModel, length: usize) -> Prompt {
    let mask_id = model.special().mask_id;
    let rows = u32::try_from(model.config().vocab_size).unwrap_or(u32::MAX);
    let ids = (0_u32..)
        .map(|index| (7 + index.wrapping_mul(31)) % rows)
        .filter(|id| *id != mask_id)
        .take(length)
        .collect();
    Prompt {
        ids,
        ..Prompt::default()
    }
}

fn lap(
    model: &mut LanguageModel,
    prompt: &Prompt,
    params: &Params,
    steps: usize,
) -> anyhow::Result<Lap> {
    let mut run = Run::new(model, prompt, params, Candidates::Block).map_err(run_error)?;
    let (mut forward_ms, mut beside_ms, mut step_ms) = (Vec::new(), Vec::new(), Vec::new());
    let mut before = run.forward_ms();
    for _ in 0..steps {
        let Some(step) = run.next() else { break };
        let whole = step.map_err(run_error)?.step.ms;
        let after = run.forward_ms();
        let forward = after - before;
        before = after;
        forward_ms.push(forward);
        beside_ms.push((whole - forward).max(0.0));
        step_ms.push(whole);
    }
    let (_, ending) = run.finish();
    Ok(Lap {
        forward_ms,
        beside_ms,
        step_ms,
        canvas_tokens_per_second: params.gen_length as f64 * 1000.0 / ending.stats.wall_ms,
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
