//! Stories with two calculations, the second of which takes the result of the first.

use super::Family;
use super::lists::{
    ANIMALS, CONTAINERS, FACTOR, FEW, FOODS, GOODS, MONEY, NOWHERE, PEOPLE, SOME, THINGS, UNUSED,
    VEHICLES,
};
use super::steps::{
    minus_minus, minus_plus, plus_minus, plus_plus, times_from, times_minus, times_plus,
};
use super::tellings::{
    Change::{Eat, Gain, Lose, Spend},
    Start::{Money, Number, Packed},
    Who::{I, Named},
    told,
};
use crate::arithmetic::calculation::Calculation;

pub(super) const TWO_STEPS: &[Family] = &[
    Family {
        wordings: &[
            "A class has {a} boys and {b} girls. {c} of them are ill. How many {is} are there today?",
            "There are {a} girls and {b} boys in a class. {c} are not there. \
             How many {is} are in the room?",
            "{a} boys and {b} girls are in a class, but {c} are away. How many {is} are there?",
            "A class consists of {a} boys and {b} girls. Today {c} stay at home. \
             How many {is} are present?",
        ],
        telling: None,
        things: &["child", "student", "pupil"],
        places: NOWHERE,
        ranges: [(2, 30), (2, 30), (2, 15)],
        steps: plus_minus,
    },
    Family {
        wordings: &[
            "{n} has {a i}. {He} buys {b} more and gives {c} to {m}. How many {is} does {n} have?",
            "{n} has {a i}, gets {b} more and loses {c}. How many {is} does {n} have now?",
            "{n} had {a i}, bought {b} more and gave away {c}. How many {is} does {he} have left?",
            "{n} has {a i}. {m} gives {n} {b} more, and then {n} sells {c}. \
             How many {is} does {n} have?",
            "If {n} has {a i}, finds {b i} and gives {c} to {m}, how many {is} does {n} have?",
            "{n} owns {a i}, receives {b} more and then breaks {c}. How many {is} remain?",
            "{n} starts with {a i}. {He} picks up {b} more but drops {c}. What is left?",
        ],
        telling: told(Named, Number, &[Gain, Lose]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: plus_minus,
    },
    Family {
        wordings: &[
            "I have {a i}. I buy {b} more and give {c} away. How many {is} do I have?",
            "I have {a i}, get {b} more and lose {c}. How many {is} do I have left?",
            "If I have {a i}, find {b} more and give {c} to {m}, how many {is} do I have?",
            "I own {a i}, receive {b} more and then sell {c}. How many {is} remain?",
            "I start with {a i}, collect {b} more and use {c}. How many {is} are left?",
        ],
        telling: told(I, Number, &[Gain, Lose]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: plus_minus,
    },
    Family {
        wordings: &[
            "{n} has {a i}. {He} gives {b} to {m} and buys {c} more. How many {is} does {n} have?",
            "{n} has {a i}, loses {b} and then finds {c}. How many {is} does {n} have now?",
            "{n} had {a i}, sold {b} of them and got {c} more. How many {is} does {he} have?",
            "{n} owns {a i}. {b} get broken, then {m} brings {c} new ones. \
             How many {is} does {n} own?",
        ],
        telling: told(Named, Number, &[Lose, Gain]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: minus_plus,
    },
    Family {
        wordings: &[
            "{n} has {a} {places} with {b i} each and {c} more {is}. How many {is} does {n} have?",
            "{n} buys {a} {places} of {b i} and {c} single {is}. How many {is} does {he} have?",
            "A {place} holds {b i}. {n} has {a} {places} and {c} more {is}. How many {is} in all?",
            "There are {a} {places} with {b i} in each, and {n} adds {c} more {is}. \
             How many {is} does {n} have in all?",
            "{n} fills {a} {places} with {b i} each and has {c i} left over. \
             What is the total number of {is}?",
        ],
        telling: told(Named, Packed, &[Gain]),
        things: THINGS,
        places: CONTAINERS,
        ranges: [FACTOR, FACTOR, (2, 40)],
        steps: times_plus,
    },
    Family {
        wordings: &[
            "{n} has {a} {places} with {b i} each and eats {c i}. How many {is} are left?",
            "{n} buys {a} {places} of {b i} each. {He} eats {c} of the {is}. How many are left?",
            "{n} has {a} {places} with {b i} each. {n} and {m} eat {c i}. How many {is} are left?",
            "{n} shares {a} {places} of {b i} with friends, and they eat {c i}. How many are left?",
            "From {a} {places} with {b i} each, {c} were eaten. How many {is} remain?",
        ],
        telling: told(Named, Packed, &[Eat]),
        things: FOODS,
        places: CONTAINERS,
        ranges: [FACTOR, FACTOR, (2, 60)],
        steps: times_minus,
    },
    Family {
        wordings: &[
            "There are {a i} on a {place}. {b} get off and {c} get on. \
             How many {is} are on the {place} now?",
            "A {place} has {a i} on it. At the stop {b} get off and {c} get on. \
             How many {is} are on it now?",
            "{a i} are on the {place}. {b} leave and {c} come in. How many {is} are on the {place}?",
            "A {place} carries {a i}. {b} step out and {c} step in. \
             How many {is} does it carry now?",
            "A {place} with {a i}: {b} get off and {c} get on. How many {is} are on it now?",
            "A {place} has {a i}, {b} get off and {c} get on. How many {is} does it have now?",
            "A {place} carries {a i}. {b} got off, {c} got on. How many {is} are on board?",
        ],
        telling: None,
        things: PEOPLE,
        places: VEHICLES,
        ranges: [(5, 60), (2, 30), (2, 30)],
        steps: minus_plus,
    },
    Family {
        wordings: &[
            "There are {a i} on a {place}. {b} get on and {c} get off. \
             How many {is} are on the {place} now?",
            "A {place} has {a i} on it. At the stop {b} get on and {c} get off. \
             How many {is} are on it now?",
            "{a i} are on the {place}. {b} come in and {c} leave. How many {is} are on the {place}?",
            "A {place} carries {a i}. {b} step in and {c} step out. \
             How many {is} does it carry now?",
            "A {place} with {a i}: {b} get on and {c} get off. How many {is} are on it now?",
            "A {place} has {a i}, {b} get on and {c} get off. How many {is} does it have now?",
            "A {place} carries {a i}. {b} got on, {c} got off. How many {is} are on board?",
        ],
        telling: None,
        things: PEOPLE,
        places: VEHICLES,
        ranges: [(5, 60), (2, 30), (2, 30)],
        steps: plus_minus,
    },
    Family {
        wordings: &[
            "{n} is {a i} old. {m} is {b i} older than {n}. How old will {m} be in {c i}?",
            "{m} is {b i} older than {n}, who is {a}. How old will {m} be in {c i}?",
            "If {n} is {a} and {m} is {b i} older, how old is {m} in {c i}?",
            "{n}'s age is {a}. {m} was born {b i} earlier. What will {m}'s age be in {c i}?",
        ],
        telling: None,
        things: &["year"],
        places: NOWHERE,
        ranges: [(3, 60), (1, 20), (1, 20)],
        steps: plus_plus,
    },
    Family {
        wordings: &[
            "{n} is {a i} old. {m} is {b i} younger than {n}. How old will {m} be in {c i}?",
            "{m} is {b i} younger than {n}, who is {a}. How old will {m} be in {c i}?",
            "If {n} is {a} and {m} is {b i} younger, how old is {m} in {c i}?",
            "{n}'s age is {a}. {m} was born {b i} later. What will {m}'s age be in {c i}?",
        ],
        telling: None,
        things: &["year"],
        places: NOWHERE,
        ranges: [(5, 60), (1, 20), (1, 20)],
        steps: minus_plus,
    },
    Family {
        wordings: &[
            "{n} reads {a i} a day for {b} days and then {c} more. How many {is} does {n} read?",
            "{n} reads {a i} every day. How many {is} has {he} read after {b} days and {c} more {is}?",
            "For {b} days {n} reads {a i} a day, and on Sunday {c i}. How many {is} does {he} read?",
            "{n} reads {a i} on each of {b} days, plus {c} extra {is}. \
             What is the total number of {is}?",
        ],
        telling: None,
        things: &["page"],
        places: NOWHERE,
        ranges: [FACTOR, FACTOR, (2, 40)],
        steps: times_plus,
    },
    Family {
        wordings: &[
            "{n} buys {a} {places} for {b i} each and pays with {c i}. How much change does {n} get?",
            "A shop sells {places} for {b i} each. {n} buys {a} and gives {c i}. \
             How much does {he} get back?",
            "A {place} costs {b i}. {n} buys {a} and pays with {c i}. What is the change?",
            "{n} pays for {a} {places} at {b i} each with {c i}. How much change is there?",
            "At {b i} per {place}, {n} takes {a} {places} and hands over {c i}. \
             How much change is due?",
        ],
        telling: None,
        things: MONEY,
        places: GOODS,
        ranges: [(2, 9), (1, 11), (10, 100)],
        steps: times_from,
    },
    Family {
        wordings: &[
            "{n} has {c i} and buys {a} {places} at {b i} each. How much money is left?",
            "{n} has {c i}. {He} buys {a} {places} for {b i} each. How much does {he} have left?",
            "A {place} costs {b i}. {n} has {c i} and buys {a}. How much money does {n} have left?",
            "With {c i} in {n}'s pocket, {he} buys {a} {places} at {b i} each. \
             How much money remains?",
        ],
        telling: None,
        things: MONEY,
        places: GOODS,
        ranges: [(2, 9), (1, 11), (10, 100)],
        steps: times_from,
    },
    Family {
        wordings: &[
            "{n} has {a i}. {He} buys a {place} for {b i} and a book for {c i}. \
             How much money is left?",
            "{n} has {a i} and spends {b i} on a {place} and {c i} on lunch. \
             How much does {he} have left?",
            "{n} had {a i}, paid {b i} for a {place} and {c i} for a drink. How much is left?",
            "From {n}'s {a i}, {b i} go to a {place} and {c i} to a snack. How much money remains?",
        ],
        telling: told(Named, Money, &[Spend, Spend]),
        things: MONEY,
        places: &[
            "ticket", "hat", "toy", "cake", "shirt", "game", "ball", "bag", "gift",
        ],
        ranges: [(10, 60), (1, 30), (1, 30)],
        steps: minus_minus,
    },
    Family {
        wordings: &[
            "{n} saves {a i} a week for {b} weeks and then spends {c i}. How much does {n} have?",
            "{n} gets {a i} every week. After {b} weeks {he} spends {c i}. How much is left?",
            "For {b} weeks {n} earns {a i} a week. {He} spends {c i}. How much money is left?",
            "{n} puts aside {a i} a week. After {b} weeks {he} pays {c i}. How much money remains?",
        ],
        telling: None,
        things: MONEY,
        places: NOWHERE,
        ranges: [FACTOR, FACTOR, (2, 60)],
        steps: times_minus,
    },
    Family {
        wordings: &[
            "{n} has {a i} and {m} has {b i}. Together they lose {c}. How many {is} are left?",
            "{n} has {a i} and {m} has {b}. They give away {c} of them. \
             How many {is} do they have left?",
            "{n} has {a i}, {m} has {b i}. They put them together and sell {c}. \
             How many {is} do they have left?",
            "{n} brings {a i} and {m} brings {b}. {c} get lost. How many {is} remain?",
        ],
        telling: None,
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, SOME, FEW],
        steps: plus_minus,
    },
    Family {
        wordings: &[
            "{n} has {a i}. {m} has {b} more than {n}. How many {is} do they have together?",
            "{m} has {b} more {is} than {n}, who has {a}. How many {is} do they have in all?",
            "If {n} has {a i} and {m} has {b} more, how many {is} do they have together?",
            "{n} owns {a i}; {m} owns {b} more than that. What is their total number of {is}?",
        ],
        telling: None,
        things: THINGS,
        places: NOWHERE,
        ranges: [(2, 40), (2, 30), UNUSED],
        steps: |a, b, _| vec![Calculation::plus(a, b), Calculation::plus(a, a + b)],
    },
    Family {
        wordings: &[
            "{n} has {a i}. {m} has {b} fewer than {n}. How many {is} do they have together?",
            "{m} has {b} fewer {is} than {n}, who has {a}. How many {is} do they have in all?",
            "If {n} has {a i} and {m} has {b} fewer, how many {is} do they have together?",
            "{n} owns {a i}; {m} owns {b} fewer than that. What is their total number of {is}?",
        ],
        telling: None,
        things: THINGS,
        places: NOWHERE,
        ranges: [(2, 40), (2, 30), UNUSED],
        steps: |a, b, _| vec![Calculation::minus(a, b), Calculation::plus(a, a - b)],
    },
    Family {
        wordings: &[
            "A room has {a} rows of {b i}. {c} of them are taken. How many {is} are free?",
            "There are {a} rows with {b i} in each, and {c} are taken. How many {is} are free?",
            "A hall has {a} rows of {b i}, and {c} are broken. How many {is} are good?",
            "In a cinema there are {a} rows with {b i} each. {c} are occupied. \
             How many {is} remain?",
        ],
        telling: None,
        things: &["chair", "seat"],
        places: NOWHERE,
        ranges: [FACTOR, FACTOR, (2, 60)],
        steps: times_minus,
    },
    Family {
        wordings: &[
            "A shop has {a i}. It sells {b} in the morning and {c} in the afternoon. \
             How many {is} are left?",
            "A shop had {a i} and sold {b} on Monday and {c} on Tuesday. How many {is} are left?",
            "From {a i} a shop sells {b} today and {c} tomorrow. How many {is} does it have then?",
            "A shop starts with {a i}. {b} are sold before noon and {c} after noon. \
             How many {is} remain?",
        ],
        telling: None,
        things: THINGS,
        places: NOWHERE,
        ranges: [(10, 60), FEW, FEW],
        steps: minus_minus,
    },
    Family {
        wordings: &[
            "A farm has {a i} and gets {b} more. Then {c} run away. How many {is} does it have?",
            "A farmer has {a i}, buys {b} and sells {c}. How many {is} are on the farm?",
            "There are {a i} on a farm. {b} are born and {c} are sold. How many {is} are there now?",
            "A farmer owns {a i}. {b} more arrive, but {c} are sold. \
             How many {is} does the farm have?",
        ],
        telling: None,
        things: ANIMALS,
        places: NOWHERE,
        ranges: [SOME, (2, 30), (2, 30)],
        steps: plus_minus,
    },
    Family {
        wordings: &[
            "{n} finds {a i} on Monday, {b} on Tuesday and {c} on Friday. \
             How many {is} does {n} find?",
            "{n} collects {a i}, then {b} and then {c} more. How many {is} does {he} collect in all?",
            "{n} counts {a i} here, {b} there and {c} at home. How many {is} is that in all?",
            "{n} gathers {a i}, later {b} more and at last {c}. What is the total number of {is}?",
        ],
        telling: None,
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: plus_plus,
    },
];
