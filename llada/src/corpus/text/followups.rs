//! "And door?", after the same was done with another word.

use super::asking::{ask, quoted};
use super::words::{any_case, word};
use super::{case, count, reverse, spell};
use crate::corpus::draw::Draw;
use crate::corpus::phrasing::Phrasings;
use crate::corpus::{Dialogue, Skill, Split};

#[rustfmt::skip]
const ASK_NEXT: Phrasings = Phrasings {
    train: &[
        "And {0}?", "And {0}?", "and {0}?", "What about {0}?", "What about {0}?", "How about {0}?", "and what about {0}?",
        "And how about {0}?", "And for {0}?", "{0}?", "{0}", "Ok, and {0}?", "Good, and {0}?", "Now {0}.", "Now {0}", "now {0}?",
        "The same for {0}.", "The same with {0}.", "The same with {0}, please.", "And with {0}?", "Then {0}?", "{0} too, please.",
        "And also {0}?", "Next: {0}", "next word: {0}", "Next word, {0}.", "Can you do {0} too?", "Also {0}?", "Also {0}, please.",
        "Now do {0}.", "Now the word {0}.", "And the word {0}?", "And the word {0}.", "Now the same with {0}.", "Do {0} as well.",
        "{0} as well?", "Another one: {0}", "One more: {0}", "And one more: {0}?", "Try {0} next.", "Try {0}.", "Do it with {0}.",
        "Do the same with {0}.", "Do that with {0}.", "Do this for {0}.", "Thanks, and {0}?", "Great. And {0}?", "And {0} then?",
        "So what is it for {0}?", "Well, and {0}?", "Repeat that with {0}.", "I meant {0}.", "Sorry, I meant {0}.",
    ],
    held_out: &[
        "So what about {0}?", "And now {0}?", "And then {0}?", "Fine. And {0}?", "Same for {0}?", "Same with {0}, please.",
        "What about the word {0}?", "Now do the same for {0}.",
    ],
};

/// What is done with a word: how one asks for it, and the answer.
type Operation = (&'static Phrasings, fn(&str) -> String);

const OPERATIONS: [Operation; 5] = [
    (&count::ASK_LENGTH, count::length),
    (&count::ASK_LENGTH, count::length),
    (&reverse::ASK, reverse::reversed),
    (&spell::ASK, spell::spelled),
    (&case::ASK_CAPITALS, str::to_uppercase),
];

/// "And door?"
pub(super) struct Followups;

impl Skill for Followups {
    fn name(&self) -> &'static str {
        "word follow-ups"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let (asking, answer) = *draw.pick(&OPERATIONS);
        let turn = |ways, split, draw: &mut Draw| {
            let word = word(split, draw);
            let asked = quoted(&any_case(&word, draw), draw);
            Dialogue::single(ask(ways, split, &[&asked], draw), answer(&word))
        };
        let mut before = turn(asking, Split::Train, draw);
        if draw.chance(0.2) {
            before = before.followed_by(turn(&ASK_NEXT, Split::Train, draw));
        }
        before.followed_by(turn(&ASK_NEXT, split, draw))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_that_of_the_operation_before() {
        let answers = OPERATIONS.map(|(_, answer)| answer("ferry"));
        let counted = "f1-e2-r3-r4-y5: 5 letters.";
        assert_eq!(answers, [counted, counted, "yrref", "f-e-r-r-y.", "FERRY"]);
    }
}
