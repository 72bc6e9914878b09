//! What a client and a server say to one another: requests, their answers, and the one error that crosses the wire. The events
//! of a run are in [`crate::event`].

use serde::{Deserialize, Serialize};

use crate::{
    FailureKind, Family, Invalid, Message, ModelInfo, PartialParams, Plan, PromptImage, Resume,
    Vocab,
};

/// Which masked positions report their best guess after each step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Candidates {
    /// Those of the active block: free with every step.
    #[default]
    Block,
    /// All of them: costs the output layer for the later blocks too.
    All,
}

/// A run to make: the body of `/api/generate` and `/api/preview`. Unknown fields are refused, at every level.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GenerateRequest {
    /// The conversation, oldest turn first, ending with the user's.
    pub messages: Vec<Message>,
    /// The parameters; missing ones take the defaults of the model's family.
    #[serde(default)]
    pub params: PartialParams,
    /// Which best guesses to report.
    #[serde(default)]
    pub candidates: Candidates,
    /// Whether to report what else was considered at each position.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alternatives: bool,
    /// A recorded state to go on from: a branch, an edited or an infilled answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
}

/// What a request would do, without doing it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// Tokens of the prompt, template included, after dropping turns that do not fit; 0 where that is not known beforehand.
    pub prompt_tokens: usize,
    /// The model's context in tokens: prompt and answer together.
    pub context: usize,
    /// Oldest turns (a question with its answer) that would be left out, whole.
    pub dropped_turns: usize,
    /// The plan as it would be executed.
    pub plan: Plan,
    /// Constraint tokens as they would stand: `[pos, id]`.
    pub constraints: Vec<(usize, u32)>,
    /// Their texts.
    pub vocab: Vocab,
    /// Id of the mask token.
    #[serde(default)]
    pub mask_id: u32,
    /// The pictures in the prompt: how each is cut, and how many tokens it takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<PromptImage>,
}

/// The model's state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "state",
    rename_all = "lowercase",
    try_from = "crate::flat::FlatStatus"
)]
#[expect(clippy::large_enum_variant, reason = "there is one of them at a time")]
pub enum ModelStatus {
    /// On its way: downloading or loading.
    Loading {
        /// What the page calls the model.
        id: String,
        /// What is being done, for people: "Downloading model-00001-of-00006.safetensors".
        stage: String,
        /// Bytes done.
        done: u64,
        /// Bytes in all; 0 when not known.
        total: u64,
    },
    /// Ready to run.
    Ready {
        /// Which model, where.
        model: ModelInfo,
        /// Context in tokens.
        context: usize,
        /// Number of parameters.
        parameters: u64,
        /// Which parameters of a run it takes, and the settings that its authors recommend.
        family: Family,
    },
    /// It cannot be had.
    Failed {
        /// What the page calls the model.
        id: String,
        /// What happened and what to do.
        message: String,
    },
}

/// Why a request was refused or failed, as the body of every refusal: `{"kind","message","field"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// The kind of failure.
    pub kind: FailureKind,
    /// A sentence for people: what is wrong and what to do.
    pub message: String,
    /// The parameter that is at fault, so that the page can show the sentence beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl ApiError {
    /// An error that belongs to no single field.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            field: None,
        }
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Self {
            kind: FailureKind::Invalid,
            message: invalid.to_string(),
            field: Some(invalid.field),
        }
    }
}
