//! Operations on the letters of one word: capital and small letters, the first and the last letter, the word backwards, its
//! letters one by one, the word several times.
//!
//! An answer is the result and nothing else. Its letters then follow from the letters asked about, each at a fixed place; after a
//! sentence around them, or after the word itself said first, the places depended on its length, and the word was often
//! taken for another.

use super::requests::{ask, quoted};
use super::words::{any_case, is_name, is_token, word};
use crate::prelude::*;

data! {
    pub(super) static REQUESTS: Requests = "letters/one-word.toml" {
        pub(super) capitals: Phrasings, small_letters: Phrasings, first_capital: Phrasings,
        first_letter: Phrasings, last_letter: Phrasings, both_letters: Phrasings,
        pub(super) reversed: Phrasings, pub(super) spelled: Phrasings, repeated: Phrasings,
    }
}

/// The word with capitals to take away: mostly all of them, always the same for one word.
fn with_capitals(word: &str) -> String {
    if (fingerprint(word) >> 32).is_multiple_of(4) {
        upper_first(word)
    } else {
        word.to_uppercase()
    }
}

/// "Write garden in capitals."
pub(super) fn change_case(split: Split, draw: &mut Draw) -> Dialogue {
    let mut word = word(split, draw);
    let way = draw.below(10);
    // In capitals every word is spelled. Were the small word sometimes a token, the model would have to know which
    // before it could copy the letters one by one.
    while (4..7).contains(&way) && is_token(&word) && with_capitals(&word) == word.to_uppercase() {
        word = self::word(split, draw);
    }
    let (ways, from, to) = match way {
        0..4 => (&REQUESTS.capitals, word.clone(), word.to_uppercase()),
        4..7 => (&REQUESTS.small_letters, with_capitals(&word), word),
        _ => (&REQUESTS.first_capital, word.clone(), upper_first(&word)),
    };
    let asked = quoted(&from, draw);
    let question = ask(ways, split, &[&asked], draw);
    Dialogue::single(question, to)
}

/// The answer for a word.
pub(super) fn first(word: &str) -> String {
    format!("The first letter of {word} is {}.", &word[..1])
}

/// The answer for a word.
pub(super) fn last(word: &str) -> String {
    format!("The last letter of {word} is {}.", &word[word.len() - 1..])
}

/// What the first and the last letter of a word are.
pub(super) fn first_and_last(split: Split, draw: &mut Draw) -> Dialogue {
    let word = word(split, draw);
    let (ways, answer) = match draw.below(10) {
        0..4 => (&REQUESTS.first_letter, first(&word)),
        4..8 => (&REQUESTS.last_letter, last(&word)),
        _ => {
            let (first, last) = (&word[..1], &word[word.len() - 1..]);
            (&REQUESTS.both_letters, format!("{word} begins with {first} and ends with {last}."))
        }
    };
    let asked = quoted(&any_case(&word, draw), draw);
    let question = ask(ways, split, &[&asked], draw);
    Dialogue::single(question, answer)
}

/// The word from its last letter to its first.
pub(super) fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

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

/// How often, in words or figures; "two times" is rarer than "twice".
fn times(count: usize, draw: &mut Draw) -> String {
    const NUMBERS: [&str; 6] = ["no", "one", "two", "three", "four", "five"];
    if count == 2 && draw.chance(0.7) {
        return "twice".to_owned();
    }
    draw.either(0.5, format!("{} times", NUMBERS[count]), format!("{count} times"))
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

/// "Say garden three times." Each line of the answer says which it is, of how many: "garden 2/3". Without numbers a model
/// that fills in masks anywhere loses count; with "2." alone it has to look up in the question, from wherever it is, how
/// many are wanted, and runs on. After "3/3" there is nothing to look up: the two marks beside the end are the same.
pub(super) fn repeat(split: Split, draw: &mut Draw) -> Dialogue {
    let word = as_typed(word(split, draw));
    // An answer has 64 tokens, and a spelled letter is one; a line has four more.
    let most = if word.len() > 8 { 4 } else { 5 };
    let count = 2 + draw.below(most - 1);
    let blanks = [quoted(&word, draw), times(count, draw)];
    let blanks = [blanks[0].as_str(), blanks[1].as_str()];
    let question = ask(&REQUESTS.repeated, split, &blanks, draw);
    let lines: Vec<_> = (1..=count).map(|at| format!("{word} {at}/{count}")).collect();
    Dialogue::single(question, lines.join("\n"))
}
