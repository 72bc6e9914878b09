//! The bounded queue in front of the model: admission, places, withdrawal.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use llada::session::Planned;
use tokio::sync::mpsc::UnboundedSender;
use trajectory::{Event, FailureKind};

/// A run that waits.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) planned: Planned,
    /// Unbounded, so that a slow reader never holds up the model; a run's length bounds what can pile up.
    pub(super) events: UnboundedSender<Event>,
}

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    /// The place last told, 0 for none.
    told: usize,
    job: Job,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Waiting>,
    next_ticket: u64,
    running: bool,
    closed: bool,
}

impl State {
    /// Tells everyone whose place has changed.
    fn tell_places(&mut self) {
        for (index, waiting) in self.waiting.iter_mut().enumerate() {
            let position = index + 1;
            if waiting.told != position {
                waiting.told = position;
                // A reader that is gone is found out when its turn comes.
                let _ = waiting.job.events.send(Event::Queued { position });
            }
        }
    }
}

/// Why a run was not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotAdmitted {
    /// As many wait as may wait.
    Full,
    /// The engine takes no more runs.
    Closed,
}

/// The queue.
#[derive(Debug)]
pub(super) struct Queue {
    capacity: usize,
    state: Mutex<State>,
    changed: Condvar,
}

impl Queue {
    /// A queue in which `capacity` runs may wait.
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that can panic runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Admits a run and tells it its place if it has to wait. The ticket withdraws it.
    pub(super) fn push(&self, job: Job) -> Result<u64, NotAdmitted> {
        let mut state = self.state();
        if state.closed {
            return Err(NotAdmitted::Closed);
        }
        if state.waiting.len() >= self.capacity {
            return Err(NotAdmitted::Full);
        }
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.waiting.push_back(Waiting {
            ticket,
            told: 0,
            job,
        });
        if state.running || state.waiting.len() > 1 {
            state.tell_places();
        }
        drop(state);
        self.changed.notify_one();
        Ok(ticket)
    }

    /// The next run, waited for; none when the queue is closed.
    pub(super) fn pop(&self) -> Option<Job> {
        let mut state = self.state();
        state.running = false;
        loop {
            if state.closed {
                return None;
            }
            while let Some(waiting) = state.waiting.pop_front() {
                if !waiting.job.events.is_closed() {
                    state.running = true;
                    state.tell_places();
                    return Some(waiting.job);
                }
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes a waiting run out, if it still waits.
    pub(super) fn withdraw(&self, ticket: u64) {
        let mut state = self.state();
        if let Some(index) = state.waiting.iter().position(|w| w.ticket == ticket) {
            state.waiting.remove(index);
            state.tell_places();
        }
    }

    /// Admits no more runs and ends those that wait.
    pub(super) fn close(&self, kind: FailureKind, message: &str) {
        let mut state = self.state();
        state.closed = true;
        for waiting in state.waiting.drain(..) {
            let _ = waiting.job.events.send(Event::Failed {
                kind,
                message: message.to_owned(),
            });
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Whether the queue takes no more runs.
    pub(super) fn is_closed(&self) -> bool {
        self.state().closed
    }
}
