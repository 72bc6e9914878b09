//! "Sort garden, apple, table alphabetically."

use super::asking::{ask, held_out_set, listed};
use super::words::trained;
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

const ASK: Phrasings = Phrasings {
    train: &[
        "Sort {0}.",
        "Sort: {0}",
        "Sort {0} alphabetically.",
        "Sort {0} alphabetically.",
        "Sort {0} in alphabetical order.",
        "Sort {0} by alphabet.",
        "Sort {0} from A to Z.",
        "Sort these words: {0}",
        "Sort these words: {0}",
        "Sort these words alphabetically: {0}",
        "Sort these words alphabetically: {0}",
        "Sort these words in alphabetical order: {0}",
        "Sort the words {0}.",
        "Sort the words {0} alphabetically.",
        "Sort the words {0} in alphabetical order.",
        "Sort the following words: {0}",
        "Sort alphabetically: {0}",
        "Alphabetically sort {0}.",
        "Alphabetize {0}.",
        "Alphabetize: {0}",
        "Sort this list: {0}",
        "{0} in alphabetical order",
        "{0} sorted alphabetically",
        "{0}: sort these words",
        "Alphabetical order: {0}",
        "Alphabetical order of {0}?",
        "Order {0} alphabetically.",
        "Order these words: {0}",
        "Order these words alphabetically: {0}",
        "Order the words {0} by alphabet.",
        "Put {0} in alphabetical order.",
        "Put {0} in alphabetical order.",
        "Put these words in alphabetical order: {0}",
        "Put these words in order: {0}",
        "Put the words {0} in alphabetical order.",
        "Put {0} in ABC order.",
        "Arrange {0} alphabetically.",
        "Arrange these words in alphabetical order: {0}",
        "Write {0} in alphabetical order.",
        "List {0} in alphabetical order.",
        "Bring {0} into alphabetical order.",
        "Can you sort {0}?",
        "Can you sort {0} alphabetically?",
        "Can you sort these words: {0}?",
        "Can you put {0} in alphabetical order?",
        "Could you sort the words {0}?",
        "Please sort {0}.",
        "Please sort {0} alphabetically.",
        "Please sort these words: {0}",
        "What is the alphabetical order of {0}?",
        "What are {0} in alphabetical order?",
        "Which order do {0} have in the dictionary?",
        "alphabetical: {0}",
        "Alphabetically: {0}",
        "A to Z: {0}",
        "A-Z: {0}",
        "ABC order: {0}",
        "Dictionary order: {0}",
        "{0} from A to Z",
        "{0} by alphabet",
        "{0} alphabetically",
        "{0} arranged by the alphabet",
        "{0}: alphabetical order",
        "Alphabetise {0}.",
        "Arrange: {0}",
        "Arrange from A to Z: {0}",
        "Order from A to Z: {0}",
        "Rank {0} alphabetically.",
        "Organize {0} by the alphabet.",
        "Line up these words from A to Z: {0}",
        "File {0} alphabetically.",
        "Put {0} in dictionary order.",
        "Sort the list {0} lexicographically.",
        "Sort in dictionary order: {0}",
        "How would a dictionary list {0}?",
        "Here are some words: {0}. Put them in alphabetical order.",
        "I have these words: {0}. Sort them from A to Z.",
    ],
    held_out: &[
        "Could you put {0} in alphabetical order?",
        "Please order these words alphabetically: {0}",
        "Give me {0} in alphabetical order.",
        "How do you sort {0} alphabetically?",
        "Sort this list of words: {0}",
        "Arrange the words {0} from A to Z.",
        "Alphabetize these words: {0}",
        "I need these words in alphabetical order: {0}",
    ],
};

/// Three or four different words, a set of the split. They are words that other operations are trained on: those
/// kept for measuring stay unseen, and a new set is new enough here.
fn words(split: Split, draw: &mut Draw) -> Vec<String> {
    loop {
        let count = 3 + draw.below(2);
        let mut words: Vec<String> = Vec::new();
        while words.len() < count {
            let word = trained(draw).to_owned();
            if !words.contains(&word) {
                words.push(word);
            }
        }
        if held_out_set(&words) == (split == Split::HeldOut) {
            return words;
        }
    }
}

/// "Sort garden, apple, table alphabetically."
pub(super) struct SortWords;

impl Skill for SortWords {
    fn name(&self) -> &'static str {
        "sorting words"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let mut words = words(split, draw);
        let list = listed(&words, draw);
        let question = ask(&ASK, split, &[&list], draw);
        words.sort();
        Dialogue::single(question, format!("In order: {}.", words.join(", ")))
    }
}
