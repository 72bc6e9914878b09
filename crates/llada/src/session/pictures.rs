//! Messages with pictures to a prompt: the text is split where a picture stands, and each part is tokenised alone.
//!
//! As the reference does it: because the first part begins with the beginning of text, the first id of every part is dropped
//! and only the first one's put back; so the token after a picture (the line break, in the usual prompt) is lost.

use trajectory::{Image, Invalid, Message, Role};

use super::{Prompt, SessionError};
use crate::chat_template::ChatTemplate;
use crate::tokenizer::Tokenizer;
use crate::vision::{PictureError, Preparer, Tiling};

/// The most pictures of one message.
pub const MAX_IMAGES: usize = 8;

/// How a picture stands in a prompt's text.
const SHOWN: &str = "<image>";

/// A picture in a prompt.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// It stands before this one of the prompt's ids.
    pub at: usize,
    /// The picture.
    pub image: Image,
    /// How it is cut.
    pub tiling: Tiling,
}

/// Number `index` of a request's pictures is refused.
pub(super) fn refused(index: usize, error: PictureError) -> Invalid {
    let field = format!("image {}", index + 1);
    Invalid::new(&field, error.value, error.allowed, error.remedy)
}

/// Checks what can be checked of a conversation's pictures without opening them.
///
/// # Errors
/// [`Invalid`]: a model of text alone, too many pictures, or one that the user did not send.
pub(super) fn check(messages: &[Message], preparer: Option<&Preparer>) -> Result<(), Invalid> {
    for message in messages {
        let count = message.images.len();
        if count == 0 {
            continue;
        }
        let refuse = |allowed: String, remedy| Err(Invalid::new("images", count, allowed, remedy));
        if preparer.is_none() {
            let allowed = "none, since this model sees text only".to_owned();
            let remedy = "remove the image, or open a model that sees, such as GSAI-ML/LLaDA-V";
            return refuse(allowed, remedy);
        }
        if message.role != Role::User {
            let allowed = format!("none in a message of the {}", message.role.as_str());
            return refuse(allowed, "send images with the user's message");
        }
        if count > MAX_IMAGES {
            let allowed = format!("at most {MAX_IMAGES} in one message");
            return refuse(allowed, "send them in several messages");
        }
    }
    Ok(())
}

/// How the pictures of a conversation are cut, message by message.
///
/// # Errors
/// [`Invalid`]: one is no picture, or too large.
pub(super) fn tilings(
    messages: &[Message],
    preparer: &Preparer,
) -> Result<Vec<Vec<Tiling>>, Invalid> {
    let mut index = 0;
    let mut all = Vec::with_capacity(messages.len());
    for message in messages {
        let mut tilings = Vec::new();
        for image in &message.images {
            let tiling = preparer.tiling(image);
            tilings.push(tiling.map_err(|error| refused(index, error))?);
            index += 1;
        }
        all.push(tilings);
    }
    Ok(all)
}

/// The prompt of messages and the tilings of their pictures.
pub(super) fn prompt(
    messages: &[(&Message, &[Tiling])],
    template: &ChatTemplate,
    tokenizer: &Tokenizer,
) -> Result<Prompt, SessionError> {
    let pictures = messages.iter().flat_map(|(message, tilings)| {
        let images = message.images.iter().cloned();
        images.zip(tilings.iter().copied())
    });
    let pictures: Vec<(Image, Tiling)> = pictures.collect();
    let mark = mark(messages);
    let marked = messages.iter().map(|(message, tilings)| Message {
        content: format!(
            "{}{}",
            format!("{mark}\n").repeat(tilings.len()),
            message.content
        ),
        images: Vec::new(),
        ..(*message).clone()
    });
    let text = template.render(&marked.collect::<Vec<_>>())?;
    let parts: Vec<&str> = text.split(&mark).collect();
    if parts.len() != pictures.len() + 1 {
        let value = format!(
            "{} in a template that shows {}",
            pictures.len(),
            parts.len() - 1
        );
        let allowed = "a chat template that writes every message once";
        let remedy = "use the checkpoint's published template";
        return Err(Invalid::new("images", value, allowed, remedy).into());
    }
    let beginning = template
        .token("bos_token")
        .and_then(|token| tokenizer.id(token));
    let mut ids = tokenizer.encode(parts[0])?;
    let drops = usize::from(beginning.is_some() && ids.first().copied() == beginning);
    let mut images = Vec::with_capacity(pictures.len());
    for (part, (image, tiling)) in parts[1..].iter().zip(pictures) {
        images.push(Placed {
            at: ids.len(),
            image,
            tiling,
        });
        ids.extend(tokenizer.encode(part)?.into_iter().skip(drops));
    }
    Ok(Prompt {
        ids,
        text: parts.join(SHOWN),
        dropped_turns: 0,
        images,
    })
}

/// A text that stands in no message: characters of no meaning, as many as it takes.
fn mark(messages: &[(&Message, &[Tiling])]) -> String {
    const PRIVATE: &str = "\u{f8ff}";
    let mut mark = PRIVATE.to_owned();
    while messages
        .iter()
        .any(|(message, _)| message.content.contains(&mark))
    {
        mark.push_str(PRIVATE);
    }
    mark
}
