//! The bounded queue in front of the model: admission, turns, places, withdrawal.
//!
//! Turns go round the clients that wait, so that one who asks for a hundred runs does not shut out one who asks for a single
//! one. What a client asked for first is run first.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use trajectory::FailureKind;

use super::forecast::Forecast;
use super::job::{Client, Job};

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    client: Client,
    /// The place last told, 0 for none.
    told: usize,
    job: Job,
}

/// Whether jobs are taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Door {
    #[default]
    Open,
    /// No new ones; those in progress go on.
    Draining,
    /// Everything ends.
    Closed,
}

#[derive(Debug, Default)]
struct State {
    /// By arrival.
    waiting: Vec<Waiting>,
    /// Clients that were served, the latest last: their turn comes after everyone else's.
    served: Vec<Client>,
    next_ticket: u64,
    door: Door,
    forecast: Forecast,
}

/// Why a job was not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotAdmitted {
    /// As many wait as may wait; after this time, as far as can be told, there is room.
    Full(Option<Duration>),
    /// The engine takes no more jobs.
    Closed,
}

/// What the engine finds in the queue.
#[derive(Debug)]
pub(super) enum Next {
    /// A job.
    Job(Job),
    /// Nobody waits.
    Nothing,
    /// No job will come any more.
    End,
}

/// The queue.
#[derive(Debug)]
pub(super) struct Queue {
    capacity: usize,
    state: Mutex<State>,
    changed: Condvar,
}

impl State {
    /// How late a client's turn is: those who were not served lately come first.
    fn rank(&self, client: &Client) -> usize {
        let served = self.served.iter().position(|served| served == client);
        served.map_or(0, |place| place + 1)
    }

    /// The indices of those who wait, in the order in which they will be served.
    fn order(&self) -> Vec<usize> {
        let waiting = &self.waiting;
        let mut turns: Vec<(usize, usize, usize)> = (0..waiting.len())
            .map(|index| {
                let client = &waiting[index].client;
                let earlier = waiting[..index].iter().filter(|w| w.client == *client);
                (earlier.count(), self.rank(client), index)
            })
            .collect();
        turns.sort_unstable();
        turns.into_iter().map(|(.., index)| index).collect()
    }

    /// Tells everyone whose place has changed, if anyone has to wait at all.
    fn tell_places(&mut self) {
        if self.waiting.is_empty() || self.forecast.has_room() {
            return;
        }
        let order = self.order();
        let lengths = order.iter().map(|index| self.waiting[*index].job.passes());
        let waits: Vec<_> = self.forecast.waits(lengths).collect();
        for (place, (index, wait)) in order.into_iter().zip(waits).enumerate() {
            let waiting = &mut self.waiting[index];
            let position = place + 1;
            if waiting.told != position {
                waiting.told = position;
                waiting.job.tell_place(position, wait.map(milliseconds));
            }
        }
    }

    /// Takes the next one out, or the next run if it is to be no likelihood.
    fn take(&mut self, likelihoods: bool) -> Option<Job> {
        loop {
            let fits = |index: &usize| likelihoods || self.waiting[*index].job.is_run();
            let index = self.order().into_iter().find(fits)?;
            let Waiting { client, job, .. } = self.waiting.remove(index);
            if job.is_abandoned() {
                continue;
            }
            self.served.retain(|served| *served != client);
            // Who does not wait needs no rank.
            let waiting = &self.waiting;
            self.served
                .retain(|served| waiting.iter().any(|waiting| waiting.client == *served));
            self.served.push(client);
            return Some(job);
        }
    }

    fn fail_waiting(&mut self, kind: FailureKind, message: &str) {
        for waiting in self.waiting.drain(..) {
            waiting.job.fail(kind, message);
        }
    }
}

fn milliseconds(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

impl Queue {
    /// A queue in which `capacity` jobs may wait, for a model that works on `runs` at once.
    pub(super) fn new(capacity: usize, runs: usize) -> Self {
        Self {
            capacity,
            state: Mutex::new(State {
                forecast: Forecast::new(runs),
                ..State::default()
            }),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that can panic runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Admits a job and tells it its place if it has to wait. The ticket withdraws it.
    pub(super) fn push(&self, client: Client, job: Job) -> Result<u64, NotAdmitted> {
        let mut state = self.state();
        if state.door != Door::Open {
            return Err(NotAdmitted::Closed);
        }
        // Those whose reader has gone hold no place.
        state.waiting.retain(|waiting| !waiting.job.is_abandoned());
        if state.waiting.len() >= self.capacity {
            let order = state.order();
            let lengths = order.iter().map(|index| state.waiting[*index].job.passes());
            let first = state.forecast.waits(lengths).next();
            return Err(NotAdmitted::Full(first.flatten()));
        }
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.waiting.push(Waiting {
            ticket,
            client,
            told: 0,
            job,
        });
        state.tell_places();
        drop(state);
        self.changed.notify_one();
        Ok(ticket)
    }

    /// The next job, or the next run if there is no place for `likelihoods`; `wait` for one if there is nothing else to do.
    pub(super) fn pop(&self, wait: bool, likelihoods: bool) -> Next {
        let mut state = self.state();
        loop {
            if state.door == Door::Closed {
                return Next::End;
            }
            if let Some(job) = state.take(likelihoods) {
                state.forecast.begun(job.passes());
                state.tell_places();
                return Next::Job(job);
            }
            if state.door == Door::Draining {
                return Next::End;
            }
            if !wait {
                return Next::Nothing;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Hears how many passes each job in progress still takes, and how long one takes at present.
    pub(super) fn progress(&self, remaining: Vec<usize>, seconds: Option<f64>) {
        self.state().forecast.progress(remaining, seconds);
    }

    /// Takes a waiting job out, if it still waits.
    pub(super) fn withdraw(&self, ticket: u64) {
        let mut state = self.state();
        if let Some(index) = state.waiting.iter().position(|w| w.ticket == ticket) {
            state.waiting.remove(index);
            state.tell_places();
        }
    }

    /// Admits no more jobs and ends those that wait; those in progress go on.
    pub(super) fn drain(&self, kind: FailureKind, message: &str) {
        self.shut(Door::Draining, kind, message);
    }

    /// Admits no more jobs and ends those that wait and those in progress.
    pub(super) fn close(&self, kind: FailureKind, message: &str) {
        self.shut(Door::Closed, kind, message);
    }

    fn shut(&self, door: Door, kind: FailureKind, message: &str) {
        let mut state = self.state();
        state.door = door;
        state.fail_waiting(kind, message);
        drop(state);
        self.changed.notify_all();
    }

    /// Whether jobs are taken.
    pub(super) fn is_open(&self) -> bool {
        self.state().door == Door::Open
    }

    /// Whether everything has to end.
    pub(super) fn is_closed(&self) -> bool {
        self.state().door == Door::Closed
    }

    /// How many wait.
    pub(super) fn depth(&self) -> usize {
        self.state().waiting.len()
    }
}
