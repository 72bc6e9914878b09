//! How people type: careless variants of a question, and system prompts.

use crate::data::{List, data};
use crate::draw::Draw;
use crate::english::lower_first;

data! {
    static MARKS: Marks = "typing/marks.toml" {
        openings: List, endings_without_mark: List, endings: List, before_short_is: List,
    }
    static SYSTEM_PROMPTS: SystemPrompts = "typing/system-prompts.toml" {
        who: List, how: List,
    }
}

/// The question as somebody might type it: another case, no punctuation, a greeting before it, a slip. Half of the
/// questions stay as they are.
pub(crate) fn typed(question: &str, draw: &mut Draw) -> String {
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
            text += *draw.pick(&MARKS.endings_without_mark);
        }
        50..58 => text += *draw.pick(&MARKS.endings),
        _ => {}
    }
    if draw.chance(0.25) {
        let opening = *draw.pick(&MARKS.openings);
        text = draw.either(
            0.6,
            format!("{opening}{}", lower_first(&text)),
            format!("{opening}{text}"),
        );
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

/// The request as somebody might type it, about `content`, which stands for `{}` and stays as it is: a slip in there
/// would ask for something else.
pub(crate) fn typed_about(request: &str, content: &str, draw: &mut Draw) -> String {
    typed(request, draw).replace("{}", content)
}

/// The text as people type it who leave out the apostrophes of "what's" and "don't". That of a name's genitive stays:
/// without it there is another name, "Kenyas".
fn without_apostrophes(text: &str) -> String {
    let words = text
        .split(' ')
        .map(|word| if is_contraction(word) { word.replace('\'', "") } else { word.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

fn is_contraction(word: &str) -> bool {
    let Some((stem, rest)) = word.split_once('\'') else {
        return false;
    };
    match rest.trim_end_matches(|mark: char| !mark.is_alphabetic()) {
        "t" | "d" | "m" | "ll" | "ve" | "re" => !stem.is_empty(),
        "s" => MARKS.before_short_is.contains(&stem.to_lowercase().as_str()),
        _ => false,
    }
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

/// One typing slip in a small-letter word of four letters or more; names and numbers stay as they are, since a slip
/// there would change the question.
fn slip(text: &str, draw: &mut Draw) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let at = draw.below(words.len());
    let mut word: Vec<char> = words[at].chars().collect();
    if word.len() < 4 || !word.iter().all(char::is_ascii_lowercase) {
        return text.to_owned();
    }
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

/// A usual system prompt. It changes nothing in the answer: the model is too small to follow instructions, and shall
/// at least not be confused by them.
#[must_use]
pub fn system_prompt(draw: &mut Draw) -> String {
    let SystemPrompts { who, how } = &*SYSTEM_PROMPTS;
    match draw.below(4) {
        0 => (*draw.pick(how)).to_owned(),
        1 => format!("{} {}", draw.pick(who), draw.pick(how)),
        _ => (*draw.pick(who)).to_owned(),
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
        assert_eq!(typed, "I dont know whats 'Bo' or Kenya's or d'Ivoire, Im sure.");
    }
}
