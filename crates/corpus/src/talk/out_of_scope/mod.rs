//! Everything out of scope, and the honest answer to it.
//!
//! What the model cannot answer is an open set, so the prompts are assembled from many subjects and frames, with
//! invented words among them. Subjects, and complete messages, are held out by their hash.

pub(super) mod arithmetic;
mod messages;
mod recombined;
mod subjects;

use crate::facts::countries::{COUNTRIES, is_capital};
use crate::facts::{capital_of, fact_of};
use crate::invented;
use crate::names::{CITIES, FIRST_NAMES, THINGS_TO_BUY};
use crate::phrasing::{Table, composed};
use crate::prelude::*;
use messages::message;
use recombined::recombined;
use subjects::KINDS;

const UNKNOWN: &str = "I do not know that. Ask me what I can do.";
const NO_OPINION: &str = "I have no favourites and no opinions.";

data! {
    static COMPOSED: Composed = "out-of-scope/composed.toml" {
        tables: Vec<Table>,
    }
    static FRAMES: Frames = "out-of-scope/countries.toml" {
        /// Questions about a country that do not ask for its capital.
        country: Phrasings,
        /// Questions for the capital of something that is no country.
        capital: Phrasings,
        /// Questions of a kind that the model answers, about words that do not exist.
        invented_word: Phrasings,
    }
    /// Questions for an opinion, about the topics.
    static OPINIONS: Phrasings = data::toml["out-of-scope/opinions.toml"];
    /// What people take for countries, or try for fun.
    static NOT_COUNTRIES: List = data::list["out-of-scope/not-countries.txt"];
}

/// The split that a frame is taken from. Held-out prompts have frames of training, too: there the subject is new.
fn frame_split(split: Split, draw: &mut Draw) -> Split {
    match split {
        Split::HeldOut if draw.chance(0.5) => Split::HeldOut,
        _ => Split::Train,
    }
}

/// A frame of the split, or one of training.
fn frame(frames: &Phrasings, split: Split, draw: &mut Draw) -> &'static str {
    frames.draw(frame_split(split, draw), draw)
}

/// What `make` draws, as soon as it is of the split.
fn of_split(split: Split, draw: &mut Draw, make: impl FnMut(&mut Draw) -> String) -> String {
    split.draw(draw, |text: &String| held_out(text), make)
}

/// A question in one of the frames about one of the subjects, sometimes an invented one.
fn about(subjects: List, names: bool, frames: &Phrasings, split: Split, draw: &mut Draw) -> String {
    let subject = of_split(split, draw, |draw| {
        if draw.chance(0.7) {
            return (*draw.pick(&subjects)).to_owned();
        }
        let word = invented::word(draw);
        if names { upper_first(&word) } else { word }
    });
    frame(frames, split, draw).replace("{}", &subject)
}

/// One prompt and its honest answer.
fn instance(split: Split, draw: &mut Draw) -> (String, &'static str) {
    // Training comes back to what is mistaken most: complete messages, and capitals of what has none.
    let kind = match split {
        Split::Train => draw.below(150),
        Split::HeldOut => draw.below(100),
    };
    let question = match kind {
        0..34 => {
            let kind = draw.pick_weighted(&KINDS, |kind| kind.weight);
            about(kind.subjects, kind.names, &kind.frames, split, draw)
        }
        34..41 => composed(&COMPOSED.tables, None, split, draw),
        41..45 => {
            let topics = &KINDS[0];
            let question = about(topics.subjects, topics.names, &OPINIONS, split, draw);
            return (question, NO_OPINION);
        }
        45..57 => of_split(split, draw, |draw| {
            let [country, _] = *draw.pick(&COUNTRIES);
            frame(&FRAMES.country, split, draw).replace("{}", country)
        }),
        57..81 | 100..135 => sent(split, draw),
        81..85 => of_split(split, draw, nonsense),
        85..89 => about_an_invented_word(split, draw),
        _ => capital_of_no_country(split, draw),
    };
    (question, UNKNOWN)
}

/// A complete message. For training half of them are recombined from parts of others.
fn sent(split: Split, draw: &mut Draw) -> String {
    let written = |draw: &mut Draw| of_split(split, draw, |draw| message(draw).to_owned());
    match split {
        Split::Train if draw.chance(0.5) => of_split(split, draw, |draw| recombined(draw, written)),
        _ => written(draw),
    }
}

/// A question of a kind that the model answers, about a word that does not exist.
fn about_an_invented_word(split: Split, draw: &mut Draw) -> String {
    let word = of_split(split, draw, invented::word);
    if draw.chance(0.5) {
        frame(&FRAMES.invented_word, split, draw).replace("{}", &word)
    } else {
        fact_of(&word, frame_split(split, draw), draw)
    }
}

/// Words that do not exist, or keys struck at random.
fn nonsense(draw: &mut Draw) -> String {
    if draw.chance(0.3) {
        // No vowels: none of the short words that mean something.
        const KEYS: &[u8] = b"bcdfgjklmnpqrstvwxz";
        return (0..3 + draw.below(5)).map(|_| char::from(*draw.pick(KEYS))).collect();
    }
    let words: Vec<String> = (0..1 + draw.below(6)).map(|_| invented::word(draw)).collect();
    words.join(" ")
}

/// Something that is no country. No capital either: to be told whose it is would be as good an answer.
fn no_country(draw: &mut Draw) -> String {
    match draw.below(20) {
        0..8 => (*draw.pick(&NOT_COUNTRIES)).to_owned(),
        8..10 => {
            let kind = draw.pick(&KINDS);
            (*draw.pick(&kind.subjects)).to_owned()
        }
        10..12 => loop {
            let city = *draw.pick(&CITIES);
            if !is_capital(city) {
                return city.to_owned();
            }
        },
        12 => (*draw.pick(&FIRST_NAMES)).to_owned(),
        13 => (*draw.pick(&THINGS_TO_BUY)).to_owned(),
        _ => invented::country(draw),
    }
}

/// The question for the capital of what is no country: a region, a city, a thing, an invented name.
fn capital_of_no_country(split: Split, draw: &mut Draw) -> String {
    let name = of_split(split, draw, no_country);
    if draw.chance(0.5) {
        frame(&FRAMES.capital, split, draw).replace("{}", &name)
    } else {
        capital_of(&name, frame_split(split, draw), draw)
    }
}

/// "Who wrote Hamlet?"
pub(super) fn out_of_scope(split: Split, draw: &mut Draw) -> Dialogue {
    let (question, answer) = instance(split, draw);
    Dialogue::single(typed(&upper_first(&question), draw), answer)
}

#[cfg(test)]
mod tests {
    use super::messages::MESSAGES;
    use super::*;
    use crate::english::normalised;
    use crate::facts::countries::ALIASES;
    use std::collections::HashSet;

    /// The names of the countries, with the other names that people have for them.
    fn country_names() -> impl Iterator<Item = &'static str> {
        COUNTRIES.iter().chain(&*ALIASES).map(|[name, _]| *name)
    }

    /// Whether a country has this name, perhaps without its article, or is meant by it.
    fn is_country(name: &str) -> bool {
        let plain = |text: &str| text.trim_start_matches("the ").to_lowercase();
        country_names().any(|country| plain(country) == plain(name))
    }

    #[test]
    fn no_message_is_a_frame_with_its_subject() {
        let kinds = KINDS.iter().map(|kind| (kind.subjects, &kind.frames));
        let framed: HashSet<String> = kinds
            .chain([(KINDS[0].subjects, &*OPINIONS)])
            .flat_map(|(subjects, frames)| {
                let frames = frames.train.iter().chain(&frames.held_out);
                frames.flat_map(move |frame| {
                    let fill = |subject: &&str| frame.replace("{}", subject);
                    subjects.iter().map(fill).collect::<Vec<_>>()
                })
            })
            .collect();
        let twice: Vec<_> = MESSAGES.iter().filter(|text| framed.contains(**text)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn no_message_asks_for_a_countrys_capital() {
        let frames = FRAMES.capital.train.iter().chain(&FRAMES.capital.held_out);
        let asked: HashSet<String> = frames
            .flat_map(|frame| country_names().map(|name| normalised(&frame.replace("{}", name))))
            .collect();
        let known: Vec<_> =
            MESSAGES.iter().filter(|text| asked.contains(&normalised(text))).collect();
        assert!(known.is_empty(), "{known:?}");
    }

    #[test]
    fn a_held_out_message_was_written_and_is_in_no_training() {
        let written: HashSet<&str> = MESSAGES.iter().copied().collect();
        let mut draw = Draw::new(&[6]);
        for _ in 0..2000 {
            let measured = sent(Split::HeldOut, &mut draw);
            assert!(held_out(&measured) && written.contains(&*measured), "{measured}");
            let trained = sent(Split::Train, &mut draw);
            assert!(!held_out(&trained), "{trained}");
        }
    }

    #[test]
    fn no_country_is_called_unknown() {
        for name in &*NOT_COUNTRIES {
            assert!(!is_country(name), "{name}");
            // The Australian state has the name of a capital.
            assert!(!is_capital(name) || *name == "Victoria", "{name}");
        }
        let subjects = KINDS.iter().flat_map(|kind| kind.subjects);
        for name in subjects.chain(*CITIES).chain(*FIRST_NAMES).chain(*THINGS_TO_BUY) {
            assert!(!is_country(name), "{name}");
        }
    }
}
