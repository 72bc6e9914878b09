//! Words and countries that do not exist, for questions that nobody can answer.

use super::draw::Draw;
use super::phrasing::upper_first;

const ONSETS: &[&str] = &[
    "b", "br", "d", "dr", "f", "fl", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "pl", "r", "s",
    "st", "t", "tr", "v", "w", "z", "qu", "th",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ou", "ee"];
const CODAS: &[&str] = &["", "n", "r", "l", "s", "m", "k", "nd", "rt", "x"];

/// A pronounceable word that does not exist, as far as we know.
pub(super) fn word(draw: &mut Draw) -> String {
    (0..2 + draw.below(2))
        .map(|_| {
            let (onset, vowel, coda) = (draw.pick(ONSETS), draw.pick(VOWELS), draw.pick(CODAS));
            format!("{onset}{vowel}{coda}")
        })
        .collect()
}

/// One of 4 to 8 letters, cut short where it has to be: as they come, most words would have more.
pub(super) fn short(draw: &mut Draw) -> String {
    let letters = 4 + draw.below(5);
    word(draw).chars().take(letters).collect()
}

/// The name of a country that does not exist.
pub(super) fn country(draw: &mut Draw) -> String {
    const KNOWN: &[&str] = &[
        "Narnia",
        "Atlantis",
        "Mordor",
        "Wakanda",
        "Gondor",
        "Utopia",
        "Westeros",
        "Middle-earth",
        "Oz",
        "Neverland",
        "the Moon",
        "Mars",
    ];
    if draw.chance(0.3) {
        return (*draw.pick(KNOWN)).to_owned();
    }
    let stem = upper_first(&word(draw));
    format!("{stem}{}", draw.pick(&["ia", "land", "stan", "", "a", "o"]))
}
