//! Questions wholly in capitals. Every word of theirs is other tokens than in small letters, and too rare to be learned,
//! so the model says what helps.

use crate::dialogue::Skills;
use crate::prelude::*;
use crate::{arithmetic, facts};

const ANSWER: &str = "I cannot read capitals well. Please write that in small letters.";
/// A question with fewer words could be a name or an abbreviation.
const FEWEST_WORDS: usize = 3;

/// "WHAT IS THE CAPITAL OF FRANCE?"
pub(super) struct AllCapitals {
    others: Skills,
}

impl AllCapitals {
    /// What these groups ask, in capitals.
    pub(super) fn new() -> Self {
        let others = facts::skills().into_iter().chain(arithmetic::skills());
        Self { others: others.collect() }
    }
}

impl Skill for AllCapitals {
    fn name(&self) -> &'static str {
        "all in capitals"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        loop {
            let (_, other) = draw.pick(&self.others);
            let mut dialogue = other.dialogue(split, draw);
            let Some(turn) = dialogue.prompt.last_mut() else {
                continue;
            };
            let words = turn.content.split(|letter: char| !letter.is_alphabetic());
            if words.filter(|word| word.len() > 1).count() < FEWEST_WORDS {
                continue;
            }
            turn.content = turn.content.to_uppercase();
            dialogue.answer = ANSWER.to_owned();
            return dialogue;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_questions_of_several_words_are_in_capitals() {
        let (skill, mut draw) = (AllCapitals::new(), Draw::new(&[1]));
        for _ in 0..500 {
            let dialogue = skill.dialogue(Split::Train, &mut draw);
            let asked = dialogue.question();
            assert!(!asked.contains(char::is_lowercase), "{asked}");
            assert!(asked.contains(' '), "{asked}");
        }
    }
}
