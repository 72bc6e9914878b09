//! Word problems with one or two calculations in them, and their working.
//!
//! The answer is the working, and its last number has the things counted with it: "11 + 16 = 27, and 27 - 21 = 6 horses."
//! Said once more in a sentence of its own, the result was often another one there.
//!
//! A problem is held out when one of its calculations is, or by its own contents.

mod cast;
mod problem;
mod steps;
mod telling;

use crate::arithmetic::calculation::{Calculation, between, digits, one_in_ten};
use crate::english::number_word;
use crate::prelude::*;
use cast::Cast;
use problem::{Problem, with_one_step, with_two_steps};
use telling::Change;

/// The largest result of a problem.
const MOST: i32 = 150;
/// Share of the problems with one calculation.
const WITH_ONE_STEP: f32 = 0.4;
/// Share of a problem's instances that are told sentence by sentence.
const SENTENCE_BY_SENTENCE: f32 = 0.6;
/// Share of the instances that have a second question after the answer, where their problem can have one.
const WITH_SECOND_QUESTION: f32 = 0.15;

/// A problem in words.
struct Instance {
    question: String,
    steps: Vec<Calculation>,
    answer: String,
    /// What it tells, however it is worded.
    contents: String,
    cast: Cast,
}

impl Instance {
    /// An instance with drawn people, things and numbers; none where the numbers do not fit.
    fn draw(problem: &Problem, draw: &mut Draw) -> Option<Self> {
        let [a, b, c] = problem.ranges.map(|(low, high)| {
            // Small numbers are what people try first.
            let high = draw.either(0.4, high.min(low + 11), high);
            between(low, high, draw)
        });
        let steps = problem.steps.calculations([a, b, c]);
        let result = steps.last()?.result();
        if steps.iter().any(|step| step.result() < 0) || result > MOST {
            return None;
        }
        let cast = Cast::draw(problem, draw)?;
        let write = draw.either::<fn(i32) -> String>(0.1, number_word, digits);
        let text = match &problem.telling {
            Some(telling) if draw.chance(SENTENCE_BY_SENTENCE) => telling.draw(draw),
            _ => (*draw.pick(&problem.wordings)).to_owned(),
        };
        let question = cast.tell(text, [('a', a), ('b', b), ('c', c)], write);
        let working: Vec<String> = steps.iter().map(Calculation::to_string).collect();
        let answer = format!("{} {}.", working.join(", and "), cast.noun(result));
        // Without the names: they change neither the calculation nor, in some wordings, the question.
        let contents = format!("{} {a} {b} {c}", problem.wordings[0]);
        Some(Self { question, steps, answer, contents, cast })
    }

    /// The instance and a second question; none where there is none, or where its calculation is held out.
    fn with_second_question(self, problem: &Problem, draw: &mut Draw) -> Option<Dialogue> {
        let (text, change) = problem.telling.as_ref()?.next(draw)?;
        let result = self.steps.last()?.result();
        let gained = change == Change::Gain;
        let most = if gained { MOST - result } else { result };
        if most < 1 {
            return None;
        }
        let b = between(1, most.min(30), draw);
        let next =
            if gained { Calculation::plus(result, b) } else { Calculation::minus(result, b) };
        let question = self.cast.tell(text, [('b', b); 3], digits);
        let answer = format!("{next} {}.", self.cast.noun(next.result()));
        let first = Dialogue::single(typed(&self.question, draw), self.answer);
        let second = Dialogue::single(typed(&question, draw), answer);
        (!next.is_held_out()).then(|| first.followed_by(second))
    }

    fn is_held_out(&self) -> bool {
        self.steps.iter().any(|step| step.is_held_out()) || one_in_ten(&self.contents)
    }
}

/// "Tom has 5 apples and eats 2. How many are left?"
pub(super) fn word_problem(split: Split, draw: &mut Draw) -> Dialogue {
    loop {
        let problem =
            if draw.chance(WITH_ONE_STEP) { with_one_step(draw) } else { with_two_steps(draw) };
        let Some(instance) = Instance::draw(problem, draw) else {
            continue;
        };
        if !split.has(instance.is_held_out()) {
            continue;
        }
        if !draw.chance(WITH_SECOND_QUESTION) {
            return Dialogue::single(typed(&instance.question, draw), instance.answer);
        }
        if let Some(dialogue) = instance.with_second_question(problem, draw) {
            return dialogue;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::problem::all;
    use super::*;

    #[test]
    fn every_problem_has_instances_without_open_slots() {
        let mut draw = Draw::new(&[5]);
        for problem in all() {
            let instances: Vec<Instance> =
                (0..200).filter_map(|_| Instance::draw(problem, &mut draw)).collect();
            let (first, count) = (problem.wordings[0], instances.len());
            assert!(count > 20, "{first}: {count}");
            for Instance { question, steps, answer, .. } in instances {
                let text = format!("{question} {answer}");
                assert!(!text.contains(['{', '}']), "{text}");
                let result = steps.last().map(|step| format!(" {} ", step.result()));
                assert!(result.is_some_and(|result| answer.contains(&result)), "{text}");
            }
        }
    }

    #[test]
    fn a_telling_says_every_number_of_its_problem_once() {
        let mut draw = Draw::new(&[6]);
        let problems = all();
        let told: Vec<&Problem> = problems.filter(|problem| problem.telling.is_some()).collect();
        assert!(told.len() > 20, "{}", told.len());
        for problem in told {
            let used =
                ["a", "b", "c"].into_iter().zip(problem.ranges).filter(|(_, (_, high))| *high > 0);
            let used: Vec<&str> = used.map(|(letter, _)| letter).collect();
            for text in problem
                .telling
                .iter()
                .flat_map(|telling| (0..300).map(|_| telling.draw(&mut draw)).collect::<Vec<_>>())
            {
                for letter in &used {
                    let slots = [format!("{{{letter}}}"), format!("{{{letter} i}}")];
                    let count: usize = slots.iter().map(|slot| text.matches(slot).count()).sum();
                    assert_eq!(count, 1, "{letter}: {text}");
                }
                assert!(!text.contains("{x}"), "{text}");
            }
        }
    }
}
