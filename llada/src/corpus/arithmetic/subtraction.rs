//! Subtraction, of numbers of up to three digits.

use super::calculation::{Asking, Calculation, Size, between, number};
use crate::corpus::draw::Draw;
use crate::corpus::phrasing::{Phrasings, typed};
use crate::corpus::{Dialogue, Skill, Split};

pub(super) const ASK_DIFFERENCE: Asking = Asking {
    plain: &[
        "{a} - {b}",
        "{a}-{b}",
        "What is {a} - {b}?",
        "What is {a}-{b}?",
        "{a} - {b} = ?",
        "What is {a} minus {b}?",
        "{a} minus {b}",
    ],
    phrasings: Phrasings {
        train: &[
            "{a} - {b} =",
            "{a}-{b}=",
            "{a}-{b}=?",
            "{a}-{b}?",
            "{a} - {b}?",
            "{a} − {b}",
            "What's {a} - {b}?",
            "what's {a}-{b}?",
            "whats {a}-{b}",
            "What's {a} minus {b}?",
            "How much is {a} - {b}?",
            "How much is {a} minus {b}?",
            "{a} minus {b}?",
            "{a} minus {b} is?",
            "And {a} - {b}?",
            "{a} take away {b}",
            "What is {a} take away {b}?",
            "{a} less {b}",
            "Subtract {b} from {a}.",
            "subtract {b} from {a}",
            "Take {b} away from {a}.",
            "Take {b} from {a}.",
            "Deduct {b} from {a}.",
            "Reduce {a} by {b}.",
            "Decrease {a} by {b}.",
            "Compute {a} - {b}.",
            "Compute {a} minus {b}.",
            "Calculate {a} - {b}.",
            "Calculate {a} minus {b}.",
            "Calculate: {a} - {b}",
            "Can you subtract {b} from {a}?",
            "Can you calculate {a} - {b}?",
            "Can you tell me what {a} - {b} is?",
            "Do you know what {a} minus {b} is?",
            "Tell me {a} - {b}.",
            "Tell me what {a} minus {b} is.",
            "Please subtract {b} from {a}.",
            "I need to subtract {b} from {a}.",
            "What do you get if you subtract {b} from {a}?",
            "What do I get when I take {b} away from {a}?",
            "{a} minus {b} equals",
            "{a} - {b} is",
            "{a} - {b} equals what?",
            "What does {a} - {b} equal?",
            "What does {a} minus {b} make?",
            "Solve {a} - {b}.",
            "Evaluate {a} - {b}.",
            "What number is {b} less than {a}?",
        ],
        held_out: &[
            "What's {a} take away {b}?",
            "Could you subtract {b} from {a}?",
            "Work out {a} - {b}.",
            "What is the result of {a} - {b}?",
            "Please take {b} away from {a}.",
            "What would {a} minus {b} be?",
            "If you subtract {b} from {a}, what do you get?",
            "Help me subtract {b} from {a}.",
        ],
    },
};

/// What can only be asked where the first number is not the smaller one.
const ASK_LEFT: Phrasings = Phrasings {
    train: &[
        "What is the difference between {a} and {b}?",
        "What's the difference between {a} and {b}?",
        "The difference between {a} and {b}?",
        "difference between {a} and {b}",
        "difference of {a} and {b}",
        "Find the difference between {a} and {b}.",
        "Give me the difference of {a} and {b}.",
        "What is left of {a} if I take away {b}?",
        "How much is left of {a} if you take away {b}?",
        "How many are left if I take {b} from {a}?",
        "How much more is {a} than {b}?",
        "How much larger is {a} than {b}?",
        "I have {a} and lose {b}. How many are left?",
        "I had {a} and spent {b}. How much is left?",
        "What must I add to {b} to get {a}?",
    ],
    held_out: &[
        "Compute the difference between {a} and {b}.",
        "How much bigger is {a} than {b}?",
        "How much remains of {a} after I take {b}?",
        "I have {a} and give away {b}. How many remain?",
    ],
};

/// Share of the differences to 99 that are negative.
const NEGATIVE: f32 = 0.16;

/// A difference of any split.
fn difference(size: Size, draw: &mut Draw) -> Calculation {
    if size == Size::ToNinetyNine && draw.chance(NEGATIVE) {
        let b = if draw.chance(0.4) {
            between(1, 9, draw)
        } else {
            between(10, 99, draw)
        };
        return Calculation::minus(between(0, b - 1, draw), b);
    }
    let (x, y) = size.lengths(draw);
    let (a, b) = (number(x, draw), number(y, draw));
    Calculation::minus(a.max(b), a.min(b))
}

/// "What is 30 - 12?"
pub(super) struct Subtraction(pub(super) Size);

impl Skill for Subtraction {
    fn name(&self) -> &'static str {
        match self.0 {
            Size::ToNinetyNine => "subtraction to 99",
            Size::ToNineHundredNinetyNine => "subtraction to 999",
        }
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let difference = loop {
            let difference = difference(self.0, draw);
            if difference.is_held_out() == (split == Split::HeldOut) {
                break difference;
            }
        };
        let phrasing = if difference.result() >= 0 && draw.chance(0.15) {
            ASK_LEFT.draw(split, draw)
        } else {
            ASK_DIFFERENCE.draw(split, draw)
        };
        let question = difference.fill(phrasing, draw);
        Dialogue::single(typed(&question, draw), difference.answer())
    }
}
