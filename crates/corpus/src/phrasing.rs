//! How people type: phrasings of a question, its careless variants, and system prompts.

use super::Split;
use super::draw::{Draw, fingerprint};

/// The ways to ask one thing: those trained on and those kept for measuring.
pub(super) struct Phrasings {
    pub(super) train: &'static [&'static str],
    pub(super) held_out: &'static [&'static str],
}

impl Phrasings {
    /// One phrasing of the split.
    pub(super) fn draw(&self, split: Split, draw: &mut Draw) -> &'static str {
        let phrasings = match split {
            Split::Train => self.train,
            Split::HeldOut => self.held_out,
        };
        draw.pick::<&str>(phrasings)
    }
}

/// Sentences by parts: one of each list, one after another.
pub(super) type Table = &'static [&'static [&'static str]];

/// Something people want to say, and the answer to it.
pub(super) struct Intent {
    pub(super) phrasings: Phrasings,
    /// More ways to say it, by parts. What results is split by a hash. May be empty.
    pub(super) tables: &'static [Table],
    pub(super) answer: &'static str,
}

impl Intent {
    /// One way of saying it, of the split.
    pub(super) fn draw(&self, split: Split, draw: &mut Draw) -> String {
        if self.tables.is_empty() || draw.chance(0.5) {
            return self.phrasings.draw(split, draw).to_owned();
        }
        composed(self.tables, &self.phrasings, split, draw)
    }
}

/// One sentence of the split from one of the tables.
pub(super) fn composed(
    tables: &[Table],
    listed: &Phrasings,
    split: Split,
    draw: &mut Draw,
) -> String {
    loop {
        let table = *draw.pick(tables);
        let said: String = table.iter().map(|part| *draw.pick(part)).collect();
        // What is listed stays on its side, however the hash falls.
        let is_in = |texts: &[&str]| texts.iter().any(|text| bare(text) == bare(&said));
        let kept = is_in(listed.held_out) || (held_out(&said) && !is_in(listed.train));
        if kept == (split == Split::HeldOut) {
            return said;
        }
    }
}

/// What people shorten.
const SHORT: [(&str, &str); 5] = [
    ("'s", " is"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'m", " am"),
    ("'ll", " will"),
];

/// The text in small letters, with nothing shortened.
pub(super) fn unshortened(text: &str) -> String {
    let small = text.to_lowercase();
    SHORT
        .iter()
        .fold(small, |text, (short, long)| text.replace(short, long))
}

/// The text without case, punctuation and shortening, which the typing varies.
pub(super) fn bare(text: &str) -> String {
    let mut text = unshortened(text);
    text.retain(char::is_alphanumeric);
    text
}

/// Whether a text is kept for measuring, however it is typed.
pub(super) fn held_out(text: &str) -> bool {
    fingerprint(&bare(text)).is_multiple_of(8)
}

/// What people write before a question. Each ends in a mark, so that no phrasing of a skill begins the same way.
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "Hi, ", "Hello, ", "Hey, ", "Hi! ", "Hello! ", "Hey! ", "Hi there, ", "Hello there! ",
    "Hey there, ", "Hi model, ", "Good morning, ", "Good morning! ", "Good evening. ",
    "Good afternoon, ", "Greetings! ", "Hello again, ", "Hello Unmask, ", "Dear model, ",
    "Hi, how are you? ", "Hi everyone, ", "Yo, ", "Please, ", "Please answer: ", "Please tell me: ",
    "Please answer this: ", "Please help: ", "Answer me: ", "Please answer my question: ",
    "Answer this question: ", "Please help me. ", "Be so kind: ", "Quick question: ", "Question: ",
    "One question: ", "A question: ", "My question is: ", "Here is my question: ",
    "I have a question: ", "I have a question. ", "I've got a question: ", "Another question: ",
    "A quick question, ", "A quick one: ", "Simple question: ", "An easy one: ", "Next question: ",
    "One more question: ", "Q: ", "Next: ", "Can you help me? ", "Can you answer this? ",
    "Could you help? ", "Can I ask you something? ", "May I ask: ", "Let me ask: ",
    "Let me ask you something. ", "I want to ask: ", "Do you know this? ", "Try this: ", "Test: ",
    "Excuse me, ", "Sorry, ", "Sorry to bother you, ", "Pardon me, ", "Ok, ", "Okay, ", "Alright, ",
    "Well, ", "So, ", "Now, ", "Then, ", "Thanks, ", "Thank you. ", "Great, ", "Good, ", "Nice. ",
    "Cool, ", "Right, ", "Yes, ", "No, ", "And now: ", "Ok next: ", "Tell me: ", "Tell me this: ",
    "I wonder: ", "Just wondering, ", "I am curious: ", "I forgot: ", "For my homework: ",
    "My son asks: ", "Um, ", "Hmm, ", "Hmm... ", "Oh, ", "Look, ", "Listen, ", "Friend, ",
    "Model, ", "Unmask, ", "Say, ", "By the way, ", "Also, ", "Again: ", "First, ", "Let's see: ",
];
/// Endings of a question that has lost its mark.
#[rustfmt::skip]
const BARE_ENDINGS: &[&str] = &[
    " please", ", please", " please?", ", please?", " pls", " plz", ", thanks", " thanks", " thx",
    " ?", " !", "...", " ...", " :)", ", thank you", "??", "?!", "!", ".", " anyone?",
    ", my friend?", ", model?", ", ok?",
];
/// Endings after the mark.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    " Thanks!", " Please.", " Thank you!", " Thanks.", " thanks", " Thank you.", " Please!",
    " Thanks in advance.", " Please help.", " I need to know.", " Do you know?", " :)",
    " Many thanks!", " Be brief.", " I forgot.", " Hm?", " Answer briefly.", " Just the answer.",
    " Quick, please.", " I am curious.",
];

/// The question as somebody might type it: another case, no punctuation, a greeting before it, a slip. Half of the
/// questions stay as they are.
pub(super) fn typed(question: &str, draw: &mut Draw) -> String {
    let mut text = question.to_owned();
    if draw.chance(0.45) {
        return text;
    }
    if draw.chance(0.08) {
        text = slip(&text, draw);
    }
    if draw.chance(0.3) {
        text = without_apostrophes(&text);
    }
    match draw.below(100) {
        0..36 => text = text.trim_end_matches(['?', '.', '!']).to_owned(),
        36..50 => {
            text = text.trim_end_matches(['?', '.', '!']).to_owned();
            text += *draw.pick(BARE_ENDINGS);
        }
        50..58 => text += *draw.pick(ENDINGS),
        _ => {}
    }
    if draw.chance(0.25) {
        let opening = *draw.pick(OPENINGS);
        text = if draw.chance(0.6) {
            format!("{opening}{}", lower_first(&text))
        } else {
            format!("{opening}{text}")
        };
    }
    if draw.chance(0.04) {
        text = double_space(&text, draw);
    }
    match draw.below(100) {
        0..28 => text.to_lowercase(),
        28..36 => lower_first(&text),
        _ => text,
    }
}

/// The text as people type it who leave out the apostrophes of "what's" and "don't". That of a name's genitive stays:
/// without it there is another name, "Kenyas".
fn without_apostrophes(text: &str) -> String {
    const BEFORE_IS: &[&str] = &[
        "what", "who", "where", "when", "how", "that", "there", "here", "it", "he", "she", "let",
        "today", "name",
    ];
    let short = |word: &str| match word.split_once('\'') {
        Some((stem, rest)) => {
            let end = rest.trim_end_matches(|mark: char| !mark.is_alphabetic());
            match end {
                "t" | "d" | "m" | "ll" | "ve" | "re" => !stem.is_empty(),
                "s" => BEFORE_IS.contains(&stem.to_lowercase().as_str()),
                _ => false,
            }
        }
        None => false,
    };
    let words = text.split(' ').map(|word| {
        if short(word) {
            word.replace('\'', "")
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The text with a space too many: after a mark, or at its end. Between words it could part a fixed expression.
fn double_space(text: &str, draw: &mut Draw) -> String {
    let mark = *draw.pick(&[", ", ". ", ": "]);
    if text.contains(mark) {
        text.replacen(mark, &format!("{mark} "), 1)
    } else {
        format!("{text} ")
    }
}

/// The text with a small first letter, unless its first word is "I" or an abbreviation.
pub(super) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let rest = letters.as_str();
    let abbreviation = rest.starts_with(char::is_uppercase);
    if abbreviation || (first == 'I' && !rest.starts_with(char::is_alphabetic)) {
        return text.to_owned();
    }
    first.to_lowercase().chain(rest.chars()).collect()
}

/// The text with a capital first letter.
pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// One typing slip in a small-letter word of four letters or more; names and numbers stay as they are, since a slip
/// there would change the question.
fn slip(text: &str, draw: &mut Draw) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let at = draw.below(words.len());
    let word: Vec<char> = words[at].chars().collect();
    if word.len() < 4 || !word.iter().all(char::is_ascii_lowercase) {
        return text.to_owned();
    }
    let mut word = word;
    let i = 1 + draw.below(word.len() - 2);
    match draw.below(3) {
        0 => word.swap(i, i + 1),
        // A short word that loses a letter is often another word: "black", "back".
        1 if word.len() > 6 => {
            word.remove(i);
        }
        _ => word.insert(i, word[i]),
    }
    words[at] = word.into_iter().collect();
    words.join(" ")
}

const SYSTEM_WHO: &[&str] = &[
    "You are a helpful assistant.",
    "You are an assistant.",
    "You are a friendly assistant.",
    "You are a helpful, honest assistant.",
    "You are a geography teacher.",
    "You are a teacher.",
    "You are a small model.",
    "You are LLaDA.",
    "You are a chatbot.",
    "You are an expert.",
    "You are a friendly chatbot.",
    "You are a tutor.",
    "You are an AI assistant.",
    "You are a polite assistant.",
    "You are a helpful AI.",
    "You are a kind helper.",
];
const SYSTEM_HOW: &[&str] = &[
    "Answer briefly.",
    "Be brief.",
    "Be polite.",
    "Answer in one sentence.",
    "Answer in English.",
    "Be honest.",
    "Think before you answer.",
    "Keep it short.",
    "Answer the question of the user.",
    "Be concise and correct.",
    "Do not make things up.",
    "Use short sentences.",
    "Be kind.",
    "Say when you do not know something.",
    "Answer the question.",
    "Give short answers.",
];

/// Standing instructions of the usual kind. They change nothing in the answer: the model is too small to follow
/// them, and shall at least not be confused by them.
#[must_use]
pub fn system_prompt(draw: &mut Draw) -> String {
    match draw.below(4) {
        0 => (*draw.pick(SYSTEM_HOW)).to_owned(),
        1 => format!("{} {}", draw.pick(SYSTEM_WHO), draw.pick(SYSTEM_HOW)),
        _ => (*draw.pick(SYSTEM_WHO)).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &str = "What's the sum of 12 and 345?";

    #[test]
    fn half_of_the_questions_stay_as_they_are() {
        let mut draw = Draw::new(&[1]);
        let same = (0..2000).filter(|_| typed(QUESTION, &mut draw) == QUESTION);
        assert!((900..1300).contains(&same.count()));
    }

    #[test]
    fn numbers_survive_the_typing() {
        let mut draw = Draw::new(&[2]);
        for _ in 0..2000 {
            let text = typed(QUESTION, &mut draw);
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits, "12345", "{text}");
        }
    }

    #[test]
    fn only_contractions_lose_their_apostrophes() {
        let typed =
            without_apostrophes("I don't know what's 'Bo' or Kenya's or d'Ivoire, I'm sure.");
        assert_eq!(
            typed,
            "I dont know whats 'Bo' or Kenya's or d'Ivoire, Im sure."
        );
    }

    #[test]
    fn abbreviations_keep_their_first_letter() {
        assert_eq!(lower_first("What is it?"), "what is it?");
        assert_eq!(lower_first("JSON, please"), "JSON, please");
        assert_eq!(lower_first("I have 3"), "I have 3");
        assert_eq!(lower_first("In a year"), "in a year");
    }
}
