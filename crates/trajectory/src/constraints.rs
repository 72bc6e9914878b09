//! Word constraints: texts that stand in the answer before the first pass.
//!
//! Written as the original demo has them, `0:Once, 5:upon`: position of the first *token*, a colon, the word. A word
//! is tokenised with a leading space, and one of several tokens spills into the positions after it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Position (from the first response token) → text, as the user typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Constraints(BTreeMap<usize, String>);

/// Why a constraint was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConstraintError {
    /// No colon between position and word.
    #[error("constraint \"{entry}\" has no colon: write position:word, for example 5:upon")]
    NoColon {
        /// The entry as typed.
        entry: String,
    },
    /// The position is not a whole number.
    #[error(
        "constraint \"{entry}\": \"{position}\" is not a position: write a whole number from 0, for example 5:upon"
    )]
    BadPosition {
        /// The entry as typed.
        entry: String,
        /// What stood before the colon.
        position: String,
    },
    /// Nothing after the colon.
    #[error(
        "constraint \"{entry}\" has no word after the colon: write position:word, for example 5:upon"
    )]
    NoWord {
        /// The entry as typed.
        entry: String,
    },
    /// Two words begin at one position.
    #[error("position {position} is given twice (\"{first}\" and \"{second}\"): keep one of them")]
    Twice {
        /// The position.
        position: usize,
        /// The word that came first.
        first: String,
        /// The word that came second.
        second: String,
    },
}

impl Constraints {
    /// No constraint at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many words are constrained.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Position and word, by position.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.0
            .iter()
            .map(|(position, word)| (*position, word.as_str()))
    }

    /// Puts `word` at `position`; the word that stood there comes back.
    pub fn insert(&mut self, position: usize, word: impl Into<String>) -> Option<String> {
        self.0.insert(position, word.into())
    }

    /// Takes the word at `position` away.
    pub fn remove(&mut self, position: usize) -> Option<String> {
        self.0.remove(&position)
    }

    fn add(&mut self, position: usize, word: String) -> Result<(), ConstraintError> {
        if let Some(first) = self.0.get(&position) {
            return Err(ConstraintError::Twice {
                position,
                first: first.clone(),
                second: word,
            });
        }
        self.0.insert(position, word);
        Ok(())
    }
}

/// Reads `0:Once, 5:upon`. Empty entries (a trailing comma) are passed over; a word may hold colons, not commas.
impl FromStr for Constraints {
    type Err = ConstraintError;

    fn from_str(text: &str) -> Result<Self, ConstraintError> {
        let mut constraints = Self::default();
        for entry in text
            .split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
        {
            let owned = || entry.to_owned();
            let (position, word) = entry
                .split_once(':')
                .ok_or_else(|| ConstraintError::NoColon { entry: owned() })?;
            let (position, word) = (position.trim(), word.trim());
            let index = position.parse().map_err(|_| ConstraintError::BadPosition {
                entry: owned(),
                position: position.to_owned(),
            })?;
            if word.is_empty() {
                return Err(ConstraintError::NoWord { entry: owned() });
            }
            constraints.add(index, word.to_owned())?;
        }
        Ok(constraints)
    }
}

impl fmt::Display for Constraints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (position, word)) in self.iter().enumerate() {
            write!(f, "{}{position}:{word}", if n == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl Serialize for Constraints {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.iter()
                .map(|(position, word)| (position.to_string(), word)),
        )
    }
}

/// Accepts the map that is written (`{"0":"Once"}`) and the text a person types (`"0:Once, 5:upon"`).
impl<'de> Deserialize<'de> for Constraints {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Constraints;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("constraints as a map {\"5\": \"upon\"} or as text \"5:upon, 9:time\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Constraints, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_unit<E: de::Error>(self) -> Result<Constraints, E> {
                Ok(Constraints::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Constraints, A::Error> {
                let mut constraints = Constraints::default();
                while let Some((position, word)) = map.next_entry::<String, String>()? {
                    let entry = || format!("{position}:{word}");
                    let index = position.trim().parse().map_err(|_| {
                        de::Error::custom(ConstraintError::BadPosition {
                            entry: entry(),
                            position: position.clone(),
                        })
                    })?;
                    if word.trim().is_empty() {
                        return Err(de::Error::custom(ConstraintError::NoWord {
                            entry: entry(),
                        }));
                    }
                    constraints
                        .add(index, word.trim().to_owned())
                        .map_err(de::Error::custom)?;
                }
                Ok(constraints)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_demos_syntax() {
        let constraints: Constraints = " 0:Once, 5 : upon ,".parse().unwrap();
        assert_eq!(
            constraints.iter().collect::<Vec<_>>(),
            [(0, "Once"), (5, "upon")]
        );
        assert_eq!(constraints.to_string(), "0:Once, 5:upon");
        assert_eq!("".parse::<Constraints>().unwrap(), Constraints::default());
    }

    #[test]
    fn every_refusal_names_the_entry() {
        for (text, part) in [
            ("5:", "\"5:\" has no word"),
            ("a:b", "\"a\" is not a position"),
            ("-1:b", "\"-1\" is not a position"),
            ("upon", "\"upon\" has no colon"),
            ("1:a, 1:b", "position 1 is given twice"),
        ] {
            let message = text.parse::<Constraints>().unwrap_err().to_string();
            assert!(message.contains(part), "{text:?}: {message}");
        }
    }

    proptest! {
        #[test]
        fn written_and_read_again_it_is_the_same(
            words in prop::collection::btree_map(0_usize..2000, "[a-zA-Z:\"é]{1,8}", 0..6)
        ) {
            let constraints = Constraints(words);
            prop_assert_eq!(&constraints.to_string().parse::<Constraints>().unwrap(), &constraints);
            let json = serde_json::to_string(&constraints).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Constraints>(&json).unwrap(), &constraints);
        }
    }
}
