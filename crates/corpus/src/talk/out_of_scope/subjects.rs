//! Kinds of out-of-scope subjects, each with the questions about it.

use serde::Deserialize;

use crate::prelude::*;

/// Subjects of one kind and the questions about them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    /// How often the kind is asked about, beside the others.
    pub(super) weight: usize,
    /// Whether the subjects are names: an invented one begins with a capital letter.
    pub(super) names: bool,
    pub(super) subjects: List,
    pub(super) frames: Phrasings,
}

data! {
    /// All kinds; the first are the topics of the world at large.
    pub(super) static KINDS: Vec<Kind> = all kind[
        "out-of-scope/subjects/topics.toml",
        "out-of-scope/subjects/people.toml",
        "out-of-scope/subjects/works.toml",
        "out-of-scope/subjects/places.toml",
        "out-of-scope/subjects/tasks.toml",
        "out-of-scope/subjects/words.toml",
        "out-of-scope/subjects/elements.toml",
        "out-of-scope/subjects/animals.toml",
        "out-of-scope/subjects/food.toml",
        "out-of-scope/subjects/events.toml",
        "out-of-scope/subjects/years.toml",
        "out-of-scope/subjects/belongings.toml",
        "out-of-scope/subjects/illnesses.toml",
        "out-of-scope/subjects/texts.toml",
    ];
}

/// Reads the one kind of a file.
fn kind(file: &'static str, text: &str) -> Result<[Kind; 1], DataError> {
    Ok([data::toml(file, text)?])
}
