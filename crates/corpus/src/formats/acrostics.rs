//! Acrostics: one word a line, whose first letters spell the word asked for. The answer spells that word first, as the
//! spelling skill does ("s-u-n:"), so that it knows the letters of all words which are spelled anywhere; each line
//! then follows from one of them.

use crate::invented;
use crate::letters::one_word::letters;
use crate::names::{CITIES, FIRST_NAMES, THINGS_TO_BUY, theme};
use crate::prelude::*;

data! {
    static REQUESTS: Phrasings = data::toml["formats/acrostics.toml"];
    /// What stands for each letter from A to Z the first, second and third time it occurs.
    static LINES: Rows<3> = data::table["formats/acrostic-lines.tsv"];
    /// Words that people are likely to try, besides the lists of things and names.
    static WORDS: List = data::list["formats/acrostic-words.txt"];
}

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
        0..3 => (*draw.pick(&WORDS)).to_owned(),
        3..6 => {
            let theme = theme(draw);
            (*draw.pick(&theme)).to_owned()
        }
        6 => draw.pick(&FIRST_NAMES).to_lowercase(),
        7 => {
            let list = *draw.pick(&[*CITIES, *THINGS_TO_BUY]);
            draw.pick(&list).to_lowercase()
        }
        _ => invented::word(draw),
    }
}

/// A word of three to six letters that belongs to the split.
fn word(split: Split, draw: &mut Draw) -> String {
    loop {
        let word = any_word(draw);
        let fits = (3..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
        if fits && split.has(held_out(&word)) {
            return word;
        }
    }
}

/// "Write an acrostic of CAT."
pub(super) struct Acrostics;

impl Skill for Acrostics {
    fn name(&self) -> &'static str {
        "acrostic"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let word = word(split, draw);
        // The held-out words are new whatever the request; every other request is new as well.
        let request = REQUESTS.draw(split.or_train(draw), draw);
        let written = match draw.below(3) {
            0 => word.clone(),
            1 => word.to_uppercase(),
            _ => upper_first(&word),
        };
        Dialogue::single(typed_about(request, &written, draw), acrostic(&word))
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
        assert_eq!(LINES.len(), 26);
        for (letter, lines) in ('A'..='Z').zip(&*LINES) {
            assert!(lines.iter().all(|line| line.starts_with(letter)));
        }
        assert_eq!(acrostic("Anna"), "a-n-n-a:\nAutumn\nNew\nNoble\nAlways");
    }

    #[test]
    fn other_words_with_the_same_initials_are_accepted() {
        let dialogue = Dialogue::single("Write an acrostic of CAT.", acrostic("cat"));
        assert!(Acrostics.accepts(&dialogue, &dialogue.answer));
        assert!(Acrostics.accepts(&dialogue, "c-a-t:\nCold\nApple\nTea"));
        assert!(!Acrostics.accepts(&dialogue, "c-a-t:\nCold\nApple\nSea"));
        assert!(!Acrostics.accepts(&dialogue, "c-a-s:\nCold\nApple\nTea"));
        assert!(!Acrostics.accepts(&dialogue, "c-a-t:\nCold\nApple tree\nTea"));
    }
}
