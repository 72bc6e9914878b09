//! Everything that can happen to a conversation, as data. The open conversation, the store's rows and the other
//! windows all follow the same changes, and each change touches one row only: no window ever writes what another said.

use serde::{Deserialize, Serialize};

use super::answer::{Answer, AnswerId, AnswerStatus};
use super::conversation::{Conversation, Turn, TurnId};

/// A change of a conversation. Applying one twice is the same as once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It has another name, or none.
    Title {
        /// The name.
        title: Option<String>,
    },
    /// It has another system prompt.
    System {
        /// The prompt as typed.
        system: String,
    },
    /// A turn is new, or back.
    Added {
        /// The turn.
        turn: Turn,
    },
    /// A turn was taken away.
    Dropped {
        /// The turn.
        turn: TurnId,
    },
    /// Something within a turn.
    Within {
        /// The turn.
        turn: TurnId,
        /// What.
        what: TurnChange,
    },
}

/// A change within a turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TurnChange {
    /// An answer is new, or stands differently now. A new one is shown, and takes the place of those that failed.
    Answer {
        /// The answer.
        answer: Box<Answer>,
    },
    /// An answer that was still coming never will: nobody makes it any longer. Any other answer stays as it is.
    Abandoned {
        /// The answer as far as it is known.
        answer: Box<Answer>,
    },
    /// An answer was removed; the last one of a turn stays.
    Removed {
        /// The answer.
        answer: AnswerId,
    },
    /// Another answer is shown.
    Shown {
        /// The answer.
        answer: AnswerId,
    },
    /// The recording of an answer is not in the store.
    Unrecorded {
        /// The answer.
        answer: AnswerId,
    },
}

impl Change {
    /// A change within a turn.
    #[must_use]
    pub const fn within(turn: TurnId, what: TurnChange) -> Self {
        Self::Within { turn, what }
    }

    /// Whether it brings the conversation to the top of the list.
    #[must_use]
    pub fn is_recent(&self) -> bool {
        match self {
            Self::Added { .. } => true,
            Self::Within {
                what: TurnChange::Answer { answer },
                ..
            } => answer.status == AnswerStatus::Running,
            _ => false,
        }
    }
}

impl Turn {
    /// Makes a change; false if nothing is different for it.
    pub fn apply(&mut self, change: &TurnChange) -> bool {
        match change {
            TurnChange::Answer { answer } => self.put(answer),
            TurnChange::Abandoned { answer } => {
                let coming = self
                    .find(answer.id)
                    .is_some_and(|known| known.status == AnswerStatus::Running);
                coming && self.put(answer)
            }
            TurnChange::Removed { answer } => self.remove(*answer),
            TurnChange::Shown { answer } => {
                let there = self.find(*answer).is_some() && self.shown != *answer;
                if there {
                    self.shown = *answer;
                }
                there
            }
            TurnChange::Unrecorded { answer } => {
                let known = self.answers.iter_mut().find(|known| known.id == *answer);
                known.is_some_and(|known| std::mem::take(&mut known.recorded))
            }
        }
    }

    fn remove(&mut self, id: AnswerId) -> bool {
        let Some(at) = self.answers.iter().position(|known| known.id == id) else {
            return false;
        };
        if self.answers.len() == 1 {
            return false;
        }
        let gone = self.answers.remove(at);
        if self.shown == id {
            let parent = gone.parent.map(|parent| parent.answer);
            let next = parent.filter(|parent| self.find(*parent).is_some());
            let last = self.answers.last().map(|answer| answer.id);
            self.shown = next.or(last).unwrap_or(id);
        }
        true
    }

    fn put(&mut self, answer: &Answer) -> bool {
        if let Some(known) = self.answers.iter_mut().find(|known| known.id == answer.id) {
            let differs = known != answer;
            known.clone_from(answer);
            return differs;
        }
        self.answers
            .retain(|known| !matches!(known.status, AnswerStatus::Failed { .. }));
        let at = self.answers.partition_point(|known| known.id < answer.id);
        self.answers.insert(at, answer.clone());
        self.shown = answer.id;
        true
    }
}

impl Conversation {
    /// The changes that make it out of an empty one.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        let title = self
            .title
            .clone()
            .map(|title| Change::Title { title: Some(title) });
        let system = (!self.system.is_empty()).then(|| Change::System {
            system: self.system.clone(),
        });
        let turns = self
            .turns
            .iter()
            .cloned()
            .map(|turn| Change::Added { turn });
        title.into_iter().chain(system).chain(turns)
    }

    /// Makes a change; false if nothing is different for it, as when the turn is gone.
    pub fn apply(&mut self, change: &Change) -> bool {
        match change {
            Change::Title { title } => {
                let differs = self.title != *title;
                self.title.clone_from(title);
                differs
            }
            Change::System { system } => {
                let differs = self.system != *system;
                self.system.clone_from(system);
                differs
            }
            Change::Added { turn } => {
                let at = self.turns.partition_point(|known| known.id < turn.id);
                let known = self.turns.get(at).is_some_and(|known| known.id == turn.id);
                if !known {
                    self.turns.insert(at, turn.clone());
                }
                !known
            }
            Change::Dropped { turn } => {
                let before = self.turns.len();
                self.turns.retain(|known| known.id != *turn);
                self.turns.len() != before
            }
            Change::Within { turn, what } => {
                let turn = self.turns.iter_mut().find(|known| known.id == *turn);
                turn.is_some_and(|turn| turn.apply(what))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use trajectory::Params;

    use super::*;

    fn turn(id: u64) -> Turn {
        Conversation::new("a".into()).asked("Hi".into(), Params::default(), id)
    }

    fn answer(turn: &Turn, status: AnswerStatus) -> Box<Answer> {
        Box::new(Answer {
            status,
            ..turn.answers[0].clone()
        })
    }

    #[test]
    fn a_removed_branch_shows_its_parent_and_the_last_answer_stays() {
        let mut turn = turn(1);
        let root = turn.answers[0].id;
        let mut branch = answer(&turn, AnswerStatus::Complete);
        branch.id = AnswerId(9);
        branch.parent = Some(crate::state::answer::BranchPoint {
            answer: root,
            step: 3,
        });
        turn.apply(&TurnChange::Answer { answer: branch });
        let remove = |answer| TurnChange::Removed { answer };
        assert!(turn.apply(&remove(AnswerId(9))));
        assert_eq!(turn.shown, root);
        assert!(!turn.apply(&remove(root)));
        assert_eq!(turn.answers.len(), 1);
    }

    fn cut() -> AnswerStatus {
        AnswerStatus::Cut {
            step: 0,
            message: "Closed.".into(),
        }
    }

    #[test]
    fn turns_of_two_windows_come_to_the_same_order_in_both() {
        let (first, second) = (turn(10), turn(20));
        let mut here = Conversation::new("a".into());
        let mut there = here.clone();
        for turn in [&first, &second] {
            assert!(here.apply(&Change::Added { turn: turn.clone() }));
        }
        for turn in [&second, &first, &first] {
            there.apply(&Change::Added { turn: turn.clone() });
        }
        assert_eq!(here, there);
        assert_eq!(here.turns.len(), 2);
    }

    #[test]
    fn what_came_is_not_overwritten_by_those_who_gave_it_up() {
        let mut known = turn(1);
        let complete = answer(&known, AnswerStatus::Complete);
        let abandoned = TurnChange::Abandoned {
            answer: answer(&known, cut()),
        };
        assert!(known.clone().apply(&abandoned), "it was still coming");
        known.apply(&TurnChange::Answer { answer: complete });
        assert!(!known.apply(&abandoned));
        assert_eq!(known.answers[0].status, AnswerStatus::Complete);
    }

    #[test]
    fn what_is_gone_stays_gone() {
        let mut conversation = Conversation::new("a".into());
        let gone = turn(1);
        conversation.apply(&Change::Added { turn: gone.clone() });
        assert!(conversation.apply(&Change::Dropped { turn: gone.id }));
        let late = TurnChange::Answer {
            answer: answer(&gone, AnswerStatus::Complete),
        };
        assert!(!conversation.apply(&Change::within(gone.id, late)));
        assert!(conversation.is_empty());
        assert!(
            conversation.apply(&Change::Added { turn: gone }),
            "but it can be brought back"
        );
    }

    #[test]
    fn names_and_prompts_change_each_by_themselves() {
        let mut conversation = Conversation::new("a".into());
        let title = Some("Mine".to_owned());
        assert!(conversation.apply(&Change::Title {
            title: title.clone()
        }));
        let system = "Be brief.".to_owned();
        assert!(conversation.apply(&Change::System {
            system: system.clone()
        }));
        assert!(!conversation.apply(&Change::System { system }));
        assert_eq!(conversation.title, title);
    }

    #[test]
    fn a_conversation_is_made_again_from_its_changes() {
        let whole = Conversation {
            title: Some("Mine".into()),
            system: "Be brief.".into(),
            turns: vec![turn(1), turn(10)],
            ..Conversation::new("a".into())
        };
        let mut again = Conversation::new("a".into());
        whole.changes().for_each(|change| {
            again.apply(&change);
        });
        assert_eq!(again, whole);
    }

    #[test]
    fn a_recording_that_is_lost_is_lost_once() {
        let mut known = turn(1);
        known.answers[0].recorded = true;
        let lost = TurnChange::Unrecorded {
            answer: known.shown,
        };
        assert!(known.apply(&lost));
        assert!(!known.apply(&lost));
    }

    #[test]
    fn asking_brings_a_conversation_to_the_top_and_answers_do_not() {
        let turn = turn(1);
        let again = |status| {
            let answer = answer(&turn, status);
            Change::within(turn.id, TurnChange::Answer { answer }).is_recent()
        };
        assert!(again(AnswerStatus::Running));
        assert!(!again(AnswerStatus::Complete));
        assert!(Change::Added { turn: turn.clone() }.is_recent());
        assert!(!Change::Title { title: None }.is_recent());
    }

    #[test]
    fn changes_travel_as_json() {
        let change = Change::within(
            TurnId(3),
            TurnChange::Shown {
                answer: AnswerId(4),
            },
        );
        let json = serde_json::to_string(&change).unwrap();
        assert_eq!(
            json,
            r#"{"within":{"turn":3,"what":{"shown":{"answer":4}}}}"#
        );
        assert_eq!(serde_json::from_str::<Change>(&json).unwrap(), change);
    }
}
