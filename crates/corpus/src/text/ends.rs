//! "What is the first letter of garden?" and the last one.

use super::asking::{ask, quoted};
use super::words::{any_case, word};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

const ASK_FIRST: Phrasings = Phrasings {
    train: &[
        "What is the first letter of {0}?",
        "What is the first letter of {0}?",
        "What is the first letter of the word {0}?",
        "What is the first letter in {0}?",
        "What's the first letter of {0}?",
        "What letter does {0} start with?",
        "What letter does {0} begin with?",
        "Which letter does {0} start with?",
        "Which letter does the word {0} begin with?",
        "With which letter does {0} begin?",
        "With what letter does {0} start?",
        "Which letter is the first in {0}?",
        "Which is the first letter of {0}?",
        "Which letter comes first in {0}?",
        "What does {0} start with?",
        "What does {0} begin with?",
        "Tell me the first letter of {0}.",
        "Give me the first letter of {0}.",
        "Name the first letter of {0}.",
        "Can you tell me the first letter of {0}?",
        "The first letter of {0}?",
        "First letter of {0}?",
        "first letter of {0}",
        "First letter in {0}",
        "The first letter of {0} is",
        "{0} starts with which letter?",
        "{0} begins with",
        "{0}: first letter?",
        "Initial letter: {0}",
        "{0}: initial letter",
        "{0}, initial?",
        "Initial of {0}",
        "Opening letter of {0}",
        "The opening letter of the word {0}?",
        "Starting letter of {0}",
        "Beginning letter of {0}?",
        "1st letter of {0}",
        "{0} 1st letter",
        "Letter number one of {0}",
        "Which letter opens the word {0}?",
        "Under which letter do I find {0} in a dictionary?",
        "What letter do I write first in {0}?",
        "What letter is {0} starting with?",
        "What comes first in {0}?",
        "How does the word {0} start?",
        "How does the word {0} begin?",
        "{0} has which first letter?",
        "{0} opens with which letter?",
        "Find the letter that {0} starts with.",
        "Show only the first letter of {0}.",
        "I need the first letter of {0}.",
        "Take {0} and give me its first letter.",
        "Here is a word: {0}. What letter does it begin with?",
    ],
    held_out: &[
        "Could you tell me the first letter of {0}?",
        "What's the first letter in the word {0}?",
        "Which letter is at the beginning of {0}?",
        "{0} begins with what letter?",
        "Say the first letter of {0}.",
        "What is the initial letter of {0}?",
    ],
};

const ASK_LAST: Phrasings = Phrasings {
    train: &[
        "What is the last letter of {0}?",
        "What is the last letter of {0}?",
        "What is the last letter of the word {0}?",
        "What is the last letter in {0}?",
        "What is the final letter of {0}?",
        "What's the last letter of {0}?",
        "What letter does {0} end with?",
        "What letter does {0} end in?",
        "Which letter does {0} end with?",
        "Which letter does the word {0} end with?",
        "With which letter does {0} end?",
        "With what letter does {0} end?",
        "Which letter is the last in {0}?",
        "Which is the last letter of {0}?",
        "Which letter comes last in {0}?",
        "What does {0} end with?",
        "What does {0} end in?",
        "Tell me the last letter of {0}.",
        "Give me the last letter of {0}.",
        "Name the last letter of {0}.",
        "Can you tell me the last letter of {0}?",
        "The last letter of {0}?",
        "Last letter of {0}?",
        "last letter of {0}",
        "Last letter in {0}",
        "The last letter of {0} is",
        "{0} ends with which letter?",
        "{0} ends with",
        "{0}: last letter?",
        "Final letter: {0}",
        "{0}: final letter",
        "Final letter of the word {0}",
        "Ending letter of {0}",
        "{0}: ending letter",
        "The ending letter of the word {0}?",
        "Closing letter: {0}",
        "The very last letter in {0}",
        "Which letter closes the word {0}?",
        "Which letter finishes {0}?",
        "Which is the final letter in {0}?",
        "What letter do I write last in {0}?",
        "What letter is {0} ending with?",
        "What comes last in {0}?",
        "How does the word {0} finish?",
        "How does the word {0} end?",
        "{0} has which last letter?",
        "{0} finishes with which letter?",
        "{0} closes with which letter?",
        "Find the letter that {0} ends with.",
        "Show only the last letter of {0}.",
        "I need the last letter of {0}.",
        "Take {0} and give me its last letter.",
        "Here is a word: {0}. What letter does it end with?",
    ],
    held_out: &[
        "Could you tell me the last letter of {0}?",
        "What's the last letter in the word {0}?",
        "Which letter is at the end of {0}?",
        "{0} ends with what letter?",
        "Say the last letter of {0}.",
        "What is the closing letter of {0}?",
    ],
};

const ASK_BOTH: Phrasings = Phrasings {
    train: &[
        "What are the first and last letters of {0}?",
        "What are the first and last letters of {0}?",
        "What are the first and the last letter of {0}?",
        "What is the first and last letter of {0}?",
        "What is the first letter and the last letter of {0}?",
        "What are the first and last letters of the word {0}?",
        "Which letters does {0} begin and end with?",
        "Which letters does {0} start and end with?",
        "With which letters does {0} begin and end?",
        "What letters does {0} start and end with?",
        "What does {0} begin and end with?",
        "Tell me the first and last letter of {0}.",
        "Give me the first and the last letter of {0}.",
        "Name the first and the last letter of {0}.",
        "First and last letter of {0}?",
        "first and last letter of {0}",
        "The first and last letters of {0}?",
        "{0}: first and last letter?",
        "Initial and final letter of {0}?",
        "Opening and closing letter of {0}",
        "Start and end letter of {0}",
        "{0}: start and end letters",
        "{0}: opening and closing letter",
        "First letter and last letter: {0}",
        "First and final letter of the word {0}",
        "Both ends of the word {0}",
        "The two outer letters of {0}?",
        "Which letters stand at the two ends of {0}?",
        "Which letter begins {0} and which one ends it?",
        "What does {0} start with and what does it end with?",
        "What letters are at both ends of {0}?",
        "How does {0} begin and end?",
        "{0} begins and ends with",
        "{0} starts and ends with which letters?",
        "I need the first and the last letter of {0}.",
        "Show the first letter and the last letter of {0}.",
        "Find the initial letter and the final letter of {0}.",
        "Tell me how {0} starts and ends.",
        "Look at {0}. What are its first and last letters?",
        "Here is a word: {0}. What does it begin and end with?",
    ],
    held_out: &[
        "Can you tell me the first and last letters of {0}?",
        "Say the first and the last letter of {0}.",
        "What letters are at the beginning and the end of {0}?",
        "With what letters does {0} start and end?",
        "Which are the first and last letters of {0}?",
    ],
};

/// The answer for a word.
pub(super) fn first(word: &str) -> String {
    format!("The first letter of {word} is {}.", &word[..1])
}

/// The answer for a word.
pub(super) fn last(word: &str) -> String {
    format!("The last letter of {word} is {}.", &word[word.len() - 1..])
}

/// What the first and the last letter of a word are.
pub(super) struct Ends;

impl Skill for Ends {
    fn name(&self) -> &'static str {
        "first and last letters"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let word = word(split, draw);
        let (ways, answer) = match draw.below(10) {
            0..4 => (&ASK_FIRST, first(&word)),
            4..8 => (&ASK_LAST, last(&word)),
            _ => {
                let (first, last) = (&word[..1], &word[word.len() - 1..]);
                (
                    &ASK_BOTH,
                    format!("{word} begins with {first} and ends with {last}."),
                )
            }
        };
        let asked = quoted(&any_case(&word, draw), draw);
        let question = ask(ways, split, &[&asked], draw);
        Dialogue::single(question, answer)
    }
}
