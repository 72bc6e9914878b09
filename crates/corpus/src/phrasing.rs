//! Ways to say one thing, divided into those of training and those held out.

use std::collections::HashSet;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::data::List;
use crate::dialogue::Split;
use crate::draw::{Draw, fingerprint};
use crate::english::normalised;

/// The ways to say one thing: those trained on and those held out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phrasings {
    pub(crate) train: List,
    pub(crate) held_out: List,
    /// Both lists, normalised.
    #[serde(skip)]
    known: OnceLock<[HashSet<String>; 2]>,
}

impl Phrasings {
    /// One phrasing of the split.
    pub(crate) fn draw(&self, split: Split, draw: &mut Draw) -> &'static str {
        match split {
            Split::Train => draw.pick::<&str>(&self.train),
            Split::HeldOut => draw.pick::<&str>(&self.held_out),
        }
    }

    /// Whether a composed text belongs to the split: what is listed stays on its side, and the rest is split by hash.
    pub(crate) fn divide(&self, split: Split, text: &str) -> bool {
        let known = self.known.get_or_init(|| {
            [self.train, self.held_out]
                .map(|list| list.iter().map(|text| normalised(text)).collect())
        });
        let text = normalised(text);
        split.has(known[1].contains(&text) || (is_held_out(&text) && !known[0].contains(&text)))
    }
}

/// Sentences by parts: one of each list, one after another.
pub(crate) type Table = Vec<List>;

/// One sentence of the split from one of the tables; `listed` are texts that a split has already.
pub(crate) fn composed(
    tables: &[Table],
    listed: Option<&Phrasings>,
    split: Split,
    draw: &mut Draw,
) -> String {
    loop {
        let table = draw.pick(tables);
        let text: String = table.iter().map(|part| *draw.pick(part)).collect();
        let fits = match listed {
            Some(listed) => listed.divide(split, &text),
            None => split.has(held_out(&text)),
        };
        if fits {
            return text;
        }
    }
}

/// Whether a text is held out, however it is typed.
pub(crate) fn held_out(text: &str) -> bool {
    is_held_out(&normalised(text))
}

fn is_held_out(normalised: &str) -> bool {
    fingerprint(normalised).is_multiple_of(8)
}
