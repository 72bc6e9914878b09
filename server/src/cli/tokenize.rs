//! `unmask tokenize`: the token ids of a text.

use clap::Args;
use llada::language_model::read_planner;
use serde::Serialize;
use trajectory::Message;

use super::model_args::ModelArgs;
use crate::loading;
use crate::output;
use crate::progress::Bars;

/// Print the token ids of a text.
#[derive(Debug, Args)]
pub struct Tokenize {
    /// The text
    #[arg(allow_hyphen_values = true)]
    text: String,
    /// Take the text as a user's message and render the chat template around it
    #[arg(long)]
    chat: bool,
    /// Print JSON: {"ids":[…],"text":"…"}
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: ModelArgs,
}

/// What is printed.
#[derive(Debug, Serialize)]
struct Tokens<'a> {
    ids: &'a [u32],
    /// What was tokenised: with `--chat` the rendered template.
    text: &'a str,
}

impl Tokenize {
    /// Runs the command.
    ///
    /// # Errors
    /// The model's files cannot be found, or the text cannot be encoded.
    pub fn run(self) -> anyhow::Result<()> {
        let bars = Bars::default();
        let report = |progress: crate::progress::Progress<'_>| bars.report(progress);
        let wanted = self.model.machine.wanted(self.model.model.name());
        let source = loading::find(&self.model.model, &self.model.revision, &wanted, &report)?;
        bars.finish();
        // The weights are not needed.
        let planner = read_planner(&source)?;
        let text = if self.chat {
            planner.template.render(&[Message::user(self.text)])?
        } else {
            self.text
        };
        let ids = planner.tokenizer.encode(&text)?;
        if self.json {
            return output::json(&Tokens {
                ids: &ids,
                text: &text,
            });
        }
        for id in ids {
            let piece = planner.tokenizer.token_text(id);
            output::line(&format!("{id}\t{}", piece.escape_debug()))?;
        }
        Ok(())
    }
}
