//! What this machine can do at best, measured: the yardstick for a pass.

use std::hint::black_box;
use std::time::Instant;

use rayon::prelude::*;

use super::packed::{Format, PackedMatrix};
use super::panels::Panels;
use super::{Encoded, Kernels};

/// Times that a measurement is repeated; the best counts.
const TIMES: usize = 5;

/// Operations per second of a product whose factors stay in the caches, in 10⁹: a multiplication and an addition count as two.
#[must_use]
pub fn gflops(kernels: Kernels, format: Format) -> f64 {
    const ROWS: usize = 240;
    const SIZE: usize = 1024;
    let weights = PackedMatrix::pack(format, SIZE, SIZE, |row, to| {
        to.iter_mut()
            .enumerate()
            .for_each(|(i, to)| *to = ((row + i) % 7) as f32 - 3.0);
    });
    let (mut x, mut y, mut encoded) = (Panels::default(), Panels::default(), Encoded::default());
    x.reset(ROWS, SIZE);
    x.values_mut()
        .iter_mut()
        .enumerate()
        .for_each(|(i, x)| *x = (i % 5) as f32 - 2.0);
    kernels.encode(&x, None, &weights, &mut encoded);
    let best = best_of(|| kernels.linear(&encoded, &weights, &mut y));
    black_box(&y);
    (2 * ROWS * SIZE * SIZE) as f64 / best / 1e9
}

/// What is read to measure the memory: 1 GiB, more than any cache holds.
#[derive(Debug)]
pub struct Memory(Vec<u64>);

impl Default for Memory {
    fn default() -> Self {
        Self(vec![1; 1 << 27])
    }
}

impl Memory {
    /// Bytes per second that all threads together read now, in 10⁹: the best of two readings.
    #[must_use]
    pub fn gbs(&self) -> f64 {
        let piece = self.0.len() / rayon::current_num_threads().max(1);
        let read = || {
            let begun = Instant::now();
            let sums = self.0.par_chunks(piece).map(|piece| {
                crate::simd::vectorized(
                    #[inline(always)]
                    || {
                        piece
                            .iter()
                            .fold(0_u64, |sum, value| sum.wrapping_add(*value))
                    },
                )
            });
            black_box(sums.sum::<u64>());
            begun.elapsed().as_secs_f64()
        };
        let best = read().min(read());
        size_of_val(self.0.as_slice()) as f64 / best / 1e9
    }
}

/// The least time in seconds.
fn best_of(mut work: impl FnMut()) -> f64 {
    let times = (0..TIMES).map(|_| {
        let begun = Instant::now();
        work();
        begun.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}
