//! A softmax, and the denominator of one, summed while a row goes by, in loops that the compiler turns into vector
//! instructions.

use crate::panels::PANEL;
use crate::simd::{exp, vectorized};

/// Σ exp(logit − max), with the maximum found on the way.
#[derive(Debug, Clone)]
pub struct Softmax {
    max: f32,
    sum: f64,
}

impl Default for Softmax {
    fn default() -> Self {
        Self {
            max: f32::NEG_INFINITY,
            sum: 0.0,
        }
    }
}

impl Softmax {
    /// Takes more logits in; none may be NaN.
    pub fn add(&mut self, logits: &[f32]) {
        let max = vectorized(
            #[inline(always)]
            || maximum(logits),
        );
        if max.is_infinite() {
            self.max = self.max.max(max);
            return;
        }
        if max > self.max {
            self.sum *= f64::from(self.max - max).exp();
            self.max = max;
        }
        self.sum += vectorized(
            #[inline(always)]
            || sum_of_exponentials(logits, self.max),
        );
    }

    /// Takes in what another one has taken in.
    pub fn merge(&mut self, other: &Self) {
        let max = self.max.max(other.max);
        if max.is_infinite() {
            self.max = max;
            return;
        }
        let scaled = |part: &Self| part.sum * f64::from(part.max - max).exp();
        self.sum = scaled(self) + scaled(other);
        self.max = max;
    }

    /// Whether a logit was +∞.
    pub fn overflowed(&self) -> bool {
        self.max == f32::INFINITY
    }

    /// The probability of a token with this logit.
    pub fn probability(&self, logit: f32) -> f32 {
        (f64::from(logit - self.max).exp() / self.sum) as f32
    }
}

/// The softmax of each row of `[panels][rows][32]`, of which the first `length` columns count; the others become 0.
pub fn softmax_rows(scores: &mut [f32], rows: usize, length: usize) {
    vectorized(
        #[inline(always)]
        || softmax_rows_inlined(scores, rows, length),
    );
}

#[inline(always)]
fn softmax_rows_inlined(scores: &mut [f32], rows: usize, length: usize) {
    let size = rows * PANEL;
    let last = (length - 1) / PANEL;
    let used = length - last * PANEL;
    for row in 0..rows {
        let piece = |panel: usize| panel * size + row * PANEL;
        scores[piece(last) + used..piece(last) + PANEL].fill(f32::NEG_INFINITY);
        let mut lanes = [f32::NEG_INFINITY; PANEL];
        for panel in 0..=last {
            for (lane, score) in lanes.iter_mut().zip(&scores[piece(panel)..][..PANEL]) {
                *lane = if *score > *lane { *score } else { *lane };
            }
        }
        let max = lanes.into_iter().fold(f32::NEG_INFINITY, f32::max);
        let mut lanes = [0.0_f32; PANEL];
        for panel in 0..=last {
            for (lane, score) in lanes.iter_mut().zip(&mut scores[piece(panel)..][..PANEL]) {
                *score = exp(*score - max);
                *lane += *score;
            }
        }
        scores[piece(last) + used..piece(last) + PANEL].fill(0.0);
        let inverse = 1.0 / lanes.into_iter().sum::<f32>();
        for panel in 0..=last {
            for score in &mut scores[piece(panel)..][..PANEL] {
                *score *= inverse;
            }
        }
    }
}

const LANES: usize = 16;

/// Σ exp(logit − max).
#[inline(always)]
fn sum_of_exponentials(logits: &[f32], max: f32) -> f64 {
    let mut lanes = [0.0_f32; LANES];
    let (whole, rest) = logits.as_chunks::<LANES>();
    for chunk in whole {
        for (lane, logit) in lanes.iter_mut().zip(chunk) {
            *lane += exp(logit - max);
        }
    }
    let rest = rest.iter().map(|logit| exp(logit - max));
    lanes.into_iter().chain(rest).map(f64::from).sum()
}

/// The highest logit; −∞ of none.
#[inline(always)]
pub fn maximum(logits: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let (whole, rest) = logits.as_chunks::<LANES>();
    for chunk in whole {
        for (lane, logit) in lanes.iter_mut().zip(chunk) {
            *lane = if *logit > *lane { *logit } else { *lane };
        }
    }
    let all = lanes.iter().chain(rest).copied();
    all.fold(f32::NEG_INFINITY, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_add_up(logits in prop::collection::vec(-30.0_f32..30.0, 1..200), cut in 0_usize..200) {
            let (first, second) = logits.split_at(cut.min(logits.len()));
            let mut softmax = Softmax::default();
            softmax.add(first);
            softmax.add(second);
            let total: f64 = logits.iter().map(|logit| f64::from(*logit).exp()).sum();
            let expected = f64::from(logits[0]).exp() / total;
            prop_assert!((f64::from(softmax.probability(logits[0])) - expected).abs() < 1e-6);
        }
    }
}
