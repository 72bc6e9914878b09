//! Lists of things that nobody names: "three fruits". The answer is always the first few of one kind, in the same order,
//! so that a question has one answer.

use crate::Split;
use crate::arithmetic::spelled;
use crate::draw::Draw;
use crate::phrasing::Phrasings;

/// What a kind of things is called, and some of them.
struct Kind {
    names: &'static [&'static str],
    members: [&'static str; 6],
}

#[rustfmt::skip]
const KINDS: &[Kind] = &[
    Kind { names: &["fruits", "fruits", "kinds of fruit", "fruit"], members: ["apples", "bananas", "oranges", "pears", "grapes", "lemons"] },
    Kind { names: &["animals", "animals", "mammals"], members: ["dog", "cat", "horse", "cow", "pig", "sheep"] },
    Kind { names: &["wild animals", "zoo animals"], members: ["lion", "tiger", "elephant", "monkey", "giraffe", "zebra"] },
    Kind { names: &["farm animals"], members: ["cow", "pig", "sheep", "hen", "goat", "horse"] },
    Kind { names: &["birds"], members: ["eagle", "owl", "swan", "duck", "goose", "crow"] },
    Kind { names: &["colours", "colors", "different colours", "different colors"], members: ["red", "blue", "green", "yellow", "black", "white"] },
    Kind { names: &["vegetables", "vegetables", "veggies"], members: ["potatoes", "onions", "carrots", "tomatoes", "peas", "spinach"] },
    Kind { names: &["flowers"], members: ["rose", "tulip", "daisy", "lily", "poppy", "violet"] },
    Kind { names: &["trees"], members: ["oak", "pine", "birch", "maple", "willow", "beech"] },
    Kind { names: &["sports", "kinds of sport"], members: ["football", "tennis", "hockey", "golf", "boxing", "swimming"] },
    Kind { names: &["instruments", "musical instruments"], members: ["piano", "guitar", "violin", "flute", "drum", "trumpet"] },
    Kind { names: &["tools"], members: ["hammer", "saw", "drill", "pliers", "axe", "shovel"] },
    Kind { names: &["clothes", "pieces of clothing"], members: ["shirts", "socks", "shoes", "jeans", "gloves", "boots"] },
    Kind { names: &["metals"], members: ["iron", "gold", "silver", "copper", "zinc", "tin"] },
    Kind { names: &["drinks", "things to drink"], members: ["water", "milk", "tea", "coffee", "juice", "cocoa"] },
    Kind { names: &["foods", "things to eat"], members: ["bread", "cheese", "rice", "soup", "eggs", "pasta"] },
    Kind { names: &["parts of the body", "body parts"], members: ["head", "hand", "foot", "arm", "leg", "nose"] },
    Kind { names: &["jobs", "professions"], members: ["doctor", "teacher", "baker", "farmer", "pilot", "judge"] },
    Kind { names: &["cities", "big cities"], members: ["Rome", "Paris", "London", "Berlin", "Madrid", "Tokyo"] },
];

/// What is counted but in no form: numbers fit best.
const ASK: Phrasings = Phrasings {
    train: &[
        "List {}.",
        "List {}.",
        "List {} please.",
        "Name {}.",
        "Name {}.",
        "Name me {}.",
        "Name any {}.",
        "Give me {}.",
        "Give me {}.",
        "Give me a list of {}.",
        "Give me the names of {}.",
        "Tell me {}.",
        "Tell me the names of {}.",
        "Can you list {}?",
        "Can you name {}?",
        "Can you tell me {}?",
        "Could you name {}?",
        "Do you know {}?",
        "I need {}.",
        "I need a list of {}.",
        "I want {}.",
        "Make a list of {}.",
        "Write a list of {}.",
        "Write down {}.",
        "Write {}.",
        "List of {}",
        "{}, please",
        "What are {}?",
        "Think of {}.",
        "Show me {}.",
        "Say {}.",
        "Which {} do you know?",
        "Enumerate {}.",
        "Make a numbered list of {}.",
        "Make a numbered list of {}.",
        "Make a numbered list with {}.",
        "Give me a numbered list of {}.",
        "Write a numbered list of {}.",
        "Create a numbered list of {}.",
        "Can you make a numbered list of {}?",
        "I need a numbered list of {}.",
        "Numbered list of {}",
        "numbered list: {}",
        "List {} with numbers.",
        "List {}, numbered.",
        "{} as a numbered list",
        "Name {} in a numbered list.",
        "{}, numbered",
        "Number {}.",
        "An ordered list of {}.",
    ],
    held_out: &[
        "Please list {}.",
        "Would you name {}?",
        "I would like a list of {}.",
        "Please give me {}.",
        "Let me have a numbered list of {}.",
        "Can you write {} as a numbered list?",
        "Name {}, numbered.",
    ],
};

const ASK_BULLETED: Phrasings = Phrasings {
    train: &[
        "Make a bullet list of {}.",
        "Make a bulleted list of {}.",
        "Give me a bullet list of {}.",
        "Give me {} as bullet points.",
        "List {} as bullet points.",
        "List {} with bullets.",
        "Name {} in bullet points.",
        "Write {} as bullet points.",
        "{} as bullet points",
        "Bullet points: {}",
        "Bullet list of {}",
        "{} in bullets",
        "Can you make a bullet list of {}?",
        "I need a bullet list of {}.",
    ],
    held_out: &[
        "Please write a bullet list of {}.",
        "Use bullet points for {}.",
        "Show me {} in bullet points.",
    ],
};

/// A request with a slot for what is asked for ("three fruits"), and the things that answer it.
pub(super) struct KnownList {
    pub(super) numbered: bool,
    pub(super) request: String,
    pub(super) content: String,
    pub(super) things: Vec<String>,
}

impl KnownList {
    /// One list of the split: what is asked for is known, and only the request is new.
    pub(super) fn draw(split: Split, draw: &mut Draw) -> Self {
        let kind = draw.pick(KINDS);
        let count = 2 + draw.below(kind.members.len() - 1);
        let numbered = draw.chance(0.8);
        let ask = if numbered { ASK } else { ASK_BULLETED };
        let (count, number) = match draw.below(10) {
            0 => (3, (*draw.pick(&["some", "a few"])).to_owned()),
            1..6 => (count, spelled(count as i32)),
            _ => (count, count.to_string()),
        };
        Self {
            numbered,
            request: ask.draw(split, draw).to_owned(),
            content: format!("{number} {}", draw.pick(kind.names)),
            things: kind.members[..count]
                .iter()
                .map(|&thing| thing.to_owned())
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn what_is_asked_for_has_one_answer() {
        let mut seen: HashMap<String, Vec<String>> = HashMap::new();
        let mut draw = Draw::new(&[8]);
        for _ in 0..5000 {
            let KnownList {
                content, things, ..
            } = KnownList::draw(Split::Train, &mut draw);
            let known = seen.entry(content.clone()).or_insert(things.clone());
            assert_eq!(*known, things, "{content}");
        }
    }
}
