//! What earlier versions of the page kept in `localStorage`: each conversation one entry, each recording one. It is
//! read once, written into the database, and then removed.

use serde::Deserialize;

use super::local::Strings;
use crate::state::answer::{Answer, AnswerId};
use crate::state::conversation::{Conversation, Turn, TurnId};

const CHAT: &str = "unmask.chat.";
const RUN: &str = "unmask.run.";
/// Names of recordings in the order they were kept in; no longer needed.
const RUNS: &str = "unmask.runs";

/// What was found.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    /// Conversations, each with the time of its last change in milliseconds since 1970.
    pub conversations: Vec<(Conversation, f64)>,
    /// Recordings as they were written: conversation, answer, JSON.
    pub runs: Vec<(String, AnswerId, String)>,
    /// Entries that do not parse: name and content.
    pub damaged: Vec<(String, String)>,
    /// The names of all of these.
    pub keys: Vec<String>,
}

/// A turn as it was kept.
#[derive(Deserialize)]
struct OldTurn {
    id: TurnId,
    question: String,
    answers: Vec<Answer>,
    /// Index of the answer that is shown.
    shown: usize,
}

/// A conversation as it was kept.
#[derive(Deserialize)]
struct OldConversation {
    id: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    system: String,
    #[serde(default)]
    turns: Vec<OldTurn>,
    #[serde(default)]
    changed: f64,
}

/// Finds what earlier versions kept.
#[must_use]
pub fn find(strings: &impl Strings) -> Found {
    let mut found = Found::default();
    let mut keys = strings.keys();
    keys.sort_unstable();
    for key in keys {
        let known = key == RUNS || key.starts_with(CHAT) || key.starts_with(RUN);
        let Some(text) = strings.get(&key).filter(|_| known) else {
            continue;
        };
        if let Some(name) = key.strip_prefix(RUN) {
            match run_of(name) {
                Some((conversation, answer)) => found.runs.push((conversation, answer, text)),
                None => found.damaged.push((key.clone(), text)),
            }
        } else if key.starts_with(CHAT) {
            match serde_json::from_slice::<OldConversation>(text.as_bytes()) {
                Ok(old) => found.conversations.push(old.converted()),
                Err(_) => found.damaged.push((key.clone(), text)),
            }
        }
        found.keys.push(key);
    }
    found.mark_recorded();
    found
}

/// Conversation and answer of a recording's name.
fn run_of(name: &str) -> Option<(String, AnswerId)> {
    let (conversation, answer) = name.rsplit_once('.')?;
    Some((conversation.to_owned(), AnswerId(answer.parse().ok()?)))
}

impl OldConversation {
    fn converted(self) -> (Conversation, f64) {
        let turns = self.turns.into_iter().filter_map(OldTurn::converted);
        let conversation = Conversation {
            id: self.id,
            title: self.title,
            system: self.system,
            turns: turns.collect(),
        };
        (conversation, self.changed)
    }
}

impl OldTurn {
    /// None for a turn without an answer, which earlier versions dropped too.
    fn converted(self) -> Option<Turn> {
        let shown = self.answers.get(self.shown).or(self.answers.last())?.id;
        Some(Turn {
            id: self.id,
            question: self.question,
            images: Vec::new(),
            answers: self.answers,
            shown,
        })
    }
}

impl Found {
    /// Whether an answer has a recording was not noted then.
    fn mark_recorded(&mut self) {
        for (conversation, _) in &mut self.conversations {
            let answers = conversation
                .turns
                .iter_mut()
                .flat_map(|turn| &mut turn.answers);
            for answer in answers {
                let own = |(of, run, _): &(String, AnswerId, String)| {
                    *of == conversation.id && *run == answer.id
                };
                answer.recorded = self.runs.iter().any(own);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::local::tests::Memory;
    use super::*;
    use crate::state::answer::AnswerStatus;

    /// A conversation exactly as the page before the database wrote it.
    const CONVERSATION: &str = r#"{"id":"18f-a","title":"Mine","system":"Be brief.","turns":[
        {"id":1,"question":"Hi","shown":0,"answers":[
            {"id":2,"text":"Hello.","standing":{"is":"complete"},"params":{"gen_length":64,"steps":32,"seed":7},"planned":32,
             "stats":{"forwards":32},"dropped_turns":0},
            {"id":3,"text":"","standing":{"is":"running"},"params":{"gen_length":64,"steps":32}}]},
        {"id":4,"question":"Lost","shown":0,"answers":[]}],"next":5,"changed":1700000000000.0}"#;

    #[test]
    fn what_was_kept_is_found_whole() {
        let strings = Memory::of(100_000);
        for (key, value) in [
            ("unmask.chat.18f-a", CONVERSATION),
            ("unmask.run.18f-a.2", "{}"),
            ("unmask.runs", "[]"),
            ("unmask.settings", "{}"),
            ("unmask.aside.unmask.chat.b", "{"),
            ("another", "page"),
        ] {
            strings.set(key, value).unwrap();
        }
        let found = find(&strings);
        assert_eq!(
            found.keys,
            ["unmask.chat.18f-a", "unmask.run.18f-a.2", "unmask.runs"]
        );
        let run = ("18f-a".to_owned(), AnswerId(2), "{}".to_owned());
        assert_eq!(found.runs, [run]);
        assert!(found.damaged.is_empty());
        let (conversation, changed) = &found.conversations[0];
        assert!((changed - 1.7e12).abs() < 1.0);
        assert_eq!(conversation.name(), "Mine");
        assert_eq!(conversation.system, "Be brief.");
        assert_eq!(
            conversation.turns.len(),
            1,
            "turns without answers are dropped"
        );
        let turn = &conversation.turns[0];
        assert_eq!(turn.shown, AnswerId(2));
        assert_eq!(turn.answer().unwrap().params.seed, Some(7));
        let recorded: Vec<bool> = turn.answers.iter().map(|answer| answer.recorded).collect();
        assert_eq!(recorded, [true, false]);
        assert_eq!(turn.answers[1].status, AnswerStatus::Running);
    }

    #[test]
    fn what_cannot_be_read_is_told_by_name() {
        let strings = Memory::of(100_000);
        strings.set("unmask.chat.b", "{\"id\":").unwrap();
        strings.set("unmask.run.nowhere", "{}").unwrap();
        let found = find(&strings);
        let names: Vec<&str> = found
            .damaged
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["unmask.chat.b", "unmask.run.nowhere"]);
        assert_eq!(found.keys, names);
    }
}
