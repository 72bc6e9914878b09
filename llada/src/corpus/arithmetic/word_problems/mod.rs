//! Little stories with one or two calculations in them, and their working.
//!
//! The answer is the working, and its last number has the things counted with it: "11 + 16 = 27, and 27 - 21 = 6 horses."
//! Said once more in a sentence of its own, the result was often another one there.
//!
//! A story is kept for measuring when one of its calculations is, or by its own contents.

mod lists;
mod one_step;
mod two_steps;

use super::calculation::{Calculation, between, one_in_ten, spelled};
use crate::corpus::draw::Draw;
use crate::corpus::phrasing::{typed, upper_first};
use crate::corpus::{Dialogue, Skill, Split};
use lists::NAMES;
use one_step::ONE_STEP;
use two_steps::TWO_STEPS;

/// Stories with the same course.
///
/// In the texts `{n}` and `{m}` are two people, and `{he}` stands for the first. `{a}`, `{b}`, `{c}` and the result
/// `{r}` are numbers, `{a i}` is a number with the thing counted, and `{is}` the things. `{place}` is a second noun,
/// and `{places}` its plural.
struct Family {
    wordings: &'static [&'static str],
    things: &'static [&'static str],
    /// Second nouns: containers, vehicles, goods.
    places: &'static [&'static str],
    /// From where to where the numbers a, b and c go.
    ranges: [(i32, i32); 3],
    /// What is calculated from a, b and c; the last result answers the question.
    steps: fn(i32, i32, i32) -> Vec<Calculation>,
}

/// The largest result of a story.
const MOST: i32 = 150;
/// Share of the stories with one calculation.
const WITH_ONE_STEP: f32 = 0.35;

/// One telling of a story.
struct Story {
    question: String,
    steps: Vec<Calculation>,
    answer: String,
    /// What it tells, however it is worded.
    contents: String,
}

impl Story {
    /// A story of the family with drawn people, things and numbers; none where the numbers do not fit.
    fn draw(family: &Family, draw: &mut Draw) -> Option<Self> {
        let [a, b, c] = family.ranges.map(|(low, high)| {
            // Small numbers are what people try first.
            let high = if draw.chance(0.4) {
                high.min(low + 11)
            } else {
                high
            };
            between(low, high, draw)
        });
        let steps = (family.steps)(a, b, c);
        let result = steps.last()?.result();
        if steps.iter().any(|step| step.result() < 0) || result > MOST {
            return None;
        }
        let (name, he) = *draw.pick(NAMES);
        let (other, _) = *draw.pick(NAMES);
        if name == other {
            return None;
        }
        let (thing, place) = (*draw.pick(family.things), *draw.pick(family.places));
        let numbers = [('a', a), ('b', b), ('c', c), ('r', result)];
        let tell = |text: &str, write: fn(i32) -> String| {
            let mut text = text.to_owned();
            for (letter, number) in numbers {
                text = text
                    .replace(&format!("{{{letter} i}}"), &counted(number, thing, write))
                    .replace(&format!("{{{letter}}}"), &write(number));
            }
            let text = text
                .replace("{is}", &plural(thing))
                .replace("{place}", place)
                .replace("{places}", &plural(place))
                .replace("{n}", name)
                .replace("{m}", other)
                .replace("{he}", he)
                .replace("{He}", &upper_first(he));
            upper_first(&text)
        };
        let write = if draw.chance(0.1) { spelled } else { digits };
        let question = tell(draw.pick::<&str>(family.wordings), write);
        let working: Vec<String> = steps.iter().map(Calculation::to_string).collect();
        // "… = 27", and then "horses": only the noun of "27 horses" is missing.
        let noun = counted(result, thing, |_| String::new());
        let answer = format!("{}{noun}.", working.join(", and "));
        // Without the names: they change neither the calculation nor, in some wordings, the question.
        let contents = format!("{} {a} {b} {c}", family.wordings[0]);
        Some(Self {
            question,
            steps,
            answer,
            contents,
        })
    }

    fn is_held_out(&self) -> bool {
        self.steps.iter().any(|step| step.is_held_out()) || one_in_ten(&self.contents)
    }
}

fn digits(number: i32) -> String {
    number.to_string()
}

/// "1 apple", "5 apples".
fn counted(number: i32, thing: &str, write: fn(i32) -> String) -> String {
    if number == 1 {
        format!("{} {thing}", write(number))
    } else {
        format!("{} {}", write(number), plural(thing))
    }
}

fn plural(thing: &str) -> String {
    match thing {
        "person" => "people".to_owned(),
        "child" => "children".to_owned(),
        _ if ["ch", "x"].iter().any(|end| thing.ends_with(end)) => format!("{thing}es"),
        _ => match thing.strip_suffix("rry") {
            Some(stem) => format!("{stem}rries"),
            None => format!("{thing}s"),
        },
    }
}

/// "Tom has 5 apples and eats 2. How many are left?"
pub(super) struct WordProblems;

impl Skill for WordProblems {
    fn name(&self) -> &'static str {
        "word problems"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        loop {
            let families = if draw.chance(WITH_ONE_STEP) {
                ONE_STEP
            } else {
                TWO_STEPS
            };
            let family = draw.pick(families);
            let Some(story) = Story::draw(family, draw) else {
                continue;
            };
            if story.is_held_out() == (split == Split::HeldOut) {
                return Dialogue::single(typed(&story.question, draw), story.answer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_has_stories_without_gaps() {
        let mut draw = Draw::new(&[5]);
        for family in ONE_STEP.iter().chain(TWO_STEPS) {
            let stories: Vec<Story> = (0..200)
                .filter_map(|_| Story::draw(family, &mut draw))
                .collect();
            assert!(
                stories.len() > 20,
                "{}: {}",
                family.wordings[0],
                stories.len()
            );
            for story in stories {
                let text = format!("{} {}", story.question, story.answer);
                assert!(!text.contains(['{', '}']), "{text}");
                let result = story.steps.last().map(|step| step.result());
                let said =
                    result.is_some_and(|result| story.answer.contains(&format!(" {result} ")));
                assert!(said, "{text}");
            }
        }
    }

    #[test]
    fn nouns_agree_with_their_numbers() {
        assert_eq!(counted(1, "apple", digits), "1 apple");
        assert_eq!(counted(3, "peach", digits), "3 peaches");
        assert_eq!(counted(7, "box", digits), "7 boxes");
        assert_eq!(counted(2, "cherry", spelled), "two cherries");
        assert_eq!(counted(0, "person", digits), "0 people");
    }
}
