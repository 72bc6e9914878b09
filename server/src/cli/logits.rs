//! `unmask logits`: the network's logits, to compare a checkpoint with another program.

use clap::Args;
use serde::Serialize;

use super::ids::{Ids, one_or_more};
use super::model_args::ModelArgs;
use crate::failure::Usage;
use crate::output;

/// Print the logits of token ids.
#[derive(Debug, Args)]
pub struct Logits {
    /// Token ids: 9,395,2,2
    #[arg(long, value_name = "IDS", value_parser = one_or_more, allow_hyphen_values = true)]
    ids: Ids,
    /// Print JSON: {"ids":[…],"logits":[[…],…]}
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: ModelArgs,
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
        let loaded = self.model.load()?;
        let Ids(ids) = self.ids;
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
        if self.json {
            return output::json(&Printed {
                ids: &ids,
                logits: &logits,
            });
        }
        let tokenizer = loaded.model.tokenizer();
        for (position, (id, row)) in ids.iter().zip(&logits).enumerate() {
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
}
