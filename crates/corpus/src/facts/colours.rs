//! Colours: of things, and of paints that are mixed.

use super::asking::{Asking, Fact, Relation};
use crate::prelude::*;

data! {
    static QUESTIONS: Questions = "facts/colours.toml" {
        colour: Asking, mixture: Asking, ingredients: Asking,
    }
    /// A thing, its plural (empty where people use none), its colour.
    static THINGS: Rows<3> = data::table["facts/things-with-colours.tsv"];
    /// Two paints and what they make together.
    static MIXTURES: Rows<3> = data::table["facts/paint-mixtures.tsv"];
}

/// How many of the mixtures, from the first, are the usual way to make their colour.
const USUAL: usize = 5;

/// From a thing to its colour.
pub(super) const COLOUR: Relation = Relation::new(|| &QUESTIONS.colour, colour);

/// From two paints to their mixture.
const MIXTURE: Relation = Relation::new(|| &QUESTIONS.mixture, mixture);

/// From a mixture to its paints.
const INGREDIENTS: Relation = Relation::new(|| &QUESTIONS.ingredients, ingredients);

/// The British or the American spelling.
fn spelled(draw: &mut Draw) -> &'static str {
    draw.pick::<&str>(&["color", "color", "colour"])
}

fn colour(draw: &mut Draw) -> Fact {
    let [thing, plural, colour] = *draw.pick(&THINGS);
    let answer = |asked: &str| format!("The colour of {asked} is {colour}.");
    let fact = if !plural.is_empty() && draw.chance(0.4) {
        Fact::of(plural, answer(plural))
            .with("{is}", "are")
            .with("{has}", "have")
            .with("{does}", "do")
    } else {
        // "The banana" or "the grass" is as good.
        let noun = thing.split_once(' ').filter(|_| !plural.is_empty());
        let asked = match noun {
            _ if draw.chance(0.8) || thing.starts_with("the ") => thing.to_owned(),
            Some((_, noun)) => format!("the {noun}"),
            None => format!("the {thing}"),
        };
        let answer = answer(&asked);
        Fact::of(asked, answer).with("{is}", "is").with("{has}", "has").with("{does}", "does")
    };
    fact.with("{colour}", spelled(draw))
}

fn mixture(draw: &mut Draw) -> Fact {
    let [mut one, mut other, result] = *draw.pick(&MIXTURES);
    if draw.chance(0.5) {
        (one, other) = (other, one);
    }
    Fact::of(one, made(one, other, result)).with("{b}", other).with("{colour}", spelled(draw))
}

fn ingredients(draw: &mut Draw) -> Fact {
    let [one, other, result] = *draw.pick(&MIXTURES[..USUAL]);
    Fact::of(result, made(one, other, result)).with("{colour}", spelled(draw))
}

fn made(one: &str, other: &str, result: &str) -> String {
    format!("Mixing {one} and {other} makes {result}.")
}

/// "What colour is grass?"
pub(super) fn colours(split: Split, draw: &mut Draw) -> Dialogue {
    let relation = match draw.below(10) {
        0..6 => COLOUR,
        6..9 => MIXTURE,
        _ => INGREDIENTS,
    };
    relation.dialogue(split, draw)
}
