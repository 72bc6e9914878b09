//! Training: the masked-diffusion objective of LLaDA, from a generated corpus to a checkpoint that LLaDA's own loader
//! reads.
//!
//! ```text
//! dialogue → example → masked batch → logits at the masks → weighted cross entropy → gradients → update → weights
//! corpus     batch     objective      network               ops                      network     optimizer
//! ```
//!
//! [`token_features`] are shared by several tokens and trained with all of them. [`Trainer::step`] is one step of the loop: forward
//! pass, backward pass, gradient accumulation over the batches, update. What a step sees is a pure function of (seed, step), so that
//! a resumed run has bit-equal weights, on a CPU with the same number of workers. `docs/training.md` says how to train.

mod attention;
mod autodiff;
pub mod batch;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod description;
pub mod embedding;
pub mod end_of_text;
mod error;
mod held_out;
pub mod matrix;
mod muon;
pub mod network;
pub mod objective;
mod ops;
pub mod optimizer;
pub mod schedule;
mod settings;
mod state;
#[cfg(test)]
mod tests;
pub mod token_features;
mod trainer;
pub mod vocabulary;
mod warm_start;
pub mod weights;

pub use error::TrainError;
pub use settings::{PrecisionChoice, SkillShare, TrainConfig};
pub use trainer::{Progress, Trainer};
