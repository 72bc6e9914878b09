//! Out-of-scope messages recombined from parts of others: more of them than anybody would write down.
//!
//! What a written message has in common with a question of a skill is a word or two ("Hurry up with the order!"), and to
//! tell them apart takes the words around these. There are more such surroundings than the lists have, and most of what
//! people send makes as little of a question when its halves are exchanged, or one of its words.

use crate::prelude::*;

/// How often a word is exchanged, and not a half.
const BY_WORD: f32 = 0.5;
/// Most words of a message made of two halves.
const MOST: usize = 12;

/// A message made of parts of those that `message` draws.
pub(super) fn recombined(draw: &mut Draw, mut message: impl FnMut(&mut Draw) -> String) -> String {
    let one = message(draw);
    let other = message(draw);
    if draw.chance(BY_WORD) {
        with_a_word_of(&one, &other, draw)
    } else {
        halves(&one, &other, draw)
    }
}

/// The beginning of one message and the end of the other, each of two words or more; the first as it is if either has
/// fewer than three.
fn halves(one: &str, other: &str, draw: &mut Draw) -> String {
    let [one_words, other_words] = [one, other].map(|text| text.split(' ').collect::<Vec<_>>());
    if one_words.len() < 3 || other_words.len() < 3 {
        return one.to_owned();
    }
    let first = 2 + draw.below(one_words.len().min(MOST - 2) - 2);
    let last = 2 + draw.below((other_words.len() - 2).min(MOST - 1 - first));
    let end = &other_words[other_words.len() - last..];
    [&one_words[..first], end].concat().join(" ")
}

/// The letters of a word without the marks around them.
fn stem(word: &str) -> &str {
    word.trim_matches(|mark: char| !mark.is_alphanumeric())
}

/// The places of a message's longer words.
fn places(words: &[String]) -> Vec<usize> {
    let long = |at: &usize| stem(&words[*at]).len() > 3;
    (0..words.len()).filter(long).collect()
}

/// One message with a longer word of the other in place of one of its own; as it is if it has only one word, or either has
/// no longer one.
fn with_a_word_of(one: &str, other: &str, draw: &mut Draw) -> String {
    let [mut words, others] =
        [one, other].map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>());
    let (at, from) = (places(&words), places(&others));
    if words.len() < 2 || at.is_empty() || from.is_empty() {
        return one.to_owned();
    }
    let (at, from) = (*draw.pick(&at), *draw.pick(&from));
    let mut new = stem(&others[from]).to_owned();
    if from == 0 {
        new = lower_first(&new);
    }
    if at == 0 {
        new = upper_first(&new);
    }
    words[at] = words[at].replace(stem(&words[at]), &new);
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::out_of_scope::messages::message;
    use std::collections::HashSet;

    /// A recombined message, and the two that it is made of.
    fn made(draw: &mut Draw) -> (String, Vec<String>) {
        let mut of = Vec::new();
        let text = recombined(draw, |draw| {
            let message = message(draw).to_owned();
            of.push(message.clone());
            message
        });
        (text, of)
    }

    #[test]
    fn every_word_comes_from_one_of_the_two() {
        let mut draw = Draw::new(&[3]);
        for _ in 0..2000 {
            let (text, of) = made(&mut draw);
            let known: HashSet<String> = of
                .iter()
                .flat_map(|text| text.split(' '))
                .flat_map(|word| [word, stem(word)])
                .map(str::to_lowercase)
                .collect();
            for word in text.to_lowercase().split(' ') {
                assert!(
                    known.contains(word) || known.contains(stem(word)),
                    "{word} in {text:?} of {of:?}"
                );
            }
        }
    }

    #[test]
    fn most_are_new_and_none_is_long() {
        let mut draw = Draw::new(&[4]);
        let made: Vec<_> = (0..2000).map(|_| made(&mut draw)).collect();
        let new = made.iter().filter(|(text, of)| !of.contains(text)).count();
        assert!(new > 1200, "{new}");
        for (text, of) in made.iter().filter(|(text, of)| !of.contains(text)) {
            let words = |text: &str| text.split(' ').count();
            assert!(words(text) <= MOST.max(words(&of[0])), "{text:?} of {of:?}");
        }
    }

    #[test]
    fn a_word_takes_the_capital_of_its_place() {
        let mut draw = Draw::new(&[5]);
        let made: HashSet<String> =
            (0..100).map(|_| with_a_word_of("Lock it, Sarah!", "Order pizza", &mut draw)).collect();
        let expected =
            ["Order it, Sarah!", "Pizza it, Sarah!", "Lock it, order!", "Lock it, pizza!"];
        assert_eq!(made, expected.map(str::to_owned).into());
    }
}
