//! Capitals: which city a country has, and which country a city belongs to.

use super::asking::{Asking, Fact, Relation};
use super::countries::{self, ALIASES, COUNTRIES};
use crate::prelude::*;

data! {
    static QUESTIONS: Questions = "facts/capitals.toml" {
        capital: Asking, country: Asking,
    }
}

/// From a country to its capital.
pub(super) const CAPITAL: Relation = Relation::new(|| &QUESTIONS.capital, capital);

/// From a capital to its country.
pub(super) const COUNTRY: Relation = Relation::new(|| &QUESTIONS.country, country);

/// A country and its capital; now and then under another name of the country.
fn capital(draw: &mut Draw) -> Fact {
    let [mut name, mut capital] = *draw.pick(&COUNTRIES);
    if draw.chance(0.12) {
        let [alias, country] = *draw.pick(&ALIASES);
        if let Some(city) = countries::capital(country) {
            (name, capital) = (alias, city);
        }
    }
    // People leave the article out; the answer has it all the same.
    let asked = draw.either(0.25, name.strip_prefix("the ").unwrap_or(name), name);
    Fact::of(asked, format!("The capital of {name} is {capital}."))
}

/// The other way round; the answer is the same sentence, so that what is learned one way helps the other.
fn country(draw: &mut Draw) -> Fact {
    let [name, capital] = *draw.pick(&COUNTRIES);
    Fact::of(capital, format!("The capital of {name} is {capital}."))
}
