//! The training run: settings, the loop body, and what it reports.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use candle_core::Device;
use serde::{Deserialize, Serialize};
use tokenizers::Tokenizer;

use super::accelerator::Accelerator;
use super::batch::{self, Batch};
use super::host::Host;
use super::network::{self, tensors};
use super::optimizer::{Kind, Optimizer, Slot};
use super::schedule::Schedule;
use super::vocabulary::{self, EOS_ID, MASK_ID};
use super::{TrainError, state};
use crate::config::Config;
use crate::corpus::Corpus;

/// Everything that determines a run. The defaults are those of the model that ships.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// Width of the residual stream.
    pub d_model: usize,
    /// Transformer blocks.
    pub n_layers: usize,
    /// Attention heads.
    pub n_heads: usize,
    /// Width of the gated MLP.
    pub mlp_hidden_size: usize,
    /// Context of the model, in tokens.
    pub max_sequence_length: usize,
    /// Most ids of the tokenizer; the corpus may need fewer.
    pub vocab_size: usize,
    /// Steps of the whole run.
    pub steps: usize,
    /// Dialogues per step.
    pub batch: usize,
    /// Tokens that one worker pushes through the network at once.
    pub tokens_per_pass: usize,
    /// Threads; each computes its share of a step's batches.
    pub workers: usize,
    /// The learning rate.
    pub schedule: Schedule,
    /// The optimizer.
    pub optimizer: Optimizer,
    /// Seed of weights, corpus and masks.
    pub seed: u64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            d_model: 192,
            n_layers: 6,
            n_heads: 6,
            mlp_hidden_size: 512,
            max_sequence_length: 1024,
            vocab_size: 6000,
            steps: 24_000,
            batch: 48,
            tokens_per_pass: 512,
            workers: 2,
            schedule: Schedule {
                peak: 2e-3,
                warmup: 200,
                fall: 0.25,
            },
            optimizer: Optimizer::default(),
            seed: 1,
        }
    }
}

impl TrainConfig {
    /// The model's `config.json` for a tokenizer of `vocab_size` ids.
    fn model(&self, vocab_size: usize) -> Config {
        Config {
            d_model: self.d_model,
            n_layers: self.n_layers,
            n_heads: self.n_heads,
            n_kv_heads: self.n_heads,
            mlp_hidden_size: self.mlp_hidden_size,
            vocab_size,
            max_sequence_length: self.max_sequence_length,
            rms_norm_eps: 1e-5,
            rope_theta: 10_000.0,
            weight_tying: false,
            mask_token_id: Some(MASK_ID),
            eos_token_id: Some(EOS_ID),
            pad_token_id: Some(EOS_ID),
        }
    }

    fn check(&self) -> Result<(), TrainError> {
        let refuse = |field, value: &dyn std::fmt::Display, allowed: &str| {
            Err(TrainError::Setting {
                field,
                value: value.to_string(),
                allowed: allowed.to_owned(),
            })
        };
        for (field, value) in [
            ("n_layers", self.n_layers),
            ("n_heads", self.n_heads),
            ("mlp_hidden_size", self.mlp_hidden_size),
            ("steps", self.steps),
            ("batch", self.batch),
            ("workers", self.workers),
        ] {
            if value == 0 {
                return refuse(field, &value, "1 and more");
            }
        }
        if !self.d_model.is_multiple_of(2 * self.n_heads) || self.d_model == 0 {
            return refuse("d_model", &self.d_model, "a multiple of twice n_heads");
        }
        if self.max_sequence_length < 256 {
            return refuse(
                "max_sequence_length",
                &self.max_sequence_length,
                "256 and more",
            );
        }
        if self.vocab_size < 300 {
            return refuse(
                "vocab_size",
                &self.vocab_size,
                "300 and more (256 bytes and the special tokens)",
            );
        }
        if !(self.schedule.peak > 0.0 && self.schedule.peak.is_finite()) {
            return refuse("the learning rate", &self.schedule.peak, "above 0");
        }
        Ok(())
    }
}

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
    slots: Vec<Slot>,
    step: usize,
}

/// What computes the gradients.
enum Engine {
    Host(Host),
    Accelerator(Accelerator),
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
    /// the same shape.
    ///
    /// # Errors
    /// [`TrainError`]: contradictory settings, an unreadable or unwritable folder, a state of another shape.
    pub fn open(folder: &Path, config: TrainConfig, device: &Device) -> Result<Self, TrainError> {
        config.check()?;
        std::fs::create_dir_all(folder).map_err(|error| TrainError::File {
            path: folder.to_owned(),
            error,
        })?;
        let corpus = Corpus::default();
        let tokenizer_path = folder.join("tokenizer.json");
        let tokenizer = if tokenizer_path.exists() {
            vocabulary::open(&tokenizer_path)?
        } else {
            let tokenizer = vocabulary::learn(&corpus, config.vocab_size, config.seed)?;
            state::write(&tokenizer_path, &state::tokenizer_json(&tokenizer)?)?;
            tokenizer
        };
        let model = config.model(tokenizer.get_vocab_size(true));
        let weights = network::random(&model, config.seed);
        let mut slots: Vec<Slot> = tensors(&model)
            .iter()
            .zip(weights)
            .map(|((name, shape, _), values)| Slot::new(values, kind(name, shape)))
            .collect();
        let path = state_path(folder);
        let step = if path.exists() {
            state::load(&path, &model, &mut slots)?
        } else {
            0
        };
        let engine = match device {
            Device::Cpu => Engine::Host(Host::new(&model, config.workers)),
            device => Engine::Accelerator(Accelerator::new(&model, device)?),
        };
        Ok(Self {
            config,
            folder: folder.to_owned(),
            corpus,
            tokenizer,
            model,
            engine,
            slots,
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
        let batches = batch::of_step(
            &self.corpus,
            &self.tokenizer,
            (self.config.seed, step as u64),
            self.config.batch,
            self.config.tokens_per_pass,
            self.config.max_sequence_length,
        )?;
        let (loss, gradients) = self.engine.gradients(&self.slots, &batches)?;
        if !loss.is_finite() {
            return Err(TrainError::Diverged { step, loss });
        }
        let rate = self.config.schedule.rate(step, self.config.steps);
        let optimizer = self.config.optimizer;
        let gradient = optimizer.step(&mut self.slots, gradients, rate, step);
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

    /// Saves the state of the run; a crash while saving leaves the previous one.
    ///
    /// # Errors
    /// [`TrainError::File`] if the folder cannot be written.
    pub fn save(&self) -> Result<(), TrainError> {
        let names = tensors(self.model());
        state::save(&state_path(&self.folder), &names, &self.slots, self.step)
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
