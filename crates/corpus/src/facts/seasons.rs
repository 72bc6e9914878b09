//! The seasons: which comes next, and which was before.

use super::asking::{Asking, Fact, Relation};
use super::calendar::neighbours;
use crate::draw::Draw;
use crate::phrasing::Phrasings;

const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

#[rustfmt::skip]
pub(super) const SEASON_AFTER: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "Which season comes after {}?", "What season comes after {}?",
                "What comes after {}?", "Which season follows {}?", "What is the season after {}?",
                "season after {}", "After {} comes", "After {} comes which season?",
                "What follows {}?", "It is {}. What is the next season?",
                "{} is followed by which season?", "Name the season after {}.",
                "{} is before which season?", "{} precedes which season?",
                "{} comes before which season?", "{} is over. Which season begins?",
                "{} and then which season?", "{}: next season?", "next season after {}",
                "The season after {} is", "The season following {}?",
                "What is the season following {}?", "What is the next season after {}?",
                "Which season succeeds {}?", "Which season starts when {} ends?",
                "Which season do we get after {}?", "When {} is over, which season is it?",
                "When {} ends, what season begins?", "If it is {} now, what season is next?",
                "This season is {}. What is the next one?",
                "Last season was {}. Which season is it now?",
                "In the year, what season comes directly after {}?", "One season later than {} is",
                "whats the season after {}",
            ],
            held_out: &[
                "What season follows {}?",
                "Which season is after {}?",
                "It's {} now. Which season comes next?",
            ],
        },
        things: &[
            "the season after {}", "the season that comes after {}", "the season that follows {}",
            "the next season after {}",
        ],
        clauses: &[
            "which season comes after {}", "what season comes after {}", "what comes after {}",
            "which season follows {}",
        ],
    },
    fact: season_after,
};

#[rustfmt::skip]
pub(super) const SEASON_BEFORE: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "Which season comes before {}?", "What season comes before {}?",
                "What comes before {}?", "Which season precedes {}?",
                "What is the season before {}?", "season before {}", "Before {} comes",
                "Before {} comes which season?", "It is {}. What was the last season?",
                "{} follows which season?", "{} comes after which season?",
                "Name the season before {}.", "{} is after which season?",
                "{} is preceded by which season?", "{} is preceded by", "{}: previous season?",
                "previous season of {}", "The season before {} is", "The season preceding {}?",
                "What is the season preceding {}?", "What is the previous season before {}?",
                "Which season is previous to {}?", "Which season is followed by {}?",
                "Which season ends when {} begins?", "Which season do we have just before {}?",
                "When {} begins, which season has just ended?",
                "If it is {} now, what was the last season?",
                "This season is {}. What was the last one?",
                "Next season is {}. Which season is it now?",
                "In the year, what season comes directly before {}?",
                "One season earlier than {} is", "whats the season before {}",
            ],
            held_out: &[
                "What season precedes {}?",
                "Which season is before {}?",
                "It's {} now. Which season was it before?",
            ],
        },
        things: &[
            "the season before {}", "the season that comes before {}", "the season preceding {}",
            "the season that precedes {}",
        ],
        clauses: &[
            "which season comes before {}", "what season comes before {}", "what comes before {}",
            "which season precedes {}",
        ],
    },
    fact: season_before,
};

fn season_after(draw: &mut Draw) -> Fact {
    let (season, next) = neighbours(&SEASONS, draw);
    let season = season_as_asked(season, draw);
    Fact::of(season, format!("The season after {season} is {next}."))
}

fn season_before(draw: &mut Draw) -> Fact {
    let (last, season) = neighbours(&SEASONS, draw);
    let season = season_as_asked(season, draw);
    Fact::of(season, format!("The season before {season} is {last}."))
}

/// The season under one of its names.
fn season_as_asked(season: &'static str, draw: &mut Draw) -> &'static str {
    if season == "autumn" && draw.chance(0.4) {
        "fall"
    } else {
        season
    }
}
