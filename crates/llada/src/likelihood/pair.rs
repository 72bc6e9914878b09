//! A text and its continuation as token ids, as LLaDA's evaluation splits them.

use crate::tokenizer::{Tokenizer, TokenizerError};

/// The ids of a context and of its continuation. White space at the end of the context belongs to the continuation, and the
/// continuation's ids are those of the whole text beyond as many as the context has alone: where a token spans the border they
/// are not the whole text's. Nothing is added in front.
///
/// # Errors
/// The tokenizer refuses a text.
pub fn encode_pair(
    tokenizer: &Tokenizer,
    context: &str,
    continuation: &str,
) -> Result<(Vec<u32>, Vec<u32>), TokenizerError> {
    // Python's `rstrip` takes these four separators for white space, Unicode does not.
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}');
    let before = context.trim_end_matches(blank);
    let context_ids = tokenizer.encode(before)?;
    let whole = tokenizer.encode(&format!("{context}{continuation}"))?;
    let continuation_ids = whole.get(context_ids.len()..).unwrap_or_default().to_vec();
    Ok((context_ids, continuation_ids))
}
