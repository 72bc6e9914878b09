//! Illness.

use super::Kind;
use crate::phrasing::Phrasings;

/// Complaints for a doctor.
#[rustfmt::skip]
pub(super) const ILLNESS: Kind = Kind {
    weight: 4,
    frames: Phrasings {
        train: &[
            "What helps against {}?", "How do I treat {}?", "I think I have {}.",
            "My child has {}.", "My father suffers from {}.", "What are the symptoms of {}?",
            "Is {} contagious?", "Is {} hereditary?", "Can {} be cured?", "How long does {} last?",
            "What causes {}?", "Which doctor treats {}?", "What medicine is there for {}?",
            "Do I have {}?", "How do I prevent {}?", "Can I go to work with {}?",
            "Can I do sports with {}?", "Should I worry about {}?", "How common is {}?",
            "Is {} deadly?", "My dog has {}.", "I woke up with {}.", "{}, what can I do?",
            "home remedy for {}", "treatment of {}", "symptoms of {}",
            "Do I need an operation for {}?",
            "What can I do against {}?", "What can I do for {}?", "What can I eat with {}?",
            "What should I take for {}?", "What do I take against {}?",
            "What do people take for {}?", "How do people get {}?", "How do you get {}?",
            "How did I get {}?", "How do I get rid of {}?", "How does {} begin?",
            "How do hospitals treat {}?", "How is {} treated?", "How would a doctor treat {}?",
            "How bad is {}?", "Who gets {}?", "Why do I have {}?", "Where does {} come from?",
            "Does {} hurt?", "Is there a pill for {}?",
        ],
        held_out: &[
            "What can I take for {}?", "How does one get {}?", "How do doctors treat {}?",
        ],
    },
    subjects: &[
        "a sore throat", "back pain", "toothache", "an earache", "a runny nose", "a cough",
        "hay fever", "a rash", "acne", "dandruff", "a sunburn", "a bee sting", "a blister",
        "a sprained ankle", "a broken toe", "a concussion", "the measles", "chickenpox", "mumps",
        "malaria", "pneumonia", "bronchitis", "tuberculosis", "high blood pressure", "anemia",
        "arthritis", "migraine", "gout", "heartburn", "food poisoning", "diarrhea", "constipation",
        "kidney stones", "appendicitis", "dementia", "epilepsy", "autism", "burnout",
        "panic attacks", "sleepwalking", "a black eye", "hiccups", "hair loss", "snoring",
        "a hangover",
    ],
    names: false,
};
