//! What the model says about itself: short, honest, the same every time.

mod habits;
mod itself;
mod origins;
mod program;
mod unmask;
mod ways;
mod wordings;

use super::favouring_first;
use crate::draw::Draw;
use crate::phrasing::{Intent, typed, upper_first};
use crate::{Dialogue, Skill, Split};
use habits::HABITS;
use itself::ITSELF;
use program::PROGRAM;

/// For questions of taste, also those about any subject.
pub(super) const NO_OPINION: &str = "I have no favourites and no opinions.";

/// Wrappers of an indirect question: "tell me who you are".
#[rustfmt::skip]
const TELL: &[&str] = &[
    "Tell me ", "Can you tell me ", "Please tell me ", "Could you say ", "I want to know ",
    "Explain ", "Can you explain ", "I would like to know ", "I wonder ", "Do you know ",
    "Let me know ", "Please explain ", "Could you tell me ", "Would you tell me ",
];
const STOP: &[&str] = &["", ".", "?"];

/// By how often they are asked, most often first.
pub(super) const INTENTS: &[&[Intent]] = &[ITSELF, PROGRAM, HABITS];

/// "Who are you?", "How do you work?"
pub(super) struct About;

impl Skill for About {
    fn name(&self) -> &'static str {
        "about itself"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let intent = favouring_first(INTENTS, draw);
        let said = upper_first(&intent.draw(split, draw));
        Dialogue::single(typed(&said, draw), intent.answer)
    }
}
