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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepEvent {
    /// The step.
    #[serde(flatten)]
    pub step: Step,
    /// Newly seen token ids and their texts.
    #[serde(default, skip_serializing_if = "Vocab::is_empty")]
    pub vocab: Vocab,
}

/// How a run ended, as it travels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// The run waits; `position` 1 is next.
    Queued {
        /// Place in the queue, from 1.
        position: usize,
    },
    /// The run begins.
    Started {
        /// What is known before the first pass.
        run: Box<Head>,
        /// Texts of the constraint tokens.
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
        match event {
            Event::Queued { .. } | Event::Failed { .. } => {}
            Event::Started { run, vocab, .. } => {
                let mut trajectory = Trajectory::new(Head::clone(run));
                trajectory.vocab.extend(vocab);
                self.trajectory = Some(trajectory);
            }
            Event::Step(StepEvent { step, vocab }) => {
                if let Some(trajectory) = &mut self.trajectory {
                    trajectory.push(step.clone(), vocab);
                }
            }
            Event::Finished(ending) => self.end(ending, Finish::Complete),
            Event::Stopped(ending) => self.end(ending, Finish::Stopped),
        }
    }

    fn end(&mut self, ending: &Ending, finish: Finish) {
        if let Some(trajectory) = &mut self.trajectory {
            trajectory.text.clone_from(&ending.text);
            trajectory.response_ids.clone_from(&ending.response_ids);
            trajectory.stats = ending.stats.clone();
            trajectory.finish = finish;
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
    /// Appends an executed pass and writes its tokens into the canvas.
    pub fn push(&mut self, step: Step, vocab: &Vocab) {
        for pick in &step.committed {
            if let Some(cell) = self.response_ids.get_mut(pick.pos) {
                *cell = pick.id;
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
        let vocab = name(&mut self.head.constraints.iter().map(|(_, id)| *id));
        let run = Box::new(self.head.clone());
        let mut events = vec![Event::Started {
            run,
            vocab,
            dropped_turns: 0,
        }];
        for step in &self.steps {
            let ids = step
                .committed
                .iter()
                .chain(&step.candidates)
                .map(|pick| pick.id);
            let vocab = name(&mut { ids });
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
