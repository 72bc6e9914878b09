//! Answers of a given form: JSON, lists, acrostics, filled blanks, stories.

mod acrostics;
mod blanks;
mod json;
mod known_lists;
mod lists;
mod stories;

use crate::prelude::*;

/// The group's skills with their shares.
pub(crate) fn skills() -> Skills {
    vec![
        exact(0.06, "json", json::json),
        exact(0.055, "lists", lists::list),
        (0.05, Box::new(acrostics::Acrostics)),
        exact(0.07, "blanks", blanks::blank),
        (0.1, Box::new(stories::Stories)),
    ]
}
