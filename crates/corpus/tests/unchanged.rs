//! What the corpus draws, as hashes: a change of the sentences, of their order or of the logic shows here.
//!
//! The weights in `models/tiny` were trained on these dialogues and measured on these held-out instances. Whoever
//! extends the corpus on purpose replaces the constants by the values that the failing test prints.

use corpus::draw::Draw;
use corpus::{Corpus, Dialogue, Split, familiar_words, skills, system_prompt, unfamiliar_words};

/// Dialogues of each split.
const DIALOGUES: u64 = 10_000;

/// The 64-bit FNV-1a hash of what is added: texts, each with a mark of its end, and single bytes.
struct Fnv(u64);

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }

    fn dialogue(&mut self, dialogue: &Dialogue) {
        for turn in &dialogue.prompt {
            self.bytes(&[turn.role as u8]);
            self.text(&turn.content);
        }
        self.text(&dialogue.answer);
    }
}

const EMPTY: Fnv = Fnv(0xcbf2_9ce4_8422_2325);

#[test]
fn the_training_dialogues_are_unchanged() {
    let corpus = Corpus::default();
    let mut hash = EMPTY;
    for key in 0..DIALOGUES {
        hash.dialogue(&corpus.dialogue(&mut Draw::new(&[41, key])));
    }
    assert_eq!(hash.0, 0x8ab5_ccde_2260_40bb, "{:#018x}", hash.0);
}

#[test]
fn the_held_out_instances_are_unchanged() {
    let skills = skills();
    let mut hash = EMPTY;
    for key in 0..DIALOGUES {
        let (_, skill) = &skills[key as usize % skills.len()];
        hash.dialogue(&skill.dialogue(Split::HeldOut, &mut Draw::new(&[43, key])));
    }
    assert_eq!(hash.0, 0x6570_6ef3_f931_e4fc, "{:#018x}", hash.0);
}

#[test]
fn the_skills_and_word_lists_are_unchanged() {
    let mut hash = EMPTY;
    for (share, skill) in skills() {
        hash.text(skill.name());
        hash.bytes(&share.to_le_bytes());
    }
    familiar_words().for_each(|word| hash.text(word));
    unfamiliar_words().for_each(|word| hash.text(word));
    for key in 0..1_000 {
        hash.text(&system_prompt(&mut Draw::new(&[47, key])));
    }
    assert_eq!(hash.0, 0x2083_9e8b_f7de_4fa4, "{:#018x}", hash.0);
}
