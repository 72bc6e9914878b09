//! How a token is written into a cell: white space and special tokens become visible signs.

/// Whether a token's text is a special token, by LLaDA's spelling: `<|…|>`.
#[must_use]
pub fn is_special(text: &str) -> bool {
    text.len() > 4 && text.starts_with("<|") && text.ends_with("|>")
}

/// A token's text for a cell: `␣` for a token that is only spaces, `⏎` and `⇥` for line breaks and tabs, short names
/// for the special tokens, hex for stray bytes. Leading spaces of words are kept for the caller to trim.
#[must_use]
pub fn glyph(text: &str) -> String {
    match text {
        "<|endoftext|>" => return "EOS".to_owned(),
        "<|eot_id|>" => return "EOT".to_owned(),
        "<|startoftext|>" => return "BOS".to_owned(),
        "<|mdm_mask|>" => return "MASK".to_owned(),
        _ => {}
    }
    if is_special(text) {
        return text[2..text.len() - 2].to_owned();
    }
    if !text.is_empty() && text.chars().all(|c| c == ' ') {
        return "␣".repeat(text.len());
    }
    text.chars()
        .map(|c| match c {
            '\n' => '⏎',
            '\r' => '␍',
            '\t' => '⇥',
            c if c.is_control() => '�',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_invisible() {
        assert_eq!(glyph(" "), "␣");
        assert_eq!(glyph("\n\n"), "⏎⏎");
        assert_eq!(glyph("<|endoftext|>"), "EOS");
        assert_eq!(glyph("<|start_header_id|>"), "start_header_id");
        assert_eq!(glyph(" upon"), " upon");
        assert_eq!(glyph("<0xF0>"), "<0xF0>");
    }
}
