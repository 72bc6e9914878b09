//! The learning-rate schedule: linear warm-up, a plateau, and a linear decay to zero at the end.
//!
//! With a plateau, a run can be made longer when it is resumed: only the decay depends on the last step.

/// The schedule's settings.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Schedule {
    /// The peak learning rate, of the plateau.
    pub peak: f32,
    /// Steps of the linear warm-up.
    pub warmup: usize,
    /// Share of the whole run that the decay takes, 0 … 1.
    #[serde(alias = "fall")]
    pub decay: f32,
}

impl Schedule {
    /// The learning rate of step `step` (from 1) of `steps`.
    #[must_use]
    pub fn rate(&self, step: usize, steps: usize) -> f32 {
        let warmup = step as f32 / self.warmup.max(1) as f32;
        let decay = (steps as f32 * self.decay).max(1.0);
        let left = (steps + 1).saturating_sub(step) as f32 / decay;
        self.peak * warmup.min(left).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_warms_up_stays_and_decays() {
        let schedule = Schedule {
            peak: 2.0,
            warmup: 10,
            decay: 0.2,
        };
        assert!((schedule.rate(5, 100) - 1.0).abs() < 1e-6);
        assert_eq!(schedule.rate(50, 100), 2.0);
        assert!((schedule.rate(91, 100) - 1.0).abs() < 1e-6);
        assert!(schedule.rate(100, 100) <= 0.1 + 1e-6);
        assert_eq!(schedule.rate(101, 100), 0.0);
    }
}
