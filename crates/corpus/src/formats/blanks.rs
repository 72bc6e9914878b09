//! Gaps to fill: sentences that everybody knows, the calendar, number sequences, sums, capitals. The answer is the whole
//! text; before a number sequence it says in what steps that goes ("Steps of 10: 52, 62, 72"), which follows from any two
//! neighbours, and from which the missing number follows.

use super::asked;
use super::known_sentences::KNOWN_SENTENCES;
use crate::draw::Draw;
use crate::facts::countries::COUNTRIES;
use crate::phrasing::{Phrasings, held_out};
use crate::{Dialogue, Skill, Split};

const ASK: Phrasings = Phrasings {
    train: &[
        "Fill in the blank: {}",
        "Fill in the blank: {}",
        "Fill in the blank: {}",
        "Fill the blank: {}",
        "Fill in the gap: {}",
        "Fill the gap: {}",
        "Fill in the missing word: {}",
        "Fill this in: {}",
        "Fill in: {}",
        "Complete: {}",
        "Complete this: {}",
        "Complete the following: {}",
        "Complete the sentence: {}",
        "Complete this line: {}",
        "Finish this: {}",
        "What is missing? {}",
        "What's missing? {}",
        "What is missing here? {}",
        "What goes in the blank? {}",
        "What belongs in the gap? {}",
        "What comes in the gap? {}",
        "Which word is missing? {}",
        "Find what is missing: {}",
        "Find the missing part: {}",
        "Guess the missing part: {}",
        "Replace the blank: {}",
        "Add what is missing: {}",
        "Can you fill in the blank? {}",
        "Can you fill in the gap? {}",
        "Can you complete this? {}",
        "Could you fill in the blank? {}",
        "Put the right thing in the blank: {}",
        "Blank: {}",
        "{} Fill in the blank.",
        "{} Fill in the gap.",
        "{} What is missing?",
        "{} What goes in the blank?",
        "{} Complete it.",
        "{}",
        "{}",
        "{}",
        "{}",
        "Missing word: {}",
        "Missing: {}",
        "Gap: {}",
        "Fill the hole: {}",
        "Fill the empty space: {}",
        "Complete the line: {}",
        "Finish the sentence: {}",
        "Finish the line: {}",
        "Insert the missing word: {}",
        "Supply the missing word: {}",
        "Solve the gap: {}",
        "Close the gap: {}",
        "Write it out in full: {}",
        "Something is missing here: {}",
        "A word is missing: {}",
        "Which word fits? {}",
        "What fits in the gap? {}",
        "What was left out? {}",
        "Help me complete this: {}",
        "{} Fill it in.",
        "{} Finish it.",
        "{} Which word is missing?",
        "{} What fits in the gap?",
        "{} Complete the sentence.",
        "{} Find the missing part.",
    ],
    held_out: &[
        "Please fill in the blank: {}",
        "Fill in what is missing: {}",
        "Please complete this one: {}",
        "What should be in the blank? {}",
        "Can you find the missing piece? {}",
        "Could you fill the gap? {}",
        "{} What belongs in the blank?",
        "{} Please fill the gap.",
    ],
};

/// What follows one another by custom; a run of it can be asked for. The last leads to the first where `true`.
#[rustfmt::skip]
const ORDERS: &[(&[&str], bool)] = &[
    (&["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], true),
    (
        &[
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
        true,
    ),
    (&["spring", "summer", "autumn", "winter"], true),
    (&["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], false),
    (&["first", "second", "third", "fourth", "fifth", "sixth"], false),
    (
        &[
            "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
            "V", "W", "X", "Y", "Z",
        ],
        false,
    ),
];

/// How people mark a gap. The first [`PLAIN`] are clear anywhere, the first [`IN_TEXT`] unless they end the question,
/// and the last only between numbers.
const MARKS: [&str; 9] = [
    "___", "___", "___", "____", "__", "[blank]", "...", "(?)", "?",
];
const PLAIN: usize = 6;
const IN_TEXT: usize = 8;

/// A complete text, and the range of bytes to leave out of it.
struct Gapped {
    text: String,
    gap: std::ops::Range<usize>,
    /// What the answer says before the text.
    first: String,
}

impl Gapped {
    /// From three parts, the middle one being the gap.
    fn new(before: &str, missing: &str, after: &str) -> Self {
        Self {
            text: format!("{before}{missing}{after}"),
            gap: before.len()..before.len() + missing.len(),
            first: String::new(),
        }
    }

    /// A run of items with commas, one of them missing.
    fn run(items: &[String], draw: &mut Draw) -> Self {
        let at = draw.below(items.len());
        let before: String = items[..at].iter().map(|item| format!("{item}, ")).collect();
        let after: String = items[at + 1..]
            .iter()
            .map(|item| format!(", {item}"))
            .collect();
        Self::new(&before, &items[at], &after)
    }

    /// The text with its gap, as people mark gaps.
    fn marked(&self, draw: &mut Draw) -> String {
        let (before, after) = (&self.text[..self.gap.start], &self.text[self.gap.end..]);
        let clear = if after.is_empty() {
            PLAIN
        } else if self.text.contains('=') {
            MARKS.len()
        } else {
            IN_TEXT
        };
        let mark = *draw.pick(&MARKS[..clear]);
        // Three dots at the end stand for the full stop as well.
        let after = if mark == "..." && after == "." {
            ""
        } else {
            after
        };
        format!("{before}{mark}{after}")
    }
}

fn known(draw: &mut Draw) -> Gapped {
    let sentence = *draw.pick(KNOWN_SENTENCES);
    let (before, rest) = sentence.split_once('[').unwrap_or((sentence, "]"));
    let (missing, after) = rest.split_once(']').unwrap_or((rest, ""));
    Gapped::new(before, missing, after)
}

fn order(draw: &mut Draw) -> Gapped {
    let (order, round) = *draw.pick(ORDERS);
    let length = 3 + draw.below(2);
    let starts = if round {
        order.len()
    } else {
        order.len() - length + 1
    };
    let start = draw.below(starts);
    let items: Vec<String> = (start..start + length)
        .map(|at| order[at % order.len()].to_owned())
        .collect();
    Gapped::run(&items, draw)
}

/// Numbers with equal steps: an open set, split by the numbers.
fn sequence(split: Split, draw: &mut Draw) -> Gapped {
    loop {
        let step = *draw.pick(&[1, 1, 2, 2, 3, 4, 5, 5, 10, 10]);
        let length = 4 + draw.below(2);
        let first = match draw.below(3) {
            0 => step,
            _ => draw.below(100),
        };
        if first + step * (length - 1) > 99 {
            continue;
        }
        let mut numbers: Vec<String> = (0..length)
            .map(|at| (first + step * at).to_string())
            .collect();
        if held_out(&numbers.join(" ")) != (split == Split::HeldOut) {
            continue;
        }
        if draw.chance(0.15) {
            numbers.reverse();
        }
        return Gapped {
            first: format!("Steps of {step}: "),
            ..Gapped::run(&numbers, draw)
        };
    }
}

/// A sum or difference up to 20 with one operand missing.
fn sum(draw: &mut Draw) -> Gapped {
    let (a, b) = (draw.below(11), 1 + draw.below(10));
    let c = a + b;
    match draw.below(4) {
        0 => Gapped::new("", &a.to_string(), &format!(" + {b} = {c}")),
        1 => Gapped::new(&format!("{c} - "), &a.to_string(), &format!(" = {b}")),
        _ => Gapped::new(&format!("{a} + "), &b.to_string(), &format!(" = {c}")),
    }
}

fn capital(draw: &mut Draw) -> Gapped {
    let country = draw.pick(COUNTRIES);
    let (name, capital) = (country.name, country.capital);
    match draw.below(3) {
        0 => Gapped::new("", capital, &format!(" is the capital of {name}.")),
        _ => Gapped::new(&format!("The capital of {name} is "), capital, "."),
    }
}

/// "Fill in the blank: The sun rises in the ___."
pub(super) struct Blanks;

impl Skill for Blanks {
    fn name(&self) -> &'static str {
        "blanks"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let family = draw.below(100);
        let gapped = match family {
            0..40 => known(draw),
            40..52 => order(draw),
            52..74 => sequence(split, draw),
            74..86 => sum(draw),
            _ => capital(draw),
        };
        // Held-out numbers are new however one asks; all else is new only when asked in a new way.
        let open = (52..74).contains(&family);
        let requests = if open && draw.chance(0.5) {
            Split::Train
        } else {
            split
        };
        let request = ASK.draw(requests, draw);
        let mut content = gapped.marked(draw);
        if draw.chance(0.15) {
            content = content.to_lowercase();
        }
        let question = asked(request, &content, draw);
        Dialogue::single(question, format!("{}{}", gapped.first, gapped.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sentences_have_one_gap_and_tell_it() {
        let mut asked: Vec<String> = KNOWN_SENTENCES
            .iter()
            .map(|sentence| {
                let parts: Vec<&str> = sentence.split(['[', ']']).collect();
                assert_eq!(parts.len(), 3, "{sentence}");
                format!("{}___{}", parts[0], parts[2])
            })
            .collect();
        asked.sort();
        asked.dedup();
        assert_eq!(asked.len(), KNOWN_SENTENCES.len());
    }

    #[test]
    fn the_answer_is_the_text_without_its_gap() {
        let gapped = Gapped::new("5 + ", "7", " = 12");
        assert_eq!(gapped.text, "5 + 7 = 12");
        assert!(gapped.marked(&mut Draw::new(&[1])).starts_with("5 + "));
    }
}
