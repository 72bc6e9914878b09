//! Subtraction, of numbers of up to three digits.

use super::calculation::{Asking, Calculation, Size, between, number};
use crate::draw::Draw;
use crate::phrasing::{Phrasings, typed};
use crate::{Dialogue, Skill, Split};

#[rustfmt::skip]
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
            "{a} - {b} =", "{a}-{b}=", "{a}-{b}=?", "{a}-{b}?", "{a} - {b}?", "{a} − {b}",
            "What's {a} - {b}?", "what's {a}-{b}?", "whats {a}-{b}", "What's {a} minus {b}?",
            "How much is {a} - {b}?", "How much is {a} minus {b}?", "{a} minus {b}?",
            "{a} minus {b} is?", "And {a} - {b}?", "{a} take away {b}",
            "What is {a} take away {b}?", "{a} less {b}", "Subtract {b} from {a}.",
            "subtract {b} from {a}", "Take {b} away from {a}.", "Take {b} from {a}.",
            "Deduct {b} from {a}.", "Reduce {a} by {b}.", "Decrease {a} by {b}.",
            "Compute {a} - {b}.", "Compute {a} minus {b}.", "Calculate {a} - {b}.",
            "Calculate {a} minus {b}.", "Calculate: {a} - {b}", "Can you subtract {b} from {a}?",
            "Can you calculate {a} - {b}?", "Can you tell me what {a} - {b} is?",
            "Do you know what {a} minus {b} is?", "Tell me {a} - {b}.",
            "Tell me what {a} minus {b} is.", "Please subtract {b} from {a}.",
            "I need to subtract {b} from {a}.", "What do you get if you subtract {b} from {a}?",
            "What do I get when I take {b} away from {a}?", "{a} minus {b} equals", "{a} - {b} is",
            "{a} - {b} equals what?", "What does {a} - {b} equal?", "What does {a} minus {b} make?",
            "Solve {a} - {b}.", "Evaluate {a} - {b}.", "What number is {b} less than {a}?",
            "{a} decreased by {b}", "{a} reduced by {b}", "{a} diminished by {b}",
            "{a} lowered by {b}", "{a} less {b}?", "{a} less {b} is", "{a} take away {b} is",
            "{a} take away {b} equals", "{a} with {b} taken away", "{a} with {b} subtracted",
            "{a}, minus {b}?", "{a} minus {b} gives", "{a} minus {b} makes what?",
            "{a} minus {b} is what number?", "{a} minus {b} is equal to", "{a} - {b} is equal to?",
            "{a} - {b} gives", "{b} subtracted from {a}", "{b} taken from {a}",
            "{b} taken away from {a}", "{b} less than {a}", "({a} - {b})", "take {b} from {a}",
            "deduct {b} from {a}", "From {a} subtract {b}.", "From {a} take {b}.",
            "What is {a} less {b}?", "What is {a} decreased by {b}?", "What is {a} reduced by {b}?",
            "What is {b} less than {a}?", "What is {b} subtracted from {a}?",
            "What is the value of {a} - {b}?", "What number is {a} - {b}?",
            "What number do I get from {a} minus {b}?", "What does subtracting {b} from {a} give?",
            "What comes out of {a} - {b}?", "How much is {a} less {b}?",
            "How much is {a} reduced by {b}?", "How much is {b} less than {a}?",
            "Lower {a} by {b}.", "Diminish {a} by {b}.", "Remove {b} from {a}.",
            "Start with {a} and subtract {b}.", "Take {a} and subtract {b}.",
            "Go down by {b} from {a}.", "Determine {a} - {b}.", "Do the subtraction {a} - {b}.",
            "Simplify {a} - {b}.", "If I take {b} from {a}, what do I get?",
            "If {a} is reduced by {b}, what is it then?",
            "When {b} is deducted from {a}, what is the result?",
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
#[rustfmt::skip]
const ASK_LEFT: Phrasings = Phrasings {
    train: &[
        "What is the difference between {a} and {b}?", "What's the difference between {a} and {b}?",
        "The difference between {a} and {b}?", "difference between {a} and {b}",
        "difference of {a} and {b}", "Find the difference between {a} and {b}.",
        "Give me the difference of {a} and {b}.", "What is left of {a} if I take away {b}?",
        "How much is left of {a} if you take away {b}?",
        "How many are left if I take {b} from {a}?", "How much more is {a} than {b}?",
        "How much larger is {a} than {b}?", "I have {a} and lose {b}. How many are left?",
        "I had {a} and spent {b}. How much is left?", "What must I add to {b} to get {a}?",
        "{a} and {b}: what is the difference?", "{a} and {b}, the difference?",
        "{a} is how much more than {b}?", "{a} exceeds {b} by how much?",
        "{b} is how much less than {a}?", "{b} and what make {a}?", "{b} plus what is {a}?",
        "{b} to {a}: how many more?", "difference {a} {b}", "the difference of {a} and {b}",
        "What is the difference of {a} and {b}?", "Determine the difference between {a} and {b}.",
        "Calculate the difference of {a} and {b}.", "By how much is {a} larger than {b}?",
        "By how much does {a} exceed {b}?", "By how much do {a} and {b} differ?",
        "How far is it from {b} to {a}?", "How far apart are {a} and {b}?",
        "How many more do I need to get from {b} to {a}?", "How many more is {a} than {b}?",
        "How much less is {b} than {a}?", "How much smaller is {b} than {a}?",
        "How much do I add to {b} to reach {a}?", "What is missing from {b} to {a}?",
        "What remains if I take {b} from {a}?", "What remains of {a} without {b}?",
        "What is left when {b} of {a} are gone?",
        "Out of {a}, {b} are gone. How many are still there?",
        "Of {a}, {b} were sold. How many are left?",
        "There were {a}, and {b} are broken. How many are still good?",
        "I have {a} and use {b}. How many do I still have?",
        "I have {a} and sell {b}. How many do I keep?",
        "I had {a}. I gave {b} to a friend. How many do I have now?",
        "I had {a} and ate {b}. What is left?",
        "I had {a} and I paid {b}. How much money do I still have?",
        "I need {a} and have {b}. How many are missing?",
        "If I have {a} and throw {b} away, how many are left?",
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
