//! AdamW (Loshchilov and Hutter 2019), with Muon (Jordan 2024) for the matrices inside the blocks; clipping by the global
//! norm, and the exponential moving average (EMA) of the weights.

use rayon::prelude::*;

use super::matrix::Precision;
use super::muon::orthogonal;
use super::token_features::TokenFeatures;
use kernels::simd::vectorized;

/// The optimizer's settings; the learning rate comes with each step.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Optimizer {
    /// Decay of the mean of the gradients.
    pub beta1: f32,
    /// Decay of the mean of their squares.
    pub beta2: f32,
    /// Added to the root of the mean square.
    pub eps: f32,
    /// Whether Muon updates the matrices inside the blocks; if not, AdamW updates everything.
    pub muon: bool,
    /// Decay of Muon's momentum.
    pub momentum: f32,
    /// Decoupled weight decay, on matrices only.
    pub weight_decay: f32,
    /// Gradient clipping: the largest global norm; larger gradients are scaled down to it.
    pub clip: f32,
    /// Decay of the exponential moving average of the weights, which is what is exported.
    pub average: f32,
}

impl Default for Optimizer {
    fn default() -> Self {
        Self {
            beta1: 0.9,
            beta2: 0.98,
            eps: 1e-8,
            muon: true,
            momentum: 0.95,
            weight_decay: 0.05,
            clip: 1.0,
            average: 0.998,
        }
    }
}

/// How the optimizer treats a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A norm's gain: no weight decay.
    Gain,
    /// The embedding or the head: a table with a row for each token.
    Table,
    /// A matrix inside a block, with rows of this length.
    Matrix {
        /// Length of a row.
        columns: usize,
    },
}

/// One tensor with the optimizer's state of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// The weights.
    pub value: Vec<f32>,
    /// Running mean of the gradient.
    pub mean: Vec<f32>,
    /// Running mean of the squared gradient.
    pub square: Vec<f32>,
    /// Exponential moving average of the weights.
    pub average: Vec<f32>,
    /// What it is.
    pub kind: Kind,
}

impl Slot {
    /// A fresh slot around the weights.
    #[must_use]
    pub fn new(value: Vec<f32>, kind: Kind) -> Self {
        Self {
            mean: vec![0.0; value.len()],
            square: vec![0.0; value.len()],
            average: value.clone(),
            value,
            kind,
        }
    }
}

/// The scalars of one update.
#[derive(Debug, Clone, Copy)]
struct Step {
    rate: f32,
    clip: f32,
    correct1: f32,
    correct2: f32,
    average: f32,
}

impl Optimizer {
    /// The global norm of the gradients.
    #[must_use]
    pub fn norm(gradients: &[Vec<f32>]) -> f32 {
        let sum: f64 = gradients
            .iter()
            .map(|g| f64::from(g.iter().map(|x| x * x).sum::<f32>()))
            .sum();
        sum.sqrt() as f32
    }

    /// Decay of the moving average in a step. It is smaller in the first steps, so that the average forgets the random
    /// initialisation.
    pub(super) fn keep(&self, step: usize) -> f32 {
        self.average.min(1.0 - 1.0 / (1.0 + step as f32 / 10.0))
    }

    /// Step number `step` (from 1): updates every slot by its gradient, and the first, the embedding, by that of the features
    /// of its tokens too. Returns the norm before clipping.
    pub fn step(
        &self,
        slots: &mut [Slot],
        features: &mut TokenFeatures,
        gradients: &[Vec<f32>],
        rate: f32,
        step: usize,
        precision: Precision,
    ) -> f32 {
        let norm = Self::norm(gradients);
        let (number, power) = (step, i32::try_from(step).unwrap_or(i32::MAX));
        let step = Step {
            rate,
            clip: (self.clip / norm).min(1.0),
            correct1: 1.0 - self.beta1.powi(power),
            correct2: 1.0 - self.beta2.powi(power),
            average: self.keep(number),
        };
        if let ([table, ..], [gradient, ..]) = (&mut *slots, gradients) {
            features.step(&mut table.value, gradient, |m, v, g| {
                -step.rate * self.direction(m, v, g, step)
            });
        }
        slots
            .par_iter_mut()
            .zip(gradients)
            .for_each(|(slot, gradient)| match slot.kind {
                Kind::Matrix { columns } if self.muon => {
                    self.muon(slot, gradient, columns, step, precision);
                }
                _ => vectorized(
                    #[inline(always)]
                    || self.adam(slot, gradient, step),
                ),
            });
        norm
    }

    #[inline(always)]
    fn adam(&self, slot: &mut Slot, gradient: &[f32], step: Step) {
        let decay = match slot.kind {
            Kind::Gain => 0.0,
            Kind::Table | Kind::Matrix { .. } => step.rate * self.weight_decay,
        };
        let states = slot.mean.iter_mut().zip(&mut slot.square);
        let weights = slot.value.iter_mut().zip(&mut slot.average);
        for (((w, a), (m, v)), g) in weights.zip(states).zip(gradient) {
            let direction = self.direction(m, v, *g, step);
            *w -= step.rate * direction + decay * *w;
            *a = step.average * *a + (1.0 - step.average) * *w;
        }
    }

    /// Adam's direction of one weight, from its two running means and its gradient.
    #[inline(always)]
    fn direction(&self, mean: &mut f32, square: &mut f32, gradient: f32, step: Step) -> f32 {
        let g = gradient * step.clip;
        *mean = self.beta1 * *mean + (1.0 - self.beta1) * g;
        *square = self.beta2 * *square + (1.0 - self.beta2) * g * g;
        (*mean / step.correct1) / ((*square / step.correct2).sqrt() + self.eps)
    }

    /// Nesterov momentum, orthogonalised. Scaled by 0.2 √max(rows, columns) the update has the usual norm of
    /// AdamW's (Liu et al. 2025, arXiv 2502.16982), so that one learning rate serves both.
    fn muon(
        &self,
        slot: &mut Slot,
        gradient: &[f32],
        columns: usize,
        step: Step,
        precision: Precision,
    ) {
        let ahead: Vec<f32> = slot
            .mean
            .iter_mut()
            .zip(gradient)
            .map(|(m, g)| {
                let g = g * step.clip;
                *m = self.momentum * *m + g;
                g + self.momentum * *m
            })
            .collect();
        let longer = columns.max(ahead.len() / columns);
        let rate = step.rate * 0.2 * (longer as f32).sqrt();
        let decay = step.rate * self.weight_decay;
        let weights = slot.value.iter_mut().zip(&mut slot.average);
        for ((w, a), direction) in weights.zip(orthogonal(precision, &ahead, columns)) {
            *w -= rate * direction + decay * *w;
            *a = step.average * *a + (1.0 - step.average) * *w;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::Form;

    fn plain() -> Optimizer {
        Optimizer {
            weight_decay: 0.0,
            ..Optimizer::default()
        }
    }

    #[test]
    fn both_find_the_minimum_of_a_parabola() {
        for kind in [Kind::Table, Kind::Matrix { columns: 2 }] {
            let mut slots = [Slot::new(vec![5.0, -3.0, 0.5, 2.0], kind)];
            for step in 1..=3000 {
                let gradient = slots[0].value.iter().map(|w| 2.0 * (w - 1.0)).collect();
                let rate = 0.02 * (1.0 - step as f32 / 3001.0);
                plain().step(
                    &mut slots,
                    &mut TokenFeatures::none(),
                    &[gradient],
                    rate,
                    step,
                    Precision::F32,
                );
            }
            let off = |w: &f32| (w - 1.0).abs();
            assert!(slots[0].value.iter().all(|w| off(w) < 0.02), "{slots:?}");
            assert!(slots[0].average.iter().all(|w| off(w) < 0.05), "{slots:?}");
        }
    }

    #[test]
    fn parts_take_the_steps_of_adam_beside_the_tokens_own() {
        let forms = ["\u{120}kabul", "kabul"].map(Form::of);
        let mut features = TokenFeatures::of(&forms, 1);
        let mut slots = [Slot::new(vec![0.0, 0.0], Kind::Table)];
        let gradient = [vec![0.5, 0.0]];
        plain().step(&mut slots, &mut features, &gradient, 0.1, 1, Precision::F32);
        // A first step of Adam is one rate, whatever the gradient. Shared are the word, its length and ten letters at
        // their places; F weighs the last eleven half.
        let shared = 0.1 * (1.0 + 11.0 * 0.5);
        let near = |found: f32, expected: f32| (found - expected).abs() < 1e-4;
        let values = &slots[0].value;
        assert!(near(values[0], -0.1 - shared), "{slots:?}");
        assert!(near(values[1], -shared), "{slots:?}");
        assert!(slots[0].average[1] < 0.0, "{slots:?}");
    }

    #[test]
    fn long_gradients_are_cut_to_the_clip() {
        let mut long = [Slot::new(vec![0.0], Kind::Gain)];
        let mut cut = long.clone();
        assert_eq!(
            plain().step(
                &mut long,
                &mut TokenFeatures::none(),
                &[vec![50.0]],
                0.1,
                1,
                Precision::F32
            ),
            50.0
        );
        plain().step(
            &mut cut,
            &mut TokenFeatures::none(),
            &[vec![1.0]],
            0.1,
            1,
            Precision::F32,
        );
        assert_eq!(long[0].mean, cut[0].mean);
    }
}
