//! Greetings, thanks, goodbyes and the other small talk that opens and closes a conversation.

mod greetings;
mod hellos;
mod reactions;
mod wordings;

use super::favouring_first;
use crate::draw::Draw;
use crate::phrasing::{Intent, upper_first};
use crate::{Dialogue, Skill, Split};
use greetings::GREETINGS;
use reactions::REACTIONS;

const MARK: &[&str] = &["", "!", "."];

/// By how often they are said, most often first.
pub(super) const INTENTS: &[&[Intent]] = &[GREETINGS, REACTIONS];

/// "Hello!", "Thank you!", "Bye!"
pub(super) struct Courtesy;

impl Skill for Courtesy {
    fn name(&self) -> &'static str {
        "courtesy"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let intent = favouring_first(INTENTS, draw);
        let said = upper_first(&intent.draw(split, draw));
        // An opening before a greeting would change what is said, so only case and punctuation vary.
        let bare = said.trim_end_matches(['.', '!', '?']);
        let said = match draw.below(12) {
            0..3 => said.to_lowercase(),
            3 => bare.to_owned(),
            4 => bare.to_lowercase(),
            5 => format!("{bare}!"),
            _ => said,
        };
        Dialogue::single(said, intent.answer)
    }
}
