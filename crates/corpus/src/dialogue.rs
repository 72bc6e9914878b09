//! A dialogue, the two splits, and what a skill is.

use trajectory::{Message, Role};

use crate::draw::Draw;

/// Which instances to draw from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    /// What the model is trained on.
    Train,
    /// What it is measured on, and never sees in training.
    HeldOut,
}

impl Split {
    /// Whether something belongs to this split that is held out or not.
    pub(crate) fn has(self, held_out: bool) -> bool {
        held_out == (self == Self::HeldOut)
    }

    /// The split to take a phrasing from where the contents are of this one: held-out contents are new in whatever
    /// words, so every other instance is asked for in the words of training.
    pub(crate) fn or_train(self, draw: &mut Draw) -> Self {
        if draw.chance(0.5) { Self::Train } else { self }
    }

    /// What `make` draws, as soon as `held_out` says that it belongs to this split.
    pub(crate) fn draw<T>(
        self,
        draw: &mut Draw,
        held_out: impl Fn(&T) -> bool,
        mut make: impl FnMut(&mut Draw) -> T,
    ) -> T {
        loop {
            let made = make(draw);
            if self.has(held_out(&made)) {
                return made;
            }
        }
    }
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
        Self { prompt: vec![Message::user(question)], answer: answer.into() }
    }

    /// This dialogue as the beginning of another: the answer becomes a turn, and `next` follows.
    #[must_use]
    pub fn followed_by(mut self, mut next: Self) -> Self {
        self.prompt.push(Message::new(Role::Assistant, self.answer));
        self.prompt.append(&mut next.prompt);
        Self { prompt: self.prompt, answer: next.answer }
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

/// Skills with their shares of the training mix.
pub(crate) type Skills = Vec<(f32, Box<dyn Skill>)>;

/// A skill whose questions have one answer each: a name, and what draws an instance.
struct Exact {
    name: &'static str,
    draw: fn(Split, &mut Draw) -> Dialogue,
}

impl Skill for Exact {
    fn name(&self) -> &'static str {
        self.name
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        (self.draw)(split, draw)
    }
}

/// The skill of this name whose instances `draw` makes, with its share.
pub(crate) fn exact(
    share: f32,
    name: &'static str,
    draw: fn(Split, &mut Draw) -> Dialogue,
) -> (f32, Box<dyn Skill>) {
    (share, Box::new(Exact { name, draw }))
}
