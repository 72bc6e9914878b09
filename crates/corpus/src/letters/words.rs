//! The words that are operated on: many, so that each is rare and is read letter by letter.

use crate::invented;
use crate::names::{CITIES, FIRST_NAMES};
use crate::prelude::*;

data! {
    static WORDS: List = data::list["letters/words.txt"];
    /// Words that other skills know, so that they are tokens: what letters they have is learned word by word, and they
    /// are trained on, all of them.
    static FAMILIAR: List = data::list["letters/familiar-words.txt"];
    /// Some longer words that people like to ask about.
    static LONG: List = data::list["letters/long-words.txt"];
}

/// The words that several skills use, which are tokens, and whose letters are always trained.
pub fn familiar_words() -> impl Iterator<Item = &'static str> {
    FAMILIAR.iter().copied()
}

/// The words that operations on letters may hold out: each has to be spelled in every vocabulary.
pub fn unfamiliar_words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().chain(&*LONG).copied()
}

/// Whether a word is held out: no operation is trained on it. Only words that are spelled can be: nobody
/// can tell the letters of a token that he never saw in letters.
fn held_out(word: &str) -> bool {
    fingerprint(word).is_multiple_of(10) && !is_token(word)
}

/// Whether a word in small letters is a token.
pub(super) fn is_token(word: &str) -> bool {
    FAMILIAR.binary_search(&word).is_ok() || is_name(word)
}

/// Names of people and towns: tokens as well, whose letters are trained on like those of the familiar words.
fn names() -> impl Iterator<Item = &'static str> {
    FIRST_NAMES.iter().chain(&*CITIES).copied()
}

/// Whether a word in small letters is a name.
pub(super) fn is_name(word: &str) -> bool {
    names().any(|name| name.eq_ignore_ascii_case(word))
}

/// A word of the split in small letters, from the lists or invented.
pub(super) fn word(split: Split, draw: &mut Draw) -> String {
    loop {
        let word: String = match draw.below(100) {
            0..25 => invented::short(draw),
            25..28 => (*draw.pick(&LONG)).to_owned(),
            28..66 => (*draw.pick(&FAMILIAR)).to_owned(),
            66..74 => {
                let list = draw.either(0.6, &FIRST_NAMES, &CITIES);
                draw.pick(list).to_lowercase()
            }
            _ => (*draw.pick(&WORDS)).to_owned(),
        };
        if split.has(held_out(&word)) {
            return word;
        }
    }
}

/// A short word of the lists that is trained on.
pub(super) fn trained(draw: &mut Draw) -> &'static str {
    loop {
        let list = if draw.chance(0.85) { &FAMILIAR } else { &WORDS };
        let word = *draw.pick(list);
        if !held_out(word) {
            return word;
        }
    }
}

/// The word as it is typed in a question about its letters, whose case does not matter there.
pub(super) fn any_case(word: &str, draw: &mut Draw) -> String {
    match draw.below(100) {
        0..70 if is_name(word) => upper_first(word),
        0..5 => upper_first(word),
        5..8 => word.to_uppercase(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_plain() {
        for list in [*WORDS, *FAMILIAR, *LONG] {
            assert!(list.is_sorted_by(|a, b| a < b));
            for word in &list {
                assert!(word.len() >= 3 && word.bytes().all(|b| b.is_ascii_lowercase()));
            }
        }
    }

    #[test]
    fn a_word_belongs_to_one_split() {
        let mut draw = Draw::new(&[5]);
        for _ in 0..2_000 {
            assert!(!held_out(&word(Split::Train, &mut draw)));
            assert!(held_out(&word(Split::HeldOut, &mut draw)));
            assert!(!held_out(trained(&mut draw)));
        }
    }
}
