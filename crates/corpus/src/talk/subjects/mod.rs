//! What people ask about that the model knows nothing of: kinds of subjects, each with its frames.

mod animals;
mod countries;
mod elements;
mod food;
mod history;
mod illness;
mod people;
mod places;
mod tasks;
mod things;
mod topics;
mod words;
mod works;
mod writing;

use crate::phrasing::Phrasings;

pub(super) use countries::{CAPITAL_FRAMES, COUNTRY_FRAMES, NOT_COUNTRIES};
pub(super) use topics::OPINIONS;
pub(super) use words::NEAR_FRAMES;

use animals::ANIMALS;
use elements::ELEMENTS;
use food::FOOD;
use history::{EVENTS, YEARS};
use illness::ILLNESS;
use people::PEOPLE;
use places::PLACES;
use tasks::TASKS;
use things::THINGS;
use topics::TOPICS;
use words::WORDS;
use works::WORKS;
use writing::WRITING;

/// Subjects of one kind and the questions about them.
pub(super) struct Kind {
    /// How often the kind is asked about, beside the others.
    pub(super) weight: usize,
    pub(super) frames: Phrasings,
    pub(super) subjects: &'static [&'static str],
    /// Whether the subjects are names: an invented one begins with a capital letter.
    pub(super) names: bool,
}

/// All kinds.
#[rustfmt::skip]
pub(super) const KINDS: &[&Kind] = &[
    &TOPICS, &PEOPLE, &WORKS, &PLACES, &TASKS, &WORDS, &ELEMENTS, &ANIMALS, &FOOD, &EVENTS, &YEARS,
    &THINGS, &ILLNESS, &WRITING,
];
