//! Closed sets of facts: split by how one asks, not by what is asked.

mod asking;
mod calendar;
mod capitals;
mod colours;
pub mod countries;
mod elements;
mod followups;
mod opposites;
mod seasons;
mod units;
mod weekdays;

use super::draw::Draw;
use super::{Skill, Split};

/// The group's skills with their shares.
pub(super) fn skills() -> Vec<(f32, Box<dyn Skill>)> {
    vec![
        (0.07, Box::new(capitals::Capitals)),
        (0.055, Box::new(capitals::Countries)),
        (0.035, Box::new(followups::Followups)),
        (0.045, Box::new(elements::Elements)),
        (0.035, Box::new(calendar::Calendar)),
        (0.065, Box::new(opposites::Opposites)),
        (0.04, Box::new(colours::Colours)),
        (0.04, Box::new(units::Units)),
    ]
}

/// The question for the capital of `name`, asked as one asks for a country's.
pub(super) fn capital_of(name: &str, split: Split, draw: &mut Draw) -> String {
    capitals::CAPITAL.asked_of(name, split, draw)
}

/// A question for a fact of `word`, which has none: its opposite, its symbol, the country whose capital it is.
pub(super) fn fact_of(word: &str, split: Split, draw: &mut Draw) -> String {
    let relations = [
        capitals::COUNTRY,
        opposites::OPPOSITE,
        elements::SYMBOL,
        elements::NUMBER,
    ];
    draw.pick(&relations).asked_of(word, split, draw)
}
