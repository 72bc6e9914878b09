//! What people want to say, in all the ways they say it, and the one answer: small talk, and questions about the model.

use serde::Deserialize;

use crate::phrasing::{Table, composed};
use crate::prelude::*;

data! {
    /// Small talk that opens and closes a conversation: by how often it is said, most often first.
    static SMALL_TALK: Vec<Intent> = all data::tables[
        "intents/greetings.toml",
        "intents/reactions.toml",
    ];
    /// What the model says about itself, short, honest, the same every time: by how often it is asked.
    static ABOUT_THE_MODEL: Vec<Intent> = all data::tables[
        "intents/model.toml",
        "intents/program.toml",
        "intents/assistant.toml",
    ];
}

/// Something people want to say, and the answer to it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Intent {
    phrasings: Phrasings,
    /// More ways to say it, by parts. What results is split by a hash. May be empty.
    tables: Vec<Table>,
    answer: String,
}

impl Intent {
    /// One way of saying it, of the split.
    fn draw(&self, split: Split, draw: &mut Draw) -> String {
        if self.tables.is_empty() || draw.chance(0.5) {
            return self.phrasings.draw(split, draw).to_owned();
        }
        composed(&self.tables, Some(&self.phrasings), split, draw)
    }
}

/// One of the intents. The first are favoured: they are what people say most.
fn favouring_first<'a>(intents: &'a [Intent], draw: &mut Draw) -> &'a Intent {
    let unit = draw.unit();
    let place = if draw.chance(0.5) { unit * unit } else { unit };
    at_place(intents, place)
}

/// The element at this place of a list, from 0 to 1.
pub(super) fn at_place<T>(all: &[T], place: f32) -> &T {
    let at = (place * all.len() as f32) as usize;
    &all[at.min(all.len() - 1)]
}

/// "Hello!", "Thank you!", "Bye!"
pub(super) fn small_talk(split: Split, draw: &mut Draw) -> Dialogue {
    let intent = favouring_first(&SMALL_TALK, draw);
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
    Dialogue::single(said, &intent.answer)
}

/// "Who are you?", "How do you work?"
pub(super) fn about_the_model(split: Split, draw: &mut Draw) -> Dialogue {
    let intent = favouring_first(&ABOUT_THE_MODEL, draw);
    let said = upper_first(&intent.draw(split, draw));
    Dialogue::single(typed(&said, draw), &intent.answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::english::normalised;
    use std::collections::HashMap;

    #[test]
    fn a_listed_phrasing_has_one_split_and_one_answer() {
        let mut seen: HashMap<String, (bool, &str)> = HashMap::new();
        for intent in SMALL_TALK.iter().chain(&*ABOUT_THE_MODEL) {
            let lists = [(false, intent.phrasings.train), (true, intent.phrasings.held_out)];
            for (held_out, list) in lists {
                for text in &list {
                    let what = (held_out, intent.answer.as_str());
                    let signs_only = normalised(text).is_empty();
                    let other = seen.entry(normalised(text)).or_insert(what);
                    assert!(signs_only || *other == what, "{text}");
                }
            }
        }
    }
}
