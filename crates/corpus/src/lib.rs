//! The dialogues that the built-in model learns from: generated, seeded, and split by construction.
//!
//! A [`Skill`] draws dialogues; the [`Corpus`] mixes the skills by weight and adds what every skill has to cope
//! with: earlier turns, a system prompt, careless typing. The sentences and facts are files in `data/`, the logic is
//! here. To add a skill, write one file with one `impl Skill`, list it in its group, and put its texts into `data/`.
//!
//! Train and held-out instances never meet. Open sets (operands, unseen words) are split by their contents, closed
//! sets (facts, talk about itself) by their phrasing: see [`Split`].

mod arithmetic;
mod data;
mod dialogue;
pub mod draw;
mod english;
mod facts;
mod formats;
mod invented;
mod letters;
mod mixture;
mod names;
mod phrasing;
mod prelude;
mod talk;
mod typing;

pub use dialogue::{Dialogue, Skill, Split};
pub use letters::words::{familiar_words, unfamiliar_words};
pub use mixture::{Corpus, skill, skills};
pub use typing::system_prompt;
