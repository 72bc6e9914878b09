//! What the model says about diffusion and about the settings of Unmask.

mod frames;
mod method;
mod models;
mod questions;
mod settings;
mod wordings;

use super::pick;
use crate::draw::Draw;
use crate::phrasing::{Phrasings, Table, composed, typed, upper_first};
use crate::{Dialogue, Skill, Split};
use method::METHOD;
use models::MODELS;
use settings::SETTINGS;

/// A word of the trade: its names, what else people ask about it, and the one answer.
struct Term {
    /// Names that take "is".
    singular: &'static [&'static str],
    /// Names that take "are". May be empty.
    plural: &'static [&'static str],
    /// Questions of its own.
    more: Phrasings,
    /// More questions of its own.
    tables: &'static [Table],
    answer: &'static str,
}

/// Frames for any name.
#[rustfmt::skip]
const FRAMES: Phrasings = Phrasings {
    train: &[
        "Explain {}.", "Explain {}", "Explain {} to me.", "Tell me about {}.",
        "Tell me something about {}.", "Can you explain {}?", "Please explain {}.", "Describe {}.",
        "{}?", "{}", "What about {}?", "What is meant by {}?", "What do you know about {}?",
        "I do not understand {}.", "Define {}.", "Help me understand {}.",
        "What do you mean by {}?", "I want to know about {}.", "Give me an explanation of {}.",
        "What is the meaning of {}?", "How would you explain {}?", "What should I know about {}?",
        "Explain {} briefly.", "Explain {} in one sentence.", "Explain {} in simple words.",
        "the meaning of {}",
        "What can you tell me about {}?", "I want to understand {}.",
        "I'd like to learn about {}.", "Explain {} to a child.", "Explain {} to a beginner.",
        "Could you describe {}?", "Can you say something about {}?", "Can you talk about {}?",
        "Please tell me about {}.", "Could you tell me about {}?", "I have never heard of {}.",
        "I am curious about {}.", "Introduce me to {}.", "Give me a short explanation of {}.",
        "Say something about {}.", "What is there to say about {}?", "Clarify {}.", "{}: explain",
        "{}, what is that?", "I'd like to know about {}.", "Could you please explain {}?",
        "Will you explain {}?", "What can be said about {}?", "I need to understand {}.",
        "Teach me what you know about {}.", "Explain {} as if I were a beginner.",
        "Can you define {}?",
    ],
    held_out: &[
        "Could you explain {}?", "What can you say about {}?", "I'd like to understand {}.",
        "Teach me about {}.", "Can you tell me about {}?", "Explain {} for a beginner.",
    ],
};

/// Frames for a name that takes "is".
#[rustfmt::skip]
const SINGULAR: Phrasings = Phrasings {
    train: &[
        "What is {}?", "What is {}?", "What is {}?", "What's {}?", "what is {}",
        "What does {} mean?", "What does {} do?", "What is {} for?", "How does {} work?",
        "What is {} good for?", "Why is there {}?", "And what is {}?", "What does {} change?",
        "What is {} about?", "What is the point of {}?", "How is {} used?",
        "Do you know what {} is?", "Can you tell me what {} is?", "Tell me what {} is.",
        "Explain what {} is.", "So what is {}?", "Why does {} matter?", "What is {} in your case?",
        "I wonder what {} is.",
        "What is {} in this program?", "What is {} here?", "What would {} be?",
        "What does {} refer to?",
        "What role does {} play?", "Please tell me what {} is.", "Please say what {} means.",
        "Could you say what {} means?", "Can you tell me what {} means?", "Tell me what {} means.",
        "What's the use of {}?", "What purpose does {} have?",
        "What's {} again?", "What is {} exactly?",
        "I want to know what {} is.", "Could you say what {} is?", "What is {} needed for?",
        "What do people use {} for?", "What is the purpose of {}?",
    ],
    held_out: &[
        "What exactly is {}?", "What is {} in a diffusion model?", "Could you tell me what {} is?",
        "What does {} stand for?", "Please tell me what {} means.", "What is {} used for?",
    ],
};

/// Frames for a name that takes "are".
#[rustfmt::skip]
const PLURAL: Phrasings = Phrasings {
    train: &[
        "What are {}?", "What are {}?", "what are {}", "What do {} mean?", "What do {} do?",
        "What are {} for?", "How do {} work?", "Why are there {}?", "And what are {}?",
        "What are {} good for?", "Do you know what {} are?", "Tell me what {} are.",
        "Can you tell me what {} are?", "Explain what {} are.",
        "What exactly do {} do?", "Please tell me what {} are.", "Tell me what {} mean.",
        "Could you say what {} are?",
        "What purpose do {} have?", "What are {} here?", "What role do {} play?",
        "What are {} needed for?",
        "I wonder what {} are.", "Can you tell me what {} mean?", "Please say what {} mean.",
    ],
    held_out: &[
        "What exactly are {}?", "Could you tell me what {} are?", "What are {} used for?",
        "Please tell me what {} mean.",
    ],
};

/// About a step and a pass, which are the same.
const PASS: &str =
    "A step is one pass over the whole text; with fewer steps, more tokens are revealed at once.";
/// About GPT and its kind.
const OTHERS_WRITE: &str =
    "Autoregressive models like GPT write one token after another; I fill in masks in any order.";
/// About the temperature and its noise.
const NOISE_IS: &str =
    "Temperature adds random Gumbel noise to the choice of words; at 0 there is none.";

const TERMS: &[&[Term]] = &[METHOD, SETTINGS, MODELS];

/// "What is masked diffusion?", "What does the seed do?"
pub(super) struct Diffusion;

impl Skill for Diffusion {
    fn name(&self) -> &'static str {
        "diffusion"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let term = pick(TERMS, draw.unit());
        let said = if draw.chance(0.4) {
            if draw.chance(0.5) {
                composed(term.tables, &term.more, split, draw)
            } else {
                term.more.draw(split, draw).to_owned()
            }
        } else {
            let is_plural =
                draw.below(term.singular.len() + term.plural.len()) >= term.singular.len();
            let (names, frames) = if is_plural {
                (term.plural, (&PLURAL, frames::MANY))
            } else {
                (term.singular, (&SINGULAR, frames::ONE))
            };
            let (listed, tables) = match draw.chance(0.35) {
                true => (&FRAMES, frames::ANY),
                false => frames,
            };
            let frame = if draw.chance(0.5) {
                composed(tables, listed, split, draw)
            } else {
                listed.draw(split, draw).to_owned()
            };
            frame.replace("{}", draw.pick::<&str>(names))
        };
        Dialogue::single(typed(&upper_first(&said), draw), term.answer)
    }
}
