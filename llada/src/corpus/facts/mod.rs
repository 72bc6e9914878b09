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

use super::Skill;

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
