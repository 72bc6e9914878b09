//! Everything that determines a training run.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use candle_core::Device;
use serde::{Deserialize, Serialize};

use super::error::TrainError;
use super::matrix::Precision;
use super::objective::Objective;
use super::optimizer::Optimizer;
use super::schedule::Schedule;
use super::state;
use super::vocabulary::{EOS_ID, MASK_ID};
use corpus::{Corpus, skill};
use kernels::rounded::Rounded;
use llada::architecture::llada::Config;

/// A skill to train, as `addition` or `addition=0.3`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SkillShare {
    /// Its name in the tables of the evaluation.
    pub name: String,
    /// Its share of the mix, relative to the others'; none means the usual one.
    pub share: Option<f32>,
}

impl FromStr for SkillShare {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((name, share)) = text.split_once('=') else {
            return Ok(Self {
                name: text.to_owned(),
                share: None,
            });
        };
        match share.parse::<f32>() {
            Ok(share) if share > 0.0 && share.is_finite() => Ok(Self {
                name: name.to_owned(),
                share: Some(share),
            }),
            _ => Err(format!(
                "the share of \"{name}\" is {share}; allowed: a number above 0. Leave it out to take the usual one"
            )),
        }
    }
}

/// What the factors of matrix products are rounded to; sums are f32.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PrecisionChoice {
    /// To bf16 on CPUs with bf16 instructions, where it is more than twice as fast; to TF32 on an NVIDIA GPU; elsewhere not at all.
    /// Attention on an NVIDIA GPU rounds to TF32 in any case.
    #[default]
    Auto,
    /// Not at all.
    F32,
    /// To bf16.
    Bf16,
}

impl PrecisionChoice {
    /// Every choice with its name.
    const NAMES: [(Self, &str); 3] = [
        (Self::Auto, "auto"),
        (Self::F32, "f32"),
        (Self::Bf16, "bf16"),
    ];

    pub(super) fn resolve(self) -> Result<Precision, TrainError> {
        let rounded = Rounded::here().map(Precision::Bf16);
        match (self, rounded) {
            (Self::F32, _) | (Self::Auto, None) => Ok(Precision::F32),
            (_, Some(rounded)) => Ok(rounded),
            (Self::Bf16, None) => Err(TrainError::Setting {
                field: "precision",
                value: self.to_string(),
                allowed: "auto and f32, since this CPU has no bf16 instructions".to_owned(),
            }),
        }
    }
}

impl fmt::Display for PrecisionChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(choice, _)| choice == self);
        f.write_str(name.map_or("", |(_, name)| name))
    }
}

impl FromStr for PrecisionChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::NAMES.iter().find(|(_, name)| *name == text);
        known
            .map(|(choice, _)| *choice)
            .ok_or_else(|| "allowed: auto, f32 or bf16. Choose one".to_owned())
    }
}

/// Everything that determines a run. The defaults have the shape of the model that ships, in a smaller run than its own: see [`TrainConfig::on_gpu`].
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
    /// Whether the head is the embedding.
    pub weight_tying: bool,
    /// Steps of the whole run.
    pub steps: usize,
    /// Dialogues per step.
    pub batch: usize,
    /// Tokens of one forward and backward pass of a worker; an NVIDIA GPU runs many such batches as one.
    pub tokens_per_pass: usize,
    /// Worker threads; each computes its share of a step's batches, on a CPU.
    pub workers: usize,
    /// The objective: what is masked.
    pub objective: Objective,
    /// The learning rate.
    pub schedule: Schedule,
    /// The optimizer.
    pub optimizer: Optimizer,
    /// What the factors of matrix products are rounded to.
    pub precision: PrecisionChoice,
    /// Seed of weights, corpus and masks.
    pub seed: u64,
    /// The skills to train; empty means all of them, each with its usual share.
    pub skills: Vec<SkillShare>,
    /// A checkpoint folder whose weights and tokenizer the run starts from, instead of random weights. The model may have
    /// more blocks.
    pub from: Option<PathBuf>,
    /// The share of those weights in the finished model, whose weights are the weighted mean of before and after (WiSE-FT, Wortsman et
    /// al. 2022, arXiv 2109.01903). It keeps what a run on other dialogues forgets.
    #[serde(default)]
    pub from_share: f32,
    /// Rows whose loss is at most this, in nats per token, are left out of the backward pass (selective backpropagation, Jiang et
    /// al. 2019, arXiv 1910.00762). 0 leaves out none. On a CPU only.
    #[serde(default, alias = "known")]
    pub skip_loss: f32,
    /// Share of the dialogues whose end-of-text is masked apart from the words, as sampling leaves it; 0 is LLaDA's objective.
    #[serde(default, alias = "ends_apart")]
    pub separate_end: f32,
    /// Whether a run that starts from a checkpoint learns a new tokenizer; tokens of both keep their embedding.
    pub new_vocabulary: bool,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            d_model: 256,
            n_layers: 8,
            n_heads: 4,
            mlp_hidden_size: 704,
            max_sequence_length: 1024,
            vocab_size: 8000,
            weight_tying: true,
            steps: 33_000,
            batch: 48,
            tokens_per_pass: 512,
            workers: 2,
            objective: Objective::default(),
            schedule: Schedule {
                peak: 2.5e-3,
                warmup: 200,
                decay: 0.45,
            },
            optimizer: Optimizer::default(),
            precision: PrecisionChoice::Auto,
            seed: 1,
            skills: Vec::new(),
            from: None,
            from_share: 0.0,
            skip_loss: 0.0,
            separate_end: 0.0,
            new_vocabulary: false,
        }
    }
}

/// Where a run keeps its settings.
fn path(folder: &Path) -> PathBuf {
    folder.join("settings.json")
}

impl TrainConfig {
    /// The defaults for a device.
    #[must_use]
    pub fn usual(device: &Device) -> Self {
        match device {
            Device::Cuda(_) => Self::on_gpu(),
            Device::Cpu | Device::Metal(_) => Self::default(),
        }
    }

    /// A run like the one of the model that ships (its card says in what they differ), for a device that takes a million tokens
    /// a second and more: ten times the dialogues a step, and twice the steps.
    #[must_use]
    pub fn on_gpu() -> Self {
        Self {
            steps: 75_000,
            batch: 512,
            schedule: Schedule {
                peak: 3e-3,
                decay: 0.8,
                ..Self::default().schedule
            },
            ..Self::default()
        }
    }

    /// The settings of the run in the folder; none if it keeps none.
    ///
    /// # Errors
    /// [`TrainError::File`] or [`TrainError::State`]: they cannot be read.
    pub fn of_run(folder: &Path) -> Result<Option<Self>, TrainError> {
        let path = path(folder);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(TrainError::File { path, error }),
        };
        match serde_json::from_slice(&bytes) {
            Ok(config) => Ok(Some(config)),
            Err(error) => Err(TrainError::State {
                path,
                reason: format!("{error} (delete this file and give the settings as options)"),
            }),
        }
    }

    /// Saves the settings in the run's folder.
    pub(super) fn keep(&self, folder: &Path) -> Result<(), TrainError> {
        let path = path(folder);
        let text = serde_json::to_string_pretty(self).map_err(|error| TrainError::State {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        state::write(&path, text.as_bytes())
    }

    /// The model's `config.json` for a tokenizer of `vocab_size` ids.
    pub(super) fn model(&self, vocab_size: usize) -> Config {
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
            weight_tying: self.weight_tying,
            mask_token_id: Some(MASK_ID),
            eos_token_id: Some(EOS_ID),
            pad_token_id: Some(EOS_ID),
        }
    }

    /// The dialogues to learn from.
    pub(super) fn corpus(&self) -> Result<Corpus, TrainError> {
        if self.skills.is_empty() {
            return Ok(Corpus::default());
        }
        let mut mix = Vec::new();
        for SkillShare { name, share } in &self.skills {
            let (usual, skill) = skill(name)?;
            mix.push((share.unwrap_or(usual), skill));
        }
        Ok(Corpus::new(mix))
    }

    pub(super) fn check(&self) -> Result<(), TrainError> {
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
            ("tokens_per_pass", self.tokens_per_pass),
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
        if !(0.0..=1.0).contains(&self.schedule.decay) {
            return refuse(
                "the decay of the learning rate",
                &self.schedule.decay,
                "0 to 1",
            );
        }
        if !(0.0..1.0).contains(&self.from_share) {
            let allowed = "0 to below 1 (1 would be the model that the run started from)";
            return refuse("the share of --from", &self.from_share, allowed);
        }
        if !(self.skip_loss >= 0.0 && self.skip_loss.is_finite()) {
            return refuse("--skip-loss", &self.skip_loss, "0 and more");
        }
        if !(0.0..=1.0).contains(&self.separate_end) {
            return refuse("--separate-end", &self.separate_end, "0 to 1");
        }
        if self.from_share > 0.0 && self.from.is_none() {
            let allowed = "0 for a run from random weights, or name a checkpoint with --from";
            return refuse("the share of --from", &self.from_share, allowed);
        }
        Ok(())
    }
}
