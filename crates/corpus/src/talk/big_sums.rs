//! Arithmetic that the model does not do: division, powers, roots, and numbers too large for it.

use crate::draw::{Draw, fingerprint};
use crate::phrasing::{Phrasings, typed};
use crate::{Dialogue, Skill, Split};

const ONLY_SMALL: &str = "I can only add, subtract and multiply small numbers.";

#[rustfmt::skip]
const DIVIDE: Phrasings = Phrasings {
    train: &[
        "{a} / {b}", "{a} / {b}", "What is {a} / {b}?", "What is {a} / {b}?", "{a}/{b}",
        "{a}/{b} = ?", "{a} / {b} =", "{a} : {b}", "{a} ÷ {b}", "What is {a} ÷ {b}?",
        "{a} divided by {b}", "What is {a} divided by {b}?", "What's {a} divided by {b}?",
        "Divide {a} by {b}.", "divide {a} by {b}", "Can you divide {a} by {b}?",
        "How much is {a} divided by {b}?", "How much is {a} / {b}?",
        "How often does {b} go into {a}?", "How many times does {b} go into {a}?",
        "What is the quotient of {a} and {b}?", "What is the remainder of {a} divided by {b}?",
        "{a} over {b}", "{a} mod {b}", "{a} % {b}", "What is {a} modulo {b}?",
        "Share {a} apples among {b} children. How many does each get?",
        "{b} friends share {a} sweets. How many does each get?", "What is {a} percent of {b}?",
        "{a}% of {b}", "What is {a}% of {b}?", "Calculate {a} / {b}.",
        "Compute {a} divided by {b}.", "Is {a} divisible by {b}?", "Can {a} be divided by {b}?",
        "Split {a} into {b} equal parts.", "What fraction of {a} is {b}?",
        "What is the average of {a} and {b}?", "What is the mean of {a} and {b}?",
        "What is the greatest common divisor of {a} and {b}?", "What percentage is {b} of {a}?",
        "How many groups of {b} are in {a}?", "Can {a} be split evenly by {b}?",
        "Does {b} divide {a}?", "Divide {a} into {b} parts.", "{a} split by {b}",
        "{a} split {b} ways", "If I share {a} by {b}, what comes out?",
        "Halve {a}, then divide by {b}.", "{a} shared between {b} people",
        "How often does {a} contain {b}?", "How many {b}s fit into {a}?",
        "Find the quotient {a} / {b}.", "Quotient of {a} and {b}",
        "What remains when {a} is divided by {b}?", "remainder of {a} / {b}",
        "The remainder when {a} is divided by {b}?", "{a} modulo {b}", "{a} mod {b} = ?",
        "average of {a} and {b}", "Average: {a}, {b}", "Find the mean of {a} and {b}.",
        "The median of {a}, {b} and 5?", "Add {b} percent to {a}.", "Take {b}% off {a}.",
        "Increase {a} by {b} percent.", "A shirt costs {a} dollars with {b}% off. What do I pay?",
        "What is the ratio of {a} to {b}?", "ratio {a}:{b}", "Simplify {a}/{b}.",
        "Reduce the fraction {a}/{b}.", "Write {a}/{b} as a decimal.", "{a} divided by {b} is",
        "{a} divided by {b} equals?", "{a} percent of {b}", "{b} out of {a} as a percentage",
        "Is {b} a factor of {a}?", "Is {a} a multiple of {b}?", "gcd({a}, {b})",
        "lcm of {a} and {b}", "What is the least common multiple of {a} and {b}?",
        "A car drives {a} km in {b} hours. How fast is it?",
        "{b} pens cost {a} dollars. What does one pen cost?",
        "We are {b} people and the bill is {a} dollars. How much does each pay?",
        "Long division: {a} by {b}", "Perform the division {a} / {b}.", "dividing {a} by {b}",
        "Cut {a} into {b} equal pieces.", "Distribute {a} coins among {b} pirates.",
        "How many times can I take {b} from {a}?", "div {a} {b}",
        "What is the result of dividing {a} by {b}?",
    ],
    held_out: &[
        "What is {a} / {b}?", "{a} / {b}", "What is {a} divided by {b}?", "divide {a} by {b}",
        "What do I get if I divide {a} by {b}?", "Work out {a} divided by {b}.",
        "Could you divide {a} by {b}?", "How much is {a} ÷ {b}?", "Tell me {a} percent of {b}.",
    ],
};

#[rustfmt::skip]
const POWER: Phrasings = Phrasings {
    train: &[
        "What is {a} to the power of {b}?", "{a} to the power of {b}", "{a} ^ {b}", "{a}^{b}",
        "{a} ** {b}", "What is {a}^{b}?", "What is {a} ^ {b}?", "Raise {a} to the power {b}.",
        "What is {a} to the power {b}?", "What is the square root of {a}?", "square root of {a}",
        "sqrt({a})", "What is sqrt {a}?", "What is the root of {a}?",
        "Calculate the square root of {a}.", "What is {a} cubed?", "What is the cube root of {a}?",
        "Is {a} a prime number?", "Is {a} prime?", "What is the logarithm of {a}?", "log({a})",
        "What is the factorial of {a}?", "factorial of {a}", "What is the sine of {a}?", "cos({a})",
        "sin({a})", "What are the factors of {a}?", "Factor {a}.", "Is {a} odd or even?",
        "What is {a} in binary?", "Write {a} in Roman numerals.", "Solve x + {a} = {b}.",
        "Solve {a}x = {b}.", "What is x if x + {a} = {b}?", "What is half of {a}?", "half of {a}",
        "What is a third of {a}?", "What is a quarter of {a}?", "What is {a}.{b} + 1.5?",
        "{a}.5 + {b}.5", "What is 1/{a} + 1/{b}?", "Round {a}.{b}.",
        "What is the derivative of {a}x?", "Take the square root of {a}.", "√{a}", "root of {a}",
        "The square root of {a} is", "sqrt {a}", "What number squared is {a}?", "cube root of {a}",
        "The third root of {a}?", "{a} to the {b}th power", "{a} raised to {b}",
        "{a} raised to the power of {b}", "pow({a}, {b})", "exponent {b} of {a}",
        "{a} to the fourth power", "{a} cubed", "the cube of {a}", "What is 2 to the {a}?",
        "10 to the power of {a}", "e^{a}", "exp({a})", "{a}!", "{a} factorial", "Compute {a}!",
        "ln({a})", "ln {a}", "log {a}", "log2({a})", "The natural logarithm of {a}?",
        "What is the log of {a}?", "logarithm of {a} to base {b}", "sin {a}", "cos {a}", "tan({a})",
        "What is the cosine of {a}?", "What is the tangent of {a} degrees?", "sine of {a} degrees",
        "prime factors of {a}", "List the divisors of {a}.", "What are the multiples of {a}?",
        "Find x: {b}x + 3 = {a}", "Solve for x: x / {b} = {a}.", "If 2x = {a}, what is x?",
        "x^2 = {a}", "Solve the equation x + {b} = {a}.", "{a}x + {b} = 0",
        "What is y if 3y = {a}?", "{a}.{b} + 0.5", "{a}.{b} times 2", "What is {a}.5 minus {b}.25?",
        "0.{a} + 0.{b}", "1/{b} of {a}", "three quarters of {a}", "two thirds of {a}",
        "a tenth of {a}", "What is 1/2 + {a}/{b}?", "Convert {a} to binary.", "{a} in hexadecimal",
        "{a} in Roman numerals", "Is {a} a square number?", "Is {a} even?", "Is {a} odd?",
        "What is the next prime after {a}?", "The integral of {a}x?", "differentiate {a}x^2",
        "Round {a}.{b} to one decimal.", "What is the absolute value of -{a}?", "{a} choose {b}",
        "The {a}th Fibonacci number?", "What is the area of a circle with radius {a}?",
        "What is the area of a square with side {a}?", "The sum of all numbers up to {a}?",
        "Halve {a}.", "What is {a} to the minus {b}?",
    ],
    held_out: &[
        "What is {a} to the power of {b}?", "What is the square root of {a}?", "{a}^{b}",
        "Tell me the square root of {a}.", "How much is {a} to the power of {b}?",
        "Find the square root of {a}.", "Is the number {a} prime?", "Solve x - {a} = {b}.",
    ],
};

/// Squares of numbers above 12; those up to 12 are products that the model knows.
#[rustfmt::skip]
const SQUARE: Phrasings = Phrasings {
    train: &[
        "What is {a} squared?", "{a} squared", "What is the square of {a}?", "Square {a}.",
        "What's {a} squared?", "How much is {a} squared?", "Calculate {a} squared.",
        "square of {a}", "{a} * {a}", "{a} times {a}", "{a} squared is", "{a} squared equals?",
        "{a}²", "{a}^2", "{a} ^ 2", "{a} ** 2", "What is {a}²?", "What is {a}^2?",
        "the square of {a}", "{a} to the power of two", "What is {a} to the power of two?",
        "{a} to the second power", "Multiply {a} by itself.", "{a} times itself",
        "{a} multiplied by itself", "What do you get if {a} is squared?", "sq({a})",
        "Square the number {a}.", "What is {a} x {a}?", "{a} x {a}", "{a}*{a}",
        "Work out the square of {a}.", "Find the square of {a}.", "Give me {a} squared.",
    ],
    held_out: &[
        "Can you square {a}?", "Tell me the square of {a}.", "What do I get if I square {a}?",
    ],
};

/// Sums that would be fine with smaller numbers.
#[rustfmt::skip]
const LARGE: Phrasings = Phrasings {
    train: &[
        "{a} {s} {b}", "{a} {s} {b}", "{a} {s} {b}", "What is {a} {s} {b}?", "What is {a} {s} {b}?",
        "What is {a} {s} {b}?", "{a}{s}{b}", "{a}{s}{b}=", "{a} {s} {b} =", "{a} {s} {b} = ?",
        "What's {a} {s} {b}?", "How much is {a} {s} {b}?", "Calculate {a} {s} {b}.",
        "Compute {a} {s} {b}.", "Tell me {a} {s} {b}.", "Can you tell me what {a} {s} {b} is?",
        "{a} {w} {b}", "What is {a} {w} {b}?", "What's {a} {w} {b}?", "How much is {a} {w} {b}?",
        "What does {a} {s} {b} equal?", "Calculate {a} {w} {b}.", "Solve {a} {s} {b}.",
        "{a} {w} {b} equals", "{a} {w} {b}?", "Please calculate {a} {s} {b}.",
        "Do you know {a} {s} {b}?", "Give me the result of {a} {s} {b}.", "{a} {w} {b} makes what?",
        "Result of {a} {s} {b}", "Determine {a} {s} {b}.", "Evaluate {a} {s} {b}.",
        "What will {a} {w} {b} be?", "I need {a} {s} {b}.", "{a} {w} {b} is",
        "What do {a} {w} {b} make?", "Find {a} {s} {b}.", "Can you do {a} {s} {b}?",
        "Are you able to compute {a} {s} {b}?", "The answer to {a} {s} {b}?",
        "Solve this: {a} {s} {b}", "calc {a} {s} {b}", "{a} {w} {b} = ?",
        "Is {a} {s} {b} too hard for you?", "Try {a} {s} {b}.", "Big sum: {a} {s} {b}",
        "Figure out {a} {w} {b}.", "What number is {a} {w} {b}?",
    ],
    held_out: &[
        "{a} {s} {b}", "What is {a} {s} {b}?", "What is {a} {w} {b}?", "{a}{s}{b}",
        "Work out {a} {s} {b}.", "What is the result of {a} {s} {b}?",
    ],
};

const SIGNS: &[(&str, &str)] = &[("+", "plus"), ("-", "minus")];
const TIMES: &[(&str, &str)] = &[
    ("*", "times"),
    ("x", "times"),
    ("×", "multiplied by"),
    ("*", "multiplied by"),
];

/// A number of so many digits.
fn number(digits: usize, draw: &mut Draw) -> u64 {
    let least = 10u64.pow(digits as u32 - 1);
    least + draw.below(9 * least as usize) as u64
}

/// Whether a question about these numbers is kept for measuring. The larger one decides alone, since some questions
/// name no other.
fn held_out(a: u64, b: u64) -> bool {
    fingerprint(&a.max(b).to_string()).is_multiple_of(10)
}

/// Two operands, the sign between them and its word: too large a sum, difference or product.
fn large(draw: &mut Draw) -> (u64, u64, &'static (&'static str, &'static str)) {
    if draw.chance(0.45) {
        // Both factors above 12, and one of them far above.
        let (x, y) = (2 + draw.below(3), 3 + draw.below(3));
        let (a, b) = (number(x, draw).max(13), number(y, draw));
        let sign = draw.pick(TIMES);
        return if draw.chance(0.5) {
            (a, b, sign)
        } else {
            (b, a, sign)
        };
    }
    let (x, y) = (4 + draw.below(4), 1 + draw.below(6));
    let (a, b) = (number(x, draw), number(y, draw));
    let sign = draw.pick(SIGNS);
    if sign.0 == "+" && draw.chance(0.5) {
        (b, a, sign)
    } else {
        (a, b, sign)
    }
}

/// "What is 12 / 4?", "1234 + 5678"
pub(super) struct BigSums;

impl Skill for BigSums {
    fn name(&self) -> &'static str {
        "sums beyond it"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        loop {
            let (x, y) = (1 + draw.below(3), 1 + draw.below(2));
            let (a, b) = (number(x, draw), number(y, draw));
            let small = (a.max(b), a.min(b), &SIGNS[0]);
            let (phrasings, (a, b, sign)) = match draw.below(10) {
                0..4 => (&DIVIDE, small),
                4..6 => (&POWER, small),
                6 => {
                    let a = number(2 + draw.below(2), draw).max(13);
                    (&SQUARE, (a, a, &SIGNS[0]))
                }
                _ => (&LARGE, large(draw)),
            };
            if held_out(a, b) != (split == Split::HeldOut) {
                continue;
            }
            let question = phrasings
                .draw(split, draw)
                .replace("{a}", &a.to_string())
                .replace("{b}", &b.to_string())
                .replace("{s}", sign.0)
                .replace("{w}", sign.1);
            return Dialogue::single(typed(&question, draw), ONLY_SMALL);
        }
    }
}
