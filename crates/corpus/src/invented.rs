//! Words and countries that do not exist, for questions that nobody can answer.

use crate::data::{List, data};
use crate::draw::Draw;
use crate::english::upper_first;

data! {
    static PARTS: Parts = "typing/invented-words.toml" {
        onsets: List,
        vowels: List,
        codas: List,
        /// Countries of stories.
        countries: List,
        country_endings: List,
    }
}

/// A pronounceable word that does not exist, as far as we know.
pub(crate) fn word(draw: &mut Draw) -> String {
    let Parts { onsets, vowels, codas, .. } = &*PARTS;
    (0..2 + draw.below(2))
        .map(|_| {
            let (onset, vowel, coda) = (draw.pick(onsets), draw.pick(vowels), draw.pick(codas));
            format!("{onset}{vowel}{coda}")
        })
        .collect()
}

/// One of 4 to 8 letters, cut short where it has to be: as they come, most words would have more.
pub(crate) fn short(draw: &mut Draw) -> String {
    let letters = 4 + draw.below(5);
    word(draw).chars().take(letters).collect()
}

/// The name of a country that does not exist.
pub(crate) fn country(draw: &mut Draw) -> String {
    if draw.chance(0.3) {
        return (*draw.pick(&PARTS.countries)).to_owned();
    }
    let stem = upper_first(&word(draw));
    format!("{stem}{}", draw.pick(&PARTS.country_endings))
}
