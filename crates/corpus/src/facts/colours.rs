//! Colours: of things, and of paints that are mixed.

use super::asking::{Asking, Fact, Relation};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

/// A thing, its plural (empty where people use none), its colour.
const THINGS: &[(&str, &str, &str)] = &[
    ("grass", "", "green"),
    ("the sky", "", "blue"),
    ("the sea", "", "blue"),
    ("the ocean", "", "blue"),
    ("the sun", "", "yellow"),
    ("snow", "", "white"),
    ("coal", "", "black"),
    ("charcoal", "", "black"),
    ("blood", "", "red"),
    ("milk", "", "white"),
    ("chocolate", "", "brown"),
    ("coffee", "", "brown"),
    ("wood", "", "brown"),
    ("soil", "", "brown"),
    ("salt", "", "white"),
    ("sugar", "", "white"),
    ("rice", "", "white"),
    ("flour", "", "white"),
    ("cotton", "", "white"),
    ("paper", "", "white"),
    ("butter", "", "yellow"),
    ("corn", "", "yellow"),
    ("broccoli", "", "green"),
    ("spinach", "", "green"),
    ("lettuce", "", "green"),
    ("ash", "", "grey"),
    ("a banana", "bananas", "yellow"),
    ("a lemon", "lemons", "yellow"),
    ("a lime", "limes", "green"),
    ("an orange", "oranges", "orange"),
    ("a carrot", "carrots", "orange"),
    ("a pumpkin", "pumpkins", "orange"),
    ("a tomato", "tomatoes", "red"),
    ("a strawberry", "strawberries", "red"),
    ("a cherry", "cherries", "red"),
    ("a raspberry", "raspberries", "red"),
    ("a blueberry", "blueberries", "blue"),
    ("a plum", "plums", "purple"),
    ("an eggplant", "eggplants", "purple"),
    ("a cucumber", "cucumbers", "green"),
    ("a pea", "peas", "green"),
    ("an avocado", "avocados", "green"),
    ("a leaf", "leaves", "green"),
    ("a frog", "frogs", "green"),
    ("a crocodile", "crocodiles", "green"),
    ("a sunflower", "sunflowers", "yellow"),
    ("a canary", "canaries", "yellow"),
    ("a chick", "chicks", "yellow"),
    ("a polar bear", "polar bears", "white"),
    ("a swan", "swans", "white"),
    ("a cloud", "clouds", "white"),
    ("a bone", "bones", "white"),
    ("a tooth", "teeth", "white"),
    ("a flamingo", "flamingos", "pink"),
    ("a pig", "pigs", "pink"),
    ("a crow", "crows", "black"),
    ("a raven", "ravens", "black"),
    ("a tyre", "tyres", "black"),
    ("an elephant", "elephants", "grey"),
    ("a dolphin", "dolphins", "grey"),
    ("a rhinoceros", "rhinoceroses", "grey"),
    ("a fire engine", "fire engines", "red"),
    ("a fire truck", "fire trucks", "red"),
    ("a stop sign", "stop signs", "red"),
    ("a ruby", "rubies", "red"),
    ("an emerald", "emeralds", "green"),
    ("a sapphire", "sapphires", "blue"),
];

/// Two paints and what they make together.
const MIXTURES: &[(&str, &str, &str)] = &[
    ("blue", "yellow", "green"),
    ("red", "yellow", "orange"),
    ("red", "blue", "purple"),
    ("red", "white", "pink"),
    ("black", "white", "grey"),
    ("red", "green", "brown"),
    ("orange", "blue", "brown"),
    ("purple", "yellow", "brown"),
    ("blue", "white", "light blue"),
    ("green", "white", "light green"),
    ("blue", "black", "dark blue"),
    ("green", "black", "dark green"),
    ("red", "black", "dark red"),
];

/// How many of the mixtures, from the first, are the usual way to make their colour.
const USUAL: usize = 5;

#[rustfmt::skip]
pub(super) const COLOUR: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What {colour} {is} {}?", "What {colour} {is} {}?", "What {colour} {is} {}?",
                "Which {colour} {is} {}?", "What {colour} {does} {} have?",
                "Which {colour} {does} {} have?", "What is the {colour} of {}?",
                "What is the {colour} of {}?", "What's the {colour} of {}?", "{colour} of {}",
                "{colour} of {}?", "{} {colour}", "{}: {colour}?", "{} {is} which {colour}?",
                "{} {is} what {colour}?", "What {colour} {is} {} usually?",
                "What {colour} {is} {} normally?", "In which {colour} would you paint {}?",
                "I want to draw {}. Which {colour} do I need?",
                "I am painting {}. Which {colour} should I take?", "Name the {colour} of {}.",
                "What hue {is} {}?", "What hue {does} {} have?", "What is the hue of {}?",
                "What shade {is} {}?", "What is the shade of {}?", "Which shade {does} {} have?",
                "What tint {does} {} have?", "What {colour} {does} {} come in?",
                "What {colour} do you think of when you think of {}?",
                "What {colour} do people associate with {}?",
                "What {colour} do we see when we look at {}?",
                "What {colour} should {} have in my picture?", "What paint do I need for {}?",
                "What's the normal {colour} of {}?", "Which {colour} describes {}?",
                "Which {colour} crayon do I need for {}?",
                "Which {colour} pencil should I take for {}?",
                "Which {colour} should I use to paint {}?", "With which {colour} do I paint {}?",
                "{} {is} of which {colour}?", "{} {has} which {colour}?", "{} {has} what {colour}?",
                "{} {has} the {colour}", "{} {is} usually what {colour}?",
                "{} {is} normally which {colour}?", "{} - what {colour}?", "{}: which {colour}?",
                "The {colour} of {}?", "The {colour} of {} is", "The usual {colour} of {} is",
                "what {colour} {is} {} in real life",
                "I'm painting {}; which {colour} should I pick?",
                "I paint {}. Which {colour} must I choose?",
                "I'd like to sketch {}. What {colour} fits?",
                "I see {}. What {colour} {is} it usually?",
                "My child wants to paint {}. Which {colour} should we buy?",
                "If I paint {}, which {colour} should I choose?",
                "If you think of {}, what {colour} do you see?",
                "When you picture {}, what {colour} comes to mind?",
                "Imagine {}. What {colour} do you see?", "Choose a {colour} for {}.",
                "State the {colour} of {}.", "Say what {colour} {} {has}.", "{colour} {}",
                "I'm drawing {}. Which {colour} should I use?",
                "I draw {}. What {colour} do I need?", "What {colour} {is} {} generally?",
                "What {colour} {is} {} mostly?",
                "What {colour} {is} {} commonly?", "Which {colour} {is} {} in most cases?",
                "What {colour} might {} be?",
                "Of which {colour} {is} {}?", "Which {colour} {is} {} mostly?",
                "Typically, what {colour} {is} {}?", "Usually {} {is} what {colour}?",
            ],
            held_out: &[
                "Of what {colour} {is} {}?",
                "What {colour} would {} be?",
                "Which {colour} {is} {} usually?",
                "I'm drawing {}. What {colour} do I need?",
                "What {colour} {is} {} typically?",
            ],
        },
        things: &[
            "the {colour} of {}", "the usual {colour} of {}", "the typical {colour} of {}",
            "the normal {colour} of {}", "the hue of {}", "the {colour} that {} usually {has}",
        ],
        clauses: &[
            "what {colour} {} {is}", "which {colour} {} {is}", "which {colour} {} {has}",
            "what {colour} {} {has}", "what the {colour} of {} is",
            "which {colour} I need to paint {}",
        ],
    },
    fact: colour,
};

#[rustfmt::skip]
const MIXTURE: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What do {} and {b} make?", "What do {} and {b} make?",
                "What {colour} do {} and {b} make?", "Which {colour} do {} and {b} make?",
                "What do you get if you mix {} and {b}?",
                "What do you get when you mix {} and {b}?",
                "What {colour} do you get if you mix {} and {b}?",
                "What happens if I mix {} with {b}?", "If I mix {} and {b}, what do I get?",
                "I mix {} and {b}. Which {colour} do I get?",
                "Which {colour} comes from {} and {b}?", "Mix {} and {b}.", "mix {} with {b}",
                "mixing {} and {b}", "{} and {b} make", "{} and {b} make what?", "{} and {b} mixed",
                "{} mixed with {b}", "{} + {b}", "{} + {b} = ?", "What is {} plus {b}?",
                "What is {} and {b} mixed?", "What do {} and {b} give?",
                "What {colour} is {} mixed with {b}?", "Combine {} and {b}.",
                "Combining {} with {b} gives", "combine {} and {b}, what {colour}?",
                "Blend {} and {b}.", "Blending {} with {b} gives which {colour}?",
                "blend of {} and {b}", "Stir {} paint into {b} paint. What {colour} is it now?",
                "Add {} to {b} paint. Which {colour} results?",
                "If I combine {} and {b}, which {colour} results?",
                "If you blend {} with {b}, what {colour} appears?",
                "If {} paint is mixed with {b} paint, what is the result?",
                "When {} meets {b} on the palette, what {colour} is it?",
                "When I stir {} and {b} together, what {colour} comes out?",
                "I have {} paint and {b} paint. What {colour} can I make of them?",
                "I poured {} paint into {b} paint. What {colour} is it now?",
                "I blended {} and {b}; what is the result?", "What is the result of {} and {b}?",
                "What results from {} and {b}?", "What {colour} results from {} and {b}?",
                "What {colour} is a mix of {} and {b}?",
                "What {colour} is the blend of {} and {b}?",
                "What {colour} can be made with {} and {b}?",
                "What {colour} will {} paint with {b} paint be?",
                "What do I obtain by combining {} with {b}?",
                "Which {colour} is produced by {} and {b}?",
                "Which {colour} is formed by {} and {b}?",
                "Which {colour} is a mixture of {} and {b}?", "{} plus {b}", "{} plus {b} is",
                "{} plus {b} gives what {colour}?", "{} with {b} gives",
                "{} with {b} makes which {colour}?", "{} and {b} combined",
                "{} and {b} combined give which {colour}?", "{} and {b} blended make",
                "{} and {b} produce which {colour}?", "{} and {b}: what {colour}?",
                "{} paint and {b} paint make which {colour}?",
                "{} paint mixed into {b} paint makes", "mixture of {} and {b}", "mix of {} and {b}",
            ],
            held_out: &[
                "What {colour} do you get from {} and {b}?",
                "What does mixing {} and {b} make?",
                "Which {colour} do I get when I mix {} with {b}?",
                "{} and {b} together make?",
                "What is {} mixed with {b}?",
            ],
        },
        things: &[
            "the mixture of {} and {b}", "the {colour} that {} and {b} make",
            "the result of mixing {} with {b}", "the {colour} made of {} and {b}",
        ],
        clauses: &[
            "what {} and {b} make", "which {colour} {} and {b} make",
            "what you get if you mix {} and {b}", "what happens if I mix {} with {b}",
            "what {colour} {} and {b} give", "which {colour} results from {} and {b}",
            "what I get if I combine {} and {b}",
        ],
    },
    fact: mixture,
};

#[rustfmt::skip]
const INGREDIENTS: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "Which {colour}s make {}?", "What {colour}s make {}?",
                "Which two {colour}s make {}?", "How do I make {}?", "How do you make {}?",
                "How do I mix {}?", "How can I get {} paint?", "How do I get the {colour} {}?",
                "Which {colour}s do I mix to get {}?", "What do I have to mix for {}?",
                "What {colour}s do you need for {}?", "What makes {}?",
                "{} is made of which {colour}s?", "{} is a mixture of",
                "{} can be made from which {colour}s?", "{} consists of which two {colour}s?",
                "{} is a mix of which {colour}s?", "{} is a blend of which {colour}s?",
                "{} comes from which {colour}s?", "{} is produced by mixing",
                "{} is made by mixing which {colour}s?", "{}: which {colour}s do I mix?",
                "{} paint: how do I mix it?", "{} from two {colour}s?", "how to make {}",
                "how to make {} paint", "how to get {} by mixing", "mixing {}",
                "How can {} be mixed from other {colour}s?", "How would you produce {} paint?",
                "How is {} paint made?", "How do painters make {}?", "What is {} made of?",
                "What is {} a mixture of?", "What do I combine to obtain {}?",
                "What two paints give {}?", "What {colour}s go into {}?",
                "What {colour}s are in {}?", "What {colour}s give {} when combined?",
                "Which paints make {}?", "Which two paints do I need for {}?",
                "Which two {colour}s give {}?", "Which {colour}s must be blended for {}?",
                "From which {colour}s can I make {}?", "Out of which {colour}s is {} mixed?",
                "I ran out of {} paint. Which {colour}s can I mix instead?",
                "I have no {} paint. How do I make it?",
                "I need {} paint. Which {colour}s should I mix?",
                "If I want {}, which {colour}s do I blend?", "Make {} from two {colour}s.",
            ],
            held_out: &[
                "What two {colour}s make {}?",
                "Which {colour}s do you mix to make {}?",
                "How is {} mixed?",
            ],
        },
        things: &[
            "the two {colour}s that make {}", "the {colour}s that make {}",
            "the two {colour}s that give {}", "the mixture that makes {}",
        ],
        clauses: &[
            "which {colour}s make {}", "how I make {}", "how to mix {}",
            "what I need to mix for {}", "which two {colour}s give {}", "what {} is a mixture of",
            "how {} paint is made",
        ],
    },
    fact: ingredients,
};

/// The British or the American spelling.
fn spelled(draw: &mut Draw) -> &'static str {
    draw.pick::<&str>(&["color", "color", "colour"])
}

fn colour(draw: &mut Draw) -> Fact {
    let (thing, plural, colour) = *draw.pick(THINGS);
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
        Fact::of(asked, answer)
            .with("{is}", "is")
            .with("{has}", "has")
            .with("{does}", "does")
    };
    fact.with("{colour}", spelled(draw))
}

fn mixture(draw: &mut Draw) -> Fact {
    let (mut one, mut other, result) = *draw.pick(MIXTURES);
    if draw.chance(0.5) {
        (one, other) = (other, one);
    }
    Fact::of(one, made(one, other, result))
        .with("{b}", other)
        .with("{colour}", spelled(draw))
}

fn ingredients(draw: &mut Draw) -> Fact {
    let (one, other, result) = *draw.pick(&MIXTURES[..USUAL]);
    Fact::of(result, made(one, other, result)).with("{colour}", spelled(draw))
}

fn made(one: &str, other: &str, result: &str) -> String {
    format!("Mixing {one} and {other} makes {result}.")
}

/// "What colour is grass?"
pub(super) struct Colours;

impl Skill for Colours {
    fn name(&self) -> &'static str {
        "colours"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let relation = match draw.below(10) {
            0..6 => COLOUR,
            6..9 => MIXTURE,
            _ => INGREDIENTS,
        };
        relation.dialogue(split, draw)
    }
}
