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
}
