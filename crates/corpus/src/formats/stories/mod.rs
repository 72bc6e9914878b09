//! Stories of one or two sentences. Many are right, with words at many positions, so that whoever fixes some words
//! on the canvas gets a sentence around them.

mod grammar;

use crate::english::article;
use crate::prelude::*;
use grammar::{Choice, STORIES, Telling};

data! {
    static REQUESTS: Requests = "stories/requests.toml" {
        /// Requests that leave everything open. No split: there is only one such request.
        any_story: List,
        /// Requests for one sentence that leave everything open.
        any_sentence: List,
        story: Phrasings,
        sentence: Phrasings,
    }
}

/// The longest story in tokens, so that it fits on a canvas with room to spare.
const LONGEST: usize = 40;

/// What a story may be asked to be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Character,
    Thing,
    Place,
}

impl Kind {
    fn words(self) -> Vec<&'static str> {
        let thing = STORIES.words("thing");
        match self {
            Self::Character => STORIES.words("character"),
            Self::Thing => thing,
            Self::Place => {
                let places = ["inside", "top", "landmark"].map(|rule| STORIES.words(rule));
                let mut places = places.concat();
                places.retain(|place| !thing.contains(place));
                places
            }
        }
    }
}

/// What a story is asked to be about: nothing given, one subject or two.
fn subjects(draw: &mut Draw) -> Vec<(Kind, &'static str)> {
    let kinds: &[Kind] = match draw.below(10) {
        0..4 => &[Kind::Character],
        4 => &[Kind::Thing],
        5 => &[Kind::Place],
        6 | 7 => &[Kind::Character, Kind::Place],
        8 => &[Kind::Character, Kind::Thing],
        _ => &[Kind::Character, Kind::Character],
    };
    let mut subjects: Vec<(Kind, &'static str)> = Vec::new();
    while subjects.len() < kinds.len() {
        let kind = kinds[subjects.len()];
        let word = *draw.pick(&kind.words());
        if subjects.iter().all(|(_, subject)| *subject != word) {
            subjects.push((kind, word));
        }
    }
    subjects
}

/// Whether these subjects are held out, in whatever order.
fn is_held_out(subjects: &[(Kind, &'static str)]) -> bool {
    let mut words: Vec<&str> = subjects.iter().map(|(_, word)| *word).collect();
    words.sort_unstable();
    held_out(&format!("about {}", words.join(" ")))
}

/// "a dragon and a castle", in the ways people write it.
fn named(subjects: &[(Kind, &'static str)], draw: &mut Draw) -> String {
    let manner = draw.below(10);
    let mut names: Vec<String> = subjects
        .iter()
        .map(|(_, word)| match manner {
            0 => (*word).to_owned(),
            1 => format!("the {word}"),
            _ => format!("{} {word}", article(word)),
        })
        .collect();
    // The first of two characters is the hero, so only other pairs may be turned round.
    if subjects.last().is_some_and(|(kind, _)| *kind != Kind::Character) && draw.chance(0.3) {
        names.reverse();
    }
    names.join(if draw.chance(0.1) { " with " } else { " and " })
}

/// The story that is told whenever these are the subjects: chance would make the words, which are revealed several
/// at a time, belong to different stories.
fn usual(subjects: &[(Kind, &'static str)], sentence_only: bool) -> Option<Vec<&'static str>> {
    let first = subjects.first().map_or("", |(_, word)| *word);
    let wishes: Vec<&'static str> = subjects.iter().map(|(_, word)| *word).collect();
    let rule = match subjects {
        [_, (Kind::Character, _)] => "usual-friend",
        [.., (Kind::Thing, _)] => "usual-thing",
        _ => "usual-alone",
    };
    let rules = [rule, "usual-more"];
    let rules = if sentence_only { &rules[..1] } else { &rules };
    Telling::of(rules, &wishes, Choice::By(first))
}

/// Some story about these subjects, of those that belong to the split.
fn any(
    subjects: &[(Kind, &'static str)],
    sentence_only: bool,
    split: Split,
    draw: &mut Draw,
) -> Vec<&'static str> {
    let wishes: Vec<&'static str> = subjects.iter().map(|(_, word)| *word).collect();
    let rule = if sentence_only { "sentence" } else { "story" };
    loop {
        let story = Telling::of(&[rule], &wishes, Choice::Any(draw));
        let fits =
            |story: &Vec<&str>| story.len() <= LONGEST && split.has(held_out(&written(story)));
        if let Some(story) = story.filter(fits) {
            return story;
        }
    }
}

/// The story as it is written: with "an" where it belongs, capital letters, and no space before punctuation.
fn written(tokens: &[&str]) -> String {
    let mut text = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let first = at == 0 || tokens[at - 1] == ".";
        if at > 0 && ![",", "."].contains(token) {
            text.push(' ');
        }
        let word = match tokens.get(at + 1) {
            Some(next) if *token == "a" => article(next),
            _ => token,
        };
        if first {
            text += &upper_first(word);
        } else {
            text += word;
        }
    }
    text
}

/// The tokens from which [`written`] would make this text, if it can be made so.
fn tokens(text: &str) -> Option<Vec<String>> {
    let spaced = text.replace(',', " ,").replace('.', " .");
    let mut tokens: Vec<String> = Vec::new();
    for part in spaced.split_whitespace() {
        let starts = tokens.last().is_none_or(|last| last == ".");
        let word = if starts { part.to_lowercase() } else { part.to_owned() };
        tokens.push(if word == "an" { "a".to_owned() } else { word });
    }
    let borrowed: Vec<&str> = tokens.iter().map(String::as_str).collect();
    (written(&borrowed) == text).then_some(tokens)
}

/// Whether the text is one that the grammar of the stories can make.
fn reads_as_a_story(text: &str) -> bool {
    let Some(tokens) = tokens(text) else {
        return false;
    };
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let characters = STORIES.words("character");
    let mut heroes = tokens.iter().filter(|token| characters.contains(token));
    heroes.any(|hero| STORIES.recognises("story", &tokens, hero))
}

/// The words of a text in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase)
}

/// Whether the request is for a single sentence.
fn asks_for_a_sentence(request: &str) -> bool {
    words(request).any(|word| word == "sentence")
}

/// "Tell me a story about a fox."
pub(super) struct Stories;

impl Skill for Stories {
    fn name(&self) -> &'static str {
        "stories"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        // A request without a subject cannot be new: held-out ones have subjects that never came together.
        let subjects = if split == Split::Train && draw.chance(0.35) {
            Vec::new()
        } else {
            split.draw(draw, |subjects: &Vec<_>| is_held_out(subjects), subjects)
        };
        let sentence = draw.chance(0.35);
        let requests = split.or_train(draw);
        let request = match (subjects.is_empty(), sentence) {
            (true, false) => *draw.pick(&REQUESTS.any_story),
            (true, true) => *draw.pick(&REQUESTS.any_sentence),
            (false, false) => REQUESTS.story.draw(requests, draw),
            (false, true) => REQUESTS.sentence.draw(requests, draw),
        };
        let told = if split == Split::Train && draw.chance(0.6) {
            usual(&subjects, sentence)
        } else {
            None
        };
        let story = told.unwrap_or_else(|| any(&subjects, sentence, split, draw));
        let question = typed_about(request, &named(&subjects, draw), draw);
        let mut answer = written(&story);
        // A word fixed on the canvas has a space before it, at the first position too: some stories begin so.
        if split == Split::Train && draw.chance(0.25) {
            answer.insert(0, ' ');
        }
        Dialogue::single(question, answer)
    }

    fn open_ended(&self) -> bool {
        true
    }

    /// Any story of the grammar will do that is about what was asked for.
    fn accepts(&self, dialogue: &Dialogue, text: &str) -> bool {
        // "A fairy tale" need not have a fairy in it; a slip leaves the first letter of the tale as it is.
        let request = dialogue.question().to_lowercase().replace("fairy t", "");
        let said: Vec<String> = words(text).collect();
        let kinds = [Kind::Character, Kind::Thing, Kind::Place];
        let subjects: Vec<&str> = kinds.into_iter().flat_map(Kind::words).collect();
        let has_subjects = words(&request)
            .filter(|word| subjects.contains(&word.as_str()))
            .all(|word| said.contains(&word));
        let short_enough = !asks_for_a_sentence(&request) || text.matches('.').count() == 1;
        has_subjects && short_enough && reads_as_a_story(text.trim_start())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stories(count: usize) -> impl Iterator<Item = Dialogue> {
        let mut draw = Draw::new(&[1]);
        (0..count).map(move |_| Stories.dialogue(Split::Train, &mut draw))
    }

    #[test]
    fn every_story_is_accepted() {
        for dialogue in stories(1000) {
            assert!(Stories.accepts(&dialogue, &dialogue.answer), "{dialogue:?}");
        }
    }

    #[test]
    fn a_shuffled_story_is_not() {
        for dialogue in stories(300) {
            let mut words: Vec<&str> = dialogue.answer.trim().split(' ').collect();
            words.reverse();
            assert!(!reads_as_a_story(&words.join(" ")), "{dialogue:?}");
        }
    }

    #[test]
    fn stories_are_read_as_they_are_written() {
        assert!(reads_as_a_story("Once a small fox lived upon a hill."));
        assert!(reads_as_a_story("Once an old fox lived upon a hill. The fox was very happy."));
        assert!(!reads_as_a_story("Once a old fox lived upon a hill."));
        assert!(!reads_as_a_story("once a small fox lived upon a hill."));
        assert!(!reads_as_a_story("Once a small fox lived upon a hill. The owl was very happy."));
        assert!(!reads_as_a_story("Once a small fox lived upon."));
        assert!(!reads_as_a_story(""));
    }

    #[test]
    fn a_story_has_to_be_about_its_subjects() {
        let dialogue = Dialogue::single("Write one sentence about a fox and a hill.", "");
        assert!(Stories.accepts(&dialogue, "Once a small fox lived upon a hill."));
        assert!(!Stories.accepts(&dialogue, "Once a small owl lived upon a hill."));
        assert!(
            !Stories.accepts(&dialogue, "Once a small fox lived upon a hill. Nobody knew why.")
        );
    }

    #[test]
    fn words_can_be_fixed_at_many_positions() {
        let pairs = [
            [(0, "once"), (5, "upon")],
            [(0, "once"), (7, "upon")],
            [(3, "dragon"), (10, "castle")],
            [(2, "fox"), (9, "river")],
            [(0, "yesterday"), (6, "old")],
            [(4, "king"), (12, "forest")],
            [(5, "upon"), (12, "happy")],
            [(0, "small"), (6, "robot")],
            [(1, "little"), (8, "lantern")],
            [(6, "danced"), (9, "moonlight")],
            [(0, "far"), (10, "treasure")],
            [(4, "named"), (9, "sword")],
            [(14, "upon"), (15, "the")],
        ];
        let mut draw = Draw::new(&[2]);
        for pair in pairs {
            assert!(is_possible(&pair, 30_000, &mut draw), "{pair:?}");
        }
    }

    /// Whether a story with these words at these positions turns up.
    fn is_possible(fixed: &[(usize, &'static str)], tries: usize, draw: &mut Draw) -> bool {
        let wishes: Vec<&str> = fixed.iter().map(|(_, word)| *word).collect();
        (0..tries)
            .filter_map(|_| Telling::of(&["story"], &wishes, Choice::Any(draw)))
            .any(|story| fixed.iter().all(|(at, word)| story.get(*at) == Some(word)))
    }
}
