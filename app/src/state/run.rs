//! A run, from the page's side: ask the server, follow the stream, keep what came.

use std::pin::pin;
use std::sync::Arc;

use futures::StreamExt;
use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::event::Ending;
use trajectory::{Event, FailureKind, Head, Message, ModelInfo, Params, Trajectory, Version};

use super::answer::{Answer, Recording, Standing};
use super::browser::{self, BrowserStore};
use super::page::Page;
use super::progress::milestone;
use super::settings::{Settings, local_plan};
use super::{archive, model, summary};
use crate::api::{self, Candidates};
use crate::picture::Player;

/// A run in progress.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The answer that is coming.
    pub answer: u32,
    /// Where it is.
    pub phase: Phase,
    /// When it was asked for, in milliseconds since 1970.
    pub since: f64,
}

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The server was asked.
    Asked,
    /// It waits in the queue; 1 is next.
    Queued(usize),
    /// It runs.
    Running,
}

/// What ends a run before its time.
pub(super) type Handle = AbortHandle;

/// How the stream ended.
enum End {
    /// With an event that says so.
    Told(Event),
    /// The person stopped it.
    Stopped,
    /// Before its time.
    Broken(FailureKind, String),
}

/// Playback speed of a run that is faster than the eye: 20 steps a second.
const REVEAL: f64 = 4.0;
/// The longest that such a playback may take, in seconds.
const LONGEST: f64 = 4.0;

/// Starts the run of an answer that the conversation is waiting for.
pub(super) fn start(page: Page, answer: u32, params: Params) {
    let player = page.player(answer);
    let head = provisional(&params);
    player.apply(&Event::Started {
        run: Box::new(head),
        vocab: trajectory::Vocab::default(),
        dropped_turns: 0,
    });
    page.selected.set(Some(answer));
    page.run.set(Some(Run {
        answer,
        phase: Phase::Asked,
        since: browser::now(),
    }));
    page.said.set("Question sent.".to_owned());
    let messages = page
        .conversation
        .with_untracked(|conversation| conversation.messages_for(answer));
    let candidates = page.settings.with_untracked(Settings::candidates);
    let (work, handle) = abortable(follow(page, player, answer, messages, params, candidates));
    page.handle.set_value(Some(handle));
    spawn_local(async move {
        // Whoever aborts it settles it.
        if let Ok(end) = work.await {
            settle(page, answer, end);
        }
    });
}

/// Stops the run in progress, if there is one.
pub(super) fn stop(page: Page) {
    let Some(answer) = page
        .run
        .with_untracked(|run| run.as_ref().map(|run| run.answer))
    else {
        return;
    };
    if let Some(handle) = page.handle.try_update_value(Option::take).flatten() {
        handle.abort();
    }
    settle(page, answer, End::Stopped);
}

/// What is known before the server says it, so that the masks are there at once.
fn provisional(params: &Params) -> Head {
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
        plan: local_plan(params),
        constraints: Vec::new(),
        parent: None,
        initial: Vec::new(),
    }
}

async fn follow(
    page: Page,
    player: Player,
    answer: u32,
    messages: Vec<Message>,
    params: Params,
    candidates: Candidates,
) -> End {
    let asked = page.model.with_untracked(|model| model.asked(&params));
    let stream = match api::generate(messages, asked, candidates, false, None).await {
        Ok(stream) => stream,
        Err(error) => return End::Broken(error.kind, error.message),
    };
    let mut events = pin!(stream.into_inner());
    let mut count = Count::default();
    let mut speed = None;
    while let Some(event) = events.next().await {
        let event = match event {
            Ok(event) => event,
            Err(error) => return End::Broken(error.kind, error.message),
        };
        if event.is_last() {
            return End::Told(event);
        }
        player.apply(&event);
        match &event {
            Event::Queued { position } => {
                phase(page, Phase::Queued(*position));
                page.said
                    .set(format!("Waiting. Number {position} in the queue."));
            }
            Event::Started {
                run, dropped_turns, ..
            } => {
                phase(page, Phase::Running);
                speed = pace(run.plan.forwards);
                count = Count::of(run);
                page.said.set("The answer is being revealed.".to_owned());
                page.conversation.update(|conversation| {
                    if let Some(answer) = conversation.answer_mut(answer) {
                        answer.params = run.params.clone();
                        answer.planned = run.plan.forwards;
                        answer.dropped_turns = *dropped_turns;
                    }
                });
            }
            Event::Step(step) => {
                if let Some(speed) = speed {
                    reveal(player, speed, step.step.ms);
                }
                if let Some(words) = count.add(step.step.committed.len()) {
                    page.said.set(words);
                }
            }
            _ => {}
        }
    }
    End::Broken(
        FailureKind::Internal,
        "The connection to the server broke before the answer was complete.".to_owned(),
    )
}

fn phase(page: Page, phase: Phase) {
    page.run.update(|run| {
        if let Some(run) = run {
            run.phase = phase;
        }
    });
}

/// A run that is faster than the eye is played at a pace that can be followed; a slower one is shown as it comes. None
/// where motion is not wanted, or where playback would take too long.
fn pace(planned: usize) -> Option<f64> {
    if browser::prefers_less_motion() {
        return None;
    }
    #[allow(clippy::cast_precision_loss)]
    let needed = planned as f64 / (LONGEST * crate::picture::STEPS_PER_SECOND);
    crate::picture::SPEEDS
        .into_iter()
        .find(|speed| *speed >= needed.max(REVEAL))
}

/// Takes a step in that came `ms` after the one before it. One that came faster than the pace is played, unless the
/// person has taken the cursor.
fn reveal(player: Player, speed: f64, ms: f64) {
    let beat = 1000.0 / (crate::picture::STEPS_PER_SECOND * speed);
    if ms >= beat || !player.following.get_untracked() {
        return;
    }
    // The cursor stays where it is while the step is taken in, and goes on from there.
    player.following.set(false);
    player.flush();
    player.speed.set(speed);
    player.play();
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
fn settle(page: Page, answer: u32, end: End) {
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
    let (event, standing) = match end {
        End::Told(event @ Event::Finished(_)) => (Some(event), Standing::Complete),
        End::Told(event @ Event::Stopped(_)) => (Some(event), Standing::Stopped { step: steps }),
        End::Told(Event::Failed { kind, message }) | End::Broken(kind, message) => {
            // Perhaps the server is gone: the header should say so at once.
            spawn_local(model::ask(page.model));
            let event = so_far.as_ref().map(|run| ended_here(run, wall));
            (event, broken(kind, message, steps))
        }
        End::Told(_) | End::Stopped => {
            let event = so_far.as_ref().map(|run| ended_here(run, wall));
            (event, Standing::Stopped { step: steps })
        }
    };
    page.said.set(words(&standing));
    if let Some(event) = event.filter(|_| had_started) {
        player.apply(&event);
    } else {
        player.end();
        player.trajectory.set(None);
    }
    player.end();
    if standing != Standing::Complete {
        player.follow();
    }
    keep(page, answer, player.trajectory.get_untracked(), standing);
    page.run.set(None);
}

fn keep(page: Page, id: u32, run: Option<Arc<Trajectory>>, standing: Standing) {
    let recording = run.map(Recording);
    let name = page.conversation.try_update(|conversation| {
        if let Some(answer) = conversation.answer_mut(id) {
            if let Some(recording) = &recording {
                answer.record(recording);
            }
            answer.standing = standing;
        }
        conversation.id.clone()
    });
    if let (Some(name), Some(recording)) = (name, recording) {
        // A recording that does not fit is still there until the page is closed.
        archive::save_recording(&BrowserStore, &name, id, &recording.0);
    }
}

fn ended_here(run: &Trajectory, wall: f64) -> Event {
    Event::Stopped(Ending {
        text: run.draft_text(),
        response_ids: run.response_ids.clone(),
        stats: summary::measured(run, wall),
    })
}

fn broken(kind: FailureKind, message: String, step: usize) -> Standing {
    if step == 0 {
        Standing::Failed { kind, message }
    } else {
        Standing::Cut { step, message }
    }
}

/// What is said when an answer has come to stand so.
fn words(standing: &Standing) -> String {
    match standing {
        Standing::Complete => "Done. The answer is complete.".to_owned(),
        Standing::Stopped { step } => format!("Stopped at step {step}."),
        Standing::Cut { message, .. } | Standing::Failed { message, .. } => message.clone(),
        Standing::Running => String::new(),
    }
}

/// Whether an answer has nothing to show but its words of failure.
#[must_use]
pub const fn has_failed(answer: &Answer) -> bool {
    matches!(answer.standing, Standing::Failed { .. })
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
        let run = Trajectory::new(provisional(&params));
        assert_eq!(run.masks_left(0), 16);
        assert_eq!(run.draft_text(), "");
    }

    #[test]
    fn what_broke_before_the_first_step_has_failed() {
        let message = || "Gone.".to_owned();
        let failed = broken(FailureKind::Internal, message(), 0);
        assert!(matches!(failed, Standing::Failed { .. }));
        let cut = broken(FailureKind::Internal, message(), 3);
        assert_eq!(
            cut,
            Standing::Cut {
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
