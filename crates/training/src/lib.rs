//! Training: the masked-diffusion objective of LLaDA, from a generated corpus to a checkpoint that LLaDA's own loader
//! reads.
//!
//! ```text
//! dialogue → example → masked batch → logits at the masks → weighted cross entropy → gradients → AdamW → weights
//! corpus     batch     objective      network               ops                      network     optimizer
//! ```
//!
//! What tokens have in common (a word in its forms, letters at their places) learns from all of them: [`parts`].
//! [`Trainer::step`] is the whole loop body. What a step sees is a pure function of (seed, step), so a resumed run
//! continues exactly as if it had never stopped, on a processor and given the same number of workers.

mod accelerator;
mod attention;
pub mod batch;
#[cfg(feature = "cuda")]
mod cuda;
mod description;
pub mod embedding;
pub mod ends;
mod grow;
mod held_out;
mod host;
pub mod matrix;
mod muon;
pub mod network;
pub mod objective;
mod ops;
pub mod optimizer;
pub mod parts;
mod run;
pub mod schedule;
mod settings;
mod state;
#[cfg(test)]
mod tests;
pub mod vocabulary;
pub mod weights;

pub use run::{Progress, Trainer};
pub use settings::{PrecisionChoice, SkillShare, TrainConfig};

use std::path::PathBuf;

/// Why training cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A setting that contradicts another one or itself.
    #[error("{field} is {value}; allowed: {allowed}")]
    Setting {
        /// The setting.
        field: &'static str,
        /// What it is.
        value: String,
        /// What it may be.
        allowed: String,
    },
    /// A skill that there is not.
    #[error(transparent)]
    Skill(#[from] trajectory::Invalid),
    /// The tokenizer could not be learned, opened or used.
    #[error("the tokenizer failed ({0}): remove the run's folder and start anew")]
    Tokenizer(String),
    /// A file could not be read or written.
    #[error(
        "{path}: {error}; check the folder and the free space. The previous checkpoint is untouched"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A saved state that cannot be continued.
    #[error(
        "{path} cannot be resumed: {reason}. Start anew in another folder, or use the settings it was made with"
    )]
    State {
        /// The state file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A checkpoint that a run cannot begin with.
    #[error(
        "{path} cannot be begun with: {reason}. Give --from a folder with config.json, tokenizer.json and model.safetensors, its width and head, and at least its layers; or leave --from out"
    )]
    From {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The loss is no longer a number.
    #[error(
        "the loss became {loss} at step {step}: resume from the last checkpoint with a lower learning rate"
    )]
    Diverged {
        /// The step.
        step: usize,
        /// The loss.
        loss: f32,
    },
    /// A tensor operation failed.
    #[error("a tensor operation failed: {0}")]
    Tensor(#[from] candle_core::Error),
    /// The network could not run on the device.
    #[error(transparent)]
    Network(#[from] llada::denoiser::NetworkError),
}
