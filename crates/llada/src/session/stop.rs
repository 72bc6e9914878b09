//! Stop texts: where the answer ends before one.

use crate::tokenizer::Tokenizer;

/// Where a stop text begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The position of the token that holds its first character.
    pub position: usize,
    /// What that token says before it.
    pub lead: String,
}

/// The first place of `canvas` at which one of the texts begins. A text counts only where every token that it touches is decided.
#[must_use]
pub fn find(
    canvas: &[u32],
    mask_id: u32,
    texts: &[String],
    tokenizer: &Tokenizer,
) -> Option<Found> {
    let mut start = 0;
    for decided in canvas.split(|id| *id == mask_id) {
        if let Some(found) = find_in(decided, texts, tokenizer) {
            let position = start + found.position;
            return Some(Found { position, ..found });
        }
        start += decided.len() + 1;
    }
    None
}

/// The same in a row of decided tokens.
fn find_in(ids: &[u32], texts: &[String], tokenizer: &Tokenizer) -> Option<Found> {
    let text = tokenizer.decode_with_special(ids);
    let places = texts.iter().filter_map(|stop| text.find(stop.as_str()));
    let at = places.min()?;
    let length = |count: usize| tokenizer.decode_with_special(&ids[..count]).len();
    // The first token with which the text reaches beyond the place where the stop text begins.
    let position = (0..ids.len()).find(|token| length(token + 1) > at)?;
    let before = length(position).min(at);
    let lead = text.get(before..at).unwrap_or_default().to_owned();
    Some(Found { position, lead })
}
