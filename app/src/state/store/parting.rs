//! The last words of a page that is left in the middle of a run. Writing to the database would come too late then, so
//! what had come is left in `localStorage`, and the next page, or another window, takes it over.

use serde::{Deserialize, Serialize};
use trajectory::Trajectory;

use super::local::{self, Damaged, Strings};
use crate::state::answer::Answer;
use crate::state::conversation::TurnId;

const PARTING: &str = "unmask.parting.";

/// An answer as it was when its page was left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parting {
    /// The conversation.
    pub conversation: String,
    /// The turn.
    pub turn: TurnId,
    /// The answer.
    pub answer: Answer,
    /// Its run, if there was room for it.
    pub run: Option<Trajectory>,
}

/// Whether an entry of that name is a parting.
#[must_use]
pub fn is_parting(key: &str) -> bool {
    key.starts_with(PARTING)
}

/// Leaves an answer behind; without its run's candidates and alternatives, or without the run, where there is no room.
pub fn leave(strings: &impl Strings, mut parting: Parting) {
    let key = format!("{PARTING}{}.{}", parting.conversation, parting.answer.id.0);
    if local::write(strings, &key, &parting).is_ok() {
        return;
    }
    for step in parting.run.iter_mut().flat_map(|run| &mut run.steps) {
        step.candidates.clear();
        step.alternatives.clear();
    }
    if local::write(strings, &key, &parting).is_ok() {
        return;
    }
    parting.run = None;
    parting.answer.recorded = false;
    // Where not even that fits, the answer will be found cut.
    let _ = local::write(strings, &key, &parting);
}

/// Takes what was left behind, and the names of what of it cannot be read.
#[must_use]
pub fn take(strings: &impl Strings) -> (Vec<Parting>, Vec<String>) {
    let (mut partings, mut damaged) = (Vec::new(), Vec::new());
    for key in strings.keys().into_iter().filter(|key| is_parting(key)) {
        match local::read(strings, &key) {
            Ok(Some(parting)) => {
                partings.push(parting);
                strings.remove(&key);
            }
            Ok(None) => {}
            Err(Damaged(name)) => damaged.push(name),
        }
    }
    (partings, damaged)
}

#[cfg(test)]
mod tests {
    use trajectory::Params;

    use super::super::local::tests::Memory;
    use super::*;
    use crate::picture::sample::sample;
    use crate::state::conversation::Conversation;

    fn parting() -> Parting {
        let run = sample();
        let mut turn = Conversation::new("a".into()).asked("Hi".into(), Params::default(), 1);
        turn.answers[0].record(&run);
        Parting {
            conversation: "a".into(),
            turn: turn.id,
            answer: turn.answers[0].clone(),
            run: Some(run),
        }
    }

    #[test]
    fn what_is_left_is_taken_once() {
        let strings = Memory::of(100_000);
        leave(&strings, parting());
        strings.set("unmask.settings", "{}").unwrap();
        assert_eq!(take(&strings), (vec![parting()], vec![]));
        assert_eq!(take(&strings), (vec![], vec![]));
        assert!(strings.get("unmask.settings").is_some());
    }

    #[test]
    fn with_little_room_the_answer_comes_before_its_run() {
        let whole = serde_json::to_string(&parting()).unwrap().len();
        let strings = Memory::of(whole);
        leave(&strings, parting());
        let run = take(&strings).0.remove(0).run.unwrap();
        assert!(run.steps.iter().all(|step| step.candidates.is_empty()));
        let strings = Memory::of(whole / 2);
        leave(&strings, parting());
        let left = take(&strings).0.remove(0);
        assert_eq!((left.run, left.answer.recorded), (None, false));
        assert_eq!(left.answer.text, parting().answer.text);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let strings = Memory::of(1000);
        strings.set("unmask.parting.a.1", "{").unwrap();
        let (partings, damaged) = take(&strings);
        assert!(partings.is_empty());
        assert_eq!(damaged, ["unmask.parting.a.1"]);
    }
}
