//! Capital and small letters: "Write garden in capitals." The answer is the word and nothing else: its first letter follows
//! from the first letter asked about, and it ends where that word ends. After a sentence around it the places depend on
//! the length of the word before, and the sentence begins again.

use super::asking::{ask, quoted};
use super::words::{self, is_token, word};
use crate::draw::{Draw, fingerprint};
use crate::phrasing::{Phrasings, upper_first};
use crate::{Dialogue, Skill, Split};

pub(super) const ASK_CAPITALS: Phrasings = Phrasings {
    train: &[
        "Write {0} in capital letters.",
        "Write {0} in capital letters.",
        "Write the word {0} in capital letters.",
        "Write {0} in capitals.",
        "Write {0} in all capitals.",
        "Write {0} in upper case.",
        "Write {0} in uppercase.",
        "Write {0} in uppercase letters.",
        "Write {0} in all caps.",
        "Write {0} with capital letters.",
        "Write {0} in big letters.",
        "{0} in capital letters",
        "{0} in capitals",
        "{0} in upper case",
        "{0} in uppercase?",
        "{0} in all caps",
        "{0} to uppercase",
        "uppercase {0}",
        "Uppercase: {0}",
        "Upper case {0}.",
        "Put {0} in capitals.",
        "Put {0} in upper case.",
        "Make {0} uppercase.",
        "Make {0} upper case.",
        "Make all letters of {0} capital.",
        "Turn {0} into capital letters.",
        "Turn {0} into upper case.",
        "Convert {0} to uppercase.",
        "Convert {0} to upper case.",
        "Convert the word {0} to capital letters.",
        "Change {0} to uppercase.",
        "What is {0} in capital letters?",
        "What is {0} in uppercase?",
        "What is {0} in upper case?",
        "How do you write {0} in capital letters?",
        "How does {0} look in capitals?",
        "Can you write {0} in capital letters?",
        "Can you write {0} in all caps?",
        "Please write {0} in upper case.",
        "Say {0} in capital letters.",
        "Give me {0} in capitals.",
        "capitals: {0}",
        "Capital letters: {0}",
        "All caps: {0}",
        "CAPS: {0}",
        "Block letters: {0}",
        "{0} all uppercase",
        "{0} but in caps",
        "{0} with every letter capital",
        "{0} in block capitals",
        "{0} in big letters",
        "{0}: all capitals, please",
        "Type {0} with caps lock on.",
        "Shout {0} in caps.",
        "Rewrite {0} using only capital letters.",
        "Set {0} in block capitals.",
        "Capitalize all letters of {0}.",
        "Capitalize every letter in {0}.",
        "Capitalise the whole word {0}.",
        "Transform {0} into all caps.",
        "Raise {0} to upper case.",
        "Make every letter of {0} big.",
        "Use capital letters: {0}",
        "I need {0} in all capitals.",
        "Here is a word: {0}. Put it in capitals.",
        "What do you get if you write {0} only with capitals?",
    ],
    held_out: &[
        "Could you write {0} in capitals?",
        "Print {0} in capital letters.",
        "Please put {0} in uppercase.",
        "What does {0} look like in capital letters?",
        "Show me {0} in all caps.",
        "I want {0} in uppercase letters.",
        "Change the word {0} to capitals.",
    ],
};

const ASK_SMALL: Phrasings = Phrasings {
    train: &[
        "Write {0} in small letters.",
        "Write {0} in small letters.",
        "Write the word {0} in small letters.",
        "Write {0} in lower case.",
        "Write {0} in lower case.",
        "Write {0} in lowercase.",
        "Write {0} in lowercase letters.",
        "Write {0} with small letters.",
        "Write {0} without capital letters.",
        "Write {0} without capitals.",
        "{0} in small letters",
        "{0} in lower case",
        "{0} in lowercase?",
        "{0} to lowercase",
        "lowercase {0}",
        "Lowercase: {0}",
        "Lower case {0}.",
        "Put {0} in small letters.",
        "Put {0} in lower case.",
        "Make {0} lowercase.",
        "Make {0} lower case.",
        "Make all letters of {0} small.",
        "Turn {0} into small letters.",
        "Turn {0} into lower case.",
        "Convert {0} to lowercase.",
        "Convert {0} to lower case.",
        "Convert the word {0} to small letters.",
        "Change {0} to lowercase.",
        "What is {0} in small letters?",
        "What is {0} in lowercase?",
        "What is {0} in lower case?",
        "How do you write {0} in small letters?",
        "How does {0} look in small letters?",
        "Can you write {0} in small letters?",
        "Can you write {0} in lower case?",
        "Please write {0} in lowercase.",
        "Give me {0} in small letters.",
        "small letters: {0}",
        "No caps: {0}",
        "No capitals, please: {0}",
        "{0} all lowercase",
        "{0} all small",
        "{0} but without caps",
        "{0} in little letters",
        "{0} with every letter small",
        "{0} without capital letters",
        "{0}: all small letters, please",
        "Type {0} with caps lock off.",
        "Rewrite {0} using only small letters.",
        "Remove the capitals from {0}.",
        "Get rid of the capital letters in {0}.",
        "Undo the capitals in {0}.",
        "Drop the caps in {0}.",
        "Uncapitalize {0}.",
        "Decapitalize the word {0}.",
        "Transform {0} into lower case.",
        "Lower all letters of {0}.",
        "Make every letter of {0} small.",
        "Use lowercase: {0}",
        "I need {0} in small letters only.",
        "Here is a word: {0}. Put it in small letters.",
        "What do you get if you write {0} only with small letters?",
    ],
    held_out: &[
        "Could you write {0} in small letters?",
        "Print {0} in lower case.",
        "Please put {0} in lowercase.",
        "What does {0} look like in small letters?",
        "Show me {0} in lowercase letters.",
        "I want {0} in lower case.",
        "Change the word {0} to small letters.",
    ],
};

const ASK_FIRST: Phrasings = Phrasings {
    train: &[
        "Capitalize {0}.",
        "Capitalize {0}.",
        "Capitalise {0}.",
        "Capitalize the word {0}.",
        "Capitalise the word {0}.",
        "Capitalize the first letter of {0}.",
        "Capitalise the first letter of {0}.",
        "Capitalize: {0}",
        "{0} capitalized",
        "{0} with a capital letter",
        "{0} with a capital first letter",
        "Can you capitalize {0}?",
        "Please capitalize {0}.",
        "Write {0} with a capital letter.",
        "Write {0} with a capital first letter.",
        "Write {0} with a capital letter at the start.",
        "Write {0} with a capital at the beginning.",
        "Write {0} with the first letter in upper case.",
        "Start {0} with a capital letter.",
        "Begin {0} with a capital letter.",
        "Give {0} a capital letter.",
        "Make the first letter of {0} a capital.",
        "Make the first letter of {0} uppercase.",
        "Make the first letter of {0} big.",
        "Put the first letter of {0} in upper case.",
        "How do you write {0} with a capital letter?",
        "What is {0} capitalized?",
        "What is {0} with a capital first letter?",
        "Title case: {0}",
        "{0} in title case",
        "Put {0} in title case.",
        "{0}, first letter capital",
        "{0} with an initial capital",
        "{0} with only the first letter big",
        "{0} like a name",
        "{0}. Now with a capital at the front.",
        "Capital first letter: {0}",
        "First letter uppercase: {0}",
        "First letter big, the rest small: {0}",
        "Capitalize only the first letter of {0}.",
        "Capitalize just the initial of {0}.",
        "Uppercase the first letter of {0}.",
        "Uppercase only the initial letter in {0}.",
        "Raise the first letter of {0} to upper case.",
        "Write {0} like a name.",
        "Write {0} as at the start of a sentence.",
        "Write the initial letter of {0} as a capital.",
        "Type {0} with an initial capital.",
        "Use a capital for the first letter of {0}.",
        "{0} should begin with a capital letter. Write it.",
        "How does {0} look at the beginning of a sentence?",
        "Here is a word: {0}. Capitalize it.",
    ],
    held_out: &[
        "Could you capitalize the word {0}?",
        "Let {0} begin with a capital letter.",
        "Change the first letter of {0} to a capital.",
        "Can you write {0} with a capital first letter?",
        "What does {0} look like with a capital letter?",
        "Please capitalize the first letter of {0}.",
    ],
};

/// The word with capitals to take away: mostly all of them, always the same for one word.
fn with_capitals(word: &str) -> String {
    if (fingerprint(word) >> 32).is_multiple_of(4) {
        upper_first(word)
    } else {
        word.to_uppercase()
    }
}

/// "Write garden in capitals."
pub(super) struct Case;

impl Skill for Case {
    fn name(&self) -> &'static str {
        "capital letters"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let mut word = word(split, draw);
        let way = draw.below(10);
        // In capitals every word is spelled. Were the small word sometimes a token, the model would have to know which
        // before it could copy the letters one by one.
        while (4..7).contains(&way)
            && is_token(&word)
            && with_capitals(&word) == word.to_uppercase()
        {
            word = words::word(split, draw);
        }
        let (ways, from, to) = match way {
            0..4 => (&ASK_CAPITALS, word.clone(), word.to_uppercase()),
            4..7 => (&ASK_SMALL, with_capitals(&word), word),
            _ => (&ASK_FIRST, word.clone(), upper_first(&word)),
        };
        let asked = quoted(&from, draw);
        let question = ask(ways, split, &[&asked], draw);
        Dialogue::single(question, to)
    }
}
