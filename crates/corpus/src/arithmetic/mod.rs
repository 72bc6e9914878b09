//! Sums, differences, products and the problems that need two of them.

mod addition;
mod calculation;
mod followups;
mod multiplication;
mod subtraction;
mod word_problems;

use self::calculation::Size;
use super::Skill;
pub(super) use calculation::spelled;

/// The group's skills with their shares.
pub(super) fn skills() -> Vec<(f32, Box<dyn Skill>)> {
    vec![
        (0.045, Box::new(addition::Addition(Size::ToNinetyNine))),
        (
            0.07,
            Box::new(addition::Addition(Size::ToNineHundredNinetyNine)),
        ),
        (0.06, Box::new(subtraction::Subtraction(Size::ToNinetyNine))),
        (
            0.06,
            Box::new(subtraction::Subtraction(Size::ToNineHundredNinetyNine)),
        ),
        (0.045, Box::new(multiplication::SmallProducts)),
        (0.05, Box::new(multiplication::LongProducts)),
        (0.035, Box::new(followups::Followups)),
        (0.11, Box::new(word_problems::WordProblems)),
    ]
}
