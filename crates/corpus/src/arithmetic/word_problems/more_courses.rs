//! More stories with one calculation: change from a note, things of several kinds counted together, parts of a whole,
//! times and temperatures.

use super::Family;
use super::lists::{FEW, GOODS, NOWHERE, PEOPLE, SOME, UNUSED, VEHICLES};
use super::steps::{minus, minus_from, plus};

pub(super) const CURRENCIES: &[&str] = &["dollar", "euro", "pound"];
pub(super) const FARM_ANIMALS: &[&str] = &[
    "cow", "sheep", "pig", "goat", "horse", "hen", "duck", "rabbit", "goose", "donkey",
];
pub(super) const FRUITS: &[&str] = &[
    "apple", "pear", "banana", "orange", "plum", "peach", "lemon", "cherry", "mango",
];
const FLOWERS: &[&str] = &["rose", "tulip", "sunflower", "daffodil", "violet"];
const PETS: &[&str] = &["cat", "dog", "rabbit", "hamster", "parrot", "fish", "mouse"];
const TOYS: &[&str] = &["ball", "doll", "puzzle", "toy car", "teddy bear", "kite"];
const VEGETABLES: &[&str] = &["carrot", "onion", "pepper", "cucumber", "cabbage", "turnip"];
const ON_THE_ROAD: &[&str] = &["car", "bus", "truck", "van", "bike", "tractor"];
const GROWN_UPS_AND_CHILDREN: &[&str] = &["man", "woman", "child"];
pub(super) const COLOURS: &[&str] = &["red", "blue", "green", "yellow", "white", "black"];
pub(super) const COLOURED: &[&str] = &[
    "marble", "ball", "balloon", "pen", "pencil", "button", "bead", "flower", "hat", "cup", "book",
    "sticker", "candle", "car", "crayon", "block",
];

/// One thing bought with a note.
const fn bought_with(note: i32) -> Family {
    Family {
        wordings: &[
            "{n} pays for a {place} of {a i} with a {b} {thing} note. How much change does {he} get?",
            "A {place} costs {a i}. {n} pays with a {b} {thing} note. How much does {he} get back?",
            "{n} buys a {place} for {a i} and hands over a {b} {thing} note. What is {his} change?",
            "{n} gave the seller a {b} {thing} note for a {place} of {a i}. How much change was there?",
            "{n} has a {b} {thing} note and buys a {place} for {a i}. How much does {he} have left?",
            "I pay for a {place} of {a i} with a {b} {thing} note. How much change do I get?",
            "I bought a {place} for {a i} and paid with {b i}. How much did I get back?",
            "If a {place} is {a i} and I pay with a {b} {thing} bill, how much change is due?",
            "I have a {b} {thing} note and the {place} costs {a i}. How much will I have left?",
            "A {place} for {a i}, paid with {b i}. Change?",
        ],
        telling: None,
        things: CURRENCIES,
        places: GOODS,
        ranges: [(1, note - 1), (note, note), UNUSED],
        steps: minus_from,
    }
}

/// Somebody's things of two kinds, counted by what both are.
const fn of_two_kinds(things: &'static [&'static str], kinds: &'static [&'static str]) -> Family {
    Family {
        wordings: &[
            "{n} has {a} {places} and {b} {others}. How many {is} does {n} have?",
            "{n} has {a} {places} and {b} {others}. How many {is} does {he} have in all?",
            "{n} bought {a} {places} and {b} {others}. How many {is} did {he} buy altogether?",
            "I have {a} {places} and {b} {others}. How many {is} do I have in total?",
            "I counted {a} {places} and {b} {others}. How many {is} is that?",
            "There are {a} {places} and {b} {others}. How many {is} are there?",
            "If there are {a} {places} and {b} {others}, how many {is} are there in all?",
            "{n} has {a} {places}, {m} has {b} {others}. How many {is} do they have together?",
            "A shop has {a} {places} and {b} {others}. What is the total number of {is}?",
            "{a} {places} and {b} {others}: how many {is}?",
            "{a} {places}, {b} {others}. How many {is} altogether?",
        ],
        telling: None,
        things,
        places: kinds,
        ranges: [SOME, (2, 30), UNUSED],
        steps: plus,
    }
}

pub(super) const MORE_COURSES: &[Family] = &[
    bought_with(5),
    bought_with(10),
    bought_with(20),
    bought_with(50),
    bought_with(100),
    of_two_kinds(&["fruit", "piece of fruit"], FRUITS),
    of_two_kinds(&["flower"], FLOWERS),
    of_two_kinds(&["pet", "animal"], PETS),
    of_two_kinds(&["toy"], TOYS),
    of_two_kinds(&["vegetable"], VEGETABLES),
    Family {
        wordings: &[
            "A farm has {a} {places} and {b} {others}. How many {is} are there?",
            "A farmer has {a} {places} and {b} {others}. How many {is} does the farmer have in all?",
            "On a farm live {a} {places} and {b} {others}. How many {is} live there?",
            "{n} saw {a} {places} and {b} {others} in a field. How many {is} did {he} see?",
            "There are {a} {places} and {b} {others} in the yard. How many {is} are in the yard?",
            "I saw {a} {places} and {b} {others} today. How many {is} did I see in total?",
            "We keep {a} {places} and {b} {others}. How many {is} do we keep?",
            "A barn with {a} {places} and {b} {others}. How many {is}?",
        ],
        telling: None,
        things: &["animal"],
        places: FARM_ANIMALS,
        ranges: [SOME, (2, 30), UNUSED],
        steps: plus,
    },
    Family {
        wordings: &[
            "A bowl has {a} {places} and {b} {others} in it. How many {is} are in the bowl?",
            "In a basket lie {a} {places} and {b} {others}. How many {is} are in the basket?",
            "There are {a} {places} and {b} {others} on the table. How many {is} are on the table?",
            "{n} picked {a} {places} and {b} {others}. How many {is} did {he} pick in all?",
            "{n} puts {a} {places} and {b} {others} into a bag. How many {is} are in the bag now?",
            "I put {a} {places} and {b} {others} into a bowl. How many {is} are in it?",
            "A bowl with {a} {places} and {b} {others}. How many {is} in total?",
        ],
        telling: None,
        things: &["fruit", "piece of fruit"],
        places: FRUITS,
        ranges: [(2, 40), (2, 30), UNUSED],
        steps: plus,
    },
    Family {
        wordings: &[
            "There are {a} {places} and {b} {others} in the street. How many {is} are there?",
            "{a} {places} and {b} {others} stand in a car park. How many {is} is that in all?",
            "{n} counts {a} {places} and {b} {others} on the road. How many {is} does {he} count?",
            "I see {a} {places} and {b} {others} on the bridge. How many {is} do I see?",
            "A garage has {a} {places} and {b} {others}. How many {is} does it have in total?",
            "{a} {places} and {b} {others} drove past. How many {is} were there altogether?",
        ],
        telling: None,
        things: &["vehicle"],
        places: ON_THE_ROAD,
        ranges: [SOME, (2, 30), UNUSED],
        steps: plus,
    },
    Family {
        wordings: &[
            "There are {a} {places} and {b} {others} in a room. How many {is} are in the room?",
            "{a} {places} and {b} {others} come to a party. How many {is} come to the party?",
            "A village has {a} {places} and {b} {others}. How many {is} live there altogether?",
            "{n} invites {a} {places} and {b} {others}. How many {is} does {he} invite?",
            "I see {a} {places} and {b} {others} on the beach. How many {is} do I see?",
            "On the bus are {a} {places} and {b} {others}. How many {is} is that in total?",
            "{a} {places}, {b} {others}. How many {is}?",
        ],
        telling: None,
        things: &["person"],
        places: GROWN_UPS_AND_CHILDREN,
        ranges: [SOME, (2, 30), UNUSED],
        steps: plus,
    },
    Family {
        wordings: &[
            "There are {a} {place} and {b} {other} {is} in a box. How many {is} are in the box?",
            "{n} has {a} {place} {is} and {b} {other} ones. How many {is} does {he} have?",
            "{n} has {a} {place} and {b} {other} {is}. How many {is} does {n} have altogether?",
            "I have {a} {place} {is} and {b} {other} {is}. How many {is} do I have in all?",
            "I saw {a} {place} {is} and {b} {other} ones. How many {is} did I see?",
            "{a} {place} {is} and {b} {other} {is}. How many {is} in total?",
            "{a} {is} are {place} and {b} are {other}. How many {is} are there?",
            "If {n} has {a} {place} {is} and {b} {other} ones, how many {is} is that?",
        ],
        telling: None,
        things: COLOURED,
        places: COLOURS,
        ranges: [SOME, (2, 30), UNUSED],
        steps: plus,
    },
    Family {
        wordings: &[
            "There are {a i} in a box. {b} are {place} and the rest are {other}. How many are {other}?",
            "{n} has {a i}. {b} of them are {place}, the others {other}. How many {other} {is} are there?",
            "Of {a i}, {b} are {place} and the rest {other}. How many {is} are {other}?",
            "I have {a i}, {b} of them {place}. How many {is} are not {place}?",
            "{b} of {n}'s {a i} are {place}. How many of the {is} are not {place}?",
            "{a i}, {b} of them {place}, the rest {other}. How many {other} ones?",
        ],
        telling: None,
        things: COLOURED,
        places: COLOURS,
        ranges: [(16, 60), (2, 15), UNUSED],
        steps: minus,
    },
    Family {
        wordings: &[
            "There are {a} children in a class, and {b} of them are {places}. How many {is} are there?",
            "A class has {a} children. {b} are {places}. How many {is} are in the class?",
            "Of {a} children, {b} are {places}. How many are {is}?",
            "My class has {a} children, {b} of them {places}. How many {is} does it have?",
            "{a} children, {b} {places}, the rest {is}. How many {is}?",
            "{n} teaches {a} children. {b} of them are {places}. How many {is} does {he} teach?",
        ],
        telling: None,
        things: &["boy"],
        places: &["girl"],
        ranges: [(16, 40), (2, 15), UNUSED],
        steps: minus,
    },
    Family {
        wordings: &[
            "A {place} costs {a i} and a {other} costs {b i}. How much do they cost together?",
            "{n} buys a {place} for {a i} and a {other} for {b i}. How much does {he} pay?",
            "{n} bought a {place} for {a i} and a {other} for {b}. How much did {he} spend in all?",
            "I buy a {place} for {a i} and a {other} for {b i}. How much do I pay altogether?",
            "I spent {a i} on a {place} and {b i} on a {other}. How much is that in total?",
            "If a {place} is {a i} and a {other} is {b i}, how much are both?",
            "A {place} for {a i}, a {other} for {b i}. Total?",
        ],
        telling: None,
        things: CURRENCIES,
        places: GOODS,
        ranges: [SOME, FEW, UNUSED],
        steps: plus,
    },
    Family {
        wordings: &[
            "A {place} with {a i}: {b} get off. How many {is} are still on it?",
            "There are {a i} on a {place} and {b} get off. How many {is} are left on the {place}?",
            "A {place} has {a i}. At the stop {b} get off. How many {is} remain?",
            "{a i} were on the {place}, and {b} got off. How many {is} are on it now?",
            "I was on a {place} with {a i}. Then {b} of them got off. How many of them were left?",
            "If {b} of {a i} get off the {place}, how many {is} stay on it?",
        ],
        telling: None,
        things: PEOPLE,
        places: VEHICLES,
        ranges: [(5, 80), (2, 30), UNUSED],
        steps: minus,
    },
    Family {
        wordings: &[
            "A {place} with {a i}: {b} more get on. How many {is} are on it now?",
            "There are {a i} on a {place} and {b} get on. How many {is} are on the {place} now?",
            "A {place} has {a i}. At the stop {b} more get on. How many {is} is that altogether?",
            "{a i} were on the {place}, then {b} got on. How many {is} are on it?",
            "If a {place} has {a i} and {b} more get on, how many {is} does it carry?",
            "{a i} on a {place}, {b} more get on. How many {is} in total?",
        ],
        telling: None,
        things: PEOPLE,
        places: VEHICLES,
        ranges: [(5, 80), (2, 30), UNUSED],
        steps: plus,
    },
    Family {
        wordings: &[
            "A lesson lasts {a i} and a break {b}. How long are both together?",
            "The first film lasts {a i} and the second {b i}. How long do they last in all?",
            "{n} reads for {a i} and then plays for {b i}. How many {is} is that altogether?",
            "I walked for {a i} and then ran for {b}. How many {is} is that in total?",
            "{n} waits {a i} for the bus and rides {b i}. How long does it take {him} in all?",
            "The train needs {a i} and today it is {b i} late. How long does it take?",
            "{a i} of homework and {b i} of piano. How many {is} in all?",
        ],
        telling: None,
        things: &["minute"],
        places: NOWHERE,
        ranges: [(10, 90), (2, 30), UNUSED],
        steps: plus,
    },
    Family {
        wordings: &[
            "A film is {a i} long and {n} has watched {b}. How many {is} are left?",
            "A lesson lasts {a i}, and {b} are over. How many {is} remain?",
            "The cake must bake for {a i}. It has been in the oven for {b}. How many more {is}?",
            "{n} has {a i} for a test and has used {b}. How many {is} does {he} have left?",
            "I must wait {a i} for my bus and have waited {b}. How many {is} are left?",
            "A break of {a i}, {b i} are gone. How many {is} are left?",
        ],
        telling: None,
        things: &["minute"],
        places: NOWHERE,
        ranges: [(10, 90), (2, 30), UNUSED],
        steps: minus,
    },
    Family {
        wordings: &[
            "It was {a i} and it got {b i} warmer. How warm is it now?",
            "In the morning it was {a i}. By noon it had risen by {b}. How many {is} was it at noon?",
            "The temperature was {a i} and rose by {b i}. What is it now?",
            "It is {a i} today. Tomorrow it will be {b i} warmer. How warm will it be?",
            "{a i} in the morning, {b i} more at noon. How warm at noon?",
            "If it is {a i} and gets {b i} warmer, how warm is it then?",
        ],
        telling: None,
        things: &["degree"],
        places: NOWHERE,
        ranges: [(2, 25), (2, 15), UNUSED],
        steps: plus,
    },
    Family {
        wordings: &[
            "It was {a i} and it got {b i} colder. How warm is it now?",
            "At noon it was {a i}. By night it had fallen by {b}. How many {is} was it at night?",
            "The temperature was {a i} and fell by {b i}. What is it now?",
            "It is {a i} today. Tomorrow it will be {b i} colder. How warm will it be?",
            "{a i} at noon, {b i} less in the evening. How warm in the evening?",
            "If it is {a i} and gets {b i} colder, how warm is it then?",
        ],
        telling: None,
        things: &["degree"],
        places: NOWHERE,
        ranges: [(5, 35), (2, 15), UNUSED],
        steps: minus,
    },
    Family {
        wordings: &[
            "A book has {a i}. {n} has read {b}. How many {is} are left?",
            "{n}'s book has {a i}, and {he} has read {b}. How many {is} does {he} still have to read?",
            "My book has {a i} and I have read {b}. How many {is} are left to read?",
            "I have read {b i} of a book with {a i}. How many {is} remain?",
            "{n} is reading a book of {a i} and has {b} behind {him}. How many {is} are left?",
            "A book of {a i}, {b} already read. How many {is} left?",
        ],
        telling: None,
        things: &["page"],
        places: NOWHERE,
        ranges: [(10, 150), (2, 60), UNUSED],
        steps: minus,
    },
    Family {
        wordings: &[
            "{n} scores {a i} in the first game and {b} in the second. How many {is} in all?",
            "{n} gets {a i} and then {b} more. How many {is} does {he} have in the game?",
            "Our team got {a i} before the break and {b} after it. How many {is} did we get?",
            "I scored {a i} yesterday and {b} today. How many {is} is that altogether?",
            "One team has {a i}, the other {b}. How many {is} do both have together?",
            "{a i} in round one, {b i} in round two. Total?",
        ],
        telling: None,
        things: &["point", "goal"],
        places: NOWHERE,
        ranges: [SOME, (2, 30), UNUSED],
        steps: plus,
    },
];
