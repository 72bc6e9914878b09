//! The learning rate over a run: warm-up, a plateau, and a fall to zero at the end.
//!
//! With a plateau, a run can be made longer when it is resumed: only the fall depends on the last step.

/// The schedule's settings.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Schedule {
    /// The rate of the plateau.
    pub peak: f32,
    /// Steps of the linear rise.
    pub warmup: usize,
    /// Share of the whole run that the fall takes, 0 … 1.
    pub fall: f32,
}

impl Schedule {
    /// The rate of step `step` (from 1) of `steps`.
    #[must_use]
    pub fn rate(&self, step: usize, steps: usize) -> f32 {
        let rise = step as f32 / self.warmup.max(1) as f32;
        let fall = (steps as f32 * self.fall).max(1.0);
        let left = (steps + 1).saturating_sub(step) as f32 / fall;
        self.peak * rise.min(left).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_stays_and_falls() {
        let schedule = Schedule {
            peak: 2.0,
            warmup: 10,
            fall: 0.2,
        };
        assert!((schedule.rate(5, 100) - 1.0).abs() < 1e-6);
        assert_eq!(schedule.rate(50, 100), 2.0);
        assert!((schedule.rate(91, 100) - 1.0).abs() < 1e-6);
        assert!(schedule.rate(100, 100) <= 0.1 + 1e-6);
        assert_eq!(schedule.rate(101, 100), 0.0);
    }
}
