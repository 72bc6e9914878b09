//! How many of one thing make or belong to another: minutes in an hour, legs of a spider.

use super::asking::{Asking, Fact, Relation};
use crate::draw::Draw;
use crate::phrasing::{Phrasings, upper_first};
use crate::{Dialogue, Skill, Split};

/// A whole with its article, how many, of what.
type Count = (&'static str, &'static str, &'static str);

const MEASURES: &[Count] = &[
    ("a minute", "60", "seconds"),
    ("an hour", "60", "minutes"),
    ("an hour", "3600", "seconds"),
    ("a day", "24", "hours"),
    ("a week", "7", "days"),
    ("a fortnight", "14", "days"),
    ("a fortnight", "2", "weeks"),
    ("a year", "12", "months"),
    ("a year", "52", "weeks"),
    ("a year", "365", "days"),
    ("a year", "4", "seasons"),
    ("a leap year", "366", "days"),
    ("a decade", "10", "years"),
    ("a century", "100", "years"),
    ("a century", "10", "decades"),
    ("a millennium", "1000", "years"),
    ("a second", "1000", "milliseconds"),
    ("a kilometre", "1000", "metres"),
    ("a metre", "100", "centimetres"),
    ("a metre", "1000", "millimetres"),
    ("a metre", "10", "decimetres"),
    ("a centimetre", "10", "millimetres"),
    ("a foot", "12", "inches"),
    ("a yard", "3", "feet"),
    ("a yard", "36", "inches"),
    ("a mile", "5280", "feet"),
    ("a mile", "1760", "yards"),
    ("a kilogram", "1000", "grams"),
    ("a gram", "1000", "milligrams"),
    ("a ton", "1000", "kilograms"),
    ("a pound", "16", "ounces"),
    ("a litre", "1000", "millilitres"),
    ("a litre", "100", "centilitres"),
    ("a gallon", "4", "quarts"),
    ("a dollar", "100", "cents"),
    ("a euro", "100", "cents"),
    ("a circle", "360", "degrees"),
    ("a right angle", "90", "degrees"),
    ("a byte", "8", "bits"),
    ("a chess board", "64", "squares"),
    ("a deck of cards", "52", "cards"),
    ("the alphabet", "26", "letters"),
    ("the English alphabet", "26", "letters"),
    ("a rainbow", "7", "colours"),
    ("the solar system", "8", "planets"),
    ("a football team", "11", "players"),
    ("a soccer team", "11", "players"),
    ("a basketball team", "5", "players"),
    ("a volleyball team", "6", "players"),
];

/// What has parts.
struct Owner {
    name: &'static str,
    /// People ask for spiders as often as for a spider.
    plural: &'static str,
    parts: &'static [(&'static str, &'static str)],
}

const fn o(
    name: &'static str,
    plural: &'static str,
    parts: &'static [(&'static str, &'static str)],
) -> Owner {
    Owner {
        name,
        plural,
        parts,
    }
}

const OWNERS: &[Owner] = &[
    o(
        "a triangle",
        "triangles",
        &[("3", "sides"), ("3", "corners")],
    ),
    o("a square", "squares", &[("4", "sides"), ("4", "corners")]),
    o(
        "a rectangle",
        "rectangles",
        &[("4", "sides"), ("4", "corners")],
    ),
    o(
        "a pentagon",
        "pentagons",
        &[("5", "sides"), ("5", "corners")],
    ),
    o("a hexagon", "hexagons", &[("6", "sides"), ("6", "corners")]),
    o("a heptagon", "heptagons", &[("7", "sides")]),
    o(
        "an octagon",
        "octagons",
        &[("8", "sides"), ("8", "corners")],
    ),
    o(
        "a cube",
        "cubes",
        &[("6", "faces"), ("12", "edges"), ("8", "corners")],
    ),
    o("a die", "dice", &[("6", "faces")]),
    o("a spider", "spiders", &[("8", "legs")]),
    o("an insect", "insects", &[("6", "legs")]),
    o("an ant", "ants", &[("6", "legs")]),
    o("a bee", "bees", &[("6", "legs")]),
    o("a fly", "flies", &[("6", "legs")]),
    o(
        "a butterfly",
        "butterflies",
        &[("4", "wings"), ("6", "legs")],
    ),
    o("a crab", "crabs", &[("10", "legs")]),
    o("an octopus", "octopuses", &[("8", "arms")]),
    o("a dog", "dogs", &[("4", "legs")]),
    o("a cat", "cats", &[("4", "legs"), ("2", "eyes")]),
    o("a horse", "horses", &[("4", "legs")]),
    o("a cow", "cows", &[("4", "legs")]),
    o("an elephant", "elephants", &[("4", "legs")]),
    o("a bird", "birds", &[("2", "legs"), ("2", "wings")]),
    o("a chicken", "chickens", &[("2", "legs"), ("2", "wings")]),
    o("a snake", "snakes", &[("0", "legs")]),
    o(
        "a human",
        "humans",
        &[
            ("2", "legs"),
            ("2", "eyes"),
            ("10", "fingers"),
            ("10", "toes"),
        ],
    ),
    o("a hand", "hands", &[("5", "fingers")]),
    o("a bicycle", "bicycles", &[("2", "wheels")]),
    o("a bike", "bikes", &[("2", "wheels")]),
    o("a motorcycle", "motorcycles", &[("2", "wheels")]),
    o("a tricycle", "tricycles", &[("3", "wheels")]),
    o("a car", "cars", &[("4", "wheels")]),
    o("a violin", "violins", &[("4", "strings")]),
    o("a cello", "cellos", &[("4", "strings")]),
    o("a guitar", "guitars", &[("6", "strings")]),
    o("a piano", "pianos", &[("88", "keys")]),
];

/// Words for a number of things.
const WORDS: &[(&str, &str)] = &[
    ("a dozen", "12"),
    ("half a dozen", "6"),
    ("two dozen", "24"),
    ("a pair", "2"),
    ("a couple", "2"),
    ("a score", "20"),
    ("a gross", "144"),
];

#[rustfmt::skip]
const MEASURE: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "How many {parts} are in {}?", "How many {parts} are in {}?",
                "How many {parts} are there in {}?", "How many {parts} in {}?",
                "How many {parts} does {} have?", "How many {parts} does {} have?",
                "How many {parts} has {}?", "How many {parts} make {}?", "{} has how many {parts}?",
                "{} in {parts}?", "{} in {parts}", "{parts} in {}", "{parts} in {}?",
                "{parts} per {whole}", "How many {parts} per {whole}?",
                "{whole}: how many {parts}?", "In {}, how many {parts} are there?",
                "How many {parts} belong to {}?", "How many {parts} do you find in {}?",
                "What number of {parts} does {} have?", "Count the {parts} in {}.",
                "How many {parts} does {} contain?", "How many {parts} does {} consist of?",
                "How many {parts} does {} comprise?", "How many {parts} does {} include?",
                "How many {parts} make up {}?", "How many {parts} go into {}?",
                "How many {parts} fit into {}?", "How many {parts} form {}?",
                "How many {parts} are contained in {}?", "How many {parts} are needed for {}?",
                "How many {parts} do I need for {}?", "How many {parts} does one {whole} have?",
                "How many {parts} make one {whole}?", "How many {parts} equal {}?",
                "how many {parts} {}", "{} contains how many {parts}?",
                "{} consists of how many {parts}?",
                "{} comprises how many {parts}?", "{} equals how many {parts}?",
                "{} is made up of how many {parts}?", "{} is the same as how many {parts}?",
                "{} = ? {parts}", "{} to {parts}", "{} into {parts}", "{} expressed in {parts}?",
                "{whole} {parts}", "{whole} to {parts}", "number of {parts} in {}",
                "number of {parts} per {whole}", "There are how many {parts} in {}?",
                "The number of {parts} in {} is", "What's the total number of {parts} in {}?",
                "What is {} in {parts}?", "Convert {} to {parts}.", "Convert {} into {parts}.",
                "Express {} in {parts}.", "If I have {}, how many {parts} is that?",
                "If I split {} into {parts}, how many are there?",
                "Per {whole}, how many {parts} are there?",
                "How many {parts} can I find in {}?",
                "How many {parts} do we have in {}?", "How many {parts} go to {}?",
            ],
            held_out: &[
                "How many {parts} will I find in {}?",
                "{} is how many {parts}?",
                "What is the count of {parts} in {}?",
                "How many {parts} are there to {}?",
                "How many {parts} do you have in {}?",
            ],
        },
        things: &[
            "the number of {parts} in {}", "the number of {parts} per {whole}",
            "the number of {parts} that make up {}", "the number of {parts} {} contains",
        ],
        clauses: &[
            "how many {parts} are in {}", "how many {parts} there are in {}",
            "how many {parts} {} has", "how many {parts} make up {}",
            "how many {parts} {} contains", "how many {parts} a full {whole} has",
        ],
    },
    fact: measure,
};

#[rustfmt::skip]
const PARTS: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "How many {parts} {does} {} have?", "How many {parts} {does} {} have?",
                "How many {parts} {does} {} have?", "How many {parts} {has} {}?",
                "How many {parts} {has} {} got?", "{} {has} how many {parts}?", "{parts} of {}",
                "{parts} of {}?", "{whole} {parts}", "{whole}: how many {parts}?",
                "How many {parts} are there on {whole_a}?", "How many {parts} are on {whole_a}?",
                "How many {parts} belong to {whole_a}?", "How many {parts} on {whole_a}?",
                "What number of {parts} {does} {} have?", "Count the {parts} of {whole_a}.",
                "With how many {parts} {does} {} come?", "How many {parts} {does} {} possess?",
                "How many {parts} {does} {} usually have?",
                "How many {parts} {does} {} normally have?",
                "How many {parts} does every {whole} have?",
                "How many {parts} does one {whole} have?",
                "How many {parts} does a normal {whole} have?",
                "How many {parts} does a single {whole} have?",
                "How many {parts} do we find on {whole_a}?",
                "How many {parts} must I draw for {whole_a}?",
                "How many {parts} make up {whole_a}?", "how many {parts} {}",
                "{} usually {has} how many {parts}?", "{} normally {has} how many {parts}?",
                "{} {has} what number of {parts}?", "{}: {parts}?", "{}: number of {parts}?",
                "{whole} number of {parts}", "{parts} on {whole_a}",
                "number of {parts} on {whole_a}", "number of {parts} {} {has}",
                "The number of {parts} on {whole_a} is",
                "What's the usual number of {parts} of {whole_a}?",
                "Each {whole} has how many {parts}?", "Every {whole} has how many {parts}?",
                "One {whole} has how many {parts}?",
                "Draw {whole_a}. How many {parts} does it need?",
                "Think of {whole_a}. How many {parts} does it have?",
                "I am drawing {whole_a}. How many {parts} must it have?",
                "I see {whole_a}. How many {parts} does it have?",
                "If I draw {whole_a}, how many {parts} do I draw?",
                "In total, how many {parts} {does} {} have?", "{}, how many {parts}?",
                "{whole} {parts}?", "{parts} on {whole_a}?",
                "How many {parts} do you see on {whole_a}?",
                "How many {parts} should {} have?",
                "What is the full count of {parts} on {whole_a}?",
            ],
            held_out: &[
                "How many {parts} can you count on {whole_a}?",
                "{} {has} got how many {parts}?",
                "What is the count of {parts} of {whole_a}?",
                "How many {parts} would {} have?",
            ],
        },
        things: &[
            "the number of {parts} of {}", "the number of {parts} {} {has}",
            "the usual number of {parts} of {whole_a}", "the total number of {parts} of {whole_a}",
        ],
        clauses: &[
            "how many {parts} {} {has}", "how many {parts} {} {has} got",
            "how many {parts} there are on {whole_a}", "how many {parts} every {whole} has",
            "how many {parts} {} usually {has}",
        ],
    },
    fact: parts,
};

#[rustfmt::skip]
const WORD: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "How many is {}?", "How many are {}?", "How many are in {}?", "How much is {}?",
                "What number is {}?", "What is {}?", "How much is {}, as a number?",
                "How many things are in {}?", "How many things are {}?", "How many eggs are in {}?",
                "How many eggs are {}?", "How many eggs do I get if I buy {}?",
                "How many pieces are in {}?", "What does {} mean as a number?", "{} is how many?",
                "{} is", "{} as a number", "{} equals what number?", "{} stands for which number?",
                "{} in figures", "{} in digits?", "{}, as a figure?", "{}: how many?",
                "How many eggs make {}?", "How many objects does {} contain?",
                "How many units is {}?", "How many do I get if I order {}?",
                "How many exactly is {}?", "How large a number is {}?", "What quantity is {}?",
                "What amount is {}?", "What number does {} stand for?", "What is {} in figures?",
                "If I buy {}, how many do I have?",
                "If somebody asks for {}, how many do they want?",
                "I ordered {}. How many will come?", "I need {}. How many is that?",
                "Write {} as a number.", "Write {} in figures.", "Convert {} to a number.",
            ],
            held_out: &[
                "How many items are in {}?",
                "{} means how many?",
                "Which number is {}?",
                "How many does {} mean?",
            ],
        },
        things: &[
            "the number of things in {}", "the number of eggs in {}",
            "the number that {} stands for", "{} as a number",
        ],
        clauses: &[
            "how many {} is", "how many are in {}", "how much {} is", "how many things {} is",
            "what number {} stands for",
        ],
    },
    fact: word,
};

/// The name without its article.
fn bare(name: &str) -> &str {
    ["a ", "an ", "the "]
        .iter()
        .find_map(|article| name.strip_prefix(article))
        .unwrap_or(name)
}

/// The American spelling now and then, and always the one that the other words of the question have.
fn spelled(text: &str, american: bool) -> String {
    if american {
        text.replace("metre", "meter")
            .replace("litre", "liter")
            .replace("colour", "color")
    } else {
        text.to_owned()
    }
}

fn answer(whole: &str, count: &str, parts: &str) -> String {
    let leap = if (whole, parts) == ("a year", "days") {
        ", and 366 in a leap year"
    } else {
        ""
    };
    upper_first(&format!("{whole} has {count} {parts}{leap}."))
}

fn measure(draw: &mut Draw) -> Fact {
    let (whole, count, parts) = *draw.pick(MEASURES);
    let american = draw.chance(0.5);
    let noun = spelled(bare(whole), american);
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
    let owner = draw.pick(OWNERS);
    let (whole, plural) = (owner.name, owner.plural);
    let (count, parts) = *draw.pick(owner.parts);
    let (asked, has, does) = if draw.chance(0.3) {
        (plural, "have", "do")
    } else {
        (whole, "has", "does")
    };
    Fact::of(asked, answer(whole, count, parts))
        .with("{has}", has)
        .with("{does}", does)
        .with("{whole_a}", whole)
        .with("{whole}", bare(whole))
        .with("{parts}", parts)
}

fn word(draw: &mut Draw) -> Fact {
    let (word, number) = *draw.pick(WORDS);
    Fact::of(word, upper_first(&format!("{word} is {number}.")))
}

/// "How many minutes are in an hour?"
pub(super) struct Units;

impl Skill for Units {
    fn name(&self) -> &'static str {
        "units"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let relation = match draw.below(20) {
            0..10 => MEASURE,
            10..19 => PARTS,
            _ => WORD,
        };
        relation.dialogue(split, draw)
    }
}
