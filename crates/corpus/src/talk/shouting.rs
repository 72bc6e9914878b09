//! Questions wholly in capitals. Every word of theirs is other tokens than in small letters, and too rare to be learned,
//! so the model says what helps.

use crate::draw::Draw;
use crate::{Dialogue, Skill, Split, arithmetic, facts};

const ANSWER: &str = "I cannot read capitals well. Please write that in small letters.";
/// A question with fewer words could be a name or an abbreviation.
const FEWEST_WORDS: usize = 3;

/// "WHAT IS THE CAPITAL OF FRANCE?"
pub(super) struct Shouting {
    others: Vec<(f32, Box<dyn Skill>)>,
}

impl Shouting {
    /// Shouts what these groups ask.
    pub(super) fn new() -> Self {
        let others = facts::skills().into_iter().chain(arithmetic::skills());
        Self {
            others: others.collect(),
        }
    }
}

impl Skill for Shouting {
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
    fn only_questions_of_several_words_are_shouted() {
        let (shouting, mut draw) = (Shouting::new(), Draw::new(&[1]));
        for _ in 0..500 {
            let dialogue = shouting.dialogue(Split::Train, &mut draw);
            let asked = dialogue.question();
            assert!(!asked.contains(char::is_lowercase), "{asked}");
            assert!(asked.contains(' '), "{asked}");
        }
    }
}
