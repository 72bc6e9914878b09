//! Conversations: what can be answered. Which turns still fit the context is [`llada::conversation`]'s to say.

use trajectory::{Invalid, Message, Role};

/// Checks what can be checked without a model.
///
/// # Errors
/// There is nothing to answer.
pub fn check(messages: &[Message]) -> Result<(), Invalid> {
    let Some(last) = messages.last() else {
        let remedy = "send [{\"role\": \"user\", \"content\": \"Hello\"}]";
        return Err(Invalid::new(
            "messages",
            "empty",
            "one message or more",
            remedy,
        ));
    };
    if last.role != Role::User {
        let remedy = "end the conversation with the message to answer";
        let value = format!("ending with one of the {}'s", last.role.as_str());
        return Err(Invalid::new(
            "messages",
            value,
            "a user's message at the end",
            remedy,
        ));
    }
    if last.content.trim().is_empty() {
        return Err(nothing_asked());
    }
    if let Some(index) = messages.iter().skip(1).position(|m| m.role == Role::System) {
        let value = format!("one with a system message at place {}", index + 2);
        let remedy = "move the system prompt to the front";
        return Err(Invalid::new(
            "messages",
            value,
            "a system message in front only",
            remedy,
        ));
    }
    Ok(())
}

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

/// An empty prompt is refused with this.
#[must_use]
pub fn nothing_asked() -> Invalid {
    Invalid::new("prompt", "empty", "some text", "write a message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_answered_is_refused() {
        let refusal = |messages: &[Message]| check(messages).unwrap_err().to_string();
        assert!(refusal(&[]).starts_with("messages is empty"));
        assert!(refusal(&[Message::user(" \n")]).starts_with("prompt is empty"));
        let answered = [Message::user("a"), Message::new(Role::Assistant, "b")];
        assert!(refusal(&answered).contains("ending with one of the assistant's"));
        let late = [
            Message::user("a"),
            Message::new(Role::System, "b"),
            Message::user("c"),
        ];
        assert!(refusal(&late).contains("place 2"));
    }

    #[test]
    fn only_a_prompt_without_a_template_may_be_empty() {
        for (text, no_template) in [(None, false), (Some("a"), false), (Some(""), true)] {
            assert_eq!(check_prompt(text, no_template), Ok(()));
        }
        assert!(check_prompt(Some(" \n"), false).is_err());
    }
}
