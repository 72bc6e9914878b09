//! "And door?", after the same was done with another word, "now in capitals", after something else was done with this
//! one, and "the other way round", after numbers were sorted.

use super::asking::{ask, quoted};
use super::other_way_round::other_way_round;
use super::words::{any_case, word};
use super::{case, count, ends, reverse, spell};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

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

/// What is asked next of the word itself, which has been counted or spelled.
#[rustfmt::skip]
const OF_THE_WORD: [Operation; 5] = [
    (&Phrasings {
        train: &[
            "And its first letter?", "What is its first letter?", "And the first letter?", "What letter does it start with?",
            "and the first one?", "Which letter comes first in it?", "And which one is the first?", "The first letter of it?",
        ],
        held_out: &["What's its first letter?", "And what is its first letter?", "Which letter does it begin with?"],
    }, ends::first),
    (&Phrasings {
        train: &[
            "And its last letter?", "What is its last letter?", "And the last letter?", "What letter does it end with?",
            "and the last one?", "Which letter comes last in it?", "And which one is the last?", "The last letter of it?",
        ],
        held_out: &["What's its last letter?", "And what is its last letter?", "Which letter does it end in?"],
    }, ends::last),
    (&Phrasings {
        train: &[
            "Now spell it.", "Spell it.", "And how is it spelled?", "Can you spell it?", "Please spell it.", "and spelled?",
            "How do you spell it?", "And letter by letter?", "Now letter by letter.", "Spell the word, please.",
        ],
        held_out: &["Can you spell it too?", "And how do you spell it?", "Now spell that word."],
    }, spell::spelled),
    (&Phrasings {
        train: &[
            "And backwards?", "Now backwards.", "Now reverse it.", "Reverse it.", "and what is it backwards?", "And in reverse?",
            "Write it backwards.", "Can you reverse it?", "Now write it backwards, please.", "And reversed?",
        ],
        held_out: &["And now backwards?", "Please reverse it.", "Can you write it backwards?"],
    }, reverse::reversed),
    (&Phrasings {
        train: &[
            "And how many letters has it?", "How many letters is that?", "How long is it?", "How many letters does it have?",
            "and how many letters?", "Count its letters.", "Now count its letters.", "And its length?", "How many letters are in it?",
        ],
        held_out: &["And how many letters does it have?", "How many letters has it got?", "Please count its letters."],
    }, count::length),
];

/// In capitals, which is asked of an answer as well: of a reversed word.
#[rustfmt::skip]
const IN_CAPITALS: Phrasings = Phrasings {
    train: &[
        "Now in capitals.", "Now in capitals please", "And in capitals?", "Now put that in capitals", "now put it in capitals",
        "Write that in capitals.", "Write it in capital letters.", "And in capital letters?", "Make it uppercase.",
        "Make that all caps.", "Now in upper case.", "and in caps?", "In capitals, please.", "Put that in upper case.",
        "Can you write that in capitals?", "Capitals, please.", "The same in capitals.", "Turn that into capitals.",
    ],
    held_out: &[
        "And now in capitals?", "Now write that in capitals.", "Could you put that in capitals?", "Please make it uppercase.",
    ],
};

/// One question and its answer.
fn turn(ways: &Phrasings, split: Split, word: &str, answer: String, draw: &mut Draw) -> Dialogue {
    let asked = quoted(&any_case(word, draw), draw);
    Dialogue::single(ask(ways, split, &[&asked], draw), answer)
}

/// The same with another word.
fn same(split: Split, draw: &mut Draw) -> Dialogue {
    let (asking, answer) = *draw.pick(&OPERATIONS);
    let next = |ways, split, draw: &mut Draw| {
        let word = word(split, draw);
        turn(ways, split, &word, answer(&word), draw)
    };
    let mut before = next(asking, Split::Train, draw);
    if draw.chance(0.2) {
        before = before.followed_by(next(&ASK_NEXT, Split::Train, draw));
    }
    before.followed_by(next(&ASK_NEXT, split, draw))
}

/// Something else with the same word.
fn other(split: Split, draw: &mut Draw) -> Dialogue {
    let word = word(split, draw);
    if draw.chance(0.35) {
        let reversed = reverse::reversed(&word);
        let before = turn(&reverse::ASK, Split::Train, &word, reversed.clone(), draw);
        return before.followed_by(turn(&IN_CAPITALS, split, "", reversed.to_uppercase(), draw));
    }
    let (asking, answer) = *draw.pick(&[
        (&count::ASK_LENGTH, count::length as fn(&str) -> String),
        (&spell::ASK, spell::spelled),
    ]);
    let before = turn(asking, Split::Train, &word, answer(&word), draw);
    loop {
        let (ways, next) = match draw.below(6) {
            at @ 0..5 => OF_THE_WORD[at],
            _ => (&IN_CAPITALS, str::to_uppercase as fn(&str) -> String),
        };
        if next(&word) != before.answer {
            return before.followed_by(turn(ways, split, "", next(&word), draw));
        }
    }
}

/// "And door?"
pub(super) struct Followups;

impl Skill for Followups {
    fn name(&self) -> &'static str {
        "word follow-ups"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        match draw.below(100) {
            0..52 => same(split, draw),
            52..88 => other(split, draw),
            _ => other_way_round(split, draw),
        }
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
