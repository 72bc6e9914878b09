//! A conversation as a prompt that fits the context: the oldest turns go first, whole.

use trajectory::{Invalid, Message, Role};

use super::{Prompt, SessionError, pictures};
use crate::chat_template::ChatTemplate;
use crate::tokenizer::Tokenizer;
use crate::vision::Tiling;

/// Checks what can be checked of a conversation without a model.
///
/// # Errors
/// [`Invalid`]: there is nothing to answer, or a system prompt stands elsewhere than in front.
pub fn check(messages: &[Message]) -> Result<(), Invalid> {
    let Some(last) = messages.last() else {
        let remedy = "send [{\"role\": \"user\", \"content\": \"Hello\"}]";
        let allowed = "one message or more";
        return Err(Invalid::new("messages", "empty", allowed, remedy));
    };
    if last.role != Role::User {
        let remedy = "end the conversation with the message to answer";
        let value = format!("ending with one of the {}'s", last.role.as_str());
        let allowed = "a user's message at the end";
        return Err(Invalid::new("messages", value, allowed, remedy));
    }
    if last.content.trim().is_empty() {
        return Err(nothing_asked());
    }
    if let Some(index) = messages.iter().skip(1).position(|m| m.role == Role::System) {
        let value = format!("one with a system message at place {}", index + 2);
        let remedy = "move the system prompt to the front";
        let allowed = "a system message in front only";
        return Err(Invalid::new("messages", value, allowed, remedy));
    }
    Ok(())
}

/// An empty prompt is refused with this.
#[must_use]
pub fn nothing_asked() -> Invalid {
    Invalid::new("prompt", "empty", "some text", "write a message")
}

/// Renders `messages`, whose pictures are cut by `tilings`, and leaves out the oldest turns (a question with what answers it; never the system prompt, never
/// the last question) until `fits` accepts the number of tokens.
///
/// # Errors
/// [`SessionError`]: even the last question is too long, or template or tokenizer refuse.
pub(super) fn fit(
    messages: &[Message],
    tilings: &[Vec<Tiling>],
    (template, tokenizer): (&ChatTemplate, &Tokenizer),
    fits: &dyn Fn(usize) -> Result<(), Invalid>,
) -> Result<Prompt, SessionError> {
    let starts = starts(messages);
    let prompt = |dropped_turns: usize| -> Result<Prompt, SessionError> {
        let system = usize::from(messages[0].role == Role::System);
        let places = (0..system).chain(starts[dropped_turns]..messages.len());
        let kept = places.map(|at| {
            let tilings = tilings.get(at).map_or(&[][..], Vec::as_slice);
            (&messages[at], tilings)
        });
        let prompt = pictures::prompt(&kept.collect::<Vec<_>>(), template, tokenizer)?;
        Ok(Prompt {
            dropped_turns,
            ..prompt
        })
    };
    // From the newest turn backwards, twice as many each time: of a long conversation only what may fit is tokenised.
    let newest = starts.len() - 1;
    let mut best = prompt(newest)?;
    fits(best.length())?;
    let (mut kept, mut too_many) = (1, starts.len() + 1);
    while kept < starts.len() && kept + 1 < too_many {
        let doubled = (2 * kept).min(starts.len());
        let more = if too_many > starts.len() {
            doubled
        } else {
            kept.midpoint(too_many)
        };
        let tried = prompt(starts.len() - more)?;
        if fits(tried.length()).is_ok() {
            kept = more;
            best = tried;
        } else {
            too_many = more;
        }
    }
    Ok(best)
}

/// Where a shortened conversation may begin: at its first message after the system prompt, or at a later question.
fn starts(messages: &[Message]) -> Vec<usize> {
    let first = usize::from(
        messages
            .first()
            .is_some_and(|first| first.role == Role::System),
    );
    let questions = messages.iter().enumerate().skip(first + 1);
    let questions = questions.filter(|(_, message)| message.role == Role::User);
    std::iter::once(first)
        .chain(questions.map(|(index, _)| index))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_turns_go_and_the_system_prompt_stays() {
        let message = |role| Message::new(role, "text");
        let turns = [
            Role::User,
            Role::Assistant,
            Role::User,
            Role::Assistant,
            Role::User,
        ];
        let messages: Vec<Message> = turns.into_iter().map(message).collect();
        assert_eq!(starts(&messages), [0, 2, 4]);
        let with_system = [vec![message(Role::System)], messages].concat();
        assert_eq!(starts(&with_system), [1, 3, 5]);
        assert_eq!(starts(&[message(Role::User)]), [0]);
    }

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
