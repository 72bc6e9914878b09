//! Food and drink.

use super::Kind;
use crate::corpus::phrasing::Phrasings;

/// Dishes and drinks.
#[rustfmt::skip]
pub(super) const FOOD: Kind = Kind {
    weight: 5,
    frames: Phrasings {
        train: &[
            "How do I cook {}?", "Give me a recipe for {}.", "recipe for {}", "{} recipe",
            "What goes into {}?", "What do I need for {}?", "How many calories does {} have?",
            "How many calories are in {}?", "Is {} vegan?", "Is {} fattening?",
            "How long does {} have to cook?", "At what temperature do I bake {}?",
            "Where can I eat {}?", "Who invented {}?", "Which country does {} come from?",
            "What goes well with {}?", "Can I freeze {}?", "Can my dog eat {}?", "Order {} for me.",
            "I would like {}.", "I am cooking {} tonight.", "I ate {} for lunch.",
            "My {} is burnt.", "My {} tastes of nothing.", "Is {} better hot or cold?",
            "How spicy is {}?", "How do you eat {}?", "Which wine goes with {}?",
            "Is there sugar in {}?", "Bring me {}.", "Suggest a side dish for {}.",
        ],
        held_out: &[
            "How can I prepare {}?", "What are the ingredients of {}?", "Tell me the recipe of {}.",
            "Does {} contain milk?",
        ],
    },
    subjects: &[
        "lasagna", "spaghetti", "risotto", "paella", "goulash", "curry", "chicken soup",
        "tomato soup", "fried rice", "ramen", "tacos", "a burrito", "a hamburger", "a hot dog",
        "french fries", "an omelette", "scrambled eggs", "pancakes", "waffles", "banana bread",
        "apple pie", "cheesecake", "tiramisu", "ice cream", "a brownie", "muffins", "donuts",
        "a croissant", "sourdough bread", "a sandwich", "hummus", "falafel", "kebab", "dumplings",
        "spring rolls", "kimchi", "steak", "meatballs", "roast chicken", "fish and chips",
        "potato salad", "coleslaw", "guacamole", "pesto", "mayonnaise", "lemonade", "a smoothie",
        "hot chocolate", "green tea", "a martini",
    ],
    names: false,
};
