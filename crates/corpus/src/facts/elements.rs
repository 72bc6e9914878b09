//! Chemical elements: symbols both ways, and the atomic numbers of the lighter ones.

use super::asking::{Asking, Fact, Relation};
use crate::prelude::*;

data! {
    static QUESTIONS: Questions = "facts/elements.toml" {
        symbol: Asking, name: Asking, number: Asking, numbered: Asking,
    }
    /// The elements that people ask for, in order: all up to number 56, and the better known of the others. Their
    /// atomic number, symbol and name.
    static ELEMENTS: Rows<3> = data::table["facts/elements.tsv"];
    /// The other spellings of some.
    static SPELLINGS: Rows<2> = data::table["facts/element-spellings.tsv"];
}

/// How many of them, from the first, are asked for by number: up to krypton.
const NUMBERED: usize = 36;

/// From a name to the symbol.
pub(super) const SYMBOL: Relation = Relation::new(|| &QUESTIONS.symbol, symbol);

/// From a symbol to the name.
const NAME: Relation = Relation::new(|| &QUESTIONS.name, name);

/// From a name to the atomic number.
pub(super) const ATOMIC_NUMBER: Relation = Relation::new(|| &QUESTIONS.number, atomic_number);

/// From an atomic number to the name.
const NUMBERED_ELEMENT: Relation = Relation::new(|| &QUESTIONS.numbered, numbered_element);

/// The name in one of its spellings.
fn spelled(name: &'static str, draw: &mut Draw) -> &'static str {
    let other = SPELLINGS.iter().find(|[usual, _]| *usual == name);
    match other {
        Some([_, other]) if draw.chance(0.5) => other,
        _ => name,
    }
}

fn symbol(draw: &mut Draw) -> Fact {
    let [_, symbol, name] = *draw.pick(&ELEMENTS);
    let name = spelled(name, draw);
    Fact::of(name, format!("The symbol of {name} is {symbol}."))
}

fn name(draw: &mut Draw) -> Fact {
    let [_, symbol, name] = *draw.pick(&ELEMENTS);
    Fact::of(symbol, format!("The symbol of {name} is {symbol}."))
}

fn atomic_number(draw: &mut Draw) -> Fact {
    let [number, _, name] = *draw.pick(&ELEMENTS[..NUMBERED]);
    let name = spelled(name, draw);
    Fact::of(name, format!("The atomic number of {name} is {number}."))
}

fn numbered_element(draw: &mut Draw) -> Fact {
    let [number, _, name] = *draw.pick(&ELEMENTS[..NUMBERED]);
    let answer = format!("The atomic number of {name} is {number}.");
    Fact::of(number, answer)
}

/// "What is the symbol of gold?"
pub(super) fn element(split: Split, draw: &mut Draw) -> Dialogue {
    let relation = match draw.below(20) {
        0..9 => SYMBOL,
        9..14 => NAME,
        14..18 => ATOMIC_NUMBER,
        _ => NUMBERED_ELEMENT,
    };
    relation.dialogue(split, draw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn elements_are_in_order_and_differ() {
        let numbers: Vec<usize> =
            ELEMENTS.iter().map(|[number, ..]| number.parse().unwrap()).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b));
        assert_eq!(numbers[NUMBERED - 1], NUMBERED);
        let symbols: HashSet<_> =
            ELEMENTS.iter().map(|[_, symbol, _]| symbol.to_lowercase()).collect();
        let names: HashSet<_> = ELEMENTS.iter().map(|[.., name]| name).collect();
        assert_eq!(symbols.len(), ELEMENTS.len());
        assert_eq!(names.len(), ELEMENTS.len());
    }
}
