//! The calendar: which day, month or season comes next, and how long months are.

use super::asking::{Asking, Fact, Relation};
use super::seasons::{SEASON_AFTER, SEASON_BEFORE};
use crate::corpus::draw::Draw;
use crate::corpus::phrasing::Phrasings;
use crate::corpus::{Dialogue, Skill, Split};

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The months with their days and with what people call their number.
const MONTHS: [(&str, &str, &[&str]); 12] = [
    ("January", "31 days", &["first", "1st"]),
    (
        "February",
        "28 days, and 29 in a leap year",
        &["second", "2nd"],
    ),
    ("March", "31 days", &["third", "3rd"]),
    ("April", "30 days", &["fourth", "4th"]),
    ("May", "31 days", &["fifth", "5th"]),
    ("June", "30 days", &["sixth", "6th"]),
    ("July", "31 days", &["seventh", "7th"]),
    ("August", "31 days", &["eighth", "8th"]),
    ("September", "30 days", &["ninth", "9th"]),
    ("October", "31 days", &["tenth", "10th"]),
    ("November", "30 days", &["eleventh", "11th"]),
    ("December", "31 days", &["twelfth", "12th", "last"]),
];

pub(super) const DAY_AFTER: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What day comes after {}?",
                "What day comes after {}?",
                "Which day comes after {}?",
                "What comes after {}?",
                "What is the day after {}?",
                "Which day is after {}?",
                "What day is after {}?",
                "Which day follows {}?",
                "What day follows {}?",
                "What follows {}?",
                "{} is followed by which day?",
                "After {} comes",
                "After {} comes which day?",
                "day after {}",
                "day after {}?",
                "Today is {}. What day is tomorrow?",
                "Today is {}. What is tomorrow?",
                "If today is {}, what day is tomorrow?",
                "If today is {}, what is tomorrow?",
                "It is {} today. Which day is tomorrow?",
                "If it is {} today, which day will it be tomorrow?",
                "Which weekday comes after {}?",
                "Which day of the week comes after {}?",
                "What is the next day after {}?",
                "Yesterday was {}. What day is today?",
                "If yesterday was {}, what day is it today?",
                "Name the day after {}.",
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
            "the day after {}",
            "the day that comes after {}",
            "the next day after {}",
        ],
        clauses: &[
            "which day comes after {}",
            "what day comes after {}",
            "what comes after {}",
            "which day follows {}",
        ],
    },
    fact: day_after,
};

pub(super) const DAY_BEFORE: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What day comes before {}?",
                "What day comes before {}?",
                "Which day comes before {}?",
                "What comes before {}?",
                "What is the day before {}?",
                "Which day is before {}?",
                "What day is before {}?",
                "Which day precedes {}?",
                "Before {} comes",
                "Before {} comes which day?",
                "day before {}",
                "day before {}?",
                "Today is {}. What day was yesterday?",
                "Today is {}. What was yesterday?",
                "If today is {}, what day was yesterday?",
                "It is {} today. Which day was yesterday?",
                "Which weekday comes before {}?",
                "Which day of the week comes before {}?",
                "Tomorrow is {}. What day is today?",
                "If tomorrow is {}, what day is it today?",
                "{} follows which day?",
                "{} comes after which day?",
                "Name the day before {}.",
            ],
            held_out: &[
                "Which day comes right before {}?",
                "Today's {}. What day was it yesterday?",
                "What day precedes {}?",
                "What day of the week comes before {}?",
                "What is before {}?",
            ],
        },
        things: &["the day before {}", "the day that comes before {}"],
        clauses: &[
            "which day comes before {}",
            "what day comes before {}",
            "what comes before {}",
            "which day precedes {}",
        ],
    },
    fact: day_before,
};

pub(super) const MONTH_AFTER: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What month comes after {}?",
                "What month comes after {}?",
                "Which month comes after {}?",
                "What comes after {}?",
                "What is the month after {}?",
                "What is the next month after {}?",
                "Which month is after {}?",
                "What month is after {}?",
                "Which month follows {}?",
                "What follows {}?",
                "{} is followed by which month?",
                "After {} comes",
                "After {} comes which month?",
                "month after {}",
                "month after {}?",
                "It is {}. What is the next month?",
                "If it is {} now, what month is next?",
                "This month is {}. What is next month?",
                "Name the month after {}.",
            ],
            held_out: &[
                "Which month comes right after {}?",
                "What month follows {}?",
                "It's {} now. Which month comes next?",
                "What is after {}?",
            ],
        },
        things: &["the month after {}", "the month that comes after {}"],
        clauses: &[
            "which month comes after {}",
            "what month comes after {}",
            "what comes after {}",
            "which month follows {}",
        ],
    },
    fact: month_after,
};

const MONTH_BEFORE: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What month comes before {}?",
                "What month comes before {}?",
                "Which month comes before {}?",
                "What comes before {}?",
                "What is the month before {}?",
                "Which month is before {}?",
                "What month is before {}?",
                "Which month precedes {}?",
                "Before {} comes",
                "Before {} comes which month?",
                "month before {}",
                "month before {}?",
                "It is {}. What was the last month?",
                "This month is {}. What was last month?",
                "{} comes after which month?",
                "{} follows which month?",
                "Name the month before {}.",
            ],
            held_out: &[
                "Which month comes right before {}?",
                "What month precedes {}?",
                "It's {} now. Which month was it before?",
                "What is before {}?",
            ],
        },
        things: &["the month before {}", "the month that comes before {}"],
        clauses: &[
            "which month comes before {}",
            "what month comes before {}",
            "what comes before {}",
            "which month precedes {}",
        ],
    },
    fact: month_before,
};

/// From the name of a month to its number.
const NUMBER: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "Which number is {}?",
                "What number is {}?",
                "What number is the month {}?",
                "What number does the month {} have?",
                "What number of month is {}?",
                "Which month number is {}?",
                "What month number is {}?",
                "{} is which month of the year?",
                "{} is which month by number?",
                "{} month number",
                "{} as a number",
                "{} number?",
                "month number of {}",
                "Which month of the year is {}, as a number?",
            ],
            held_out: &[
                "What number does {} have?",
                "What is {} as a number?",
                "{} is month number",
            ],
        },
        things: &[
            "the number of {}",
            "the number of the month {}",
            "the month number of {}",
        ],
        clauses: &[
            "which number {} has",
            "what number month {} is",
            "which number {} is",
        ],
    },
    fact: number,
};

/// From an ordinal to the month.
const NUMBERED_MONTH: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What is the {} month of the year?",
                "What is the {} month of the year?",
                "Which month is the {} of the year?",
                "Which month is the {}?",
                "Which is the {} month?",
                "What is the {} month?",
                "What's the {} month of the year?",
                "{} month",
                "{} month of the year",
                "Name the {} month.",
                "What is month number {n}?",
                "What is month {n}?",
                "Which month is number {n}?",
                "Which month has the number {n}?",
                "month {n}",
                "month number {n}",
            ],
            held_out: &[
                "Which month comes {}?",
                "Which month is number {n} of the year?",
                "What's the {} month?",
            ],
        },
        things: &[
            "the {} month of the year",
            "the {} month",
            "month number {n}",
            "the name of the {} month",
        ],
        clauses: &["which month is the {}", "which month is number {n}"],
    },
    fact: numbered_month,
};

pub(super) const DAYS: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "How many days does {} have?",
                "How many days does {} have?",
                "How many days are in {}?",
                "How many days are there in {}?",
                "How many days in {}?",
                "How many days has {}?",
                "{} has how many days?",
                "days in {}",
                "{} days",
                "How long is {}?",
                "How long is the month of {}?",
                "How many days does the month of {} have?",
                "How many days are there in the month of {}?",
                "What is the last day of {}?",
                "Number of days in {}?",
                "Does {} have 30 or 31 days?",
            ],
            held_out: &[
                "How many days is {}?",
                "How many days long is {}?",
                "In {}, how many days are there?",
                "How many days are in the month of {}?",
            ],
        },
        things: &[
            "the number of days in {}",
            "the length of {} in days",
            "the number of days of {}",
        ],
        clauses: &[
            "how many days {} has",
            "how many days are in {}",
            "how many days there are in {}",
            "how long {} is",
        ],
    },
    fact: days,
};

/// Two neighbours of a circle, the earlier first.
pub(super) fn neighbours(circle: &[&'static str], draw: &mut Draw) -> (&'static str, &'static str) {
    let at = draw.below(circle.len());
    (circle[at], circle[(at + 1) % circle.len()])
}

fn day_after(draw: &mut Draw) -> Fact {
    let (day, next) = neighbours(&WEEKDAYS, draw);
    Fact::of(day, format!("The day after {day} is {next}."))
}

fn day_before(draw: &mut Draw) -> Fact {
    let (last, day) = neighbours(&WEEKDAYS, draw);
    Fact::of(day, format!("The day before {day} is {last}."))
}

fn month_after(draw: &mut Draw) -> Fact {
    let (month, next) = neighbours(&MONTHS.map(|month| month.0), draw);
    Fact::of(month, format!("The month after {month} is {next}."))
}

fn month_before(draw: &mut Draw) -> Fact {
    let (last, month) = neighbours(&MONTHS.map(|month| month.0), draw);
    Fact::of(month, format!("The month before {month} is {last}."))
}

/// The sentence that answers both ways between a month and its number.
fn place(at: usize) -> String {
    format!("{} is month {} of the year.", MONTHS[at].0, at + 1)
}

fn number(draw: &mut Draw) -> Fact {
    let at = draw.below(MONTHS.len());
    Fact::of(MONTHS[at].0, place(at))
}

fn numbered_month(draw: &mut Draw) -> Fact {
    let at = draw.below(MONTHS.len());
    let ordinal = *draw.pick(MONTHS[at].2);
    Fact::of(ordinal, place(at)).with("{n}", (at + 1).to_string())
}

fn days(draw: &mut Draw) -> Fact {
    let (month, days, _) = *draw.pick(&MONTHS);
    Fact::of(month, format!("{month} has {days}."))
}

/// "What comes after Monday?"
pub(super) struct Calendar;

impl Skill for Calendar {
    fn name(&self) -> &'static str {
        "calendar"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let relation = match draw.below(20) {
            0..4 => DAY_AFTER,
            4..7 => DAY_BEFORE,
            7..10 => MONTH_AFTER,
            10..12 => MONTH_BEFORE,
            12..14 => NUMBER,
            14..16 => NUMBERED_MONTH,
            16..18 => DAYS,
            18 => SEASON_AFTER,
            _ => SEASON_BEFORE,
        };
        relation.dialogue(split, draw)
    }
}
