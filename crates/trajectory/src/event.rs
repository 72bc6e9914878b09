//! The event stream (design section 2.3), one JSON object a line, and the fold that turns it back into a record.

use serde::{Deserialize, Serialize};

use crate::{Finish, Head, Stats, Step, Trajectory, Vocab};

/// Why a run failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureKind {
    /// Too many runs are waiting.
    Busy,
    /// The request cannot be run as it stands.
    Invalid,
    /// There is no model, or not yet.
    Model,
    /// A defect or a failing device.
    Internal,
    /// The server is shutting down.
    Shutdown,
}

/// A step as it travels: with the texts of the token ids that had not been named before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepEvent {
    /// The step.
    #[serde(flatten)]
    pub step: Step,
    /// Newly seen token ids and their texts.
    #[serde(default, skip_serializing_if = "Vocab::is_empty")]
    pub vocab: Vocab,
}

/// How a run ended, as it travels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ending {
    /// The answer, decoded.
    pub text: String,
    /// The whole canvas.
    pub response_ids: Vec<u32>,
    /// What it cost.
    pub stats: Stats,
}

/// One line of the stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "event",
    rename_all = "lowercase",
    try_from = "crate::flat::FlatEvent"
)]
pub enum Event {
    /// The run waits; `position` 1 is next.
    Queued {
        /// Place in the queue, from 1.
        position: usize,
        /// Milliseconds until the run begins if those before it need every pass that they planned; none before anything was
        /// measured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait_ms: Option<u64>,
    },
    /// The run begins.
    Started {
        /// What is known before the first pass.
        run: Box<Head>,
        /// Texts of the tokens that stand in the answer from the start.
        #[serde(default, skip_serializing_if = "Vocab::is_empty")]
        vocab: Vocab,
        /// Oldest turns left out, whole, so that the conversation fits the model's context.
        #[serde(default, skip_serializing_if = "is_zero")]
        dropped_turns: usize,
    },
    /// A pass was executed.
    Step(StepEvent),
    /// Every planned pass ran.
    Finished(Ending),
    /// The run was stopped.
    Stopped(Ending),
    /// The run cannot go on.
    Failed {
        /// The kind of failure.
        kind: FailureKind,
        /// A sentence for people: what happened and what to do.
        message: String,
    },
}

impl Event {
    /// Whether nothing can follow.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        matches!(
            self,
            Self::Finished(_) | Self::Stopped(_) | Self::Failed { .. }
        )
    }
}

// By reference: the signature is serde's.
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Folds events into a record. At every moment what it holds is the valid record of a run stopped there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recorder {
    trajectory: Option<Trajectory>,
}

impl Recorder {
    /// Takes one event in. Events out of place (a step before the start) are ignored.
    pub fn apply(&mut self, event: &Event) {
        if let Some(begun) = Trajectory::begun_by(event) {
            self.trajectory = Some(begun);
        } else if let Some(trajectory) = &mut self.trajectory {
            trajectory.apply(event);
        }
    }

    /// The record so far; none before the run has started.
    #[must_use]
    pub fn trajectory(&self) -> Option<&Trajectory> {
        self.trajectory.as_ref()
    }

    /// The record, taken out.
    #[must_use]
    pub fn into_trajectory(self) -> Option<Trajectory> {
        self.trajectory
    }
}

impl Trajectory {
    /// The record that a started run begins with; none for any other event.
    #[must_use]
    pub fn begun_by(event: &Event) -> Option<Self> {
        let Event::Started { run, vocab, .. } = event else {
            return None;
        };
        let mut trajectory = Self::new(Head::clone(run));
        trajectory.vocab.extend(vocab);
        Some(trajectory)
    }

    /// Takes in what happened after the start.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Step(StepEvent { step, vocab }) => self.push(step.clone(), vocab),
            Event::Finished(ending) => self.end(ending, Finish::Complete),
            Event::Stopped(ending) => self.end(ending, Finish::Stopped),
            Event::Queued { .. } | Event::Started { .. } | Event::Failed { .. } => {}
        }
    }

    fn end(&mut self, ending: &Ending, finish: Finish) {
        self.text.clone_from(&ending.text);
        self.response_ids.clone_from(&ending.response_ids);
        self.stats = ending.stats.clone();
        self.finish = finish;
    }

    /// Appends an executed pass and writes its tokens into the canvas.
    pub fn push(&mut self, step: Step, vocab: &Vocab) {
        for pick in step.written() {
            if let Some(cell) = self.response_ids.get_mut(pick.pos) {
                *cell = pick.id;
            }
        }
        for pos in &step.remasked {
            if let Some(cell) = self.response_ids.get_mut(*pos) {
                *cell = self.head.mask_id;
            }
        }
        self.vocab.extend(vocab);
        self.steps.push(step);
    }

    /// The events that tell this record: the inverse of [`Recorder`].
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let mut named = Vocab::default();
        let mut name = |ids: &mut dyn Iterator<Item = u32>| {
            let mut fresh = Vocab::default();
            for id in ids {
                if let Some(text) = self.vocab.get(id)
                    && named.insert(id, text.to_owned())
                {
                    fresh.insert(id, text.to_owned());
                }
            }
            fresh
        };
        let vocab = name(&mut self.head.given().map(|(_, id)| id));
        let run = Box::new(self.head.clone());
        let mut events = vec![Event::Started {
            run,
            vocab,
            dropped_turns: 0,
        }];
        for step in &self.steps {
            let vocab = name(&mut step.ids());
            events.push(Event::Step(StepEvent {
                step: step.clone(),
                vocab,
            }));
        }
        let ending = Ending {
            text: self.text.clone(),
            response_ids: self.response_ids.clone(),
            stats: self.stats.clone(),
        };
        events.push(match self.finish {
            Finish::Complete => Event::Finished(ending),
            Finish::Stopped => Event::Stopped(ending),
        });
        events
    }
}
