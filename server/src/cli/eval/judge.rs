//! Which instances a skill is measured on, and how many answers to them are right.

use std::collections::HashSet;

use corpus::draw::Draw;
use corpus::{Dialogue, Skill, Split};
use serde::Serialize;

/// How a model did in a skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Score {
    /// The skill's name.
    pub(super) skill: &'static str,
    /// Held-out instances asked.
    pub(super) instances: usize,
    /// Of those, answered rightly.
    pub(super) right: usize,
    /// Their share.
    pub(super) exact_match: f64,
}

impl Score {
    /// Judges one answer per dialogue, and describes the wrong ones.
    pub(super) fn of(
        skill: &dyn Skill,
        dialogues: &[Dialogue],
        answers: &[String],
    ) -> (Self, Vec<String>) {
        let wrong: Vec<String> = dialogues
            .iter()
            .zip(answers)
            .filter(|(dialogue, text)| !skill.accepts(dialogue, text))
            .map(|(dialogue, text)| {
                let likeness = if skill.open_ended() {
                    "something like"
                } else {
                    "not"
                };
                let (question, answer) = (dialogue.question(), &dialogue.answer);
                format!(
                    "{}: {question:?}: {text:?}, {likeness} {answer:?} was right",
                    skill.name()
                )
            })
            .collect();
        let (instances, right) = (dialogues.len(), dialogues.len() - wrong.len());
        let score = Self {
            skill: skill.name(),
            instances,
            right,
            exact_match: right as f64 / instances.max(1) as f64,
        };
        (score, wrong)
    }
}

/// Distinct held-out instances, always the same ones: `count`, or all that turn up in fifty times as many draws.
pub(super) fn held_out(skill: &dyn Skill, count: usize) -> Vec<Dialogue> {
    let mut draw = Draw::new(&[0xE7A1]);
    let mut seen = HashSet::new();
    (0..count * 50)
        .map(|_| skill.dialogue(Split::HeldOut, &mut draw))
        .filter(|dialogue| {
            let turns = dialogue.prompt.iter().map(|turn| turn.content.as_str());
            seen.insert(turns.collect::<Vec<_>>().join("\n"))
        })
        .take(count)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use corpus::skills;

    /// Asks for a word with a letter in it; there are three letters.
    struct WordWith;

    impl Skill for WordWith {
        fn name(&self) -> &'static str {
            "word with"
        }

        fn dialogue(&self, _: Split, draw: &mut Draw) -> Dialogue {
            let letter = *draw.pick(&["a", "b", "c"]);
            Dialogue::single(format!("A word with {letter}"), format!("{letter}bc"))
        }

        fn open_ended(&self) -> bool {
            true
        }

        fn accepts(&self, dialogue: &Dialogue, text: &str) -> bool {
            dialogue
                .question()
                .chars()
                .last()
                .is_some_and(|letter| text.contains(letter))
        }
    }

    #[test]
    fn the_skill_judges() {
        let dialogues = held_out(&WordWith, 200);
        assert_eq!(dialogues.len(), 3, "a small skill has fewer");
        let answers = vec![
            "arm and cab".to_owned(),
            "arm and cab".to_owned(),
            String::new(),
        ];
        let (score, wrong) = Score::of(&WordWith, &dialogues, &answers);
        assert_eq!((score.instances, score.right, wrong.len()), (3, 2, 1));
        assert!((score.exact_match - 2.0 / 3.0).abs() < 1e-12);
        assert!(wrong[0].contains("A word with") && wrong[0].contains("something like"));
    }

    #[test]
    fn every_skill_accepts_its_own_answers_and_no_others() {
        for (_, skill) in skills() {
            let dialogues = held_out(skill.as_ref(), 20);
            let answers: Vec<String> = dialogues.iter().map(|d| d.answer.clone()).collect();
            let (score, wrong) = Score::of(skill.as_ref(), &dialogues, &answers);
            assert_eq!(score.right, score.instances, "{wrong:?}");
            let (score, _) = Score::of(
                skill.as_ref(),
                &dialogues,
                &vec![String::new(); answers.len()],
            );
            assert_eq!(score.right, 0, "{}", skill.name());
        }
    }

    #[test]
    fn instances_are_distinct_and_always_the_same() {
        let (_, skill) = &skills()[0];
        let dialogues = held_out(skill.as_ref(), 50);
        assert_eq!(dialogues, held_out(skill.as_ref(), 50));
        let first = held_out(skill.as_ref(), 10);
        assert_eq!(first[..], dialogues[..first.len()]);
    }
}
