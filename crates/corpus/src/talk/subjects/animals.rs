//! Animals.

use super::Kind;
use crate::phrasing::Phrasings;

/// Animals, and how they live.
#[rustfmt::skip]
pub(super) const ANIMALS: Kind = Kind {
    weight: 5,
    frames: Phrasings {
        train: &[
            "What does {} eat?", "What does {} eat?", "Where does {} live?",
            "How long does {} live?", "How fast can {} run?", "How big does {} get?",
            "Can {} swim?", "Can {} fly?", "Can {} see in the dark?", "Does {} lay eggs?",
            "Does {} bite?", "Does {} sleep in winter?", "What sound does {} make?",
            "What noise does {} make?", "Is {} a mammal?", "Is {} endangered?", "Is {} a good pet?",
            "Can I keep {} at home?", "How do I catch {}?", "What is a baby of {} called?",
            "Who would win, {} or a bear?", "How many kinds are there of {}?", "Why is {} so big?",
            "How does {} hunt?", "How clever is {}?", "I saw {} in my garden.",
            "I am afraid of {}.", "There is {} in my kitchen.", "Describe {}.", "Draw {}.",
            "Show me {}.", "picture of {}", "What are the enemies of {}?", "In which family is {}?",
            "What is the weight of {}?", "What is the favourite food of {}?",
            "What is the size of {}?", "What is the speed of {}?", "What is the home of {}?",
            "What food does {} like?", "What does {} look like?", "What does {} drink?",
            "What does {} feel?", "How much does {} eat?", "How much does {} cost?",
            "How heavy is {}?", "How many teeth does {} have?", "How many babies does {} have?",
            "How old does {} get?", "At what age does {} walk?", "At what time does {} sleep?",
            "When does {} die?", "When does {} sleep?", "When does {} mate?",
            "Which sounds does {} make?", "Which noises are made by {}?", "Which animals eat {}?",
            "Who eats {}?", "Who feeds {}?", "Why does {} sleep so long?", "Why does {} hide?",
            "Does {} drink milk?", "Does {} have a tail?", "Does {} like water?",
            "Is {} dangerous?", "Is {} a bird?", "Is {} a reptile?", "Is {} stronger than a man?",
            "I want {} for my birthday.", "I dreamed of {}.", "She rides {}.",
            "My neighbour has {}.", "weight of {}", "food for {}",
        ],
        held_out: &[
            "What is the food of {}?", "How much does {} weigh?", "At what age does {} die?",
            "Which sounds are made by {}?",
        ],
    },
    subjects: &[
        "a lion", "a tiger", "a leopard", "a wolf", "a fox", "a bear", "a panda", "a koala",
        "a kangaroo", "a zebra", "a giraffe", "a hippo", "a camel", "a donkey", "a goat", "a sheep",
        "a deer", "a moose", "a squirrel", "a hedgehog", "a hamster", "a rat", "a bat", "a monkey",
        "a gorilla", "a whale", "a shark", "a seal", "a penguin", "an owl", "an eagle", "a parrot",
        "a pigeon", "a duck", "a goose", "a turkey", "a peacock", "a lizard", "a tortoise",
        "a salmon", "a tuna", "a jellyfish", "a lobster", "a snail", "a worm", "a mosquito",
        "a wasp", "a scorpion", "an alligator", "a mammoth", "a beaver", "an otter", "a sloth",
        "an ostrich",
    ],
    names: false,
};
