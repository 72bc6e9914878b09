//! What else a model considered at a position: the likeliest tokens and the entropy of the distribution.

use crate::rule::Rule;

/// How many tokens are reported.
pub const LIKELIEST: usize = 5;

/// The likeliest tokens of a row and its entropy.
#[derive(Debug, Clone, PartialEq)]
pub struct Considered {
    /// Up to [`LIKELIEST`] ids with their probabilities, likeliest first, lower ids first on a tie; never the mask token.
    pub likeliest: Vec<(u32, f32)>,
    /// Entropy in nats, over every token that the confidence counts, the mask token included.
    pub entropy: f32,
}

/// A running summary of a row of logits, from which [`Considered`] follows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ranking {
    /// The highest logit so far.
    max: Option<f32>,
    /// Σ exp(logit − max).
    sum: f64,
    /// Σ exp(logit − max) · (logit − max).
    weighted: f64,
    /// Ids and logits, highest first.
    top: Vec<(u32, f32)>,
}

impl Ranking {
    /// Takes in the logits of the ids from `first` on, as the confidence sees them; ids come in ascending order.
    pub(crate) fn add(&mut self, first: usize, logits: &[f32], rule: &Rule<'_>) {
        let finite = |(_, logit): &(usize, &f32)| **logit > f32::NEG_INFINITY;
        for (offset, &logit) in logits.iter().enumerate().filter(finite) {
            self.shift(logit);
            let below = f64::from(logit - self.max.unwrap_or(logit));
            self.sum += below.exp();
            self.weighted += below.exp() * below;
            let id = (first + offset) as u32;
            if id != rule.mask_id {
                self.offer(id, logit);
            }
        }
    }

    /// Takes in what another one knows of higher ids.
    pub(crate) fn merge(&mut self, mut other: Self) {
        let (Some(own), Some(theirs)) = (self.max, other.max) else {
            if self.max.is_none() {
                *self = other;
            }
            return;
        };
        self.shift(theirs);
        other.shift(own);
        self.sum += other.sum;
        self.weighted += other.weighted;
        for (id, logit) in other.top {
            self.offer(id, logit);
        }
    }

    /// Makes the sums relative to this logit if it is the highest so far.
    fn shift(&mut self, logit: f32) {
        match self.max {
            Some(max) if logit <= max => {}
            Some(max) => {
                let by = f64::from(max - logit);
                self.weighted = by.exp() * (self.weighted + by * self.sum);
                self.sum *= by.exp();
                self.max = Some(logit);
            }
            None => self.max = Some(logit),
        }
    }

    fn offer(&mut self, id: u32, logit: f32) {
        let low = self.top.len() == LIKELIEST
            && self.top.last().is_some_and(|(_, least)| *least >= logit);
        if low {
            return;
        }
        let at = self.top.partition_point(|(_, other)| *other >= logit);
        self.top.insert(at, (id, logit));
        self.top.truncate(LIKELIEST);
    }

    /// The likeliest tokens, with the `probability` of their logits, and the entropy.
    pub(crate) fn considered(&self, probability: impl Fn(f32) -> f64) -> Considered {
        let likeliest = self
            .top
            .iter()
            .map(|(id, logit)| (*id, probability(*logit) as f32));
        // −Σ p ln p, where ln p = (logit − max) − ln Σ.
        let entropy = self.sum.ln() - self.weighted / self.sum;
        Considered {
            likeliest: likeliest.collect(),
            entropy: entropy.max(0.0) as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_the_book(logits: &[f32], mask_id: u32) -> (Vec<u32>, f64) {
        let total: f64 = logits.iter().map(|logit| f64::from(*logit).exp()).sum();
        let shares: Vec<f64> = logits
            .iter()
            .map(|logit| f64::from(*logit).exp() / total)
            .collect();
        let entropy = -shares
            .iter()
            .filter(|p| **p > 0.0)
            .map(|p| p * p.ln())
            .sum::<f64>();
        let mut ids: Vec<u32> = (0..logits.len() as u32)
            .filter(|id| *id != mask_id)
            .collect();
        ids.sort_by(|a, b| {
            logits[*b as usize]
                .total_cmp(&logits[*a as usize])
                .then(a.cmp(b))
        });
        ids.truncate(LIKELIEST);
        (ids, entropy)
    }

    proptest! {
        #[test]
        fn pieces_say_what_the_whole_row_says(
            logits in prop::collection::vec((-8_i8..8).prop_map(|logit| f32::from(logit) / 2.0), 1..40),
            cut in 0_usize..40,
            mask_id in 0_u32..40,
        ) {
            let rule = Rule::greedy(mask_id);
            let cut = cut.min(logits.len());
            let (mut low, mut high) = (Ranking::default(), Ranking::default());
            low.add(0, &logits[..cut], &rule);
            high.add(cut, &logits[cut..], &rule);
            low.merge(high);
            let considered = low.considered(f64::from);
            let (ids, entropy) = by_the_book(&logits, mask_id);
            let found: Vec<u32> = considered.likeliest.iter().map(|(id, _)| *id).collect();
            prop_assert_eq!(found, ids);
            prop_assert!((f64::from(considered.entropy) - entropy).abs() < 1e-5);
        }
    }
}
