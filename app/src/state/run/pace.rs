//! How fast a live run is shown: one that is faster than the eye is played at a pace that can be followed.

use leptos::prelude::*;
use trajectory::Event;

use crate::state::browser;
use crate::state::player::{Player, SPEEDS, STEPS_PER_SECOND};

/// Playback speed of a run that is faster than the eye: 20 steps a second.
const REVEAL: f64 = 4.0;
/// The longest that such a playback may take, in seconds.
const LONGEST: f64 = 4.0;

/// The pace of a run; none where its steps are shown as they come.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pace(Option<f64>);

impl Pace {
    /// The pace of a run of so many passes. None where motion is not wanted, or where playback would take too long.
    #[must_use]
    pub fn of(planned: usize) -> Self {
        if browser::prefers_less_motion() {
            return Self(None);
        }
        Self(speed(planned))
    }

    /// Takes an event in. A step that came faster than the pace is played, unless the person has taken the cursor.
    pub fn take_in(&mut self, player: Player, event: &Event) {
        player.apply(event);
        match (event, self.0) {
            (Event::Started { run, .. }, _) => *self = Self::of(run.plan.forwards),
            (Event::Step(step), Some(speed)) => reveal(player, speed, step.step.ms),
            _ => {}
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn speed(planned: usize) -> Option<f64> {
    let needed = planned as f64 / (LONGEST * STEPS_PER_SECOND);
    SPEEDS
        .into_iter()
        .find(|speed| *speed >= needed.max(REVEAL))
}

/// Takes a step in that came `ms` after the one before it.
fn reveal(player: Player, speed: f64, ms: f64) {
    let beat = 1000.0 / (STEPS_PER_SECOND * speed);
    if ms >= beat || !player.following.get_untracked() {
        return;
    }
    // The cursor stays where it is while the step is taken in, and goes on from there.
    player.following.set(false);
    player.flush();
    player.speed.set(speed);
    player.play();
}

#[cfg(test)]
mod tests {
    use super::speed;

    #[test]
    fn short_runs_are_played_and_long_ones_shown_as_they_come() {
        assert_eq!(speed(8), Some(4.0));
        assert_eq!(speed(80), Some(4.0));
        assert_eq!(speed(100), Some(8.0));
        assert_eq!(speed(1024), None);
    }
}
