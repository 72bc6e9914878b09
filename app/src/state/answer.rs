//! One answer: what it says, how it stands, what it cost, and the run that made it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trajectory::{FailureKind, Params, Stats, Trajectory};

/// A recorded run, shared rather than copied; equal when it is the same one.
#[derive(Debug, Clone)]
pub struct Recording(pub Arc<Trajectory>);

impl PartialEq for Recording {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// How an answer stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Standing {
    /// It is coming.
    Running,
    /// Every planned pass ran.
    Complete,
    /// The person stopped it after `step` passes.
    Stopped {
        /// Passes that ran.
        step: usize,
    },
    /// The connection broke, or the run failed, after `step` passes; what had come is kept.
    Cut {
        /// Passes that ran.
        step: usize,
        /// What happened and what to do.
        message: String,
    },
    /// Nothing came.
    Failed {
        /// The kind of failure.
        kind: FailureKind,
        /// What happened and what to do.
        message: String,
    },
}

/// One answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Its number in the conversation.
    pub id: u32,
    /// What it says.
    pub text: String,
    /// How it stands.
    pub standing: Standing,
    /// The parameters it was asked with; as executed once the run has started.
    pub params: Params,
    /// Passes planned.
    #[serde(default)]
    pub planned: usize,
    /// What it cost.
    #[serde(default)]
    pub stats: Stats,
    /// Oldest turns that were left out so that the prompt fitted.
    #[serde(default)]
    pub dropped_turns: usize,
    /// The recorded run, where it is at hand; kept in a store of its own.
    #[serde(skip)]
    pub recording: Option<Recording>,
}

impl Answer {
    /// An answer that was asked for.
    pub(super) fn coming(id: u32, params: Params) -> Self {
        Self {
            id,
            text: String::new(),
            standing: Standing::Running,
            params,
            planned: 0,
            stats: Stats::default(),
            dropped_turns: 0,
            recording: None,
        }
    }

    /// Whether later turns are told about it.
    pub(super) fn counts(&self) -> bool {
        match self.standing {
            Standing::Complete => true,
            Standing::Stopped { .. } | Standing::Cut { .. } => !self.text.trim().is_empty(),
            Standing::Running | Standing::Failed { .. } => false,
        }
    }

    /// Takes over what a recording says.
    pub fn record(&mut self, recording: &Recording) {
        let trajectory = &recording.0;
        self.params = trajectory.head.params.clone();
        self.planned = trajectory.head.plan.forwards;
        self.stats = trajectory.stats.clone();
        self.text = if trajectory.text.is_empty() {
            trajectory.draft_text()
        } else {
            trajectory.text.clone()
        };
        self.recording = Some(recording.clone());
    }
}
