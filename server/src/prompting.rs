//! From a conversation to a run: the half of a model that any thread may ask.

use app::api::{self, GenerateRequest, Preview};
use app::error::AppError;
use llada::chat_template::{ChatTemplate, TokenizerConfig};
use llada::checkpoint::Checkpoint;
use llada::conversation::fit;
use llada::run::draw_seed;
use llada::sampler::constraints::place;
use llada::special::SpecialIds;
use llada::tokenizer::Tokenizer;
use llada::{Candidates, OpenError, Prompt, PromptError, RunError, Source};
use trajectory::{FailureKind, Params, Plan, Vocab};

use crate::conversation;

/// A request in the model's own terms: checked, tokenised, seeded.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The prompt, template included.
    pub prompt: Prompt,
    /// The parameters; the seed is there.
    pub params: Params,
    /// Which best guesses to report.
    pub candidates: Candidates,
}

/// What turns text into a prompt: no weights.
#[derive(Debug)]
pub struct Prompting {
    /// The tokenizer.
    pub tokenizer: Tokenizer,
    /// The chat template.
    pub template: ChatTemplate,
    /// The special ids.
    pub special: SpecialIds,
    /// Prompt and answer together may have this many tokens.
    pub context: usize,
    /// How many parameters the model has.
    pub parameters: u64,
}

impl Prompting {
    /// Reads what a source says of text; its weights are checked, not loaded.
    ///
    /// # Errors
    /// The checkpoint is refused.
    pub fn open(source: &Source) -> Result<Self, OpenError> {
        let checkpoint = Checkpoint::open(source)?;
        let names = match &checkpoint.tokenizer_config {
            Some(bytes) => TokenizerConfig::from_json(bytes)?,
            None => TokenizerConfig::default(),
        };
        let tokenizer = match &checkpoint.tokenizer {
            Some(bytes) => Tokenizer::from_json(bytes)?,
            None => Tokenizer::absent(),
        };
        let written = checkpoint.chat_template.as_deref();
        Ok(Self {
            template: ChatTemplate::new(
                written
                    .or(names.chat_template.as_deref())
                    .or(checkpoint.model.family.chat_template()),
                &names,
            )?,
            special: SpecialIds::find(&checkpoint.model, &names, &tokenizer)?,
            context: checkpoint.model.context,
            parameters: checkpoint.model.parameters(),
            tokenizer,
        })
    }

    /// Turns a request into a run. A missing seed is drawn.
    ///
    /// # Errors
    /// The request cannot be run as it stands.
    pub fn prepare(&self, request: &GenerateRequest) -> Result<Prepared, AppError> {
        let (prompt, _) = self.checked(request)?;
        let mut params = request.params.clone();
        params.seed.get_or_insert_with(draw_seed);
        Ok(Prepared {
            prompt,
            params,
            candidates: match request.candidates {
                api::Candidates::Block => Candidates::Block,
                api::Candidates::All => Candidates::All,
            },
        })
    }

    /// What a request would do.
    ///
    /// # Errors
    /// As [`Self::prepare`].
    pub fn preview(&self, request: &GenerateRequest) -> Result<Preview, AppError> {
        let (prompt, constraints) = self.checked(request)?;
        let locked: Vec<usize> = constraints.iter().map(|(position, _)| *position).collect();
        let params = Params {
            cache: request.params.cache.in_model_of(self.parameters),
            ..request.params.clone()
        };
        let name = |&(_, id): &(usize, u32)| (id, self.tokenizer.token_text(id));
        Ok(Preview {
            prompt_tokens: prompt.ids.len(),
            context: self.context,
            dropped_turns: prompt.dropped_turns,
            plan: Plan::new(&params, &locked),
            vocab: constraints.iter().map(name).collect::<Vocab>(),
            constraints,
        })
    }

    /// The prompt and the constraint tokens of a request that can be run.
    fn checked(&self, request: &GenerateRequest) -> Result<(Prompt, Vec<(usize, u32)>), AppError> {
        let params = &request.params;
        params.check()?;
        conversation::check(&request.messages)?;
        let prompt = fit(
            &request.messages,
            params,
            self.context,
            &self.template,
            &self.tokenizer,
        )
        .map_err(prompt_error)?;
        let mask_id = self.special.mask_id;
        let constraints = place(
            &params.constraints,
            &self.tokenizer,
            params.gen_length,
            mask_id,
        )
        .map_err(|error| run_error(error.into()))?;
        Ok((prompt, constraints))
    }
}

/// What the wire and the exit code make of a conversation that is no prompt.
#[must_use]
pub fn prompt_error(error: PromptError) -> AppError {
    match error {
        PromptError::Invalid(invalid) => invalid.into(),
        other => AppError::new(FailureKind::Invalid, other.to_string()),
    }
}

/// What the wire and the exit code make of a run's error.
#[must_use]
pub fn run_error(error: RunError) -> AppError {
    match error {
        RunError::Invalid(invalid) => invalid.into(),
        RunError::Tokenizer(error) => AppError::new(FailureKind::Invalid, error.to_string()),
        RunError::Sampler(error) => {
            AppError::new(FailureKind::Internal, format!("The run failed: {error}."))
        }
    }
}
