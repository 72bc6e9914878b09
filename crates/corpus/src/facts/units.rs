//! How many of one thing make or belong to another: minutes in an hour, legs of a spider.

use super::asking::{Asking, Fact, Relation};
use crate::prelude::*;

data! {
    static QUESTIONS: Questions = "facts/units.toml" {
        measure: Asking, parts: Asking, word: Asking,
    }
    /// A whole with its article, how many, of what.
    static MEASURES: Rows<3> = data::table["facts/measures.tsv"];
    /// What has parts, its plural (people ask for spiders as often as for a spider), and its parts with their counts.
    static THINGS: Rows<3> = data::table["facts/things-with-parts.tsv"];
    /// Words for a number of things.
    static WORDS: Rows<2> = data::table["facts/number-words.tsv"];
}

const MEASURE: Relation = Relation::new(|| &QUESTIONS.measure, measure);
const PARTS: Relation = Relation::new(|| &QUESTIONS.parts, parts);
const WORD: Relation = Relation::new(|| &QUESTIONS.word, word);

/// The name without its article.
fn without_article(name: &str) -> &str {
    ["a ", "an ", "the "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}

/// The American spelling now and then, and always the one that the other words of the question have.
fn spelled(text: &str, american: bool) -> String {
    if american {
        text.replace("metre", "meter").replace("litre", "liter").replace("colour", "color")
    } else {
        text.to_owned()
    }
}

fn answer(whole: &str, count: &str, parts: &str) -> String {
    let leap = if (whole, parts) == ("a year", "days") { ", and 366 in a leap year" } else { "" };
    upper_first(&format!("{whole} has {count} {parts}{leap}."))
}

fn measure(draw: &mut Draw) -> Fact {
    let [whole, count, parts] = *draw.pick(&MEASURES);
    let american = draw.chance(0.5);
    let noun = spelled(without_article(whole), american);
    let asked = match draw.below(8) {
        0 if !whole.starts_with("the ") => format!("one {noun}"),
        1 if !whole.starts_with("the ") => format!("1 {noun}"),
        2 => format!("the {noun}"),
        _ => spelled(whole, american),
    };
    Fact::of(asked, answer(whole, count, parts))
        .with("{whole}", noun)
        .with("{parts}", spelled(parts, american))
}

fn parts(draw: &mut Draw) -> Fact {
    let [whole, plural, parts] = *draw.pick(&THINGS);
    let parts: Vec<&str> = parts.split(", ").collect();
    let (count, parts) = draw.pick(&parts).split_once(' ').unwrap_or_default();
    let (asked, has, does) = draw.either(0.3, (plural, "have", "do"), (whole, "has", "does"));
    Fact::of(asked, answer(whole, count, parts))
        .with("{has}", has)
        .with("{does}", does)
        .with("{whole_a}", whole)
        .with("{whole}", without_article(whole))
        .with("{parts}", parts)
}

fn word(draw: &mut Draw) -> Fact {
    let [word, number] = *draw.pick(&WORDS);
    Fact::of(word, upper_first(&format!("{word} is {number}.")))
}

/// "How many minutes are in an hour?"
pub(super) fn units(split: Split, draw: &mut Draw) -> Dialogue {
    let relation = match draw.below(20) {
        0..10 => MEASURE,
        10..19 => PARTS,
        _ => WORD,
    };
    relation.dialogue(split, draw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_numbers() {
        let parts = THINGS.iter().flat_map(|[.., parts]| parts.split(", "));
        let of_parts = parts.map(|part| part.split_once(' ').unwrap().0);
        let of_measures = MEASURES.iter().map(|[_, count, _]| *count);
        let of_words = WORDS.iter().map(|[_, number]| *number);
        for count in of_parts.chain(of_measures).chain(of_words) {
            assert!(count.parse::<u32>().is_ok(), "{count}");
        }
    }
}
