//! The kinds of word problems, as the data files describe them.

use std::collections::HashMap;

use serde::Deserialize;

use super::steps::Steps;
use super::telling::Telling;
use crate::prelude::*;

data! {
    /// Lists of nouns, which the problems name.
    pub(super) static NOUNS: HashMap<String, List> = data::toml["word-problems/nouns.toml"];
    /// Those with one calculation, file by file.
    static ONE_STEP: Vec<Vec<Problem>> = all problems[
        "word-problems/one-step/gains-and-losses.toml",
        "word-problems/one-step/lengths-and-ages.toml",
        "word-problems/one-step/change-and-totals.toml",
        "word-problems/one-step/so-many-each.toml",
    ];
    /// Those with two calculations.
    static TWO_STEPS: Vec<Vec<Problem>> = all problems[
        "word-problems/two-steps/gains-and-losses.toml",
        "word-problems/two-steps/first-person.toml",
        "word-problems/two-steps/change-and-totals.toml",
    ];
}

/// A problem with one calculation; the first file is drawn from twice as often as each of the others.
pub(super) fn with_one_step(draw: &mut Draw) -> &'static Problem {
    let file = draw.below(ONE_STEP.len() + 1).saturating_sub(1);
    draw.pick(&ONE_STEP[file])
}

/// A problem with two calculations; each file is drawn from equally often.
pub(super) fn with_two_steps(draw: &mut Draw) -> &'static Problem {
    let problems = draw.pick(&TWO_STEPS);
    draw.pick(problems)
}

/// Problems with the same course.
///
/// In the texts `{n}` and `{m}` are two people, and `{he}`, `{his}` and `{him}` stand for the first. `{a}`, `{b}` and
/// `{c}` are numbers, `{a i}` is a number with the thing counted, `{is}` the things and `{thing}` one of them. `{place}`
/// is a second noun, and `{places}` its plural; `{other}`, `{others}` and `{thirds}` are further ones of the same list.
pub(super) struct Problem {
    pub(super) wordings: List,
    /// More ways to tell it, sentence by sentence.
    pub(super) telling: Option<Telling>,
    pub(super) things: List,
    /// Whether it may be about anything that can be counted.
    pub(super) of_anything: bool,
    /// Second nouns: containers, vehicles, goods.
    pub(super) places: List,
    /// From where to where the numbers a, b and c go, both included; 0 to 0 for one that is not used.
    pub(super) ranges: [(i32, i32); 3],
    /// What is calculated from a, b and c.
    pub(super) steps: Steps,
}

/// A data file of problems.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Wordings that several problems share.
    #[serde(default)]
    wordings: HashMap<String, List>,
    problems: Vec<Written>,
}

/// A problem as it is written in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    wordings: Texts,
    things: Texts,
    places: Option<Texts>,
    a: (i32, i32),
    #[serde(default)]
    b: (i32, i32),
    #[serde(default)]
    c: (i32, i32),
    steps: Steps,
    told: Option<Telling>,
}

/// A list, or the name of one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Texts {
    Named(String),
    Listed(List),
}

impl Texts {
    fn find(self, file: &'static str, lists: &HashMap<String, List>) -> Result<List, DataError> {
        let found = match self {
            Self::Listed(list) => return Ok(list),
            Self::Named(found) => found,
        };
        lists.get(&found).copied().ok_or_else(|| {
            let mut names: Vec<&str> = lists.keys().map(String::as_str).collect();
            names.sort_unstable();
            DataError::Name(file, found, names.join(", "))
        })
    }
}

/// Every problem.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Problem> {
    ONE_STEP.iter().chain(&*TWO_STEPS).flatten()
}

/// Reads the problems of a file, as one list.
fn problems(file: &'static str, text: &str) -> Result<[Vec<Problem>; 1], DataError> {
    let File { wordings, problems } = data::toml(file, text)?;
    let read = |written: Written| {
        let things = written.things.find(file, &NOUNS)?;
        Ok(Problem {
            wordings: written.wordings.find(file, &wordings)?,
            telling: written.told,
            things,
            of_anything: NOUNS.get("things") == Some(&things),
            places: match written.places {
                Some(places) => places.find(file, &NOUNS)?,
                None => List::ONLY_EMPTY,
            },
            ranges: [written.a, written.b, written.c],
            steps: written.steps,
        })
    };
    Ok([problems.into_iter().map(read).collect::<Result<_, _>>()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranges_of_a_problem_go_up() {
        for problem in all() {
            let [first, others @ ..] = problem.ranges;
            assert!(first != (0, 0), "{}", problem.wordings[0]);
            for (low, high) in [first].into_iter().chain(others) {
                assert!(0 <= low && low <= high, "{}: {low} to {high}", problem.wordings[0]);
            }
        }
    }

    #[test]
    fn an_unknown_list_is_refused_by_name() {
        let text = "[[problems]]\nwordings = [\"x\"]\nthings = \"planets\"\na = [1, 2]\nsteps = [\"a + b\"]\n";
        let error = problems("x.toml", text).err().unwrap().to_string();
        assert!(
            error
                .contains("\"planets\" is not defined; choose one of adults_and_children, amounts"),
            "{error}"
        );
    }
}
