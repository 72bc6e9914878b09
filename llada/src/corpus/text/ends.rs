//! "What is the first letter of garden?" and the last one.

use super::asking::{ask, quoted};
use super::words::{any_case, word};
use crate::corpus::draw::Draw;
use crate::corpus::phrasing::Phrasings;
use crate::corpus::{Dialogue, Skill, Split};

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
    ],
    held_out: &[
        "Can you tell me the first and last letters of {0}?",
        "Say the first and the last letter of {0}.",
        "What letters are at the beginning and the end of {0}?",
        "With what letters does {0} start and end?",
        "Which are the first and last letters of {0}?",
    ],
};

/// What the first and the last letter of a word are.
pub(super) struct Ends;

impl Skill for Ends {
    fn name(&self) -> &'static str {
        "first and last letters"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let word = word(split, draw);
        let (first, last) = (&word[..1], &word[word.len() - 1..]);
        let (ways, answer) = match draw.below(10) {
            0..4 => (
                &ASK_FIRST,
                format!("The first letter of {word} is {first}."),
            ),
            4..8 => (&ASK_LAST, format!("The last letter of {word} is {last}.")),
            _ => (
                &ASK_BOTH,
                format!("{word} begins with {first} and ends with {last}."),
            ),
        };
        let asked = quoted(&any_case(&word, draw), draw);
        let question = ask(ways, split, &[&asked], draw);
        Dialogue::single(question, answer)
    }
}
