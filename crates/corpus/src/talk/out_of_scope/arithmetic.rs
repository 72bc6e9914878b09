//! Arithmetic that the model does not do: division, powers, roots, and numbers too large for it.

use crate::prelude::*;

const ANSWER: &str = "I can only add, subtract and multiply small numbers.";

data! {
    static REQUESTS: Requests = "out-of-scope/arithmetic.toml" {
        division: Phrasings,
        power: Phrasings,
        /// Squares of numbers above 12; those up to 12 are products that the model knows.
        square: Phrasings,
        /// Sums that would be fine with smaller numbers.
        large_numbers: Phrasings,
    }
}

const SIGNS: &[(&str, &str)] = &[("+", "plus"), ("-", "minus")];
const TIMES: &[(&str, &str)] =
    &[("*", "times"), ("x", "times"), ("×", "multiplied by"), ("*", "multiplied by")];

/// A number of so many digits.
fn number(digits: usize, draw: &mut Draw) -> u64 {
    let least = 10u64.pow(digits as u32 - 1);
    least + draw.below(9 * least as usize) as u64
}

/// Whether a question about these numbers is held out. The larger one decides alone, since some questions
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
        return draw.either(0.5, (a, b, sign), (b, a, sign));
    }
    let (x, y) = (4 + draw.below(4), 1 + draw.below(6));
    let (a, b) = (number(x, draw), number(y, draw));
    let sign = draw.pick(SIGNS);
    if sign.0 == "+" && draw.chance(0.5) { (b, a, sign) } else { (a, b, sign) }
}

/// "What is 12 / 4?", "1234 + 5678"
pub(in crate::talk) fn arithmetic(split: Split, draw: &mut Draw) -> Dialogue {
    loop {
        let (x, y) = (1 + draw.below(3), 1 + draw.below(2));
        let (a, b) = (number(x, draw), number(y, draw));
        let small = (a.max(b), a.min(b), &SIGNS[0]);
        let (phrasings, (a, b, sign)) = match draw.below(10) {
            0..4 => (&REQUESTS.division, small),
            4..6 => (&REQUESTS.power, small),
            6 => {
                let a = number(2 + draw.below(2), draw).max(13);
                (&REQUESTS.square, (a, a, &SIGNS[0]))
            }
            _ => (&REQUESTS.large_numbers, large(draw)),
        };
        if !split.has(held_out(a, b)) {
            continue;
        }
        let question = phrasings
            .draw(split, draw)
            .replace("{a}", &a.to_string())
            .replace("{b}", &b.to_string())
            .replace("{s}", sign.0)
            .replace("{w}", sign.1);
        return Dialogue::single(typed(&question, draw), ANSWER);
    }
}
