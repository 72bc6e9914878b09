//! How long those who wait will have to: from the passes that the jobs in progress still take, and from what a pass took lately.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

/// How much the latest pass counts for the time of a pass.
const WEIGHT: f64 = 0.2;

/// What is known of the near future. An estimate says how long it takes if every run needs all the passes it planned: a run that
/// ends early makes the wait shorter than was said.
#[derive(Debug, Default)]
pub(super) struct Forecast {
    /// How many jobs are in progress at most.
    slots: usize,
    /// For each job in progress the passes that it still takes.
    remaining: Vec<usize>,
    /// Seconds from one pass of a job to its next one.
    seconds: Option<f64>,
}

impl Forecast {
    pub(super) const fn new(slots: usize) -> Self {
        Self {
            slots,
            remaining: Vec::new(),
            seconds: None,
        }
    }

    /// Whether a job that comes now begins with the next pass.
    pub(super) const fn has_room(&self) -> bool {
        self.remaining.len() < self.slots
    }

    /// A job begins that takes so many passes.
    pub(super) fn begun(&mut self, passes: usize) {
        self.remaining.push(passes);
    }

    /// What is left of the jobs in progress, and the seconds from one pass of a job to its next one.
    pub(super) fn progress(&mut self, remaining: Vec<usize>, seconds: Option<f64>) {
        self.remaining = remaining;
        if let Some(latest) = seconds {
            let before = self.seconds.unwrap_or(latest);
            self.seconds = Some(before + WEIGHT * (latest - before));
        }
    }

    /// For each of those who wait, by their turns, how long until it begins; `lengths` are the passes that they take. None
    /// before anything was measured.
    pub(super) fn waits(
        &self,
        lengths: impl Iterator<Item = usize>,
    ) -> impl Iterator<Item = Option<Duration>> {
        let mut ends: BinaryHeap<Reverse<usize>> =
            self.remaining.iter().map(|left| Reverse(*left)).collect();
        let free = self.slots.saturating_sub(ends.len());
        ends.extend((0..free).map(|_| Reverse(0)));
        let seconds = self.seconds;
        lengths.map(move |passes| {
            let Reverse(begins) = ends.pop().unwrap_or(Reverse(0));
            ends.push(Reverse(begins.saturating_add(passes)));
            seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds * begins as f64).ok())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(forecast: &Forecast, lengths: &[usize]) -> Vec<Option<u128>> {
        let waits = forecast.waits(lengths.iter().copied());
        waits
            .map(|wait| wait.map(|wait| wait.as_millis()))
            .collect()
    }

    #[test]
    fn who_waits_begins_when_a_job_before_it_has_ended() {
        let mut forecast = Forecast::new(2);
        forecast.progress(vec![10, 4], Some(0.5));
        // One after 4 passes; it takes 3, so the next one begins after 7; the one that takes until 10 is then the first to end.
        assert_eq!(
            waits(&forecast, &[3, 9, 1]),
            [Some(2000), Some(3500), Some(5000)]
        );
        assert!(!forecast.has_room());
    }

    #[test]
    fn nothing_is_said_before_anything_was_measured() {
        let mut forecast = Forecast::new(1);
        assert!(forecast.has_room());
        forecast.begun(8);
        assert_eq!(waits(&forecast, &[1, 1]), [None, None]);
        forecast.progress(vec![8], Some(0.125));
        assert_eq!(waits(&forecast, &[1, 1]), [Some(1000), Some(1125)]);
    }

    #[test]
    fn the_latest_pass_counts_for_a_part() {
        let mut forecast = Forecast::new(1);
        forecast.progress(vec![1], Some(1.0));
        forecast.progress(vec![1], Some(2.0));
        forecast.progress(vec![10], None);
        assert_eq!(waits(&forecast, &[1]), [Some(12_000)]);
    }
}
