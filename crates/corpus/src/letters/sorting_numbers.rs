//! "Sort 12, 3, 45", and the smallest or the largest of a list.

use super::requests::{ask, held_out_set, listed};
use crate::prelude::*;

data! {
    static REQUESTS: Requests = "letters/sorting-numbers.toml" {
        ascending: Phrasings, descending: Phrasings, largest: Phrasings, smallest: Phrasings,
        reversed: Phrasings, now_descending: Phrasings, now_ascending: Phrasings,
    }
}

/// Three to five different numbers of the split.
fn numbers(split: Split, draw: &mut Draw) -> Vec<usize> {
    loop {
        let count = 3 + draw.below(3);
        let mut numbers = Vec::new();
        while numbers.len() < count {
            // One-digit numbers are a tenth of all, but more than that of what people type.
            let most = match draw.below(100) {
                0..25 => 9,
                25..93 => 99,
                _ => 999,
            };
            let number = 1 + draw.below(most);
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        if split.has(held_out_set(&numbers)) {
            return numbers;
        }
    }
}

/// The numbers in digits.
fn texts(numbers: &[usize]) -> Vec<String> {
    numbers.iter().map(usize::to_string).collect()
}

/// Which number comes first.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Ascending,
    Descending,
}

impl Order {
    /// The ways to ask for it.
    fn requests(self) -> &'static Phrasings {
        match self {
            Self::Ascending => &REQUESTS.ascending,
            Self::Descending => &REQUESTS.descending,
        }
    }

    /// The numbers in this order, as the answer says them.
    fn answer(self, numbers: &[usize]) -> String {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        if self == Self::Ascending {
            return format!("In order: {}.", texts(&sorted).join(", "));
        }
        sorted.reverse();
        format!("From largest to smallest: {}.", texts(&sorted).join(", "))
    }
}

/// "Sort 12, 3, 45."
pub(super) fn sort(split: Split, draw: &mut Draw) -> Dialogue {
    let numbers = numbers(split, draw);
    let order = draw.either(0.75, Order::Ascending, Order::Descending);
    let list = listed(&texts(&numbers), draw);
    let question = ask(order.requests(), split, &[&list], draw);
    Dialogue::single(question, order.answer(&numbers))
}

/// "Which is the largest: 12, 3, 45?"
pub(super) fn extreme(split: Split, draw: &mut Draw) -> Dialogue {
    let numbers = numbers(split, draw);
    let (ways, name, found) = draw.either(
        0.5,
        (&REQUESTS.largest, "largest", numbers.iter().max()),
        (&REQUESTS.smallest, "smallest", numbers.iter().min()),
    );
    let found = found.map(usize::to_string).unwrap_or_default();
    let mut list = listed(&texts(&numbers), draw);
    if draw.chance(0.2) {
        list = list.replace(" and ", " or ");
    }
    let question = ask(ways, split, &[&list], draw);
    Dialogue::single(question, format!("The {name} is {found}."))
}

/// "Sort 12, 3, 45." "Now the other way round."
pub(super) fn reversed_order(split: Split, draw: &mut Draw) -> Dialogue {
    let numbers = numbers(split, draw);
    let (order, reversed, now) = draw.either(
        0.7,
        (Order::Ascending, Order::Descending, &REQUESTS.now_descending),
        (Order::Descending, Order::Ascending, &REQUESTS.now_ascending),
    );
    let list = listed(&texts(&numbers), draw);
    let question = ask(order.requests(), Split::Train, &[&list], draw);
    let before = Dialogue::single(question, order.answer(&numbers));
    let next = draw.either(0.6, &REQUESTS.reversed, now);
    let question = ask(next, split, &[], draw);
    before.followed_by(Dialogue::single(question, reversed.answer(&numbers)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reversed_order_has_the_same_numbers_backwards() {
        let mut draw = Draw::new(&[1]);
        for _ in 0..200 {
            let dialogue = reversed_order(Split::Train, &mut draw);
            let numbers = |answer: &str| {
                let (_, list) = answer.trim_end_matches('.').split_once(": ").unwrap();
                list.split(", ").map(str::to_owned).collect::<Vec<_>>()
            };
            let [_, before, _] = &dialogue.prompt[..] else { panic!("{dialogue:?}") };
            let mut backwards = numbers(&before.content);
            backwards.reverse();
            assert_eq!(numbers(&dialogue.answer), backwards);
        }
    }
}
