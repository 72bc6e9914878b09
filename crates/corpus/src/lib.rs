//! The dialogues that the built-in model learns from: generated, seeded, and split by construction.
//!
//! A [`Skill`] draws dialogues; the [`Corpus`] mixes the skills by weight and adds what every skill has to cope
//! with: earlier turns, a system prompt, careless typing. To add a skill, write one file with one `impl Skill` and
//! list it in its group.
//!
//! Train and held-out instances never meet. Open sets (operands, unseen words) are split by their contents, closed
//! sets (facts, talk about itself) by their phrasing: see [`Split`].

mod arithmetic;
pub mod draw;
pub mod facts;
pub mod formats;
mod invented;
mod phrasing;
mod talk;
mod text;

use draw::Draw;
pub use phrasing::system_prompt;
use trajectory::{Invalid, Message, Role};

/// Which instances to draw from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    /// What the model is trained on.
    Train,
    /// What it is measured on, and never sees in training.
    HeldOut,
}

/// A conversation that ends with the person's turn, and the answer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialogue {
    /// The turns before the answer; the last one is the person's.
    pub prompt: Vec<Message>,
    /// The answer. A question has exactly one, so that parallel decoding cannot mix the halves of two; only
    /// [open-ended](Skill::open_ended) skills have several.
    pub answer: String,
}

impl Dialogue {
    /// One question and its answer.
    pub fn single(question: impl Into<String>, answer: impl Into<String>) -> Self {
        Self {
            prompt: vec![Message::user(question)],
            answer: answer.into(),
        }
    }

    /// This dialogue as the beginning of another: the answer becomes a turn, and `next` follows.
    #[must_use]
    pub fn followed_by(mut self, mut next: Self) -> Self {
        self.prompt.push(Message::new(Role::Assistant, self.answer));
        self.prompt.append(&mut next.prompt);
        Self {
            prompt: self.prompt,
            answer: next.answer,
        }
    }

    /// The person's last question.
    #[must_use]
    pub fn question(&self) -> &str {
        self.prompt.last().map_or("", |turn| &turn.content)
    }
}

/// Something the model shall be able to do.
pub trait Skill: Sync {
    /// The name in tables: "capitals", "addition to 99".
    fn name(&self) -> &'static str;

    /// Draws one instance of the split.
    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue;

    /// Whether a question of this skill has more than one right answer.
    fn open_ended(&self) -> bool {
        false
    }

    /// Whether `text` answers the dialogue.
    fn accepts(&self, dialogue: &Dialogue, text: &str) -> bool {
        text == dialogue.answer
    }
}

/// The words that several skills use and whose letters are always trained.
pub fn familiar_words() -> impl Iterator<Item = &'static str> {
    text::words::familiar()
}

/// The words that operations on letters may keep for measuring: each has to be spelled in every vocabulary.
pub fn unfamiliar_words() -> impl Iterator<Item = &'static str> {
    text::words::unfamiliar()
}

/// Every skill with its share of the training mix.
#[must_use]
pub fn skills() -> Vec<(f32, Box<dyn Skill>)> {
    [
        arithmetic::skills(),
        facts::skills(),
        text::skills(),
        formats::skills(),
        talk::skills(),
    ]
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
    skills: Vec<(f32, Box<dyn Skill>)>,
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
    pub fn new(skills: Vec<(f32, Box<dyn Skill>)>) -> Self {
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
            dialogue
                .prompt
                .insert(0, Message::new(Role::System, system));
        }
        dialogue
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// A question however it is typed: "What's X?" is "what is x".
    fn however_typed(dialogue: &Dialogue) -> String {
        let mut text = phrasing::unshortened(dialogue.question());
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
        let corpus = Corpus::new(
            skills()
                .into_iter()
                .filter(|(_, skill)| !skill.open_ended())
                .collect(),
        );
        let mut seen = std::collections::HashMap::new();
        let mut draw = Draw::new(&[3]);
        for _ in 0..50_000 {
            let dialogue = corpus.instance(Split::Train, &mut draw);
            // The same question in capitals is answered otherwise.
            let asked = dialogue.question();
            let shouted = asked.contains(char::is_uppercase) && !asked.contains(char::is_lowercase);
            if dialogue.prompt.len() == 1 && !shouted {
                let question = dialogue.question().to_lowercase();
                let answer = seen
                    .entry(question.clone())
                    .or_insert(dialogue.answer.clone());
                assert_eq!(*answer, dialogue.answer, "{question}");
            }
        }
    }
}
