//! AVX-VNNI: products of 8-bit integers in 256-bit registers, as laptops have them that lack AVX-512.

use core::arch::x86_64::*;

use super::{Ahead, BLOCK, Int8Rows, LANES, NARROW};

/// Adds to `sums` the products of a block of R rows with sixteen weights, of which `weights` loads a group's.
macro_rules! block_of_integers {
    ($rows:ident, $block:ident, $sums:ident, $weights:expr) => {
        for group in 0..BLOCK / 4 {
            let [w_low, w_high]: [__m256i; 2] = $weights(group);
            for (r, [low, high]) in $sums.iter_mut().enumerate() {
                let x = $rows
                    .values
                    .as_ptr()
                    .add(r * $rows.stride + $block * BLOCK + group * 4);
                let x = _mm256_set1_epi32(x.cast::<i32>().read_unaligned());
                *low = _mm256_dpbusd_avx_epi32(*low, w_low, x);
                *high = _mm256_dpbusd_avx_epi32(*high, w_high, x);
            }
        }
    };
}

/// total + sums · factor.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub(super) fn scaled(sums: __m256i, factor: __m256, total: __m256) -> __m256 {
    _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums), factor, total)
}

/// Adds sums · factor to eight outputs.
///
/// SAFETY: the processor has AVX2 and FMA; `out` is writable for eight floats.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn add_scaled(sums: __m256i, factor: __m256, out: *mut f32) {
    // SAFETY: as this function's own.
    unsafe { _mm256_storeu_ps(out, scaled(sums, factor, _mm256_loadu_ps(out))) }
}

/// Sixteen outputs of R rows, from `first`, of weights that are one to a byte; the totals are kept in `out`, which is zero.
///
/// SAFETY: the processor has AVX2, FMA, F16C and AVX-VNNI; `values` and `scales` have the lengths of `blocks`, `x` those that
/// [`int8_panel`](super::int8_panel) asserts, and `out` is writable at `[r · 32 + {first … first + 15}]`; `first` is 0 or 16.
#[target_feature(enable = "avx2,fma,f16c,avxvnni")]
pub(super) unsafe fn bytes<const R: usize>(
    blocks: usize,
    x: Int8Rows<'_>,
    (values, scales): (&[u8], &[u16]),
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
                *both = [_mm256_set1_epi32(*x.blocks.offsets.get_unchecked(r * blocks + block)); 2];
            }
            let values = values.as_ptr().add(block * BLOCK * LANES + 4 * first);
            block_of_integers!(x, block, sums, |group: usize| {
                let at = values.add(group * 4 * LANES);
                [
                    _mm256_loadu_si256(at.cast()),
                    _mm256_loadu_si256(at.add(4 * NARROW).cast()),
                ]
            });
            let scales = scales.as_ptr().add(block * LANES + first);
            let [low, high] = [scales, scales.add(NARROW)]
                .map(|scales| _mm256_cvtph_ps(_mm_loadu_si128(scales.cast())));
            for (r, sums) in sums.into_iter().enumerate() {
                let worth = _mm256_set1_ps(*x.blocks.scales.get_unchecked(r * blocks + block));
                let out = out.add(r * LANES + first);
                // Not a loop over both: with one, the sums leave their registers, and it takes a fifth longer.
                add_scaled(sums[0], _mm256_mul_ps(low, worth), out);
                add_scaled(sums[1], _mm256_mul_ps(high, worth), out.add(NARROW));
            }
        }
    }
}

/// Sixteen outputs of R rows, from `first`, of weights that are two to a byte; the totals are kept in `out`, which is zero.
///
/// SAFETY: as [`bytes`].
#[target_feature(enable = "avx2,fma,avxvnni")]
pub(super) unsafe fn nibbles<const R: usize>(
    blocks: usize,
    x: Int8Rows<'_>,
    (values, scales, minima): (&[u8], &[f32], &[f32]),
    first: usize,
    out: *mut f32,
    next: Ahead,
) {
    // SAFETY: as this function's own.
    unsafe {
        let low_halves = _mm256_set1_epi8(15);
        for block in 0..blocks {
            next.fetch(block);
            let mut sums = [[_mm256_setzero_si256(); 2]; R];
            let values = values.as_ptr().add(block * BLOCK * LANES / 2 + 4 * first);
            block_of_integers!(x, block, sums, |group: usize| {
                let at = values.add(group % 4 * 4 * LANES);
                [at, at.add(4 * NARROW)].map(|at| {
                    let both = _mm256_loadu_si256(at.cast());
                    let wanted = if group < 4 {
                        both
                    } else {
                        _mm256_srli_epi16::<4>(both)
                    };
                    _mm256_and_si256(wanted, low_halves)
                })
            });
            for (half, at) in [first, first + NARROW].into_iter().enumerate() {
                let scale = _mm256_loadu_ps(scales.as_ptr().add(block * LANES + at));
                let minimum = _mm256_loadu_ps(minima.as_ptr().add(block * LANES + at));
                for (r, sums) in sums.iter().enumerate() {
                    let worth = _mm256_set1_ps(*x.blocks.scales.get_unchecked(r * blocks + block));
                    let below = _mm256_set1_ps(*x.blocks.worth.get_unchecked(r * blocks + block));
                    let out = out.add(r * LANES + at);
                    let factor = _mm256_mul_ps(scale, worth);
                    let total = scaled(sums[half], factor, _mm256_loadu_ps(out));
                    _mm256_storeu_ps(out, _mm256_fnmadd_ps(minimum, below, total));
                }
            }
        }
    }
}
