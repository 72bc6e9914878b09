//! Stories with one calculation.

use super::Family;
use super::lists::{CONTAINERS, FACTOR, FEW, FOODS, GOODS, MONEY, NOWHERE, SOME, THINGS, UNUSED};
use crate::corpus::arithmetic::calculation::Calculation;

pub(super) const ONE_STEP: &[Family] = &[
    Family {
        wordings: &[
            "{n} has {a i} and gets {b} more. How many {is} does {n} have?",
            "{n} has {a i}. {He} buys {b} more. How many {is} does {he} have now?",
            "{n} had {a i} and found {b} more. How many {is} does {he} have?",
            "If {n} has {a i} and {m} gives {n} {b} more, how many {is} does {n} have?",
            "{n} has {a i}. {m} gives {n} {b i}. How many {is} does {n} have?",
        ],
        answer: "{n} has {r i}.",
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, UNUSED],
        steps: |a, b, _| vec![Calculation::plus(a, b)],
    },
    Family {
        wordings: &[
            "{n} has {a i} and loses {b}. How many {is} does {n} have left?",
            "{n} has {a i}. {He} gives {b} to {m}. How many {is} does {n} have left?",
            "{n} had {a i} and gave away {b}. How many {is} are left?",
            "If {n} has {a i} and sells {b} of them, how many are left?",
            "{n} has {a i}. {m} takes {b i}. How many {is} does {n} still have?",
        ],
        answer: "{n} has {r i} left.",
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, UNUSED],
        steps: |a, b, _| vec![Calculation::minus(a, b)],
    },
    Family {
        wordings: &[
            "{n} has {a i} and eats {b}. How many are left?",
            "{n} has {a i}. If {he} eats {b} of them, how many {is} remain?",
            "There are {a i}. {n} eats {b}. How many are left?",
            "{n} bought {a i} and ate {b} of them. How many {is} does {he} have left?",
            "{n} has {a i}. {He} eats {b i}. How many {is} are left?",
        ],
        answer: "{n} has {r i} left.",
        things: FOODS,
        places: NOWHERE,
        ranges: [SOME, FEW, UNUSED],
        steps: |a, b, _| vec![Calculation::minus(a, b)],
    },
    Family {
        wordings: &[
            "I have {a i} and get {b} more. How many {is} do I have?",
            "I have {a i}. I buy {b} more. How many {is} do I have now?",
            "If I have {a i} and you give me {b} more, how many {is} do I have?",
            "I had {a i} and found {b}. How many {is} do I have?",
        ],
        answer: "You have {r i}.",
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, UNUSED],
        steps: |a, b, _| vec![Calculation::plus(a, b)],
    },
    Family {
        wordings: &[
            "I have {a i} and give away {b}. How many {is} do I have left?",
            "I had {a i} and lost {b}. How many {is} are left?",
            "If I have {a i} and you take {b}, how many {is} do I have left?",
            "I have {a i}. I sell {b}. How many {is} do I still have?",
            "I have {a i} and eat {b}. How many are left?",
        ],
        answer: "You have {r i} left.",
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, UNUSED],
        steps: |a, b, _| vec![Calculation::minus(a, b)],
    },
    Family {
        wordings: &[
            "{n} has {a} {places} with {b i} each. How many {is} does {n} have?",
            "There are {b i} in each of {n}'s {a} {places}. How many {is} does {he} have?",
            "{n} buys {a} {places} of {b i} each. How many {is} does {n} have?",
            "A {place} holds {b i}. {n} has {a} {places}. How many {is} does {n} have?",
            "If {n} has {a} {places} and each has {b i}, how many {is} does {he} have?",
        ],
        answer: "{n} has {r i}.",
        things: THINGS,
        places: CONTAINERS,
        ranges: [FACTOR, FACTOR, UNUSED],
        steps: |a, b, _| vec![Calculation::times(a, b)],
    },
    Family {
        wordings: &[
            "{n} has {a i} and {m} has {b}. How many {is} do they have together?",
            "{n} has {a i}, {m} has {b i}. How many {is} do they have in all?",
            "If {n} has {a i} and {m} has {b i}, how many {is} are there altogether?",
        ],
        answer: "They have {r i}.",
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, UNUSED],
        steps: |a, b, _| vec![Calculation::plus(a, b)],
    },
    Family {
        wordings: &[
            "{n} has {a i} and {m} has {b}. How many more {is} does {n} have than {m}?",
            "{n} has {a i}, {m} has {b i}. How many more does {n} have?",
            "If {n} has {a i} and {m} has {b i}, how many more {is} does {n} have?",
        ],
        answer: "{n} has {r i} more.",
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, UNUSED],
        steps: |a, b, _| vec![Calculation::minus(a, b)],
    },
    Family {
        wordings: &[
            "{n} had {a i}. Now {he} has {b} left. How many {is} did {n} lose?",
            "{n} had {a i} and now has only {b}. How many {is} did {he} lose?",
            "{n} lost some {is}. {He} had {a} before and has {b} now. How many did {he} lose?",
        ],
        answer: "{n} lost {r i}.",
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, UNUSED],
        steps: |a, b, _| vec![Calculation::minus(a, b)],
    },
    Family {
        wordings: &[
            "A {place} costs {b i}. How much do {a} {places} cost?",
            "One {place} costs {b i}. How much are {a}?",
            "{n} buys {a} {places} for {b i} each. How much does {n} pay?",
            "If a {place} costs {b i}, how much does {n} pay for {a} {places}?",
        ],
        answer: "That costs {r i}.",
        things: MONEY,
        places: GOODS,
        ranges: [FACTOR, FACTOR, UNUSED],
        steps: |a, b, _| vec![Calculation::times(a, b)],
    },
    Family {
        wordings: &[
            "A class has {a} boys and {b} girls. How many {is} are in the class?",
            "There are {a} girls and {b} boys in a class. How many {is} are there?",
            "In a class of {a} boys and {b} girls, how many {is} are there?",
        ],
        answer: "The class has {r i}.",
        things: &["child", "student", "pupil"],
        places: NOWHERE,
        ranges: [(2, 30), (2, 30), UNUSED],
        steps: |a, b, _| vec![Calculation::plus(a, b)],
    },
];
