//! Opposites: every word has exactly one here, also where English would allow a second.

use super::asking::{Asking, Fact, Relation};
use crate::prelude::*;

data! {
    static QUESTIONS: Asking = data::toml["facts/opposites.toml"];
    /// Pairs that are asked both ways.
    static PAIRS: Rows<2> = data::table["facts/opposites.tsv"];
    /// Words whose opposite is asked with another answer: the opposite of "old" is "young".
    static ONE_WAY: Rows<2> = data::table["facts/one-way-opposites.tsv"];
}

pub(super) const OPPOSITE: Relation = Relation::new(|| &QUESTIONS, opposite);

fn opposite(draw: &mut Draw) -> Fact {
    let pairs = PAIRS.len();
    let at = draw.below(2 * pairs + ONE_WAY.len());
    let [word, other] = if at < pairs {
        PAIRS[at]
    } else if at < 2 * pairs {
        let [other, word] = PAIRS[at - pairs];
        [word, other]
    } else {
        ONE_WAY[at - 2 * pairs]
    };
    Fact::of(word, format!("The opposite of {word} is {other}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_word_has_one_opposite() {
        let both = PAIRS.iter().flatten();
        let words: Vec<_> = both.chain(ONE_WAY.iter().map(|[word, _]| word)).collect();
        let different: HashSet<_> = words.iter().collect();
        assert_eq!(words.len(), different.len());
    }
}
