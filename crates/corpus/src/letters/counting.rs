//! "How many letters does garden have?" and "How many r's are in garden?" The answer goes through the word first, letter by
//! letter: each with its number, or with the number of those asked for.

use super::requests::{ask, quoted};
use super::words::{any_case, word};
use crate::prelude::*;

data! {
    pub(super) static REQUESTS: Requests = "letters/counting.toml" {
        pub(super) length: Phrasings, occurrences: Phrasings,
    }
}

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
            let repeated: Vec<char> =
                own.iter().copied().filter(|&l| count_of(word, l) > 1).collect();
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

/// "How many r's are in garden?"
pub(super) fn count_a_letter(split: Split, draw: &mut Draw) -> Dialogue {
    let word = word(split, draw);
    let letter = letter(&word, draw);
    let asked = quoted(&any_case(&word, draw), draw);
    let asked_letter = draw.either(0.1, letter.to_ascii_uppercase(), letter);
    let blanks = [asked.as_str(), &asked_letter.to_string()];
    let question = ask(&REQUESTS.occurrences, split, &blanks, draw);
    let (counted, occurs) = (counted(&word, letter), occurrences(&word, letter));
    Dialogue::single(question, format!("{counted}: {occurs}."))
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
