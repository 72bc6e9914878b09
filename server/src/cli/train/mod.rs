//! `unmask train`: trains the built-in model from random weights.
//!
//! The run's folder holds its settings, its tokenizer, its state, `log.jsonl` with a line for each step, and `loss.svg`.

mod log;
mod plot;
mod settings;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use llada::DeviceChoice;
use log::{Line, Log};
use settings::SettingArgs;
use training::{TrainConfig, TrainError, Trainer};

use super::model_args::set_threads;
use crate::failure::Usage;
use crate::http::serve::asked_to_end;
use crate::output;

/// Train the built-in model from random weights.
#[derive(Debug, Args)]
pub struct Train {
    /// Folder of the run: its settings, its tokenizer, its state and its log
    #[arg(long, value_name = "DIR", default_value = "runs/tiny")]
    run: PathBuf,
    /// Folder of the finished model
    #[arg(long, value_name = "DIR", default_value = "models/tiny")]
    out: PathBuf,
    /// Resume the run in the folder, with its settings except those that are given
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    settings: SettingArgs,
    /// The device: auto, cpu, cuda, cuda:N or metal
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Save the state and measure held-out accuracy every N steps
    #[arg(long, value_name = "N", default_value_t = 250, value_parser = clap::value_parser!(u32).range(1..))]
    save_every: u32,
    /// Print a line of JSON per step
    #[arg(long)]
    json: bool,
}

impl Train {
    /// Runs the command until the run is complete or it is asked to end.
    ///
    /// # Errors
    /// A setting is refused, or a folder cannot be written.
    pub fn run(self) -> anyhow::Result<()> {
        self.check_folder()?;
        self.settings.threads().map_or(Ok(()), set_threads)?;
        let device = self.device.open()?;
        let ending = watch_for_the_end()?;
        eprintln!("Preparing the corpus and the tokenizer");
        let mut trainer = self
            .config(TrainConfig::usual(&device))
            .and_then(|config| Trainer::open(&self.run, config, &device))
            .map_err(refused)?;
        self.check_out(trainer.config())?;
        let steps = trainer.config().steps;
        eprintln!(
            "{} parameters, {} of {} steps done; Ctrl-C saves and ends",
            trainer.parameters(),
            trainer.steps_done(),
            steps
        );
        let bar = bar(trainer.steps_done(), steps);
        let mut log = Log::open(&self.run, trainer.steps_done())?;
        let mut accuracy = None;
        while !ending.load(Ordering::Relaxed) {
            let Some(progress) = trainer.step()? else {
                break;
            };
            let save = progress.step.is_multiple_of(self.save_every as usize);
            let mut line = Line::of(&progress);
            if save {
                line.held_out = Some(trainer.held_out_accuracy()?);
                accuracy = line.held_out;
            }
            bar.set_message(line.words(accuracy));
            bar.set_position(progress.step as u64);
            if self.json {
                output::json(&line)?;
            }
            log.add(&line)?;
            if save {
                trainer.save()?;
                log.draw()?;
            }
        }
        trainer.save()?;
        log.draw()?;
        bar.finish();
        if trainer.steps_done() < steps {
            eprintln!(
                "Saved after step {} in {}. Resume with: unmask train --run {} --resume",
                trainer.steps_done(),
                self.run.display(),
                self.run.display()
            );
            return Ok(());
        }
        trainer.export(&self.out)?;
        eprintln!(
            "The model is in {}. Try it: unmask chat --model {}",
            self.out.display(),
            self.out.display()
        );
        Ok(())
    }

    fn check_folder(&self) -> anyhow::Result<()> {
        let begun = has_run(&self.run);
        let folder = self.run.display();
        if begun && !self.resume {
            let sentence = format!(
                "{folder} holds a run already. Resume it with --resume, or choose another folder with --run"
            );
            return Err(Usage(sentence).into());
        }
        if !begun && self.resume {
            let sentence = format!(
                "{folder} holds no run to resume. Leave --resume out to start one, or name its folder with --run"
            );
            return Err(Usage(sentence).into());
        }
        Ok(())
    }

    /// The weighted mean needs the weights that the run started from whenever the model is written: they must stay.
    fn check_out(&self, config: &TrainConfig) -> anyhow::Result<()> {
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        let from = config.from.as_deref().filter(|_| config.from_share > 0.0);
        if from
            .and_then(real)
            .is_some_and(|from| real(&self.out) == Some(from))
        {
            let sentence = format!(
                "--out is {}, the folder of --from, whose weights have a share in the finished model and would be overwritten. Choose another folder with --out",
                self.out.display()
            );
            return Err(Usage(sentence).into());
        }
        Ok(())
    }

    /// The settings given now, then those of the resumed run, then the defaults.
    fn config(&self, usual: TrainConfig) -> Result<TrainConfig, TrainError> {
        let begun = if self.resume {
            TrainConfig::of_run(&self.run)?
        } else {
            None
        };
        Ok(self.settings.over(begun.unwrap_or(usual)))
    }
}

/// An invalid setting is a usage error; everything else is a failure.
fn refused(error: TrainError) -> anyhow::Error {
    match error {
        TrainError::Setting { .. } | TrainError::Skill(_) => Usage(error.to_string()).into(),
        other => other.into(),
    }
}

fn has_run(folder: &Path) -> bool {
    folder.join("state.safetensors").exists()
}

fn bar(done: usize, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64).with_position(done as u64);
    let template = "{msg} [{wide_bar}] {pos}/{len} {per_sec} {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.reset_eta();
    bar
}

/// A flag that Ctrl-C sets; training checks it between two steps.
fn watch_for_the_end() -> anyhow::Result<Arc<AtomicBool>> {
    let ending = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let flag = ending.clone();
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            runtime.block_on(asked_to_end());
            flag.store(true, Ordering::Relaxed);
            // Again: at once.
            runtime.block_on(asked_to_end());
            std::process::exit(130);
        })?;
    Ok(ending)
}
