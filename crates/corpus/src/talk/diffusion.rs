//! What the model says about diffusion and about the settings of Unmask.

use serde::Deserialize;

use super::intents::at_place;
use crate::phrasing::{Table, composed};
use crate::prelude::*;

/// A technical term: its names, what else people ask about it, and the one answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    /// Names that take "is".
    singular: List,
    /// Names that take "are". May be empty.
    plural: List,
    /// Questions of its own.
    phrasings: Phrasings,
    /// More questions of its own, by parts.
    tables: Vec<Table>,
    answer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    phrasings: Phrasings,
    tables: Vec<Table>,
}

data! {
    static TERMS: Vec<Term> = all data::tables["diffusion/method.toml", "diffusion/settings.toml", "diffusion/models.toml"];
    static FRAMES: Frames = "diffusion/frames.toml" {
        any: Frame, singular: Frame, plural: Frame,
    }
}

impl Term {
    /// A question about the term, of the split.
    fn question(&self, split: Split, draw: &mut Draw) -> String {
        if draw.chance(0.4) {
            return question(&self.phrasings, &self.tables, split, draw);
        }
        let at = draw.below(self.singular.len() + self.plural.len());
        let (names, frame) = if at < self.singular.len() {
            (&self.singular, &FRAMES.singular)
        } else {
            (&self.plural, &FRAMES.plural)
        };
        let frame = draw.either(0.35, &FRAMES.any, frame);
        let text = question(&frame.phrasings, &frame.tables, split, draw);
        text.replace("{}", draw.pick::<&str>(names))
    }
}

/// One of the phrasings, or as often one composed from the tables.
fn question(listed: &Phrasings, tables: &[Table], split: Split, draw: &mut Draw) -> String {
    if draw.chance(0.5) {
        composed(tables, Some(listed), split, draw)
    } else {
        listed.draw(split, draw).to_owned()
    }
}

/// "What is masked diffusion?", "What does the seed do?"
pub(super) fn diffusion(split: Split, draw: &mut Draw) -> Dialogue {
    let term = at_place(&TERMS, draw.unit());
    let question = upper_first(&term.question(split, draw));
    Dialogue::single(typed(&question, draw), &term.answer)
}
