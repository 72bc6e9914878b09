//! Text to ids and back, through the checkpoint's own `tokenizer.json`.
//!
//! Encoding adds nothing: a beginning-of-text comes only from the chat template. The tokenizer may know fewer ids than
//! the model has rows, and decoding never fails for the others.

use tokenizers::{DecoderWrapper, Tokenizer as Inner};

/// Why text could not be turned into ids.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenizerError {
    /// `tokenizer.json` is damaged or of an unknown kind.
    #[error("tokenizer.json cannot be read: {0}. Download it again")]
    File(String),
    /// Random weights have no tokenizer.
    #[error("random weights have no tokenizer: give token ids instead of text")]
    Absent,
    /// The tokenizer refused the text.
    #[error("the tokenizer cannot encode this text: {0}")]
    Encode(String),
}

/// A checkpoint's tokenizer, or none for random weights.
#[derive(Debug, Clone)]
pub struct Tokenizer {
    inner: Option<Box<Inner>>,
    byte_level: bool,
}

impl Tokenizer {
    /// Reads a `tokenizer.json`.
    ///
    /// # Errors
    /// [`TokenizerError::File`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, TokenizerError> {
        let mut inner =
            Inner::from_bytes(bytes).map_err(|error| TokenizerError::File(error.to_string()))?;
        // Saved training settings must not cut or pad prompts.
        inner
            .with_truncation(None)
            .map_err(|error| TokenizerError::File(error.to_string()))?
            .with_padding(None);
        let byte_level = matches!(inner.get_decoder(), Some(DecoderWrapper::ByteLevel(_)));
        Ok(Self {
            inner: Some(Box::new(inner)),
            byte_level,
        })
    }

    /// Stands in where there is no tokenizer: ids are written as `[id]`.
    #[must_use]
    pub const fn absent() -> Self {
        Self {
            inner: None,
            byte_level: false,
        }
    }

    /// Ids of a text. Special tokens written in it become their ids.
    ///
    /// # Errors
    /// [`TokenizerError`]: no tokenizer, or it refuses.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, TokenizerError> {
        let inner = self.inner.as_ref().ok_or(TokenizerError::Absent)?;
        let encoding = inner
            .encode_fast(text, false)
            .map_err(|error| TokenizerError::Encode(error.to_string()))?;
        Ok(encoding.get_ids().to_vec())
    }

    /// Text of ids, without special tokens and unknown ids.
    #[must_use]
    pub fn decode(&self, ids: &[u32]) -> String {
        self.decode_with(ids, true)
    }

    /// Text of ids, special tokens written out.
    #[must_use]
    pub fn decode_with_special(&self, ids: &[u32]) -> String {
        self.decode_with(ids, false)
    }

    fn decode_with(&self, ids: &[u32], skip_special: bool) -> String {
        match &self.inner {
            Some(inner) => inner.decode(ids, skip_special).unwrap_or_default(),
            None => ids.iter().map(|id| format!("[{id}]")).collect(),
        }
    }

    /// The answer in a canvas: up to the first end-of-text, without special tokens.
    #[must_use]
    pub fn answer(&self, canvas: &[u32], eos_id: u32) -> String {
        let end = canvas.iter().position(|id| *id == eos_id);
        self.decode(&canvas[..end.unwrap_or(canvas.len())])
    }

    /// The id of a token as the vocabulary spells it.
    #[must_use]
    pub fn id(&self, token: &str) -> Option<u32> {
        self.inner.as_ref()?.token_to_id(token)
    }

    /// Whether an id is a special token.
    #[must_use]
    pub fn is_special(&self, id: u32) -> bool {
        self.inner.as_ref().is_some_and(|inner| {
            let added = inner.get_added_vocabulary().get_added_tokens_decoder();
            added.get(&id).is_some_and(|token| token.special)
        })
    }

    /// The text of one token for a cell: special tokens by name, a token that is no complete UTF-8 byte by byte
    /// (`<0xF0><0x9F>`), an id that the tokenizer lacks as `[id]`.
    #[must_use]
    pub fn token_text(&self, id: u32) -> String {
        let unknown = || format!("[{id}]");
        let Some(inner) = &self.inner else {
            return unknown();
        };
        let Some(piece) = inner.id_to_token(id) else {
            return unknown();
        };
        let added = inner.get_added_vocabulary().get_added_tokens_decoder();
        if added.contains_key(&id) {
            return piece;
        }
        if !self.byte_level {
            return inner.decode(&[id], false).unwrap_or(piece);
        }
        let bytes: Option<Vec<u8>> = piece.chars().map(byte_of).collect();
        match bytes {
            None => piece,
            Some(bytes) => String::from_utf8(bytes).unwrap_or_else(|error| {
                let bytes = error.as_bytes();
                bytes.iter().map(|byte| format!("<0x{byte:02X}>")).collect()
            }),
        }
    }
}

/// The byte that a character of a byte-level vocabulary stands for: printable Latin-1 stands for itself, the other 68
/// bytes, in order, for U+0100 onwards.
fn byte_of(character: char) -> Option<u8> {
    let itself = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    match u32::from(character) {
        code @ 0..=0xFF => u8::try_from(code).ok().filter(|byte| itself(*byte)),
        code => {
            let index = (code as usize).checked_sub(0x100)?;
            (0..=u8::MAX).filter(|byte| !itself(*byte)).nth(index)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_character() {
        assert_eq!(byte_of('Ġ'), Some(b' '));
        assert_eq!(byte_of('Ċ'), Some(b'\n'));
        assert_eq!(byte_of('A'), Some(b'A'));
        assert_eq!(byte_of('\u{143}'), Some(0xAD));
        assert_eq!(byte_of('\u{144}'), None);
        assert_eq!(byte_of(' '), None);
    }

    #[test]
    fn without_a_tokenizer_ids_stay_ids() {
        let none = Tokenizer::absent();
        assert_eq!(none.encode("hello"), Err(TokenizerError::Absent));
        assert_eq!(none.token_text(7), "[7]");
        assert_eq!(none.decode(&[7, 8]), "[7][8]");
    }
}
