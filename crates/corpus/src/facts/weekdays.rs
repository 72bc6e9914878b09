//! The days of the week: which comes next, and which was before.

use super::asking::{Asking, Fact, Relation};
use super::calendar::neighbours;
use crate::draw::Draw;
use crate::phrasing::Phrasings;

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

#[rustfmt::skip]
pub(super) const DAY_AFTER: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What day comes after {}?", "What day comes after {}?", "Which day comes after {}?",
                "What comes after {}?", "What is the day after {}?", "Which day is after {}?",
                "What day is after {}?", "Which day follows {}?", "What day follows {}?",
                "What follows {}?", "{} is followed by which day?", "After {} comes",
                "After {} comes which day?", "day after {}", "day after {}?",
                "Today is {}. What day is tomorrow?", "Today is {}. What is tomorrow?",
                "If today is {}, what day is tomorrow?", "If today is {}, what is tomorrow?",
                "It is {} today. Which day is tomorrow?",
                "If it is {} today, which day will it be tomorrow?",
                "Which weekday comes after {}?", "Which day of the week comes after {}?",
                "What is the next day after {}?", "Yesterday was {}. What day is today?",
                "If yesterday was {}, what day is it today?", "Name the day after {}.",
                "{} is before which day?", "{} precedes which day?", "{} comes before which day?",
                "{} comes right before which weekday?", "{} and then which day?",
                "{} is over. Which day begins?", "{} is today, so tomorrow is", "{}: next day?",
                "next day after {}", "The day after {} is", "Which day succeeds {}?",
                "Which day is next after {}?", "What weekday is the day after {}?",
                "When {} ends, which day begins?", "When {} is over, what day is it?",
                "One day after {} is", "One day after {} is which day?",
                "Today it's {}, so what is tomorrow?", "Since today is {}, tomorrow is what day?",
                "If today were {}, which day would tomorrow be?",
                "Suppose today is {}. Which day comes tomorrow?",
                "It was {} yesterday. Which day do we have today?", "In the week, what follows {}?",
                "In a week, which day comes directly after {}?", "whats the day after {}",
                "next day {}",
            ],
            held_out: &[
                "Which day comes right after {}?",
                "Today's {}. What day will tomorrow be?",
                "Which weekday follows {}?",
                "What day of the week comes after {}?",
                "What is after {}?",
            ],
        },
        things: &[
            "the day after {}", "the day that comes after {}", "the next day after {}",
            "the day following {}", "the day that follows {}",
        ],
        clauses: &[
            "which day comes after {}", "what day comes after {}", "what comes after {}",
            "which day follows {}", "which weekday comes after {}", "what day is after {}",
            "what day tomorrow is if today is {}",
        ],
    },
    fact: day_after,
};

#[rustfmt::skip]
pub(super) const DAY_BEFORE: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What day comes before {}?", "What day comes before {}?",
                "Which day comes before {}?", "What comes before {}?", "What is the day before {}?",
                "Which day is before {}?", "What day is before {}?", "Which day precedes {}?",
                "Before {} comes", "Before {} comes which day?", "day before {}", "day before {}?",
                "Today is {}. What day was yesterday?", "Today is {}. What was yesterday?",
                "If today is {}, what day was yesterday?",
                "It is {} today. Which day was yesterday?", "Which weekday comes before {}?",
                "Which day of the week comes before {}?", "Tomorrow is {}. What day is today?",
                "If tomorrow is {}, what day is it today?", "{} follows which day?",
                "{} comes after which day?", "Name the day before {}.", "{} is after which day?",
                "{} comes right after which weekday?", "{} is preceded by which day?",
                "{} is preceded by", "{} comes after", "{}: previous day?",
                "{} is today, so yesterday was", "{} is tomorrow. What is today?",
                "previous day of {}", "the previous day to {}", "The day before {} is",
                "The day preceding {}?", "What is the day preceding {}?",
                "What is the previous day before {}?", "Which day is previous to {}?",
                "Which day is just before {}?", "Which day is followed by {}?",
                "Which day has to end for {} to begin?", "What weekday is the day before {}?",
                "One day before {} is", "One day before {} is which day?",
                "One day earlier than {} is which day?", "Today it's {}, so what was yesterday?",
                "Since today is {}, yesterday was what day?",
                "If today were {}, which day would yesterday have been?",
                "Suppose today is {}. Which day was yesterday?",
                "It will be {} tomorrow. Which day do we have today?",
                "In a week, which day comes directly before {}?", "whats the day before {}",
            ],
            held_out: &[
                "Which day comes right before {}?",
                "Today's {}. What day was it yesterday?",
                "What day precedes {}?",
                "What day of the week comes before {}?",
                "What is before {}?",
            ],
        },
        things: &[
            "the day before {}", "the day that comes before {}", "the weekday before {}",
            "the day preceding {}", "the day that precedes {}",
        ],
        clauses: &[
            "which day comes before {}", "what day comes before {}", "what comes before {}",
            "which day precedes {}", "which weekday comes before {}", "what day is before {}",
            "what day yesterday was if today is {}",
        ],
    },
    fact: day_before,
};

fn day_after(draw: &mut Draw) -> Fact {
    let (day, next) = neighbours(&WEEKDAYS, draw);
    Fact::of(day, format!("The day after {day} is {next}."))
}

fn day_before(draw: &mut Draw) -> Fact {
    let (last, day) = neighbours(&WEEKDAYS, draw);
    Fact::of(day, format!("The day before {day} is {last}."))
}
