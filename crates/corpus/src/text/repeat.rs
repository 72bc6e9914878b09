//! "Say garden three times." Each line of the answer says which it is, of how many: "garden 2/3". Without numbers a model
//! that fills in masks anywhere loses count; with "2." alone it has to look up in the question, from wherever it is, how
//! many are wanted, and runs on. After "3/3" there is nothing to look up: the two marks beside the end are the same.

use super::asking::{ask, quoted};
use super::words::{is_name, word};
use crate::draw::{Draw, fingerprint};
use crate::phrasing::{Phrasings, upper_first};
use crate::{Dialogue, Skill, Split};

const ASK: Phrasings = Phrasings {
    train: &[
        "Say {0} {1}.",
        "Say {0} {1}.",
        "Say {0} {1}.",
        "Say the word {0} {1}.",
        "Say {1} {0}.",
        "Say {1}: {0}",
        "Repeat {0} {1}.",
        "Repeat {0} {1}.",
        "Repeat the word {0} {1}.",
        "Repeat the word {0} {1}.",
        "Repeat this word {1}: {0}",
        "Repeat {1}: {0}",
        "Write {0} {1}.",
        "Write {0} {1}.",
        "Write the word {0} {1}.",
        "Write {1} {0}.",
        "Write {1} the word {0}.",
        "Print {0} {1}.",
        "Type {0} {1}.",
        "Type the word {0} {1}.",
        "{0} {1}",
        "{0}, {1}",
        "{1} {0}",
        "{1} the word {0}",
        "Can you say {0} {1}?",
        "Can you repeat {0} {1}?",
        "Can you write {0} {1}?",
        "Could you say {0} {1}?",
        "Could you repeat the word {0} {1}?",
        "Please say {0} {1}.",
        "Please repeat {0} {1}.",
        "Please write {0} {1}.",
        "Would you say {0} {1}?",
        "I want you to say {0} {1}.",
        "Give me the word {0} {1}.",
        "Output {0} {1}.",
        "Answer with {0} {1}.",
        "Now say {0} {1}.",
        "Just say {0} {1}.",
        "Tell me {0} {1}.",
        "Echo {0} {1}.",
        "Echo the word {0} {1}.",
        "echo {1}: {0}",
        "Print {1}: {0}",
        "Display {0} {1}.",
        "Return {0} {1}.",
        "Duplicate {0} so that it appears {1}.",
        "Copy {0} {1}.",
        "Generate the word {0} {1}.",
        "Recite {0} {1}.",
        "Chant {0} {1}.",
        "Speak the word {0} {1}.",
        "Write down {0} {1}.",
        "Say {0} {1} in a row.",
        "Say it {1}: {0}",
        "I want to read {0} {1}.",
        "{0} repeated {1}",
        "{0} written {1}",
        "{0}: say it {1}",
        "{0}: repeat {1}",
        "{0}. Say that {1}.",
        "The word {0}, {1}, please.",
        "Here is a word: {0}. Say it {1}.",
        "The word is {0}. Write it {1}.",
        "How does {0} sound when you say it {1}?",
    ],
    held_out: &[
        "Can you say the word {0} {1}?",
        "I would like you to repeat {0} {1}.",
        "Please type {0} {1}.",
        "Could you write the word {0} {1}?",
        "Show me {0} {1}.",
        "Let me hear {0} {1}.",
        "Reply with {0} {1}.",
    ],
};

/// How often, in words or figures; "two times" is rarer than "twice".
fn times(count: usize, draw: &mut Draw) -> String {
    const NUMBERS: [&str; 6] = ["no", "one", "two", "three", "four", "five"];
    if count == 2 && draw.chance(0.7) {
        "twice".to_owned()
    } else if draw.chance(0.5) {
        format!("{} times", NUMBERS[count])
    } else {
        format!("{count} times")
    }
}

/// The word as it is to be repeated: as typed, so one word always has the same capitals. Names have theirs.
fn as_typed(word: String) -> String {
    if is_name(&word) {
        return upper_first(&word);
    }
    match (fingerprint(&word) >> 32) % 100 {
        0..5 => upper_first(&word),
        5..8 => word.to_uppercase(),
        _ => word,
    }
}

/// "Say garden three times."
pub(super) struct Repeat;

impl Skill for Repeat {
    fn name(&self) -> &'static str {
        "repeating a word"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let word = as_typed(word(split, draw));
        // An answer has 64 tokens, and a spelled letter is one; a line has four more.
        let most = if word.len() > 8 { 4 } else { 5 };
        let count = 2 + draw.below(most - 1);
        let blanks = [quoted(&word, draw), times(count, draw)];
        let blanks = [blanks[0].as_str(), blanks[1].as_str()];
        let question = ask(&ASK, split, &blanks, draw);
        let lines: Vec<_> = (1..=count)
            .map(|at| format!("{word} {at}/{count}"))
            .collect();
        Dialogue::single(question, lines.join("\n"))
    }
}
