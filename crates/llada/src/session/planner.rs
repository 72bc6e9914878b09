//! A request, checked, tokenised and planned: the half of a model that needs no weights and that any thread may ask.

use std::borrow::Cow;
use std::sync::Arc;

use web_time::{SystemTime, UNIX_EPOCH};

use trajectory::params::SEED_LIMIT;
use trajectory::{
    Edits, Family, Invalid, Message, Params, Parent, PartialParams, PromptImage, Role, Vocab,
};

use super::SessionError;
use super::constraints::place;
use super::conversation::{check, fit};
use super::pictures::{self, Placed};
use super::request::{Input, Prompt, Request};
use crate::architecture::{Mask, Model};
use crate::chat_template::ChatTemplate;
use crate::sampler::{Job, Setup};
use crate::special::SpecialIds;
use crate::tokenizer::Tokenizer;
use crate::vision::{Prepared, Preparer};

/// What turns a request into a job: tokenizer, chat template and what is known of the model.
#[derive(Debug, Clone)]
pub struct Planner {
    /// The tokenizer.
    pub tokenizer: Tokenizer,
    /// The chat template.
    pub template: ChatTemplate,
    /// The special ids.
    pub special: SpecialIds,
    /// Which parameters the model takes, and its defaults.
    pub family: Family,
    /// Prompt and answer together may have this many tokens.
    pub context: usize,
    /// Token ids that the model knows: rows of its embedding.
    pub vocab_size: usize,
    /// How many parameters the model has.
    pub parameters: u64,
    /// What stands before a conversation that has no system message.
    pub system_prompt: Option<&'static str>,
    /// Token ids that are never chosen.
    pub suppressed: Vec<u32>,
    /// What cuts pictures, where the model sees any.
    pub preparer: Option<Arc<Preparer>>,
}

/// A picture of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedPicture {
    /// Its first position in the prompt.
    pub first: usize,
    /// How it is recorded.
    pub recorded: PromptImage,
    /// The picture, cut.
    pub prepared: Arc<Prepared>,
}

/// A request, ready to be run.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Prompt token ids, pictures left out.
    pub prompt_ids: Vec<u32>,
    /// The pictures between them.
    pub pictures: Vec<PlannedPicture>,
    /// What the sampler is to do.
    pub job: Job,
    /// The prompt as text, template included.
    pub prompt: String,
    /// Turns that were left out so that the conversation fits.
    pub dropped_turns: usize,
    /// The run that this one branches off.
    pub parent: Option<Parent>,
}

/// A seed nobody chose, below 2^53, from the system's randomness. Where there is none (a sandbox may forbid it), the clock
/// has to do: a seed has to differ from run to run, not to be secret.
#[must_use]
pub fn draw_seed() -> u64 {
    let drawn = getrandom::u64().unwrap_or_else(|_| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| {
            since.as_secs() << 30 | u64::from(since.subsec_nanos())
        })
    });
    drawn % SEED_LIMIT
}

/// How a model is sampled. Of LLaDA2.x models the name says which rule they were trained for.
fn family(model: &Model, id: &str) -> Family {
    let Mask::BlockCausal { block } = model.mask else {
        return Family::default();
    };
    let edits = match model.family.name() {
        "llada2_moe" if id.to_lowercase().contains("llada2.1") => Edits::Always,
        "llada2_moe" => Edits::OnRequest,
        _ => Edits::Never,
    };
    Family::block_causal(block, edits)
}

impl Planner {
    /// What plans runs of `model`, which is called `id`.
    #[must_use]
    pub fn new(
        model: &Model,
        id: &str,
        tokenizer: Tokenizer,
        template: ChatTemplate,
        special: SpecialIds,
    ) -> Self {
        let family = family(model, id);
        let names = model.family.suppressed().iter();
        let suppressed = names.filter_map(|name| tokenizer.id(name)).collect();
        Self {
            tokenizer,
            template,
            special,
            family: Family {
                defaults: model.family.defaults().or(family.defaults),
                images: model.vision.is_some(),
                ..family
            },
            suppressed,
            system_prompt: model.family.system_prompt(),
            preparer: model
                .vision
                .clone()
                .map(|vision| Arc::new(Preparer::new(vision))),
            context: model.context,
            vocab_size: model.vocab_size,
            parameters: model.parameters(),
        }
    }

    /// The parameters of a run: what was asked for, else what the model's family recommends.
    ///
    /// # Errors
    /// [`Invalid`]: one is out of bounds, or the family does not take it.
    pub fn resolve(&self, asked: &PartialParams) -> Result<Params, Invalid> {
        let mut params = self.family.resolve(asked)?;
        params.cache = params.cache.in_model_of(self.parameters);
        Ok(params)
    }

    /// Checks, tokenises and plans a request. A missing seed is drawn.
    ///
    /// # Errors
    /// [`SessionError`]: the request cannot be run as it stands.
    pub fn plan(&self, request: &Request) -> Result<Planned, SessionError> {
        let mut params = self.resolve(&request.params)?;
        params.seed.get_or_insert_with(draw_seed);
        let prompt = self.prompt(&request.input, &params)?;
        let constraints = place(
            &params.constraints,
            &self.tokenizer,
            params.gen_length,
            self.special.mask_id,
        )?;
        if let Some(resume) = &request.resume {
            self.check_ids("resume.canvas", &resume.canvas)?;
        }
        let pictures = self.pictures(&prompt.images)?;
        let job = Job::new(Setup {
            prompt: self.positions(&prompt.ids, &pictures),
            suppressed: self.suppressed.clone(),
            constraints,
            params,
            family: self.family.clone(),
            special: self.special,
            candidates: request.candidates,
            alternatives: request.alternatives,
            resume: request.resume.clone(),
        })?;
        Ok(Planned {
            prompt_ids: prompt.ids,
            pictures,
            job,
            prompt: prompt.text,
            dropped_turns: prompt.dropped_turns,
            parent: request
                .resume
                .as_ref()
                .and_then(|resume| resume.parent.clone()),
        })
    }

    /// The prompt of a request with these parameters. Where a conversation is too long beside the answer, its oldest turns are
    /// left out, whole.
    ///
    /// # Errors
    /// [`SessionError`]: nothing to answer, it is too long, or template or tokenizer refuse.
    pub fn prompt(&self, input: &Input, params: &Params) -> Result<Prompt, SessionError> {
        let fits = |tokens: usize| self.family.check_fit(params, tokens, self.context);
        let prompt = match input {
            Input::Conversation(messages) => {
                check(messages)?;
                pictures::check(messages, self.preparer.as_deref())?;
                let messages = self.with_system_prompt(messages);
                let tilings = match &self.preparer {
                    Some(preparer) => pictures::tilings(&messages, preparer)?,
                    None => Vec::new(),
                };
                let text = (&self.template, &self.tokenizer);
                return fit(&messages, &tilings, text, &fits);
            }
            Input::Text(text) => Prompt {
                ids: self.tokenizer.encode(text)?,
                text: text.clone(),
                ..Prompt::default()
            },
            Input::Ids(ids) => {
                self.check_ids("prompt", ids)?;
                Prompt {
                    ids: ids.clone(),
                    text: self.tokenizer.decode_with_special(ids),
                    ..Prompt::default()
                }
            }
        };
        fits(prompt.length())?;
        Ok(prompt)
    }

    /// The prompt of a conversation.
    ///
    /// # Errors
    /// As [`Self::prompt`].
    pub fn conversation(
        &self,
        messages: &[Message],
        params: &Params,
    ) -> Result<Prompt, SessionError> {
        self.prompt(&Input::Conversation(messages.to_vec()), params)
    }

    /// The family's system prompt before messages that bring none.
    fn with_system_prompt<'m>(&self, messages: &'m [Message]) -> Cow<'m, [Message]> {
        let has_one = messages
            .first()
            .is_some_and(|first| first.role == Role::System);
        match self.system_prompt.filter(|_| !has_one) {
            Some(prompt) => {
                let system = Message::new(Role::System, prompt);
                Cow::Owned([&[system], messages].concat())
            }
            None => Cow::Borrowed(messages),
        }
    }

    /// Opens and cuts the pictures of a prompt.
    fn pictures(&self, images: &[Placed]) -> Result<Vec<PlannedPicture>, Invalid> {
        let Some(preparer) = &self.preparer else {
            return Ok(Vec::new());
        };
        let mut before = 0;
        let mut pictures = Vec::with_capacity(images.len());
        for (index, placed) in images.iter().enumerate() {
            let prepared = preparer.prepare(&placed.image);
            let prepared = prepared.map_err(|error| pictures::refused(index, error))?;
            let tiling = &prepared.tiling;
            pictures.push(PlannedPicture {
                first: placed.at + before,
                recorded: PromptImage {
                    at: placed.at,
                    tokens: tiling.tokens(),
                    tiles: tiling.tiles(),
                    grid: tiling.grid,
                    size: tiling.size,
                    fitted: tiling.fitted,
                    tile: tiling.tile,
                },
                prepared: prepared.clone(),
            });
            before += tiling.tokens();
        }
        Ok(pictures)
    }

    /// An id at every position of a prompt: where a picture stands, the mask.
    fn positions(&self, ids: &[u32], pictures: &[PlannedPicture]) -> Vec<u32> {
        let mut positions = ids.to_vec();
        for picture in pictures {
            let masks = std::iter::repeat_n(self.special.mask_id, picture.recorded.tokens);
            positions.splice(picture.first..picture.first, masks);
        }
        positions
    }

    fn check_ids(&self, field: &str, ids: &[u32]) -> Result<(), Invalid> {
        let rows = self.vocab_size;
        match ids.iter().find(|id| **id as usize >= rows) {
            Some(id) => {
                let allowed = format!("token ids 0 to {}", rows - 1);
                let remedy = "use ids of this model's tokenizer";
                Err(Invalid::new(field, id, allowed, remedy))
            }
            None => Ok(()),
        }
    }

    /// The texts of token ids.
    #[must_use]
    pub fn texts(&self, ids: impl IntoIterator<Item = u32>) -> Vocab {
        ids.into_iter()
            .map(|id| (id, self.tokenizer.token_text(id)))
            .collect()
    }
}
