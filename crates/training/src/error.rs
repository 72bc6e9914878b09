//! Why training cannot start or go on.

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
    /// An unknown skill.
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
    /// A checkpoint that a run cannot start from.
    #[error(
        "{path} is no checkpoint that this run can start from: {reason}. Give --from a folder with config.json, tokenizer.json and model.safetensors of the same width and head and no more layers; or leave --from out"
    )]
    From {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The loss is not finite.
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
