//! The seasons: which comes next, and which was before.

use super::asking::{Asking, Fact, Relation};
use super::calendar::neighbours;
use crate::corpus::draw::Draw;
use crate::corpus::phrasing::Phrasings;

const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

pub(super) const SEASON_AFTER: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "Which season comes after {}?",
                "What season comes after {}?",
                "What comes after {}?",
                "Which season follows {}?",
                "What is the season after {}?",
                "season after {}",
                "After {} comes",
                "After {} comes which season?",
                "What follows {}?",
                "It is {}. What is the next season?",
                "{} is followed by which season?",
                "Name the season after {}.",
            ],
            held_out: &[
                "What season follows {}?",
                "Which season is after {}?",
                "It's {} now. Which season comes next?",
            ],
        },
        things: &["the season after {}", "the season that comes after {}"],
        clauses: &[
            "which season comes after {}",
            "what season comes after {}",
            "what comes after {}",
        ],
    },
    fact: season_after,
};

pub(super) const SEASON_BEFORE: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "Which season comes before {}?",
                "What season comes before {}?",
                "What comes before {}?",
                "Which season precedes {}?",
                "What is the season before {}?",
                "season before {}",
                "Before {} comes",
                "Before {} comes which season?",
                "It is {}. What was the last season?",
                "{} follows which season?",
                "{} comes after which season?",
                "Name the season before {}.",
            ],
            held_out: &[
                "What season precedes {}?",
                "Which season is before {}?",
                "It's {} now. Which season was it before?",
            ],
        },
        things: &["the season before {}", "the season that comes before {}"],
        clauses: &[
            "which season comes before {}",
            "what season comes before {}",
            "what comes before {}",
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
