//! The things of a person.

use super::Kind;
use crate::corpus::phrasing::Phrasings;

/// What a person owns, and what happens to it.
#[rustfmt::skip]
pub(super) const THINGS: Kind = Kind {
    weight: 6,
    frames: Phrasings {
        train: &[
            "My {} is broken.", "My {} is new.", "My {} is gone.", "My {} is called Tom.",
            "My {} is called Bella.", "My {} does not work any more.",
            "My {} makes strange noises.", "My {} is too old.", "My {} is very expensive.",
            "I lost my {}.", "I sold my {}.", "I love my {}.", "I cannot find my {}.",
            "I have a new {}.", "I bought a {} yesterday.", "I want a {}.",
            "I found a {} on the street.", "I got a {} for Christmas.", "Where is my {}?",
            "Who stole my {}?", "Which {} should I buy?", "Which {} is the best?",
            "How do I repair my {}?", "How do I clean a {}?", "How much does a {} cost?",
            "What is a good {}?", "What can I do with my {}?", "Do I need a {}?",
            "Should I buy a {}?", "Where can I get a cheap {}?", "Somebody took my {}.",
            "My brother has a {}.", "My neighbour has the same {}.",
            "There is something wrong with my {}.", "This {} is too small.", "best {}", "cheap {}",
            "broken {}", "buy a {}", "Help, my {} is on fire!",
        ],
        held_out: &[
            "My {} fell down.", "What kind of {} do you recommend?", "Can you fix my {}?",
            "I forgot my {} at home.",
        ],
    },
    subjects: &[
        "laptop", "printer", "keyboard", "camera", "television", "radio", "tablet", "watch", "ring",
        "wallet", "backpack", "suitcase", "umbrella", "jacket", "sweater", "shirt", "hat",
        "bicycle", "scooter", "motorbike", "truck", "boat", "tent", "sofa", "lamp", "bed", "desk",
        "mirror", "carpet", "fridge", "toaster", "oven", "washing machine", "vacuum cleaner",
        "lawn mower", "hammer", "drill", "ladder", "kettle", "blender", "pan", "knife", "pillow",
        "blanket", "doll", "drum", "trumpet", "tennis racket", "skateboard", "helmet", "passport",
        "key", "heater", "hamster", "parrot", "rabbit", "goldfish",
    ],
    names: false,
};
