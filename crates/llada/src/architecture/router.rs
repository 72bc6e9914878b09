//! Which experts a position goes through, and with which weights. One function for every backend; scores are f32.

use std::cmp::Ordering;

/// How the router of a mixture of experts chooses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Router {
    /// The softmax over all experts; the chosen ones keep their probabilities. A bias is added before the choice, and the biased
    /// value is the weight (LLaDA-MoE).
    Softmax {
        /// Whether the chosen weights are divided by their sum.
        renormalise: bool,
        /// Whether there is a bias for each expert.
        bias: bool,
    },
    /// Sigmoids. Experts are in groups of equal size; a group's score is the sum of its two highest biased scores, and experts
    /// are chosen by their biased scores in the best groups. Weights are the scores without the bias (LLaDA2.x).
    GroupedSigmoid {
        /// Groups.
        groups: usize,
        /// Groups of which experts are chosen.
        top_groups: usize,
        /// Factor on the weights, at last.
        scale: f32,
        /// Whether the chosen weights are divided by their sum.
        renormalise: bool,
        /// Whether there is a bias for each expert.
        bias: bool,
    },
}

/// The experts of one position with their weights, by ascending expert.
pub type Routing = Vec<(usize, f32)>;

impl Router {
    /// Whether there is a bias for each expert.
    #[must_use]
    pub const fn has_bias(&self) -> bool {
        match self {
            Self::Softmax { bias, .. } | Self::GroupedSigmoid { bias, .. } => *bias,
        }
    }

    /// Chooses `top_k` experts by the router's logits of one position; of equal scores the lower expert is first.
    #[must_use]
    pub fn route(&self, logits: &[f32], bias: Option<&[f32]>, top_k: usize) -> Routing {
        let mut scores: Vec<f32> = match self {
            Self::Softmax { .. } => softmax(logits),
            Self::GroupedSigmoid { .. } => {
                logits.iter().map(|x| 1.0 / (1.0 + (-x).exp())).collect()
            }
        };
        let mut biased = scores.clone();
        for (score, bias) in biased.iter_mut().zip(bias.unwrap_or_default()) {
            *score += bias;
        }
        if let Self::Softmax { .. } = self {
            scores.clone_from(&biased);
        }
        let experts = match *self {
            Self::Softmax { .. } => highest(0..biased.len(), |expert| biased[expert], top_k),
            Self::GroupedSigmoid {
                groups, top_groups, ..
            } => {
                let size = biased.len() / groups;
                let score = |group: usize| {
                    let of = |expert: usize| biased[expert];
                    let members = group * size..(group + 1) * size;
                    highest(members, of, 2).into_iter().map(of).sum()
                };
                let best = highest(0..groups, score, top_groups);
                let reachable = best
                    .into_iter()
                    .flat_map(|group| group * size..(group + 1) * size);
                highest(reachable, |expert| biased[expert], top_k)
            }
        };
        let total: f32 = experts.iter().map(|expert| scores[*expert]).sum();
        let (divisor, scale) = match *self {
            Self::Softmax { renormalise, .. } => (if renormalise { total } else { 1.0 }, 1.0),
            Self::GroupedSigmoid {
                renormalise, scale, ..
            } => (if renormalise { total + 1e-20 } else { 1.0 }, scale),
        };
        let weighted = experts.into_iter();
        let mut routing: Routing = weighted
            .map(|expert| (expert, scores[expert] / divisor * scale))
            .collect();
        routing.sort_unstable_by_key(|(expert, _)| *expert);
        routing
    }
}

/// The `count` candidates of the highest scores, the best first; of equal scores the earlier.
fn highest(
    candidates: impl Iterator<Item = usize>,
    score: impl Fn(usize) -> f32,
    count: usize,
) -> Vec<usize> {
    let mut scored: Vec<(usize, f32)> = candidates.map(|at| (at, score(at))).collect();
    scored.sort_by(|a, b| {
        b.1.partial_cmp(&a.1)
            .unwrap_or(Ordering::Equal)
            .then(a.0.cmp(&b.0))
    });
    scored.truncate(count);
    scored.into_iter().map(|(at, _)| at).collect()
}

fn softmax(logits: &[f32]) -> Vec<f32> {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut values: Vec<f32> = logits.iter().map(|logit| (logit - max).exp()).collect();
    let total: f32 = values.iter().sum();
    values.iter_mut().for_each(|value| *value /= total);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: &[(usize, f32)], expected: &[(usize, f32)]) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            assert!(a.0 == b.0 && (a.1 - b.1).abs() < 1e-5, "{found:?}");
        }
    }

    #[test]
    fn softmax_keeps_the_probabilities_and_ties_go_to_the_lower_expert() {
        let ln = |values: [f32; 4]| values.map(f32::ln);
        let plain = Router::Softmax {
            renormalise: false,
            bias: false,
        };
        near(
            &plain.route(&ln([0.1, 0.4, 0.1, 0.4]), None, 3),
            &[(0, 0.1), (1, 0.4), (3, 0.4)],
        );
        let renormalised = Router::Softmax {
            renormalise: true,
            bias: false,
        };
        near(
            &renormalised.route(&ln([0.1, 0.3, 0.2, 0.4]), None, 2),
            &[(1, 3.0 / 7.0), (3, 4.0 / 7.0)],
        );
        // The bias is part of the choice and of the weight.
        let biased = Router::Softmax {
            renormalise: false,
            bias: true,
        };
        let bias = [0.5, 0.0, 0.0, 0.0];
        near(
            &biased.route(&ln([0.1, 0.3, 0.2, 0.4]), Some(&bias), 2),
            &[(0, 0.6), (3, 0.4)],
        );
    }

    #[test]
    fn sigmoid_groups_limit_the_choice_and_the_bias_is_no_weight() {
        let logit = |p: f32| (p / (1.0 - p)).ln();
        // Groups {0, 1}, {2, 3}, {4, 5}: the best expert is in the worst group.
        let scores = [0.5, 0.5, 0.6, 0.3, 0.7, 0.1].map(logit);
        let router = Router::GroupedSigmoid {
            groups: 3,
            top_groups: 2,
            scale: 2.0,
            renormalise: true,
            bias: true,
        };
        near(
            &router.route(&scores, None, 2),
            &[(0, 2.0 * 0.5 / 1.1), (2, 2.0 * 0.6 / 1.1)],
        );
        let bias = [0.0, 0.0, 0.0, 0.0, 0.0, 0.3];
        near(
            &router.route(&scores, Some(&bias), 2),
            &[(0, 2.0 * 0.5 / 1.2), (4, 2.0 * 0.7 / 1.2)],
        );
    }
}
