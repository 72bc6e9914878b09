//! The calendar: which day, month or season comes next, and how long months are.

use super::asking::{Asking, Fact, Relation};
use super::seasons::{SEASON_AFTER, SEASON_BEFORE};
use super::weekdays::{DAY_AFTER, DAY_BEFORE};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

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

#[rustfmt::skip]
pub(super) const MONTH_AFTER: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What month comes after {}?", "What month comes after {}?",
                "Which month comes after {}?", "What comes after {}?",
                "What is the month after {}?", "What is the next month after {}?",
                "Which month is after {}?", "What month is after {}?", "Which month follows {}?",
                "What follows {}?", "{} is followed by which month?", "After {} comes",
                "After {} comes which month?", "month after {}", "month after {}?",
                "It is {}. What is the next month?", "If it is {} now, what month is next?",
                "This month is {}. What is next month?", "Name the month after {}.",
                "{} is before which month?", "{} precedes which month?",
                "{} comes before which month?", "{} and then which month?",
                "{} is over. Which month begins?", "{}: next month?", "next month after {}",
                "The month after {} is", "The month following {}?",
                "What is the month following {}?", "What's the next month after {}?",
                "Which month succeeds {}?", "Which month is next after {}?",
                "Which month begins when {} ends?", "When {} is over, what month is it?",
                "When {} ends, which month starts?", "One month after {} is",
                "One month after {} is which month?", "One month later than {} is which month?",
                "Now it is {}; which month will be next?",
                "If this month is {}, what is next month?",
                "Suppose it is {} now. What will the next month be?",
                "Last month was {}. Which month is it now?",
                "In the year, which month comes directly after {}?",
                "In the calendar, which month follows {}?", "whats the month after {}",
            ],
            held_out: &[
                "Which month comes right after {}?",
                "What month follows {}?",
                "It's {} now. Which month comes next?",
                "What is after {}?",
            ],
        },
        things: &[
            "the month after {}", "the month that comes after {}", "the month following {}",
            "the month that follows {}", "the next month after {}",
        ],
        clauses: &[
            "which month comes after {}", "what month comes after {}", "what comes after {}",
            "which month follows {}", "what month is after {}",
        ],
    },
    fact: month_after,
};

#[rustfmt::skip]
const MONTH_BEFORE: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What month comes before {}?", "What month comes before {}?",
                "Which month comes before {}?", "What comes before {}?",
                "What is the month before {}?", "Which month is before {}?",
                "What month is before {}?", "Which month precedes {}?", "Before {} comes",
                "Before {} comes which month?", "month before {}", "month before {}?",
                "It is {}. What was the last month?", "This month is {}. What was last month?",
                "{} comes after which month?", "{} follows which month?",
                "Name the month before {}.", "{} is after which month?",
                "{} is preceded by which month?", "{} is preceded by", "{}: previous month?",
                "previous month of {}", "The month before {} is", "The month preceding {}?",
                "What is the month preceding {}?", "What is the previous month before {}?",
                "Which month is previous to {}?", "Which month is just before {}?",
                "Which month is followed by {}?", "Which month ends when {} begins?",
                "Which month has to end for {} to start?",
                "When {} begins, which month has just ended?", "One month before {} is",
                "One month before {} is which month?", "One month earlier than {} is which month?",
                "Now it is {}; which month was last?", "If this month is {}, what was last month?",
                "Suppose it is {} now. What was the previous month?",
                "Next month is {}. Which month is it now?",
                "In the year, which month comes directly before {}?",
                "In the calendar, which month precedes {}?",
                "It's {} now. Which month was last?", "We are in {}. Which month came before?",
                "This month is {}. Which was the month before?", "It is {}. What month did we have before that?",
                "{} has come. Which month was before?", "In {} we ask: which month was before?", "It is {} now. Which month was it before?",
                "We have {} now. Which month was before?", "Now we have {}. Which month did we have last?",
                "We have {}. What month did we have before it?", "It is {} now. Which month did we have last?",
                "We have {} now. What month did we have last?", "This is {}. Which month did we have before this one?",
            ],
            held_out: &[
                "Which month comes right before {}?",
                "What month precedes {}?",
                "We have {} now. Which month did we have before?",
                "What is before {}?",
            ],
        },
        things: &[
            "the month before {}", "the month that comes before {}", "the month preceding {}",
            "the month that precedes {}", "the previous month before {}",
        ],
        clauses: &[
            "which month comes before {}", "what month comes before {}", "what comes before {}",
            "which month precedes {}", "what month is before {}",
        ],
    },
    fact: month_before,
};

/// From the name of a month to its number.
#[rustfmt::skip]
const NUMBER: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "Which number is {}?", "What number is {}?", "What number is the month {}?",
                "What number does the month {} have?", "What number of month is {}?",
                "Which month number is {}?", "What month number is {}?",
                "{} is which month of the year?", "{} is which month by number?", "{} month number",
                "{} as a number", "{} number?", "month number of {}",
                "Which month of the year is {}, as a number?",
                "{} is what month of the year, as a number?", "{} is what number in the year?",
                "{} as a month number", "{}: which month of the year?", "{}: number of the month?",
                "{} has which number among the months?",
                "Which place does {} take among the months?",
                "Which place in the year does {} have?",
                "Where does {} come in the list of months?",
                "What position does {} have among the twelve months?",
                "What is the number of the month {}?", "What is {}'s number as a month?",
                "What number stands for {} in a date?",
                "When I write a date in {}, which number is the month?",
                "In a date, which number stands for {}?",
                "In the order of months, which one is {}?",
                "Counting from January, which number is {}?", "Give {} as a number.",
                "Write the month {} as a number.", "the month {} as a number", "month number {}",
                "number of the month {}",
                "Which number does {} have?", "What's the number of {}?",
            ],
            held_out: &[
                "What number does {} have?",
                "What is {} as a number?",
                "{} is month number",
            ],
        },
        things: &[
            "the number of {}", "the number of the month {}", "the month number of {}",
            "the place of {} among the months", "the number that stands for {} in a date",
        ],
        clauses: &[
            "which number {} has", "what number month {} is", "which number {} is",
            "which month of the year {} is", "what place {} has among the months",
        ],
    },
    fact: number,
};

/// From an ordinal to the month.
#[rustfmt::skip]
const NUMBERED_MONTH: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What is the {} month of the year?", "What is the {} month of the year?",
                "Which month is the {} of the year?", "Which month is the {}?",
                "Which is the {} month?", "What is the {} month?",
                "What's the {} month of the year?", "{} month", "{} month of the year",
                "Name the {} month.", "What is month number {n}?", "What is month {n}?",
                "Which month is number {n}?", "Which month has the number {n}?", "month {n}",
                "month number {n}", "What is the name of the {} month?",
                "What month is {} in the year?", "What do you call the {} month of the year?",
                "Which one is the {} of the twelve months?",
                "Which month comes {} in the calendar?", "Which month is the {} in the calendar?",
                "Which month of the year is the {} one?", "The {} month is called", "The {} month?",
                "the {} month in the calendar", "{} of the twelve months?", "{} month in a year?",
                "{} month name", "In the calendar, which is the {} month?",
                "In order, what is the {} month of a year?",
                "Tell me which month is the {} in a year.",
                "If I count the months, which is the {}?", "Month {n} is", "Month {n} is called",
                "Month {n} of the year?", "Month {n}: name?", "What is the name of month {n}?",
                "What month does the number {n} stand for?",
                "The month number in a date is {n}. Which month is it?",
                "A date has {n} as its month. Which month is that?",
                "If January is month 1, which is month {n}?",
                "Which month has the number {n} in a date?", "month no. {n}",
                "Which month comes {} in the year?", "What month comes {}?",
                "Which month of the year comes {}?", "Which of the months comes {}?",
            ],
            held_out: &[
                "Which month comes {}?",
                "Which month is number {n} of the year?",
                "Which month do we call the {}?",
            ],
        },
        things: &[
            "the {} month of the year", "the {} month", "month number {n}",
            "the name of the {} month", "the {} month in the calendar",
            "the month with the number {n}",
        ],
        clauses: &[
            "which month is the {}", "which month is number {n}",
            "what the {} month of the year is", "which month number {n} is",
        ],
    },
    fact: numbered_month,
};

#[rustfmt::skip]
pub(super) const DAYS: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "How many days does {} have?", "How many days does {} have?",
                "How many days are in {}?", "How many days are there in {}?",
                "How many days in {}?", "How many days has {}?", "{} has how many days?",
                "days in {}", "{} days", "How long is {}?", "How long is the month of {}?",
                "How many days does the month of {} have?",
                "How many days are there in the month of {}?", "What is the last day of {}?",
                "Number of days in {}?", "Does {} have 30 or 31 days?",
                "{} consists of how many days?", "{} contains how many days?", "{} is how long?",
                "{} lasts how many days?", "{} number of days", "How many days does {} contain?",
                "How many days does {} last?", "How many days does {} count?",
                "How many days make up {}?", "How many days belong to {}?",
                "How many days can I count in {}?", "How many days will I get in {}?",
                "How many days do we have in {}?", "How many days go by in {}?",
                "What is the number of days in {}?", "What is the length of {} in days?",
                "What is the length of the month {}?", "For how many days does {} last?",
                "Until which day does {} go?", "On which day does {} end?",
                "On what date does {} end?",
                "If I rent a room for all of {}, how many days is that?",
                "The month of {} has how many days?", "day count of {}", "length of {} in days",
                "Count the days of {}.", "Is {} a month of 30 or of 31 days?",
            ],
            held_out: &[
                "How many days is {}?",
                "How many days long is {}?",
                "In {}, how many days are there?",
                "How many days are in the month of {}?",
            ],
        },
        things: &[
            "the number of days in {}", "the length of {} in days", "the number of days of {}",
            "the length of the month {}", "the day count of {}",
        ],
        clauses: &[
            "how many days {} has", "how many days are in {}", "how many days there are in {}",
            "how long {} is", "how many days {} lasts", "how many days the month of {} has",
            "on which day {} ends",
        ],
    },
    fact: days,
};

/// Two neighbours of a circle, the earlier first.
pub(super) fn neighbours(circle: &[&'static str], draw: &mut Draw) -> (&'static str, &'static str) {
    let at = draw.below(circle.len());
    (circle[at], circle[(at + 1) % circle.len()])
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
