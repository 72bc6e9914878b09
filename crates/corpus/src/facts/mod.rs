//! Closed sets of facts: split by how one asks, not by what is asked.

mod asking;
mod calendar;
mod capitals;
mod colours;
pub(crate) mod countries;
mod elements;
mod follow_ups;
mod opposites;
mod units;

use crate::prelude::*;
use capitals::{CAPITAL, COUNTRY};
use opposites::OPPOSITE;

/// The group's skills with their shares.
pub(crate) fn skills() -> Skills {
    vec![
        exact(0.07, "capitals", |split, draw| CAPITAL.dialogue(split, draw)),
        exact(0.055, "countries", |split, draw| COUNTRY.dialogue(split, draw)),
        exact(0.035, "fact follow-ups", follow_ups::follow_up),
        exact(0.045, "elements", elements::element),
        exact(0.035, "calendar", calendar::calendar),
        exact(0.065, "opposites", |split, draw| OPPOSITE.dialogue(split, draw)),
        exact(0.04, "colours", colours::colours),
        exact(0.04, "units", units::units),
    ]
}

/// The question for the capital of `name`, asked as one asks for a country's.
pub(crate) fn capital_of(name: &str, split: Split, draw: &mut Draw) -> String {
    CAPITAL.asked_of(name, split, draw)
}

/// A question for a fact of `word`, which has none: its opposite, its symbol, the country whose capital it is.
pub(crate) fn fact_of(word: &str, split: Split, draw: &mut Draw) -> String {
    let relations = [COUNTRY, OPPOSITE, elements::SYMBOL, elements::ATOMIC_NUMBER];
    draw.pick(&relations).asked_of(word, split, draw)
}
