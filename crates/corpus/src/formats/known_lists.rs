//! Lists of things that nobody names: "three fruits". The answer is always the first few of one kind, in the same order,
//! so that a question has one answer.

use serde::Deserialize;

use crate::english::number_word;
use crate::prelude::*;

/// What a kind of things is called, and some of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    names: List,
    members: List,
}

data! {
    static REQUESTS: Requests = "formats/known-lists.toml" {
        /// What is counted but in no form: numbers fit best.
        numbered: Phrasings,
        bulleted: Phrasings,
        kinds: Vec<Kind>,
    }
}

/// A request with a slot for what is asked for ("three fruits"), and the things that answer it.
pub(super) struct KnownList {
    pub(super) numbered: bool,
    pub(super) request: String,
    pub(super) content: String,
    pub(super) things: Vec<String>,
}

impl KnownList {
    /// One list of the split: what is asked for is known, and only the request is new.
    pub(super) fn draw(split: Split, draw: &mut Draw) -> Self {
        let kind = draw.pick(&REQUESTS.kinds);
        let count = 2 + draw.below(kind.members.len() - 1);
        let numbered = draw.chance(0.8);
        let requests = if numbered { &REQUESTS.numbered } else { &REQUESTS.bulleted };
        let (count, number) = match draw.below(10) {
            0 => (3, (*draw.pick(&["some", "a few"])).to_owned()),
            1..6 => (count, number_word(count as i32)),
            _ => (count, count.to_string()),
        };
        Self {
            numbered,
            request: requests.draw(split, draw).to_owned(),
            content: format!("{number} {}", draw.pick(&kind.names)),
            things: kind.members[..count].iter().map(|&thing| thing.to_owned()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn what_is_asked_for_has_one_answer() {
        let mut seen: HashMap<String, Vec<String>> = HashMap::new();
        let mut draw = Draw::new(&[8]);
        for _ in 0..5000 {
            let KnownList { content, things, .. } = KnownList::draw(Split::Train, &mut draw);
            let known = seen.entry(content.clone()).or_insert(things.clone());
            assert_eq!(*known, things, "{content}");
        }
    }
}
