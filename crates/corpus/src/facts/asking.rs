//! How people ask for a fact: complete phrasings, and what they ask for put into the frames that fit any fact.

use crate::prelude::*;
use serde::Deserialize;

data! {
    static FRAMES: Frames = "facts/frames.toml" {
        /// Around a noun phrase such as "the capital of France".
        around_things: List,
        /// Around an indirect question such as "how many days March has".
        around_clauses: List,
    }
}

/// All ways to ask for one kind of fact. The slots in braces are the [fact](Fact)'s.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    phrasings: Phrasings,
    /// Noun phrases for what is asked: "the capital of {}". May be empty, if there are clauses.
    things: List,
    /// Indirect questions: "how many days {} has". May be empty, if there are things.
    clauses: List,
}

impl Asking {
    /// One way to ask, of the split, with its slots still open.
    fn draw(&self, split: Split, draw: &mut Draw) -> String {
        if draw.chance(0.5) {
            return self.phrasings.draw(split, draw).to_owned();
        }
        loop {
            let composed = self.compose(draw);
            if self.phrasings.divide(split, &composed) {
                return composed;
            }
        }
    }

    /// What is asked for, in a frame.
    fn compose(&self, draw: &mut Draw) -> String {
        let at = draw.below(self.things.len() + self.clauses.len());
        let text = if let Some(thing) = self.things.get(at) {
            draw.pick(&FRAMES.around_things).replace("[]", thing)
        } else {
            let clause = self.clauses[at - self.things.len()];
            draw.pick(&FRAMES.around_clauses).replace("[]", clause)
        };
        draw.either(0.5, upper_first(&text), text)
    }
}

/// One fact: what stands in the slots of a question, and the answer.
pub(super) struct Fact {
    slots: Vec<(&'static str, String)>,
    answer: String,
}

impl Fact {
    /// A fact about one name, which the phrasings call `{}`.
    pub(super) fn of(name: impl Into<String>, answer: impl Into<String>) -> Self {
        Self { slots: vec![("{}", name.into())], answer: answer.into() }
    }

    /// The same fact with another slot.
    #[must_use]
    pub(super) fn with(mut self, slot: &'static str, text: impl Into<String>) -> Self {
        self.slots.push((slot, text.into()));
        self
    }

    /// The question and the answer. A phrasing that begins with a slot gets a capital letter.
    pub(super) fn asked(self, phrasing: &str, draw: &mut Draw) -> Dialogue {
        let fill = |text: String, (slot, name): &(&str, String)| text.replace(slot, name);
        let text = self.slots.iter().fold(phrasing.to_owned(), fill);
        let question = if phrasing.starts_with('{') { upper_first(&text) } else { text };
        Dialogue::single(typed(&question, draw), self.answer)
    }
}

/// A kind of fact: how one asks for it, and a draw of one.
#[derive(Clone, Copy)]
pub(super) struct Relation {
    asking: fn() -> &'static Asking,
    pub(super) fact: fn(&mut Draw) -> Fact,
}

impl Relation {
    pub(super) const fn new(asking: fn() -> &'static Asking, fact: fn(&mut Draw) -> Fact) -> Self {
        Self { asking, fact }
    }

    /// The question for this fact of something that need not have it, in a way of the split.
    pub(super) fn asked_of(&self, name: &str, split: Split, draw: &mut Draw) -> String {
        upper_first(&(self.asking)().draw(split, draw).replace("{}", name))
    }

    /// One question of the split.
    pub(super) fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let fact = (self.fact)(draw);
        fact.asked(&(self.asking)().draw(split, draw), draw)
    }
}
