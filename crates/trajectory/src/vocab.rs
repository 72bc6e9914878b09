//! Token texts: each id decoded once, when it is first seen.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Token id → text. In JSON the ids are string keys, as JSON demands: `{"374": " the"}`.
///
/// A token that is no complete UTF-8 is written byte by byte, `<0xF0><0x9F>`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocab(BTreeMap<u32, String>);

impl Vocab {
    /// The text of a token, if it has been seen.
    #[must_use]
    pub fn get(&self, id: u32) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }

    /// Names a token; whether it was new.
    pub fn insert(&mut self, id: u32, text: String) -> bool {
        self.0.insert(id, text).is_none()
    }

    /// Whether a token has been named.
    #[must_use]
    pub fn contains(&self, id: u32) -> bool {
        self.0.contains_key(&id)
    }

    /// Whether no token has been named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ids and texts, by id.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        self.0.iter().map(|(id, text)| (*id, text.as_str()))
    }

    /// Takes over every name of `other`.
    pub fn extend(&mut self, other: &Self) {
        self.0
            .extend(other.0.iter().map(|(id, text)| (*id, text.clone())));
    }
}

impl FromIterator<(u32, String)> for Vocab {
    fn from_iter<I: IntoIterator<Item = (u32, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl Serialize for Vocab {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(id, text)| (id.to_string(), text)))
    }
}

// Written out because integer keys do not survive serde's buffering of flattened and tagged types.
impl<'de> Deserialize<'de> for Vocab {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Vocab;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from token id to text")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vocab, A::Error> {
                let mut vocab = Vocab::default();
                while let Some((id, text)) = map.next_entry::<String, String>()? {
                    let id = id.parse().map_err(|_| {
                        de::Error::custom(format!("vocab: \"{id}\" is not a token id"))
                    })?;
                    vocab.insert(id, text);
                }
                Ok(vocab)
            }
        }
        deserializer.deserialize_map(Reader)
    }
}
