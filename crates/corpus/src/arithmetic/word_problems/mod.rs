//! Little stories with one or two calculations in them, and their working.
//!
//! The answer is the working, and its last number has the things counted with it: "11 + 16 = 27, and 27 - 21 = 6 horses."
//! Said once more in a sentence of its own, the result was often another one there.
//!
//! A story is kept for measuring when one of its calculations is, or by its own contents.

mod lists;
mod more_courses;
mod more_courses_of_two_steps;
mod more_of_one_step;
mod more_steps;
mod one_step;
mod sentences;
mod so_many_each;
mod steps;
mod tellings;
mod two_steps;

use super::calculation::{Calculation, between, one_in_ten, spelled};
use crate::draw::Draw;
use crate::phrasing::{typed, upper_first};
use crate::{Dialogue, Skill, Split, invented};
use lists::{IRREGULAR, NAMES, RELATIVES, THINGS};
use more_courses::MORE_COURSES;
use more_courses_of_two_steps::MORE_COURSES_OF_TWO_STEPS;
use more_of_one_step::MORE_OF_ONE_STEP;
use more_steps::MORE_STEPS;
use one_step::ONE_STEP;
use so_many_each::SO_MANY_EACH;
use steps::Steps;
use tellings::{Change, Telling};
use two_steps::TWO_STEPS;

/// Stories with the same course.
///
/// In the texts `{n}` and `{m}` are two people, and `{he}`, `{his}` and `{him}` stand for the first. `{a}`, `{b}` and `{c}`
/// are numbers, `{a i}` is a number with the thing counted, `{is}` the things and `{thing}` one of them. `{place}` is a
/// second noun, and `{places}` its plural; `{other}`, `{others}` and `{thirds}` are further ones of the same list.
struct Family {
    wordings: &'static [&'static str],
    /// More ways to tell them, sentence by sentence.
    telling: Option<Telling>,
    things: &'static [&'static str],
    /// Second nouns: containers, vehicles, goods.
    places: &'static [&'static str],
    /// From where to where the numbers a, b and c go.
    ranges: [(i32, i32); 3],
    /// What is calculated from a, b and c; the last result answers the question.
    steps: Steps,
}

/// The stories with one calculation; each list is drawn from equally often, the first twice.
const OF_ONE_STEP: &[&[Family]] = &[
    ONE_STEP,
    ONE_STEP,
    MORE_OF_ONE_STEP,
    MORE_COURSES,
    SO_MANY_EACH,
];
/// The stories with two calculations; each list is drawn from equally often.
const OF_TWO_STEPS: &[&[Family]] = &[TWO_STEPS, MORE_STEPS, MORE_COURSES_OF_TWO_STEPS];

/// The largest result of a story.
const MOST: i32 = 150;
/// Share of the stories with one calculation.
const WITH_ONE_STEP: f32 = 0.4;

/// Share of a family's stories that are told sentence by sentence.
const SENTENCE_BY_SENTENCE: f32 = 0.6;

/// Share of the stories that are asked on after the answer, where their family can be.
const ASKED_ON: f32 = 0.15;

/// A story in words.
struct Story {
    question: String,
    steps: Vec<Calculation>,
    answer: String,
    /// What it tells, however it is worded.
    contents: String,
    cast: Cast,
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
        let cast = Cast::draw(family, draw)?;
        let write = if draw.chance(0.1) { spelled } else { digits };
        let text = match &family.telling {
            Some(telling) if draw.chance(SENTENCE_BY_SENTENCE) => telling.draw(draw),
            _ => (*draw.pick(family.wordings)).to_owned(),
        };
        let question = cast.tell(text, [('a', a), ('b', b), ('c', c)], write);
        let working: Vec<String> = steps.iter().map(Calculation::to_string).collect();
        // "… = 27", and then "horses": only the noun of "27 horses" is missing.
        let noun = counted(result, &cast.thing, |_| String::new());
        let answer = format!("{}{noun}.", working.join(", and "));
        // Without the names: they change neither the calculation nor, in some wordings, the question.
        let contents = format!("{} {a} {b} {c}", family.wordings[0]);
        Some(Self {
            question,
            steps,
            answer,
            contents,
            cast,
        })
    }

    /// The story, and what is asked after it; none where nothing is, or where the calculation is kept for measuring.
    fn asked_on(self, family: &Family, draw: &mut Draw) -> Option<Dialogue> {
        let (text, change) = family.telling.as_ref()?.next(draw)?;
        let result = self.steps.last()?.result();
        let gained = change == Change::Gain;
        let most = if gained { MOST - result } else { result };
        if most < 1 {
            return None;
        }
        let b = between(1, most.min(30), draw);
        let next = if gained {
            Calculation::plus(result, b)
        } else {
            Calculation::minus(result, b)
        };
        let question = self.cast.tell(text, [('b', b); 3], digits);
        let noun = counted(next.result(), &self.cast.thing, |_| String::new());
        let story = Dialogue::single(typed(&self.question, draw), self.answer);
        let second = Dialogue::single(typed(&question, draw), format!("{next}{noun}."));
        (!next.is_held_out()).then(|| story.followed_by(second))
    }

    fn is_held_out(&self) -> bool {
        self.steps.iter().any(|step| step.is_held_out()) || one_in_ten(&self.contents)
    }
}

/// Who and what a story is about.
struct Cast {
    name: String,
    /// "he" or "she", for the name.
    he: &'static str,
    other: String,
    thing: String,
    /// The second noun, and two others where the family has three.
    places: [&'static str; 3],
}

impl Cast {
    /// Two people, a thing and a second noun; none where the two have one name.
    fn draw(family: &Family, draw: &mut Draw) -> Option<Self> {
        let (name, he) = person(draw);
        let (other, _) = person(draw);
        if name == other {
            return None;
        }
        Some(Self {
            name,
            he,
            other,
            thing: thing(family, draw),
            places: places(family.places, draw),
        })
    }

    /// The text with its slots filled, the numbers as `write` writes them.
    fn tell(&self, text: String, numbers: [(char, i32); 3], write: fn(i32) -> String) -> String {
        let text = numbers.iter().fold(text, |text, &(letter, number)| {
            text.replace(
                &format!("{{{letter} i}}"),
                &counted(number, &self.thing, write),
            )
            .replace(&format!("{{{letter}}}"), &write(number))
        });
        let [place, other, third] = self.places;
        let (his, him) = match self.he {
            "he" => ("his", "him"),
            _ => ("her", "her"),
        };
        let text = text
            .replace("{is}", &plural(&self.thing))
            .replace("{thing}", &self.thing)
            .replace("{place}", place)
            .replace("{places}", &plural(place))
            .replace("{other}", other)
            .replace("{others}", &plural(other))
            .replace("{thirds}", &plural(third))
            .replace("{n}", &self.name)
            .replace("{m}", &self.other)
            .replace("{his}", his)
            .replace("{him}", him)
            .replace("{he}", self.he)
            .replace("{He}", &upper_first(self.he));
        in_sentences(&text)
    }
}

/// Somebody, and whether "he" or "she" stands for them: a name of the list, one that nobody has, or "my brother".
fn person(draw: &mut Draw) -> (String, &'static str) {
    let (name, he) = match draw.below(10) {
        0 => *draw.pick(RELATIVES),
        1 => {
            let he = if draw.chance(0.5) { "he" } else { "she" };
            return (upper_first(&invented::short(draw)), he);
        }
        _ => *draw.pick(NAMES),
    };
    (name.to_owned(), he)
}

/// What the story counts. Where it may be anything, some of it is nothing that has a name: the answer copies it.
fn thing(family: &Family, draw: &mut Draw) -> String {
    if family.things == THINGS && draw.chance(0.15) {
        return invented::short(draw);
    }
    (*draw.pick(family.things)).to_owned()
}

/// Three of the nouns, all different where there are three.
fn places(nouns: &[&'static str], draw: &mut Draw) -> [&'static str; 3] {
    let others = (nouns.len() - 1).max(1);
    let first = draw.below(nouns.len());
    let step = 1 + draw.below(others);
    [0, step, step % others + 1].map(|step| nouns[(first + step) % nouns.len()])
}

/// The text with a capital letter after every full stop.
fn in_sentences(text: &str) -> String {
    let sentences: Vec<String> = text.split(". ").map(upper_first).collect();
    sentences.join(". ")
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
    if let Some((_, things)) = IRREGULAR.iter().find(|(one, _)| *one == thing) {
        return (*things).to_owned();
    }
    if ["ch", "x"].iter().any(|end| thing.ends_with(end)) {
        return format!("{thing}es");
    }
    match thing.strip_suffix("rry") {
        Some(stem) => format!("{stem}rries"),
        None => format!("{thing}s"),
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
            let lists = if draw.chance(WITH_ONE_STEP) {
                OF_ONE_STEP
            } else {
                OF_TWO_STEPS
            };
            let families = *draw.pick(lists);
            let family = draw.pick(families);
            let Some(story) = Story::draw(family, draw) else {
                continue;
            };
            if story.is_held_out() != (split == Split::HeldOut) {
                continue;
            }
            if !draw.chance(ASKED_ON) {
                return Dialogue::single(typed(&story.question, draw), story.answer);
            }
            if let Some(dialogue) = story.asked_on(family, draw) {
                return dialogue;
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
        for family in [OF_ONE_STEP, OF_TWO_STEPS]
            .into_iter()
            .flatten()
            .copied()
            .flatten()
        {
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
        assert_eq!(counted(4, "sheep", digits), "4 sheep");
        assert_eq!(counted(4, "bus", digits), "4 buses");
        assert_eq!(counted(3, "shelf", digits), "3 shelves");
        assert_eq!(counted(2, "piece of fruit", digits), "2 pieces of fruit");
    }

    #[test]
    fn the_second_nouns_of_a_story_differ() {
        let mut draw = Draw::new(&[6]);
        for _ in 0..200 {
            let [one, two, three] = places(&["cow", "pig", "hen", "goat"], &mut draw);
            assert!(one != two && two != three && one != three);
            assert_eq!(places(lists::NOWHERE, &mut draw), [""; 3]);
        }
    }
}
