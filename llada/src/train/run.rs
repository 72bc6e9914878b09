//! The training run: the loop body, and what it reports.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use candle_core::Device;
use tokenizers::Tokenizer;

use super::accelerator::Accelerator;
use super::batch::{self, Batch, Recipe};
use super::embedding;
use super::grow;
use super::host::Host;
use super::matrix::Precision;
use super::optimizer::{Kind, Slot};
use super::parts::Parts;
use super::settings::TrainConfig;
use super::weights::{self, tensors};
use super::{TrainError, held_out, state, vocabulary};
use crate::config::Config;
use crate::corpus::Corpus;

/// What one step reports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Steps done, this one included.
    pub step: usize,
    /// Steps of the whole run.
    pub steps: usize,
    /// The objective on this step's batch, in nats per response token.
    pub loss: f32,
    /// Norm of the gradient before clipping.
    pub gradient: f32,
    /// The learning rate used.
    pub rate: f32,
    /// Positions pushed through the network.
    pub tokens: usize,
    /// Time the step took.
    pub took: Duration,
}

/// A run in its folder.
///
/// ```no_run
/// # fn main() -> Result<(), llada::train::TrainError> {
/// use llada::train::{TrainConfig, Trainer};
///
/// let mut trainer = Trainer::open("runs/tiny".as_ref(), TrainConfig::default(), &candle_core::Device::Cpu)?;
/// while let Some(progress) = trainer.step()? {
///     if progress.step % 500 == 0 {
///         trainer.save()?;
///     }
/// }
/// trainer.export("models/tiny".as_ref())?;
/// # Ok(())
/// # }
/// ```
pub struct Trainer {
    config: TrainConfig,
    folder: PathBuf,
    corpus: Corpus,
    tokenizer: Tokenizer,
    model: Config,
    engine: Engine,
    precision: Precision,
    slots: Vec<Slot>,
    parts: Parts,
    step: usize,
}

/// What computes the gradients.
enum Engine {
    Host(Host),
    Accelerator(Box<Accelerator>),
}

impl Engine {
    fn gradients(
        &mut self,
        slots: &[Slot],
        batches: &[Batch],
    ) -> Result<(f32, &[Vec<f32>]), TrainError> {
        match self {
            Self::Host(host) => Ok(host.gradients(slots, batches)),
            Self::Accelerator(accelerator) => accelerator.gradients(slots, batches),
        }
    }
}

impl Trainer {
    /// Starts a run in the folder, or continues the one that is there.
    ///
    /// A run is continued with the settings given now, so that steps and rates can be changed; its model must have
    /// the same shape. The folder keeps them: [`TrainConfig::of_run`].
    ///
    /// # Errors
    /// [`TrainError`]: contradictory settings, an unreadable or unwritable folder, a state of another shape.
    pub fn open(folder: &Path, config: TrainConfig, device: &Device) -> Result<Self, TrainError> {
        config.check()?;
        std::fs::create_dir_all(folder).map_err(|error| TrainError::File {
            path: folder.to_owned(),
            error,
        })?;
        let corpus = config.corpus()?;
        let tokenizer_path = folder.join("tokenizer.json");
        let tokenizer = if tokenizer_path.exists() {
            vocabulary::open(&tokenizer_path)?
        } else {
            let tokenizer = match &config.from {
                Some(from) if !config.new_vocabulary => {
                    vocabulary::open(&from.join("tokenizer.json"))?
                }
                // Of all skills, whichever are trained now: the others may follow.
                _ => vocabulary::learn(&Corpus::default(), config.vocab_size, config.seed)?,
            };
            state::write(&tokenizer_path, &state::tokenizer_json(&tokenizer)?)?;
            tokenizer
        };
        let model = config.model(tokenizer.get_vocab_size(true));
        let forms = embedding::forms(&tokenizer);
        let mut parts = Parts::of(&forms, model.d_model);
        let path = state_path(folder);
        let weights = match &config.from {
            Some(from) if !path.exists() => grow::begin(from, &model, &tokenizer, config.seed)?,
            _ => weights::random(&model, &forms, config.seed),
        };
        let mut slots: Vec<Slot> = tensors(&model)
            .iter()
            .zip(weights)
            .map(|((name, shape, _), values)| Slot::new(values, kind(name, shape)))
            .collect();
        let step = if path.exists() {
            state::load(&path, &model, &mut slots, &mut parts)?
        } else {
            0
        };
        let precision = config.precision.resolve()?;
        config.keep(folder)?;
        let engine = match device {
            Device::Cpu => Engine::Host(Host::new(&model, config.workers, precision)),
            device => Engine::Accelerator(Box::new(Accelerator::new(&model, device)?)),
        };
        Ok(Self {
            config,
            folder: folder.to_owned(),
            corpus,
            tokenizer,
            model,
            engine,
            precision,
            slots,
            parts,
            step,
        })
    }

    /// Steps done so far.
    #[must_use]
    pub const fn steps_done(&self) -> usize {
        self.step
    }

    /// The run's settings.
    #[must_use]
    pub const fn config(&self) -> &TrainConfig {
        &self.config
    }

    /// The model's shape.
    #[must_use]
    pub const fn model(&self) -> &Config {
        &self.model
    }

    /// The run's tokenizer.
    #[must_use]
    pub const fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Number of weights.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.slots.iter().map(|slot| slot.value.len()).sum()
    }

    /// One step of training; `None` when the run is complete.
    ///
    /// # Errors
    /// [`TrainError::Diverged`] if the loss is no longer a number.
    pub fn step(&mut self) -> Result<Option<Progress>, TrainError> {
        if self.step >= self.config.steps {
            return Ok(None);
        }
        let begin = Instant::now();
        let step = self.step + 1;
        let recipe = Recipe {
            objective: self.config.objective,
            size: self.config.batch,
            tokens: self.config.tokens_per_pass,
            workers: self.config.workers,
            context: self.config.max_sequence_length,
            seed: self.config.seed,
        };
        let batches = batch::of_step(&self.corpus, &self.tokenizer, &recipe, step as u64)?;
        let (loss, gradients) = self.engine.gradients(&self.slots, &batches)?;
        if !loss.is_finite() {
            return Err(TrainError::Diverged { step, loss });
        }
        let rate = self.config.schedule.rate(step, self.config.steps);
        let optimizer = self.config.optimizer;
        let (slots, parts) = (&mut self.slots, &mut self.parts);
        let gradient = optimizer.step(slots, parts, gradients, rate, step, self.precision);
        self.step = step;
        Ok(Some(Progress {
            step,
            steps: self.config.steps,
            loss,
            gradient,
            rate,
            tokens: batches.iter().map(|batch| batch.ids.len()).sum(),
            took: begin.elapsed(),
        }))
    }

    /// The share of hidden words of held-out answers that the averaged weights restore: a quick estimate of how well
    /// it does, between 0 and 1.
    ///
    /// # Errors
    /// [`TrainError::Tokenizer`] if the tokenizer fails.
    pub fn held_out_accuracy(&self) -> Result<f32, TrainError> {
        let weights: Vec<&[f32]> = self.slots.iter().map(|slot| &*slot.average).collect();
        held_out::accuracy(&self.corpus, &self.tokenizer, &self.model, &weights)
    }

    /// Saves the state of the run; a crash while saving leaves the previous one.
    ///
    /// # Errors
    /// [`TrainError::File`] if the folder cannot be written.
    pub fn save(&self) -> Result<(), TrainError> {
        let names = tensors(self.model());
        let path = state_path(&self.folder);
        state::save(&path, &names, &self.slots, &self.parts, self.step)
    }

    /// Writes the model's files, with the averaged weights as bf16: `config.json`, `model.safetensors`,
    /// `tokenizer.json`, `tokenizer_config.json`.
    ///
    /// # Errors
    /// [`TrainError::File`] if the folder cannot be written.
    pub fn export(&self, folder: &Path) -> Result<(), TrainError> {
        state::export(folder, self.model(), &self.tokenizer, &self.slots)
    }
}

/// What a tensor of the network is to the optimizer.
fn kind(name: &str, shape: &[usize]) -> Kind {
    match *shape {
        [_, columns] if name.contains(".blocks.") => Kind::Matrix { columns },
        [_, _] => Kind::Table,
        _ => Kind::Gain,
    }
}

/// The file that a run is resumed from.
fn state_path(folder: &Path) -> PathBuf {
    folder.join("state.safetensors")
}
