//! A prompt that is given as text.

use trajectory::Invalid;

/// Checks a prompt on the command line, if one was given as text. Only where no chat template is rendered around it may it
/// be empty: the answer is then an unconditional sample.
///
/// # Errors
/// There is nothing to answer.
pub fn check_prompt(text: Option<&str>, no_template: bool) -> Result<(), Invalid> {
    let blank = text.is_some_and(|text| text.trim().is_empty());
    if blank && !no_template {
        return Err(Invalid::new(
            "prompt",
            "empty",
            "some text",
            "write a message; for no prompt at all use --prompt-ids \"\"",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_prompt_without_a_template_may_be_empty() {
        for (text, no_template) in [(None, false), (Some("a"), false), (Some(""), true)] {
            assert_eq!(check_prompt(text, no_template), Ok(()));
        }
        assert!(check_prompt(Some(" \n"), false).is_err());
    }
}
