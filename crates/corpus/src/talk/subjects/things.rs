//! The things of a person.

use super::Kind;
use crate::phrasing::Phrasings;

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
            "What {} do you recommend?", "Which {} do you recommend?", "Which {} would you buy?",
            "Which kind of {} is good?", "What kind of {} is this?",
            "What kind of {} should I buy?", "What kind of {} do I need?",
            "What sort of {} would you take?", "What type of {} is the best?",
            "What brand of {} is good?", "Do you recommend a {}?", "Can you recommend a {}?",
            "Recommend a {}.", "Recommend me a good {}.", "My {} broke.", "My {} fell.",
            "My {} fell into the water.", "My {} fell off the table.", "My {} stopped.",
            "My {} got wet.", "My {} got stolen.", "I dropped my {}.", "I forgot my {}.",
            "I forgot my {} on the train.", "I left my {} at home.", "I left my {} at work.",
            "I need my {}.", "I hate my {}.", "I broke my {}.", "I washed my {}.",
            "Can you repair my {}?", "Can you find my {}?", "Can you clean my {}?",
            "Can you see my {}?", "Can you sell me a {}?", "Can I borrow your {}?", "Fix my {}.",
            "Repair my {}, please.", "Clean my {}.", "Find my {}.", "Buy me a {}.", "Give me a {}.",
            "Bring me my {}.", "Show me a {}.", "Have you seen my {}?", "Do you have a {}?",
            "Do you own a {}?", "Do you want my {}?", "Does my {} look good?",
            "Did you take my {}?", "Is my {} safe?", "Is this {} good?", "Is that your {}?",
            "Whose {} is this?", "Whose {} is that?", "Who has my {}?", "Why is my {} so loud?",
            "Why is my {} broken?", "Why does my {} smell?", "When will my {} arrive?",
            "How old is my {}?", "How big is your {}?", "How heavy is the {}?",
            "How long does a {} last?", "The {} is on the table.", "The {} is too heavy.",
            "The {} belongs to my uncle.", "There is a {} in the street.", "She has a blue {}.",
            "He gave me a {}.", "We need a bigger {}.", "{} for sale",
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
