//! Where the time of the passes goes.

use std::time::Duration;

use web_time::Instant;

/// The parts of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Embedding,
    Qkv,
    Keys,
    Attention,
    Output,
    GateUp,
    Down,
    Experts,
    Head,
}

/// The names of the parts, in their order.
const NAMES: [&str; 9] = [
    "embedding",
    "norm, query, key, value",
    "key and value store",
    "attention",
    "attention output",
    "norm, gate and up",
    "down",
    "norm, router, experts",
    "norm, head, choice",
];

/// The time of each part, summed over the passes since it was last read.
#[derive(Debug)]
pub(super) struct Clock {
    since: Instant,
    sums: [Duration; NAMES.len()],
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            sums: [Duration::ZERO; NAMES.len()],
        }
    }
}

impl Clock {
    /// A pass begins.
    pub(super) fn start(&mut self) {
        self.since = Instant::now();
    }

    /// What went on until now was this part.
    pub(super) fn lap(&mut self, part: Part) {
        let now = Instant::now();
        self.sums[part as usize] += now - self.since;
        self.since = now;
    }

    /// Name and milliseconds of each part that there was; from here on it counts anew.
    pub(super) fn take(&mut self) -> Vec<(&'static str, f64)> {
        let sums = std::mem::take(self).sums;
        let milliseconds = sums.map(|sum| sum.as_secs_f64() * 1000.0);
        let parts = NAMES.into_iter().zip(milliseconds);
        parts
            .filter(|(_, milliseconds)| *milliseconds > 0.0)
            .collect()
    }
}
