//! "How many letters does garden have?" and "How many r's are in garden?" The answer goes through the word first, letter by
//! letter: each with its number, or with the number of those asked for.

use super::asking::{ask, quoted};
use super::words::{any_case, word};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

pub(super) const ASK_LENGTH: Phrasings = Phrasings {
    train: &[
        "How many letters are in {0}?",
        "How many letters are in {0}?",
        "How many letters are in the word {0}?",
        "How many letters are in the word {0}?",
        "How many letters does {0} have?",
        "How many letters does {0} have?",
        "How many letters does the word {0} have?",
        "How many letters are there in {0}?",
        "How many letters are there in the word {0}?",
        "How many letters has {0}?",
        "How many letters in {0}?",
        "How many letters in {0}?",
        "How many letters in the word {0}?",
        "How many letters does {0} consist of?",
        "How many letters make up {0}?",
        "How many letters do you need to write {0}?",
        "{0} has how many letters?",
        "How many characters are in {0}?",
        "How many characters does {0} have?",
        "{0}: how many letters?",
        "Count the letters in {0}.",
        "Count the letters in {0}.",
        "Count the letters of {0}.",
        "Count the letters in the word {0}.",
        "Count the letters: {0}",
        "Can you count the letters in {0}?",
        "Can you tell me how many letters {0} has?",
        "Please count the letters of {0}.",
        "Tell me how many letters are in {0}.",
        "Tell me the number of letters in {0}.",
        "What is the number of letters in {0}?",
        "Number of letters in {0}",
        "number of letters in {0}?",
        "How long is the word {0}?",
        "How long is the word {0} in letters?",
        "Length of {0}?",
        "Length of the word {0}",
        "What is the length of {0}?",
        "What is the length of the word {0}?",
        "letters in {0}?",
        "{0} letter count",
        "How many letters does {0} include?",
        "How many letters appear in {0}?",
        "How many letters form the word {0}?",
        "How many letters long is {0}?",
        "How many letters does it take to spell {0}?",
        "How many letters are used to spell {0}?",
        "How many characters long is {0}?",
        "How many characters does the string {0} contain?",
        "Character count of {0}",
        "Characters in {0}?",
        "Letter count: {0}",
        "Word length: {0}",
        "length: {0}",
        "{0}: length?",
        "{0} is how many letters long?",
        "{0} consists of how many letters?",
        "Determine the length of {0}.",
        "Measure the word {0} in letters.",
        "Find the number of characters in {0}.",
        "Count every letter in the word {0}.",
        "Count how many letters there are in {0}.",
        "Count the characters of {0}.",
        "Take {0} and count its letters.",
        "Look at the word {0}. How many letters are there?",
        "Here is a word: {0}. How long is it?",
    ],
    held_out: &[
        "Could you count the letters of {0}?",
        "How many letters does the word {0} contain?",
        "What's the letter count of {0}?",
        "Say how many letters {0} has.",
        "How many letters can you find in {0}?",
        "Give me the number of letters in the word {0}.",
        "Do you know how many letters {0} has?",
        "What's the length of {0}?",
    ],
};

const ASK_OCCURRENCES: Phrasings = Phrasings {
    train: &[
        "How many {1}'s are in {0}?",
        "How many {1}'s are in {0}?",
        "How many {1}'s are in the word {0}?",
        "How many {1}'s are there in {0}?",
        "How many {1}'s are there in {0}?",
        "How many {1}'s in {0}?",
        "How many {1}'s in the word {0}?",
        "How many {1}'s does {0} have?",
        "How many {1}'s does the word {0} contain?",
        "How many {1}s are in {0}?",
        "How many {1}s are there in {0}?",
        "How many {1}s in {0}?",
        "how many {1} in {0}",
        "How many {1} are in {0}?",
        "How many times is {1} in {0}?",
        "How many times does {1} occur in {0}?",
        "How many times does {1} appear in {0}?",
        "How many times does the letter {1} occur in {0}?",
        "How many times does the letter {1} appear in {0}?",
        "How many times does the letter {1} appear in the word {0}?",
        "How many times does {0} contain the letter {1}?",
        "How many times do you see the letter {1} in {0}?",
        "How many letters {1} are in {0}?",
        "How many letters {1} does {0} have?",
        "How many of the letters in {0} are {1}?",
        "How often does the letter {1} occur in {0}?",
        "How often does the letter {1} occur in {0}?",
        "How often does the letter {1} appear in {0}?",
        "How often does {1} occur in {0}?",
        "How often does {0} contain {1}?",
        "How often is {1} in {0}?",
        "How often is there the letter {1} in {0}?",
        "Count the {1}'s in {0}.",
        "Count the {1}'s in the word {0}.",
        "Count the letter {1} in {0}.",
        "Count how often {1} occurs in {0}.",
        "Count how many times {1} appears in {0}.",
        "Can you count the {1}'s in {0}?",
        "Can you tell me how many {1}'s {0} has?",
        "Please count the {1}'s in {0}.",
        "Tell me how many {1}'s are in {0}.",
        "What is the number of {1}'s in {0}?",
        "Number of {1}'s in {0}",
        "In {0}, how many {1}'s are there?",
        "{0} has how many {1}'s?",
        "The letter {1} in {0}: how many times?",
        "How many \"{1}\" are in {0}?",
        "How many times does \"{1}\" occur in {0}?",
        "How often is the letter \"{1}\" in {0}?",
        "How many {1}'s does {0} include?",
        "How many {1}'s can be found in {0}?",
        "How many times is {1} found in {0}?",
        "How many times does {1} show up in {0}?",
        "How often does {1} turn up in the word {0}?",
        "How often is the letter {1} used in {0}?",
        "How frequent is {1} in {0}?",
        "{0} contains how many {1}'s?",
        "{0} contains the letter {1} how often?",
        "{0}: how many {1}'s?",
        "{0}: count the letter {1}",
        "{1} in {0}, how many times?",
        "{1} count in {0}",
        "Number of times {1} appears in {0}",
        "Frequency of {1} in {0}",
        "Count the occurrences of {1} in {0}.",
        "Count every {1} in {0}.",
        "Find all {1}'s in {0} and count them.",
        "Find out how often {1} comes up in {0}.",
        "Check {0} for the letter {1}: how many?",
        "I want to know how many {1}'s there are in {0}.",
        "Look at {0}. How many {1}'s are there?",
        "Take the word {0}. How often does {1} occur?",
        "Here is a word: {0}. How many {1}'s does it have?",
    ],
    held_out: &[
        "Could you count the {1}'s in {0}?",
        "How many occurrences of {1} are in {0}?",
        "How many instances of the letter {1} are in {0}?",
        "How many times can you find {1} in {0}?",
        "In the word {0}, how many times does {1} occur?",
        "Say how many {1}'s {0} contains.",
        "How often do you find the letter {1} in {0}?",
        "How many {1}'s do you see in {0}?",
    ],
};

fn count_of(word: &str, letter: char) -> usize {
    word.chars().filter(|&other| other == letter).count()
}

/// A letter to count: mostly one of the word's, preferably one that it has several times, else any.
fn letter(word: &str, draw: &mut Draw) -> char {
    let own: Vec<char> = word.chars().collect();
    match draw.below(100) {
        0..25 => char::from(b'a' + draw.below(26) as u8),
        25..50 => *draw.pick(&own),
        _ => {
            let repeated: Vec<char> = own
                .iter()
                .copied()
                .filter(|&l| count_of(word, l) > 1)
                .collect();
            *draw.pick(if repeated.is_empty() { &own } else { &repeated })
        }
    }
}

/// The word in letters, this one in capitals with its number where it occurs, and a nought after every other:
/// "f0-e0-R1-R2-y0". What stands where depends on the place alone, and the noughts on one letter each: a model that fills
/// in masks anywhere has all of that before it numbers the few capitals, for which nothing but capitals matters. A running
/// count after every letter was a chain as long as the word, in which one wrong number made all others wrong.
fn counted(word: &str, letter: char) -> String {
    let mut seen = 0;
    let marks = word.chars().map(|other| {
        if other != letter {
            return format!("{other}0");
        }
        seen += 1;
        format!("{}{seen}", letter.to_ascii_uppercase())
    });
    marks.collect::<Vec<_>>().join("-")
}

fn occurrences(word: &str, letter: char) -> String {
    match count_of(word, letter) {
        1 => "1 time".to_owned(),
        n => format!("{n} times"),
    }
}

/// The letters with their numbers: "g1-a2-r3-d4-e5-n6". A letter follows from one letter of the word and a number from its
/// place; the last one is the count.
fn numbered(word: &str) -> String {
    let letters = (1..).zip(word.chars());
    let marks = letters.map(|(number, letter)| format!("{letter}{number}"));
    marks.collect::<Vec<_>>().join("-")
}

/// The answer for a word.
pub(super) fn length(word: &str) -> String {
    format!("{}: {} letters.", numbered(word), word.len())
}

/// "How many letters does garden have?"
pub(super) struct Length;

impl Skill for Length {
    fn name(&self) -> &'static str {
        "counting letters"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let word = word(split, draw);
        let asked = quoted(&any_case(&word, draw), draw);
        let question = ask(&ASK_LENGTH, split, &[&asked], draw);
        Dialogue::single(question, length(&word))
    }
}

/// "How many r's are in garden?"
pub(super) struct Occurrences;

impl Skill for Occurrences {
    fn name(&self) -> &'static str {
        "counting a letter"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let word = word(split, draw);
        let letter = letter(&word, draw);
        let asked = quoted(&any_case(&word, draw), draw);
        let asked_letter = if draw.chance(0.1) {
            letter.to_ascii_uppercase()
        } else {
            letter
        };
        let blanks = [asked.as_str(), &asked_letter.to_string()];
        let question = ask(&ASK_OCCURRENCES, split, &blanks, draw);
        let (counted, occurs) = (counted(&word, letter), occurrences(&word, letter));
        Dialogue::single(question, format!("{counted}: {occurs}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_number_is_the_count() {
        assert_eq!(numbered("ferry"), "f1-e2-r3-r4-y5");
        assert_eq!(counted("ferry", 'r'), "f0-e0-R1-R2-y0");
        assert_eq!(counted("lamp", 'x'), "l0-a0-m0-p0");
        let mut draw = Draw::new(&[4]);
        for _ in 0..200 {
            let word = word(Split::Train, &mut draw);
            let letter = letter(&word, &mut draw);
            let counted = counted(&word, letter);
            let largest = counted.bytes().filter(u8::is_ascii_digit).max();
            let count = largest.map(|digit| usize::from(digit - b'0'));
            assert_eq!(count, Some(count_of(&word, letter)), "{word}, {letter}");
        }
        assert_eq!(occurrences("ferry", 'r'), "2 times");
        assert_eq!(occurrences("lamp", 'p'), "1 time");
        assert_eq!(occurrences("lamp", 'x'), "0 times");
    }
}
