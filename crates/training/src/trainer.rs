//! The training run: one step of the loop, and what it reports.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use candle_core::Device;
use tokenizers::Tokenizer;

use super::autodiff::Autodiff;
use super::batch::{self, Batch, BatchSettings};
use super::cpu::CpuEngine;
#[cfg(feature = "cuda")]
use super::cuda::Cuda;
use super::embedding;
use super::error::TrainError;
use super::matrix::Precision;
use super::optimizer::{Kind, Optimizer, Slot};
#[cfg(feature = "cuda")]
use super::settings::PrecisionChoice;
use super::settings::TrainConfig;
use super::token_features::TokenFeatures;
use super::warm_start;
use super::weights::{self, tensors};
use super::{held_out, state, vocabulary};
use corpus::Corpus;
use llada::architecture::llada::Config;

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
/// # fn main() -> Result<(), training::TrainError> {
/// use training::{TrainConfig, Trainer};
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
    features: TokenFeatures,
    step: usize,
    /// The batches of the next step, if they are prefetched already.
    prefetched: Option<Result<Vec<Batch>, TrainError>>,
}

/// What computes the gradients and updates the weights.
enum Engine {
    Cpu(CpuEngine),
    Autodiff(Box<Autodiff>),
    #[cfg(feature = "cuda")]
    Cuda(Box<Cuda>),
}

/// The optimizer, the learning rate and the number of a step.
struct StepSettings {
    optimizer: Optimizer,
    rate: f32,
    step: usize,
    precision: Precision,
}

impl Engine {
    /// One step: the loss of the batches, and the norm of their gradient before clipping. If the loss is not finite,
    /// the weights stay as they are.
    fn step(
        &mut self,
        slots: &mut [Slot],
        features: &mut TokenFeatures,
        batches: &[Batch],
        by: &StepSettings,
    ) -> Result<(f32, f32), TrainError> {
        let (loss, gradients) = match self {
            Self::Cpu(cpu) => cpu.gradients(slots, batches),
            Self::Autodiff(autodiff) => autodiff.gradients(slots, batches)?,
            #[cfg(feature = "cuda")]
            Self::Cuda(cuda) => return cuda.step(batches, &by.optimizer, by.rate, by.step),
        };
        if !loss.is_finite() {
            return Ok((loss, f32::NAN));
        }
        let StepSettings {
            optimizer,
            rate,
            step,
            precision,
        } = *by;
        let norm = optimizer.step(slots, features, gradients, rate, step, precision);
        Ok((loss, norm))
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
                Some(from) if !config.new_vocabulary => warm_start::tokenizer(from)?,
                // From all skills, whichever are trained now: the others may follow in a later run.
                _ => vocabulary::learn(&Corpus::default(), config.vocab_size, config.seed)?,
            };
            state::write(&tokenizer_path, &state::tokenizer_json(&tokenizer)?)?;
            tokenizer
        };
        let model = config.model(tokenizer.get_vocab_size(true));
        let forms = embedding::forms(&tokenizer);
        let mut features = TokenFeatures::of(&forms, model.d_model);
        let path = state_path(folder);
        let weights = match &config.from {
            Some(from) if !path.exists() => {
                warm_start::initial_weights(from, &model, &tokenizer, config.seed)?
            }
            _ => weights::random(&model, &forms, config.seed),
        };
        let mut slots: Vec<Slot> = tensors(&model)
            .iter()
            .zip(weights)
            .map(|((name, shape, _), values)| Slot::new(values, kind(name, shape)))
            .collect();
        let step = if path.exists() {
            state::load(&path, &model, &mut slots, &mut features)?
        } else {
            0
        };
        let precision = config.precision.resolve()?;
        let engine = match device {
            Device::Cpu => {
                let skip_loss = config.skip_loss / config.batch as f32;
                let cpu = CpuEngine::new(&model, config.workers, precision);
                Engine::Cpu(cpu.skipping(skip_loss))
            }
            _ if config.skip_loss > 0.0 => {
                return Err(TrainError::Setting {
                    field: "--skip-loss",
                    value: config.skip_loss.to_string(),
                    allowed: "0 on a GPU, which runs the backward pass for all rows".to_owned(),
                });
            }
            #[cfg(feature = "cuda")]
            Device::Cuda(device) => {
                let rounded = config.precision != PrecisionChoice::F32;
                Engine::Cuda(Box::new(Cuda::new(
                    &model, device, &slots, &features, rounded,
                )?))
            }
            device => Engine::Autodiff(Box::new(Autodiff::new(&model, device)?)),
        };
        config.keep(folder)?;
        Ok(Self {
            config,
            folder: folder.to_owned(),
            corpus,
            tokenizer,
            model,
            engine,
            precision,
            slots,
            features,
            step,
            prefetched: None,
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
        let (corpus, tokenizer, batch_settings) =
            (&self.corpus, &self.tokenizer, self.batch_settings());
        let batches = match self.prefetched.take() {
            Some(batches) => batches?,
            None => batch::batches_of_step(corpus, tokenizer, &batch_settings, step as u64)?,
        };
        let rate = self.config.schedule.rate(step, self.config.steps);
        let by = StepSettings {
            optimizer: self.config.optimizer,
            rate,
            step,
            precision: self.precision,
        };
        let (engine, slots, features) = (&mut self.engine, &mut self.slots, &mut self.features);
        let more = step < self.config.steps;
        // The next step's batches are prefetched during this one.
        let (taken, next) = thread::scope(|scope| {
            let of_next =
                move || batch::batches_of_step(corpus, tokenizer, &batch_settings, step as u64 + 1);
            let next = more.then(|| scope.spawn(of_next));
            (
                engine.step(slots, features, &batches, &by),
                next.map(joined),
            )
        });
        let (loss, gradient) = taken?;
        if !loss.is_finite() {
            return Err(TrainError::Diverged { step, loss });
        }
        self.step = step;
        self.prefetched = next;
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

    /// Copies weights and optimizer state from the device to the host.
    fn fetch(&mut self) -> Result<(), TrainError> {
        #[cfg(feature = "cuda")]
        if let Engine::Cuda(cuda) = &self.engine {
            cuda.fetch(&mut self.slots, &mut self.features)?;
        }
        Ok(())
    }

    /// The settings of a step's batches.
    const fn batch_settings(&self) -> BatchSettings {
        let workers = match self.engine {
            Engine::Cpu(_) => self.config.workers,
            _ => 1,
        };
        BatchSettings {
            objective: self.config.objective,
            size: self.config.batch,
            tokens: self.config.tokens_per_pass
                * if self.config.skip_loss > 0.0 {
                    BATCH_FACTOR_WHEN_SKIPPING
                } else {
                    1
                },
            workers,
            context: self.config.max_sequence_length,
            separate_end: self.config.separate_end,
            seed: self.config.seed,
        }
    }

    /// The share of masked tokens of held-out answers that the averaged weights predict correctly: a quick estimate, between 0
    /// and 1.
    ///
    /// # Errors
    /// [`TrainError::Tokenizer`] if the tokenizer fails.
    pub fn held_out_accuracy(&mut self) -> Result<f32, TrainError> {
        self.fetch()?;
        let weights: Vec<&[f32]> = self.slots.iter().map(|slot| &*slot.average).collect();
        held_out::accuracy(&self.corpus, &self.tokenizer, &self.model, &weights)
    }

    /// Saves the state of the run; a crash while saving leaves the previous one.
    ///
    /// # Errors
    /// [`TrainError::File`] if the folder cannot be written.
    pub fn save(&mut self) -> Result<(), TrainError> {
        self.fetch()?;
        let names = tensors(self.model());
        let path = state_path(&self.folder);
        state::save(&path, &names, &self.slots, &self.features, self.step)
    }

    /// Writes the model's files, with the averaged weights as bf16: `config.json`, `model.safetensors`,
    /// `tokenizer.json`, `tokenizer_config.json`.
    ///
    /// # Errors
    /// [`TrainError::File`] if the folder cannot be written; [`TrainError::From`] if the weights that the run started from
    /// are needed for the mean and cannot be read.
    pub fn export(&mut self, folder: &Path) -> Result<(), TrainError> {
        self.fetch()?;
        state::export(folder, self.model(), &self.tokenizer, &self.finished()?)
    }

    /// The weights of the finished model: the moving average, interpolated with the weights that the run started from.
    fn finished(&self) -> Result<Vec<Vec<f32>>, TrainError> {
        let mut weights: Vec<Vec<f32>> =
            self.slots.iter().map(|slot| slot.average.clone()).collect();
        let share = self.config.from_share;
        if let Some(from) = self.config.from.as_ref().filter(|_| share > 0.0) {
            let begun =
                warm_start::initial_weights(from, &self.model, &self.tokenizer, self.config.seed)?;
            for (to, begun) in weights.iter_mut().flatten().zip(begun.iter().flatten()) {
                *to += share * (begun - *to);
            }
        }
        Ok(weights)
    }
}

/// How many times as many tokens a batch has where only some of its rows run the backward pass.
const BATCH_FACTOR_WHEN_SKIPPING: usize = 4;

/// What the thread returned; its panic goes on here.
fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What a tensor of the network is to the optimizer.
pub(super) fn kind(name: &str, shape: &[usize]) -> Kind {
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
