//! Acrostics: one word a line, whose first letters spell the word asked for. The answer spells that word first, as the
//! spelling skill does ("s-u-n:"), so that it knows the letters of all words which are spelled anywhere; each line
//! then follows from one of them.

use super::asked;
use super::words::{CITIES, ITEMS, NAMES, THEMES};
use crate::draw::Draw;
use crate::invented;
use crate::phrasing::{Phrasings, held_out, upper_first};
use crate::text::letters;
use crate::{Dialogue, Skill, Split};

const ASK: Phrasings = Phrasings {
    train: &[
        "Write an acrostic of {}.",
        "Write an acrostic of {}.",
        "Write an acrostic for {}.",
        "Write an acrostic for the word {}.",
        "Write an acrostic of the word {}.",
        "Write an acrostic poem for {}.",
        "Write an acrostic with the word {}.",
        "Write me an acrostic of {}.",
        "Make an acrostic of {}.",
        "Make an acrostic for {}.",
        "Make an acrostic from the word {}.",
        "Make an acrostic out of {}.",
        "Make an acrostic poem of {}.",
        "Create an acrostic for {}.",
        "Create an acrostic from {}.",
        "Compose an acrostic on {}.",
        "Give me an acrostic for {}.",
        "Give me an acrostic of the name {}.",
        "Acrostic of {}",
        "acrostic for {}",
        "acrostic {}",
        "Acrostic: {}",
        "{} acrostic",
        "{} as an acrostic",
        "An acrostic of {}, please.",
        "Can you write an acrostic of {}?",
        "Can you make an acrostic for {}?",
        "Could you write an acrostic with {}?",
        "I want an acrostic of {}.",
        "I would like an acrostic for {}.",
        "Do an acrostic of {}.",
        "Do you know an acrostic for {}?",
        "Turn {} into an acrostic.",
        "Spell {} with an acrostic.",
        "One word for each letter of {}.",
        "Write one word for each letter of {}.",
        "For each letter of {}, write a word.",
        "Write a word for every letter in {}.",
        "Write an acrostic of \"{}\".",
        "Make an acrostic for the word \"{}\".",
        "Acrostic poem: {}",
        "Acrostic on {}",
        "Acrostic with the letters of {}",
        "{}: write an acrostic.",
        "{} is the word. Make an acrostic.",
        "The word is {}. Write an acrostic.",
        "Take the word {} and make an acrostic.",
        "Build an acrostic from the letters of {}.",
        "Generate an acrostic from {}.",
        "Design an acrostic for {}.",
        "Try an acrostic on the word {}.",
        "Invent an acrostic poem about {}.",
        "A poem whose first letters spell {}",
        "Words whose initial letters spell {}",
        "Find words whose first letters spell {}.",
        "Let the first letters of the lines spell {}.",
        "The initials of the lines should form {}.",
        "Start each line with a letter of {}.",
        "Begin every line with the next letter of {}.",
        "Think of a word for each letter of {}.",
        "Give every letter of {} a word.",
        "A word per letter: {}",
        "For every letter in {}, find a word that starts with it.",
        "What acrostic can you make from {}?",
        "I'd love an acrostic on {}.",
    ],
    held_out: &[
        "Please write an acrostic for the name {}.",
        "What is an acrostic for {}?",
        "Use {} for an acrostic.",
        "Show me an acrostic of {}.",
        "Would you make an acrostic of {}?",
        "I need an acrostic of the word {}.",
    ],
};

/// What stands for each letter from A to Z the first, second and third time it occurs.
const LINES: [[&str; 3]; 26] = [
    ["Autumn", "Always", "Amber"],
    ["Bright", "Brave", "Bold"],
    ["Calm", "Clear", "Clever"],
    ["Dream", "Dance", "Dawn"],
    ["Earth", "Evening", "Endless"],
    ["Free", "Friend", "Flame"],
    ["Gentle", "Garden", "Good"],
    ["Happy", "Home", "Hope"],
    ["Idea", "Island", "Inner"],
    ["Joy", "Jolly", "Jump"],
    ["Kind", "Keen", "Kite"],
    ["Light", "Love", "Laugh"],
    ["Magic", "Moon", "Morning"],
    ["New", "Noble", "Nature"],
    ["Open", "Ocean", "Orange"],
    ["Peace", "Proud", "Play"],
    ["Quiet", "Quick", "Quest"],
    ["River", "Rain", "Rose"],
    ["Sun", "Sweet", "Star"],
    ["True", "Tender", "Time"],
    ["Under", "Useful", "Unique"],
    ["Valley", "Velvet", "Voice"],
    ["Warm", "Wind", "Wonder"],
    ["Xenon", "Xylem", "Xerox"],
    ["Young", "Yellow", "Yes"],
    ["Zeal", "Zest", "Zero"],
];

/// Words that people are likely to try, besides the lists of things and names.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "sun", "star", "moon", "sky", "sea", "rain", "snow", "wind", "fire", "love", "peace", "hope", "joy", "dream",
    "life", "time", "home", "tree", "bird", "leaf", "hello", "world", "happy", "smile", "friend", "mother",
    "father", "sister", "baby", "child", "king", "queen", "magic", "music", "summer", "winter", "spring", "autumn",
    "night", "day", "light", "dark", "river", "ocean", "beach", "island", "earth", "mars", "venus", "robot", "code",
    "rust", "mask", "unmask", "llada", "text", "word", "letter", "poem", "story", "game", "school", "class", "math",
    "party", "cake", "pizza", "candy", "mango", "apple", "lemon", "grape", "peach", "bread", "dragon", "castle",
    "knight", "ghost", "witch", "angel", "heart", "brave", "strong", "kind", "quiet", "loud", "fast", "slow", "big",
    "small", "red", "blue", "green", "pink", "gold", "black", "white", "purple", "house", "garden", "forest",
    "desert", "jungle", "valley", "summit", "cloud", "storm", "flower", "planet", "comet", "rocket", "engine",
    "wheel", "bridge", "tower", "street", "city", "town", "nation", "europe", "africa", "asia", "spain", "france",
    "italy", "greece", "turkey", "japan", "china", "india", "brazil", "peru", "chile", "kenya", "egypt", "sweden",
    "norway", "poland", "monday", "friday", "march", "april", "may", "june", "july", "august", "easter", "santa",
];

/// What stands for the letter when it has occurred `before` times.
fn line(letter: char, before: usize) -> &'static str {
    let index = usize::from(letter.to_ascii_lowercase() as u8 - b'a');
    LINES[index][before % LINES[index].len()]
}

/// The acrostic of a word of letters from A to Z.
fn acrostic(word: &str) -> String {
    let word = word.to_ascii_lowercase();
    let lines: Vec<String> = word
        .char_indices()
        .map(|(at, letter)| {
            let said = line(letter, word[..at].matches(letter).count());
            said.to_owned()
        })
        .collect();
    format!("{}:\n{}", letters(&word), lines.join("\n"))
}

/// The first letter of a line that is a single word with a capital.
fn initial(line: &str) -> Option<char> {
    let first = line.chars().next().filter(char::is_ascii_uppercase)?;
    let fits = line.len() > 1 && line.chars().all(char::is_alphabetic);
    fits.then(|| first.to_ascii_lowercase())
}

/// The word that the first letters of an acrostic spell, if it says so itself in its first line.
fn spelled(text: &str) -> Option<String> {
    let (word, lines) = text.split_once(":\n")?;
    let initials: String = lines.lines().map(initial).collect::<Option<_>>()?;
    (letters(&initials) == word).then_some(initials)
}

/// Any word, of a list or invented, in small letters.
fn any_word(draw: &mut Draw) -> String {
    match draw.below(10) {
        0..3 => (*draw.pick(WORDS)).to_owned(),
        3..6 => {
            let theme = *draw.pick(THEMES);
            (*draw.pick(theme)).to_owned()
        }
        6 => draw.pick(NAMES).to_lowercase(),
        7 => {
            let list = *draw.pick(&[CITIES, ITEMS]);
            draw.pick(list).to_lowercase()
        }
        _ => invented::word(draw),
    }
}

/// A word of three to six letters that belongs to the split.
fn word(split: Split, draw: &mut Draw) -> String {
    loop {
        let word = any_word(draw);
        let fits = (3..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
        if fits && held_out(&word) == (split == Split::HeldOut) {
            return word;
        }
    }
}

/// "Write an acrostic of CAT."
pub(super) struct Acrostic;

impl Skill for Acrostic {
    fn name(&self) -> &'static str {
        "acrostic"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let word = word(split, draw);
        // The held-out words are new whatever the request; every other request is new as well.
        let requests = if draw.chance(0.5) {
            Split::Train
        } else {
            split
        };
        let request = ASK.draw(requests, draw);
        let written = match draw.below(3) {
            0 => word.clone(),
            1 => word.to_uppercase(),
            _ => upper_first(&word),
        };
        Dialogue::single(asked(request, &written, draw), acrostic(&word))
    }

    /// Any single words that spell the word will do.
    fn accepts(&self, dialogue: &Dialogue, text: &str) -> bool {
        spelled(text).is_some_and(|word| Some(word) == spelled(&dialogue.answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_begins_with_its_letter() {
        for (letter, lines) in ('A'..='Z').zip(LINES) {
            assert!(lines.iter().all(|line| line.starts_with(letter)));
        }
        assert_eq!(acrostic("Anna"), "a-n-n-a:\nAutumn\nNew\nNoble\nAlways");
    }

    #[test]
    fn other_words_with_the_same_initials_are_accepted() {
        let dialogue = Dialogue::single("Write an acrostic of CAT.", acrostic("cat"));
        assert!(Acrostic.accepts(&dialogue, &dialogue.answer));
        assert!(Acrostic.accepts(&dialogue, "c-a-t:\nCold\nApple\nTea"));
        assert!(!Acrostic.accepts(&dialogue, "c-a-t:\nCold\nApple\nSea"));
        assert!(!Acrostic.accepts(&dialogue, "c-a-s:\nCold\nApple\nTea"));
        assert!(!Acrostic.accepts(&dialogue, "c-a-t:\nCold\nApple tree\nTea"));
    }
}
