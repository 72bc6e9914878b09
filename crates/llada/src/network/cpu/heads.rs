//! What happens to the vector of one head between its projection and attention.

use crate::architecture::Angles;

/// The norms and the clipping of a block's heads.
#[derive(Debug)]
pub(super) struct Heads {
    /// Gains of the norms of queries and keys.
    norms: Option<[Vec<f32>; 2]>,
    eps: f32,
    clip: Option<f32>,
}

impl Heads {
    pub(super) const fn new(norms: Option<[Vec<f32>; 2]>, eps: f32, clip: Option<f32>) -> Self {
        Self { norms, eps, clip }
    }

    /// A query: norm, clipping, rotary embedding, scale.
    pub(super) fn query(&self, vector: &mut [f32], angles: &Angles, position: usize, scale: f32) {
        self.norm(vector, 0);
        self.clip(vector);
        angles.turn(vector, position, scale);
    }

    /// A key: norm, clipping, rotary embedding.
    pub(super) fn key(&self, vector: &mut [f32], angles: &Angles, position: usize) {
        self.norm(vector, 1);
        self.clip(vector);
        angles.turn(vector, position, 1.0);
    }

    /// A value: clipping.
    pub(super) fn value(&self, vector: &mut [f32]) {
        self.clip(vector);
    }

    fn norm(&self, vector: &mut [f32], which: usize) {
        let Some(norms) = &self.norms else { return };
        let squares: f32 = vector.iter().map(|value| value * value).sum();
        let inverse = 1.0 / (squares / vector.len() as f32 + self.eps).sqrt();
        for (value, gain) in vector.iter_mut().zip(&norms[which]) {
            *value = *value * inverse * gain;
        }
    }

    fn clip(&self, vector: &mut [f32]) {
        if let Some(clip) = self.clip {
            for value in vector {
                *value = value.clamp(-clip, clip);
            }
        }
    }
}
