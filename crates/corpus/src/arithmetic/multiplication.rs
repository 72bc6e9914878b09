//! Products known by heart, and longer ones with their working.

use super::calculation::{Asking, BY_HEART, Calculation, between};
use crate::prelude::*;

data! {
    pub(super) static REQUESTS: Requests = "arithmetic/multiplication.toml" {
        pub(super) product: Asking,
        /// Where the first factor is two.
        double: Phrasings,
        /// Where both factors are the same.
        square: Phrasings,
    }
}

/// Share of the doubles and squares that are asked for as such.
const SPECIAL: f32 = 0.4;

/// What only doubles and squares are called.
fn special(product: Calculation, draw: &mut Draw) -> Option<&'static Phrasings> {
    if product.a == 2 && draw.chance(SPECIAL) {
        Some(&REQUESTS.double)
    } else if product.a == product.b && draw.chance(SPECIAL) {
        Some(&REQUESTS.square)
    } else {
        None
    }
}

/// A product known by heart.
pub(super) fn small_product(draw: &mut Draw) -> Calculation {
    Calculation::times(between(0, BY_HEART, draw), between(0, BY_HEART, draw))
}

/// "What is 7 times 8?"
pub(super) fn small_product_question(split: Split, draw: &mut Draw) -> Dialogue {
    let product = small_product(draw);
    let phrasing = match special(product, draw) {
        Some(phrasings) => phrasings.draw(split, draw),
        None => REQUESTS.product.draw_apart(split, draw),
    };
    let question = product.fill(phrasing, draw);
    Dialogue::single(typed(&question, draw), product.answer())
}

/// "What is 7 times 47?"
pub(super) fn long_product_question(split: Split, draw: &mut Draw) -> Dialogue {
    let held_out = |product: &Calculation| product.is_held_out();
    let product = split.draw(draw, held_out, |draw| {
        let small = between(2, BY_HEART, draw);
        let large = between(BY_HEART + 1, 99, draw);
        draw.either(0.5, Calculation::times(small, large), Calculation::times(large, small))
    });
    let phrasing = match special(product, draw) {
        Some(phrasings) => phrasings.draw(split, draw),
        None => REQUESTS.product.draw(split, draw),
    };
    let question = product.fill(phrasing, draw);
    Dialogue::single(typed(&question, draw), product.answer())
}
