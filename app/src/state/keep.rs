//! Taking things with you: a conversation as Markdown, the answers of a turn as a tree of recordings, and the way back.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::record::Parent;
use trajectory::{Finish, Trajectory};

use super::answer::{Answer, AnswerId, AnswerStatus, BranchPoint};
use super::branch::differences;
use super::browser;
use super::conversation::{Conversation, Turn, TurnId};
use super::page::{Page, Panel};
use super::summary;
use crate::picture::files::{file_name, save};
use crate::picture::words::question;

/// A conversation as Markdown: questions as headings, the answers that are shown below them.
#[must_use]
pub fn markdown(conversation: &Conversation) -> String {
    let mut text = format!("# {}\n", conversation.name());
    let system = conversation.system.trim();
    if !system.is_empty() {
        let _ = write!(text, "\n> {}\n", system.replace('\n', "\n> "));
    }
    for turn in &conversation.turns {
        let _ = write!(
            text,
            "\n## {}\n",
            turn.question.trim().replace('\n', "\n\n")
        );
        if let Some(answer) = turn.answer() {
            let _ = write!(text, "\n{}\n", answer.text.trim());
            let _ = write!(text, "\n*{}*\n", summary::parts(answer).join(" · "));
        }
    }
    text
}

/// The recordings of a turn as a tree, parents first: each branch names its parent by its place in the list.
#[must_use]
pub fn tree(answers: &[(Answer, Arc<Trajectory>)]) -> Vec<Trajectory> {
    let places: HashMap<AnswerId, usize> = answers
        .iter()
        .enumerate()
        .map(|(place, (answer, _))| (answer.id, place))
        .collect();
    let records = answers.iter().map(|(answer, record)| {
        let mut record = Trajectory::clone(record);
        let known = answer.parent.and_then(|at| places.get(&at.answer));
        if let (Some(place), Some(parent)) = (known, &mut record.head.parent) {
            parent.run = place.to_string();
        }
        record
    });
    records.collect()
}

/// A turn made of a tree of recordings. `fresh` is a number that grows with time.
#[must_use]
pub fn turn_of(records: &[Trajectory], fresh: u64) -> Option<Turn> {
    let first = records.first()?;
    let asked = question(&first.head.prompt).to_owned();
    let mut turn = Conversation::default().asked(asked, first.head.params.clone(), fresh);
    let begin = turn.shown.0;
    turn.answers = records
        .iter()
        .enumerate()
        .map(|(place, record)| answer_of(records, place, record, begin))
        .collect();
    turn.shown = turn.answers.last()?.id;
    Some(turn)
}

fn answer_of(records: &[Trajectory], place: usize, record: &Trajectory, begin: u64) -> Answer {
    let mut answer = Answer::coming(AnswerId(begin + place as u64), record.head.params.clone());
    answer.record(record);
    answer.status = match record.finish {
        Finish::Complete => AnswerStatus::Complete,
        Finish::Stopped => AnswerStatus::Stopped {
            step: record.steps.len(),
        },
    };
    let known = record.head.parent.as_ref().and_then(|parent| {
        let at: usize = parent.run.parse().ok().filter(|at| *at < place)?;
        Some((at, parent))
    });
    if let Some((at, parent)) = known {
        let before = &records[at];
        let step = shared_steps(before, parent);
        answer.parent = Some(BranchPoint {
            answer: AnswerId(begin + at as u64),
            step,
        });
        answer.label = label(before, record, step);
    }
    answer
}

/// How many steps of the parent's own a branch shares: the passes that it counts, without those before the parent began.
fn shared_steps(before: &Trajectory, parent: &Parent) -> usize {
    let shared = before
        .steps
        .iter()
        .take_while(|step| step.step < parent.step);
    shared.count()
}

/// What a branch changed, in words.
fn label(before: &Trajectory, branch: &Trajectory, step: usize) -> String {
    let (mask, was, is) = (
        branch.head.mask_id,
        before.canvas(step),
        branch.head.initial_canvas(),
    );
    let differ = was.iter().zip(&is).filter(|(was, is)| was != is);
    let (masked, put): (Vec<_>, Vec<_>) = differ.partition(|(_, is)| **is == mask);
    let mut words = Vec::new();
    if !masked.is_empty() {
        words.push(counted!(
            masked.len(),
            "1 token masked again",
            "{n} tokens masked again"
        ));
    }
    if !put.is_empty() {
        words.push(counted!(put.len(), "1 token put in", "{n} tokens put in"));
    }
    words.extend(differences(&before.head.params, &branch.head.params));
    if words.is_empty() {
        t!("from step {step}", step)
    } else {
        t!(
            "step {step}: {changes}",
            step,
            changes = words.join(t!(", "))
        )
    }
}

impl Page {
    /// Saves the open conversation as Markdown.
    pub fn save_markdown(&self) {
        let text = self.conversation.with_untracked(markdown);
        self.saved(save("unmask-conversation.md", "text/markdown", &text).is_ok());
    }

    /// Saves the recordings of all answers of a turn: the tree of its branches.
    pub fn save_tree(&self, turn: TurnId) {
        let page = *self;
        spawn_local(async move {
            let answers = page
                .conversation
                .with_untracked(|open| open.turn(turn).map(|turn| turn.answers.clone()))
                .unwrap_or_default();
            let mut kept = Vec::new();
            for answer in answers.into_iter().filter(|answer| answer.recorded) {
                page.bring(answer.id).await;
                if let Some(record) = page.player(answer.id).trajectory.get_untracked() {
                    kept.push((answer, record));
                }
            }
            let saved = kept.first().and_then(|(_, first)| {
                let text = serde_json::to_string(&tree(&kept)).ok()?;
                let name = format!("{}-tree.json", file_name(first));
                save(&name, "application/json", &text).ok()
            });
            page.saved(saved.is_some());
        });
    }

    /// Puts the address that leads to this message and these settings on the clipboard.
    pub fn copy_link(&self) {
        let asked = self.draft.get_untracked();
        let asked = if asked.trim().is_empty() {
            self.conversation.with_untracked(|open| {
                open.turns
                    .last()
                    .map(|turn| turn.question.clone())
                    .unwrap_or_default()
            })
        } else {
            asked
        };
        let fragment = self
            .settings
            .with_untracked(|settings| super::address::fragment(settings, &asked));
        let here = location();
        let origin = here.origin().unwrap_or_default();
        let path = here.pathname().unwrap_or_default();
        let page = *self;
        spawn_local(async move {
            if browser::copy(format!("{origin}{path}{fragment}")).await {
                page.tell(t!("The link is on the clipboard. It carries the message and the settings; what follows the # stays in the browser."));
            } else {
                page.tell(browser::no_clipboard());
            }
        });
    }

    fn saved(&self, saved: bool) {
        if !saved {
            self.tell(t!("The file could not be saved."));
        }
    }

    /// Opens a tree of recordings as a conversation of its own.
    pub fn open_tree(&self, records: Vec<Trajectory>) {
        let Some(turn) = turn_of(&records, browser::fresh_number()) else {
            return;
        };
        let mut conversation = Conversation::new(browser::fresh_id());
        let answers: Vec<AnswerId> = turn.answers.iter().map(|answer| answer.id).collect();
        let id = turn.id;
        conversation.turns.push(turn);
        let name = conversation.id.clone();
        self.store
            .with_value(|store| store.restore(conversation.clone()));
        self.open(conversation);
        for (answer, record) in answers.into_iter().zip(records) {
            let record = Arc::new(record);
            self.store
                .with_value(|store| store.record(&name, id, answer, record.clone()));
            self.player(answer).show(record);
        }
        self.panel.set(Panel::Chat);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    /// A run, and a branch of it after two steps.
    fn family() -> Vec<Trajectory> {
        let parent = sample();
        let resume = parent.resume(2, "0");
        let mut branch = parent.clone();
        branch.head.parent = resume.parent;
        branch.head.initial = (0..)
            .zip(&resume.canvas)
            .filter(|(pos, id)| **id != parent.head.mask_id && !resume.locked.contains(pos))
            .map(|(pos, id)| (pos, *id))
            .collect();
        branch.steps.drain(..2);
        vec![parent, branch.check().unwrap()]
    }

    #[test]
    fn a_tree_that_was_saved_and_opened_is_the_same() {
        let records = family();
        let turn = turn_of(&records, 700).unwrap();
        assert_eq!(turn.answers.len(), 2);
        let parent = turn.answers[1].parent.unwrap();
        assert_eq!((parent.answer, parent.step), (turn.answers[0].id, 2));
        assert_eq!(turn.answers[1].label, "from step 2");
        let answers: Vec<_> = turn
            .answers
            .into_iter()
            .zip(records.iter().cloned().map(Arc::new))
            .collect();
        assert_eq!(tree(&answers), records);
    }

    #[test]
    fn a_conversation_is_written_as_it_is_shown() {
        let records = family();
        let mut open = Conversation::new("a".into());
        open.system = "Be brief.".into();
        open.turns.extend(turn_of(&records, 1));
        let text = markdown(&open);
        assert!(text.contains("\n> Be brief.\n"));
        assert!(text.contains("\nOnce upon a time there was.\n"), "{text}");
    }
}
