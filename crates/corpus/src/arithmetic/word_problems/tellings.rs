//! Stories told sentence by sentence: what somebody has, what becomes of it, and the question, each in dozens of ways.
//!
//! The wordings of a [`Family`](super::Family) are whole stories. People tell theirs in other orders and with other
//! verbs, and what they tell is put together here, from a few hundred parts.

use super::sentences::{
    ANY_SUBJECT, COMING, EATING_HAPPENS, EATS, EATS_NOW, GAIN_HAPPENS, GAINS, GAINS_NOW, GOING,
    HOW_MANY_ARE, HOW_MANY_HAS, HOW_MANY_HAVE_I, HOW_MANY_LEFT, HOW_MANY_LEFT_I, HOW_MUCH_LEFT,
    I_HAVE, I_HAVE_MONEY, I_HAVE_PACKS, LOSES, LOSES_NOW, LOSS_HAPPENS, NAMED_HAS, NAMED_HAS_MONEY,
    NAMED_HAS_PACKS, SAME_SUBJECT, SPENDING_HAPPENS, SPENDS, SPENDS_NOW, THERE_ARE, WHAT_IF,
};
use crate::draw::Draw;
use crate::phrasing::lower_first;

/// How the stories of a family can be told, besides its wordings.
pub(super) struct Telling {
    who: Who,
    start: Start,
    /// What happens to the things, one number of the story after another.
    changes: &'static [Change],
}

/// Whose things they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// `{n}` of the story.
    Named,
    /// The person who asks.
    I,
    /// Nobody's: they are somewhere.
    Nobody,
}

/// How many there are at first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// `{a}` of them; the changes are `{b}` and `{c}`.
    Number,
    /// `{a}` of a currency.
    Money,
    /// `{a}` containers with `{b}` in each; the change is `{c}`.
    Packed,
}

/// What becomes of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Gain,
    Lose,
    Eat,
    Spend,
}

/// The stories of somebody who starts with things, and what becomes of these.
pub(super) const fn told(who: Who, start: Start, changes: &'static [Change]) -> Option<Telling> {
    Some(Telling {
        who,
        start,
        changes,
    })
}

/// "He", "his" and "him" of the one who asks.
const MINE: [(&str, &str); 5] = [
    ("{n}", "I"),
    ("{He}", "I"),
    ("{he}", "I"),
    ("{his}", "my"),
    ("{him}", "me"),
];
/// Share of the changes that somebody is the subject of, who has or had the things.
const DONE: f32 = 0.7;
/// Share of the stories without any mark in them.
const BREATHLESS: f32 = 0.04;

/// What one did, what one does, and what happens without one.
const fn sentences(change: Change) -> [&'static [&'static str]; 3] {
    match change {
        Change::Gain => [GAINS, GAINS_NOW, GAIN_HAPPENS],
        Change::Lose => [LOSES, LOSES_NOW, LOSS_HAPPENS],
        Change::Eat => [EATS, EATS_NOW, EATING_HAPPENS],
        Change::Spend => [SPENDS, SPENDS_NOW, SPENDING_HAPPENS],
    }
}

impl Telling {
    /// One way to tell the story, with the slots of a wording.
    pub(super) fn draw(&self, draw: &mut Draw) -> String {
        let mut text = (*draw.pick(self.starts())).to_owned();
        let numbers: &[&str] = match self.start {
            Start::Number | Start::Money => &["{b}", "{c}"],
            Start::Packed => &["{c}"],
        };
        for (change, number) in self.changes.iter().zip(numbers) {
            text += &self.change(*change, draw).replace("{x}", number);
        }
        let question = self.question(draw);
        if !text.contains(". ") && draw.chance(0.15) {
            return format!("If {}, {}", lower_first(&text), lower_first(question));
        }
        let told = format!("{text}. {question}");
        if draw.chance(BREATHLESS) {
            return told.replace(['.', ',', ';'], "");
        }
        told
    }

    /// What is asked next, after the answer, and what happens in it; nothing where nobody has the things. The number is
    /// `{b}`.
    pub(super) fn next(&self, draw: &mut Draw) -> Option<(String, Change)> {
        if self.who == Who::Nobody || self.start == Start::Money {
            return None;
        }
        let change = match (draw.chance(0.4), self.changes.contains(&Change::Eat)) {
            (true, _) => Change::Gain,
            (false, true) => Change::Eat,
            (false, false) => Change::Lose,
        };
        let [done, done_now, _] = sentences(change);
        let done = if self.who == Who::I { done } else { done_now };
        let text = draw.pick(WHAT_IF).replace("{did}", draw.pick::<&str>(done));
        Some((self.spoken(text.replace("{x}", "{b}")), change))
    }

    const fn starts(&self) -> &'static [&'static str] {
        match (self.who, self.start) {
            (Who::Nobody, _) => THERE_ARE,
            (Who::Named, Start::Number) => NAMED_HAS,
            (Who::Named, Start::Money) => NAMED_HAS_MONEY,
            (Who::Named, Start::Packed) => NAMED_HAS_PACKS,
            (Who::I, Start::Number) => I_HAVE,
            (Who::I, Start::Money) => I_HAVE_MONEY,
            (Who::I, Start::Packed) => I_HAVE_PACKS,
        }
    }

    /// One change, with what ties it to the sentence before.
    fn change(&self, change: Change, draw: &mut Draw) -> String {
        let [done, done_now, happens] = sentences(change);
        let (ties, sentences) = match self.who {
            Who::Nobody if change == Change::Gain => (ANY_SUBJECT, COMING),
            Who::Nobody => (ANY_SUBJECT, GOING),
            Who::Named | Who::I if !draw.chance(DONE) => (ANY_SUBJECT, happens),
            Who::Named if draw.chance(0.3) => (SAME_SUBJECT, done_now),
            Who::Named | Who::I => (SAME_SUBJECT, done),
        };
        self.spoken(format!("{}{}", draw.pick(ties), draw.pick(sentences)))
    }

    /// The text as the one says it who tells the story.
    fn spoken(&self, text: String) -> String {
        if self.who == Who::I {
            let mine = |text: String, (other, mine): &(&str, &str)| text.replace(other, mine);
            return MINE.iter().fold(text, mine);
        }
        text
    }

    fn question(&self, draw: &mut Draw) -> &'static str {
        let gained = self.changes.iter().all(|change| *change == Change::Gain);
        let left = !gained && draw.chance(0.5);
        draw.pick::<&str>(match self.who {
            _ if self.start == Start::Money => HOW_MUCH_LEFT,
            Who::Nobody => HOW_MANY_ARE,
            Who::Named if left => HOW_MANY_LEFT,
            Who::Named => HOW_MANY_HAS,
            Who::I if left => HOW_MANY_LEFT_I,
            Who::I => HOW_MANY_HAVE_I,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MORE_OF_ONE_STEP, MORE_STEPS, ONE_STEP, TWO_STEPS};
    use super::*;

    #[test]
    fn every_number_of_a_story_is_told_once() {
        let mut draw = Draw::new(&[6]);
        let families = [ONE_STEP, MORE_OF_ONE_STEP, TWO_STEPS, MORE_STEPS]
            .into_iter()
            .flatten();
        for telling in families.filter_map(|family| family.telling.as_ref()) {
            let first = usize::from(telling.start == Start::Packed);
            let numbers = &["a", "b", "c"][..=first + telling.changes.len()];
            for _ in 0..300 {
                let text = telling.draw(&mut draw);
                for number in numbers {
                    let slots = [format!("{{{number}}}"), format!("{{{number} i}}")];
                    let told: usize = slots.iter().map(|slot| text.matches(slot).count()).sum();
                    assert_eq!(told, 1, "{number}: {text}");
                }
                assert!(!text.contains("{x}"), "{text}");
            }
        }
    }

    #[test]
    fn who_asks_speaks_of_himself() {
        let mut draw = Draw::new(&[7]);
        let Some(mine) = told(Who::I, Start::Number, &[Change::Gain, Change::Lose]) else {
            unreachable!("told gives a telling");
        };
        for _ in 0..300 {
            let text = mine.draw(&mut draw);
            for other in ["{n}", "{he}", "{He}", "{his}", "{him}"] {
                assert!(!text.contains(other), "{text}");
            }
        }
    }
}
