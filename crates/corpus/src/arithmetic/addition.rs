//! Addition, of numbers of up to three digits.

use super::calculation::{Asking, Calculation, Size, number};
use crate::draw::Draw;
use crate::phrasing::{Phrasings, typed};
use crate::{Dialogue, Skill, Split};

#[rustfmt::skip]
pub(super) const ASK_SUM: Asking = Asking {
    plain: &[
        "{a} + {b}",
        "{a}+{b}",
        "What is {a} + {b}?",
        "What is {a}+{b}?",
        "{a} + {b} = ?",
        "What is {a} plus {b}?",
        "{a} plus {b}",
    ],
    phrasings: Phrasings {
        train: &[
            "{a} + {b} =", "{a}+{b}=", "{a}+{b}=?", "{a}+{b}?", "{a} + {b}?", "What's {a} + {b}?",
            "what's {a}+{b}?", "whats {a}+{b}", "What's {a} plus {b}?", "How much is {a} + {b}?",
            "How much is {a}+{b}?", "How much is {a} plus {b}?", "How much is {a} and {b}?",
            "How many is {a} plus {b}?", "{a} plus {b}?", "{a} plus {b} is?", "{a} and {b}?",
            "And {a} + {b}?", "Add {a} and {b}.", "add {b} to {a}", "Add {a} and {b} together.",
            "Add up {a} and {b}.", "Add: {a}, {b}", "What is the sum of {a} and {b}?",
            "The sum of {a} and {b}?", "Sum of {a} and {b}", "Find the sum of {a} and {b}.",
            "Give me the sum of {a} and {b}.", "Compute {a} + {b}.",
            "Compute the sum of {a} and {b}.", "Calculate {a} + {b}.", "Calculate {a} plus {b}.",
            "Calculate: {a} + {b}", "Can you add {a} and {b}?", "Can you calculate {a} + {b}?",
            "Can you tell me what {a} + {b} is?", "Do you know what {a} plus {b} is?",
            "Tell me {a} + {b}.", "Tell me what {a} plus {b} is.", "Please add {a} and {b}.",
            "I need to add {a} and {b}.", "What do you get if you add {a} and {b}?",
            "What do I get when I add {b} to {a}?", "What do {a} and {b} make?",
            "What is the total of {a} and {b}?", "{a} plus {b} equals", "{a} + {b} is",
            "{a} + {b} equals what?", "What does {a} + {b} equal?", "What does {a} plus {b} make?",
            "Solve {a} + {b}.", "Evaluate {a} + {b}.", "What number is {b} more than {a}?",
            "Increase {a} by {b}.", "I have {a} and get {b} more. How many?",
            "{a} and {b} together", "{a} and {b} combined", "{a} and {b} added up",
            "{a} and {b} altogether?", "{a} and {b} in total?", "{a} and {b} is",
            "{a} and another {b}", "{a} increased by {b}", "{a} with {b} added",
            "{a} plus {b} gives", "{a} plus {b} makes what?", "{a} plus {b} is what number?",
            "{a} plus {b} is equal to", "{a} + {b} is equal to?", "{a} + {b} gives",
            "{a} + {b} makes", "{a}, plus {b}?", "({a} + {b})", "sum {a} {b}", "sum {a} and {b}",
            "add {a} {b}", "add {a} and {b}", "Sum: {a} and {b}", "Sum up {a} and {b}.",
            "Total of {a} and {b}", "Total {a} and {b}.", "What is {a} increased by {b}?",
            "What is {a} and {b} together?", "What is {a} and {b}?",
            "What is the value of {a} + {b}?", "What number is {a} + {b}?",
            "What number is the sum of {a} and {b}?", "What number do I get from {a} plus {b}?",
            "What does adding {b} to {a} give?", "What total do {a} and {b} have?",
            "What total do I get for {a} and {b}?", "What comes out of {a} + {b}?",
            "How many are {a} and {b} altogether?", "How many are {a} and {b} in total?",
            "How much is {a} increased by {b}?", "How much is {a} and {b} altogether?",
            "Put {a} and {b} together.", "Combine {a} and {b}: how many is that?",
            "Start with {a} and add {b}.", "Take {a} and add {b}.", "Raise {a} by {b}.",
            "Determine {a} + {b}.", "Determine the sum of {a} and {b}.", "Do the sum {a} + {b}.",
            "Simplify {a} + {b}.", "Count {a} and {b} together.",
            "If I add {a} and {b}, what is the total?", "If I have {a} and add {b}, what do I get?",
            "When you add {b} to {a}, what is the sum?",
            "I have {a} and buy {b} more. How many is that?",
            "I had {a} and found {b}. How many do I have?",
            "I paid {a} and then {b}. How much did I pay in total?",
            "There are {a} here and {b} there. How many in total?",
            "There were {a}, and {b} more came. How many now?",
        ],
        held_out: &[
            "Add the number {b} to {a}.",
            "How much do {a} and {b} make?",
            "What's the sum of {a} and {b}?",
            "Could you add {a} and {b}?",
            "Work out {a} + {b}.",
            "What is the result of {a} + {b}?",
            "What would {a} plus {b} be?",
            "Help me add {a} and {b}.",
        ],
    },
};

/// "What is 12 + 30?"
pub(super) struct Addition(pub(super) Size);

impl Skill for Addition {
    fn name(&self) -> &'static str {
        match self.0 {
            Size::ToNinetyNine => "addition to 99",
            Size::ToNineHundredNinetyNine => "addition to 999",
        }
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let sum = loop {
            let (x, y) = self.0.lengths(draw);
            let sum = Calculation::plus(number(x, draw), number(y, draw));
            if sum.is_held_out() == (split == Split::HeldOut) {
                break sum;
            }
        };
        let question = sum.fill(ASK_SUM.draw(split, draw), draw);
        Dialogue::single(typed(&question, draw), sum.answer())
    }
}
