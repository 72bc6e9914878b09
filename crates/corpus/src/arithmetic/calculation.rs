//! Calculations: how they read, and which of them are held out.

use std::fmt;

use serde::Deserialize;

use crate::english::number_word;
use crate::prelude::*;

/// The largest factor of the products to know by heart.
pub(super) const BY_HEART: i32 = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Plus,
    Minus,
    Times,
}

/// Two operands and what is done with them, in the order of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Calculation {
    pub(super) a: i32,
    pub(super) operator: Operator,
    pub(super) b: i32,
}

impl Calculation {
    pub(super) const fn new(a: i32, operator: Operator, b: i32) -> Self {
        Self { a, operator, b }
    }

    pub(super) const fn plus(a: i32, b: i32) -> Self {
        Self::new(a, Operator::Plus, b)
    }

    pub(super) const fn minus(a: i32, b: i32) -> Self {
        Self::new(a, Operator::Minus, b)
    }

    pub(super) const fn times(a: i32, b: i32) -> Self {
        Self::new(a, Operator::Times, b)
    }

    pub(super) const fn result(self) -> i32 {
        match self.operator {
            Operator::Plus => self.a + self.b,
            Operator::Minus => self.a - self.b,
            Operator::Times => self.a * self.b,
        }
    }

    /// Whether this calculation is held out, in whatever skill it occurs.
    ///
    /// The order of a sum or a product does not matter, or `b + a` would give `a + b` away. Calculations with two
    /// one-digit numbers and products known by heart are few enough to be facts, so all of them are trained.
    pub(super) fn is_held_out(self) -> bool {
        let Self { a, operator, b } = self;
        let (small, large) = (a.min(b), a.max(b));
        match operator {
            Operator::Plus => large > 9 && one_in_ten(&format!("{small} + {large}")),
            Operator::Minus => large > 9 && one_in_ten(&format!("{a} - {b}")),
            Operator::Times => self.parts().is_some_and(|[tens, ones]| {
                one_in_ten(&format!("{small} × {large}"))
                    || Self::plus(tens.result(), ones.result()).is_held_out()
            }),
        }
    }

    /// The two products that a product beyond those known by heart is the sum of. A multiple of ten has none: it is
    /// itself a part of others.
    fn parts(self) -> Option<[Self; 2]> {
        let Self { a, operator, b } = self;
        let split = |number: i32| (number - number % 10, number % 10);
        if operator != Operator::Times {
            None
        } else if a > BY_HEART && a % 10 != 0 {
            let (tens, ones) = split(a);
            Some([Self::times(tens, b), Self::times(ones, b)])
        } else if b > BY_HEART && b % 10 != 0 {
            let (tens, ones) = split(b);
            Some([Self::times(a, tens), Self::times(a, ones)])
        } else {
            None
        }
    }

    /// The calculation with its working and its result, as an answer.
    pub(super) fn answer(self) -> String {
        format!("{self}.")
    }

    /// The phrasing with the operands in it, now and then as words.
    pub(super) fn fill(self, phrasing: &str, draw: &mut Draw) -> String {
        // Nobody types "seven+five" or "sevenxfive".
        let wordy = !phrasing.contains(['+', '-', '−', '*', '×', '=']) && !phrasing.contains("}x{");
        let write = if wordy && draw.chance(0.3) { number_word } else { digits };
        let text = phrasing.replace("{a}", &write(self.a)).replace("{b}", &write(self.b));
        if phrasing.starts_with('{') { upper_first(&text) } else { text }
    }
}

impl fmt::Display for Calculation {
    /// "7 + 5 = 12"; with the working where it is a long product: "7 × 47 = 7 × 40 + 7 × 7 = 280 + 49 = 329".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |operator| match operator {
            Operator::Plus => '+',
            Operator::Minus => '-',
            Operator::Times => '×',
        };
        write!(f, "{} {} {}", self.a, sign(self.operator), self.b)?;
        if let Some([tens, ones]) = self.parts() {
            write!(f, " = {} × {} + {} × {}", tens.a, tens.b, ones.a, ones.b)?;
            write!(f, " = {} + {}", tens.result(), ones.result())?;
        }
        write!(f, " = {}", self.result())
    }
}

/// Whether a text falls into the tenth that is held out.
pub(super) fn one_in_ten(text: &str) -> bool {
    fingerprint(text).is_multiple_of(10)
}

/// The ways to ask for a calculation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    /// The usual ones, in half of the instances: what is written with its sign is what most people type, and the
    /// other phrasings are learned by what they share with it.
    pub(super) plain: List,
    pub(super) phrasings: Phrasings,
}

impl Asking {
    /// One phrasing, where the split is one of contents: what is usual stays usual in both.
    pub(super) fn draw(&self, split: Split, draw: &mut Draw) -> &'static str {
        if draw.chance(0.5) {
            draw.pick::<&str>(&self.plain)
        } else {
            self.phrasings.draw(split, draw)
        }
    }

    /// One phrasing, where the split is one of phrasings.
    pub(super) fn draw_apart(&self, split: Split, draw: &mut Draw) -> &'static str {
        match split {
            Split::Train => self.draw(split, draw),
            Split::HeldOut => self.phrasings.draw(split, draw),
        }
    }
}

/// The digits that the longer operand of a sum or a difference may have; each is a skill of its own, since carrying
/// through three digits is much harder than through two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// One or two.
    ToNinetyNine,
    /// Three.
    ToNineHundredNinetyNine,
}

impl Size {
    /// How many digits each operand has.
    pub(super) fn lengths(self, draw: &mut Draw) -> (usize, usize) {
        match (self, draw.below(100)) {
            (Self::ToNinetyNine, 0..16) => (1, 1),
            (Self::ToNinetyNine, 16..32) => (1, 2),
            (Self::ToNinetyNine, 32..48) => (2, 1),
            (Self::ToNinetyNine, _) => (2, 2),
            (Self::ToNineHundredNinetyNine, 0..10) => (1, 3),
            (Self::ToNineHundredNinetyNine, 10..20) => (3, 1),
            (Self::ToNineHundredNinetyNine, 20..35) => (2, 3),
            (Self::ToNineHundredNinetyNine, 35..50) => (3, 2),
            (Self::ToNineHundredNinetyNine, _) => (3, 3),
        }
    }
}

/// A number of up to three digits; round ones more often than they come by chance, since people like them.
pub(super) fn number(length: usize, draw: &mut Draw) -> i32 {
    let (low, high, round) = match length {
        1 => (0, 9, 1),
        2 => (10, 99, 10),
        _ => (100, 999, 100),
    };
    let number = between(low, high, draw);
    draw.either(0.08, number - number % round, number)
}

/// A number from `low` to `high`, both included.
pub(super) fn between(low: i32, high: i32, draw: &mut Draw) -> i32 {
    low + draw.below((high - low + 1) as usize) as i32
}

/// The number in digits.
pub(super) fn digits(number: i32) -> String {
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_product_shows_its_working() {
        let read = |a, b| Calculation::times(a, b).answer();
        assert_eq!(read(7, 47), "7 × 47 = 7 × 40 + 7 × 7 = 280 + 49 = 329.");
        assert_eq!(read(47, 7), "47 × 7 = 40 × 7 + 7 × 7 = 280 + 49 = 329.");
        assert_eq!(read(7, 40), "7 × 40 = 280.");
        assert_eq!(read(12, 11), "12 × 11 = 132.");
        assert_eq!(Calculation::minus(5, 8).answer(), "5 - 8 = -3.");
    }

    #[test]
    fn a_held_out_calculation_is_so_in_both_orders_and_with_its_steps() {
        for a in 0..=BY_HEART {
            for b in 0..100 {
                let (one, other) = (Calculation::times(a, b), Calculation::times(b, a));
                assert_eq!(one.is_held_out(), other.is_held_out());
                if let (Some([tens, ones]), false) = (one.parts(), one.is_held_out()) {
                    let sum = Calculation::plus(tens.result(), ones.result());
                    assert!(![tens, ones, sum].iter().any(|step| step.is_held_out()));
                }
            }
        }
    }
}
