//! AVX2 with FMA: f32, and what makes f32 of quantised weights.

use core::arch::x86_64::*;

use super::{BLOCK, HALF, LANES, NARROW};

/// The sixteen outputs of half a panel.
///
/// SAFETY: as [`avx512::f32_panel`](super::avx512::f32_panel), for the one half and lane < 16.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn f32_half<const R: usize, const INTERLEAVED: bool>(
    inputs: usize,
    (x, x_stride): (*const f32, usize),
    (half, half_stride): (*const f32, usize),
    out: *mut f32,
) {
    // SAFETY: as this function's own.
    unsafe {
        let mut sums = [[_mm256_setzero_ps(); 2]; R];
        for (r, [low, high]) in sums.iter_mut().enumerate() {
            *low = _mm256_loadu_ps(out.add(r * LANES));
            *high = _mm256_loadu_ps(out.add(r * LANES + NARROW));
        }
        for i in 0..inputs {
            let w = half.add(i * half_stride);
            let (w_low, w_high) = (_mm256_loadu_ps(w), _mm256_loadu_ps(w.add(NARROW)));
            for (r, [low, high]) in sums.iter_mut().enumerate() {
                let at = if INTERLEAVED {
                    i * R + r
                } else {
                    r * x_stride + i
                };
                let x = _mm256_broadcast_ss(&*x.add(at));
                *low = _mm256_fmadd_ps(x, w_low, *low);
                *high = _mm256_fmadd_ps(x, w_high, *high);
            }
        }
        for (r, [low, high]) in sums.into_iter().enumerate() {
            _mm256_storeu_ps(out.add(r * LANES), low);
            _mm256_storeu_ps(out.add(r * LANES + NARROW), high);
        }
    }
}

/// Eight pairs of f16 or of bf16: the lower numbers, and the upper ones.
///
/// SAFETY: the processor has AVX2 and F16C.
#[inline]
#[target_feature(enable = "avx2,f16c")]
unsafe fn both<const F16: bool>(pairs: __m256i) -> [__m256; 2] {
    if !F16 {
        let upper = _mm256_and_si256(pairs, _mm256_set1_epi32(-0x1_0000));
        return [_mm256_slli_epi32::<16>(pairs), upper].map(|wide| _mm256_castsi256_ps(wide));
    }
    let lower = _mm256_and_si256(pairs, _mm256_set1_epi32(0xffff));
    [lower, _mm256_srli_epi32::<16>(pairs)].map(|wide| {
        let halves = _mm_packus_epi32(
            _mm256_castsi256_si128(wide),
            _mm256_extracti128_si256::<1>(wide),
        );
        _mm256_cvtph_ps(halves)
    })
}

/// SAFETY: the processor has AVX2 and F16C; `pairs` are whole rows of 32, and each of `to` is writable for as many numbers.
#[target_feature(enable = "avx2,f16c")]
pub(super) unsafe fn widen_pairs<const F16: bool>(pairs: &[u32], to: [*mut f32; 2]) {
    for (row, pairs) in pairs.as_chunks::<LANES>().0.iter().enumerate() {
        for lane in (0..LANES).step_by(NARROW) {
            // SAFETY: lane + 8 ≤ 32; a row of pairs is two rows of 16 in each half.
            unsafe {
                let to = to[lane / HALF].add(row * 2 * HALF + lane % HALF);
                let pairs = _mm256_loadu_si256(pairs.as_ptr().add(lane).cast());
                let [lower, upper] = both::<F16>(pairs);
                _mm256_storeu_ps(to, lower);
                _mm256_storeu_ps(to.add(HALF), upper);
            }
        }
    }
}

/// SAFETY: the processor has AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn widen_block(
    values: &[u8; BLOCK * LANES],
    scales: &[f32; LANES],
    minima: &[f32; LANES],
    to: [&mut [f32; BLOCK * HALF]; 2],
) {
    let low = _mm256_set1_epi32(255);
    let to = to.map(|half| half.as_mut_ptr());
    for lane in (0..LANES).step_by(NARROW) {
        let to = to[lane / HALF].wrapping_add(lane % HALF);
        // SAFETY: lane + 8 ≤ 32 lanes; each group of four inputs has 4 · 32 bytes, and 16 floats for each input in each half.
        unsafe {
            let scale = _mm256_loadu_ps(scales.as_ptr().add(lane));
            let minimum = _mm256_loadu_ps(minima.as_ptr().add(lane));
            for group in 0..BLOCK / 4 {
                let four = values.as_ptr().add((group * LANES + lane) * 4);
                let four = _mm256_loadu_si256(four.cast());
                let bytes = [
                    four,
                    _mm256_srli_epi32::<8>(four),
                    _mm256_srli_epi32::<16>(four),
                    _mm256_srli_epi32::<24>(four),
                ];
                for (j, byte) in bytes.into_iter().enumerate() {
                    let value = _mm256_cvtepi32_ps(_mm256_and_si256(byte, low));
                    let weight = _mm256_fmsub_ps(value, scale, minimum);
                    _mm256_storeu_ps(to.add((group * 4 + j) * HALF), weight);
                }
            }
        }
    }
}
