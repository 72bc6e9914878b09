//! Pillow's bicubic resampling, bit for bit (version 11: horizontally, then vertically).
//!
//! Models with vision are trained on what this makes of a picture, so it is computed as there: the kernel with a = −0.5 is
//! widened by the scale when shrinking, its weights are whole numbers of 22 bits behind the point, and each pass rounds and
//! clips to 8 bits. A pass that changes no size is left out.

use rayon::prelude::*;

use super::raster::{CHANNELS, Raster};

/// Bits of a weight behind the point: with a pixel's 8 and a sum's 2 they fill 32.
const PRECISION: u32 = 32 - 8 - 2;
/// Half the width of the kernel.
const SUPPORT: f64 = 2.0;

/// The picture in another size.
#[must_use]
pub fn resize(raster: &Raster, width: usize, height: usize) -> Raster {
    let mut resized = raster.clone();
    if width != raster.width() {
        resized = horizontal(&resized, width);
    }
    if height != raster.height() {
        resized = vertical(&resized, height);
    }
    resized
}

/// The pixels that one resampled pixel is made of, and their weights.
#[derive(Debug, Clone, PartialEq)]
struct Taps {
    first: usize,
    weights: Vec<i32>,
}

/// The taps of every pixel of a line of `from` pixels resampled to `to`.
fn taps(from: usize, to: usize) -> Vec<Taps> {
    let scale = from as f64 / to as f64;
    let widened = scale.max(1.0);
    let support = SUPPORT * widened;
    let one = |index: usize| {
        let centre = (index as f64 + 0.5) * scale;
        // As C casts to int: towards zero.
        let first = ((centre - support + 0.5) as i64).max(0) as usize;
        let end = ((centre + support + 0.5) as i64).min(from as i64) as usize;
        let weights: Vec<f64> = (first..end)
            .map(|at| kernel((at as f64 - centre + 0.5) * (1.0 / widened)))
            .collect();
        let sum: f64 = weights.iter().sum();
        let normed = weights
            .iter()
            .map(|weight| if sum == 0.0 { *weight } else { weight / sum });
        Taps {
            first,
            weights: normed.map(fixed).collect(),
        }
    };
    (0..to).map(one).collect()
}

/// The cubic convolution kernel with a = −0.5.
fn kernel(x: f64) -> f64 {
    const A: f64 = -0.5;
    let x = x.abs();
    if x < 1.0 {
        ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0
    } else if x < SUPPORT {
        (((x - 5.0) * x + 8.0) * x - 4.0) * A
    } else {
        0.0
    }
}

/// A weight as a whole number, halves away from zero.
fn fixed(weight: f64) -> i32 {
    let scaled = weight * f64::from(1_u32 << PRECISION);
    (scaled + 0.5_f64.copysign(scaled)) as i32
}

/// A sum of weighted pixels as a pixel.
fn pixel(sum: i32) -> u8 {
    (sum >> PRECISION).clamp(0, 255) as u8
}

/// What a sum begins with, for it to be rounded.
const HALF: i32 = 1 << (PRECISION - 1);

fn horizontal(raster: &Raster, width: usize) -> Raster {
    let taps = taps(raster.width(), width);
    let mut resized = Raster::black(width, raster.height());
    let rows = resized.rows_mut().zip(raster.rows());
    rows.for_each(|(to, from)| {
        for (to, taps) in to.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(&taps) {
            let from = &from.as_chunks::<CHANNELS>().0[taps.first..];
            let mut sums = [HALF; CHANNELS];
            for (weight, from) in taps.weights.iter().zip(from) {
                for (sum, value) in sums.iter_mut().zip(from) {
                    *sum += weight * i32::from(*value);
                }
            }
            *to = sums.map(pixel);
        }
    });
    resized
}

fn vertical(raster: &Raster, height: usize) -> Raster {
    let taps = taps(raster.height(), height);
    let mut resized = Raster::black(raster.width(), height);
    let row = raster.width() * CHANNELS;
    let rows = resized.rows_mut().zip(&taps);
    rows.for_each_init(Vec::new, |sums, (to, taps)| {
        sums.clear();
        sums.resize(row, HALF);
        let from = raster.bytes()[taps.first * row..].chunks_exact(row);
        for (weight, from) in taps.weights.iter().zip(from) {
            for (sum, value) in sums.iter_mut().zip(from) {
                *sum += weight * i32::from(*value);
            }
        }
        for (to, sum) in to.iter_mut().zip(sums.iter()) {
            *to = pixel(*sum);
        }
    });
    resized
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_one_at_zero_and_zero_at_whole_numbers() {
        assert_eq!(
            [0.0, 1.0, -1.0, 2.0, 3.0].map(kernel),
            [1.0, 0.0, 0.0, 0.0, 0.0]
        );
        assert_eq!(kernel(0.5), 0.5625);
        assert_eq!(kernel(-1.5), -0.0625);
    }

    #[test]
    fn weights_are_rounded_away_from_zero() {
        assert_eq!(fixed(1.0), 1 << 22);
        let step = 1.0 / f64::from(1 << 22);
        assert_eq!(
            [0.5, 0.4, -0.5, -0.4].map(|part| fixed(part * step)),
            [1, 0, -1, 0]
        );
    }

    #[test]
    fn one_colour_stays_that_colour() {
        let colour = [7, 130, 255];
        let raster = Raster::new(31, 17, colour.repeat(31 * 17)).unwrap();
        for (width, height) in [(31, 17), (62, 5), (5, 62), (1, 1), (300, 300)] {
            let resized = resize(&raster, width, height);
            assert_eq!(resized.bytes(), colour.repeat(width * height));
        }
    }

    #[test]
    fn an_edge_overshoots_and_is_clipped() {
        // A step from black to white, doubled: the kernel's negative lobes ring on both sides of the edge.
        let grey = |value: u8| [value; CHANNELS];
        let line: Vec<u8> = [0, 0, 255, 255].into_iter().flat_map(grey).collect();
        let resized = resize(&Raster::new(4, 1, line).unwrap(), 8, 1);
        let found: Vec<u8> = resized.bytes().iter().step_by(CHANNELS).copied().collect();
        assert_eq!(found, [0, 0, 0, 52, 203, 255, 255, 255]);
    }
}
