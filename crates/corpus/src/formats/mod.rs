//! Answers of a given form: JSON, lists, acrostics, filled blanks, stories.

mod acrostic;
mod blanks;
mod json;
mod known_lists;
mod known_sentences;
mod lists;
pub mod stories;
pub(crate) mod words;

use super::Skill;
use super::draw::Draw;
use super::phrasing::typed;

/// The group's skills with their shares.
pub(super) fn skills() -> Vec<(f32, Box<dyn Skill>)> {
    vec![
        (0.06, Box::new(json::Json)),
        (0.055, Box::new(lists::Lists)),
        (0.05, Box::new(acrostic::Acrostic)),
        (0.07, Box::new(blanks::Blanks)),
        (0.1, Box::new(stories::Stories)),
    ]
}

/// The request as somebody might type it, about `content`, which stays as it is: a slip in there would ask for
/// something else.
fn asked(request: &str, content: &str, draw: &mut Draw) -> String {
    typed(request, draw).replace("{}", content)
}

/// "a" or "an", as it stands before the word.
fn article(word: &str) -> &'static str {
    let first = word.chars().next().map(|first| first.to_ascii_lowercase());
    let vowel = first.is_some_and(|first| "aeiou".contains(first));
    if vowel && !word.starts_with("uni") {
        "an"
    } else {
        "a"
    }
}
