//! Rotary position embedding, rotate-half. Its tables are computed here for every backend.
//!
//! Angle of pair i at position p: p · θ^(−2i/dims). Pair i is dimensions i and i + dims/2 of a head; dimensions from `dims` on
//! are left as they are.

/// A model's rotary position embedding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rope {
    /// Base θ.
    pub theta: f64,
    /// So many of a head's first dimensions are turned.
    pub dims: usize,
    /// In which type.
    pub compute: RopeCompute,
}

/// In which type queries and keys are turned. Where activations are f32 there is no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RopeCompute {
    /// In f32, whatever the activations' type.
    F32,
    /// In the activations' type; cos and sin are rounded to it.
    Activations,
}

/// cos and sin of positions 0, 1, …: `[positions, dims / 2]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Angles {
    /// Pairs of a head: `dims / 2`.
    pub half: usize,
    /// Cosines.
    pub cos: Vec<f32>,
    /// Sines.
    pub sin: Vec<f32>,
}

impl Rope {
    /// The tables for so many positions.
    #[must_use]
    pub fn angles(&self, positions: usize) -> Angles {
        let half = self.dims / 2;
        let theta = self.theta as f32;
        let frequencies: Vec<f32> = (0..half)
            .map(|pair| 1.0 / theta.powf(pair as f32 / half as f32))
            .collect();
        let angles = (0..positions).flat_map(|position| {
            let turned = frequencies.iter();
            turned.map(move |frequency| position as f32 * frequency)
        });
        let (cos, sin) = angles.map(|angle: f32| (angle.cos(), angle.sin())).unzip();
        Angles { half, cos, sin }
    }
}

impl Angles {
    /// Turns one head's vector by its position's angles, and scales it.
    #[inline]
    pub fn turn(&self, vector: &mut [f32], position: usize, scale: f32) {
        let row = position * self.half..(position + 1) * self.half;
        let (turned, rest) = vector.split_at_mut(2 * self.half);
        let (first, second) = turned.split_at_mut(self.half);
        let angles = self.cos[row.clone()].iter().zip(&self.sin[row]);
        for ((a, b), (cos, sin)) in first.iter_mut().zip(second).zip(angles) {
            (*a, *b) = ((*a * cos - *b * sin) * scale, (*b * cos + *a * sin) * scale);
        }
        rest.iter_mut().for_each(|value| *value *= scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_beyond_the_rotary_ones_are_only_scaled() {
        let rope = Rope {
            theta: 100.0,
            dims: 4,
            compute: RopeCompute::F32,
        };
        let angles = rope.angles(3);
        assert_eq!((angles.half, angles.cos.len()), (2, 6));
        let mut vector = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        angles.turn(&mut vector, 2, 0.5);
        // Pairs are (0, 2) and (1, 3); the second turns by 2 / √100.
        for (pair, angle) in [2.0_f32, 0.2].into_iter().enumerate() {
            let (a, b) = (pair as f32 + 1.0, pair as f32 + 3.0);
            let expected = (
                (a * angle.cos() - b * angle.sin()) * 0.5,
                (b * angle.cos() + a * angle.sin()) * 0.5,
            );
            assert!((vector[pair] - expected.0).abs() < 1e-6);
            assert!((vector[pair + 2] - expected.1).abs() < 1e-6);
        }
        assert_eq!(vector[4..], [2.5, 3.0]);
    }
}
