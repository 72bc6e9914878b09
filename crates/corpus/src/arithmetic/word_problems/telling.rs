//! Word problems told sentence by sentence: what somebody has, what becomes of it, and the question, each in dozens of
//! ways. The wordings of a problem are complete texts; people tell theirs in other orders and with other verbs.

use crate::prelude::*;
use serde::Deserialize;

data! {
    static SENTENCES: Sentences = "word-problems/sentences.toml" {
        /// What there is at first.
        start_named: List, start_named_money: List, start_named_packed: List,
        start_i: List, start_i_money: List, start_i_packed: List, start_nobody: List,
        /// Between two sentences: the second goes on with its verb, or begins with any subject.
        link_same_subject: List, link_any_subject: List,
        /// What happens.
        gain: Forms, lose: Forms, eat: Forms, spend: Forms, nobody_gain: List, nobody_lose: List,
        question_named: List, question_named_left: List, question_i: List, question_i_left: List,
        question_nobody: List, question_money: List,
        /// After the answer.
        what_if: List,
    }
}

/// How a problem can be told, besides its wordings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Telling {
    who: Who,
    start: Start,
    /// What happens to the things, one number of the problem after another.
    changes: Vec<Change>,
}

/// Whose things they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Who {
    /// `{n}` of the problem.
    Named,
    /// The person who asks.
    I,
    /// Nobody's: they are somewhere.
    Nobody,
}

/// How many there are at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Start {
    /// `{a}` of them; the changes are `{b}` and `{c}`.
    Number,
    /// `{a}` of a currency.
    Money,
    /// `{a}` containers with `{b}` in each; the change is `{c}`.
    Packed,
}

/// What becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Change {
    Gain,
    Lose,
    Eat,
    Spend,
}

/// What somebody did, what somebody does, and what happens without anybody.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    past: List,
    present: List,
    happens: List,
}

/// "He", "his" and "him" of the one who asks.
const MINE: [(&str, &str); 5] =
    [("{n}", "I"), ("{He}", "I"), ("{he}", "I"), ("{his}", "my"), ("{him}", "me")];
/// Share of the changes that somebody is the subject of, who has or had the things.
const WITH_SUBJECT: f32 = 0.7;
/// Share of the tellings without any punctuation in them.
const WITHOUT_PUNCTUATION: f32 = 0.04;

impl Change {
    fn forms(self) -> &'static Forms {
        match self {
            Self::Gain => &SENTENCES.gain,
            Self::Lose => &SENTENCES.lose,
            Self::Eat => &SENTENCES.eat,
            Self::Spend => &SENTENCES.spend,
        }
    }
}

impl Telling {
    /// One way to tell the problem, with the slots of a wording.
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
        if draw.chance(WITHOUT_PUNCTUATION) {
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
        let Forms { past, present, .. } = change.forms();
        let did = if self.who == Who::I { past } else { present };
        let what_if = draw.pick(&SENTENCES.what_if);
        let text = what_if.replace("{did}", draw.pick::<&str>(did));
        Some((self.spoken(text.replace("{x}", "{b}")), change))
    }

    fn starts(&self) -> &'static List {
        let all = &*SENTENCES;
        match (self.who, self.start) {
            (Who::Nobody, _) => &all.start_nobody,
            (Who::Named, Start::Number) => &all.start_named,
            (Who::Named, Start::Money) => &all.start_named_money,
            (Who::Named, Start::Packed) => &all.start_named_packed,
            (Who::I, Start::Number) => &all.start_i,
            (Who::I, Start::Money) => &all.start_i_money,
            (Who::I, Start::Packed) => &all.start_i_packed,
        }
    }

    /// One change, with what links it to the sentence before.
    fn change(&self, change: Change, draw: &mut Draw) -> String {
        let Forms { past, present, happens } = change.forms();
        let Sentences {
            link_same_subject: same,
            link_any_subject: any,
            nobody_gain,
            nobody_lose,
            ..
        } = &*SENTENCES;
        let (links, sentences) = match self.who {
            Who::Nobody if change == Change::Gain => (any, nobody_gain),
            Who::Nobody => (any, nobody_lose),
            Who::Named | Who::I if !draw.chance(WITH_SUBJECT) => (any, happens),
            Who::Named if draw.chance(0.3) => (same, present),
            Who::Named | Who::I => (same, past),
        };
        self.spoken(format!("{}{}", draw.pick(links), draw.pick(sentences)))
    }

    /// The text as the one says it who tells the problem.
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
        let all = &*SENTENCES;
        draw.pick::<&str>(match self.who {
            _ if self.start == Start::Money => &all.question_money,
            Who::Nobody => &all.question_nobody,
            Who::Named if left => &all.question_named_left,
            Who::Named => &all.question_named,
            Who::I if left => &all.question_i_left,
            Who::I => &all.question_i,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_person_who_asks_is_in_the_first_person() {
        let mut draw = Draw::new(&[7]);
        let mine = Telling {
            who: Who::I,
            start: Start::Number,
            changes: vec![Change::Gain, Change::Lose],
        };
        for _ in 0..300 {
            let text = mine.draw(&mut draw);
            for (other, _) in MINE {
                assert!(!text.contains(other), "{text}");
            }
        }
    }
}
