//! Addition and subtraction, of numbers of up to three digits.

use super::calculation::{Asking, Calculation, Size, between, number};
use crate::prelude::*;

data! {
    pub(super) static SUM: Asking = data::toml["arithmetic/addition.toml"];
    pub(super) static DIFFERENCE: Difference = "arithmetic/subtraction.toml" {
        pub(super) difference: Asking,
        /// What can only be asked where the first number is not the smaller one.
        what_is_left: Phrasings,
    }
}

/// "What is 12 + 30?"
pub(super) fn addition(size: Size, split: Split, draw: &mut Draw) -> Dialogue {
    let held_out = |sum: &Calculation| sum.is_held_out();
    let sum = split.draw(draw, held_out, |draw| {
        let (x, y) = size.lengths(draw);
        Calculation::plus(number(x, draw), number(y, draw))
    });
    let question = sum.fill(SUM.draw(split, draw), draw);
    Dialogue::single(typed(&question, draw), sum.answer())
}

/// Share of the differences to 99 that are negative.
const NEGATIVE: f32 = 0.16;

/// A difference of any split.
fn difference(size: Size, draw: &mut Draw) -> Calculation {
    if size == Size::ToNinetyNine && draw.chance(NEGATIVE) {
        let b = if draw.chance(0.4) { between(1, 9, draw) } else { between(10, 99, draw) };
        return Calculation::minus(between(0, b - 1, draw), b);
    }
    let (x, y) = size.lengths(draw);
    let (a, b) = (number(x, draw), number(y, draw));
    Calculation::minus(a.max(b), a.min(b))
}

/// "What is 30 - 12?"
pub(super) fn subtraction(size: Size, split: Split, draw: &mut Draw) -> Dialogue {
    let held_out = |difference: &Calculation| difference.is_held_out();
    let difference = split.draw(draw, held_out, |draw| difference(size, draw));
    let phrasing = if difference.result() >= 0 && draw.chance(0.15) {
        DIFFERENCE.what_is_left.draw(split, draw)
    } else {
        DIFFERENCE.difference.draw(split, draw)
    };
    let question = difference.fill(phrasing, draw);
    Dialogue::single(typed(&question, draw), difference.answer())
}
