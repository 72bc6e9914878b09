//! The objectives of LLaDA (arXiv 2502.09992): what is masked and what it weighs.
//!
//! ```text
//! pre-training, equation 3:  −E_{t, x0, xt}     [ 1/t · Σ_{i=1..L}  1[xt_i = MASK] · log p_θ(x0_i | xt) ]
//! fine-tuning, equation 5:   −E_{t, p0, r0, rt} [ 1/t · Σ_{i=1..L'} 1[rt_i = MASK] · log p_θ(r0_i | p0, rt) ]
//! ```
//!
//! Fine-tuning never masks the prompt p0. The response r0 is padded with end-of-text to the end of its row, and those
//! tokens count: that is how the model learns where an answer ends. It is also why such a model becomes confident of
//! the end of the text first; short rows keep that part of the loss small.

use corpus::draw::Draw;

/// The least probability of masking, so that the weight 1/p stays finite.
const FLOOR: f32 = 1e-3;

/// One of the two objectives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    /// Every token may be masked: the model learns the language.
    PreTraining,
    /// Only the response may be masked: the model learns to answer.
    #[default]
    FineTuning,
}

impl Objective {
    /// The first position that may be masked in a row with a prompt of this length.
    #[must_use]
    pub const fn start(self, prompt: usize) -> usize {
        match self {
            Self::PreTraining => 0,
            Self::FineTuning => prompt,
        }
    }
}

/// The masking probability of time `t` in [0, 1): p = (1 − ε) t + ε.
#[must_use]
pub fn mask_probability(t: f32) -> f32 {
    (1.0 - FLOOR) * t + FLOOR
}

/// The times of a batch: t_i = (u + i/n) mod 1 with one uniform u.
///
/// Each t_i is uniform on [0, 1) as the equation demands; together they are spread evenly, which makes the estimate
/// of the expectation less noisy than independent draws would.
#[must_use]
pub fn times(n: usize, draw: &mut Draw) -> Vec<f32> {
    let u = draw.unit();
    (0..n).map(|i| (u + i as f32 / n as f32).fract()).collect()
}

/// Which of `len` tokens are masked: each independently, with probability `p`.
pub fn mask(len: usize, p: f32, draw: &mut Draw) -> Vec<bool> {
    (0..len).map(|_| draw.chance(p)).collect()
}

/// The weight of one masked token's cross entropy in the loss of a batch: 1 / (p · L' · B), with L' the number of
/// tokens that may be masked (the end-of-text padding among them) and B the number of rows.
#[must_use]
pub fn weight(p: f32, len: usize, batch: usize) -> f32 {
    1.0 / (p * len as f32 * batch as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weighted_count_of_masks_is_one_in_expectation() {
        // Σ over masked tokens of 1/(p L') estimates 1: the weights undo the masking.
        let mut draw = Draw::new(&[5]);
        let rounds = 4000;
        let mut sum = 0.0;
        for t in times(rounds, &mut draw) {
            let p = mask_probability(t.max(0.05));
            let masked = mask(20, p, &mut draw).iter().filter(|m| **m).count();
            sum += masked as f32 * weight(p, 20, rounds);
        }
        assert!((sum - 1.0).abs() < 0.03, "{sum}");
    }

    #[test]
    fn times_cover_the_unit_interval_evenly() {
        let mut times = times(10, &mut Draw::new(&[1]));
        times.sort_by(f32::total_cmp);
        assert!(
            times
                .iter()
                .enumerate()
                .all(|(i, t)| (*t * 10.0) as usize == i),
            "{times:?}"
        );
    }
}
