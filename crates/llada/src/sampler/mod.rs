//! The sampler: a state machine over forward passes.
//!
//! [`Sampler::next_pass`] says which pass to run; [`Sampler::accept`] takes its choices and says what they changed. No model is
//! inside, no tokenizer, no clock and no thread, so that passes of many runs can share a batch. What comes out depends on the
//! model, the parameters and the seed alone.

mod job;
mod state;
pub mod transfer;

pub use job::{Candidates, Job, Setup};
pub use state::Sampler;

/// Why a run cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SamplerError {
    /// The model answered another number of rows.
    #[error("{found} choices came for {wanted} rows. This is a bug")]
    Rows {
        /// Choices that came.
        found: usize,
        /// Rows wanted.
        wanted: usize,
    },
}

#[cfg(test)]
mod tests;
