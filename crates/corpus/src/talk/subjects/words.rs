//! Words: their meaning, sound and translation; and words that do not exist.

use super::Kind;
use crate::phrasing::Phrasings;

/// Words whose meaning, sound or translation is asked for.
#[rustfmt::skip]
pub(super) const WORDS: Kind = Kind {
    weight: 8,
    frames: Phrasings {
        train: &[
            "What rhymes with {}?", "Find a rhyme for {}.", "What is a synonym of {}?",
            "What is another word for {}?", "Translate {} into French.",
            "Translate {} into German.", "Translate {} to Spanish.", "How do you say {} in French?",
            "How do you say {} in Chinese?", "What is {} in German?", "What is {} in Italian?",
            "What does {} mean?", "Define {}.", "What is the definition of {}?",
            "What is the plural of {}?", "What is the past tense of {}?",
            "How do you pronounce {}?", "Where does the word {} come from?", "Is {} a verb?",
            "What does the word {} mean?", "synonym for {}", "{} in Spanish", "translate {}",
            "meaning of {}", "Is {} a noun?", "Is {} English?", "Say {} in Latin.",
            "What is the Japanese word for {}?", "What is the etymology of {}?", "Is {} a word?",
            "What kind of word is {}?", "Is {} masculine or feminine in French?", "Spanish for {}?",
            "{} in Japanese", "{} auf Deutsch", "{} meaning", "rhymes with {}",
            "What is the Latin word for {}?", "How is {} translated into Polish?",
            "Explain the word {}.", "Explain the meaning of {}.", "What is the noun of {}?",
            "What is the adjective of {}?", "Conjugate {}.", "Who uses the word {}?",
            "When do I use {}?", "Which syllable of {} is stressed?",
            "How many syllables does {} have?", "Another word for {}?",
            "How do I say {} in Korean?", "Translate {} to Arabic.", "How old is the word {}?",
            "I don't know the word {}.", "Where is the stress in {}?", "dictionary {}",
            "etymology of {}",
            "Which words sound like {}?", "Which words come from {}?", "What words rhyme with {}?",
            "Words that rhyme with {}?", "Translate the word {} into German.",
            "Translate the word {} to French.", "Translate {} into Italian.",
            "How would you say {} in German?", "How would you say {} in Russian?",
            "How would I say {} in Dutch?", "How do they say {} in Spain?",
            "How is {} said in Greek?", "How is {} used?", "What is {} called in German?",
            "What is {} called in Spanish?", "What do you call {} in Italian?",
            "What do they call {} in France?", "What is {} in French?", "Give me a synonym for {}.",
            "Give me another word for {}.", "Give me the meaning of {}.",
            "Give me the French word for {}.", "Give me a rhyme on {}.",
            "Give me the plural of {}.", "Tell me a synonym of {}.", "Tell me what {} means.",
            "Is {} an adjective?", "Is {} slang?", "Is {} a French word?",
            "Is {} a rude word?", "Who invented the word {}?", "Why is it called {}?",
            "How is {} conjugated?", "How do you conjugate {}?",
            "What is the past participle of {}?", "What is the root of {}?",
            "What is the origin of {}?", "{} in French", "{} in German", "French for {}",
            "conjugation of {}",
        ],
        held_out: &[
            "Which words rhyme with {}?", "Translate the word {} into Italian.",
            "How would you say {} in Spanish?", "Give me a synonym of {}.",
            "What is {} called in French?",
        ],
    },
    subjects: &[
        "house", "tree", "cat", "dog", "water", "bread", "hello", "good morning", "thank you",
        "friend", "mother", "school", "book", "apple", "serendipity", "ubiquitous", "ephemeral",
        "orange", "purple", "silver", "mouse", "goose", "go", "run", "eat", "think", "beautiful",
        "happy", "tired", "moon", "sun", "night", "love", "sea", "mountain", "butterfly", "window",
        "kitchen", "train", "summer", "green", "fast", "car", "street", "city", "flower", "bird",
        "milk", "cheese", "child", "algorithm", "paradigm", "nostalgia", "irony", "metaphor",
        "hypothesis", "paradox", "empathy", "zeitgeist", "melancholy", "chair", "table", "river",
        "garden", "winter", "rain", "snow", "teacher", "doctor", "king", "queen", "brother",
        "sister", "horse", "rabbit", "wolf", "spoon", "knife", "bottle", "paper", "pencil",
        "letter", "music", "dream", "light", "fire", "earth", "wind", "heart", "hand", "nose",
        "ear", "brave", "clever", "lazy", "hungry", "angry", "quiet", "sing", "swim", "write",
        "sleep", "laugh", "forget", "yesterday", "always", "never", "because", "freedom", "justice",
        "wisdom", "courage", "schadenfreude", "wanderlust", "deja vu", "laissez-faire", "ambiguous",
        "eloquent", "gregarious", "obfuscate", "quintessential", "pragmatic", "cat and dog",
        "good night",
    ],
    names: false,
};

/// Questions of a kind that the model answers, about words that do not exist.
#[rustfmt::skip]
pub(in crate::talk) const NEAR_FRAMES: Phrasings = Phrasings {
    train: &[
        "What is the opposite of {}?", "opposite of {}", "What is the chemical symbol of {}?",
        "What is the symbol of {}?", "symbol for {}", "What is the atomic number of {}?",
        "What color is {}?", "What colour is a {}?", "Which element has the symbol {}?",
        "What day comes after {}?", "Which month comes after {}?", "How many days does {} have?",
        "How many {} are in a kilometre?", "How many metres are in a {}?",
        "{} is the capital of which country?", "Which country has {} as its capital?",
        "What's the opposite of {}?", "{} symbol", "What would be the opposite of {}?",
        "antonym of {}", "chemical symbol of {}", "atomic number of {}",
        "How many {} make a metre?", "How many minutes are in a {}?", "What month is after {}?",
        "Which day is before {}?", "In which colour do I paint a {}?", "Is {} a weekday?",
        "Is {} a capital?", "What season comes after {}?", "How many legs does a {} have?",
        "The opposite of {}?",
    ],
    held_out: &[
        "Which symbol does {} have?", "Tell me the opposite of {}.", "What comes after {}?",
        "Of which country is {} the capital?",
    ],
};
