//! What the corpus draws, as hashes: a change of the sentences, of their order or of the logic shows here.
//!
//! The weights in `models/tiny` were trained on these dialogues and measured on these held-out instances. Whoever
//! extends the corpus on purpose replaces the constants by the values that the failing test prints.

use corpus::draw::Draw;
use corpus::{Corpus, Dialogue, Split, familiar_words, skills, system_prompt, unfamiliar_words};
use trajectory::Role;

/// Dialogues of each split.
const DIALOGUES: u64 = 10_000;

/// A 64-bit FNV-1a hash.
struct Fnv(u64);

impl Fnv {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    /// A text and a mark of its end, which no text contains.
    fn text(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
        self.byte(0xff);
    }

    fn dialogue(&mut self, dialogue: &Dialogue) {
        for turn in &dialogue.prompt {
            self.byte(match turn.role {
                Role::System => 0,
                Role::User => 1,
                Role::Assistant => 2,
            });
            self.text(&turn.content);
        }
        self.text(&dialogue.answer);
    }
}

#[test]
fn the_training_dialogues_are_unchanged() {
    let corpus = Corpus::default();
    let mut hash = Fnv::new();
    for key in 0..DIALOGUES {
        hash.dialogue(&corpus.dialogue(&mut Draw::new(&[41, key])));
    }
    assert_eq!(hash.0, 0x8ab5_ccde_2260_40bb, "{:#018x}", hash.0);
}

#[test]
fn the_held_out_instances_are_unchanged() {
    let skills = skills();
    let mut hash = Fnv::new();
    for key in 0..DIALOGUES {
        let (_, skill) = &skills[key as usize % skills.len()];
        hash.dialogue(&skill.dialogue(Split::HeldOut, &mut Draw::new(&[43, key])));
    }
    assert_eq!(hash.0, 0x6570_6ef3_f931_e4fc, "{:#018x}", hash.0);
}

#[test]
fn the_skills_and_word_lists_are_unchanged() {
    let mut hash = Fnv::new();
    for (share, skill) in skills() {
        hash.text(skill.name());
        share
            .to_le_bytes()
            .into_iter()
            .for_each(|byte| hash.byte(byte));
    }
    familiar_words().for_each(|word| hash.text(word));
    unfamiliar_words().for_each(|word| hash.text(word));
    for key in 0..1_000 {
        hash.text(&system_prompt(&mut Draw::new(&[47, key])));
    }
    assert_eq!(hash.0, 0x2083_9e8b_f7de_4fa4, "{:#018x}", hash.0);
}
