//! "Sort garden, apple, table alphabetically."

use super::requests::{ask, held_out_set, listed};
use super::words::trained;
use crate::prelude::*;

data! {
    static REQUESTS: Phrasings = data::toml["letters/sorting-words.toml"];
}

/// Three or four different words, a set of the split. They are words that other operations are trained on: those
/// held out stay unseen, and a new set is new enough here.
fn words(split: Split, draw: &mut Draw) -> Vec<String> {
    loop {
        let count = 3 + draw.below(2);
        let mut words: Vec<String> = Vec::new();
        while words.len() < count {
            let word = trained(draw).to_owned();
            if !words.contains(&word) {
                words.push(word);
            }
        }
        if split.has(held_out_set(&words)) {
            return words;
        }
    }
}

/// "Sort garden, apple, table alphabetically."
pub(super) fn sort(split: Split, draw: &mut Draw) -> Dialogue {
    let mut words = words(split, draw);
    let list = listed(&words, draw);
    let question = ask(&REQUESTS, split, &[&list], draw);
    words.sort();
    Dialogue::single(question, format!("In order: {}.", words.join(", ")))
}
