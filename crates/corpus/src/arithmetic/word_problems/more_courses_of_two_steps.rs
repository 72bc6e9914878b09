//! More stories with two calculations: change from a note, things of three kinds, and what was twice as many.

use super::Family;
use super::lists::{CONTAINERS, FACTOR, FEW, GOODS, NOWHERE, SOME, THINGS, UNUSED};
use super::more_courses::{COLOURED, COLOURS, CURRENCIES, FARM_ANIMALS, FRUITS};
use super::steps::{
    minus_minus, minus_plus, plus_from, plus_minus, plus_plus, times_from, times_plus,
};
use crate::arithmetic::calculation::Calculation;

/// Several of one thing bought with a note.
const fn several_bought_with(note: i32) -> Family {
    Family {
        wordings: &[
            "{n} buys {a} {places} at {b i} each and pays with a {c} {thing} note. How much change does {he} get?",
            "A {place} costs {b i}. {n} buys {a} with a {c} {thing} note. How much does {he} get back?",
            "{n} pays for {a} {places} of {b i} each with a {c} {thing} note. What is {his} change?",
            "I buy {a} {places} for {b i} each and pay with a {c} {thing} note. How much change do I get?",
            "I have a {c} {thing} note and buy {a} {places} at {b i} each. How much do I have left?",
            "If {n} gives {c i} for {a} {places} of {b i} each, how much change is due?",
            "{a} {places} at {b i} each, paid with a {c} {thing} bill. How much is left?",
            "{a} {places}, {b i} each, paid with {c i}. Change?",
        ],
        telling: None,
        things: CURRENCIES,
        places: GOODS,
        ranges: [(2, 6), (1, note / 3), (note, note)],
        steps: times_from,
    }
}

/// Two things bought with a note.
const fn two_bought_with(note: i32) -> Family {
    Family {
        wordings: &[
            "{n} buys a {place} for {a i} and a {other} for {b i} with a {c} {thing} note. How much change does {he} get?",
            "A {place} costs {a i} and a {other} {b i}. {n} buys both and pays with {c i}. What is {his} change?",
            "{n} pays with a {c} {thing} note for a {place} of {a i} and a {other} of {b i}. How much does {he} get back?",
            "I buy a {place} for {a i} and a {other} for {b i} and pay with {c i}. How much change do I get?",
            "I pay {a i} for a {place} and {b i} for a {other} with a {c} {thing} bill. How much do I get back?",
            "If a {place} is {a i} and a {other} {b i}, how much is left of a {c} {thing} note after I buy both?",
            "A {place} for {a i}, a {other} for {b i}, paid with {c i}. Change?",
        ],
        telling: None,
        things: CURRENCIES,
        places: GOODS,
        ranges: [(1, note * 2 / 3), (1, note / 2), (note, note)],
        steps: plus_from,
    }
}

/// Things of three kinds, counted by what all are.
const fn of_three_kinds(things: &'static [&'static str], kinds: &'static [&'static str]) -> Family {
    Family {
        wordings: &[
            "{n} has {a} {places}, {b} {others} and {c} {thirds}. How many {is} does {n} have?",
            "There are {a} {places}, {b} {others} and {c} {thirds}. How many {is} are there in all?",
            "{n} counts {a} {places}, {b} {others} and {c} {thirds}. How many {is} is that?",
            "I have {a} {places}, {b} {others} and {c} {thirds}. How many {is} do I have in total?",
            "I saw {a} {places}, {b} {others} and {c} {thirds}. How many {is} did I see?",
            "A farmer has {a} {places}, {b} {others} and {c} {thirds}. How many {is} altogether?",
            "{a} {places}, {b} {others}, {c} {thirds}. How many {is}?",
        ],
        telling: None,
        things,
        places: kinds,
        ranges: [(2, 40), (2, 30), (2, 30)],
        steps: plus_plus,
    }
}

/// A number, and twice as many again.
fn and_twice_as_many(a: i32, _: i32, _: i32) -> Vec<Calculation> {
    vec![Calculation::times(a, 2), Calculation::plus(a, a * 2)]
}

pub(super) const MORE_COURSES_OF_TWO_STEPS: &[Family] = &[
    several_bought_with(10),
    several_bought_with(20),
    several_bought_with(50),
    two_bought_with(10),
    two_bought_with(20),
    two_bought_with(50),
    of_three_kinds(&["animal"], FARM_ANIMALS),
    of_three_kinds(&["fruit", "piece of fruit"], FRUITS),
    Family {
        wordings: &[
            "{n} has {a} {place}, {b} {other} and {c} white {is}. How many {is} does {he} have?",
            "There are {a} {place}, {b} {other} and {c} white {is} in a box. How many {is} are in it?",
            "I have {a} {place} {is}, {b} {other} ones and {c} white ones. How many {is} do I have?",
            "{a} {is} are {place}, {b} are {other} and {c} are white. How many {is} are there in total?",
            "{a} {place}, {b} {other} and {c} white {is}. How many altogether?",
            "If a bag has {a} {place}, {b} {other} and {c} white {is}, how many {is} are in the bag?",
        ],
        telling: None,
        things: COLOURED,
        places: &["red", "blue", "green", "yellow", "black"],
        ranges: [(2, 40), (2, 30), (2, 30)],
        steps: plus_plus,
    },
    Family {
        wordings: &[
            "{n} has {a} {place} {is} and {b} {other} ones. {c} of them get lost. How many {is} are left?",
            "There are {a} {place} and {b} {other} {is} in a box. {n} takes out {c i}. How many {is} are left in it?",
            "I have {a} {place} and {b} {other} {is} and give away {c} of them. How many {is} do I have left?",
            "A shop has {a} {place} and {b} {other} {is} and sells {c} of them. How many {is} remain?",
            "{a} {place} and {b} {other} {is}, {c} are gone. How many {is} are left?",
        ],
        telling: None,
        things: COLOURED,
        places: COLOURS,
        ranges: [(2, 40), (2, 30), (2, 30)],
        steps: plus_minus,
    },
    Family {
        wordings: &[
            "{n} has {a i} and {m} has twice as many. How many {is} do they have together?",
            "{n} sold {a i} yesterday and twice as many today. How many {is} did {he} sell in all?",
            "{n} found {a i} on Monday and twice as many on Tuesday. How many {is} did {he} find altogether?",
            "I have {a i} and {m} has twice as many. How many {is} do we have together?",
            "I got {a i} last week and twice as many this week. How many {is} did I get in total?",
            "If {m} has twice as many {is} as {n}, who has {a}, how many {is} do they have in all?",
            "{a i} yesterday and twice as many today. How many {is} in total?",
        ],
        telling: None,
        things: THINGS,
        places: NOWHERE,
        ranges: [(2, 40), UNUSED, UNUSED],
        steps: and_twice_as_many,
    },
    Family {
        wordings: &[
            "{n} buys {a} {places} at {b i} each and a bag for {c i}. How much does {he} pay?",
            "A {place} costs {b i} and a bag {c i}. {n} buys {a} {places} and one bag. How much does {he} pay in all?",
            "I buy {a} {places} for {b i} each and a bag for {c i}. How much is that altogether?",
            "I bought {a} {places} at {b i} each and a bag for {c i}. How much did I spend?",
            "If {a} {places} cost {b i} each and a bag {c i}, how much do they cost together?",
            "{a} {places}, {b i} each, and a bag for {c i}. Total?",
        ],
        telling: None,
        things: CURRENCIES,
        places: GOODS,
        ranges: [(2, 9), FACTOR, (2, 40)],
        steps: times_plus,
    },
    Family {
        wordings: &[
            "It was {a i}. It got {b i} warmer and then {c i} colder. How warm is it now?",
            "In the morning it was {a i}. It rose by {b} and then fell by {c}. How warm was it in the end?",
            "The temperature was {a i}, rose by {b i} and fell by {c}. How many {is} is it now?",
            "It is {a i}. If it rises by {b i} and then falls by {c i}, how warm is it?",
            "{a i}, then {b} more, then {c} less. How many {is} now?",
        ],
        telling: None,
        things: &["degree"],
        places: NOWHERE,
        ranges: [(2, 25), (2, 12), (2, 12)],
        steps: plus_minus,
    },
    Family {
        wordings: &[
            "It was {a i}. It got {b i} colder and then {c i} warmer. How warm is it now?",
            "In the evening it was {a i}. It fell by {b} and then rose by {c}. How warm was it in the end?",
            "The temperature was {a i}, fell by {b i} and rose by {c}. How many {is} is it now?",
            "It is {a i}. If it falls by {b i} and then rises by {c i}, how warm is it?",
            "{a i}, then {b} less, then {c} more. How many {is} now?",
        ],
        telling: None,
        things: &["degree"],
        places: NOWHERE,
        ranges: [(5, 30), (2, 12), (2, 12)],
        steps: minus_plus,
    },
    Family {
        wordings: &[
            "A book has {a i}. {n} read {b} yesterday and {c} today. How many {is} are left?",
            "{n}'s book has {a i}. {He} reads {b} on Monday and {c} on Tuesday. How many {is} are left to read?",
            "My book has {a i}. I read {b} yesterday and {c} today. How many {is} do I have left?",
            "I read {b i} and then {c} more of a book with {a i}. How many {is} remain?",
            "Of a book with {a i}, {n} has read {b} and then {c} more. How many {is} are left?",
            "A book of {a i}: {b} read yesterday and {c} today. How many {is} left?",
        ],
        telling: None,
        things: &["page"],
        places: NOWHERE,
        ranges: [(20, 150), SOME, SOME],
        steps: minus_minus,
    },
    Family {
        wordings: &[
            "There are {a} {places} with {b i} in each and {c} more {is} beside them. How many {is} is that in all?",
            "{a} {places}, {b i} in each, and {c} more. How many {is}?",
            "A shop has {a} {places} of {b i} and {c} single {is}. How many {is} does it have altogether?",
            "There are {a} {places} of {b i}. {c} more {is} are on the floor. How many {is} are there in total?",
            "{a} {places} of {b i} and {c} more. Total?",
        ],
        telling: None,
        things: THINGS,
        places: CONTAINERS,
        ranges: [FACTOR, FACTOR, (2, 40)],
        steps: times_plus,
    },
    Family {
        wordings: &[
            "A walk of {a i}, a rest of {b i} and a ride of {c i}. How long is that in all?",
            "{n} waits {a i}, rides the bus for {b i} and walks for {c}. How many {is} does it take {him}?",
            "I read for {a i}, wrote for {b} and played for {c}. How many {is} is that altogether?",
            "A lesson of {a i}, a break of {b} and a game of {c}. How many {is} in total?",
        ],
        telling: None,
        things: &["minute"],
        places: NOWHERE,
        ranges: [(5, 60), FEW, FEW],
        steps: plus_plus,
    },
];
