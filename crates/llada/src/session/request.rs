//! What is asked for.

use trajectory::{Message, Params, PartialParams, Resume};

use super::pictures::Placed;
use crate::sampler::Candidates;

/// A run to make.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// What is to be answered or continued.
    pub input: Input,
    /// The parameters; what is left out takes the family's defaults.
    pub params: PartialParams,
    /// Which best guesses to report.
    pub candidates: Candidates,
    /// Whether to report what else was considered at each position.
    pub alternatives: bool,
    /// A recorded state to go on from.
    pub resume: Option<Resume>,
}

/// What comes before the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Messages, oldest first, ending with the user's: rendered by the model's chat template.
    Conversation(Vec<Message>),
    /// A text, taken as it is.
    Text(String),
    /// Token ids, taken as they are.
    Ids(Vec<u32>),
}

impl Default for Input {
    fn default() -> Self {
        Self::Ids(Vec::new())
    }
}

/// A prompt, ready to be answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prompt {
    /// Token ids, template included.
    pub ids: Vec<u32>,
    /// The rendered text, template included.
    pub text: String,
    /// Turns (a question with what answers it) left out at the beginning so that the rest fits.
    pub dropped_turns: usize,
    /// The pictures between the ids.
    pub images: Vec<Placed>,
}

impl Prompt {
    /// Positions that it takes, pictures included.
    #[must_use]
    pub fn length(&self) -> usize {
        let images = self.images.iter().map(|placed| placed.tiling.tokens());
        self.ids.len() + images.sum::<usize>()
    }
}

impl Request {
    /// A conversation to answer.
    #[must_use]
    pub fn conversation(messages: Vec<Message>, params: &Params) -> Self {
        Self::of(Input::Conversation(messages), params)
    }

    /// Token ids to continue.
    #[must_use]
    pub fn ids(ids: Vec<u32>, params: &Params) -> Self {
        Self::of(Input::Ids(ids), params)
    }

    fn of(input: Input, params: &Params) -> Self {
        Self {
            input,
            params: PartialParams::from(params),
            ..Self::default()
        }
    }
}
