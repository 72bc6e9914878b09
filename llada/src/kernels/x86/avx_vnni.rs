//! AVX-VNNI: products of 8-bit integers in 256-bit registers, as laptops have them that lack AVX-512.

use core::arch::x86_64::*;

use super::{Ahead, BLOCK, Int8Panel, Int8Rows, LANES, NARROW};

/// Outputs at a time: sixteen registers hold the sums of six rows of two, their weights and an activation.
pub(super) const HALF: usize = 2 * NARROW;

/// The products of 32 inputs, value · integer, of 16 outputs and R rows, added to `sums`.
///
/// SAFETY: the processor has AVX2 and AVX-VNNI; `w` is readable at `[group · 128 + {0 … 63}]` for group < 8, `x` at
/// `[r · stride + {0 … 31}]` for r < R.
#[inline]
#[target_feature(enable = "avx2,avxvnni")]
unsafe fn block_of_integers<const R: usize>(
    w: *const u8,
    x: *const i8,
    stride: usize,
    sums: &mut [[__m256i; 2]; R],
) {
    for group in 0..BLOCK / 4 {
        // SAFETY: as this function's own.
        unsafe {
            let w = w.add(group * 4 * LANES);
            let w_low = _mm256_loadu_si256(w.cast());
            let w_high = _mm256_loadu_si256(w.add(4 * NARROW).cast());
            for (r, [low, high]) in sums.iter_mut().enumerate() {
                let four = x.add(r * stride + group * 4).cast::<i32>().read_unaligned();
                let x = _mm256_set1_epi32(four);
                *low = _mm256_dpbusd_avx_epi32(*low, w_low, x);
                *high = _mm256_dpbusd_avx_epi32(*high, w_high, x);
            }
        }
    }
}

/// total + sums · factor.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn scaled(sums: __m256i, factor: __m256, total: __m256) -> __m256 {
    _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums), factor, total)
}

/// Adds sums · factor to eight outputs.
///
/// SAFETY: the processor has AVX2 and FMA; `out` is writable for eight floats.
#[inline]
#[target_feature(enable = "avx2,fma")]
unsafe fn add_scaled(sums: __m256i, factor: __m256, out: *mut f32) {
    // SAFETY: as this function's own.
    unsafe { _mm256_storeu_ps(out, scaled(sums, factor, _mm256_loadu_ps(out))) }
}

/// Sixteen outputs of the panel, from `first`; the totals are kept in `out`, which is zero.
///
/// SAFETY: the processor has AVX2, FMA and AVX-VNNI; the slices have the lengths that [`int8_panel`](super::int8_panel)
/// asserts, and `out` is writable at `[r · 32 + {first … first + 15}]`; `first` is 0 or 16.
#[target_feature(enable = "avx2,fma,avxvnni")]
pub(super) unsafe fn q8_panel<const R: usize>(
    blocks: usize,
    x: Int8Rows<'_>,
    panel: Int8Panel<'_>,
    first: usize,
    out: *mut f32,
    next: Ahead,
) {
    // SAFETY: as this function's own.
    unsafe {
        for block in 0..blocks {
            next.fetch(block);
            let mut sums = [[_mm256_setzero_si256(); 2]; R];
            for (r, both) in sums.iter_mut().enumerate() {
                // The values are 128 too high.
                *both = [_mm256_set1_epi32(*x.sums.get_unchecked(r * blocks + block) * -128); 2];
            }
            block_of_integers::<R>(
                panel.values.as_ptr().add(block * BLOCK * LANES + 4 * first),
                x.values.as_ptr().add(block * BLOCK),
                x.stride,
                &mut sums,
            );
            let scales = panel.scales.as_ptr().add(block * LANES + first);
            let (low, high) = (_mm256_loadu_ps(scales), _mm256_loadu_ps(scales.add(NARROW)));
            for (r, sums) in sums.into_iter().enumerate() {
                let worth = _mm256_set1_ps(*x.scales.get_unchecked(r * blocks + block));
                let out = out.add(r * LANES + first);
                // Not a loop over both: with one, the sums leave their registers, and it takes a fifth longer.
                add_scaled(sums[0], _mm256_mul_ps(low, worth), out);
                add_scaled(sums[1], _mm256_mul_ps(high, worth), out.add(NARROW));
            }
        }
    }
}

/// Sixteen outputs of the panel, from `first`, less their minima; the totals are kept in `out`, which is zero.
///
/// SAFETY: as [`q8_panel`].
#[target_feature(enable = "avx2,fma,avxvnni")]
pub(super) unsafe fn q4_panel<const R: usize>(
    blocks: usize,
    x: Int8Rows<'_>,
    (panel, minima): (Int8Panel<'_>, &[f32]),
    first: usize,
    out: *mut f32,
    next: Ahead,
) {
    // SAFETY: as this function's own.
    unsafe {
        for block in 0..blocks {
            next.fetch(block);
            let mut sums = [[_mm256_setzero_si256(); 2]; R];
            block_of_integers::<R>(
                panel.values.as_ptr().add(block * BLOCK * LANES + 4 * first),
                x.values.as_ptr().add(block * BLOCK),
                x.stride,
                &mut sums,
            );
            for (half, at) in [first, first + NARROW].into_iter().enumerate() {
                let scale = _mm256_loadu_ps(panel.scales.as_ptr().add(block * LANES + at));
                let minimum = _mm256_loadu_ps(minima.as_ptr().add(block * LANES + at));
                for (r, sums) in sums.iter().enumerate() {
                    let worth = *x.scales.get_unchecked(r * blocks + block);
                    let below = worth * *x.sums.get_unchecked(r * blocks + block) as f32;
                    let out = out.add(r * LANES + at);
                    let factor = _mm256_mul_ps(scale, _mm256_set1_ps(worth));
                    let total = scaled(sums[half], factor, _mm256_loadu_ps(out));
                    let total = _mm256_fnmadd_ps(minimum, _mm256_set1_ps(below), total);
                    _mm256_storeu_ps(out, total);
                }
            }
        }
    }
}
