//! Questions around words whose letters matter: the sentence is typed carelessly, the words are not.

use super::words::{any_case, word};
use crate::prelude::*;

/// The question as somebody might type it, with the blanks `{0}`, `{1}` filled in letter by letter. They are filled
/// last, because slips and changes of case leave a number in braces alone. What is held out is held out by the
/// blanks, so half of it is asked for in the trained ways.
pub(super) fn ask(ways: &Phrasings, split: Split, blanks: &[&str], draw: &mut Draw) -> String {
    let phrasing = ways.draw(split.or_train(draw), draw);
    let mut text = typed(phrasing, draw);
    for (index, blank) in blanks.iter().enumerate() {
        text = text.replace(&format!("{{{index}}}"), blank);
    }
    text
}

/// A question about a word of the split, asked in one of these ways, and the answer for it.
pub(super) fn about_a_word(
    ways: &Phrasings,
    answer: fn(&str) -> String,
    split: Split,
    draw: &mut Draw,
) -> Dialogue {
    let word = word(split, draw);
    let asked = quoted(&any_case(&word, draw), draw);
    Dialogue::single(ask(ways, split, &[&asked], draw), answer(&word))
}

/// The word in quotes, in about half of the questions.
pub(super) fn quoted(word: &str, draw: &mut Draw) -> String {
    match draw.below(100) {
        0..36 => format!("\"{word}\""),
        36..46 => format!("'{word}'"),
        _ => word.to_owned(),
    }
}

/// The items as people list them: "3, 1, 2", "3, 1 and 2", "3 1 2".
pub(super) fn listed(items: &[String], draw: &mut Draw) -> String {
    match (draw.below(100), items.split_last()) {
        (0..25, Some((last, before))) => format!("{} and {last}", before.join(", ")),
        (25..40, _) => items.join(" "),
        _ => items.join(", "),
    }
}

/// Whether a set of items is held out, in whatever order it is given.
pub(super) fn held_out_set<T: Ord + Clone + ToString>(items: &[T]) -> bool {
    let mut sorted = items.to_vec();
    sorted.sort();
    let texts: Vec<String> = sorted.iter().map(T::to_string).collect();
    fingerprint(&texts.join(", ")).is_multiple_of(10)
}
