//! "And of Spain?", after a question of the same kind.

use super::asking::Relation;
use super::calendar::{DAYS, MONTH_AFTER};
use super::capitals::CAPITAL;
use super::colours::COLOUR;
use super::elements::{NUMBER, SYMBOL};
use super::opposites::OPPOSITE;
use super::weekdays::{DAY_AFTER, DAY_BEFORE};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

/// Fits after any question.
#[rustfmt::skip]
const ASK_NEXT: Phrasings = Phrasings {
    train: &[
        "And {}?", "And {}?", "and {}?", "What about {}?", "What about {}?", "How about {}?",
        "and what about {}?", "And how about {}?", "And for {}?", "{}?", "Ok, and {}?",
        "Good, and {}?", "And what is it for {}?", "Now {}.", "Now for {}.", "The same for {}.",
        "Same question for {}.", "And with {}?", "Then {}?", "{} too, please.", "And also {}?",
        "Next: {}", "Can you do {} too?", "I also need {}.", "And in the case of {}?",
        "Sorry, I meant {}.", "No, I meant {}.", "Also {}?", "Also {}, please.",
        "What is it for {}?", "What is the answer for {}?", "And the answer for {}?",
        "How about for {}?", "How does it look for {}?", "And if I take {}?", "And if it is {}?",
        "And one more: {}?", "One more: {}", "Another one: {}", "Let's try {}.", "Try {} next.",
        "Now do {}.", "Now tell me for {}.", "Now the same with {}.", "Do {} as well.",
        "{} as well?", "{} as well, please.", "{}, too?", "I'd also like to know it for {}.",
        "I actually wanted {}.", "Actually, I meant {}.", "Wait, I meant {}.",
        "Oh, not that one: {}.", "And likewise for {}?",
        "And what about {} now?", "So how about {}?", "So, and {}?", "What about {} then?",
        "And {} then?", "Well, what about {}?", "Thank you, and {}?", "Thanks, and {}?",
        "Thanks! What about {}?", "Great. And {}?", "The same thing for {}?",
        "Well, and {}?", "So {}?",
    ],
    held_out: &[
        "So what about {}?",
        "And now {}?",
        "And then {}?",
        "Fine. And {}?",
        "Same for {}?",
        "And what about {} then?",
    ],
};

/// Fits after a question for something "of" the name.
#[rustfmt::skip]
const ASK_NEXT_OF: Phrasings = Phrasings {
    train: &[
        "And of {}?", "And of {}?", "and of {}", "Of {}?", "And the one of {}?",
        "And what is that of {}?", "And what is it of {}?", "Now the one of {}.",
        "And tell me the one of {}.", "The same of {}?",
        "Ok, of {}?", "And the same of {}?", "Good, and of {}?", "Now that of {}.",
        "And what about that of {}?",
    ],
    held_out: &["And that of {}?", "Now of {}?", "Ok, and of {}?"],
};

/// A kind of question, and the follow-ups that fit only it.
struct Kind {
    weight: usize,
    relation: Relation,
    /// Whether one asks for something "of" the name.
    of: bool,
    /// Training phrasings.
    own: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind {
        weight: 10,
        relation: CAPITAL,
        of: true,
        own: &["And the capital of {}?", "and {}'s capital?", "And in {}?"],
    },
    Kind {
        weight: 4,
        relation: SYMBOL,
        of: true,
        own: &["And the symbol of {}?", "And the symbol for {}?"],
    },
    Kind {
        weight: 2,
        relation: NUMBER,
        of: true,
        own: &["And the atomic number of {}?", "And that number for {}?"],
    },
    Kind {
        weight: 4,
        relation: OPPOSITE,
        of: true,
        own: &["And the opposite of {}?", "And \"{}\"?"],
    },
    Kind {
        weight: 2,
        relation: DAY_AFTER,
        of: false,
        own: &["And after {}?", "And the day after {}?"],
    },
    Kind {
        weight: 1,
        relation: DAY_BEFORE,
        of: false,
        own: &["And before {}?", "And the day before {}?"],
    },
    Kind {
        weight: 1,
        relation: MONTH_AFTER,
        of: false,
        own: &["And after {}?", "And the month after {}?"],
    },
    Kind {
        weight: 1,
        relation: DAYS,
        of: false,
        own: &["And in {}?", "And how many does {} have?"],
    },
    Kind {
        weight: 1,
        relation: COLOUR,
        of: false,
        own: &["And what {colour} {is} {}?"],
    },
];

impl Kind {
    /// One kind by weight.
    fn draw(draw: &mut Draw) -> &'static Self {
        let mut left = draw.below(KINDS.iter().map(|kind| kind.weight).sum());
        let found = KINDS.iter().find(|kind| {
            let here = left < kind.weight;
            left = left.saturating_sub(kind.weight);
            here
        });
        found.unwrap_or(&KINDS[0])
    }

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
            0..2 if split == Split::Train => draw.pick(self.own),
            2..4 if self.of => ASK_NEXT_OF.draw(split, draw),
            _ => ASK_NEXT.draw(split, draw),
        };
        (self.relation.fact)(draw).asked(phrasing, draw)
    }
}

/// "And of Spain?"
pub(super) struct Followups;

impl Skill for Followups {
    fn name(&self) -> &'static str {
        "fact follow-ups"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let kind = Kind::draw(draw);
        let mut before = kind.relation.dialogue(Split::Train, draw);
        if draw.chance(0.2) {
            before = kind.follow(before, Split::Train, draw);
        }
        kind.follow(before, split, draw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrasing::bare;

    #[test]
    fn short_questions_of_one_side_are_not_those_of_the_other() {
        for Phrasings { train, held_out } in [ASK_NEXT, ASK_NEXT_OF] {
            let named = |phrasing: &str| bare(&phrasing.replace("{}", "x"));
            for kept in held_out {
                assert!(
                    train.iter().all(|known| named(known) != named(kept)),
                    "{kept}"
                );
            }
        }
    }
}
