//! Everything else, and the honest answer to it.
//!
//! What lies beyond the model is an open set, so the questions are assembled from many subjects and frames, with
//! invented words among them. Subjects, and whole questions, are kept for measuring by their hash.

use super::about::NO_OPINION;
use super::chatter::CHATTER;
use super::subjects::{
    CAPITAL_FRAMES, COUNTRY_FRAMES, KINDS, Kind, NEAR_FRAMES, NOT_COUNTRIES, OPINIONS,
};
use super::whole::WHOLE;
use crate::corpus::draw::Draw;
use crate::corpus::facts::countries::COUNTRIES;
use crate::corpus::invented::{country as invented_country, word as invented};
use crate::corpus::phrasing::{Phrasings, composed, held_out, typed, upper_first};
use crate::corpus::{Dialogue, Skill, Split};

const UNKNOWN: &str = "I do not know that. Ask me what I can do.";

/// A frame of the split. Measuring takes the frames of training, too: there the subject is new.
fn frame(frames: &Phrasings, split: Split, draw: &mut Draw) -> &'static str {
    let trained = split == Split::Train || draw.chance(0.5);
    frames.draw(
        if trained {
            Split::Train
        } else {
            Split::HeldOut
        },
        draw,
    )
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
    match draw.below(100) {
        0..36 => {
            let total = KINDS.iter().map(|kind| kind.weight).sum();
            let mut left = draw.below(total);
            let kind = KINDS.iter().find(|kind| {
                let found = left < kind.weight;
                left = left.saturating_sub(kind.weight);
                found
            });
            (about(kind.unwrap_or(&KINDS[0]), split, draw), UNKNOWN)
        }
        36..44 => {
            const NONE: Phrasings = Phrasings {
                train: &[],
                held_out: &[],
            };
            (composed(CHATTER, &NONE, split, draw), UNKNOWN)
        }
        44..48 => (about(&OPINIONS, split, draw), NO_OPINION),
        48..62 => {
            let question = of_split(split, draw, |draw| {
                let country = draw.pick(COUNTRIES).name;
                frame(&COUNTRY_FRAMES, split, draw).replace("{}", country)
            });
            (question, UNKNOWN)
        }
        62..80 => {
            let question = of_split(split, draw, |draw| (*draw.pick(WHOLE)).to_owned());
            (question, UNKNOWN)
        }
        80..85 => {
            let nonsense = of_split(split, draw, |draw| {
                let words: Vec<String> = (0..1 + draw.below(6)).map(|_| invented(draw)).collect();
                words.join(" ")
            });
            (nonsense, UNKNOWN)
        }
        85..89 => {
            let word = of_split(split, draw, invented);
            (
                frame(&NEAR_FRAMES, split, draw).replace("{}", &word),
                UNKNOWN,
            )
        }
        _ => {
            let name = of_split(split, draw, |draw| {
                if draw.chance(0.4) {
                    (*draw.pick(NOT_COUNTRIES)).to_owned()
                } else {
                    invented_country(draw)
                }
            });
            let question = frame(&CAPITAL_FRAMES, split, draw).replace("{}", &name);
            (question, UNKNOWN)
        }
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
    use crate::corpus::facts::countries::ALIASES;
    use std::collections::HashSet;

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
        let twice: Vec<_> = WHOLE.iter().filter(|q| framed.contains(**q)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn no_country_is_called_unknown() {
        for name in NOT_COUNTRIES {
            assert!(
                !COUNTRIES.iter().any(|country| country.name == *name),
                "{name}"
            );
            assert!(!ALIASES.iter().any(|(alias, _)| alias == name), "{name}");
        }
    }
}
