//! Gaps to fill: sentences that everybody knows, the calendar, number sequences, sums, capitals. The answer is the
//! complete text; before a number sequence it says in what steps that goes ("Steps of 10: 52, 62, 72"), which follows from
//! any two neighbours, and from which the missing number follows.

use serde::Deserialize;

use crate::facts::countries::COUNTRIES;
use crate::prelude::*;

/// What follows one another by custom; a run of it can be asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sequence {
    items: List,
    /// Whether the last leads to the first.
    circular: bool,
}

data! {
    static REQUESTS: Requests = "formats/blanks.toml" {
        /// How people mark a gap: the first are clear anywhere, the last only between numbers.
        marks: List,
        requests: Phrasings,
        sequences: Vec<Sequence>,
    }
    /// Sentences that everybody knows; what can be left out is in brackets.
    static KNOWN_SENTENCES: List = data::list["formats/known-sentences.txt"];
}

/// How many of the marks, from the first, are clear anywhere, and how many unless they end the question.
const CLEAR: usize = 6;
const CLEAR_INSIDE: usize = 8;

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
        let after: String = items[at + 1..].iter().map(|item| format!(", {item}")).collect();
        Self::new(&before, &items[at], &after)
    }

    /// The text with its gap, as people mark gaps.
    fn marked(&self, draw: &mut Draw) -> String {
        let (before, after) = (&self.text[..self.gap.start], &self.text[self.gap.end..]);
        let clear = if after.is_empty() {
            CLEAR
        } else if self.text.contains('=') {
            REQUESTS.marks.len()
        } else {
            CLEAR_INSIDE
        };
        let mark = *draw.pick(&REQUESTS.marks[..clear]);
        // Three dots at the end stand for the full stop as well.
        let after = if mark == "..." && after == "." { "" } else { after };
        format!("{before}{mark}{after}")
    }
}

fn known(draw: &mut Draw) -> Gapped {
    let sentence = *draw.pick(&KNOWN_SENTENCES);
    let (before, rest) = sentence.split_once('[').unwrap_or((sentence, "]"));
    let (missing, after) = rest.split_once(']').unwrap_or((rest, ""));
    Gapped::new(before, missing, after)
}

fn custom(draw: &mut Draw) -> Gapped {
    let Sequence { items, circular } = draw.pick(&REQUESTS.sequences);
    let length = 3 + draw.below(2);
    let starts = if *circular { items.len() } else { items.len() - length + 1 };
    let start = draw.below(starts);
    let items: Vec<String> =
        (start..start + length).map(|at| items[at % items.len()].to_owned()).collect();
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
        let mut numbers: Vec<String> =
            (0..length).map(|at| (first + step * at).to_string()).collect();
        if !split.has(held_out(&numbers.join(" "))) {
            continue;
        }
        if draw.chance(0.15) {
            numbers.reverse();
        }
        return Gapped { first: format!("Steps of {step}: "), ..Gapped::run(&numbers, draw) };
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
    let [name, capital] = *draw.pick(&COUNTRIES);
    match draw.below(3) {
        0 => Gapped::new("", capital, &format!(" is the capital of {name}.")),
        _ => Gapped::new(&format!("The capital of {name} is "), capital, "."),
    }
}

/// "Fill in the blank: The sun rises in the ___."
pub(super) fn blank(split: Split, draw: &mut Draw) -> Dialogue {
    let family = draw.below(100);
    let gapped = match family {
        0..40 => known(draw),
        40..52 => custom(draw),
        52..74 => sequence(split, draw),
        74..86 => sum(draw),
        _ => capital(draw),
    };
    // Held-out numbers are new however one asks; all else is new only when asked in a new way.
    let open = (52..74).contains(&family);
    let requests = if open { split.or_train(draw) } else { split };
    let request = REQUESTS.requests.draw(requests, draw);
    let mut content = gapped.marked(draw);
    if draw.chance(0.15) {
        content = content.to_lowercase();
    }
    let question = typed_about(request, &content, draw);
    Dialogue::single(question, format!("{}{}", gapped.first, gapped.text))
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
