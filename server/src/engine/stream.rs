//! A run's events on their way to one reader: heartbeats while nothing happens, a clean end in every case, and
//! withdrawal from the queue when the reader is gone.

use std::sync::Arc;
use std::time::Duration;

use super::service::Events;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use trajectory::{Event, FailureKind};

use super::queue::Queue;
use super::{GOODBYE, failed};

/// How long a stream may be silent.
const HEARTBEAT: Duration = Duration::from_secs(10);

struct Reader {
    events: UnboundedReceiver<Event>,
    shutdown: watch::Receiver<bool>,
    ended: bool,
    _place: Place,
}

/// A place in the queue, given up on drop.
pub(super) struct Place {
    pub(super) queue: Arc<Queue>,
    pub(super) ticket: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queue.withdraw(self.ticket);
    }
}

impl Reader {
    async fn next(&mut self) -> Option<Option<Event>> {
        if self.ended {
            return None;
        }
        let event = tokio::select! {
            biased;
            event = self.events.recv() => event.unwrap_or_else(|| {
                let message = "The engine ended without finishing this run. This is a defect: please report it.";
                failed(FailureKind::Internal, message)
            }),
            // Even a pass that takes seconds does not hold up the end of the program.
            _ = self.shutdown.wait_for(|ending| *ending) => failed(FailureKind::Shutdown, GOODBYE),
            () = tokio::time::sleep(HEARTBEAT) => return Some(None),
        };
        self.ended = event.is_last();
        Some(Some(event))
    }
}

/// The stream of a run that was admitted.
pub(super) fn admitted(
    events: UnboundedReceiver<Event>,
    shutdown: watch::Receiver<bool>,
    place: Place,
) -> Events {
    let reader = Reader {
        events,
        shutdown,
        ended: false,
        _place: place,
    };
    Box::pin(futures::stream::unfold(reader, |mut reader| async {
        let item = reader.next().await?;
        Some((item, reader))
    }))
}

/// The stream of a run that was not.
pub(super) fn refused(kind: FailureKind, message: impl Into<String>) -> Events {
    let event = failed(kind, message);
    Box::pin(futures::stream::iter([Some(event)]))
}
