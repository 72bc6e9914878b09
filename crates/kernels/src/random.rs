//! Seeded numbers for the tests.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Numbers uniform in [−1, 1).
pub(crate) fn values(count: usize, seed: u64) -> Vec<f32> {
    let mut random = StdRng::seed_from_u64(seed);
    (0..count).map(|_| random.random_range(-1.0..1.0)).collect()
}
