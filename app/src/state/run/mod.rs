//! A run, from the page's side: ask the engine, follow the stream, keep what came.

pub mod pace;

use std::pin::pin;
use std::sync::Arc;

use futures::StreamExt;
use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::event::Ending;
use trajectory::{Event, FailureKind, Head, ModelInfo, Params, Plan, Resume, Trajectory, Version};

use super::answer::{Answer, AnswerId, AnswerStatus};
use super::branch::Branch;
use super::browser;
use super::change::{Change, TurnChange};
use super::conversation::TurnId;
use super::edits::{Edit, Edits};
use super::page::Page;
use super::player::Player;
use super::progress::milestone;
use super::settings::Settings;
use super::store::claim::{self, Hold};
use super::store::windows::{Message, RunId};
use super::{model, summary};
use pace::Pace;
use trajectory::api::GenerateRequest;

/// A run in progress.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Which.
    pub id: RunId,
    /// The answer that is coming.
    pub answer: AnswerId,
    /// Where it is.
    pub phase: Phase,
    /// When it was asked for, in milliseconds since 1970.
    pub since: f64,
}

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Phase {
    /// The engine was asked.
    Asked,
    /// It waits in the queue; 1 is next. It begins so many milliseconds after it was asked, as far as that is known.
    Queued(usize, Option<f64>),
    /// It runs.
    Running,
}

/// What this window has of the run in progress.
#[derive(Debug)]
pub(super) struct Current {
    /// Ends it before its time.
    abort: AbortHandle,
    /// The claim on it.
    hold: Hold,
    /// Whether another window shows it too.
    pub(super) followed: bool,
}

/// How the stream ended.
enum End {
    /// With an event that says so.
    Told(Event),
    /// The person stopped it.
    Stopped,
    /// Before its time.
    Broken(FailureKind, String),
}

/// Makes the change that asks for an answer, and starts its run; a branch begins with what it takes over.
pub(super) fn start(
    page: Page,
    asks: Change,
    turn: TurnId,
    answer: AnswerId,
    params: &Params,
    branch: Option<Begun>,
) {
    let id = RunId {
        conversation: page
            .conversation
            .with_untracked(|conversation| conversation.id.clone()),
        turn,
        answer,
    };
    // Claimed before any other window hears of it.
    let hold = claim::hold(&id);
    page.change(asks);
    let player = page.player(answer);
    let (head, vocab, resume) = match branch {
        Some(begun) => (begun.head, begun.vocab, Some(begun.resume)),
        None => (
            provisional(params, page.local_plan(params)),
            trajectory::Vocab::default(),
            None,
        ),
    };
    player.apply(&Event::Started {
        run: Box::new(head),
        vocab,
        dropped_turns: 0,
    });
    page.selected.set(Some(answer));
    page.run.set(Some(Run {
        id: id.clone(),
        answer,
        phase: Phase::Asked,
        since: browser::now(),
    }));
    page.said.set(t!("Question sent.").to_owned());
    let request = GenerateRequest {
        messages: page
            .conversation
            .with_untracked(|conversation| conversation.messages_for(answer)),
        params: page.model.with_untracked(|model| model.asked(params)),
        candidates: page.settings.with_untracked(Settings::candidates),
        alternatives: page.settings.with_untracked(Settings::records_alternatives),
        resume,
    };
    let (work, abort) = abortable(follow(page, player, id, request));
    page.current.set_value(Some(Current {
        abort,
        hold,
        followed: false,
    }));
    spawn_local(async move {
        // Whoever aborts it settles it.
        if let Ok(end) = work.await {
            settle(page, answer, end);
        }
    });
}

/// Stops the run in progress, if there is one.
pub(super) fn stop(page: Page) {
    let running = |run: &Option<Run>| run.as_ref().map(|run| run.answer);
    let Some(answer) = page.run.with_untracked(running) else {
        return;
    };
    page.current.with_value(|current| {
        if let Some(current) = current {
            current.abort.abort();
        }
    });
    settle(page, answer, End::Stopped);
}

/// What a branch takes over from its parent, so that it is there at once.
#[derive(Debug)]
pub(super) struct Begun {
    head: Head,
    vocab: trajectory::Vocab,
    resume: Resume,
}

impl Begun {
    /// A branch of a record. `put` are the texts of tokens that the record does not know.
    pub(super) fn of(record: &Trajectory, branch: &Branch, put: &Edits) -> Self {
        let Resume { canvas, locked, .. } = &branch.resume;
        let decided = canvas.iter().copied().enumerate();
        let decided: Vec<(usize, u32)> = decided
            .filter(|(_, id)| *id != record.head.mask_id)
            .collect();
        let (constraints, initial) = decided
            .into_iter()
            .partition(|(pos, _)| locked.contains(pos));
        let mut vocab = record.vocab.clone();
        for edit in put.changes.values() {
            if let Edit::Token { id, text } = edit {
                vocab.insert(*id, text.clone());
            }
        }
        Self {
            head: Head {
                params: branch.params.clone(),
                parent: branch.resume.parent.clone(),
                constraints,
                initial,
                ..record.head.clone()
            },
            vocab,
            resume: branch.resume.clone(),
        }
    }
}

impl Begun {
    /// A text with blanks.
    pub(super) fn infill(
        params: &Params,
        plan: Plan,
        mask_id: u32,
        vocab: trajectory::Vocab,
        resume: Resume,
    ) -> Self {
        let given = resume.canvas.iter().copied().enumerate();
        Self {
            head: Head {
                mask_id,
                constraints: given.filter(|(_, id)| *id != mask_id).collect(),
                ..provisional(params, plan)
            },
            vocab,
            resume,
        }
    }
}

/// What is known before the engine says it, so that the masks are there at once.
fn provisional(params: &Params, plan: Plan) -> Head {
    let nothing = String::new;
    Head {
        version: Version::default(),
        model: ModelInfo {
            id: nothing(),
            architecture: nothing(),
            device: nothing(),
            dtype: nothing(),
        },
        mask_id: u32::MAX,
        eos_id: u32::MAX,
        prompt_ids: Vec::new(),
        prompt: nothing(),
        params: params.clone(),
        plan,
        constraints: Vec::new(),
        parent: None,
        initial: Vec::new(),
        images: Vec::new(),
    }
}

async fn follow(page: Page, player: Player, id: RunId, request: GenerateRequest) -> End {
    let mut events = match page.engine().generate(request).await {
        Ok(events) => pin!(events),
        Err(error) => return End::Broken(error.kind, error.message),
    };
    let mut count = Count::default();
    let mut pace = Pace::default();
    while let Some(event) = events.next().await {
        let event = match event {
            Ok(event) => event,
            Err(error) => return End::Broken(error.kind, error.message),
        };
        if event.is_last() {
            return End::Told(event);
        }
        pace.take_in(player, &event);
        tell_followers(page, &id, &event);
        note(page, &id, &event, &mut count);
    }
    End::Broken(
        FailureKind::Internal,
        t!("The connection to the server broke before the answer was complete.").to_owned(),
    )
}

/// Sends an event to the windows that show this run too.
fn tell_followers(page: Page, run: &RunId, event: &Event) {
    let followed = page
        .current
        .with_value(|current| current.as_ref().is_some_and(|current| current.followed));
    if followed {
        page.post.with_value(|post| {
            post.send(Message::Live {
                run: run.clone(),
                event: event.clone(),
            });
        });
    }
}

/// What an event means for the page, apart from the picture.
fn note(page: Page, id: &RunId, event: &Event, count: &mut Count) {
    match event {
        Event::Queued { position, wait_ms } => {
            let asked = page
                .run
                .with_untracked(|run| run.as_ref().map(|run| run.since));
            let passed = asked.map_or(0.0, |asked| browser::now() - asked);
            let begins = wait_ms.map(|wait| wait as f64 + passed);
            phase(page, Phase::Queued(*position, begins));
            page.said.set(t!(
                "Waiting. Number {place} in the queue.",
                place = position
            ));
        }
        Event::Started {
            run, dropped_turns, ..
        } => {
            phase(page, Phase::Running);
            *count = Count::of(run);
            page.said
                .set(t!("The answer is being revealed.").to_owned());
            let mut answer = answer_of(page, id);
            if let Some(answer) = &mut answer {
                answer.params = run.params.clone();
                answer.planned = run.plan.forwards;
                answer.dropped_turns = *dropped_turns;
            }
            if let Some(answer) = answer.map(Box::new) {
                page.change(Change::within(id.turn, TurnChange::Answer { answer }));
            }
        }
        Event::Step(step) => {
            if let Some(words) = count.add(step.step.committed.len()) {
                page.said.set(words);
            }
        }
        _ => {}
    }
}

fn answer_of(page: Page, id: &RunId) -> Option<Answer> {
    page.conversation
        .with_untracked(|conversation| conversation.answer(id.answer).cloned())
}

fn phase(page: Page, phase: Phase) {
    page.run.update(|run| {
        if let Some(run) = run {
            run.phase = phase;
        }
    });
}

/// Counts revealed positions, for the words at each quarter.
#[derive(Debug, Default)]
struct Count {
    revealed: usize,
    positions: usize,
}

impl Count {
    fn of(head: &Head) -> Self {
        Self {
            revealed: 0,
            positions: head.params.gen_length - head.constraints.len().min(head.params.gen_length),
        }
    }

    fn add(&mut self, committed: usize) -> Option<String> {
        let positions = self.positions.max(1);
        let before = self.revealed * 100 / positions;
        self.revealed += committed;
        milestone(before, self.revealed * 100 / positions)
    }
}

/// Ends the run of an answer and keeps what came. The second call for one run does nothing.
fn settle(page: Page, answer: AnswerId, end: End) {
    let Some(run) = page.run.with_untracked(Option::clone) else {
        return;
    };
    if run.answer != answer {
        return;
    }
    let player = page.player(answer);
    let wall = browser::now() - run.since;
    player.flush();
    let had_started = run.phase == Phase::Running;
    let so_far = if had_started {
        player.trajectory.get_untracked()
    } else {
        None
    };
    let steps = so_far.as_ref().map_or(0, |run| run.steps.len());
    let (event, status) = match end {
        End::Told(event @ Event::Finished(_)) => (Some(event), AnswerStatus::Complete),
        End::Told(event @ Event::Stopped(_)) => {
            (Some(event), AnswerStatus::Stopped { step: steps })
        }
        End::Told(Event::Failed { kind, message }) | End::Broken(kind, message) => {
            // Perhaps the server is gone: the header should say so at once.
            spawn_local(async move { model::ask(page.engine().as_ref(), page.model).await });
            let event = so_far.as_ref().map(|run| ended_here(run, wall));
            (event, broken(kind, message, steps))
        }
        End::Told(_) | End::Stopped => {
            let event = so_far.as_ref().map(|run| ended_here(run, wall));
            (event, AnswerStatus::Stopped { step: steps })
        }
    };
    page.said.set(words(&status));
    if let Some(event) = event.filter(|_| had_started) {
        player.apply(&event);
        tell_followers(page, &run.id, &event);
    } else {
        player.end();
        player.trajectory.set(None);
    }
    player.end();
    if status != AnswerStatus::Complete {
        player.follow();
    }
    let complete = status == AnswerStatus::Complete;
    keep(page, &run.id, player.trajectory.get_untracked(), status);
    page.run.set(None);
    // What was asked to be made one after the other goes on, unless this one was stopped or failed.
    if complete {
        page.make_next();
    } else {
        page.make_no_more();
    }
}

/// Keeps what came of a run, its recording first; then gives the run up.
fn keep(page: Page, id: &RunId, run: Option<Arc<Trajectory>>, status: AnswerStatus) {
    let current = page.current.try_update_value(Option::take).flatten();
    let Some(mut answer) = answer_of(page, id) else {
        return; // The turn was taken away while its run went on.
    };
    let store = page.store.get_value();
    if let Some(run) = run {
        answer.record(&run);
        store.record(&id.conversation, id.turn, id.answer, run);
    }
    answer.status = status;
    let answer = Box::new(answer);
    let change = Change::within(id.turn, TurnChange::Answer { answer });
    page.apply_here(&change);
    store.apply_holding(
        &id.conversation,
        change,
        current.map(|current| current.hold),
    );
}

/// The last event of a run that ended without one.
pub(super) fn ended_here(run: &Trajectory, wall: f64) -> Event {
    Event::Stopped(Ending {
        text: run.draft_text(),
        response_ids: run.response_ids.clone(),
        stats: summary::measured(run, wall),
    })
}

fn broken(kind: FailureKind, message: String, step: usize) -> AnswerStatus {
    if step == 0 {
        AnswerStatus::Failed { kind, message }
    } else {
        AnswerStatus::Cut { step, message }
    }
}

/// What is said when an answer has come to stand so.
fn words(status: &AnswerStatus) -> String {
    match status {
        AnswerStatus::Complete => t!("Done. The answer is complete.").to_owned(),
        AnswerStatus::Stopped { step } => t!("Stopped at step {step}.", step),
        AnswerStatus::Cut { message, .. } | AnswerStatus::Failed { message, .. } => message.clone(),
        AnswerStatus::Running => String::new(),
    }
}

/// Whether an answer has nothing to show but its words of failure.
#[must_use]
pub const fn has_failed(answer: &Answer) -> bool {
    matches!(answer.status, AnswerStatus::Failed { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_there_before_the_server_answers() {
        let params = Params {
            gen_length: 16,
            ..Params::default()
        };
        let run = Trajectory::new(provisional(&params, Plan::new(&params, &[])));
        assert_eq!(run.masks_left(0), 16);
        assert_eq!(run.draft_text(), "");
    }

    #[test]
    fn what_broke_before_the_first_step_has_failed() {
        let message = || "Gone.".to_owned();
        let failed = broken(FailureKind::Internal, message(), 0);
        assert!(matches!(failed, AnswerStatus::Failed { .. }));
        let cut = broken(FailureKind::Internal, message(), 3);
        assert_eq!(
            cut,
            AnswerStatus::Cut {
                step: 3,
                message: message()
            }
        );
    }

    #[test]
    fn quarters_are_counted_over_what_is_to_reveal() {
        let mut count = Count {
            revealed: 0,
            positions: 8,
        };
        let said: Vec<_> = (0..8).filter_map(|_| count.add(1)).collect();
        assert_eq!(said.len(), 3);
    }
}
