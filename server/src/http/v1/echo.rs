//! What evaluation harnesses ask of autoregressive models: the log-probabilities of a text's own tokens. Here each token is
//! predicted with everything after it masked. That is not the bound that a masked-diffusion model is trained on: for that, and
//! for the numbers of LLaDA's paper, there is `/v1/loglikelihood`.

use std::sync::Arc;

use llada::likelihood::{Method, Outcome};
use llada::session::{Input, Planner};
use trajectory::Invalid;

use super::completions::{Choice, Completion, CompletionRequest, Logprobs};
use super::error::{Error, Result};
use super::reply::Usage;
use super::{new_id, now};
use crate::engine::Client;
use crate::engine::service::{ScoreRequest, Service};

/// Whether a request wants the prompt's own log-probabilities, and no text: as lm-evaluation-harness writes it, one token that
/// it throws away.
pub(super) fn is_asked(request: &CompletionRequest) -> bool {
    let length = request.sampling.length();
    request.echo == Some(true) && request.logprobs.is_some() && matches!(length, Some(0 | 1))
}

/// Scores the prompts.
///
/// # Errors
/// A prompt is empty, does not fit, or the model has no such likelihood.
pub(super) async fn score(
    engine: &Arc<dyn Service>,
    client: &Client,
    asked: &CompletionRequest,
    model: String,
) -> Result<Completion> {
    let front = engine.front()?;
    let planner = front.planner();
    let mut choices = Vec::new();
    let (mut tokens, mut nfe) = (0, 0);
    for (index, input) in asked.prompt.inputs().into_iter().enumerate() {
        let ids = ids(&input, planner)?;
        let last = asked.echo_score_last.unwrap_or(ids.len()).min(ids.len());
        let request = ScoreRequest {
            prompt: Vec::new(),
            answer: ids.clone(),
            cfg_scale: 0.0,
            method: Method::LeftToRight { last },
            greedy: false,
        };
        let outcome = engine.score(client.clone(), request).await?;
        tokens += ids.len();
        nfe += outcome.passes;
        choices.push(Choice {
            index,
            text: planner.tokenizer.decode_with_special(&ids),
            logprobs: Some(logprobs(planner, &ids, &outcome, asked.sampling.length())),
            finish_reason: "length",
        });
    }
    if choices.is_empty() {
        let remedy = "send a text or token ids";
        return Err(Invalid::new("prompt", "empty", "at least one prompt", remedy).into());
    }
    Ok(Completion {
        id: new_id("cmpl"),
        object: "text_completion",
        created: now(),
        model,
        choices,
        usage: Usage::passes(tokens, nfe),
    })
}

fn ids(input: &Input, planner: &Planner) -> Result<Vec<u32>> {
    match input {
        Input::Ids(ids) => Ok(ids.clone()),
        Input::Text(text) => {
            let ids = planner.tokenizer.encode(text);
            ids.map_err(|error| Error::invalid(error.to_string()))
        }
        Input::Conversation(_) => Err(Error::invalid("A conversation has no echo.")),
    }
}

/// An entry for each token; those that were not scored have null. Where a generated token was asked for, an empty entry stands
/// for it, since the harness drops the last one.
fn logprobs(planner: &Planner, ids: &[u32], outcome: &Outcome, length: Option<usize>) -> Logprobs {
    let mut logprobs = Logprobs::default();
    let text = |id: u32| planner.tokenizer.token_text(id);
    let unscored = ids.len() - outcome.tokens.len();
    for (at, id) in ids.iter().enumerate() {
        let score = at.checked_sub(unscored).map(|at| &outcome.tokens[at]);
        let top = score.map(|score| vec![(text(score.best), score.best_log_probability)]);
        let own = score.map(|score| score.log_probability);
        logprobs.push(text(*id), own, top.unwrap_or_default());
    }
    if length == Some(1) {
        logprobs.push(String::new(), None, Vec::new());
    }
    logprobs
}
