//! What waits in the queue and then runs: a run that streams its events, or a likelihood that answers once.

use std::fmt;
use std::sync::Arc;

use llada::likelihood::{Outcome, Scoring};
use llada::session::Planned;
use tokio::sync::{mpsc, oneshot};
use trajectory::api::ApiError;
use trajectory::{Event, FailureKind};

use super::failed;

/// Who asks, for a queue that is fair: an address. Everyone who cannot be told apart is one client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Client(Arc<str>);

impl Client {
    /// The client of this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is to be done, with the channel to whoever asked. Both channels are found closed when the reader is gone.
#[derive(Debug)]
pub(super) enum Job {
    /// A run and its events. The channel is unbounded, so that a slow reader never holds up the model; a run's length bounds
    /// what can pile up.
    Run {
        planned: Box<Planned>,
        events: mpsc::UnboundedSender<Event>,
    },
    /// A likelihood.
    Score {
        scoring: Box<Scoring>,
        answer: oneshot::Sender<Result<Outcome, ApiError>>,
    },
}

impl Job {
    /// Forward passes that it will take at most.
    pub(super) fn passes(&self) -> usize {
        match self {
            Self::Run { planned, .. } => planned.job.plan().forwards,
            Self::Score { scoring, .. } => scoring.remaining(),
        }
    }

    /// Whether it is a run, and no likelihood.
    pub(super) const fn is_run(&self) -> bool {
        matches!(self, Self::Run { .. })
    }

    /// Whether nobody waits for it any more.
    pub(super) fn is_abandoned(&self) -> bool {
        match self {
            Self::Run { events, .. } => events.is_closed(),
            Self::Score { answer, .. } => answer.is_closed(),
        }
    }

    /// Tells a run its place. A reader that is gone is found out when its turn comes.
    pub(super) fn tell_place(&self, position: usize, wait_ms: Option<u64>) {
        if let Self::Run { events, .. } = self {
            let _ = events.send(Event::Queued { position, wait_ms });
        }
    }

    /// Ends it without an answer.
    pub(super) fn fail(self, kind: FailureKind, message: &str) {
        match self {
            Self::Run { events, .. } => {
                let _ = events.send(failed(kind, message));
            }
            Self::Score { answer, .. } => {
                let _ = answer.send(Err(ApiError::new(kind, message)));
            }
        }
    }
}
