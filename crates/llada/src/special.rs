//! The special ids a run needs. They come from the checkpoint, never from constants; id 0 is as good as any.

use crate::architecture::Model;
use crate::chat_template::TokenizerConfig;
use crate::tokenizer::Tokenizer;

/// Ids of the special tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SpecialIds {
    /// Mask: what the model fills.
    pub mask_id: u32,
    /// End of text: fills the rest of the canvas after an answer.
    pub eos_id: u32,
    /// End of turn, where the tokenizer has one.
    pub eot_id: Option<u32>,
}

/// A special token cannot be found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the checkpoint does not say which id is its {what} token: config.json has no {key} and tokenizer.json none of {tried}. Add {key} to config.json"
)]
pub struct UnknownSpecial {
    what: &'static str,
    key: &'static str,
    tried: String,
}

impl SpecialIds {
    /// Mask and end of text by `config.json`, else by the family's names, the mask at last by the published models' id; end of
    /// turn by name.
    ///
    /// # Errors
    /// [`UnknownSpecial`]: neither file names the mask or the end of text.
    pub fn find(
        model: &Model,
        names: &TokenizerConfig,
        tokenizer: &Tokenizer,
    ) -> Result<Self, UnknownSpecial> {
        let lookup = |named: Option<&str>, usual: &[&str]| {
            let tried = named.into_iter().chain(usual.iter().copied());
            // An id beyond the embedding cannot be fed to the model.
            let fits = |id: &u32| (*id as usize) < model.vocab_size;
            tried.filter_map(|token| tokenizer.id(token)).find(fits)
        };
        let unknown = |what, key, tried: &[&str]| UnknownSpecial {
            what,
            key,
            tried: tried.join(", "),
        };
        let usual = model.family.token_names();
        let published = usual.mask_id.filter(|id| (*id as usize) < model.vocab_size);
        let mask_id = model
            .tokens
            .mask
            .or_else(|| lookup(names.token("mask_token"), usual.mask))
            .or(published)
            .ok_or_else(|| unknown("mask", "mask_token_id", usual.mask))?;
        let eos_id = model
            .tokens
            .eos
            .or_else(|| lookup(names.token("eos_token"), usual.eos))
            .ok_or_else(|| unknown("end-of-text", "eos_token_id", usual.eos))?;
        Ok(Self {
            mask_id,
            eos_id,
            eot_id: lookup(None, usual.eot),
        })
    }
}
