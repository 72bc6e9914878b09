//! What both kinds of completion answer with: usage, log-probabilities, the draft's state.

use llada::session::Planner;
use serde::Serialize;
use trajectory::Invalid;
use utoipa::ToSchema;

use super::draft::{Draft, Reveal};
use super::error::Result;

/// The most of the likeliest tokens that may be asked for, as with OpenAI; five are known.
const MOST_LIKELIEST: usize = 20;

/// Checks how many of the likeliest tokens are asked for.
///
/// # Errors
/// More than [`MOST_LIKELIEST`].
pub(super) fn check_likeliest(field: &str, asked: Option<usize>) -> Result<()> {
    match asked {
        Some(count) if count > MOST_LIKELIEST => {
            let allowed = format!("0 to {MOST_LIKELIEST}");
            Err(Invalid::new(
                field,
                count,
                allowed,
                "ask for 5, which is all that is known",
            )
            .into())
        }
        _ => Ok(()),
    }
}

/// What a request cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Usage {
    /// Tokens of the prompt, a suffix included.
    prompt_tokens: usize,
    /// Tokens of the answers, special ones not counted.
    completion_tokens: usize,
    /// Both.
    total_tokens: usize,
    /// Forward passes that the answers took.
    nfe: usize,
}

impl Usage {
    /// The usage of some answers.
    pub(super) fn of<'a>(drafts: impl IntoIterator<Item = &'a Draft>) -> Self {
        let mut usage = Self::default();
        for draft in drafts {
            usage.prompt_tokens += draft.prompt_tokens();
            usage.completion_tokens += draft.completion_tokens();
            usage.nfe += draft.nfe;
        }
        usage.total_tokens = usage.prompt_tokens + usage.completion_tokens;
        usage
    }

    /// Forward passes without an answer.
    pub(super) const fn passes(prompt_tokens: usize, nfe: usize) -> Self {
        Self {
            prompt_tokens,
            completion_tokens: 0,
            total_tokens: prompt_tokens,
            nfe,
        }
    }
}

/// The log-probabilities of a chat answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChatLogprobs {
    /// One entry for each token, in the order of the text.
    content: Vec<TokenLogprob>,
}

/// A token as it was revealed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenLogprob {
    token: String,
    /// Its log-probability in the pass that decided it; null where it was given.
    logprob: Option<f64>,
    bytes: Option<Vec<u8>>,
    /// The likeliest tokens of that pass.
    top_logprobs: Vec<TopLogprob>,
}

/// What else was likely.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TopLogprob {
    token: String,
    logprob: f64,
    bytes: Option<Vec<u8>>,
}

impl ChatLogprobs {
    pub(super) fn of<'a>(
        planner: &Planner,
        reveals: impl Iterator<Item = &'a Reveal>,
        top: usize,
    ) -> Self {
        let text = |id: u32| planner.tokenizer.token_text(id);
        let bytes = |token: &str| Some(token.as_bytes().to_vec());
        let entry = |reveal: &Reveal| {
            let token = text(reveal.id);
            let likeliest = reveal.top.iter().take(top).map(|(id, logprob)| {
                let token = text(*id);
                TopLogprob {
                    bytes: bytes(&token),
                    token,
                    logprob: *logprob,
                }
            });
            TokenLogprob {
                bytes: bytes(&token),
                token,
                logprob: reveal.logprob,
                top_logprobs: likeliest.collect(),
            }
        };
        Self {
            content: reveals.map(entry).collect(),
        }
    }
}

/// A snapshot of a canvas, for `stream_mode: "denoise"`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Snapshot {
    /// Forward passes so far.
    nfe: usize,
    /// The whole canvas: token ids, null where nothing is decided.
    canvas: Vec<Option<u32>>,
    /// The texts of the decided tokens, null where nothing is decided.
    texts: Vec<Option<String>>,
    /// The confidence in each decided token, null where there is none or nobody knows it.
    confidences: Vec<Option<f64>>,
    /// Masks left.
    masks_left: usize,
}

impl Snapshot {
    pub(super) fn of(draft: &Draft) -> Self {
        let canvas = draft.cells();
        let tokenizer = &draft.planner().tokenizer;
        let texts = canvas.iter();
        Self {
            nfe: draft.nfe,
            texts: texts
                .map(|id| id.map(|id| tokenizer.token_text(id)))
                .collect(),
            confidences: draft.confidences(),
            masks_left: canvas.iter().filter(|id| id.is_none()).count(),
            canvas,
        }
    }
}
