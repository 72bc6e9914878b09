//! Food and drink.

use super::Kind;
use crate::phrasing::Phrasings;

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
            "Tell me a recipe for {}.", "Tell me how to cook {}.", "Tell me the ingredients of {}.",
            "What is the recipe of {}?", "What is the recipe for {}?", "Give me the recipe of {}.",
            "Give me the ingredients for {}.", "Do you have a recipe for {}?",
            "I need a recipe for {}.", "The recipe of {}?", "recipe of {}", "ingredients of {}",
            "What ingredients are in {}?", "What are the calories of {}?", "What is in {}?",
            "What does {} contain?", "What does {} taste like?", "How can I cook {}?",
            "How can I make {}?", "How do I prepare {}?", "How do I season {}?",
            "How is {} prepared?", "How much salt is in {}?", "How long can I keep {}?",
            "Does {} contain nuts?", "Does {} contain eggs?", "Does {} contain gluten?",
            "Does {} go bad?", "Is there milk in {}?", "Is {} without milk?", "Is {} tasty?",
            "Is {} sour?", "Can I eat {} cold?", "Can babies eat {}?",
            "Can I cook {} in the microwave?", "Who eats {}?", "Who makes the best {}?",
            "When do people eat {}?", "Why is {} so good?", "Prepare {} for me.", "Serve {}.",
            "Eat {}.", "I want {}.", "I am allergic to {}.", "I burned {}.", "We had {} yesterday.",
            "She cooks {} every Sunday.",
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
