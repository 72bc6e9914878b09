//! Choices made where the logits are: over a vocabulary of 126,464, six numbers a row travel to the host, not half a
//! megabyte.
//!
//! The rule is [`crate::choice`]'s, spelt in a tensor library's operations; noise, which only that module draws, is left to
//! it.

use candle_core::{D, DType, Device, Result, Tensor};

use crate::choice::Choice;
use crate::denoiser::Rule;

/// What choosing needs on the device beside the logits.
#[derive(Debug, Clone)]
pub struct Selector {
    /// 0, 1, 2, …: the ids as numbers, `[vocab]`, f32 (exact below 2²⁴).
    ids: Tensor,
    /// −∞: the score of what is out of the question, `[1]`.
    least: Tensor,
    /// ∞: the id of what is, `[1]`.
    beyond: Tensor,
    /// −∞ at the ids that are not chosen.
    forbidden: Option<Bias>,
    /// −∞ at the ids that the confidence does not count.
    uncounted: Option<Bias>,
}

/// −∞ at some ids, 0 elsewhere: `[vocab]`.
#[derive(Debug, Clone)]
struct Bias {
    ids: Vec<u32>,
    values: Tensor,
}

/// Numbers a row that travel: the choice's logit and id, the runner-up's, the highest counted logit, and
/// Σ exp(l − highest) over the counted ones but that one.
pub(crate) const NUMBERS: usize = 6;

impl Selector {
    /// For logits of `vocab` tokens on `device`.
    ///
    /// # Errors
    /// A device error.
    pub fn new(vocab: usize, device: &Device) -> Result<Self> {
        let ids: Vec<f32> = (0..vocab).map(|id| id as f32).collect();
        Ok(Self {
            ids: Tensor::from_vec(ids, vocab, device)?,
            least: Tensor::full(f32::NEG_INFINITY, 1, device)?,
            beyond: Tensor::full(f32::INFINITY, 1, device)?,
            forbidden: None,
            uncounted: None,
        })
    }

    /// A choice for each row of logits `[rows, vocab]` in f32, which under guidance come with those of the hidden canvas, as
    /// [`crate::choice::choose`] makes it; none where a logit is NaN or +∞, or nothing can be chosen. The rule's noise is not
    /// drawn. Waits for the device once.
    ///
    /// # Errors
    /// A shape or device error.
    pub fn choose(
        &mut self,
        conditional: &Tensor,
        unconditional: Option<&Tensor>,
        rule: &Rule<'_>,
    ) -> Result<Vec<Option<Choice>>> {
        let logits = match (unconditional, rule.guidance) {
            (Some(hidden), Some(guidance)) => {
                let factor = f64::from(guidance.scale + 1.0);
                (hidden + ((conditional - hidden)? * factor)?)?
            }
            _ => conditional.clone(),
        };
        let never = [rule.suppressed, &[rule.mask_id]].concat();
        let uncounted = [rule.suppressed, rule.last].concat();
        let scores = logits.broadcast_add(&bias(&mut self.forbidden, never, &self.ids)?)?;
        let counted = logits.broadcast_add(&bias(&mut self.uncounted, uncounted, &self.ids)?)?;

        let (best, id) = self.top(&scores)?;
        let gone = self.ids.broadcast_eq(&id)?;
        let least = self.least.broadcast_as(scores.shape())?;
        let (second, second_id) = self.top(&gone.where_cond(&least, &scores)?)?;
        let highest = counted.max_keepdim(D::Minus1)?;
        let others = counted.broadcast_sub(&highest)?.exp()?;
        let ties = counted.broadcast_eq(&highest)?;
        let apart = others.zeros_like()?;
        let below = ties.where_cond(&apart, &others)?.sum_keepdim(D::Minus1)?;
        let ties = ties.to_dtype(DType::F32)?.sum_keepdim(D::Minus1)?;
        let rest = (below + (ties - 1.0)?)?;

        let numbers = Tensor::cat(&[best, id, second, second_id, highest, rest], 1)?;
        let numbers = numbers.flatten_all()?.to_vec1::<f32>()?;
        let rows = numbers.chunks_exact(NUMBERS);
        Ok(rows.map(|row| choice(row, rule)).collect())
    }

    /// The highest score of each row and the lowest id that has it, both `[rows, 1]`.
    fn top(&self, scores: &Tensor) -> Result<(Tensor, Tensor)> {
        let best = scores.max_keepdim(D::Minus1)?;
        let beyond = self.beyond.broadcast_as(scores.shape())?;
        let ids = self.ids.broadcast_as(scores.shape())?;
        let those = scores.broadcast_eq(&best)?.where_cond(&ids, &beyond)?;
        Ok((best, those.min_keepdim(D::Minus1)?))
    }
}

/// The bias at `ids`: the one kept if it is the same, as it is throughout a run.
fn bias(kept: &mut Option<Bias>, ids: Vec<u32>, like: &Tensor) -> Result<Tensor> {
    if let Some(bias) = kept
        && bias.ids == ids
    {
        return Ok(bias.values.clone());
    }
    let mut values = vec![0.0_f32; like.elem_count()];
    for &id in &ids {
        if let Some(value) = values.get_mut(id as usize) {
            *value = f32::NEG_INFINITY;
        }
    }
    let values = Tensor::from_vec(values, like.shape(), like.device())?;
    *kept = Some(Bias {
        ids,
        values: values.clone(),
    });
    Ok(values)
}

/// What a row's numbers say; none where a logit was NaN or +∞, or where nothing can be chosen.
pub(crate) fn choice(row: &[f32], rule: &Rule<'_>) -> Option<Choice> {
    let &[best, id, second, second_id, highest, rest] = row else {
        return None;
    };
    // A NaN anywhere makes the sum NaN; with nothing to choose from, the best score is −∞.
    if !rest.is_finite() || !highest.is_finite() || best == f32::NEG_INFINITY {
        return None;
    }
    let probability = |id: u32, logit: f32| {
        if rule.last.contains(&id) {
            return 0.0;
        }
        f64::from(logit - highest).exp() / (1.0 + f64::from(rest))
    };
    let id = id as u32;
    let other = (second > f32::NEG_INFINITY).then_some(second_id as u32);
    Some(Choice {
        id,
        probability: probability(id, best),
        runner_up: other.unwrap_or(id),
        runner_up_probability: other.map_or(0.0, |other| probability(other, second)),
        considered: None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::choice::choose;
    use crate::denoiser::Guidance;
    use crate::noise::{Domain, Noise};

    const ROWS: usize = 3;

    /// Choices of both spellings.
    fn both(
        c: &[f32],
        u: Option<&[f32]>,
        rule: &Rule<'_>,
    ) -> (Vec<Option<Choice>>, Vec<Option<Choice>>) {
        let vocab = c.len() / ROWS;
        let tensor =
            |values: &[f32]| Tensor::from_slice(values, (ROWS, vocab), &Device::Cpu).unwrap();
        let mut selector = Selector::new(vocab, &Device::Cpu).unwrap();
        let unconditional = u.map(tensor);
        let found = selector.choose(&tensor(c), unconditional.as_ref(), rule);
        let row = |row: usize| row * vocab..(row + 1) * vocab;
        let expected = (0..ROWS).map(|r| choose(&c[row(r)], u.map(|u| &u[row(r)]), r, rule));
        (found.unwrap(), expected.collect())
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in [f32::NAN, f32::INFINITY] {
            let logits = [0.0, 1.0, 2.0, bad, 0.0, 1.0, 0.0, 1.0, bad];
            let (found, expected) = both(&logits, None, &Rule::greedy(0));
            assert_eq!(found[1..], [None, None], "{bad}");
            assert_eq!(expected[1..], [None, None], "{bad}");
            assert!(found[0].is_some());
        }
    }

    #[test]
    fn with_one_choice_it_is_its_own_runner_up() {
        let logits = [0.0, 1.0, 5.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0];
        let rule = Rule {
            suppressed: &[2],
            ..Rule::greedy(0)
        };
        let (found, expected) = both(&logits, None, &rule);
        assert_eq!(found, expected);
        let only = found[0].as_ref().unwrap();
        assert_eq!((only.id, only.runner_up), (1, 1));
    }

    #[test]
    fn a_selector_follows_the_rule_from_pass_to_pass() {
        let logits = Tensor::new(&[[0.0_f32, 3.0, 2.0, 1.0]], &Device::Cpu).unwrap();
        let mut selector = Selector::new(4, &Device::Cpu).unwrap();
        for (suppressed, id) in [(&[][..], 1), (&[1][..], 2), (&[1, 2][..], 3), (&[][..], 1)] {
            let rule = Rule {
                suppressed,
                ..Rule::greedy(0)
            };
            let chosen = selector.choose(&logits, None, &rule).unwrap();
            assert_eq!(chosen[0].as_ref().unwrap().id, id);
        }
    }

    proptest! {
        #[test]
        fn the_device_chooses_as_the_host_does(
            seed: u64, vocab in 6_usize..700, spread in 0.1_f32..20.0, coarse: bool,
            scale in prop::option::of(0.0_f32..3.0), suppress: bool, late: bool,
        ) {
            let noise = Noise::new(seed, Domain::Weights);
            let draw = |canvas: u32| -> Vec<f32> {
                (0..ROWS * vocab)
                    .map(|at| {
                        let value = (noise.uniform(0, canvas, at as u32) as f32 - 0.5) * spread;
                        if coarse { value.round() } else { value }
                    })
                    .collect()
            };
            let (c, u) = (draw(0), draw(1));
            let rule = Rule {
                suppressed: if suppress { &[1] } else { &[] },
                last: if late { &[1, 5] } else { &[] },
                guidance: scale.map(|scale| Guidance { scale, hidden: &[0] }),
                ..Rule::greedy(2)
            };
            let (found, expected) = both(&c, scale.map(|_| u.as_slice()), &rule);
            for (found, expected) in found.iter().zip(&expected) {
                let (found, expected) = (found.as_ref().unwrap(), expected.as_ref().unwrap());
                prop_assert_eq!((found.id, found.runner_up), (expected.id, expected.runner_up));
                prop_assert!((found.probability - expected.probability).abs() < 1e-5);
                let apart = found.runner_up_probability - expected.runner_up_probability;
                prop_assert!(apart.abs() < 1e-5);
            }
        }
    }
}
