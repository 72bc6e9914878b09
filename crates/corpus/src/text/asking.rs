//! Questions around words whose letters matter: the sentence is typed carelessly, the words are not.

use crate::Split;
use crate::draw::{Draw, fingerprint};
use crate::phrasing::{Phrasings, typed};

/// The question as somebody might type it, with the blanks `{0}`, `{1}` filled in letter by letter. They are filled
/// last, because slips and changes of case leave a number in braces alone. What is kept for measuring is kept by the
/// blanks, so half of it is asked in the trained ways.
pub(super) fn ask(ways: &Phrasings, split: Split, blanks: &[&str], draw: &mut Draw) -> String {
    let phrasing = if draw.chance(0.5) {
        ways.draw(Split::Train, draw)
    } else {
        ways.draw(split, draw)
    };
    let mut text = typed(phrasing, draw);
    for (index, blank) in blanks.iter().enumerate() {
        text = text.replace(&format!("{{{index}}}"), blank);
    }
    text
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

/// Whether a set of items is kept for measuring, in whatever order it is given.
pub(super) fn held_out_set<T: Ord + Clone + ToString>(items: &[T]) -> bool {
    let mut sorted = items.to_vec();
    sorted.sort();
    let texts: Vec<String> = sorted.iter().map(T::to_string).collect();
    fingerprint(&texts.join(", ")).is_multiple_of(10)
}
