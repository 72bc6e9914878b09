//! Runs of other windows: shown as they come, and given up for them when their window is gone.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::Event;

use super::answer::{Answer, AnswerId, AnswerStatus};
use super::change::{Change, TurnChange};
use super::conversation::Conversation;
use super::page::{Page, Panel};
use super::run::pace::Pace;
use super::run::{self, Run};
use super::store::claim;
use super::store::local::LocalStorage;
use super::store::parting;
use super::store::rows::Head;
use super::store::windows::{Message, RunId};

/// What is known of a run that another window makes.
#[derive(Debug, Default)]
struct Following {
    /// Whether its record so far has come, so that its events have a place to go.
    joined: bool,
    pace: Pace,
    /// Whether somebody has claimed it since that was last asked.
    claimed: bool,
}

/// The runs of other windows that this one shows.
#[derive(Debug, Clone, Copy)]
pub struct Followed {
    runs: StoredValue<HashMap<AnswerId, Following>>,
    /// The answers that are coming in other windows, for the views.
    pub coming: RwSignal<Vec<AnswerId>>,
}

impl Followed {
    pub(super) fn new() -> Self {
        Self {
            runs: StoredValue::new(HashMap::new()),
            coming: RwSignal::new(Vec::new()),
        }
    }

    /// Forgets all of them: another conversation is opened.
    pub(super) fn forget(&self) {
        self.runs.set_value(HashMap::new());
        self.coming.set(Vec::new());
    }

    /// Whether the answer is coming in another window.
    #[must_use]
    pub fn is_coming(&self, answer: AnswerId) -> bool {
        self.coming.with(|coming| coming.contains(&answer))
    }

    fn begin(&self, answer: AnswerId) -> bool {
        let fresh = self
            .runs
            .try_update_value(|runs| {
                let fresh = !runs.contains_key(&answer);
                runs.entry(answer).or_default();
                fresh
            })
            .unwrap_or(false);
        if fresh {
            self.coming.update(|coming| coming.push(answer));
        }
        fresh
    }

    fn end(&self, answer: AnswerId) {
        self.runs.update_value(|runs| {
            runs.remove(&answer);
        });
        self.coming
            .update(|coming| coming.retain(|other| *other != answer));
    }

    fn with<T>(&self, answer: AnswerId, see: impl FnOnce(&mut Following) -> T) -> Option<T> {
        let see = |runs: &mut HashMap<_, _>| runs.get_mut(&answer).map(see);
        self.runs.try_update_value(see).flatten()
    }
}

/// Follows every answer of the open conversation that is coming, and is not made here.
pub(super) fn watch(page: Page) {
    Effect::new(move || {
        let coming = page.conversation.with(coming);
        for run in coming {
            let own = page
                .run
                .with_untracked(|own| own.as_ref().is_some_and(|own| own.id == run));
            if !own && page.followed.begin(run.answer) {
                begin(page, run);
            }
        }
    });
}

/// The runs of a conversation whose answers are coming.
fn coming(conversation: &Conversation) -> Vec<RunId> {
    let turns = conversation.turns.iter().flat_map(|turn| {
        let coming = turn.answers.iter().filter(|answer| answer.is_running());
        coming.map(move |answer| (turn.id, answer.id))
    });
    turns
        .map(|(turn, answer)| RunId {
            conversation: conversation.id.clone(),
            turn,
            answer,
        })
        .collect()
}

fn begin(page: Page, run: RunId) {
    let post = page.post.get_value();
    post.send(Message::Follow { run: run.clone() });
    if page.run.with_untracked(Option::is_none) {
        page.selected.set(Some(run.answer));
    }
    spawn_local(async move {
        let answer = run.answer;
        let claimed = || {
            let claimed = page
                .followed
                .with(answer, |run| std::mem::take(&mut run.claimed));
            claimed.unwrap_or(false)
        };
        claim::freed(&run, &post, claimed).await;
        // Whoever left it may have left its last words.
        take_partings(page).await;
        give_up(page, run).await;
    });
}

/// Nobody makes the run any longer: if its answer is still coming in the store, it is cut where it is.
async fn give_up(page: Page, run: RunId) {
    let open = page
        .conversation
        .with_untracked(|open| open.id == run.conversation);
    let known = page
        .conversation
        .with_untracked(|open| open.answer(run.answer).cloned());
    page.followed.end(run.answer);
    // What is no longer shown here is given up by whoever opens it next.
    let Some(answer) = known.filter(|known| open && known.is_running()) else {
        return;
    };
    let player = page.player(run.answer);
    player.end();
    let came = player.trajectory.with_untracked(|record| {
        let record = record.as_deref().filter(|record| !record.steps.is_empty());
        record.map(|record| run::ended_here(record, 0.0))
    });
    if let Some(event) = came {
        player.apply(&event);
    }
    let record = player
        .trajectory
        .get_untracked()
        .filter(|record| !record.steps.is_empty());
    let mut answer = answer;
    if let Some(record) = &record {
        answer.record(record);
    }
    let change = abandoned(&run, answer);
    let store = page.store.get_value();
    if store.apply_if_new(&run.conversation, change.clone()).await {
        if let Some(record) = record {
            store.record(&run.conversation, run.turn, run.answer, record);
        }
        page.apply_here(&change);
    } else if let Some(kept) = store.conversation(&run.conversation).await {
        // It was written by its own window, whose word is still on its way.
        page.take_answer(&run, &kept);
    }
}

fn abandoned(run: &RunId, mut answer: Answer) -> Change {
    answer.status = AnswerStatus::Cut {
        step: answer.stats.forwards,
        message: t!("The page was closed while this answer was coming.").to_owned(),
    };
    let answer = Box::new(answer);
    Change::within(run.turn, TurnChange::Abandoned { answer })
}

/// Takes over what pages left behind that were left in the middle of a run.
pub(super) async fn take_partings(page: Page) {
    let (partings, damaged) = parting::take(&LocalStorage);
    if !damaged.is_empty() {
        page.hear(super::store::News::Damaged(damaged));
    }
    let store = page.store.get_value();
    for left in partings {
        let (turn, answer) = (left.turn, left.answer);
        let id = answer.id;
        let answer = Box::new(answer);
        let change = Change::within(turn, TurnChange::Answer { answer });
        // Nothing is different where the page could still write it, or where the turn is gone.
        if store.apply_if_new(&left.conversation, change.clone()).await {
            if let Some(run) = left.run {
                store.record(&left.conversation, turn, id, run.into());
            }
            let open = page
                .conversation
                .with_untracked(|open| open.id == left.conversation);
            if open {
                page.apply_here(&change);
            }
        }
    }
}

/// What another window says.
pub(super) fn hear(page: Page, message: Message) {
    match message {
        Message::Changed {
            conversation,
            change,
            head,
        } => {
            if let Some(head) = head {
                page.list_head(head);
            }
            if page.is_open(&conversation) {
                if let Change::Dropped { turn } = &change {
                    page.stop_if_in(*turn);
                }
                page.apply_here(&change);
            }
        }
        Message::Removed { conversation } => {
            page.list_head(Head::new(&conversation));
            if page.is_open(&conversation) {
                page.begin();
                page.panel.set(Panel::Chat);
                page.tell(t!("The conversation was cleared in another window."));
            }
        }
        Message::Listed { head } => page.list_head(head),
        Message::Follow { run } => show_to_followers(page, run),
        Message::Sofar { run, record } => {
            let fresh = page.followed.with(run.answer, |following| {
                following.pace = Pace::of(record.head.plan.forwards);
                !std::mem::replace(&mut following.joined, true)
            });
            if fresh == Some(true) {
                page.player(run.answer).join(*record);
            }
        }
        Message::Live { run, event } => live(page, &run, &event),
        Message::Who { run } => {
            if own(page, &run).is_some() {
                page.post
                    .with_value(|post| post.send(Message::Mine { run }));
            }
        }
        Message::Mine { run } => {
            page.followed
                .with(run.answer, |following| following.claimed = true);
        }
        Message::Stop { run } => {
            if own(page, &run).is_some() {
                page.stop();
            }
        }
    }
}

/// The run in progress, if it is that one.
fn own(page: Page, run: &RunId) -> Option<Run> {
    page.run
        .with_untracked(|own| own.clone().filter(|own| own.id == *run))
}

/// Sends what there is of the run in progress, and from now on what comes.
fn show_to_followers(page: Page, run: RunId) {
    if own(page, &run).is_none() {
        return;
    }
    let player = page.player(run.answer);
    player.flush();
    let Some(record) = player.trajectory.get_untracked() else {
        return;
    };
    page.current.update_value(|current| {
        if let Some(current) = current {
            current.followed = true;
        }
    });
    let record = Box::new(record.as_ref().clone());
    page.post
        .with_value(|post| post.send(Message::Sofar { run, record }));
}

fn live(page: Page, run: &RunId, event: &Event) {
    let pace = page.followed.with(run.answer, |following| {
        following.joined.then_some(following.pace)
    });
    let Some(mut pace) = pace.flatten() else {
        return;
    };
    pace.take_in(page.player(run.answer), event);
    page.followed
        .with(run.answer, |following| following.pace = pace);
}

impl Page {
    /// Whether a conversation is the open one.
    pub(super) fn is_open(&self, id: &str) -> bool {
        self.conversation.with_untracked(|open| open.id == id)
    }

    /// Asks the window that makes an answer to stop.
    pub fn stop_elsewhere(&self, answer: AnswerId) {
        let run = self
            .conversation
            .with_untracked(coming)
            .into_iter()
            .find(|run| run.answer == answer);
        if let Some(run) = run {
            self.post
                .with_value(|post| post.send(Message::Stop { run }));
        }
    }

    /// Takes an answer over as it is kept.
    fn take_answer(&self, run: &RunId, kept: &Conversation) {
        let answer = kept.answer(run.answer).cloned().map(Box::new);
        if let Some(answer) = answer.filter(|_| self.is_open(&kept.id)) {
            self.apply_here(&Change::within(run.turn, TurnChange::Answer { answer }));
        }
    }
}

#[cfg(test)]
mod tests {
    use trajectory::Params;

    use super::*;

    #[test]
    fn only_what_is_coming_is_followed() {
        let mut conversation = Conversation::new("a".into());
        for number in [1, 10] {
            let turn = conversation.asked("Hi".into(), Params::default(), number);
            conversation.apply(&Change::Added { turn });
        }
        let mut answer = Box::new(conversation.turns[0].answers[0].clone());
        answer.status = AnswerStatus::Complete;
        let turn = conversation.turns[0].id;
        conversation.apply(&Change::within(turn, TurnChange::Answer { answer }));
        let coming = coming(&conversation);
        let answers: Vec<u64> = coming.iter().map(|run| run.answer.0).collect();
        assert_eq!(answers, [11]);
    }

    #[test]
    fn an_abandoned_answer_keeps_what_came() {
        let run = RunId {
            conversation: "a".into(),
            turn: super::super::conversation::TurnId(1),
            answer: AnswerId(2),
        };
        let mut answer = Answer::coming(AnswerId(2), Params::default());
        answer.record(&crate::picture::sample::sample());
        answer.stats.forwards = 6;
        let Change::Within {
            what: TurnChange::Abandoned { answer },
            ..
        } = abandoned(&run, answer)
        else {
            panic!("an answer that nobody makes is abandoned");
        };
        assert_eq!(answer.text, "Once upon a time there was.");
        assert!(matches!(answer.status, AnswerStatus::Cut { step: 6, .. }));
    }
}
