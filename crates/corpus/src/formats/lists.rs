//! Numbered and bulleted lists of things that a sentence names, or that it only counts.

use super::known_lists::KnownList;
use crate::prelude::*;
use crate::{invented, names};

data! {
    static REQUESTS: Requests = "formats/lists.toml" {
        numbered: Phrasings, bulleted: Phrasings,
    }
}

/// Three to five different things, mostly of one kind.
fn things(draw: &mut Draw) -> Vec<String> {
    let count = *draw.pick(&[3, 3, 3, 4, 4, 5]);
    let theme = names::theme(draw);
    let mut things: Vec<String> = Vec::with_capacity(count);
    while things.len() < count {
        let thing = match draw.below(10) {
            0 => invented::short(draw),
            1 | 2 => {
                let other = names::theme(draw);
                (*draw.pick(&other)).to_owned()
            }
            _ => (*draw.pick(&theme)).to_owned(),
        };
        if !things.contains(&thing) {
            things.push(thing);
        }
    }
    things
}

/// Whether a set of things is held out, in whatever order.
fn is_held_out(things: &[String]) -> bool {
    let mut sorted = things.to_vec();
    sorted.sort();
    held_out(&sorted.join(" "))
}

/// "milk, bread and eggs", in the ways people write it.
fn enumerated(things: &[String], draw: &mut Draw) -> String {
    let Some((last, before)) = things.split_last() else {
        return String::new();
    };
    let before = before.join(", ");
    match draw.below(6) {
        0 => format!("{before}, {last}"),
        1 => format!("{before}, and {last}"),
        2 => things.join(" and "),
        _ => format!("{before} and {last}"),
    }
}

/// Share of the lists of which nobody says what is on them.
const KNOWN: f32 = 0.3;

/// The things in lines, with numbers or with dashes.
fn lines(numbered: bool, things: &[String]) -> String {
    let lines = (1..).zip(things).map(|(number, thing)| match numbered {
        true => format!("{number}. {thing}"),
        false => format!("- {thing}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// "Make a numbered list of milk, bread and eggs."
pub(super) fn list(split: Split, draw: &mut Draw) -> Dialogue {
    if draw.chance(KNOWN) {
        let known = KnownList::draw(split, draw);
        let answer = lines(known.numbered, &known.things);
        return Dialogue::single(typed_about(&known.request, &known.content, draw), answer);
    }
    let things = split.draw(draw, |things: &Vec<String>| is_held_out(things), things);
    let numbered = draw.chance(0.55);
    let requests = if numbered { &REQUESTS.numbered } else { &REQUESTS.bulleted };
    // The held-out sets are new whatever the request; every other request is new as well.
    let request = requests.draw(split.or_train(draw), draw);
    let content = enumerated(&things, draw);
    Dialogue::single(typed_about(request, &content, draw), lines(numbered, &things))
}
