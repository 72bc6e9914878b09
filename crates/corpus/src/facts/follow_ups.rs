//! "And of Spain?", after a question of the same kind.

use super::asking::Relation;
use super::calendar::{DAY_AFTER, DAY_BEFORE, DAYS_OF_MONTH, MONTH_AFTER};
use super::capitals::CAPITAL;
use super::colours::COLOUR;
use super::elements::{ATOMIC_NUMBER, SYMBOL};
use super::opposites::OPPOSITE;
use crate::prelude::*;

data! {
    static QUESTIONS: Questions = "facts/follow-ups.toml" {
        /// Fits after any question.
        any: Phrasings,
        /// Fits after a question for something "of" the name.
        of: Phrasings,
        /// Training phrasings that fit after one kind of question.
        after_capital: List, after_symbol: List, after_atomic_number: List, after_opposite: List,
        after_day_after: List, after_day_before: List, after_month_after: List,
        after_days_of_month: List, after_colour: List,
    }
}

/// A kind of question, and the follow-ups that fit only it.
struct Kind {
    weight: usize,
    relation: Relation,
    /// Whether one asks for something "of" the name.
    of: bool,
    own: fn(&Questions) -> List,
}

const fn kind(weight: usize, relation: Relation, of: bool, own: fn(&Questions) -> List) -> Kind {
    Kind { weight, relation, of, own }
}

const KINDS: &[Kind] = &[
    kind(10, CAPITAL, true, |all| all.after_capital),
    kind(4, SYMBOL, true, |all| all.after_symbol),
    kind(2, ATOMIC_NUMBER, true, |all| all.after_atomic_number),
    kind(4, OPPOSITE, true, |all| all.after_opposite),
    kind(2, DAY_AFTER, false, |all| all.after_day_after),
    kind(1, DAY_BEFORE, false, |all| all.after_day_before),
    kind(1, MONTH_AFTER, false, |all| all.after_month_after),
    kind(1, DAYS_OF_MONTH, false, |all| all.after_days_of_month),
    kind(1, COLOUR, false, |all| all.after_colour),
];

impl Kind {
    /// The dialogue with a short question of this kind after it, about something else.
    fn follow(&self, before: Dialogue, split: Split, draw: &mut Draw) -> Dialogue {
        loop {
            let next = self.short(split, draw);
            if next.answer != before.answer {
                return before.followed_by(next);
            }
        }
    }

    /// A short question of this kind, which only an earlier one explains.
    fn short(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let phrasing = match draw.below(10) {
            0..2 if split == Split::Train => *draw.pick(&(self.own)(&QUESTIONS)),
            2..4 if self.of => QUESTIONS.of.draw(split, draw),
            _ => QUESTIONS.any.draw(split, draw),
        };
        (self.relation.fact)(draw).asked(phrasing, draw)
    }
}

/// "And of Spain?"
pub(super) fn follow_up(split: Split, draw: &mut Draw) -> Dialogue {
    let kind = draw.pick_weighted(KINDS, |kind| kind.weight);
    let mut before = kind.relation.dialogue(Split::Train, draw);
    if draw.chance(0.2) {
        before = kind.follow(before, Split::Train, draw);
    }
    kind.follow(before, split, draw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::english::normalised;

    #[test]
    fn short_questions_of_one_split_are_not_those_of_the_other() {
        for Phrasings { train, held_out, .. } in [&QUESTIONS.any, &QUESTIONS.of] {
            let named = |phrasing: &str| normalised(&phrasing.replace("{}", "x"));
            for kept in held_out {
                assert!(train.iter().all(|known| named(known) != named(kept)), "{kept}");
            }
        }
    }
}
