//! Numbered and bulleted lists of things that a sentence names, or that it only counts.

use super::asked;
use super::known_lists::KnownList;
use super::words::THEMES;
use crate::draw::Draw;
use crate::invented;
use crate::phrasing::{Phrasings, held_out};
use crate::{Dialogue, Skill, Split};

const ASK_NUMBERED: Phrasings = Phrasings {
    train: &[
        "Make a numbered list of {}.",
        "Make a numbered list of {}.",
        "Make a numbered list: {}.",
        "Write a numbered list of {}.",
        "Write {} as a numbered list.",
        "Give me a numbered list of {}.",
        "Numbered list: {}",
        "numbered list of {}",
        "Number these: {}.",
        "Number the following: {}.",
        "Turn this into a numbered list: {}.",
        "Turn {} into a numbered list.",
        "Put {} in a numbered list.",
        "Put this into a numbered list: {}.",
        "Can you make a numbered list of {}?",
        "Could you write a numbered list of {}?",
        "Create a numbered list with {}.",
        "Create a numbered list of {}.",
        "I need a numbered list of {}.",
        "I want a numbered list: {}.",
        "Format as a numbered list: {}.",
        "Show {} as a numbered list.",
        "List {} with numbers.",
        "List these with numbers: {}.",
        "Make a list with numbers: {}.",
        "{} as a numbered list",
        "{}: make a numbered list.",
        "An ordered list of {}.",
        "Make an ordered list of {}.",
        "Enumerate {}.",
        "Enumerate these: {}.",
        "Enumerate the following things: {}.",
        "Number {}.",
        "Number each item: {}.",
        "Ordered list: {}",
        "1, 2, 3: {}",
        "{}, numbered",
        "{}, numbered please",
        "{} with a number each",
        "{} in an ordered list",
        "{} as numbered items",
        "{}: number them.",
        "Give each of these a number: {}.",
        "Put a number in front of each: {}.",
        "Put numbers before {}.",
        "Show {} as numbered points.",
        "Rewrite {} as numbered items.",
        "Arrange {} in a numbered list.",
        "Lay out {} as 1, 2, 3.",
        "Make an enumeration of {}.",
        "Write {} line by line with numbers.",
        "Itemize {} with numbers.",
        "I have {}. Number them.",
        "My items are {}. Make a numbered list.",
    ],
    held_out: &[
        "Please write a numbered list with {}.",
        "Convert to a numbered list: {}.",
        "Can you number these? {}",
        "Would you put {} into a numbered list?",
        "A numbered list of {}.",
    ],
};

const ASK_BULLETED: Phrasings = Phrasings {
    train: &[
        "Make a bulleted list of {}.",
        "Make a bullet list of {}.",
        "Make a bullet point list of {}.",
        "Write {} as bullet points.",
        "Write {} as a bulleted list.",
        "List {} as bullet points.",
        "List {} with bullet points.",
        "Bullet points: {}",
        "bullet list of {}",
        "Give me bullet points for {}.",
        "Give me a bullet list of {}.",
        "Turn this into bullet points: {}.",
        "Turn {} into bullet points.",
        "Put {} in bullet points.",
        "Put this into a bulleted list: {}.",
        "Can you make bullet points of {}?",
        "Could you write a bullet list of {}?",
        "Create a bulleted list with {}.",
        "I need bullet points for {}.",
        "Format as bullet points: {}.",
        "Show {} as bullet points.",
        "{} as bullet points",
        "{}: make bullet points.",
        "Make a list of {}.",
        "Make a list: {}.",
        "Write a list of {}.",
        "Write this as a list: {}.",
        "Turn this into a list: {}.",
        "Make an unordered list of {}.",
        "Bullets: {}",
        "Bullets for {}, please.",
        "List: {}",
        "List the following: {}.",
        "Shopping list: {}",
        "Unordered list: {}",
        "{} in bullets",
        "{} as bullets",
        "{}, bulleted",
        "{} as a list",
        "{} with dashes",
        "{}: put them in a list.",
        "Bullet {}.",
        "Itemize {}.",
        "Itemize the following: {}.",
        "Show {} with bullets.",
        "Write {} with a dash in front of each.",
        "Put a bullet before each: {}.",
        "Put a dash before each: {}.",
        "Rewrite {} as bullets.",
        "Arrange {} in a bulleted list.",
        "Format {} as a list.",
        "Make a shopping list with {}.",
        "I need a list of {}.",
        "I have {}. Make a bullet list.",
    ],
    held_out: &[
        "Please write a bullet list with {}.",
        "Convert to bullet points: {}.",
        "Use bullet points for {}.",
        "Would you put {} into bullet points?",
        "A bulleted list of {}.",
    ],
};

/// Three to five different things, mostly of one kind.
fn things(draw: &mut Draw) -> Vec<String> {
    let count = *draw.pick(&[3, 3, 3, 4, 4, 5]);
    let theme = *draw.pick(THEMES);
    let mut things: Vec<String> = Vec::with_capacity(count);
    while things.len() < count {
        let thing = match draw.below(10) {
            0 => invented::short(draw),
            1 | 2 => {
                let other = *draw.pick(THEMES);
                (*draw.pick(other)).to_owned()
            }
            _ => (*draw.pick(theme)).to_owned(),
        };
        if !things.contains(&thing) {
            things.push(thing);
        }
    }
    things
}

/// Whether a set of things is kept for measuring, in whatever order.
fn kept(things: &[String]) -> bool {
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
pub(super) struct Lists;

impl Skill for Lists {
    fn name(&self) -> &'static str {
        "lists"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        if draw.chance(KNOWN) {
            let known = KnownList::draw(split, draw);
            let answer = lines(known.numbered, &known.things);
            return Dialogue::single(asked(&known.request, &known.content, draw), answer);
        }
        let things = loop {
            let things = things(draw);
            if kept(&things) == (split == Split::HeldOut) {
                break things;
            }
        };
        let numbered = draw.chance(0.55);
        let ask = if numbered { ASK_NUMBERED } else { ASK_BULLETED };
        // The held-out sets are new whatever the request; every other request is new as well.
        let requests = if draw.chance(0.5) {
            Split::Train
        } else {
            split
        };
        let request = ask.draw(requests, draw);
        let content = enumerated(&things, draw);
        Dialogue::single(asked(request, &content, draw), lines(numbered, &things))
    }
}
