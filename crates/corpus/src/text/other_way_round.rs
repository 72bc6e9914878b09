//! Numbers that are sorted, and then the same ones from the other end.

use super::asking::{ask, listed};
use super::sort_numbers::{Order, numbers, texts};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Split};

/// Whichever order they had.
#[rustfmt::skip]
const OTHER_WAY_ROUND: Phrasings = Phrasings {
    train: &[
        "The other way round.", "Now the other way round.", "And the other way round?", "Other way round, please.",
        "the other way around", "And the other way around?", "Now the other way around, please.", "Now reverse the order.",
        "In reverse order?", "And in reverse order?", "Now in reverse order.", "Turn the order round.", "Flip the order.",
        "In the opposite order, please.", "And in the opposite order?", "Now from the other end.", "Start from the other end.",
        "Sort them the other way.", "And sorted the other way?", "I meant the other way round.", "Reverse that list.",
        "Now reverse it.", "And reversed?", "Now backwards.", "And backwards?", "Other direction, please.",
        "And in the other direction?", "Sort it the other way round.", "Could you do it the other way round?",
    ],
    held_out: &[
        "Other way round now.", "Can you turn it around?", "Now the opposite order.", "Please reverse the order.",
        "And the other direction?", "Now sort them the other way round.",
    ],
};

#[rustfmt::skip]
const NOW_DESCENDING: Phrasings = Phrasings {
    train: &[
        "Now descending.", "And descending?", "Now in descending order.", "And in descending order?", "Largest first?",
        "Now with the largest first.", "And the largest first?", "From largest to smallest, please.", "Now from high to low.",
        "And from the biggest down?", "Biggest first, please.", "Now from big to small.", "Now highest to lowest.",
    ],
    held_out: &["And now in descending order?", "Now largest to smallest.", "And from high to low?", "Now biggest first."],
};

#[rustfmt::skip]
const NOW_ASCENDING: Phrasings = Phrasings {
    train: &[
        "Now ascending.", "And ascending?", "Now in ascending order.", "And in ascending order?", "Smallest first?",
        "Now with the smallest first.", "And the smallest first?", "From smallest to largest, please.", "Now from low to high.",
        "And from the smallest up?", "Smallest first, please.", "Now from small to big.", "Now lowest to highest.",
    ],
    held_out: &["And now in ascending order?", "Now smallest to largest.", "And from low to high?", "Now smallest first."],
};

/// "Sort 12, 3, 45." "Now the other way round."
pub(super) fn other_way_round(split: Split, draw: &mut Draw) -> Dialogue {
    let numbers = numbers(split, draw);
    let order = Order::draw(0.7, draw);
    let list = listed(&texts(&numbers), draw);
    let question = ask(order.asked(), Split::Train, &[&list], draw);
    let before = Dialogue::single(question, order.answer(&numbers));
    let order = order.reversed();
    let next = if draw.chance(0.6) {
        &OTHER_WAY_ROUND
    } else if order == Order::Descending {
        &NOW_DESCENDING
    } else {
        &NOW_ASCENDING
    };
    let question = ask(next, split, &[], draw);
    before.followed_by(Dialogue::single(question, order.answer(&numbers)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_way_round_has_the_same_numbers_backwards() {
        let mut draw = Draw::new(&[1]);
        for _ in 0..200 {
            let dialogue = other_way_round(Split::Train, &mut draw);
            let numbers = |answer: &str| {
                let (_, list) = answer.trim_end_matches('.').split_once(": ").unwrap();
                list.split(", ").map(str::to_owned).collect::<Vec<_>>()
            };
            let [_, before, _] = &dialogue.prompt[..] else {
                panic!("{dialogue:?}")
            };
            let mut backwards = numbers(&before.content);
            backwards.reverse();
            assert_eq!(numbers(&dialogue.answer), backwards);
        }
    }
}
