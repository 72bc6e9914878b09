//! What is shown: one recorded or running trajectory and a cursor that moves through it.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use trajectory::analysis::Entropies;
use trajectory::{Event, Trajectory};

use super::edits::Edits;

/// Playback speeds that the page offers, as factors of [`STEPS_PER_SECOND`].
pub const SPEEDS: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// Steps per second at speed 1: slow enough to see each token come.
pub const STEPS_PER_SECOND: f64 = 5.0;

/// One trajectory, recorded or still running, and the cursor that every view of it shares.
///
/// A cursor of `k` shows the canvas after the first `k` steps; 0 is the canvas before the first pass. Views read
/// [`Player::trajectory`] and [`Player::cursor`] and keep no copy of either.
///
/// Make one per message, under an owner that lives as long as the message does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Player {
    /// The record; none before the run has started.
    pub trajectory: RwSignal<Option<Arc<Trajectory>>>,
    /// Steps shown, from 0 to the number of recorded steps.
    pub cursor: RwSignal<usize>,
    /// Whether the cursor goes to each new step as it arrives.
    pub following: RwSignal<bool>,
    /// Whether the cursor moves by itself.
    pub playing: RwSignal<bool>,
    /// Playback speed; 1 is [`STEPS_PER_SECOND`].
    pub speed: RwSignal<f64>,
    /// Whether playback starts over at the end.
    pub looping: RwSignal<bool>,
    /// Whether steps are still arriving.
    pub live: RwSignal<bool>,
    /// For each position the first step from which its final token was the best guess; worked out when it is read.
    pub known: Memo<Arc<Vec<Option<usize>>>>,
    /// For each position how often the best guess changed; worked out when it is read.
    pub changes: Memo<Arc<Vec<Option<usize>>>>,
    /// How undecided the model was at each position; worked out when it is read.
    pub entropies: Memo<Arc<Entropies>>,
    /// The position that the reader points at, in whichever view.
    pub spot: RwSignal<Option<usize>>,
    /// Work on the canvas: what is selected and what is to be different.
    pub edits: RwSignal<Edits>,
    /// Events that wait for the next animation frame.
    waiting: StoredValue<Vec<Event>>,
    /// Counts the starts of playback, so that of two clocks the older one stops.
    clock: StoredValue<u32>,
}

impl Default for Player {
    fn default() -> Self {
        Self::new()
    }
}

impl Player {
    /// A player with nothing to show yet.
    #[must_use]
    pub fn new() -> Self {
        let trajectory = RwSignal::new(None::<Arc<Trajectory>>);
        Self {
            trajectory,
            known: Memo::new(move |_| {
                let known = trajectory.with(|record| record.as_ref().map(|run| run.known_since()));
                Arc::new(known.unwrap_or_default())
            }),
            changes: Memo::new(move |_| {
                let changes =
                    trajectory.with(|record| record.as_ref().map(|run| run.changes_of_mind()));
                Arc::new(changes.unwrap_or_default())
            }),
            entropies: Memo::new(move |_| {
                let seen = trajectory.with(|record| record.as_ref().map(|run| run.entropies()));
                Arc::new(seen.unwrap_or_default())
            }),
            cursor: RwSignal::new(0),
            following: RwSignal::new(true),
            playing: RwSignal::new(false),
            speed: RwSignal::new(1.0),
            looping: RwSignal::new(false),
            live: RwSignal::new(false),
            spot: RwSignal::new(None),
            edits: RwSignal::new(Edits::default()),
            waiting: StoredValue::new(Vec::new()),
            clock: StoredValue::new(0),
        }
    }

    /// Shows a finished or imported record, the cursor at its end.
    pub fn show(&self, record: impl Into<Arc<Trajectory>>) {
        let record = record.into();
        self.waiting.set_value(Vec::new());
        self.playing.set(false);
        self.live.set(false);
        self.following.set(true);
        self.cursor.set(record.steps.len());
        self.trajectory.set(Some(record));
    }

    /// Shows the record of a run that is still going on elsewhere, and follows it.
    pub fn join(&self, record: impl Into<Arc<Trajectory>>) {
        self.show(record);
        self.live.set(true);
    }

    /// Takes one event of a running stream in. Steps are gathered and shown at the next animation frame, all at once;
    /// the last event is shown at once.
    pub fn apply(&self, event: &Event) {
        let now = cfg!(not(target_arch = "wasm32")) || !matches!(event, Event::Step(_));
        let first = self
            .waiting
            .try_update_value(|waiting| {
                waiting.push(event.clone());
                waiting.len() == 1
            })
            .unwrap_or(false);
        if now {
            self.flush();
        } else if first {
            let player = *self;
            request_animation_frame(move || player.flush());
        }
    }

    /// Takes in the events that wait for the next frame, now.
    pub fn flush(&self) {
        let events = self
            .waiting
            .try_update_value(std::mem::take)
            .unwrap_or_default();
        if events.is_empty() {
            return;
        }
        let started = events
            .iter()
            .any(|event| matches!(event, Event::Started { .. }));
        let last = events.iter().any(Event::is_last);
        let steps = self.trajectory.try_update(|record| {
            for event in &events {
                fold(record, event);
            }
            record.as_ref().map_or(0, |record| record.steps.len())
        });
        let Some(steps) = steps else {
            return; // The message was removed while its run went on.
        };
        if started {
            self.playing.set(false);
            self.following.set(true);
            self.cursor.set(0);
            self.live.set(true);
        }
        if self.following.get_untracked() && self.cursor.get_untracked() != steps {
            self.cursor.set(steps);
        }
        if last {
            self.live.set(false);
        }
    }

    /// Marks the run as ended without an event of its own: a broken stream, a closed connection.
    pub fn end(&self) {
        self.flush();
        if self.live.get_untracked() {
            self.live.set(false);
        }
    }

    /// Number of recorded steps.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.trajectory
            .with(|record| record.as_ref().map_or(0, |record| record.steps.len()))
    }

    fn steps_untracked(&self) -> usize {
        self.trajectory
            .with_untracked(|record| record.as_ref().map_or(0, |record| record.steps.len()))
    }

    /// Whether there is nothing left to see move: the run has ended, the cursor is at its end, nothing plays. Messages
    /// show their text then, and the canvas otherwise.
    #[must_use]
    pub fn settled(&self) -> bool {
        !self.live.get() && !self.playing.get() && self.cursor.get() >= self.steps()
    }

    /// Moves the cursor to `step` by the user's hand: playback stops, and a live run is no longer followed unless
    /// `step` is its newest.
    pub fn seek(&self, step: usize) {
        let last = self.steps_untracked();
        self.playing.set(false);
        self.cursor.set(step.min(last));
        self.following.set(step >= last);
    }

    /// Moves the cursor by `delta` steps.
    pub fn step(&self, delta: isize) {
        self.seek(self.cursor.get_untracked().saturating_add_signed(delta));
    }

    /// Follows the newest step again.
    pub fn follow(&self) {
        self.playing.set(false);
        self.following.set(true);
        self.cursor.set(self.steps_untracked());
    }

    /// Starts playback; from the beginning if the cursor is at the end.
    pub fn play(&self) {
        let last = self.steps_untracked();
        if last == 0 {
            return;
        }
        if self.cursor.get_untracked() >= last {
            self.cursor.set(0);
        }
        self.following.set(false);
        self.playing.set(true);
        self.clock
            .update_value(|clock| *clock = clock.wrapping_add(1));
        self.wait_for_beat(self.clock.get_value());
    }

    /// Beats after one step's time, then again, until playback stops, starts anew, or the player is gone.
    fn wait_for_beat(self, clock: u32) {
        if cfg!(not(target_arch = "wasm32")) {
            return;
        }
        let speed = self.speed.get_untracked().max(0.01);
        let pause = Duration::from_secs_f64(1.0 / (STEPS_PER_SECOND * speed));
        let beat = move || {
            let current = self.clock.try_get_value() == Some(clock);
            if current && self.playing.try_get_untracked() == Some(true) {
                self.beat();
                self.wait_for_beat(clock);
            }
        };
        set_timeout(beat, pause);
    }

    /// Stops playback where it is.
    pub fn pause(&self) {
        self.playing.set(false);
    }

    /// Plays or pauses.
    pub fn toggle(&self) {
        if self.playing.get_untracked() {
            self.pause();
        } else {
            self.play();
        }
    }

    /// One beat of playback. At the end it starts over (looping), follows (a live run), or stops.
    pub fn beat(&self) {
        let (cursor, last) = (self.cursor.get_untracked(), self.steps_untracked());
        if cursor < last {
            self.cursor.set(cursor + 1);
        }
        if cursor + 1 < last {
            return;
        }
        if self.live.get_untracked() {
            self.follow();
        } else if self.looping.get_untracked() {
            if cursor >= last {
                self.cursor.set(0);
            }
        } else {
            self.playing.set(false);
            self.following.set(true);
        }
    }
}

/// Folds one event into the record.
fn fold(record: &mut Option<Arc<Trajectory>>, event: &Event) {
    if let Some(begun) = Trajectory::begun_by(event) {
        *record = Some(Arc::new(begun));
    } else if let Some(record) = record {
        Arc::make_mut(record).apply(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    fn owned<T>(test: impl FnOnce() -> T) -> T {
        Owner::new().with(test)
    }

    #[test]
    fn a_live_run_is_followed_until_the_reader_takes_the_cursor() {
        owned(|| {
            let (player, record) = (Player::new(), sample());
            let events = record.events();
            for event in &events[..3] {
                player.apply(event);
            }
            assert!(player.live.get_untracked());
            assert_eq!(player.cursor.get_untracked(), 2);
            player.seek(1);
            player.apply(&events[3]);
            assert_eq!((player.cursor.get_untracked(), player.steps()), (1, 3));
            player.follow();
            for event in &events[4..] {
                player.apply(event);
            }
            assert_eq!(player.cursor.get_untracked(), 6);
            assert!(player.settled());
            assert_eq!(player.trajectory.get_untracked().as_deref(), Some(&record));
        });
    }

    #[test]
    fn playback_ends_at_the_end_and_starts_over_from_there() {
        owned(|| {
            let player = Player::new();
            player.show(sample());
            assert!(player.settled());
            player.play();
            assert_eq!(player.cursor.get_untracked(), 0);
            for _ in 0..6 {
                assert!(player.playing.get_untracked());
                player.beat();
            }
            assert!(player.settled());
        });
    }

    #[test]
    fn a_loop_shows_the_end_before_it_starts_over() {
        owned(|| {
            let player = Player::new();
            player.show(sample());
            player.looping.set(true);
            player.play();
            let seen: Vec<usize> = (0..8)
                .map(|_| {
                    player.beat();
                    player.cursor.get_untracked()
                })
                .collect();
            assert_eq!(seen, [1, 2, 3, 4, 5, 6, 0, 1]);
        });
    }

    #[test]
    fn playing_a_live_run_catches_up_and_follows() {
        owned(|| {
            let (player, events) = (Player::new(), sample().events());
            for event in &events[..3] {
                player.apply(event);
            }
            player.seek(0);
            player.play();
            player.beat();
            player.beat();
            assert!(player.following.get_untracked() && !player.playing.get_untracked());
        });
    }

    #[test]
    fn a_run_that_is_joined_in_the_middle_comes_to_the_same_record() {
        owned(|| {
            let (here, there) = (Player::new(), Player::new());
            let events = sample().events();
            for event in &events[..3] {
                here.apply(event);
            }
            there.join(here.trajectory.get_untracked().unwrap());
            for event in &events[3..] {
                here.apply(event);
                there.apply(event);
            }
            assert_eq!(there.cursor.get_untracked(), 6);
            assert!(there.settled());
            assert_eq!(
                here.trajectory.get_untracked(),
                there.trajectory.get_untracked()
            );
        });
    }

    #[test]
    fn the_cursor_stays_inside_the_record() {
        owned(|| {
            let player = Player::new();
            player.show(sample());
            player.seek(99);
            assert_eq!(player.cursor.get_untracked(), 6);
            player.step(-99);
            assert_eq!(player.cursor.get_untracked(), 0);
            player.step(1);
            assert_eq!(player.cursor.get_untracked(), 1);
        });
    }
}
