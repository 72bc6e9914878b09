//! The countries and their capitals.

use crate::prelude::*;

data! {
    /// The countries the corpus knows, as a sentence names them (with their articles), and their capitals. Where a
    /// country has several seats, the constitutional capital counts.
    pub(crate) static COUNTRIES: Rows<2> = data::table["facts/countries.tsv"];
    /// Other names under which people ask for a country, and the name it has above.
    pub(crate) static ALIASES: Rows<2> = data::table["facts/country-aliases.tsv"];
}

/// The capital of a country under its name in [`COUNTRIES`].
pub(crate) fn capital(country: &str) -> Option<&'static str> {
    let found = COUNTRIES.iter().find(|[name, _]| *name == country);
    found.map(|[_, capital]| *capital)
}

/// Whether this is the name of a capital.
pub(crate) fn is_capital(city: &str) -> bool {
    COUNTRIES.iter().any(|[_, capital]| *capital == city)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_country_and_every_capital_is_listed_once() {
        assert!(COUNTRIES.len() >= 150, "{}", COUNTRIES.len());
        let names: HashSet<_> = COUNTRIES.iter().map(|[name, _]| name).collect();
        let capitals: HashSet<_> = COUNTRIES.iter().map(|[_, capital]| capital).collect();
        assert_eq!(names.len(), COUNTRIES.len());
        assert_eq!(capitals.len(), COUNTRIES.len());
        assert!(ALIASES.iter().all(|[_, name]| names.contains(name)));
        assert!(ALIASES.iter().all(|[alias, _]| !names.contains(alias)));
    }
}
