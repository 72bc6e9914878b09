//! One answer: what it says, its status, what it cost, and the run that made it.

use serde::{Deserialize, Serialize};
use trajectory::{FailureKind, Params, Stats, Trajectory};

/// An answer's number. Numbers grow with the time of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnswerId(pub u64);

/// Where an answer is: coming, complete, or ended early.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "lowercase", from = "FlatStatus")]
pub enum AnswerStatus {
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

/// What a status says that it is.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Is {
    Running,
    Complete,
    Stopped,
    Cut,
    Failed,
}

/// An [`AnswerStatus`] as it is kept: the fields of all its kinds side by side. Serde's own reader of tagged types collects an
/// object in a buffer first, and is there a second time for everything inside.
#[derive(Deserialize)]
struct FlatStatus {
    is: Is,
    #[serde(default)]
    step: usize,
    #[serde(default = "FlatStatus::kind")]
    kind: FailureKind,
    #[serde(default)]
    message: String,
}

impl FlatStatus {
    /// What an answer failed by that does not say so.
    fn kind() -> FailureKind {
        FailureKind::Internal
    }
}

impl From<FlatStatus> for AnswerStatus {
    fn from(flat: FlatStatus) -> Self {
        let FlatStatus {
            is,
            step,
            kind,
            message,
        } = flat;
        match is {
            Is::Running => Self::Running,
            Is::Complete => Self::Complete,
            Is::Stopped => Self::Stopped { step },
            Is::Cut => Self::Cut { step, message },
            Is::Failed => Self::Failed { kind, message },
        }
    }
}

/// Where an answer branches off another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchPoint {
    /// The answer that it goes on from.
    pub answer: AnswerId,
    /// Passes of it that are shared.
    pub step: usize,
}

/// One answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Its number in the conversation.
    pub id: AnswerId,
    /// What it says.
    pub text: String,
    /// Where it is. Earlier versions of the page called it `standing`.
    #[serde(alias = "standing")]
    pub status: AnswerStatus,
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
    /// What is different about it, in words, where that is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Where it branches off another answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<BranchPoint>,
    /// Whether its run was recorded. Recordings are kept apart, and read when they are looked at.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recorded: bool,
}

impl Answer {
    /// An answer that was asked for.
    pub(super) fn coming(id: AnswerId, params: Params) -> Self {
        Self {
            id,
            text: String::new(),
            status: AnswerStatus::Running,
            params,
            planned: 0,
            stats: Stats::default(),
            dropped_turns: 0,
            label: String::new(),
            parent: None,
            recorded: false,
        }
    }

    /// Whether it is still coming.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.status == AnswerStatus::Running
    }

    /// Whether later turns are told about it.
    pub(super) fn counts(&self) -> bool {
        match self.status {
            AnswerStatus::Complete => true,
            AnswerStatus::Stopped { .. } | AnswerStatus::Cut { .. } => !self.text.trim().is_empty(),
            AnswerStatus::Running | AnswerStatus::Failed { .. } => false,
        }
    }

    /// Takes over what a recording says.
    pub fn record(&mut self, run: &Trajectory) {
        self.params = run.head.params.clone();
        self.planned = run.head.plan.forwards;
        self.stats = run.stats.clone();
        self.text = if run.text.is_empty() {
            run.draft_text()
        } else {
            run.text.clone()
        };
        self.recorded = true;
    }
}
