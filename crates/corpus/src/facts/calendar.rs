//! The calendar: which day, month or season comes next, and how long months are.

use super::asking::{Asking, Fact, Relation};
use crate::prelude::*;

data! {
    static QUESTIONS: Questions = "facts/calendar.toml" {
        weekdays: List, seasons: List, month_after: Asking, month_before: Asking, month_number:
        Asking, numbered_month: Asking, days_of_month: Asking, day_after: Asking, day_before:
        Asking, season_after: Asking, season_before: Asking,
    }
    /// The months with their days and with what people call their number.
    static MONTHS: Rows<3> = data::table["facts/months.tsv"];
}

pub(super) const DAY_AFTER: Relation = Relation::new(|| &QUESTIONS.day_after, day_after);
pub(super) const DAY_BEFORE: Relation = Relation::new(|| &QUESTIONS.day_before, day_before);
pub(super) const MONTH_AFTER: Relation = Relation::new(|| &QUESTIONS.month_after, month_after);
const MONTH_BEFORE: Relation = Relation::new(|| &QUESTIONS.month_before, month_before);

/// From the name of a month to its number.
const MONTH_NUMBER: Relation = Relation::new(|| &QUESTIONS.month_number, month_number);

/// From an ordinal to the month.
const NUMBERED_MONTH: Relation = Relation::new(|| &QUESTIONS.numbered_month, numbered_month);
pub(super) const DAYS_OF_MONTH: Relation =
    Relation::new(|| &QUESTIONS.days_of_month, days_of_month);
const SEASON_AFTER: Relation = Relation::new(|| &QUESTIONS.season_after, season_after);
const SEASON_BEFORE: Relation = Relation::new(|| &QUESTIONS.season_before, season_before);

/// Two neighbours of a circle, the earlier first.
fn neighbours<T: Copy>(circle: &[T], draw: &mut Draw) -> (T, T) {
    let at = draw.below(circle.len());
    (circle[at], circle[(at + 1) % circle.len()])
}

fn day_after(draw: &mut Draw) -> Fact {
    let (day, next) = neighbours(&QUESTIONS.weekdays, draw);
    Fact::of(day, format!("The day after {day} is {next}."))
}

fn day_before(draw: &mut Draw) -> Fact {
    let (last, day) = neighbours(&QUESTIONS.weekdays, draw);
    Fact::of(day, format!("The day before {day} is {last}."))
}

fn month_after(draw: &mut Draw) -> Fact {
    let ([month, ..], [next, ..]) = neighbours(&MONTHS, draw);
    Fact::of(month, format!("The month after {month} is {next}."))
}

fn month_before(draw: &mut Draw) -> Fact {
    let ([last, ..], [month, ..]) = neighbours(&MONTHS, draw);
    Fact::of(month, format!("The month before {month} is {last}."))
}

/// The sentence that answers both ways between a month and its number.
fn place(at: usize) -> String {
    format!("{} is month {} of the year.", MONTHS[at][0], at + 1)
}

fn month_number(draw: &mut Draw) -> Fact {
    let at = draw.below(MONTHS.len());
    Fact::of(MONTHS[at][0], place(at))
}

fn numbered_month(draw: &mut Draw) -> Fact {
    let at = draw.below(MONTHS.len());
    let [.., ordinals] = MONTHS[at];
    let ordinals: Vec<&str> = ordinals.split(", ").collect();
    let ordinal = *draw.pick(&ordinals);
    Fact::of(ordinal, place(at)).with("{n}", (at + 1).to_string())
}

fn days_of_month(draw: &mut Draw) -> Fact {
    let [month, days, _] = *draw.pick(&MONTHS);
    Fact::of(month, format!("{month} has {days}."))
}

fn season_after(draw: &mut Draw) -> Fact {
    let (season, next) = neighbours(&QUESTIONS.seasons, draw);
    let season = season_as_asked(season, draw);
    Fact::of(season, format!("The season after {season} is {next}."))
}

fn season_before(draw: &mut Draw) -> Fact {
    let (last, season) = neighbours(&QUESTIONS.seasons, draw);
    let season = season_as_asked(season, draw);
    Fact::of(season, format!("The season before {season} is {last}."))
}

/// The season under one of its names.
fn season_as_asked(season: &'static str, draw: &mut Draw) -> &'static str {
    if season == "autumn" && draw.chance(0.4) { "fall" } else { season }
}

/// "What comes after Monday?"
pub(super) fn calendar(split: Split, draw: &mut Draw) -> Dialogue {
    let relation = match draw.below(20) {
        0..4 => DAY_AFTER,
        4..7 => DAY_BEFORE,
        7..10 => MONTH_AFTER,
        10..12 => MONTH_BEFORE,
        12..14 => MONTH_NUMBER,
        14..16 => NUMBERED_MONTH,
        16..18 => DAYS_OF_MONTH,
        18 => SEASON_AFTER,
        _ => SEASON_BEFORE,
    };
    relation.dialogue(split, draw)
}
