//! Chemical elements.

use super::Kind;
use crate::phrasing::Phrasings;

/// Questions about elements other than their symbols and numbers.
#[rustfmt::skip]
pub(super) const ELEMENTS: Kind = Kind {
    weight: 4,
    frames: Phrasings {
        train: &[
            "What is the atomic weight of {}?", "What is the atomic mass of {}?",
            "atomic weight of {}", "What is the boiling point of {}?",
            "What is the melting point of {}?", "What is the density of {}?", "Who discovered {}?",
            "When was {} discovered?", "Is {} a metal?", "What is {} used for?",
            "Where is {} found?", "What is the price of {}?", "How many neutrons does {} have?",
            "Is {} dangerous?", "Is {} radioactive?", "How much does {} cost?",
            "Why is {} called so?", "Can I eat {}?", "What is the half-life of {}?",
            "How is {} made?", "Is {} a gas?", "In which group is {}?", "How hard is {}?",
            "Does {} burn?", "Does {} rust?", "Is {} toxic?", "Is {} rare?", "Where is {} mined?",
            "Who named {}?", "What colour flame does {} give?", "How many electrons does {} have?",
            "What are the uses of {}?", "Is {} magnetic?", "Does {} conduct electricity?",
            "Is {} liquid?", "What happens if {} meets water?", "How do I get {}?",
            "melting point of {}", "density of {}", "price of {}", "Is there {} in my body?",
            "What is the weight of {}?", "What is the mass of {}?",
            "What is the colour of the flame of {}?", "What are the isotopes of {}?",
            "What is the most common isotope of {}?", "What is the melting temperature of {}?",
            "At which temperature does {} boil?", "At what temperature does {} freeze?",
            "At what temperature does {} burn?", "How heavy is a litre of {}?",
            "How many isotopes are there of {}?", "How many protons and neutrons has {}?",
            "How many shells does {} have?", "How many compounds does {} form?", "How light is {}?",
            "How reactive is {}?", "How old is {}?", "How is {} found?", "Who first found {}?",
            "Who discovered the isotopes of {}?", "Who mines {}?", "Where does {} come from?",
            "When does {} melt?", "What flame has {}?", "What flame does {} burn with?",
            "What colour is the flame of {}?", "Which colour of flame does {} have?",
            "What does {} react with?", "What does {} smell like?", "What does {} do in the body?",
            "Does {} melt easily?", "Does {} float?", "Does {} smell?", "Is {} heavier than water?",
            "Is {} solid?", "Is {} a noble gas?", "Is {} stable?", "Is {} soluble?",
            "Can {} explode?", "Can I buy {}?", "Can I breathe {}?", "isotopes of {}",
            "weight of {}", "uses of {}",
        ],
        held_out: &[
            "How heavy is {}?", "At what temperature does {} melt?", "Who found {}?",
            "How many isotopes does {} have?",
        ],
    },
    subjects: &[
        "gold", "silver", "iron", "oxygen", "hydrogen", "helium", "carbon", "nitrogen", "copper",
        "zinc", "lead", "uranium", "mercury", "calcium", "sodium", "potassium", "neon", "titanium",
        "nickel", "platinum", "tin", "sulfur", "chlorine", "iodine", "silicon", "lithium",
        "aluminium", "plutonium", "radium", "argon", "cobalt", "chromium", "manganese", "tungsten",
        "arsenic", "barium", "boron", "bromine", "fluorine", "krypton", "magnesium", "palladium",
        "phosphorus", "radon", "xenon", "thorium",
    ],
    names: false,
};
