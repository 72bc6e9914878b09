//! Products known by heart, and longer ones with their working.

use super::calculation::{Asking, BY_HEART, Calculation, between};
use crate::draw::Draw;
use crate::phrasing::{Phrasings, typed};
use crate::{Dialogue, Skill, Split};

#[rustfmt::skip]
pub(super) const ASK_PRODUCT: Asking = Asking {
    plain: &[
        "{a} * {b}",
        "{a}*{b}",
        "{a} x {b}",
        "{a}x{b}",
        "{a} × {b}",
        "What is {a} * {b}?",
        "What is {a}*{b}?",
        "What is {a} x {b}?",
        "What is {a} times {b}?",
        "{a} times {b}",
    ],
    phrasings: Phrasings {
        train: &[
            "{a} * {b} =", "{a}*{b}=", "{a}*{b}=?", "{a} * {b} = ?", "{a}*{b}?", "{a}x{b}=",
            "{a} x {b} = ?", "{a} x {b}?", "{a} × {b} = ?", "{a}×{b}", "{a} X {b}",
            "What is {a} × {b}?", "What's {a} * {b}?", "what's {a}*{b}?", "whats {a}x{b}",
            "What's {a} x {b}?", "What's {a} times {b}?", "What's {a} multiplied by {b}?",
            "What is {a} multiplied by {b}?", "{a} multiplied by {b}", "How much is {a} * {b}?",
            "How much is {a} x {b}?", "How much is {a} times {b}?", "How many is {a} times {b}?",
            "{a} times {b}?", "{a} times {b} is?", "And {a} times {b}?", "And {a} * {b}?",
            "Multiply {a} by {b}.", "multiply {a} by {b}", "Multiply {a} and {b}.",
            "Multiply {a} with {b}.", "What is the product of {a} and {b}?",
            "The product of {a} and {b}?", "product of {a} and {b}",
            "Find the product of {a} and {b}.", "Give me the product of {a} and {b}.",
            "Compute {a} * {b}.", "Compute {a} times {b}.", "Calculate {a} x {b}.",
            "Calculate {a} times {b}.", "Calculate: {a} * {b}", "Can you multiply {a} by {b}?",
            "Can you calculate {a} * {b}?", "Can you tell me what {a} x {b} is?",
            "Do you know what {a} times {b} is?", "Tell me {a} times {b}.",
            "Tell me what {a} * {b} is.", "Please multiply {a} and {b}.",
            "I need to multiply {a} by {b}.", "What do you get if you multiply {a} by {b}?",
            "{a} times {b} equals", "{a} * {b} equals what?", "What does {a} x {b} equal?",
            "What does {a} times {b} make?", "Solve {a} * {b}.", "Evaluate {a} * {b}.",
            "How many are {a} groups of {b}?", "{a} multiplied by {b}?", "{a} multiplied by {b} is",
            "{a} multiplied by {b} equals", "{a} multiplied with {b}", "{a} times {b} gives",
            "{a} times {b} makes what?", "{a} times {b} is what number?",
            "{a} times {b} is equal to", "{a} * {b} is", "{a} x {b} is", "{a} x {b} gives",
            "{a} x {b} is equal to?", "{a}, times {b}?", "{a} and {b} multiplied",
            "{a} and {b} multiplied together", "{a} groups of {b}", "{a} sets of {b}",
            "{a} lots of {b}", "{a} rows of {b}", "({a} * {b})", "product {a} {b}",
            "product of {a} times {b}", "multiply {a} {b}", "multiply {a} and {b}",
            "Product: {a} and {b}", "What is {a} multiplied with {b}?", "What is {a} lots of {b}?",
            "What is the value of {a} * {b}?", "What is the value of {a} times {b}?",
            "What number is {a} times {b}?", "What number is the product of {a} and {b}?",
            "What number do I get from {a} times {b}?", "What does multiplying {a} by {b} give?",
            "What do {a} and {b} multiplied together make?", "What comes out of {a} x {b}?",
            "How many are {a} times {b}?", "How many are {a} sets of {b}?",
            "How many is {a} lots of {b}?", "How many do {a} groups of {b} make?",
            "How many are in {a} rows of {b}?", "Take {b} {a} times.", "Add up {b} {a} times.",
            "Determine {a} * {b}.", "Determine the product of {a} and {b}.", "Simplify {a} * {b}.",
            "Do the multiplication {a} x {b}.", "Form the product of {a} and {b}.",
            "If I take {a} times {b}, how much is it?",
            "If there are {a} groups of {b}, how many are there altogether?",
            "When {a} is multiplied by {b}, what is the product?",
            "When I multiply {a} and {b}, what comes out?",
            "I buy {a} at {b} each. How much is that in total?",
        ],
        held_out: &[
            "Which number is the product of {a} and {b}?",
            "Could you multiply {a} and {b}?",
            "Work out {a} * {b}.",
            "What is the result of {a} x {b}?",
            "Compute the product of {a} and {b}.",
            "What would {a} times {b} be?",
            "If you multiply {a} by {b}, what do you get?",
            "How much is {a} multiplied by {b}?",
            "Help me multiply {a} by {b}.",
        ],
    },
};

/// Where the first factor is two.
#[rustfmt::skip]
const ASK_DOUBLE: Phrasings = Phrasings {
    train: &[
        "What is twice {b}?", "Twice {b}?", "Double {b}.", "double {b}", "What is double {b}?",
        "What is the double of {b}?", "How much is twice {b}?", "twice {b}", "Twice {b} is",
        "{b} doubled", "{b} doubled is", "{b} twice?", "two times {b}", "Two times {b} is",
        "double of {b}", "What is {b} doubled?", "What number is twice {b}?",
        "What is twice as much as {b}?", "What is two times {b}?",
        "What number is twice as large as {b}?", "What do I get if I double {b}?",
        "How much is {b} doubled?", "Can you double {b}?", "Please double {b}.",
        "If I double {b}, what is it?",
    ],
    held_out: &["Which number is twice {b}?", "How much is double {b}?"],
};

/// Where both factors are the same.
#[rustfmt::skip]
const ASK_SQUARE: Phrasings = Phrasings {
    train: &[
        "What is {a} squared?", "What's {a} squared?", "{a} squared", "{a} squared?", "Square {a}.",
        "What is the square of {a}?", "The square of {a}?", "How much is {a} squared?",
        "{a} square", "{a} squared is", "{a} squared equals", "square of {a}", "square {a}",
        "{a} times itself", "{a} multiplied by itself", "What is {a} times itself?",
        "What is {a} multiplied by itself?", "What does {a} squared equal?",
        "What number is {a} squared?", "Multiply {a} by itself.", "Tell me what {a} squared is.",
        "The square of {a} is", "If I multiply {a} by itself, what is it?",
    ],
    held_out: &["Which number is the square of {a}?", "Calculate {a} squared."],
};

/// Share of the doubles and squares that are asked for as such.
const SPECIAL: f32 = 0.4;

/// What only doubles and squares are called.
fn special(product: Calculation, draw: &mut Draw) -> Option<&'static Phrasings> {
    if product.a == 2 && draw.chance(SPECIAL) {
        Some(&ASK_DOUBLE)
    } else if product.a == product.b && draw.chance(SPECIAL) {
        Some(&ASK_SQUARE)
    } else {
        None
    }
}

/// A product known by heart.
pub(super) fn small_product(draw: &mut Draw) -> Calculation {
    Calculation::times(between(0, BY_HEART, draw), between(0, BY_HEART, draw))
}

/// "What is 7 times 8?"
pub(super) struct SmallProducts;

impl Skill for SmallProducts {
    fn name(&self) -> &'static str {
        "products to 12 × 12"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let product = small_product(draw);
        let phrasing = match special(product, draw) {
            Some(phrasings) => phrasings.draw(split, draw),
            None => ASK_PRODUCT.draw_apart(split, draw),
        };
        let question = product.fill(phrasing, draw);
        Dialogue::single(typed(&question, draw), product.answer())
    }
}

/// "What is 7 times 47?"
pub(super) struct LongProducts;

impl Skill for LongProducts {
    fn name(&self) -> &'static str {
        "products beyond"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let product = loop {
            let small = between(2, BY_HEART, draw);
            let large = between(BY_HEART + 1, 99, draw);
            let product = if draw.chance(0.5) {
                Calculation::times(small, large)
            } else {
                Calculation::times(large, small)
            };
            if product.is_held_out() == (split == Split::HeldOut) {
                break product;
            }
        };
        let phrasing = match special(product, draw) {
            Some(phrasings) => phrasings.draw(split, draw),
            None => ASK_PRODUCT.draw(split, draw),
        };
        let question = product.fill(phrasing, draw);
        Dialogue::single(typed(&question, draw), product.answer())
    }
}
