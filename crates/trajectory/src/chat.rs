//! Messages of a conversation, as the chat template takes them.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Who speaks. The names are the chat template's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions for the whole conversation, first in the conversation.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// The role's name as the template writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: String,
    /// The pictures that go with it, before the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Image>,
}

/// A picture file as a data URL: `data:image/png;base64,…`. Clones share the text.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Image(Arc<str>);

impl Image {
    /// A picture by its URL.
    pub fn new(url: impl Into<Arc<str>>) -> Self {
        Self(url.into())
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl From<String> for Image {
    fn from(url: String) -> Self {
        Self::new(url)
    }
}

impl From<Image> for String {
    fn from(image: Image) -> Self {
        image.url().to_owned()
    }
}

/// What kind of picture and how large: the text itself would fill pages.
impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.0.split(',').next().unwrap_or_default();
        let kind: String = kind.chars().take(40).collect();
        write!(f, "Image({kind}, {} bytes)", self.0.len())
    }
}

impl Message {
    /// A message of the given role.
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self {
            role,
            content: content.into(),
            images: Vec::new(),
        }
    }

    /// A message of the person.
    pub fn user(content: impl Into<String>) -> Self {
        Self::new(Role::User, content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_without_pictures_are_written_as_ever() {
        let message = Message::user("Hello");
        let json = r#"{"role":"user","content":"Hello"}"#;
        assert_eq!(serde_json::to_string(&message).unwrap(), json);
        assert_eq!(serde_json::from_str::<Message>(json).unwrap(), message);
    }

    #[test]
    fn a_picture_is_its_url() {
        let message = Message {
            images: vec![Image::new("data:image/png;base64,AAAA")],
            ..Message::user("Hello")
        };
        let json = serde_json::to_string(&message).unwrap();
        assert!(
            json.ends_with(r#""images":["data:image/png;base64,AAAA"]}"#),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
        assert!(format!("{message:?}").contains("Image(data:image/png;base64, 26 bytes)"));
    }
}
