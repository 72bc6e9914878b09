//! "And door?", after the same was done with another word, "now in capitals", after something else was done with this
//! one, and "the other way round", after numbers were sorted.

use super::requests::{ask, quoted};
use super::sorting_numbers::reversed_order;
use super::words::{any_case, word};
use super::{counting, one_word};
use crate::prelude::*;

data! {
    static REQUESTS: Requests = "letters/follow-ups.toml" {
        /// The same with another word.
        another_word: Phrasings,
        // Something else with the same word.
        first_letter: Phrasings,
        last_letter: Phrasings,
        spelled: Phrasings,
        reversed: Phrasings,
        length: Phrasings,
        /// Asked of an answer as well: of a reversed word.
        in_capitals: Phrasings,
    }
}

/// What is done with a word: how one asks for it, and the answer.
type Operation = (&'static Phrasings, fn(&str) -> String);

fn length() -> Operation {
    (&counting::REQUESTS.length, counting::length)
}

fn spelled() -> Operation {
    (&one_word::REQUESTS.spelled, one_word::spelled)
}

fn reversed() -> Operation {
    (&one_word::REQUESTS.reversed, one_word::reversed)
}

fn capitals() -> Operation {
    (&one_word::REQUESTS.capitals, str::to_uppercase)
}

/// The operations that are asked for again, with another word; the first twice as often as each of the others.
fn operations() -> [Operation; 5] {
    [length(), length(), reversed(), spelled(), capitals()]
}

/// What is asked next of the word itself, which has been counted or spelled.
fn of_the_word(draw: &mut Draw) -> Operation {
    match draw.below(6) {
        0 => (&REQUESTS.first_letter, one_word::first),
        1 => (&REQUESTS.last_letter, one_word::last),
        2 => (&REQUESTS.spelled, one_word::spelled),
        3 => (&REQUESTS.reversed, one_word::reversed),
        4 => (&REQUESTS.length, counting::length),
        _ => (&REQUESTS.in_capitals, str::to_uppercase),
    }
}

/// One question and its answer.
fn turn(ways: &Phrasings, split: Split, word: &str, answer: String, draw: &mut Draw) -> Dialogue {
    let asked = quoted(&any_case(word, draw), draw);
    Dialogue::single(ask(ways, split, &[&asked], draw), answer)
}

/// The same with another word.
fn same(split: Split, draw: &mut Draw) -> Dialogue {
    let (asking, answer) = *draw.pick(&operations());
    let next = |ways, split, draw: &mut Draw| {
        let word = word(split, draw);
        turn(ways, split, &word, answer(&word), draw)
    };
    let mut before = next(asking, Split::Train, draw);
    if draw.chance(0.2) {
        before = before.followed_by(next(&REQUESTS.another_word, Split::Train, draw));
    }
    before.followed_by(next(&REQUESTS.another_word, split, draw))
}

/// Something else with the same word.
fn other(split: Split, draw: &mut Draw) -> Dialogue {
    let word = word(split, draw);
    if draw.chance(0.35) {
        let (asking, answer) = reversed();
        let answer = answer(&word);
        let capitals = answer.to_uppercase();
        let before = turn(asking, Split::Train, &word, answer, draw);
        return before.followed_by(turn(&REQUESTS.in_capitals, split, "", capitals, draw));
    }
    let (asking, answer) = *draw.pick(&[length(), spelled()]);
    let before = turn(asking, Split::Train, &word, answer(&word), draw);
    loop {
        let (ways, next) = of_the_word(draw);
        if next(&word) != before.answer {
            return before.followed_by(turn(ways, split, "", next(&word), draw));
        }
    }
}

/// "And door?"
pub(super) fn follow_up(split: Split, draw: &mut Draw) -> Dialogue {
    match draw.below(100) {
        0..52 => same(split, draw),
        52..88 => other(split, draw),
        _ => reversed_order(split, draw),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_that_of_the_operation_before() {
        let answers = operations().map(|(_, answer)| answer("ferry"));
        let counted = "f1-e2-r3-r4-y5: 5 letters.";
        assert_eq!(answers, [counted, counted, "yrref", "f-e-r-r-y.", "FERRY"]);
    }
}
