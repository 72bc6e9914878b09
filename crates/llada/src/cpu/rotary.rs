//! Rotary position embedding on slices: the same angles as [`crate::model::rotary`].

use crate::config::Config;

/// cos and sin of every position of the context, `[positions][head_dim / 2]`.
#[derive(Debug)]
pub(super) struct Rotary {
    half: usize,
    cos: Vec<f32>,
    sin: Vec<f32>,
}

impl Rotary {
    pub(super) fn new(config: &Config) -> Self {
        let half = config.head_dim() / 2;
        let theta = config.rope_theta as f32;
        let angles = (0..config.max_sequence_length).flat_map(|position| {
            (0..half).map(move |pair| {
                let frequency = 1.0 / theta.powf(pair as f32 / half as f32);
                position as f32 * frequency
            })
        });
        let (cos, sin) = angles.map(|angle| (angle.cos(), angle.sin())).unzip();
        Self { half, cos, sin }
    }

    /// Turns one head's vector by its position's angles, and scales it.
    pub(super) fn turn(&self, vector: &mut [f32], position: usize, scale: f32) {
        let row = position * self.half..(position + 1) * self.half;
        let (first, second) = vector.split_at_mut(self.half);
        let angles = self.cos[row.clone()].iter().zip(&self.sin[row]);
        for ((a, b), (cos, sin)) in first.iter_mut().zip(second).zip(angles) {
            (*a, *b) = ((*a * cos - *b * sin) * scale, (*b * cos + *a * sin) * scale);
        }
    }
}
