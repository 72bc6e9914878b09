//! "plus 5?", after a calculation: its result is the first operand.

use super::addition::ASK_SUM;
use super::calculation::{Asking, BY_HEART, Calculation, Operator, between};
use super::multiplication::{ASK_PRODUCT, small_product};
use super::subtraction::ASK_DIFFERENCE;
use crate::draw::Draw;
use crate::phrasing::{Phrasings, typed};
use crate::{Dialogue, Skill, Split};

#[rustfmt::skip]
const ASK_PLUS: Phrasings = Phrasings {
    train: &[
        "plus {b}?", "Plus {b}?", "plus {b}", "+ {b}", "+{b}", "+{b}?", "And plus {b}?",
        "and {b} more?", "And {b} more?", "{b} more?", "Now add {b}.", "now plus {b}", "Add {b}.",
        "and add {b}", "Add {b} to that.", "Add {b} to it.", "Add another {b}.",
        "What is that plus {b}?", "And if I add {b}?", "What if you add {b}?", "Plus {b} is?",
        "Then add {b}.", "that plus {b}", "plus another {b}", "another {b}?", "{b} on top?",
        "{b} added?", "increase it by {b}", "Increase that by {b}.", "Raise it by {b}.",
        "Put {b} on top.", "Put {b} more on it.", "with {b} added", "And with {b} added?",
        "and another {b} on top", "and increased by {b}?", "What do I get if I add {b}?",
        "What happens if you add {b}?", "How much is that with {b} more?",
        "How much is it if I add {b}?", "If I get {b} more, what is it?", "And with another {b}?",
        "Sum that with {b}.", "Continue: plus {b}",
    ],
    held_out: &[
        "Add {b} more.",
        "And now plus {b}?",
        "Now add {b} to that.",
        "What's that plus {b}?",
        "And then plus {b}?",
        "Add {b} to the result.",
    ],
};

#[rustfmt::skip]
const ASK_MINUS: Phrasings = Phrasings {
    train: &[
        "minus {b}?", "Minus {b}?", "minus {b}", "- {b}", "-{b}", "-{b}?", "And minus {b}?",
        "and {b} less?", "And {b} less?", "{b} less?", "Now subtract {b}.", "now minus {b}",
        "Subtract {b}.", "and subtract {b}", "Subtract {b} from that.", "Subtract {b} from it.",
        "Take away {b}.", "Now take {b} away.", "What is that minus {b}?",
        "And if I take away {b}?", "What if you subtract {b}?", "Minus {b} is?",
        "Then subtract {b}.", "that minus {b}", "take away {b}", "take off {b}", "take {b} off",
        "less {b}", "less {b}?", "without {b}?", "deduct {b}", "Deduct {b} from it.", "Remove {b}.",
        "decrease it by {b}", "Reduce that by {b}.", "Lower it by {b}.", "and reduced by {b}?",
        "And without {b}?", "Now deduct {b}.", "Now remove {b} from it.",
        "What do I get if I subtract {b}?", "What remains if I take {b} off?",
        "How much is that with {b} less?", "How much is it if I deduct {b}?",
        "If I lose {b}, what is it?", "Continue: minus {b}", "take away another {b}",
        "Take off another {b}.", "minus another {b}", "Subtract another {b}.", "another {b} less",
        "and {b} more off?", "then take another {b} away", "Take another {b} from that.",
    ],
    held_out: &[
        "Take {b} away.",
        "And now minus {b}?",
        "Now subtract {b} from that.",
        "What's that minus {b}?",
        "And then minus {b}?",
        "Subtract {b} from the result.",
    ],
};

#[rustfmt::skip]
const ASK_TIMES: Phrasings = Phrasings {
    train: &[
        "times {b}?", "Times {b}?", "times {b}", "* {b}", "*{b}", "x {b}", "x{b}?", "× {b}",
        "And times {b}?", "Now multiply by {b}.", "now times {b}", "Multiply by {b}.",
        "and multiply by {b}", "Multiply that by {b}.", "Multiply it by {b}.",
        "What is that times {b}?", "And if I multiply by {b}?", "What if you multiply it by {b}?",
        "Times {b} is?", "Then multiply by {b}.", "that times {b}", "multiplied by {b}?",
        "multiply by {b}", "multiplied by {b}", "multiply it with {b}", "Multiply that with {b}.",
        "{b} times that", "{b} times that?", "{b} times as much?", "What is {b} times that?",
        "And {b} times as much?", "And {b} times that?", "Take it {b} times.",
        "Take that times {b}.", "and that multiplied by {b}", "And multiplied by {b}?",
        "What do I get if I multiply it by {b}?", "How much is it multiplied by {b}?",
        "How much is that times {b}?", "Make it {b} times as large.",
        "If I multiply it by {b}, what is it?", "Continue: times {b}",
    ],
    held_out: &[
        "And now times {b}?",
        "Now multiply that by {b}.",
        "What's that times {b}?",
        "And then times {b}?",
        "Multiply the result by {b}.",
    ],
};

#[rustfmt::skip]
const ASK_DOUBLE: Phrasings = Phrasings {
    train: &[
        "now double it", "Now double it.", "Double it.", "Double that.", "and double that",
        "And doubled?", "And twice that?", "What is twice that?", "And the double?", "doubled?",
        "twice that", "Twice that?", "Twice as much?", "And twice as much?", "the double of it",
        "double", "Please double it.", "Can you double it?", "Make it twice as large.",
        "What is it doubled?", "What do I get if I double it?", "How much is twice that?",
        "Then double it.", "And if it is doubled?", "Times two?",
    ],
    held_out: &[
        "Now double that.",
        "What is the double of that?",
        "And if you double it?",
    ],
};

/// A calculation to begin with: one that is trained, with a result from 0 to `most`.
fn first(most: i32, draw: &mut Draw) -> (Calculation, &'static Asking) {
    loop {
        let (x, y) = (between(0, most, draw), between(0, most, draw));
        let (calculation, asking) = match draw.below(5) {
            0 | 1 => (Calculation::plus(x, y), &ASK_SUM),
            2 | 3 => (Calculation::minus(x, y), &ASK_DIFFERENCE),
            _ => (small_product(draw), &ASK_PRODUCT),
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
        Operator::Plus => &ASK_PLUS,
        Operator::Minus => &ASK_MINUS,
        Operator::Times if calculation.b == 2 && draw.chance(0.7) => &ASK_DOUBLE,
        Operator::Times => &ASK_TIMES,
    };
    let text = calculation.fill(phrasings.draw(split, draw), draw);
    typed(&text, draw)
}

/// "plus 5?", after a sum, a difference or a product.
pub(super) struct Followups;

impl Skill for Followups {
    fn name(&self) -> &'static str {
        "arithmetic follow-ups"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
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
            if operator == Operator::Times || last.is_held_out() == (split == Split::HeldOut) {
                let text = question(last, split, draw);
                return dialogue.followed_by(Dialogue::single(text, last.answer()));
            }
        }
    }
}
