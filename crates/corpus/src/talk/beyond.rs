//! Everything else, and the honest answer to it.
//!
//! What lies beyond the model is an open set, so the questions are assembled from many subjects and frames, with
//! invented words among them. Subjects, and whole questions, are kept for measuring by their hash.

use super::about::NO_OPINION;
use super::chatter::CHATTER;
use super::mingled::mingled;
use super::subjects::{
    CAPITAL_FRAMES, COUNTRY_FRAMES, KINDS, Kind, NEAR_FRAMES, NOT_COUNTRIES, OPINIONS,
};
use super::whole::message;
use crate::draw::Draw;
use crate::facts::countries::COUNTRIES;
use crate::facts::{capital_of, fact_of};
use crate::formats::words::{CITIES, ITEMS, NAMES};
use crate::invented::{country as invented_country, word as invented};
use crate::phrasing::{Phrasings, composed, held_out, typed, upper_first};
use crate::{Dialogue, Skill, Split};

const UNKNOWN: &str = "I do not know that. Ask me what I can do.";

/// The side that a frame is taken from. Measuring takes the frames of training, too: there the subject is new.
fn side(split: Split, draw: &mut Draw) -> Split {
    match split {
        Split::HeldOut if draw.chance(0.5) => Split::HeldOut,
        _ => Split::Train,
    }
}

/// A frame of the split, or one of training.
fn frame(frames: &Phrasings, split: Split, draw: &mut Draw) -> &'static str {
    frames.draw(side(split, draw), draw)
}

/// What `make` draws, as soon as it is of the split.
fn of_split(split: Split, draw: &mut Draw, make: impl Fn(&mut Draw) -> String) -> String {
    loop {
        let text = make(draw);
        if held_out(&text) == (split == Split::HeldOut) {
            return text;
        }
    }
}

/// A question about a subject of the kind, sometimes an invented one.
fn about(kind: &Kind, split: Split, draw: &mut Draw) -> String {
    let subject = of_split(split, draw, |draw| {
        if draw.chance(0.7) {
            return (*draw.pick(kind.subjects)).to_owned();
        }
        let word = invented(draw);
        if kind.names { upper_first(&word) } else { word }
    });
    frame(&kind.frames, split, draw).replace("{}", &subject)
}

/// One question and its honest answer.
fn instance(split: Split, draw: &mut Draw) -> (String, &'static str) {
    // Training comes back to what is mistaken most: whole messages, and capitals of what has none.
    let kind = match split {
        Split::Train => draw.below(150),
        Split::HeldOut => draw.below(100),
    };
    match kind {
        0..34 => {
            let total = KINDS.iter().map(|kind| kind.weight).sum();
            let mut left = draw.below(total);
            let kind = KINDS.iter().find(|kind| {
                let found = left < kind.weight;
                left = left.saturating_sub(kind.weight);
                found
            });
            (about(kind.unwrap_or(&KINDS[0]), split, draw), UNKNOWN)
        }
        34..41 => {
            const NONE: Phrasings = Phrasings {
                train: &[],
                held_out: &[],
            };
            (composed(CHATTER, &NONE, split, draw), UNKNOWN)
        }
        41..45 => (about(&OPINIONS, split, draw), NO_OPINION),
        45..57 => {
            let question = of_split(split, draw, |draw| {
                let country = draw.pick(COUNTRIES).name;
                frame(&COUNTRY_FRAMES, split, draw).replace("{}", country)
            });
            (question, UNKNOWN)
        }
        57..81 | 100..135 => (sent(split, draw), UNKNOWN),
        81..85 => (of_split(split, draw, nonsense), UNKNOWN),
        85..89 => {
            let word = of_split(split, draw, invented);
            let question = if draw.chance(0.5) {
                frame(&NEAR_FRAMES, split, draw).replace("{}", &word)
            } else {
                fact_of(&word, side(split, draw), draw)
            };
            (question, UNKNOWN)
        }
        _ => (capital_of_nothing(split, draw), UNKNOWN),
    }
}

/// A whole message. For training half of them are put together from parts of others.
fn sent(split: Split, draw: &mut Draw) -> String {
    let written = |draw: &mut Draw| of_split(split, draw, |draw| message(draw).to_owned());
    match split {
        Split::Train if draw.chance(0.5) => of_split(split, draw, |draw| mingled(draw, written)),
        _ => written(draw),
    }
}

/// Words that do not exist, or keys struck at random.
fn nonsense(draw: &mut Draw) -> String {
    if draw.chance(0.3) {
        // No vowels: none of the short words that mean something.
        const KEYS: &[&str] = &[
            "b", "c", "d", "f", "g", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t", "v", "w",
            "x", "z",
        ];
        return (0..3 + draw.below(5)).map(|_| *draw.pick(KEYS)).collect();
    }
    let words: Vec<String> = (0..1 + draw.below(6)).map(|_| invented(draw)).collect();
    words.join(" ")
}

/// Something that is no country. No capital either: to be told whose it is would be as good an answer.
fn no_country(draw: &mut Draw) -> String {
    match draw.below(20) {
        0..8 => (*draw.pick(NOT_COUNTRIES)).to_owned(),
        8..10 => {
            let kind = *draw.pick(KINDS);
            (*draw.pick(kind.subjects)).to_owned()
        }
        10..12 => loop {
            let city = *draw.pick(CITIES);
            if !COUNTRIES.iter().any(|country| country.capital == city) {
                return city.to_owned();
            }
        },
        12 => (*draw.pick(NAMES)).to_owned(),
        13 => (*draw.pick(ITEMS)).to_owned(),
        _ => invented_country(draw),
    }
}

/// The question for the capital of what is no country: a region, a city, a thing, an invented name.
fn capital_of_nothing(split: Split, draw: &mut Draw) -> String {
    let name = of_split(split, draw, no_country);
    if draw.chance(0.5) {
        frame(&CAPITAL_FRAMES, split, draw).replace("{}", &name)
    } else {
        capital_of(&name, side(split, draw), draw)
    }
}

/// "Who wrote Hamlet?"
pub(super) struct Beyond;

impl Skill for Beyond {
    fn name(&self) -> &'static str {
        "beyond it"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let (question, answer) = instance(split, draw);
        Dialogue::single(typed(&upper_first(&question), draw), answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::countries::ALIASES;
    use crate::phrasing::bare;
    use crate::talk::whole::messages;
    use std::collections::HashSet;

    /// Whether a country has this name, perhaps without its article, or is meant by it.
    fn is_country(name: &str) -> bool {
        let plain = |text: &str| text.trim_start_matches("the ").to_lowercase();
        let names = COUNTRIES.iter().map(|country| country.name);
        let mut all = names.chain(ALIASES.iter().map(|(alias, _)| *alias));
        all.any(|country| plain(country) == plain(name))
    }

    #[test]
    fn no_whole_question_is_a_frame_with_its_subject() {
        let framed: HashSet<String> = KINDS
            .iter()
            .chain([&&OPINIONS])
            .flat_map(|kind| {
                let frames = kind.frames.train.iter().chain(kind.frames.held_out);
                frames.flat_map(|frame| kind.subjects.iter().map(|s| frame.replace("{}", s)))
            })
            .collect();
        let twice: Vec<_> = messages().filter(|q| framed.contains(*q)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn no_whole_message_asks_for_a_countrys_capital() {
        let names = COUNTRIES.iter().map(|country| country.name);
        let names: Vec<_> = names
            .chain(ALIASES.iter().map(|(alias, _)| *alias))
            .collect();
        let frames = CAPITAL_FRAMES.train.iter().chain(CAPITAL_FRAMES.held_out);
        let asked: HashSet<String> = frames
            .flat_map(|frame| names.iter().map(|name| bare(&frame.replace("{}", name))))
            .collect();
        let known: Vec<_> = messages()
            .filter(|text| asked.contains(&bare(text)))
            .collect();
        assert!(known.is_empty(), "{known:?}");
    }

    #[test]
    fn what_is_measured_was_written_and_is_in_no_training() {
        let written: HashSet<&str> = messages().collect();
        let mut draw = Draw::new(&[6]);
        for _ in 0..2000 {
            let measured = sent(Split::HeldOut, &mut draw);
            assert!(
                held_out(&measured) && written.contains(&*measured),
                "{measured}"
            );
            let trained = sent(Split::Train, &mut draw);
            assert!(!held_out(&trained), "{trained}");
        }
    }

    #[test]
    fn no_country_is_called_unknown() {
        for name in NOT_COUNTRIES {
            assert!(!is_country(name), "{name}");
            let is_capital = COUNTRIES.iter().any(|country| country.capital == *name);
            // The Australian state has the name of a capital.
            assert!(!is_capital || *name == "Victoria", "{name}");
        }
        let subjects = KINDS.iter().flat_map(|kind| kind.subjects);
        for name in subjects.chain(CITIES).chain(NAMES).chain(ITEMS) {
            assert!(!is_country(name), "{name}");
        }
    }
}
