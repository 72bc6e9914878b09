//! `/v1/loglikelihood`: LLaDA's own estimate of how likely a continuation is, as `unmask score` computes it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::{Extension, Json};
use llada::likelihood::pair::encode_pair;
use llada::likelihood::{Method, Sampling};
use llada::session::Planner;
use serde::{Deserialize, Serialize};
use trajectory::Invalid;
use utoipa::ToSchema;

use super::body;
use super::error::{Envelope, Error, Result};
use super::generation::served;
use super::reply::Usage;
use crate::engine::Client;
use crate::engine::service::{ScoreRequest, Service};

/// A continuation to score.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct LikelihoodRequest {
    /// The served model's id, or nothing.
    #[serde(default)]
    model: Option<String>,
    /// What stands before: a text, or token ids. White space at a text's end is counted to the continuation.
    #[serde(default)]
    prompt: Option<TextOrIds>,
    /// What is scored: a text, or token ids; both are texts, or both are ids.
    continuation: TextOrIds,
    /// How: `monte_carlo` (the default), `exact` (for up to 14 tokens), or `left_to_right`.
    #[serde(default)]
    method: How,
    /// Masks to draw, a multiple of `batch`.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    mc_num: Option<usize>,
    /// Masks drawn together, with evenly spread counts.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 4096)]
    batch: Option<usize>,
    /// Seed of the masks.
    #[serde(default)]
    seed: Option<u64>,
    /// Classifier-free guidance; 0 is off.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 20)]
    cfg_scale: Option<f64>,
    /// Whether to say if greedy decoding gives the continuation.
    #[serde(default)]
    greedy: Option<bool>,
}

/// A text or token ids.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
enum TextOrIds {
    /// A text.
    Text(String),
    /// Token ids.
    Ids(Vec<u32>),
}

/// How a continuation is scored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum How {
    /// The bound, estimated from drawn masks.
    #[default]
    #[serde(alias = "mc")]
    MonteCarlo,
    /// The bound, over every mask.
    Exact,
    /// Token by token, each with everything after it masked.
    #[serde(alias = "chain")]
    LeftToRight,
}

/// What came out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Likelihood {
    /// `loglikelihood`.
    object: &'static str,
    model: String,
    /// In nats.
    log_likelihood: f64,
    /// Null for a single sample; 0 where nothing is drawn.
    standard_error: Option<f64>,
    /// Masks evaluated.
    samples: usize,
    method: How,
    /// The seed of the masks; null where nothing is drawn.
    seed: Option<u64>,
    /// Whether greedy decoding gives the continuation; null unless it was asked.
    is_greedy: Option<bool>,
    prompt_ids: Vec<u32>,
    continuation_ids: Vec<u32>,
    usage: Usage,
}

/// The seed that the evaluation of the paper uses.
const SEED: u64 = 1234;

impl LikelihoodRequest {
    fn ids(&self, planner: &Planner) -> Result<(Vec<u32>, Vec<u32>)> {
        let prompt = self.prompt.clone();
        let pair = match (prompt, &self.continuation) {
            (Some(TextOrIds::Ids(prompt)), TextOrIds::Ids(continuation)) => {
                return Ok((prompt, continuation.clone()));
            }
            // An empty list of ids.
            (None, TextOrIds::Ids(continuation)) => return Ok((Vec::new(), continuation.clone())),
            (None, TextOrIds::Text(text)) => encode_pair(&planner.tokenizer, "", text),
            (Some(TextOrIds::Text(prompt)), TextOrIds::Text(text)) => {
                encode_pair(&planner.tokenizer, &prompt, text)
            }
            _ => {
                let message = "prompt and continuation are of two kinds; allowed: two texts or two lists of token ids. Send both in one of them.";
                return Err(Error::invalid(message));
            }
        };
        pair.map_err(|error| Error::invalid(error.to_string()))
    }

    fn method(&self) -> Method {
        match self.method {
            How::Exact => Method::Exact,
            How::LeftToRight => Method::LeftToRight { last: usize::MAX },
            How::MonteCarlo => {
                let mc_num = self.mc_num.unwrap_or(128);
                let usual = if mc_num.is_multiple_of(16) { 16 } else { 1 };
                Method::MonteCarlo(Sampling {
                    mc_num,
                    batch: self.batch.unwrap_or(usual),
                    seed: self.seed.unwrap_or(SEED),
                })
            }
        }
    }

    fn guidance(&self) -> Result<f64> {
        let scale = self.cfg_scale.unwrap_or(0.0);
        if (0.0..=20.0).contains(&scale) {
            return Ok(scale);
        }
        let remedy = "use 0 to switch guidance off";
        Err(Invalid::new("cfg_scale", scale, "0 to 20", remedy).into())
    }
}

/// The log-likelihood of a continuation.
#[utoipa::path(post, path = "/v1/loglikelihood", tag = "likelihood", request_body = LikelihoodRequest,
    responses((status = 200, body = Likelihood), (status = "4XX", body = Envelope), (status = 503, body = Envelope)))]
pub(super) async fn create(
    State(engine): State<Arc<dyn Service>>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Json<Likelihood>> {
    let asked: LikelihoodRequest = body::read(request).await?;
    let model = served(engine.as_ref(), asked.model.as_deref())?;
    let cfg_scale = asked.guidance()?;
    let (method, greedy) = (asked.method(), asked.greedy == Some(true));
    let how = asked.method;
    let front = engine.front()?;
    let ids = super::aside(move || asked.ids(front.planner()));
    let (prompt_ids, continuation_ids) = ids.await?;
    let request = ScoreRequest {
        prompt: prompt_ids.clone(),
        answer: continuation_ids.clone(),
        cfg_scale,
        method,
        greedy,
    };
    let outcome = engine.score(client, request).await?;
    let error = outcome.score.standard_error;
    Ok(Json(Likelihood {
        object: "loglikelihood",
        model,
        log_likelihood: outcome.score.log_likelihood,
        standard_error: Some(error).filter(|error| error.is_finite()),
        samples: outcome.score.samples,
        method: how,
        seed: match method {
            Method::MonteCarlo(sampling) => Some(sampling.seed),
            Method::Exact | Method::LeftToRight { .. } => None,
        },
        is_greedy: outcome.is_greedy,
        usage: Usage::passes(prompt_ids.len() + continuation_ids.len(), outcome.passes),
        prompt_ids,
        continuation_ids,
    }))
}
