//! A conversation as a prompt that fits the context: the oldest turns go first, whole.

use trajectory::{Invalid, Message, Params, Role};

use crate::chat_template::{ChatTemplate, TemplateError};
use crate::tokenizer::{Tokenizer, TokenizerError};

/// A prompt, ready to be answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Token ids, template included.
    pub ids: Vec<u32>,
    /// The rendered text, template included.
    pub text: String,
    /// Messages left out at the beginning so that the rest fits.
    pub dropped_turns: usize,
}

/// Why a conversation is no prompt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    /// It does not fit, or there is nothing to answer.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The template refuses it.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The tokenizer refuses it.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
}

/// Renders `messages` and leaves out the oldest turns (a question with what answers it; never the system prompt, never
/// the last question) until prompt and answer fit `context` tokens.
///
/// # Errors
/// [`PromptError`]: even the last question is too long, or template or tokenizer refuse.
pub fn fit(
    messages: &[Message],
    params: &Params,
    context: usize,
    template: &ChatTemplate,
    tokenizer: &Tokenizer,
) -> Result<Prompt, PromptError> {
    if !messages.iter().any(|message| message.role == Role::User) {
        let remedy = "write a message";
        return Err(Invalid::new("prompt", "empty", "at least one message", remedy).into());
    }
    let starts = starts(messages);
    let prompt = |from: usize| -> Result<Prompt, PromptError> {
        let system = usize::from(messages[0].role == Role::System);
        let kept = [&messages[..system], &messages[from..]].concat();
        let text = template.render(&kept)?;
        Ok(Prompt {
            ids: tokenizer.encode(&text)?,
            text,
            dropped_turns: from - system,
        })
    };
    // Fewer turns are never longer, so the first beginning that fits is found by halving.
    let (mut low, mut high) = (0, starts.len() - 1);
    while low < high {
        let middle = (low + high) / 2;
        let length = prompt(starts[middle])?.ids.len();
        if params.check_fit(length, context).is_ok() {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let prompt = prompt(starts[low])?;
    params.check_fit(prompt.ids.len(), context)?;
    Ok(prompt)
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
}
