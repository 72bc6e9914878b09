//! From a request to the runs that answer it: prompts, seeds, what stands in the canvas; and their events.

use std::sync::Arc;
use std::time::Duration;

use crate::engine::service::Events;
use futures::StreamExt;
use llada::session::{Input, Planner, Request};
use trajectory::{Event, FailureKind, Invalid, PartialParams, Resume};

use super::draft::{Draft, Shape};
use super::error::{Error, Result};
use super::sampling::{Pinned, Sampling, Tokens};
use crate::engine::Client;
use crate::engine::backend::Front;
use crate::engine::service::Service;

/// The most answers to one prompt.
const MOST_ANSWERS: usize = 16;
/// The most answers to one request.
const MOST_RUNS: usize = 128;
/// How many runs of one request are in the queue or in progress at once.
const AT_ONCE: usize = 8;

/// One answer to make.
#[derive(Debug, Clone)]
pub(super) struct Generation {
    pub(super) request: Request,
    pub(super) shape: Shape,
}

/// What every run of a request has in common.
pub(super) struct Asked<'a> {
    pub(super) front: &'a dyn Front,
    pub(super) sampling: &'a Sampling,
    /// Whether the likeliest other tokens are asked for.
    pub(super) alternatives: bool,
    /// What is given behind the answer.
    pub(super) suffix: Vec<u32>,
}

impl Asked<'_> {
    /// The generations: for each input as many answers as were asked for.
    ///
    /// # Errors
    /// A parameter is out of bounds, or there are too many answers.
    pub(super) fn generations(&self, inputs: Vec<Input>) -> Result<Vec<Generation>> {
        let answers = self.sampling.n.unwrap_or(1);
        if !(1..=MOST_ANSWERS).contains(&answers) {
            let (allowed, remedy) = (format!("1 to {MOST_ANSWERS}"), "send the request again");
            return Err(Invalid::new("n", answers, allowed, remedy).into());
        }
        let all = inputs.len() * answers;
        if all == 0 || all > MOST_RUNS {
            let allowed = format!("1 to {MOST_RUNS} answers to a request");
            let remedy = "send several requests";
            return Err(Invalid::new("prompt", format!("{all} answers"), allowed, remedy).into());
        }
        let planner = self.front.planner();
        let params = self.sampling.params(planner)?;
        let (params, resume, shape) = self.canvas(planner, params)?;
        let mut generations = Vec::with_capacity(all);
        for input in inputs {
            for answer in 0..answers {
                let mut params = params.clone();
                // The answers to one prompt differ; a seed that was given stays the first one's.
                params.seed = params.seed.map(|seed| seed.wrapping_add(answer as u64));
                generations.push(Generation {
                    request: Request {
                        input: input.clone(),
                        params,
                        alternatives: self.alternatives,
                        resume: resume.clone(),
                        ..Request::default()
                    },
                    shape: shape.clone(),
                });
            }
        }
        Ok(generations)
    }

    /// What stands in the canvas from the start.
    fn canvas(
        &self,
        planner: &Planner,
        mut params: PartialParams,
    ) -> Result<(PartialParams, Option<Resume>, Shape)> {
        let resolved = planner.resolve(&params)?;
        let mut shape = Shape {
            cut: None,
            stops: resolved.stop.clone(),
        };
        let length = resolved.gen_length;
        let mut tokens = self.given();
        if !self.suffix.is_empty() {
            if planner.family.block_length.is_some() {
                let allowed = "nothing, since a block-causal model sees nothing behind a block";
                let remedy = "leave it out, or use LLaDA, LLaDA-MoE or iLLaDA";
                return Err(Invalid::new("suffix", "given", allowed, remedy).into());
            }
            let behind = (length..).zip(self.suffix.iter().copied());
            tokens.extend(behind.map(|(position, id)| (position, id, true)));
            shape.cut = Some(length);
            params.gen_length = Some(length + self.suffix.len());
            // A stop text in what was given ends nothing.
            params.stop = None;
        }
        if tokens.is_empty() {
            return Ok((params, None, shape));
        }
        let whole = params.gen_length.unwrap_or(length);
        let mut canvas = vec![planner.special.mask_id; whole];
        let mut locked = Vec::new();
        for (position, id, is_locked) in tokens {
            let Some(cell) = canvas.get_mut(position) else {
                let allowed = format!("positions 0 to {}", length - 1);
                let remedy = "move the token or raise max_tokens";
                return Err(Invalid::new("initial", position, allowed, remedy).into());
            };
            *cell = id;
            if is_locked && id != planner.special.mask_id {
                locked.push(position);
            }
        }
        locked.sort_unstable();
        locked.dedup();
        let resume = Resume {
            canvas,
            locked,
            ..Resume::default()
        };
        Ok((params, Some(resume), shape))
    }

    /// The tokens that the request puts into the canvas: position, id, whether it is locked.
    fn given(&self) -> Vec<(usize, u32, bool)> {
        let asked = self.sampling;
        let initial = asked
            .initial
            .as_ref()
            .or(asked.diffusion_seed_canvas.as_ref());
        let pinned = asked.pinned.as_ref().or(asked.diffusion_pinned.as_ref());
        let initial = initial.map(Tokens::pairs).unwrap_or_default();
        let is_pinned = |position| pinned.is_some_and(|pinned| pinned.contains(&position));
        let mut tokens: Vec<_> = initial
            .into_iter()
            .map(|(position, id)| (position, id, is_pinned(position)))
            .collect();
        if let Some(Pinned::Pairs(pairs)) = &asked.constraints {
            tokens.extend(pairs.iter().map(|(position, id)| (*position, *id, true)));
        }
        tokens
    }
}

/// Queues a run.
pub(super) async fn begin(
    engine: &dyn Service,
    client: &Client,
    generation: &Generation,
) -> Result<Events> {
    let request = generation.request.clone();
    Ok(engine.submit(client.clone(), request).await?)
}

/// Waits for a run's end. The queue may have no room for all runs of a request: those after the first wait for it.
async fn complete(
    engine: &dyn Service,
    client: &Client,
    front: Arc<dyn Front>,
    (index, generation): (usize, Generation),
) -> Result<Draft> {
    let mut events = loop {
        let request = generation.request.clone();
        match engine.submit(client.clone(), request).await {
            Err(refused) if refused.error.kind == FailureKind::Busy && index > 0 => {
                let wait = refused.retry_after.unwrap_or_default();
                let bounds = (Duration::from_millis(50), Duration::from_secs(5));
                tokio::time::sleep(wait.clamp(bounds.0, bounds.1)).await;
            }
            admitted => break admitted?,
        }
    };
    let mut draft = Draft::new(front, generation.shape);
    while let Some(event) = events.next().await {
        let Some(event) = event else { continue };
        if let Event::Failed { kind, message } = event {
            return Err(trajectory::api::ApiError::new(kind, message).into());
        }
        draft.apply(&event);
    }
    Ok(draft)
}

/// Makes every answer of a request.
pub(super) async fn complete_all(
    engine: &Arc<dyn Service>,
    client: &Client,
    front: &Arc<dyn Front>,
    generations: Vec<Generation>,
) -> Result<Vec<Draft>> {
    let drafts = futures::stream::iter(generations.into_iter().enumerate())
        .map(|generation| complete(engine.as_ref(), client, front.clone(), generation))
        .buffered(AT_ONCE)
        .collect::<Vec<Result<Draft>>>()
        .await;
    drafts.into_iter().collect()
}

/// Checks that the request means the served model; its id.
///
/// # Errors
/// It names another one.
pub(super) fn served(engine: &dyn Service, asked: Option<&str>) -> Result<String> {
    let id = super::models::id(&engine.status());
    let names = ["", "default", "unmask", id.as_str()];
    match asked {
        Some(other) if !names.contains(&other) => {
            let message = format!(
                "model is \"{other}\"; this server has \"{id}\". Send that, or leave model out."
            );
            Err(Error::with(axum::http::StatusCode::NOT_FOUND, message))
        }
        _ => Ok(id),
    }
}
