//! How an answer is sampled: OpenAI's fields, this program's own, and the names that other servers of diffusion models use.

use llada::session::Planner;
use serde::Deserialize;
use serde_json::Number;
use trajectory::params::MAX_STEPS;
use trajectory::{Constraints, Invalid, PartialParams, Remasking};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, Object, OneOf, Schema, Type};

/// What both kinds of completion take. Unknown fields are ignored.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub(super) struct Sampling {
    /// The served model's id, `default`, or nothing.
    pub(super) model: Option<String>,
    /// Length of the answer's canvas in tokens; without it the model's default.
    #[schema(minimum = 1, example = 64)]
    max_tokens: Option<usize>,
    /// The same.
    #[schema(minimum = 1)]
    max_completion_tokens: Option<usize>,
    /// The same.
    #[schema(ignore)]
    max_new_tokens: Option<usize>,
    /// The same, as this program calls it.
    #[schema(minimum = 1)]
    gen_length: Option<usize>,
    /// The same, as vLLM calls it.
    #[schema(ignore)]
    canvas_length: Option<usize>,
    /// 0 (the default) takes the likeliest token.
    #[schema(minimum = 0, maximum = 10)]
    temperature: Option<f64>,
    /// Seed of every random draw: the same request with the same seed has the same answer.
    #[schema(value_type = Option<i64>)]
    seed: Option<Number>,
    /// The answer ends before the first of these texts.
    pub(super) stop: Option<Texts>,
    /// How many answers to each prompt, with the seeds `seed`, `seed + 1`, …
    #[schema(minimum = 1, maximum = 16)]
    pub(super) n: Option<usize>,
    /// Server-sent events instead of one answer.
    pub(super) stream: Option<bool>,
    /// What a stream ends with.
    pub(super) stream_options: Option<StreamOptions>,
    /// What is streamed.
    pub(super) stream_mode: Option<StreamMode>,

    /// Denoising steps over the whole answer; without it in proportion to its length.
    #[schema(minimum = 1, maximum = 4096)]
    steps: Option<usize>,
    #[schema(ignore)]
    num_denoising_steps: Option<usize>,
    #[schema(ignore)]
    max_denoising_steps: Option<usize>,
    #[schema(ignore)]
    diffusion_steps: Option<usize>,
    #[schema(ignore)]
    diffusion_max_steps: Option<usize>,
    #[schema(ignore)]
    max_nfe: Option<usize>,
    /// Denoising steps of each block; replaces `steps`.
    #[schema(minimum = 1, maximum = 1024)]
    steps_per_block: Option<usize>,
    #[schema(ignore)]
    dllm_denoising_steps: Option<usize>,
    /// Tokens per block; blocks are finished left to right.
    #[schema(minimum = 1)]
    block_length: Option<usize>,
    #[schema(ignore)]
    block_size: Option<usize>,
    #[schema(ignore)]
    dllm_block_length: Option<usize>,
    /// Which positions are committed first: `low_confidence` or `random`.
    remasking: Option<String>,
    #[schema(ignore)]
    dllm_unmasking_strategy: Option<String>,
    /// Classifier-free guidance; 0 is off.
    #[schema(minimum = 0, maximum = 20)]
    cfg_scale: Option<f64>,
    #[schema(ignore)]
    cfg: Option<f64>,
    /// Commit every position at or above this confidence, and always the best one.
    #[schema(minimum = 0, maximum = 1)]
    threshold: Option<f64>,
    #[schema(ignore)]
    confidence_threshold: Option<f64>,
    #[schema(ignore)]
    dllm_confidence_threshold: Option<f64>,
    /// Beyond the schedule, commit every position at or above this confidence.
    #[schema(minimum = 0, maximum = 1)]
    ahead: Option<f64>,
    /// The end of text may not be chosen.
    suppress_eos: Option<bool>,
    #[schema(ignore)]
    logits_eos_inf: Option<bool>,
    /// The end of text is committed last.
    eos_last: Option<bool>,
    #[schema(ignore)]
    confidence_eos_eot_inf: Option<bool>,
    /// End with the block that holds the end of text.
    stop_at_eos: Option<bool>,
    #[schema(ignore)]
    eos_early_stop: Option<bool>,
    /// Which keys and values are reused: `none`, `prefix`, `dual`, `vicinity` or `auto`.
    #[schema(value_type = Option<String>)]
    cache: Option<trajectory::Cache>,
    /// LLaDA2.1: fewest positions that a pass fills.
    #[schema(minimum = 1, maximum = 32)]
    num_to_transfer: Option<usize>,
    /// LLaDA2.1: a token is replaced by one whose probability is above this.
    #[schema(minimum = 0, maximum = 1)]
    editing_threshold: Option<f64>,
    #[schema(ignore)]
    edit_threshold: Option<f64>,
    /// LLaDA2.1: most passes over a full block.
    #[schema(minimum = 0, maximum = 64)]
    max_post_steps: Option<usize>,

    /// Tokens that stand in the answer from the start: the canvas as token ids, null where it is to be filled, or pairs
    /// `[position, id]`.
    pub(super) initial: Option<Tokens>,
    #[schema(ignore)]
    pub(super) diffusion_seed_canvas: Option<Tokens>,
    /// Positions of `initial` that are never changed.
    pub(super) pinned: Option<Vec<usize>>,
    #[schema(ignore)]
    pub(super) diffusion_pinned: Option<Vec<usize>>,
    /// Tokens that stand in the answer and are never changed: pairs `[position, id]`, or words as `"0:Once, 5:upon"`.
    #[schema(schema_with = pinned_schema)]
    pub(super) constraints: Option<Pinned>,
}

/// One text or several.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Texts {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// What a stream ends with.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub(super) struct StreamOptions {
    /// Whether a chunk with the usage follows the last one.
    #[serde(default)]
    pub(super) include_usage: Option<bool>,
}

/// What is streamed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum StreamMode {
    /// Text deltas of the committed contiguous prefix.
    #[default]
    #[serde(alias = "block_append")]
    Append,
    /// Snapshots of the whole canvas as an extra field; the text comes with the last one.
    Denoise,
}

/// Token ids at positions.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Tokens {
    /// `[position, id]`.
    Pairs(Vec<(usize, u32)>),
    /// From the first position on.
    Canvas(Vec<Option<u32>>),
}

/// Tokens or words at positions.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Pinned {
    /// `[position, id]`.
    Pairs(Vec<(usize, u32)>),
    /// Words.
    Words(Constraints),
}

/// How [`Pinned`] is described: words are a text, or a map from positions.
fn pinned_schema() -> Schema {
    let of = |kind: Type| Object::builder().schema_type(kind).build();
    let pair = Array::builder().items(of(Type::Integer));
    let pair = pair.min_items(Some(2)).max_items(Some(2));
    let pairs = Array::builder().items(pair).build();
    let map = of(Type::Object);
    let pinned = OneOf::builder().item(pairs).item(of(Type::String));
    pinned.item(map).item(of(Type::Null)).build().into()
}

impl Tokens {
    /// `(position, id)` where there is a token.
    pub(super) fn pairs(&self) -> Vec<(usize, u32)> {
        match self {
            Self::Pairs(pairs) => pairs.clone(),
            Self::Canvas(ids) => {
                let ids = ids.iter().enumerate();
                ids.filter_map(|(position, id)| Some((position, (*id)?)))
                    .collect()
            }
        }
    }
}

impl Texts {
    /// As a list.
    pub(super) fn list(&self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text.clone()],
            Self::Several(texts) => texts.clone(),
        }
    }
}

impl Sampling {
    /// The length of the answer's canvas, if it was given.
    pub(super) fn length(&self) -> Option<usize> {
        first([
            self.max_tokens,
            self.max_completion_tokens,
            self.max_new_tokens,
            self.gen_length,
            self.canvas_length,
        ])
    }

    /// The parameters that were asked for.
    pub(super) fn params(&self, planner: &Planner) -> Result<PartialParams, Invalid> {
        let steps = [
            self.steps,
            self.num_denoising_steps,
            self.max_denoising_steps,
            self.diffusion_steps,
            self.diffusion_max_steps,
            self.max_nfe,
        ];
        let mut params = PartialParams {
            gen_length: self.length(),
            steps: first(steps),
            steps_per_block: first([self.steps_per_block, self.dllm_denoising_steps]),
            block_length: first([self.block_length, self.block_size, self.dllm_block_length]),
            temperature: self.temperature,
            cfg_scale: first([self.cfg_scale, self.cfg]),
            remasking: self.remasking()?,
            seed: self.seed()?,
            threshold: first([
                self.threshold,
                self.confidence_threshold,
                self.dllm_confidence_threshold,
            ]),
            ahead: self.ahead,
            suppress_eos: first([self.suppress_eos, self.logits_eos_inf]),
            eos_last: first([self.eos_last, self.confidence_eos_eot_inf]),
            stop_at_eos: first([self.stop_at_eos, self.eos_early_stop]),
            cache: self.cache,
            num_to_transfer: self.num_to_transfer,
            editing_threshold: first([self.editing_threshold, self.edit_threshold]),
            max_post_steps: self.max_post_steps,
            stop: Some(self.stops()).filter(|stops| !stops.is_empty()),
            constraints: match &self.constraints {
                Some(Pinned::Words(words)) => Some(words.clone()),
                Some(Pinned::Pairs(_)) | None => None,
            },
        };
        if let Some(length) = params.gen_length
            && params.steps.is_none()
            && planner.family.block_length.is_none()
        {
            params.steps = in_proportion(length, planner);
        }
        Ok(params)
    }

    /// The stop texts; empty ones, which some clients send, stop nothing.
    pub(super) fn stops(&self) -> Vec<String> {
        let stops = self.stop.as_ref().map(Texts::list).unwrap_or_default();
        stops.into_iter().filter(|text| !text.is_empty()).collect()
    }

    fn remasking(&self) -> Result<Option<Remasking>, Invalid> {
        if let Some(name) = &self.remasking {
            return name.parse().map(Some);
        }
        // LMDeploy's names: with the schedule, or by a threshold.
        match self.dllm_unmasking_strategy.as_deref() {
            None => Ok(None),
            Some("low_confidence_static" | "low_confidence_dynamic") => {
                Ok(Some(Remasking::LowConfidence))
            }
            Some(other) => {
                let allowed = "low_confidence_static or low_confidence_dynamic";
                let remedy = "choose one";
                Err(Invalid::new(
                    "dllm_unmasking_strategy",
                    other,
                    allowed,
                    remedy,
                ))
            }
        }
    }

    /// A seed as it comes: whole, and perhaps below zero.
    fn seed(&self) -> Result<Option<u64>, Invalid> {
        let Some(seed) = &self.seed else {
            return Ok(None);
        };
        let whole = seed
            .as_u64()
            .or_else(|| seed.as_i64().map(i64::cast_unsigned));
        whole.map(Some).ok_or_else(|| {
            let remedy = "leave it out to have one drawn";
            Invalid::new("seed", seed, "a whole number of 64 bits", remedy)
        })
    }
}

/// The first value that was given.
fn first<T: Copy, const N: usize>(values: [Option<T>; N]) -> Option<T> {
    values.into_iter().flatten().next()
}

/// As many steps per token as the family's defaults have, unless its defaults count per block.
fn in_proportion(length: usize, planner: &Planner) -> Option<usize> {
    let usual = planner.resolve(&PartialParams::default()).ok()?;
    if usual.steps_per_block.is_some() {
        return None;
    }
    let steps = length
        .saturating_mul(usual.steps)
        .div_ceil(usual.gen_length);
    Some(steps.clamp(1, MAX_STEPS))
}
