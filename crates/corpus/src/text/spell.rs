//! "How do you spell garden?" The answer is the letters alone: a letter's place is then the same in every answer, and
//! follows from one letter of the question. Said before them, a word that was asked about in capitals became another one.

use super::asking::{ask, quoted};
use super::words::{any_case, word};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

pub(super) const ASK: Phrasings = Phrasings {
    train: &[
        "Spell {0}.",
        "Spell {0}.",
        "Spell {0}.",
        "Spell the word {0}.",
        "Spell the word {0}.",
        "Spell this word: {0}",
        "Spell: {0}",
        "Spell out {0}.",
        "Spell out the word {0}.",
        "Spell {0} out.",
        "Spell {0} for me.",
        "Spell {0} letter by letter.",
        "How do you spell {0}?",
        "How do you spell {0}?",
        "How do you spell the word {0}?",
        "How do I spell {0}?",
        "How is {0} spelled?",
        "How is {0} spelled?",
        "How is the word {0} spelled?",
        "How is {0} written?",
        "How does one spell {0}?",
        "How to spell {0}?",
        "how to spell {0}",
        "Can you spell {0}?",
        "Can you spell the word {0}?",
        "Can you spell {0} for me?",
        "Could you spell {0}?",
        "Please spell {0}.",
        "Please spell the word {0}.",
        "Tell me how to spell {0}.",
        "Tell me how {0} is spelled.",
        "Do you know how to spell {0}?",
        "What is the spelling of {0}?",
        "The spelling of {0}?",
        "{0} is spelled",
        "{0}, letter by letter",
        "Write {0} letter by letter.",
        "Say {0} letter by letter.",
        "What letters are in {0}?",
        "Which letters are in the word {0}?",
        "List the letters of {0}.",
        "List the letters in {0}.",
        "Give me the letters of {0}.",
        "What are the letters of {0}?",
        "Separate the letters of {0}.",
        "{0} spelled out",
        "{0} spelling",
        "{0}: spell it",
        "{0}, one letter at a time",
        "{0}, character by character",
        "{0} with hyphens between the letters",
        "Spelling: {0}",
        "Spelling of {0}, please.",
        "Letter by letter: {0}",
        "One letter at a time: {0}",
        "Break the word {0} down into its letters.",
        "Split {0} into letters.",
        "Split {0} into single characters.",
        "Divide the word {0} into its letters.",
        "Take {0} apart, letter by letter.",
        "Dictate {0} to me letter by letter.",
        "Read out the letters of {0} one by one.",
        "Show every character of {0}.",
        "Put hyphens between the letters of {0}.",
        "Write {0} with a dash between the letters.",
        "Which letters form the word {0}?",
        "What letters make up {0}?",
        "I cannot spell {0}. Help me.",
        "Here is a word: {0}. Spell it.",
        "The word is {0}. How is it spelled?",
    ],
    held_out: &[
        "How would you spell {0}?",
        "Would you spell {0}, please?",
        "What's the spelling of {0}?",
        "How do we spell the word {0}?",
        "Can you tell me how to spell {0}?",
        "I want to know how {0} is spelled.",
        "Name the letters of {0}.",
        "Which letters does {0} have?",
    ],
};

/// The letters with hyphens between them. Each letter is then a token of its own, which is what lets the model count
/// them.
pub(crate) fn letters(word: &str) -> String {
    let letters: Vec<String> = word.chars().map(String::from).collect();
    letters.join("-")
}

/// The answer for a word.
pub(super) fn spelled(word: &str) -> String {
    format!("{}.", letters(word))
}

/// "How do you spell garden?"
pub(super) struct Spell;

impl Skill for Spell {
    fn name(&self) -> &'static str {
        "spelling"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let word = word(split, draw);
        let asked = quoted(&any_case(&word, draw), draw);
        let question = ask(&ASK, split, &[&asked], draw);
        Dialogue::single(question, spelled(&word))
    }
}
