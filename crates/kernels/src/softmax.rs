//! A softmax, and the denominator of one, summed while a row goes by, in loops that the compiler turns into vector
//! instructions.

use crate::panels::PANEL;
use crate::simd::{exp, vectorized};

/// The denominator of a softmax, with the maximum found on the way.
///
/// It is kept as the sum over every logit but one that is the maximum. That one contributes exactly 1; beside it the others
/// would be rounded away, and probabilities close to 1 could not be told apart.
#[derive(Debug, Clone)]
pub struct Softmax {
    max: f32,
    /// Σ exp(logit − max) over the others.
    rest: f64,
}

impl Default for Softmax {
    fn default() -> Self {
        Self {
            max: f32::NEG_INFINITY,
            rest: 0.0,
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
        let before = (max > self.max).then_some(self.relative_to(max));
        let highest = self.max.max(max);
        let (below, equal) = vectorized(
            #[inline(always)]
            || sum_of_exponentials(logits, highest),
        );
        self.rest = match before {
            Some(before) => before + below + (equal - 1.0),
            None => self.rest + below + equal,
        };
        self.max = highest;
    }

    /// Takes in what another one has taken in.
    pub fn merge(&mut self, other: &Self) {
        let max = self.max.max(other.max);
        if max.is_infinite() {
            self.max = max;
            return;
        }
        let (low, high) = if self.max < other.max {
            (&*self, other)
        } else {
            (other, &*self)
        };
        self.rest = high.rest + low.relative_to(max);
        self.max = max;
    }

    /// Σ exp(logit − max) over all that was taken in, for a maximum that is none of them.
    fn relative_to(&self, max: f32) -> f64 {
        (self.rest + 1.0) * f64::from(self.max - max).exp()
    }

    /// Whether a logit was +∞.
    pub fn overflowed(&self) -> bool {
        self.max == f32::INFINITY
    }

    /// The probability of a token with this logit.
    pub fn probability(&self, logit: f32) -> f64 {
        f64::from(logit - self.max).exp() / (self.rest + 1.0)
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

/// Σ exp(logit − max) over the logits below the maximum, and how many are the maximum.
#[inline(always)]
fn sum_of_exponentials(logits: &[f32], max: f32) -> (f64, f64) {
    let (mut below, mut equal) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    let (whole, rest) = logits.as_chunks::<LANES>();
    for chunk in whole {
        for ((below, equal), &logit) in below.iter_mut().zip(&mut equal).zip(chunk) {
            let value = exp(logit - max);
            *below += if logit < max { value } else { 0.0 };
            *equal += if logit < max { 0.0 } else { 1.0 };
        }
    }
    for ((below, equal), &logit) in below.iter_mut().zip(&mut equal).zip(rest) {
        let is_below = logit < max;
        *below += if is_below { exp(logit - max) } else { 0.0 };
        *equal += if is_below { 0.0 } else { 1.0 };
    }
    let total = |lanes: [f32; LANES]| lanes.into_iter().map(f64::from).sum();
    (total(below), total(equal))
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
            prop_assert!((softmax.probability(logits[0]) - expected).abs() < 1e-6);
        }

        #[test]
        fn what_is_left_beside_a_sure_choice_is_exact(
            mut logits in prop::collection::vec(-3.0_f32..3.0, 2..200),
            sure in 5.0_f32..25.0,
            at in 0_usize..200,
            cut in 0_usize..200,
        ) {
            let at = at % logits.len();
            logits[at] = sure;
            let (first, second) = logits.split_at(cut.min(logits.len()));
            let mut softmax = Softmax::default();
            softmax.add(first);
            softmax.add(second);
            let (mut low, mut high) = (Softmax::default(), Softmax::default());
            low.add(first);
            high.add(second);
            low.merge(&high);
            let rest: f64 = (0..logits.len())
                .filter(|index| *index != at)
                .map(|index| (f64::from(logits[index]) - f64::from(sure)).exp())
                .sum();
            // 1e-6 of what is left, and what an f64 close to 1 can hold.
            let error = 1e-6 * rest + 1e-15;
            for softmax in [softmax, low] {
                let left = 1.0 - softmax.probability(sure);
                prop_assert!((left - rest / (1.0 + rest)).abs() < error, "{left}, {rest}");
            }
        }
    }
}
