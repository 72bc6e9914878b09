//! From a request to a run, and from a run to its events: the one way for page, command line and APIs.
//!
//! | module | idea |
//! |---|---|
//! | [`request`] | what is asked for |
//! | [`planner`] | a request, checked, tokenised and planned; no weights |
//! | [`conversation`], [`pictures`] | messages to a prompt that fits, pictures in it |
//! | `constraints`, [`stop`] | words to token positions; stop texts |
//! | [`run`] | passes and their events; here are the clock and the token texts that the sampler does not know |

mod constraints;
pub mod conversation;
pub mod pictures;
pub mod planner;
pub mod request;
pub mod run;
pub mod stop;

use trajectory::Invalid;

pub use planner::{Planned, Planner};
pub use request::{Input, Prompt, Request};
pub use run::{Run, RunError};

use crate::chat_template::TemplateError;
use crate::tokenizer::TokenizerError;

/// Why a request cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// It is out of bounds, does not fit, or there is nothing to answer.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The template refuses the conversation.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The tokenizer refuses a text.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
}

#[cfg(test)]
mod tests;
