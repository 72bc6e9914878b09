//! Opposites: every word has exactly one here, also where English would allow a second.

use super::asking::{Asking, Fact, Relation};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

/// Pairs that are asked both ways.
const PAIRS: &[(&str, &str)] = &[
    ("hot", "cold"),
    ("warm", "cool"),
    ("big", "small"),
    ("huge", "tiny"),
    ("tall", "short"),
    ("fast", "slow"),
    ("up", "down"),
    ("in", "out"),
    ("on", "off"),
    ("open", "closed"),
    ("day", "night"),
    ("black", "white"),
    ("light", "dark"),
    ("young", "old"),
    ("good", "bad"),
    ("better", "worse"),
    ("best", "worst"),
    ("happy", "sad"),
    ("rich", "poor"),
    ("strong", "weak"),
    ("hard", "soft"),
    ("easy", "difficult"),
    ("early", "late"),
    ("full", "empty"),
    ("wet", "dry"),
    ("clean", "dirty"),
    ("loud", "quiet"),
    ("near", "far"),
    ("high", "low"),
    ("wide", "narrow"),
    ("thick", "thin"),
    ("deep", "shallow"),
    ("first", "last"),
    ("beginning", "end"),
    ("start", "stop"),
    ("love", "hate"),
    ("win", "lose"),
    ("winner", "loser"),
    ("buy", "sell"),
    ("push", "pull"),
    ("give", "take"),
    ("come", "go"),
    ("alive", "dead"),
    ("life", "death"),
    ("true", "false"),
    ("yes", "no"),
    ("left", "right"),
    ("correct", "wrong"),
    ("inside", "outside"),
    ("above", "below"),
    ("over", "under"),
    ("before", "after"),
    ("always", "never"),
    ("often", "rarely"),
    ("everything", "nothing"),
    ("everybody", "nobody"),
    ("more", "less"),
    ("many", "few"),
    ("same", "different"),
    ("war", "peace"),
    ("friend", "enemy"),
    ("man", "woman"),
    ("boy", "girl"),
    ("male", "female"),
    ("north", "south"),
    ("east", "west"),
    ("summer", "winter"),
    ("sunrise", "sunset"),
    ("morning", "evening"),
    ("question", "answer"),
    ("beautiful", "ugly"),
    ("brave", "cowardly"),
    ("smart", "stupid"),
    ("wise", "foolish"),
    ("kind", "cruel"),
    ("polite", "rude"),
    ("sweet", "sour"),
    ("sharp", "blunt"),
    ("smooth", "rough"),
    ("cheap", "expensive"),
    ("simple", "complicated"),
    ("safe", "dangerous"),
    ("public", "private"),
    ("possible", "impossible"),
    ("legal", "illegal"),
    ("visible", "invisible"),
    ("honest", "dishonest"),
    ("patient", "impatient"),
    ("careful", "careless"),
    ("lucky", "unlucky"),
    ("success", "failure"),
    ("victory", "defeat"),
    ("arrival", "departure"),
    ("remember", "forget"),
    ("laugh", "cry"),
    ("smile", "frown"),
    ("increase", "decrease"),
    ("rise", "fall"),
    ("float", "sink"),
    ("accept", "reject"),
    ("add", "subtract"),
    ("multiply", "divide"),
    ("maximum", "minimum"),
    ("positive", "negative"),
    ("plus", "minus"),
    ("odd", "even"),
    ("hero", "villain"),
    ("heaven", "hell"),
    ("truth", "lie"),
    ("front", "back"),
    ("top", "bottom"),
    ("entrance", "exit"),
    ("modern", "ancient"),
    ("major", "minor"),
    ("guilty", "innocent"),
    ("wild", "tame"),
    ("raw", "cooked"),
    ("awake", "asleep"),
    ("present", "absent"),
    ("lend", "borrow"),
    ("attack", "defend"),
    ("build", "destroy"),
    ("hit", "miss"),
    ("healthy", "sick"),
    ("teacher", "student"),
    ("optimist", "pessimist"),
    ("natural", "artificial"),
    ("import", "export"),
    ("internal", "external"),
    ("horizontal", "vertical"),
    ("together", "apart"),
    ("here", "there"),
    ("pass", "fail"),
    ("show", "hide"),
    ("lock", "unlock"),
    ("junior", "senior"),
    ("freeze", "melt"),
    ("shout", "whisper"),
    ("permanent", "temporary"),
    ("fresh", "stale"),
    ("bright", "dim"),
    ("straight", "curved"),
    ("generous", "stingy"),
    ("proud", "humble"),
    ("lazy", "hardworking"),
    ("hope", "despair"),
    ("forward", "backward"),
    ("with", "without"),
];

/// Words whose opposite is asked with another answer: the opposite of "old" is "young".
const ONE_WAY: &[(&str, &str)] = &[
    ("new", "old"),
    ("long", "short"),
    ("heavy", "light"),
    ("large", "small"),
    ("little", "big"),
    ("quick", "slow"),
    ("fat", "thin"),
    ("clever", "stupid"),
    ("evil", "good"),
    ("unhappy", "happy"),
    ("ill", "healthy"),
    ("begin", "end"),
    ("finish", "start"),
    ("find", "lose"),
    ("create", "destroy"),
    ("birth", "death"),
    ("arrive", "leave"),
    ("cheerful", "sad"),
    ("noisy", "quiet"),
    ("close", "open"),
    ("shut", "open"),
    ("complex", "simple"),
];

#[rustfmt::skip]
pub(super) const OPPOSITE: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What is the opposite of {}?", "What is the opposite of {}?",
                "What is the opposite of {}?", "What's the opposite of {}?",
                "What's the opposite of {}?", "What is the opposite of \"{}\"?",
                "What is the opposite of '{}'?", "What is the antonym of {}?",
                "What's the antonym of \"{}\"?", "opposite of {}", "opposite of {}?",
                "opposite of \"{}\"", "antonym of {}", "{} opposite", "{} opposite?",
                "{}: opposite?", "{} antonym", "Which word is the opposite of {}?",
                "Which word is the opposite of \"{}\"?", "Which word means the opposite of {}?",
                "What word means the opposite of {}?", "What is the opposite of the word {}?",
                "What is the opposite of the word \"{}\"?", "What do you call the opposite of {}?",
                "Give me the opposite of {}.", "Give the opposite of \"{}\".",
                "Name the opposite of {}.", "Give an antonym for {}.", "Find the opposite: {}",
                "Opposite: {}", "{} is the opposite of", "{} is the opposite of what?",
                "\"{}\" is the opposite of which word?", "The opposite of {} is ...",
                "What is not {} but the opposite?",
                "If something is not {} but the opposite, what is it?", "Say the opposite of {}.",
                "I say {}, you say the opposite.", "Turn {} into its opposite.",
                "What is {}'s opposite?", "What is the contrary of {}?", "\"{}\" and its opposite?",
                "\"{}\" has which opposite?", "\"{}\" has which antonym?", "\"{}\", the opposite",
                "'{}' is the opposite of what word?", "{} has what antonym?",
                "{} and the opposite is", "{}, opposite word?", "the contrary of {}",
                "contrary of \"{}\"", "What word is contrary to {}?",
                "Which word is contrary in meaning to \"{}\"?",
                "What is the counterpart of {}, its opposite?",
                "What is the reverse in meaning of {}?", "What is the exact opposite of {}?",
                "What is the direct opposite of \"{}\"?", "What is the complete opposite of {}?",
                "opposite word of {}", "opposite word for \"{}\"", "Which word contrasts with {}?",
                "Which word says the opposite of {}?",
                "Which word expresses the opposite of \"{}\"?", "What is the other extreme to {}?",
                "What do I say if I mean the opposite of {}?",
                "What do I say when I do not mean {} but the contrary?",
                "How do you say the opposite of \"{}\"?", "How do I express the opposite of {}?",
                "If it is the opposite of {}, what is it?",
                "If the word is {}, what is its antonym?",
                "If one word is \"{}\", what is the opposite word?",
                "I need a word that means the opposite of {}.", "I need the antonym for \"{}\".",
                "The word is {}. What is its opposite?",
                "My word is \"{}\". Which word is its opposite?", "The antonym of {} is",
                "The antonym of \"{}\"?", "Identify the antonym of {}.",
                "Provide the antonym of \"{}\".", "Write the opposite of {}.",
                "Complete: the opposite of {} is", "Word: {}. Antonym?",
                "In English, what is the opposite of {}?", "opposite {}", "antonym \"{}\"",
                "antonym: {}", "What is the contrary of \"{}\"?", "\"{}\" - opposite?",
                "'{}' opposite",
                "Give me the antonym of \"{}\".", "Tell me the opposite of \"{}\".",
                "Tell me an antonym of {}.", "What is the antonym for {}?",
                "What's the opposite of \"{}\"?", "What's the opposite of '{}'?",
                "What's the antonym of the word \"{}\"?", "What is the opposite of the word '{}'?",
                "What word has the opposite meaning of {}?", "Which word is the antonym of \"{}\"?",
                "Name an antonym of \"{}\".", "Please tell me the opposite of {}.",
                "Which word has a meaning opposite to {}?",
            ],
            held_out: &[
                "What word is the opposite of {}?",
                "Please give me the opposite of {}.",
                "Which word is an antonym of {}?",
                "Which word would be the opposite of \"{}\"?",
                "Tell me the antonym of \"{}\".",
                "What is an antonym for {}?",
                "Which word has the opposite meaning of {}?",
            ],
        },
        things: &[
            "the opposite of {}", "the opposite of {}", "the opposite of \"{}\"",
            "the opposite of the word {}", "the antonym of {}", "an antonym of {}",
            "the contrary of {}", "the exact opposite of {}", "the antonym of \"{}\"",
            "the antonym of the word {}", "the word that means the opposite of {}", "{}'s opposite",
        ],
        clauses: &[
            "which word is the opposite of {}", "what the opposite of {} is called",
            "which word means the opposite of \"{}\"", "what the opposite of \"{}\" is",
            "what the antonym of {} is", "which word is contrary to {}",
        ],
    },
    fact: opposite,
};

fn opposite(draw: &mut Draw) -> Fact {
    let at = draw.below(2 * PAIRS.len() + ONE_WAY.len());
    let (word, other) = if at < PAIRS.len() {
        PAIRS[at]
    } else if at < 2 * PAIRS.len() {
        let (other, word) = PAIRS[at - PAIRS.len()];
        (word, other)
    } else {
        ONE_WAY[at - 2 * PAIRS.len()]
    };
    Fact::of(word, format!("The opposite of {word} is {other}."))
}

/// "What is the opposite of hot?"
pub(super) struct Opposites;

impl Skill for Opposites {
    fn name(&self) -> &'static str {
        "opposites"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        OPPOSITE.dialogue(split, draw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_word_has_one_opposite() {
        let both = PAIRS.iter().flat_map(|(one, other)| [one, other]);
        let words: Vec<_> = both.chain(ONE_WAY.iter().map(|(word, _)| word)).collect();
        let different: HashSet<_> = words.iter().collect();
        assert_eq!(words.len(), different.len());
    }
}
