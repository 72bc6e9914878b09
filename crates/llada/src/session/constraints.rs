//! Word constraints to token positions: each word tokenised with a leading space, spilling to the right.

use trajectory::{Constraints, Invalid};

use super::SessionError;
use crate::tokenizer::Tokenizer;

/// The tokens that stand in the answer from the start, `(position, id)` by position.
///
/// # Errors
/// [`SessionError`]: a word runs past the end or into the next one, or holds the mask token.
pub(super) fn place(
    constraints: &Constraints,
    tokenizer: &Tokenizer,
    gen_length: usize,
    mask_id: u32,
) -> Result<Vec<(usize, u32)>, SessionError> {
    let mut placed: Vec<(usize, u32)> = Vec::new();
    let mut before: Option<(usize, &str, usize)> = None;
    for (position, word) in constraints.iter() {
        let refuse = |allowed: String, remedy: &str| {
            let value = format!("{position}:{word}");
            Err(SessionError::from(Invalid::new(
                "constraints",
                value,
                allowed,
                remedy,
            )))
        };
        let ids = tokenizer.encode(&format!(" {word}"))?;
        let end = position + ids.len();
        if ids.contains(&mask_id) {
            return refuse(
                "words without the mask token".to_owned(),
                "leave the position free instead",
            );
        }
        if let Some((start, earlier, free)) = before
            && position < free
        {
            return refuse(
                format!(
                    "positions from {free} on, since \"{earlier}\" at {start} takes {} tokens",
                    free - start
                ),
                "move one of the two words",
            );
        }
        if end > gen_length {
            return refuse(
                format!(
                    "words that end within the {gen_length} tokens of the answer, and this one takes {} tokens",
                    ids.len()
                ),
                "move the word to the left or raise gen_length",
            );
        }
        placed.extend((position..end).zip(ids));
        before = Some((position, word, end));
    }
    Ok(placed)
}
