//! From a row of logits to a token and its confidence, reading the row once.

use crate::considered::{Considered, Ranking};
use crate::noise::{Domain, MAX_GUMBEL, Noise, gumbel};
use crate::rule::Rule;
use kernels::simd::vectorized;
use kernels::softmax::{Softmax, maximum};

/// What the model would put at a position.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The token.
    pub id: u32,
    /// Its softmax probability, without temperature noise: the confidence. In f64, as many are so close to 1 that f32 could not
    /// rank them.
    pub probability: f64,
    /// The token that would be chosen if `id` were not; `id` itself where there is no other.
    pub runner_up: u32,
    /// Its softmax probability.
    pub runner_up_probability: f64,
    /// What else was considered, where the rule asks for it.
    pub considered: Option<Box<Considered>>,
}

/// Logits are handled this many at a time: a piece stays in the first-level cache.
const PIECE: usize = 512;
/// So many are passed over together where none of them is high enough.
const PART: usize = 32;

/// Chooses by `rule` from a row of logits, which under guidance comes in two; `position` addresses the noise. None if a
/// logit is NaN or +∞, or if nothing can be chosen.
///
/// Ties go to the lowest id. Probabilities are over every token that is neither suppressed nor last, the mask token
/// included.
#[must_use]
pub fn choose(
    conditional: &[f32],
    unconditional: Option<&[f32]>,
    position: usize,
    rule: &Rule<'_>,
) -> Option<Choice> {
    let mut selection = Selection::default();
    selection.add(0, conditional, unconditional, position, rule);
    selection.choice(rule)
}

/// What is known of a row after some of its logits: enough to choose, so that they need not be kept.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    softmax: Softmax,
    top: Top,
    nan: bool,
    ranking: Option<Ranking>,
}

impl Selection {
    /// Takes in the logits of the ids from `first` (a multiple of 4) on; ids come in ascending order.
    pub fn add(
        &mut self,
        first: usize,
        conditional: &[f32],
        unconditional: Option<&[f32]>,
        position: usize,
        rule: &Rule<'_>,
    ) {
        let gumbel = rule.gumbel.map(|gumbel| {
            let noise = Noise::new(gumbel.seed, Domain::Gumbel);
            (gumbel.temperature, noise, gumbel.pass)
        });
        let mut buffer = [0.0_f32; PIECE];
        for (piece, values) in conditional.chunks(PIECE).enumerate() {
            let from = piece * PIECE;
            let start = first + from;
            let logits = &mut buffer[..values.len()];
            match (unconditional, rule.guidance) {
                (Some(unconditional), Some(guidance)) => {
                    let factor = guidance.scale + 1.0;
                    let hidden = &unconditional[from..from + values.len()];
                    for ((logit, c), u) in logits.iter_mut().zip(values).zip(hidden) {
                        *logit = u + factor * (c - u);
                    }
                }
                _ => logits.copy_from_slice(values),
            }
            if has_nan(logits) {
                self.nan = true;
                return;
            }
            forbid(logits, start, rule.suppressed);
            let mask = forbid(logits, start, &[rule.mask_id]);
            match gumbel {
                None => vectorized(
                    #[inline(always)]
                    || self.top.scan(logits, start),
                ),
                Some((temperature, noise, pass)) => {
                    self.top.scan_noisy(logits, start, temperature, |group| {
                        noise.four(pass, position as u32, group)
                    });
                }
            }
            if let Some((slot, logit)) = mask {
                logits[slot] = logit;
            }
            forbid(logits, start, rule.last);
            self.softmax.add(logits);
            if rule.alternatives {
                let ranking = self.ranking.get_or_insert_default();
                ranking.add(start, logits, rule);
            }
        }
    }

    /// Takes in what another one knows of higher ids.
    pub fn merge(&mut self, other: &Self) {
        self.nan |= other.nan;
        self.softmax.merge(&other.softmax);
        if let Some(ranking) = other.ranking.clone() {
            self.ranking.get_or_insert_default().merge(ranking);
        }
        for candidate in [other.top.best, other.top.second].into_iter().flatten() {
            self.top.offer(candidate);
        }
    }

    /// The choice; none if a logit was NaN or +∞, or if nothing can be chosen.
    #[must_use]
    pub fn choice(&self, rule: &Rule<'_>) -> Option<Choice> {
        let best = self.top.best?;
        if self.nan || self.softmax.overflowed() {
            return None;
        }
        let probability = |candidate: Candidate| {
            if rule.last.contains(&candidate.id) {
                return 0.0;
            }
            self.softmax.probability(candidate.logit)
        };
        let second = self.top.second;
        Some(Choice {
            id: best.id,
            probability: probability(best),
            runner_up: second.map_or(best.id, |second| second.id),
            runner_up_probability: second.map_or(0.0, probability),
            considered: self.ranking.as_ref().map(|ranking| {
                Box::new(ranking.considered(|logit| self.softmax.probability(logit)))
            }),
        })
    }
}

/// Whether a logit is NaN; looks at all of them, which is faster than to stop at one.
fn has_nan(logits: &[f32]) -> bool {
    vectorized(
        #[inline(always)]
        || {
            logits
                .iter()
                .fold(false, |found, logit| found | logit.is_nan())
        },
    )
}

/// Sets the logits of `ids` that lie in the piece from `start` to −∞; the last one replaced, with its value.
fn forbid(logits: &mut [f32], start: usize, ids: &[u32]) -> Option<(usize, f32)> {
    let mut replaced = None;
    for &id in ids {
        if let Some(slot) = (id as usize).checked_sub(start)
            && let Some(logit) = logits.get_mut(slot)
        {
            replaced = Some((slot, std::mem::replace(logit, f32::NEG_INFINITY)));
        }
    }
    replaced
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    score: f64,
    logit: f32,
    id: u32,
}

/// The two highest scores; the lower id wins a tie.
#[derive(Debug, Clone, Default)]
struct Top {
    best: Option<Candidate>,
    second: Option<Candidate>,
}

impl Top {
    /// The score that a candidate must exceed to matter.
    fn bar(&self) -> f64 {
        self.second.map_or(f64::NEG_INFINITY, |second| second.score)
    }

    fn offer(&mut self, candidate: Candidate) {
        match self.best {
            Some(best) if candidate.score <= best.score => {
                if candidate.score > self.bar() {
                    self.second = Some(candidate);
                }
            }
            _ => {
                if candidate.score > f64::NEG_INFINITY {
                    self.second = self.best.replace(candidate);
                }
            }
        }
    }

    #[inline(always)]
    fn scan(&mut self, logits: &[f32], start: usize) {
        for (first, part) in (start..).step_by(PART).zip(logits.chunks(PART)) {
            if f64::from(maximum(part)) <= self.bar() {
                continue;
            }
            for (id, &logit) in (first..).zip(part) {
                if f64::from(logit) > self.bar() {
                    self.offer(Candidate {
                        score: logit.into(),
                        logit,
                        id: id as u32,
                    });
                }
            }
        }
    }

    /// As [`Self::scan`] with noise. A logarithm is taken only of the few words that are large enough to matter beside the
    /// piece's highest logit.
    fn scan_noisy(
        &mut self,
        logits: &[f32],
        start: usize,
        temperature: f64,
        words: impl Fn(u32) -> [u32; 4],
    ) {
        let needed = (self.bar() - f64::from(maximum(logits))) / temperature;
        if needed >= MAX_GUMBEL {
            return;
        }
        let least = least_word(needed);
        for (group, quad) in logits.chunks(4).enumerate() {
            let first = start + group * 4;
            for ((slot, &logit), word) in quad.iter().enumerate().zip(words((first / 4) as u32)) {
                if word >= least && logit > f32::NEG_INFINITY {
                    self.offer(Candidate {
                        score: f64::from(logit) + temperature * gumbel(word),
                        logit,
                        id: (first + slot) as u32,
                    });
                }
            }
        }
    }
}

/// A word below which Gumbel noise stays below `noise`: every smaller word certainly does.
fn least_word(noise: f64) -> u32 {
    // The margin is far above what rounding can do.
    let uniform = (-(1e-6 - noise).exp()).exp();
    (uniform * 4_294_967_296.0 - 1.0).max(0.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Guidance, Gumbel};
    use proptest::prelude::*;

    /// The same by the book, in f64 and without haste.
    fn reference(c: &[f32], u: Option<&[f32]>, position: usize, rule: &Rule<'_>) -> (u32, f64) {
        let guided: Vec<f64> = (0..c.len())
            .map(|id| match (u, rule.guidance) {
                (Some(u), Some(guidance)) => {
                    (u[id] + (guidance.scale + 1.0) * (c[id] - u[id])).into()
                }
                _ => c[id].into(),
            })
            .map(|logit: f64| logit)
            .collect();
        let gone = |id: usize, ids: &[u32]| ids.contains(&(id as u32));
        let mut best = (f64::NEG_INFINITY, u32::MAX);
        for (id, logit) in guided.iter().enumerate() {
            if gone(id, rule.suppressed) || gone(id, &[rule.mask_id]) {
                continue;
            }
            let noise = rule.gumbel.map_or(0.0, |g| {
                let noise = Noise::new(g.seed, Domain::Gumbel);
                let uniform = noise.uniform(g.pass, position as u32, id as u32);
                -g.temperature * (-uniform.ln()).ln()
            });
            if logit + noise > best.0 {
                best = (logit + noise, id as u32);
            }
        }
        let weight = |id: usize| {
            if gone(id, rule.suppressed) || gone(id, rule.last) {
                0.0
            } else {
                guided[id].exp()
            }
        };
        let total: f64 = (0..c.len()).map(weight).sum();
        (best.1, weight(best.1 as usize) / total)
    }

    #[test]
    fn ties_go_to_the_lowest_id_and_the_mask_is_never_chosen() {
        let choice = choose(&[1.0, 9.0, 3.0, 3.0], None, 0, &Rule::greedy(1)).unwrap();
        assert_eq!((choice.id, choice.runner_up), (2, 3));
        // The mask token's weight still counts.
        assert!(choice.probability < 0.01);
    }

    #[test]
    fn suppressed_ids_leave_the_softmax_and_last_ids_only_the_confidence() {
        let logits = [2.0, 1.0, 0.0, 0.0];
        let suppressed = Rule {
            suppressed: &[0],
            ..Rule::greedy(3)
        };
        let choice = choose(&logits, None, 0, &suppressed).unwrap();
        assert_eq!(choice.id, 1);
        let e = std::f64::consts::E;
        assert!((choice.probability - e / (e + 2.0)).abs() < 1e-6);
        let last = Rule {
            last: &[0],
            ..Rule::greedy(3)
        };
        let choice = choose(&logits, None, 0, &last).unwrap();
        assert_eq!((choice.id, choice.probability), (0, 0.0));
        assert!((choice.runner_up_probability - e / (e + 2.0)).abs() < 1e-6);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in [f32::NAN, f32::INFINITY] {
            assert_eq!(choose(&[0.0, bad, 1.0], None, 0, &Rule::greedy(0)), None);
        }
        assert_eq!(
            choose(&[f32::NEG_INFINITY; 3], None, 0, &Rule::greedy(0)),
            None
        );
    }

    #[test]
    fn the_least_word_misses_no_noise() {
        for noise in [f64::NEG_INFINITY, -5.0, -1.0, 0.0, 1.0, 5.0, 15.0, 22.0] {
            let least = least_word(noise);
            assert!(least == 0 || gumbel(least - 1) < noise, "{noise}");
            assert!(gumbel(least.saturating_add(20_000_000)) > noise, "{noise}");
        }
    }

    #[test]
    fn temperature_draws_by_the_softmax() {
        let logits = [0.0, 1.0, 2.0, 0.5, -1.0];
        let temperature = 0.7;
        let weights: Vec<f64> = logits
            .iter()
            .map(|l| (f64::from(*l) / temperature).exp())
            .collect();
        let total: f64 = weights[1..].iter().sum();
        let mut counts = [0.0; 5];
        const DRAWS: usize = 20_000;
        for position in 0..DRAWS {
            let rule = Rule {
                gumbel: Some(Gumbel {
                    temperature,
                    seed: 11,
                    pass: 0,
                }),
                ..Rule::greedy(0)
            };
            counts[choose(&logits, None, position, &rule).unwrap().id as usize] += 1.0;
        }
        assert_eq!(counts[0], 0.0);
        let chi: f64 = (1..5)
            .map(|id| {
                let expected = weights[id] / total * DRAWS as f64;
                (counts[id] - expected).powi(2) / expected
            })
            .sum();
        // χ² with 3 degrees of freedom exceeds 21.1 once in 10,000 seeds.
        assert!(chi < 21.1, "{chi}");
    }

    proptest! {
        #[test]
        fn one_pass_equals_the_book(
            seed: u64, vocab in 6_usize..1500, spread in 0.1_f32..20.0, coarse: bool,
            temperature in prop::option::of(0.05_f64..3.0), scale in prop::option::of(0.0_f32..3.0),
            suppress: bool, late: bool,
        ) {
            let noise = Noise::new(seed, Domain::Weights);
            let draw = |row: u32, id: usize| {
                let value = (noise.uniform(0, row, id as u32) as f32 - 0.5) * spread;
                if coarse { value.round() } else { value }
            };
            let c: Vec<f32> = (0..vocab).map(|id| draw(0, id)).collect();
            let u: Vec<f32> = (0..vocab).map(|id| draw(1, id)).collect();
            let hidden = [0];
            let rule = Rule {
                mask_id: 2,
                suppressed: if suppress { &[1] } else { &[] },
                last: if late { &[1, 5] } else { &[] },
                guidance: scale.map(|scale| Guidance { scale, hidden: &hidden }),
                gumbel: temperature.map(|temperature| Gumbel { temperature, seed, pass: 9 }),
                alternatives: false,
            };
            let unconditional = scale.map(|_| u.as_slice());
            let choice = choose(&c, unconditional, 4, &rule).unwrap();
            let (id, probability) = reference(&c, unconditional, 4, &rule);
            prop_assert_eq!(choice.id, id);
            prop_assert!((choice.probability - probability).abs() < 1e-5);
            prop_assert!(choice.runner_up != id && choice.runner_up != 2);
            // In two parts it is the same.
            let cut = vocab / 2 / 4 * 4;
            let (mut low, mut high) = (Selection::default(), Selection::default());
            low.add(0, &c[..cut], unconditional.map(|u| &u[..cut]), 4, &rule);
            high.add(cut, &c[cut..], unconditional.map(|u| &u[cut..]), 4, &rule);
            low.merge(&high);
            let merged = low.choice(&rule).unwrap();
            prop_assert_eq!((merged.id, merged.runner_up), (choice.id, choice.runner_up));
            prop_assert!((merged.probability - choice.probability).abs() < 1e-6);
        }
    }
}
