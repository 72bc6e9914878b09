//! More stories with two calculations: of the one who asks, of nobody's things, and of one loss or gain after another.

use super::Family;
use super::lists::{ANIMALS, CONTAINERS, FACTOR, FEW, FOODS, GOODS, MONEY, NOWHERE, SOME, THINGS};
use super::steps::{minus_minus, minus_plus, plus_minus, plus_plus, times_minus, times_plus};
use super::tellings::{
    Change::{Eat, Gain, Lose, Spend},
    Start::{Money, Number, Packed},
    Who::{I, Named, Nobody},
    told,
};

pub(super) const MORE_STEPS: &[Family] = &[
    Family {
        wordings: &[
            "I have {a i}. I give {b} away and buy {c} more. How many {is} do I have?",
            "I had {a i}, lost {b} and found {c}. How many {is} do I have now?",
            "I own {a i}, sell {b} and get {c} new ones. How many {is} do I own?",
        ],
        telling: told(I, Number, &[Lose, Gain]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: minus_plus,
    },
    Family {
        wordings: &[
            "{n} has {a i}. {He} gives {b} to {m} and loses {c}. How many {is} does {n} have left?",
            "{n} had {a i}, gave {b} away and sold {c}. How many {is} are left?",
            "{n} owns {a i}. {b} break and {c} get lost. How many {is} remain?",
        ],
        telling: told(Named, Number, &[Lose, Lose]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: minus_minus,
    },
    Family {
        wordings: &[
            "I have {a i}. I give {b} away and lose {c}. How many {is} do I have left?",
            "I had {a i}, gave {b} to {m} and {c} to a friend. How many {is} are left?",
            "I had {a i}, broke {b} and used {c}. How many {is} remain?",
        ],
        telling: told(I, Number, &[Lose, Lose]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: minus_minus,
    },
    Family {
        wordings: &[
            "{n} bakes {a i}. {He} eats {b} and gives {c} to {m}. How many are left?",
            "{n} had {a i}, ate {b} and gave {c} away. How many {is} are left?",
            "There were {a i}. {n} ate {b} and {m} ate {c}. How many {is} remain?",
        ],
        telling: told(Named, Number, &[Eat, Eat]),
        things: FOODS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: minus_minus,
    },
    Family {
        wordings: &[
            "I had {a i}. I ate {b} and gave {c} to {m}. How many are left?",
            "I bake {a i}, eat {b} and give {c} away. How many {is} are left?",
            "I bought {a i}, used {b} for a pie and ate {c}. How many {is} remain?",
        ],
        telling: told(I, Number, &[Eat, Eat]),
        things: FOODS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: minus_minus,
    },
    Family {
        wordings: &[
            "{n} has {a i}. {He} buys {b} more and gets {c} from {m}. How many {is} does {n} have?",
            "{n} had {a i}, found {b} and won {c}. How many {is} does {he} have now?",
            "{n} owns {a i}; {m} gives {him} {b} and a friend {c}. How many {is} does {n} own?",
        ],
        telling: told(Named, Number, &[Gain, Gain]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: plus_plus,
    },
    Family {
        wordings: &[
            "I have {a i}. I buy {b} more and get {c} from {m}. How many {is} do I have?",
            "I had {a i}, found {b} and won {c}. How many {is} do I have now?",
            "I own {a i} and get {b} today and {c} tomorrow. How many {is} will I own?",
        ],
        telling: told(I, Number, &[Gain, Gain]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: plus_plus,
    },
    Family {
        wordings: &[
            "I have {a} {places} with {b i} each and {c} more {is}. How many {is} do I have?",
            "I bought {a} {places} of {b i} and {c} single {is}. How many {is} is that?",
            "I already had {c i}. Then I got {a} {places} of {b i}. How many {is} do I have?",
        ],
        telling: told(I, Packed, &[Gain]),
        things: THINGS,
        places: CONTAINERS,
        ranges: [FACTOR, FACTOR, (2, 40)],
        steps: times_plus,
    },
    Family {
        wordings: &[
            "{n} has {a} {places} with {b i} each and loses {c}. How many {is} are left?",
            "{n} had {a} {places} of {b i} and gave {c i} to {m}. How many {is} does {he} have left?",
            "From {n}'s {a} {places} with {b i} each, {c} were sold. How many {is} remain?",
        ],
        telling: told(Named, Packed, &[Lose]),
        things: THINGS,
        places: CONTAINERS,
        ranges: [FACTOR, FACTOR, (2, 60)],
        steps: times_minus,
    },
    Family {
        wordings: &[
            "I have {a} {places} with {b i} each and lose {c}. How many {is} are left?",
            "I had {a} {places} of {b i} and gave {c i} to {m}. How many {is} do I have left?",
            "I bought {a} {places} of {b i} and used {c}. How many {is} remain?",
        ],
        telling: told(I, Packed, &[Lose]),
        things: THINGS,
        places: CONTAINERS,
        ranges: [FACTOR, FACTOR, (2, 60)],
        steps: times_minus,
    },
    Family {
        wordings: &[
            "I have {a i}. I buy a {place} for {b i} and a drink for {c i}. How much money is left?",
            "I had {a i} and spent {b i} on a {place} and {c} on lunch. How much do I have left?",
            "I had {a i}, paid {b} for a {place} and {c} for a snack. What is left?",
        ],
        telling: told(I, Money, &[Spend, Spend]),
        things: MONEY,
        places: GOODS,
        ranges: [(10, 60), (1, 30), (1, 30)],
        steps: minus_minus,
    },
    Family {
        wordings: &[
            "There are {a i}. {b} go away and {c} come. How many {is} are there now?",
            "{a i} sit on a fence. {b} leave, then {c} more arrive. How many {is} are there?",
            "In a yard there are {a i}. {b} run away and {c} come back. How many {is} are in the yard?",
        ],
        telling: told(Nobody, Number, &[Lose, Gain]),
        things: ANIMALS,
        places: NOWHERE,
        ranges: [SOME, (2, 30), (2, 30)],
        steps: minus_plus,
    },
    Family {
        wordings: &[
            "There are {a i} in a room. {b} are taken out and {c} brought in. How many {is} are there?",
            "A shop has {a i}, sells {b} and gets {c} new ones. How many {is} does it have now?",
            "The baker makes {a i}, sells {b} and makes {c} more. How many {is} are there now?",
        ],
        telling: told(Nobody, Number, &[Lose, Gain]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: minus_plus,
    },
    Family {
        wordings: &[
            "There are {a i} in a room. {b} are brought in and {c} taken out. How many {is} are there?",
            "A shop has {a i}, gets {b} more and sells {c}. How many {is} does it have now?",
            "A shelf has {a i} on it. {n} adds {b} and takes {c}. How many {is} are on the shelf?",
        ],
        telling: told(Nobody, Number, &[Gain, Lose]),
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: plus_minus,
    },
    Family {
        wordings: &[
            "{n} lost {b} of {his} {a i}, then {he} won {c}. How many {is} does {he} have?",
            "{n} gave {b} of {his} {a i} to {m} and bought {c} more. How many {is} has {n} got?",
            "{n} sold {b} of {his} {a i} and found {c} new ones. How many {is} does {n} have now?",
            "I lost {b} of my {a i} and then got {c} more. How many {is} do I have now?",
            "I gave away {b} of my {a i} and bought {c}. How many {is} do I have?",
            "Of {n}'s {a i} {b} broke, but {m} gave {him} {c}. How many {is} does {n} have now?",
        ],
        telling: None,
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: minus_plus,
    },
    Family {
        wordings: &[
            "{n} picked {a i} in the morning and {b} in the afternoon, then dropped {c}. How many {is} does {he} have?",
            "{n} found {a i} on Monday and {b} on Tuesday, but lost {c}. How many are left?",
            "{n} made {a i} yesterday and {b} today. {He} gave {c} to {m}. How many {is} are left?",
            "I picked {a i} in the morning and {b} in the afternoon, then lost {c}. How many {is} do I have?",
            "I got {a i} from {m} and {b} from a friend, and used {c}. How many {is} do I have left?",
        ],
        telling: None,
        things: THINGS,
        places: NOWHERE,
        ranges: [SOME, FEW, FEW],
        steps: plus_minus,
    },
];
