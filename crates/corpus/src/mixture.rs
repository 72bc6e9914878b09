//! The mixture of all skills that training draws from.

use trajectory::{Invalid, Message, Role};

use crate::dialogue::{Dialogue, Skill, Skills, Split};
use crate::draw::Draw;
use crate::typing::system_prompt;
use crate::{arithmetic, facts, formats, letters, talk};

/// Every skill with its share of the training mix.
#[must_use]
pub fn skills() -> Vec<(f32, Box<dyn Skill>)> {
    [arithmetic::skills(), facts::skills(), letters::skills(), formats::skills(), talk::skills()]
        .into_iter()
        .flatten()
        .collect()
}

/// The skill of this name, with its usual share.
///
/// # Errors
/// [`Invalid`] with the names there are.
pub fn skill(name: &str) -> Result<(f32, Box<dyn Skill>), Invalid> {
    let mut all = skills();
    match all.iter().position(|(_, skill)| skill.name() == name) {
        Some(index) => Ok(all.swap_remove(index)),
        None => {
            let names: Vec<_> = all.iter().map(|(_, skill)| skill.name()).collect();
            let found = format!("\"{name}\"");
            let remedy = "choose some of these, or leave --skill out for all";
            Err(Invalid::new("skill", found, names.join(", "), remedy))
        }
    }
}

/// The mix of all skills.
pub struct Corpus {
    skills: Skills,
    total: f32,
}

impl Default for Corpus {
    fn default() -> Self {
        Self::new(skills())
    }
}

/// Share of dialogues that begin with a system prompt.
const WITH_SYSTEM: f32 = 0.05;
/// Share of dialogues that have one earlier exchange, and of those the share that has a second.
const WITH_HISTORY: f32 = 0.08;

impl Corpus {
    /// A mix of these skills; the weights need not sum to one.
    #[must_use]
    pub fn new(skills: Skills) -> Self {
        let total = skills.iter().map(|(weight, _)| weight).sum();
        Self { skills, total }
    }

    /// The skills of this mix.
    pub fn skills(&self) -> impl Iterator<Item = &dyn Skill> {
        self.skills.iter().map(|(_, skill)| skill.as_ref())
    }

    /// One bare instance of a skill drawn by weight.
    fn instance(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let mut left = draw.unit() * self.total;
        let mut chosen = 0;
        for (index, (weight, _)) in self.skills.iter().enumerate() {
            chosen = index;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        self.skills[chosen].1.dialogue(split, draw)
    }

    /// One training dialogue: an instance, perhaps with earlier turns and a system prompt before it.
    #[must_use]
    pub fn dialogue(&self, draw: &mut Draw) -> Dialogue {
        let mut dialogue = self.instance(Split::Train, draw);
        for _ in 0..2 {
            if !draw.chance(WITH_HISTORY) {
                break;
            }
            dialogue = self.instance(Split::Train, draw).followed_by(dialogue);
        }
        if draw.chance(WITH_SYSTEM) {
            let system = system_prompt(draw);
            dialogue.prompt.insert(0, Message::new(Role::System, system));
        }
        dialogue
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::english::without_contractions;

    /// A question however it is typed: "What's X?" is "what is x".
    fn however_typed(dialogue: &Dialogue) -> String {
        let mut text = without_contractions(dialogue.question());
        text.retain(|sign| !".!?'\"".contains(sign));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn held_out_questions_never_occur_in_training() {
        for (_, skill) in skills() {
            let mut draw = Draw::new(&[1]);
            let trained: HashSet<String> = (0..20_000)
                .map(|_| skill.dialogue(Split::Train, &mut draw))
                .filter(|d| d.prompt.len() == 1)
                .map(|d| however_typed(&d))
                .collect();
            let mut draw = Draw::new(&[2]);
            for _ in 0..500 {
                let held_out = skill.dialogue(Split::HeldOut, &mut draw);
                assert!(
                    !trained.contains(&however_typed(&held_out)),
                    "{}: {}",
                    skill.name(),
                    held_out.question()
                );
            }
        }
    }

    #[test]
    fn the_same_key_gives_the_same_dialogues() {
        let corpus = Corpus::default();
        for key in 0..200 {
            let once = corpus.dialogue(&mut Draw::new(&[key]));
            assert_eq!(once, corpus.dialogue(&mut Draw::new(&[key])));
            assert_eq!(once.prompt.last().map(|turn| turn.role), Some(Role::User));
            assert!(!once.answer.is_empty());
        }
    }

    #[test]
    fn a_question_has_one_answer() {
        let corpus =
            Corpus::new(skills().into_iter().filter(|(_, skill)| !skill.open_ended()).collect());
        let mut seen = std::collections::HashMap::new();
        let mut draw = Draw::new(&[3]);
        for _ in 0..50_000 {
            let dialogue = corpus.instance(Split::Train, &mut draw);
            // The same question in capitals is answered otherwise.
            let asked = dialogue.question();
            let shouted = asked.contains(char::is_uppercase) && !asked.contains(char::is_lowercase);
            if dialogue.prompt.len() == 1 && !shouted {
                let question = dialogue.question().to_lowercase();
                let answer = seen.entry(question.clone()).or_insert(dialogue.answer.clone());
                assert_eq!(*answer, dialogue.answer, "{question}");
            }
        }
    }
}
