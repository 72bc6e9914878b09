//! Operations on the letters of words that the model has not seen, and on lists.

mod asking;
mod case;
mod count;
mod ends;
mod followups;
mod other_way_round;
mod repeat;
mod reverse;
mod sort_numbers;
mod sort_words;
mod spell;
pub(crate) mod words;

use super::Skill;
pub(crate) use spell::letters;

/// The group's skills with their shares.
pub(super) fn skills() -> Vec<(f32, Box<dyn Skill>)> {
    vec![
        (0.025, Box::new(reverse::Reverse)),
        (0.035, Box::new(spell::Spell)),
        (0.02, Box::new(count::Length)),
        (0.09, Box::new(count::Occurrences)),
        (0.025, Box::new(case::Case)),
        (0.03, Box::new(ends::Ends)),
        (0.06, Box::new(sort_numbers::SortNumbers)),
        (0.008, Box::new(sort_numbers::Extremes)),
        (0.09, Box::new(sort_words::SortWords)),
        (0.07, Box::new(repeat::Repeat)),
        (0.04, Box::new(followups::Followups)),
    ]
}
