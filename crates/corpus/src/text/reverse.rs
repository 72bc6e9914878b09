//! "Spell garden backwards." The answer is the reversed word and nothing else: said before it, the word itself was often
//! taken for another, and moved every letter after it.

use super::asking::{ask, quoted};
use super::words::{any_case, word};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

pub(super) const ASK: Phrasings = Phrasings {
    train: &[
        "Reverse {0}.",
        "Reverse {0}.",
        "Reverse the word {0}.",
        "Reverse the word {0}.",
        "Reverse this word: {0}",
        "Reverse: {0}",
        "Reverse this: {0}",
        "Reverse the string {0}.",
        "Reverse this string: {0}",
        "{0} backwards",
        "{0} backwards",
        "{0} reversed",
        "{0} in reverse",
        "{0} backward",
        "{0} spelled backwards",
        "{0}, backwards please",
        "Spell {0} backwards.",
        "Spell {0} backwards.",
        "Spell the word {0} backwards.",
        "Spell {0} in reverse.",
        "Write {0} backwards.",
        "Write {0} backwards.",
        "Write the word {0} backwards.",
        "Write {0} in reverse.",
        "Write {0} from right to left.",
        "Say {0} backwards.",
        "What is {0} backwards?",
        "What is {0} backwards?",
        "What's {0} backwards?",
        "What is {0} spelled backwards?",
        "What is {0} reversed?",
        "What is the reverse of {0}?",
        "What is the word {0} backwards?",
        "How do you spell {0} backwards?",
        "How do you write {0} backwards?",
        "How is {0} spelled backwards?",
        "How does {0} read backwards?",
        "What do you get if you reverse {0}?",
        "What does {0} look like backwards?",
        "Can you reverse {0}?",
        "Can you spell {0} backwards?",
        "Can you write {0} backwards?",
        "Could you reverse the word {0}?",
        "Please reverse {0}.",
        "Please write {0} backwards.",
        "Turn {0} around.",
        "Flip the word {0}.",
        "Reverse the letters of {0}.",
        "Reverse the letters in {0}.",
        "Reverse the order of the letters in {0}.",
        "Give me {0} backwards.",
        "Give me the reverse of {0}.",
        "The reverse of {0} is",
        "{0} read backwards is",
        "Write the letters of {0} in reverse order.",
        "backwards: {0}",
        "Backwards: the word {0}",
        "{0} mirrored",
        "{0} flipped",
        "{0} back to front",
        "{0} from back to front",
        "{0} from the last letter to the first",
        "{0}: reverse it",
        "Mirror {0}.",
        "Mirror the word {0}.",
        "Flip {0}.",
        "Invert the order of the letters in {0}.",
        "Read {0} from the end to the start.",
        "Spell {0} starting from its last letter.",
        "Spell {0} from the end.",
        "Write {0} with the last letter first.",
        "Write the characters of {0} in the opposite order.",
        "Type {0} the wrong way round.",
        "Turn the letters of {0} round.",
        "Which word do I get when I flip {0}?",
        "How does {0} look in a mirror?",
        "The word is {0}. Say it backwards.",
        "Here is a word: {0}. Reverse it.",
        "Take {0} and turn its letters around.",
        "Reversal of {0}",
    ],
    held_out: &[
        "What is the reversed form of {0}?",
        "Can you say {0} backwards?",
        "Please spell the word {0} backwards.",
        "How would you spell {0} backwards?",
        "Could you write {0} in reverse?",
        "{0} written backwards",
        "I want {0} backwards.",
        "Print {0} in reverse order.",
        "If you read {0} backwards, what do you get?",
    ],
};

/// The word from its last letter to its first.
pub(super) fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

/// "Spell garden backwards."
pub(super) struct Reverse;

impl Skill for Reverse {
    fn name(&self) -> &'static str {
        "reverse"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let word = word(split, draw);
        let asked = quoted(&any_case(&word, draw), draw);
        let question = ask(&ASK, split, &[&asked], draw);
        Dialogue::single(question, reversed(&word))
    }
}
