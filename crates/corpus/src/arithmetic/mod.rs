//! Sums, differences, products and the problems that need two of them.

mod calculation;
mod follow_ups;
mod multiplication;
mod sums;
mod word_problems;

use crate::prelude::*;
use calculation::Size::{ToNineHundredNinetyNine, ToNinetyNine};
use sums::{addition, subtraction};

/// The group's skills with their shares.
pub(crate) fn skills() -> Skills {
    vec![
        exact(0.045, "addition to 99", |split, draw| addition(ToNinetyNine, split, draw)),
        exact(0.07, "addition to 999", |split, draw| {
            addition(ToNineHundredNinetyNine, split, draw)
        }),
        exact(0.06, "subtraction to 99", |split, draw| subtraction(ToNinetyNine, split, draw)),
        exact(0.06, "subtraction to 999", |split, draw| {
            subtraction(ToNineHundredNinetyNine, split, draw)
        }),
        exact(0.045, "products to 12 × 12", multiplication::small_product_question),
        exact(0.05, "products beyond", multiplication::long_product_question),
        exact(0.035, "arithmetic follow-ups", follow_ups::follow_up),
        exact(0.11, "word problems", word_problems::word_problem),
    ]
}
