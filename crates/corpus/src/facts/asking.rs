//! How people ask for a fact: whole phrasings, and what they ask for put into the frames that fit any fact.

use crate::draw::Draw;
use crate::phrasing::{Phrasings, bare, held_out, typed, upper_first};
use crate::{Dialogue, Split};

/// Frames around a noun phrase such as "the capital of France".
#[rustfmt::skip]
const AROUND_THING: &[&str] = &[
    "What is []?", "What is []?", "What's []?", "What is [] again?", "What was [] again?",
    "What would [] be?", "What exactly is []?", "And what is []?", "[]?", "[]?", "[]", "[]",
    "[] is", "[] is what?", "[] please", "Tell me [].", "Please tell me [].", "Just tell me [].",
    "Tell me what [] is.", "Can you tell me []?", "Can you tell me what [] is?",
    "Could you tell me []?", "Could you please tell me what [] is?", "Would you tell me []?",
    "Do you know []?", "Do you know what [] is?", "Do you happen to know []?", "Give me [].",
    "Can you give me []?", "Could you give me []?", "Name [].", "Can you name []?", "State [].",
    "Say [].", "Write [].", "Find [].", "Look up [].", "I need [].", "I need to know [].",
    "I want to know [].", "I'd like to know [].", "I would like to know what [] is.",
    "I wonder what [] is.", "I am looking for [].", "I forgot [].", "I forgot what [] is.",
    "I don't know [].", "I can't remember [].", "I am not sure what [] is.",
    "Remind me what [] is.", "Can you remind me what [] is?", "Any idea what [] is?",
    "Let me know what [] is.", "May I ask what [] is?", "My teacher asked me for [].",
    "My son wants to know [].", "For a quiz I need [].", "What might [] be?",
    "What is the answer: []?", "So what is []?", "[], what is it?", "[], do you know it?",
    "[], if you know it", "[]: what is it?", "Show me [].", "Identify [].", "Specify [].",
    "Provide [].", "Answer with [].", "Explain to me what [] is.", "Help me find [].",
    "Help me remember [].", "Help me out: what is []?", "Please say what [] is.", "Please find [].",
    "Please write down [].", "I'm asking for [].", "I'm trying to find out what [] is.",
    "I'm trying to remember [].", "I have to know [] for school.", "I have forgotten [].",
    "I can't think of [].", "I keep forgetting [].", "I should know [], but I don't.",
    "I was wondering what [] is.", "I'm curious what [] is.", "Is it known what [] is?",
    "Are you able to tell me []?", "Can anyone tell me []?", "Can you find []?",
    "Can you figure out what [] is?", "Could you say what [] is?", "Will you tell me []?",
    "Does anyone know []?", "Someone asked me what [] is.", "Our homework is to find [].",
    "In a crossword I need [].", "You surely know [].",
];

/// Frames around an indirect question such as "how many days March has".
#[rustfmt::skip]
const AROUND_CLAUSE: &[&str] = &[
    "Tell me [].", "Please tell me [].", "Can you tell me []?", "Could you tell me []?",
    "Could you please tell me []?", "Would you tell me []?", "Do you know []?",
    "Do you happen to know []?", "I need to know [].", "I want to know [].", "I'd like to know [].",
    "I would like to know [].", "I wonder [].", "I forgot [].", "I don't know [].",
    "I can't remember [].", "I am not sure [].", "Remind me [].", "Can you remind me []?",
    "Any idea []?", "Let me know [].", "May I ask []?", "Can you say []?", "Say [].",
    "My teacher asked me [].", "My son wants to know [].", "Explain to me [].",
    "Help me remember [].", "Help me find out [].", "Please say [].", "Please let me know [].",
    "I'm trying to find out [].", "I'm trying to remember [].", "I was wondering [].",
    "I'm curious [].", "I have to know [].", "I have forgotten [].", "I keep forgetting [].",
    "I'm asking you [].", "I have no idea [].", "Is it known []?", "Are you able to tell me []?",
    "Can anyone tell me []?", "Can you figure out []?", "Could you say []?", "Will you tell me []?",
    "Does anyone know []?", "Someone asked me [].", "My daughter asks [].",
    "For school I must know [].", "Let us find out [].", "You surely know [].",
];

/// All ways to ask for one kind of fact. The slots in braces are the [fact](Fact)'s.
pub(super) struct Asking {
    pub(super) phrasings: Phrasings,
    /// Noun phrases for what is asked: "the capital of {}". May be empty, if there are clauses.
    pub(super) things: &'static [&'static str],
    /// Indirect questions: "how many days {} has". May be empty, if there are things.
    pub(super) clauses: &'static [&'static str],
}

impl Asking {
    /// One way to ask, of the split, with its slots still open.
    fn draw(&self, split: Split, draw: &mut Draw) -> String {
        if draw.chance(0.5) {
            return self.phrasings.draw(split, draw).to_owned();
        }
        loop {
            let composed = self.compose(draw);
            // What is listed stays on its side, however the hash falls.
            let listed = |texts: &[&str]| texts.iter().any(|text| bare(text) == bare(&composed));
            let kept = listed(self.phrasings.held_out)
                || (held_out(&composed) && !listed(self.phrasings.train));
            if kept == (split == Split::HeldOut) {
                return composed;
            }
        }
    }

    /// What is asked for, in a frame.
    fn compose(&self, draw: &mut Draw) -> String {
        let at = draw.below(self.things.len() + self.clauses.len());
        let text = if let Some(thing) = self.things.get(at) {
            draw.pick(AROUND_THING).replace("[]", thing)
        } else {
            let clause = self.clauses[at - self.things.len()];
            draw.pick(AROUND_CLAUSE).replace("[]", clause)
        };
        if draw.chance(0.5) {
            upper_first(&text)
        } else {
            text
        }
    }
}

/// One fact: what stands in the slots of a question, and the answer.
pub(super) struct Fact {
    pub(super) slots: Vec<(&'static str, String)>,
    pub(super) answer: String,
}

impl Fact {
    /// A fact about one name, which the phrasings call `{}`.
    pub(super) fn of(name: impl Into<String>, answer: impl Into<String>) -> Self {
        Self {
            slots: vec![("{}", name.into())],
            answer: answer.into(),
        }
    }

    /// The same fact with another slot.
    #[must_use]
    pub(super) fn with(mut self, slot: &'static str, text: impl Into<String>) -> Self {
        self.slots.push((slot, text.into()));
        self
    }

    /// The question and the answer. A phrasing that begins with a slot gets a capital letter.
    pub(super) fn asked(self, phrasing: &str, draw: &mut Draw) -> Dialogue {
        let text = self
            .slots
            .iter()
            .fold(phrasing.to_owned(), |text, (slot, name)| {
                text.replace(slot, name)
            });
        let question = if phrasing.starts_with('{') {
            upper_first(&text)
        } else {
            text
        };
        Dialogue::single(typed(&question, draw), self.answer)
    }
}

/// A kind of fact: how one asks for it, and a draw of one.
pub(super) struct Relation {
    pub(super) asking: Asking,
    pub(super) fact: fn(&mut Draw) -> Fact,
}

impl Relation {
    /// The question for this fact of something that need not have it, in a way of the split.
    pub(super) fn asked_of(&self, name: &str, split: Split, draw: &mut Draw) -> String {
        upper_first(&self.asking.draw(split, draw).replace("{}", name))
    }

    /// One question of the split.
    pub(super) fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let fact = (self.fact)(draw);
        fact.asked(&self.asking.draw(split, draw), draw)
    }
}
