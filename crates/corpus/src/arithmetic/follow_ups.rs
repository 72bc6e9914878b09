//! "plus 5?", after a calculation: its result is the first operand.

use super::calculation::{Asking, BY_HEART, Calculation, Operator, between};
use super::multiplication::{self, small_product};
use super::sums::{DIFFERENCE, SUM};
use crate::prelude::*;

data! {
    static REQUESTS: Requests = "arithmetic/follow-ups.toml" {
        plus: Phrasings, minus: Phrasings, times: Phrasings, double: Phrasings,
    }
}

/// A calculation to begin with: one that is trained, with a result from 0 to `most`.
fn first(most: i32, draw: &mut Draw) -> (Calculation, &'static Asking) {
    loop {
        let (x, y) = (between(0, most, draw), between(0, most, draw));
        let (calculation, asking) = match draw.below(5) {
            0 | 1 => (Calculation::plus(x, y), &*SUM),
            2 | 3 => (Calculation::minus(x, y), &DIFFERENCE.difference),
            _ => (small_product(draw), &multiplication::REQUESTS.product),
        };
        if (0..=most).contains(&calculation.result()) && !calculation.is_held_out() {
            return (calculation, asking);
        }
    }
}

/// What is asked next, after this result.
fn next(operator: Operator, result: i32, draw: &mut Draw) -> Calculation {
    let most = if draw.chance(0.5) { 20 } else { 99 };
    let b = match operator {
        Operator::Plus => between(1, most, draw),
        // Below zero now and then, as in a first question.
        Operator::Minus if result < 1 || draw.chance(0.08) => between(1, most, draw),
        Operator::Minus => between(1, result.min(most), draw),
        Operator::Times => between(2, 10, draw),
    };
    Calculation::new(result, operator, b)
}

/// The person's words for it.
fn question(calculation: Calculation, split: Split, draw: &mut Draw) -> String {
    let phrasings = match calculation.operator {
        Operator::Plus => &REQUESTS.plus,
        Operator::Minus => &REQUESTS.minus,
        Operator::Times if calculation.b == 2 && draw.chance(0.7) => &REQUESTS.double,
        Operator::Times => &REQUESTS.times,
    };
    let text = calculation.fill(phrasings.draw(split, draw), draw);
    typed(&text, draw)
}

/// "plus 5?", after a sum, a difference or a product.
pub(super) fn follow_up(split: Split, draw: &mut Draw) -> Dialogue {
    let operator = match draw.below(10) {
        0..4 => Operator::Plus,
        4..7 => Operator::Minus,
        _ => Operator::Times,
    };
    // A product has to be one known by heart.
    let most = match operator {
        Operator::Times => BY_HEART,
        Operator::Plus | Operator::Minus => 99,
    };
    loop {
        let (start, asking) = first(most, draw);
        let text = start.fill(asking.draw(Split::Train, draw), draw);
        let mut dialogue = Dialogue::single(typed(&text, draw), start.answer());
        let mut result = start.result();
        if draw.chance(0.2) {
            let step = *draw.pick(&[Operator::Plus, Operator::Minus]);
            let middle = next(step, result, draw);
            if (0..=most).contains(&middle.result()) && !middle.is_held_out() {
                let text = question(middle, Split::Train, draw);
                dialogue = dialogue.followed_by(Dialogue::single(text, middle.answer()));
                result = middle.result();
            }
        }
        let last = next(operator, result, draw);
        // Small products are split by phrasing, as their own skill is.
        if operator == Operator::Times || split.has(last.is_held_out()) {
            let text = question(last, split, draw);
            return dialogue.followed_by(Dialogue::single(text, last.answer()));
        }
    }
}
