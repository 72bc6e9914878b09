//! `unmask train`: the built-in model, from nothing.
//!
//! The run's folder holds its tokenizer, its state, `log.jsonl` with a line for each step, and `loss.svg`.

mod log;
mod plot;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use llada::DeviceChoice;
use llada::train::objective::Objective;
use llada::train::{PrecisionChoice, SkillShare, TrainConfig, TrainError, Trainer};
use log::{Line, Log};

use crate::failure::Usage;
use crate::http::serve::asked_to_end;
use crate::output;

/// Train the built-in model from nothing.
#[derive(Debug, Args)]
pub struct Train {
    /// Folder of the run: its tokenizer, its state and its log
    #[arg(long, value_name = "DIR", default_value = "runs/tiny")]
    run: PathBuf,
    /// Folder of the finished model
    #[arg(long, value_name = "DIR", default_value = "models/tiny")]
    out: PathBuf,
    /// Carry on with the run that is in the folder
    #[arg(long)]
    resume: bool,
    /// Steps of the whole run
    #[arg(long, value_name = "N", default_value_t = TrainConfig::default().steps)]
    steps: usize,
    /// Dialogues per step
    #[arg(long, value_name = "N", default_value_t = TrainConfig::default().batch)]
    batch: usize,
    /// Width of the model
    #[arg(long, value_name = "N", default_value_t = TrainConfig::default().d_model)]
    d_model: usize,
    /// Transformer blocks
    #[arg(long, value_name = "N", default_value_t = TrainConfig::default().n_layers)]
    n_layers: usize,
    /// Attention heads
    #[arg(long, value_name = "N", default_value_t = TrainConfig::default().n_heads)]
    n_heads: usize,
    /// Width of the gated MLP
    #[arg(long, value_name = "N", default_value_t = TrainConfig::default().mlp_hidden_size)]
    mlp_hidden_size: usize,
    /// Most ids of the tokenizer
    #[arg(long, value_name = "N", default_value_t = TrainConfig::default().vocab_size)]
    vocab_size: usize,
    /// Give the head a matrix of its own, as the large models have it, instead of the embedding's
    #[arg(long)]
    untied: bool,
    /// Highest learning rate
    #[arg(long, value_name = "RATE", default_value_t = TrainConfig::default().schedule.peak)]
    rate: f32,
    /// Share of the run at its end in which the rate falls to zero, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = TrainConfig::default().schedule.fall)]
    fall: f32,
    /// Move every weight by AdamW, the matrices inside the blocks too
    #[arg(long)]
    adamw: bool,
    /// What matrix products round to on a CPU: auto (bf16 where the processor multiplies it), f32 or bf16
    #[arg(long, value_name = "PRECISION", default_value_t = PrecisionChoice::Auto)]
    precision: PrecisionChoice,
    /// Train only these skills, named as `unmask eval` names them; =SHARE sets how much of each
    #[arg(long = "skill", value_name = "NAME[=SHARE]")]
    skills: Vec<SkillShare>,
    /// Begin with the weights and the tokenizer of this checkpoint folder; --n-layers may be more than it has
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Learn the tokenizer anew all the same; tokens that both have keep their embedding
    #[arg(long, requires = "from")]
    new_vocabulary: bool,
    /// Mask every token, as in pre-training, and not only answers
    #[arg(long)]
    pre_training: bool,
    /// Seed of weights, corpus and masks
    #[arg(long, value_name = "N", default_value_t = TrainConfig::default().seed)]
    seed: u64,
    /// Threads; a run resumes bit for bit only with the number it was begun with
    #[arg(long, value_name = "N", default_value_t = TrainConfig::default().workers)]
    threads: usize,
    /// Where it computes: auto, cpu, cuda, cuda:N or metal
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Save every so many steps
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
        let device = self.device.open()?;
        let ending = watch_for_the_end()?;
        eprintln!("Preparing the corpus and the tokenizer");
        let mut trainer = Trainer::open(&self.run, self.config(), &device).map_err(refused)?;
        eprintln!(
            "{} parameters, {} of {} steps done; Ctrl-C saves and ends",
            trainer.parameters(),
            trainer.steps_done(),
            self.steps
        );
        let bar = bar(trainer.steps_done(), self.steps);
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
        if trainer.steps_done() < self.steps {
            eprintln!(
                "Saved after step {} in {}. Carry on with: unmask train --run {} --resume",
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
                "{folder} holds a run already. Carry on with it by --resume, or choose another folder with --run"
            );
            return Err(Usage(sentence).into());
        }
        if !begun && self.resume {
            let sentence = format!(
                "{folder} holds no run to resume. Leave --resume out to begin one, or name its folder with --run"
            );
            return Err(Usage(sentence).into());
        }
        Ok(())
    }

    fn config(&self) -> TrainConfig {
        let mut config = TrainConfig {
            d_model: self.d_model,
            n_layers: self.n_layers,
            n_heads: self.n_heads,
            mlp_hidden_size: self.mlp_hidden_size,
            vocab_size: self.vocab_size,
            weight_tying: !self.untied,
            steps: self.steps,
            batch: self.batch,
            workers: self.threads,
            precision: self.precision,
            seed: self.seed,
            skills: self.skills.clone(),
            from: self.from.clone(),
            new_vocabulary: self.new_vocabulary,
            objective: if self.pre_training {
                Objective::PreTraining
            } else {
                Objective::FineTuning
            },
            ..TrainConfig::default()
        };
        config.schedule.peak = self.rate;
        config.schedule.fall = self.fall;
        config.optimizer.muon = !self.adamw;
        config
    }
}

/// A setting that cannot be is bad usage; everything else is a failure.
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

/// A flag that Ctrl-C sets; training looks at it between two steps.
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
