//! The refusal of a value that is out of bounds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value that is out of bounds, in the four parts of a useful refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field} is {value}; allowed: {allowed}. {remedy}.")]
pub struct Invalid {
    /// The parameter's name, as the API and the command line spell it.
    pub field: String,
    /// The value that was given.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
    /// What to do, as an imperative clause.
    pub remedy: String,
}

impl Invalid {
    /// Builds a refusal; `remedy` starts its own sentence, without a full stop.
    pub fn new(
        field: &str,
        value: impl fmt::Display,
        allowed: impl fmt::Display,
        remedy: &str,
    ) -> Self {
        let mut remedy = remedy.to_owned();
        if let Some(first) = remedy.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        Self {
            field: field.to_owned(),
            value: value.to_string(),
            allowed: allowed.to_string(),
            remedy,
        }
    }
}
