//! A GGUF file's metadata: keys and their values.

use std::collections::BTreeMap;

use super::error::GgufError;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum MetaValue {
    /// A whole number of any width.
    Integer(i128),
    /// A number. What is stored in 32 bits is the shortest decimal number that those stand for, not their exact value: 1e-5
    /// and not 9.999999747378752e-6.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Self>),
}

/// The metadata of a file.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    file: String,
    values: BTreeMap<String, MetaValue>,
}

impl Metadata {
    pub(super) fn new(file: String, values: BTreeMap<String, MetaValue>) -> Self {
        Self { file, values }
    }

    /// The file's name, for messages.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// A value; none if there is no such key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&MetaValue> {
        self.values.get(key)
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// A text, if there is one.
    ///
    /// # Errors
    /// It is no text.
    pub fn text(&self, key: &str) -> Result<Option<&str>, GgufError> {
        self.typed(key, "a text", |value| match value {
            MetaValue::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// A count from 1 to 2²⁸, if there is one.
    ///
    /// # Errors
    /// It is none.
    pub fn size(&self, key: &str) -> Result<Option<usize>, GgufError> {
        const MOST: i128 = 1 << 28;
        self.typed(
            key,
            "a whole number from 1 to 268435456",
            |value| match value {
                MetaValue::Integer(number @ 1..=MOST) => Some(*number as usize),
                _ => None,
            },
        )
    }

    /// As [`Self::size`], where it must be there.
    ///
    /// # Errors
    /// It is missing, too.
    pub fn needed_size(&self, key: &str) -> Result<usize, GgufError> {
        self.size(key)?.ok_or_else(|| self.missing(key))
    }

    /// A number above 0, if there is one.
    ///
    /// # Errors
    /// It is none.
    pub fn positive(&self, key: &str) -> Result<Option<f64>, GgufError> {
        self.typed(key, "a number above 0", |value| {
            let number = match value {
                MetaValue::Float(number) => *number,
                MetaValue::Integer(number) => *number as f64,
                _ => return None,
            };
            (number > 0.0 && number.is_finite()).then_some(number)
        })
    }

    /// As [`Self::positive`], where it must be there.
    ///
    /// # Errors
    /// It is missing, too.
    pub fn needed_positive(&self, key: &str) -> Result<f64, GgufError> {
        self.positive(key)?.ok_or_else(|| self.missing(key))
    }

    /// A token id, if there is one.
    ///
    /// # Errors
    /// It is none.
    pub fn token_id(&self, key: &str) -> Result<Option<u32>, GgufError> {
        self.typed(key, "a token id", |value| match value {
            MetaValue::Integer(number) => u32::try_from(*number).ok(),
            _ => None,
        })
    }

    /// A list of texts.
    ///
    /// # Errors
    /// It is missing or something else.
    pub fn texts(&self, key: &str) -> Result<Vec<&str>, GgufError> {
        let texts = self.typed(key, "a list of texts", |value| match value {
            MetaValue::List(list) => list
                .iter()
                .map(|value| match value {
                    MetaValue::Text(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect::<Option<Vec<&str>>>(),
            _ => None,
        })?;
        texts.ok_or_else(|| self.missing(key))
    }

    /// A list of whole numbers, if there is one.
    ///
    /// # Errors
    /// It is something else.
    pub fn integers(&self, key: &str) -> Result<Option<Vec<i128>>, GgufError> {
        self.typed(key, "a list of whole numbers", |value| match value {
            MetaValue::List(list) => list
                .iter()
                .map(|value| match value {
                    MetaValue::Integer(number) => Some(*number),
                    _ => None,
                })
                .collect(),
            _ => None,
        })
    }

    fn typed<'a, T>(
        &'a self,
        key: &str,
        allowed: &str,
        read: impl Fn(&'a MetaValue) -> Option<T>,
    ) -> Result<Option<T>, GgufError> {
        let Some(value) = self.values.get(key) else {
            return Ok(None);
        };
        let shown: String = format!("{value:?}").chars().take(60).collect();
        read(value)
            .map(Some)
            .ok_or_else(|| self.wrong(key, format!("is {shown}; allowed: {allowed}")))
    }

    /// The refusal of a key.
    pub(super) fn wrong(&self, key: &str, reason: String) -> GgufError {
        GgufError::Key {
            file: self.file.clone(),
            key: key.to_owned(),
            reason,
        }
    }

    fn missing(&self, key: &str) -> GgufError {
        self.wrong(key, "is missing".to_owned())
    }
}
