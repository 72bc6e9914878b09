//! Stories with one product: so many on each shelf, in each row, every day, and what everybody knows of each.

use super::Family;
use super::lists::{FACTOR, MONEY, NOWHERE, UNUSED};
use super::steps::times;

const IN_ROWS: &[&str] = &[
    "chair", "seat", "tree", "desk", "plant", "flower", "stone", "car",
];

/// What each of the places has so many of, without its being said.
const fn known(
    each: i32,
    things: &'static [&'static str],
    places: &'static [&'static str],
) -> Family {
    Family {
        wordings: &[
            "How many {is} do {a} {places} have?",
            "How many {is} do {a} {places} have in total?",
            "How many {is} do {a} {places} have altogether?",
            "{a} {places}. How many {is}?",
            "There are {a} {places}. How many {is} do they have together?",
            "If there are {a} {places}, how many {is} do they have in all?",
            "{n} sees {a} {places}. How many {is} do the {places} have?",
            "{n} counts the {is} of {a} {places}. How many {is} does {he} count?",
            "I see {a} {places}. How many {is} do they have?",
            "A {place} has {b i}. How many {is} do {a} {places} have?",
        ],
        telling: None,
        things,
        places,
        ranges: [FACTOR, (each, each), UNUSED],
        steps: times,
    }
}

pub(super) const SO_MANY_EACH: &[Family] = &[
    known(
        4,
        &["leg"],
        &[
            "dog", "cat", "cow", "horse", "pig", "goat", "sheep", "rabbit", "table", "chair",
        ],
    ),
    known(
        2,
        &["leg"],
        &["hen", "duck", "bird", "chicken", "child", "person"],
    ),
    known(2, &["ear", "eye"], &["dog", "cat", "horse", "child", "cow"]),
    known(4, &["wheel"], &["car"]),
    known(2, &["wheel"], &["bike", "bicycle"]),
    known(5, &["finger"], &["hand"]),
    Family {
        wordings: &[
            "There are {a} {places} with {b i} on each. How many {is} are there?",
            "There are {a} {places}. Each {place} has {b i} on it. How many {is} are there in all?",
            "On every {place} are {b i}. How many {is} are on {a} {places}?",
            "If {b i} lie on each {place}, how many {is} lie on {a} {places}?",
            "In a shop are {a} {places} with {b i} on each. How many {is} is that in total?",
            "{n} puts {b i} on each of {a} {places}. How many {is} does {he} need?",
            "I put {b i} on each of {a} {places}. How many {is} are there altogether?",
            "{a} {places}, {b i} on each. Total?",
            "{a} {places} with {b i} on each. How many {is}?",
        ],
        telling: None,
        things: &[
            "apple", "book", "cup", "candle", "cookie", "plate", "bottle", "muffin", "ball", "toy",
            "cake", "pear", "spoon", "box",
        ],
        places: &["shelf", "tray", "table"],
        ranges: [FACTOR, FACTOR, UNUSED],
        steps: times,
    },
    Family {
        wordings: &[
            "There are {a} rows of {b i}. How many {is} are there?",
            "There are {a} rows with {b i} in each row. How many {is} are there in all?",
            "{a} rows of {b i}: how many {is} is that?",
            "In {a} rows are {b i} each. How many {is} are there altogether?",
            "{n} counts {a} rows with {b i} each. How many {is} does {he} count?",
            "{n} sees {b i} in each row. There are {a} rows. How many {is} are there in total?",
            "I see {a} rows of {b i}. How many {is} do I see?",
            "If a row has {b i}, how many {is} are in {a} rows?",
            "{a} rows, {b i} in each. Total?",
        ],
        telling: None,
        things: IN_ROWS,
        places: NOWHERE,
        ranges: [FACTOR, FACTOR, UNUSED],
        steps: times,
    },
    Family {
        wordings: &[
            "{n} reads {b i} a day. How many {is} does {he} read in {a} days?",
            "{n} reads {b i} every day for {a} days. How many {is} does {he} read in all?",
            "{n} reads {b i} each evening. How many {is} does {he} read in {a} evenings?",
            "I read {b i} a day. How many {is} do I read in {a} days?",
            "For {a} days I read {b i} a day. How many {is} is that altogether?",
            "If {n} writes {b i} a day, how many {is} does {he} write in {a} days?",
            "{a} days, {b i} a day. How many {is}?",
        ],
        telling: None,
        things: &["page"],
        places: NOWHERE,
        ranges: [FACTOR, FACTOR, UNUSED],
        steps: times,
    },
    Family {
        wordings: &[
            "{n} saves {b i} a {place}. How much does {he} have after {a} {places}?",
            "{n} saves {b i} every {place} for {a} {places}. How much money does {he} save?",
            "{n} earns {b i} a {place}. How many {is} does {he} earn in {a} {places}?",
            "I save {b i} a {place}. How much do I have after {a} {places}?",
            "I get {b i} every {place}. How much is that in {a} {places}?",
            "If I put away {b i} each {place}, how much have I saved after {a} {places}?",
            "{b i} a {place} for {a} {places}. How much is that in total?",
            "{a} {places}, {b i} a {place}. Total?",
        ],
        telling: None,
        things: MONEY,
        places: &["week", "month", "day"],
        ranges: [FACTOR, FACTOR, UNUSED],
        steps: times,
    },
    Family {
        wordings: &[
            "{a} {places} lay {b i} each. How many {is} is that?",
            "Each {place} lays {b i}. How many {is} do {a} {places} lay?",
            "{n} has {a} {places}, and each lays {b i} a week. How many {is} does {he} get a week?",
            "A farmer has {a} {places}. Every {place} lays {b i}. How many {is} are there in all?",
            "I have {a} {places} and each laid {b i}. How many {is} do I have?",
            "If one {place} lays {b i}, how many {is} do {a} {places} lay altogether?",
            "{a} {places}, {b i} from each. Total?",
        ],
        telling: None,
        things: &["egg"],
        places: &["hen", "duck", "chicken"],
        ranges: [FACTOR, FACTOR, UNUSED],
        steps: times,
    },
    Family {
        wordings: &[
            "How many {is} are there in {a} weeks?",
            "How many {is} are {a} weeks?",
            "{a} weeks: how many {is} is that?",
            "{n} goes away for {a} weeks. How many {is} is that?",
            "My holiday lasts {a} weeks. How many {is} do I have?",
            "If something takes {a} weeks, how many {is} does it take?",
        ],
        telling: None,
        things: &["day"],
        places: NOWHERE,
        ranges: [FACTOR, (7, 7), UNUSED],
        steps: times,
    },
    Family {
        wordings: &[
            "{n} runs {b i} a day. How far does {he} run in {a} days?",
            "{n} walks {b i} every day. How many {is} does {he} walk in {a} days?",
            "I ride {b i} a day. How many {is} do I ride in {a} days?",
            "I walk {b i} each day. How many {is} is that in {a} days?",
            "A round is {b i} long, and {n} runs {a} rounds. How far does {he} run in all?",
            "If a train goes {b i} in a minute, how far does it go in {a} minutes?",
        ],
        telling: None,
        things: &["mile", "kilometre", "km"],
        places: NOWHERE,
        ranges: [FACTOR, FACTOR, UNUSED],
        steps: times,
    },
];
