//! What a piece of another engine's stream says.

use serde::Deserialize;
use serde_json::Value;

/// A chunk of a chat completion. Everything may be missing.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Chunk {
    pub(super) choices: Vec<Choice>,
    /// The canvas as it stands, from engines that tell it.
    pub(super) denoise: Option<Snapshot>,
    /// What it cost, at the end.
    pub(super) usage: Option<Usage>,
    /// What went wrong.
    pub(super) error: Option<Value>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    pub(super) delta: Delta,
    pub(super) logprobs: Option<Logprobs>,
    pub(super) finish_reason: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Delta {
    pub(super) content: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Logprobs {
    pub(super) content: Option<Vec<Token>>,
}

/// A token with its log-probability.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Token {
    pub(super) token: String,
    pub(super) logprob: Option<f64>,
    pub(super) top_logprobs: Vec<Self>,
}

/// The canvas after a forward pass, as Unmask's `stream_mode: "denoise"` has it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Snapshot {
    /// Token ids, null where nothing is decided.
    pub(super) canvas: Vec<Option<u32>>,
    /// Their texts.
    pub(super) texts: Vec<Option<String>>,
    /// The confidence in each.
    pub(super) confidences: Vec<Option<f32>>,
}

/// What a run cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Usage {
    pub(super) completion_tokens: Option<usize>,
    /// Forward passes, from engines that count them.
    pub(super) nfe: Option<usize>,
}
