//! `unmask logits`: the network's logits, to compare a checkpoint with another program.

use clap::Args;
use llada::session::{Input, Request};
use serde::Serialize;
use trajectory::{Message, PartialParams};

use super::ids::{Ids, one_or_more};
use super::images::ImageArgs;
use super::model_args::ModelArgs;
use super::prompt::check_prompt;
use crate::failure::{Usage, refused, run_failed};
use crate::loading::Loaded;
use crate::output;

/// Print the logits of token ids, or of a question about pictures before anything is decided.
#[derive(Debug, Args)]
pub struct Logits {
    #[command(flatten)]
    given: Given,
    #[command(flatten)]
    images: ImageArgs,
    /// Masks after the question
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..), conflicts_with = "ids")]
    masks: u16,
    /// Print JSON: {"ids":[…],"logits":[[…],…]}
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: ModelArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Given {
    /// Token ids: 9,395,2,2
    #[arg(long, value_name = "IDS", value_parser = one_or_more, allow_hyphen_values = true, conflicts_with = "images")]
    ids: Option<Ids>,
    /// A question, through the chat template; with --image after the pictures
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    prompt: Option<String>,
}

#[derive(Debug, Serialize)]
struct Printed<'a> {
    ids: &'a [u32],
    logits: &'a [Vec<f32>],
}

impl Logits {
    /// Runs the command.
    ///
    /// # Errors
    /// The model cannot be loaded, or an id is outside its vocabulary.
    pub fn run(self) -> anyhow::Result<()> {
        if let Some(prompt) = &self.given.prompt {
            return self.of_prompt(prompt);
        }
        let loaded = self.model.load()?;
        let Ids(ids) = self.given.ids.unwrap_or_default();
        let (rows, context) = (loaded.model.model().vocab_size, loaded.model.context());
        if let Some(id) = ids.iter().find(|id| **id as usize >= rows) {
            let sentence = format!(
                "ids is {id}; allowed: 0 to {}. Use ids of this model's tokenizer",
                rows - 1
            );
            return Err(Usage(sentence).into());
        }
        if ids.len() > context {
            let sentence = format!(
                "ids is {} ids long; allowed: 1 to {context}, the model's context. Give fewer",
                ids.len()
            );
            return Err(Usage(sentence).into());
        }
        let logits = loaded.model.logits(&ids)?;
        print(&loaded, &ids, &logits, self.json)
    }

    /// The logits of prompt and masks, pictures included; an id of a picture's position is the mask's.
    fn of_prompt(&self, prompt: &str) -> anyhow::Result<()> {
        check_prompt(Some(prompt), false)?;
        let images = self.images.read()?;
        let mut loaded = self.model.load()?;
        let message = Message {
            images,
            ..Message::user(prompt)
        };
        let masks = usize::from(self.masks);
        let request = Request {
            input: Input::Conversation(vec![message]),
            params: PartialParams {
                gen_length: Some(masks),
                steps: Some(1),
                block_length: Some(masks),
                ..PartialParams::default()
            },
            ..Request::default()
        };
        let planned = loaded.model.planner().plan(&request).map_err(refused)?;
        let ids = [planned.job.prompt(), planned.job.canvas()].concat();
        let logits = loaded.model.logits_of(planned).map_err(run_failed)?;
        print(&loaded, &ids, &logits, self.json)
    }
}

fn print(loaded: &Loaded, ids: &[u32], logits: &[Vec<f32>], json: bool) -> anyhow::Result<()> {
    if json {
        return output::json(&Printed { ids, logits });
    }
    let tokenizer = loaded.model.tokenizer();
    for (position, (id, row)) in ids.iter().zip(logits).enumerate() {
        let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        let Some((best, logit)) = best else { continue };
        let text = |id: u32| tokenizer.token_text(id).escape_debug().to_string();
        let best = u32::try_from(best)?;
        output::line(&format!(
            "{position}\t{id} {}\t→ {best} {}\t{logit:.4}",
            text(*id),
            text(best)
        ))?;
    }
    Ok(())
}
