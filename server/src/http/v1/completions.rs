//! `/v1/completions`: texts and token ids to continue, gaps to fill, and texts to score from left to right.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use llada::session::Input;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use trajectory::Invalid;
use utoipa::ToSchema;

use super::draft::{Draft, Reveal};
use super::echo;
use super::error::{Envelope, Error, Result};
use super::generation::{Asked, complete_all, served};
use super::reply::{Usage, check_likeliest};
use super::sampling::Sampling;
use super::stream::{self, Chunks};
use super::{body, new_id, now, relay};
use crate::engine::Client;
use crate::engine::service::Service;

/// A prompt to continue.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CompletionRequest {
    /// A text, token ids, or a list of either.
    pub(super) prompt: Prompt,
    /// What follows the answer: the model fills the gap between prompt and suffix.
    #[serde(default)]
    suffix: Option<String>,
    /// Whether the answer begins with the prompt. With `logprobs` and `max_tokens` 0 or 1 nothing is generated: the prompt's own
    /// tokens are scored from left to right.
    #[serde(default)]
    pub(super) echo: Option<bool>,
    /// Of an echo only the last tokens are scored.
    #[serde(default)]
    pub(super) echo_score_last: Option<usize>,
    /// How many of the likeliest tokens to report beside each token's log-probability at its reveal, up to 5.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 20)]
    pub(super) logprobs: Option<usize>,
    #[serde(flatten)]
    pub(super) sampling: Sampling,
}

/// Prompts in OpenAI's four spellings.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Prompt {
    /// A text.
    Text(String),
    /// Token ids.
    Ids(Vec<u32>),
    /// Texts.
    Texts(Vec<String>),
    /// Lists of token ids.
    ManyIds(Vec<Vec<u32>>),
}

impl Prompt {
    pub(super) fn inputs(&self) -> Vec<Input> {
        match self {
            Self::Text(text) => vec![Input::Text(text.clone())],
            Self::Ids(ids) => vec![Input::Ids(ids.clone())],
            Self::Texts(texts) => texts.iter().cloned().map(Input::Text).collect(),
            Self::ManyIds(lists) => lists.iter().cloned().map(Input::Ids).collect(),
        }
    }
}

/// The answers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Completion {
    pub(super) id: String,
    /// `text_completion`.
    pub(super) object: &'static str,
    pub(super) created: u64,
    pub(super) model: String,
    pub(super) choices: Vec<Choice>,
    pub(super) usage: Usage,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Choice {
    /// Which prompt, times the number of answers to each, and which answer.
    pub(super) index: usize,
    pub(super) text: String,
    /// Null unless they were asked for.
    pub(super) logprobs: Option<Logprobs>,
    /// `stop` or `length`.
    pub(super) finish_reason: &'static str,
}

/// Log-probabilities, an entry for each token in the order of the text.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct Logprobs {
    pub(super) tokens: Vec<String>,
    /// Null where a token was given.
    pub(super) token_logprobs: Vec<Option<f64>>,
    /// The likeliest tokens and their log-probabilities.
    #[schema(value_type = Vec<std::collections::HashMap<String, f64>>)]
    pub(super) top_logprobs: Vec<Map<String, Value>>,
    /// Where each token begins, in characters.
    pub(super) text_offset: Vec<usize>,
}

impl Logprobs {
    fn of<'a>(draft: &Draft, reveals: impl Iterator<Item = &'a Reveal>, top: usize) -> Self {
        let tokenizer = &draft.planner().tokenizer;
        let mut logprobs = Self::default();
        for reveal in reveals {
            let likeliest = reveal.top.iter().take(top);
            let likeliest = likeliest.map(|(id, logprob)| (tokenizer.token_text(*id), *logprob));
            logprobs.push(
                tokenizer.token_text(reveal.id),
                reveal.logprob,
                likeliest.collect(),
            );
        }
        logprobs
    }

    /// Appends a token.
    pub(super) fn push(&mut self, token: String, logprob: Option<f64>, top: Vec<(String, f64)>) {
        let before = self.tokens.last().map_or(0, |token| token.chars().count());
        let offset = self.text_offset.last().map_or(0, |offset| offset + before);
        self.text_offset.push(offset);
        self.token_logprobs.push(logprob);
        let top = top.into_iter();
        self.top_logprobs.push(
            top.map(|(token, logprob)| (token, json!(logprob)))
                .collect(),
        );
        self.tokens.push(token);
    }
}

struct TextChunks {
    id: String,
    created: u64,
    model: String,
    logprobs: Option<usize>,
    echo: bool,
}

impl Chunks for TextChunks {
    fn frame(&self) -> Value {
        json!({
            "id": self.id, "object": "text_completion", "created": self.created, "model": self.model,
        })
    }

    fn choice(&self, index: usize, text: &str, draft: &Draft, from: usize) -> Value {
        let logprobs = self.logprobs.filter(|_| !text.is_empty());
        let logprobs = logprobs.map(|top| Logprobs::of(draft, draft.reveals().skip(from), top));
        let prompt = if self.echo && from == 0 && !text.is_empty() {
            draft.prompt()
        } else {
            ""
        };
        let text = format!("{prompt}{text}");
        json!({"index": index, "text": text, "logprobs": logprobs, "finish_reason": null})
    }

    fn first(&self, _: usize) -> Option<Value> {
        None
    }

    fn last(&self, index: usize, draft: &Draft) -> Value {
        let reason = draft.finish_reason().as_str();
        json!({"index": index, "text": "", "logprobs": null, "finish_reason": reason})
    }
}

/// Continues prompts, or fills the gap before a suffix.
#[utoipa::path(post, path = "/v1/completions", tag = "completions", request_body = CompletionRequest,
    responses((status = 200, description = "The answers; with `stream` chunks of them, as server-sent events",
        content((Completion = "application/json"), (String = "text/event-stream"))),
        (status = "4XX", body = Envelope), (status = 503, body = Envelope)))]
pub(super) async fn create(
    State(engine): State<Arc<dyn Service>>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Response> {
    if let Some(relay) = engine.relay() {
        return relay::pass_on(engine.as_ref(), relay, "/v1/completions", request).await;
    }
    let asked: CompletionRequest = body::read(request).await?;
    let model = served(engine.as_ref(), asked.sampling.model.as_deref())?;
    check_likeliest("logprobs", asked.logprobs)?;
    if echo::is_asked(&asked) {
        let completion = echo::score(&engine, &client, &asked, model).await?;
        return Ok(Json(completion).into_response());
    }
    let front = engine.front()?;
    let generations = Asked {
        front: front.as_ref(),
        sampling: &asked.sampling,
        alternatives: asked.logprobs.is_some(),
        suffix: suffix(&asked, front.planner())?,
    }
    .generations(asked.prompt.inputs())?;
    let (id, created) = (new_id("cmpl"), now());
    let echo = asked.echo == Some(true);
    if asked.sampling.stream == Some(true) {
        let chunks = Arc::new(TextChunks {
            id,
            created,
            model,
            logprobs: asked.logprobs,
            echo,
        });
        let how = (&asked.sampling, chunks as Arc<dyn Chunks>);
        return stream::respond(&engine, &client, &front, generations, how).await;
    }
    let drafts = complete_all(&engine, &client, &front, generations).await?;
    let choices = drafts.iter().enumerate().map(|(index, draft)| Choice {
        index,
        text: if echo {
            format!("{}{}", draft.prompt(), draft.text())
        } else {
            draft.text()
        },
        logprobs: asked
            .logprobs
            .map(|top| Logprobs::of(draft, draft.reveals(), top)),
        finish_reason: draft.finish_reason().as_str(),
    });
    let completion = Completion {
        id,
        object: "text_completion",
        created,
        model,
        choices: choices.collect(),
        usage: Usage::of(&drafts),
    };
    Ok(Json(completion).into_response())
}

/// The ids of what follows the answer.
fn suffix(asked: &CompletionRequest, planner: &llada::Planner) -> Result<Vec<u32>> {
    let text = asked.suffix.as_deref().unwrap_or_default();
    let ids = planner.tokenizer.encode(text);
    let ids = ids.map_err(|error| Error::invalid(error.to_string()))?;
    if ids.contains(&planner.special.mask_id) {
        let remedy = "raise max_tokens for a longer gap";
        return Err(Invalid::new("suffix", text, "text without the mask token", remedy).into());
    }
    Ok(ids)
}
