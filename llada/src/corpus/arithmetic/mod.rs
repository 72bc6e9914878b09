//! Sums, differences, products and the problems that need two of them.

mod addition;
mod calculation;
mod followups;
mod multiplication;
mod subtraction;
mod word_problems;

use super::Skill;

/// The group's skills with their shares.
pub(super) fn skills() -> Vec<(f32, Box<dyn Skill>)> {
    vec![
        (0.10, Box::new(addition::Addition)),
        (0.07, Box::new(subtraction::Subtraction)),
        (0.03, Box::new(multiplication::SmallProducts)),
        (0.05, Box::new(multiplication::LongProducts)),
        (0.03, Box::new(followups::Followups)),
        (0.06, Box::new(word_problems::WordProblems)),
    ]
}
