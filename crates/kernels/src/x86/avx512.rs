//! AVX-512: f32, and with BF16 pairs of those.

use core::arch::x86_64::*;

use super::{Ahead, BLOCK, LANES, Pairs};

/// Lanes of a 512-bit register; a panel fills two of them.
pub(super) const WIDE: usize = 16;

/// SAFETY: for all r < R, i < inputs and lane < 16, `x` is readable at `i · R + r` if it is interleaved, else at
/// `r · x_stride + i`; each half at `i · half_stride + lane`; `out` is writable at `r · 32 + lane` and 16 behind it.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn f32_panel<const R: usize, const INTERLEAVED: bool>(
    inputs: usize,
    (x, x_stride): (*const f32, usize),
    (halves, half_stride): ([*const f32; 2], usize),
    out: *mut f32,
) {
    // SAFETY: as this function's own.
    unsafe {
        let mut sums = [[_mm512_setzero_ps(); 2]; R];
        for (r, [low, high]) in sums.iter_mut().enumerate() {
            *low = _mm512_loadu_ps(out.add(r * LANES));
            *high = _mm512_loadu_ps(out.add(r * LANES + WIDE));
        }
        for i in 0..inputs {
            let w_low = _mm512_loadu_ps(halves[0].add(i * half_stride));
            let w_high = _mm512_loadu_ps(halves[1].add(i * half_stride));
            for (r, [low, high]) in sums.iter_mut().enumerate() {
                let at = if INTERLEAVED {
                    i * R + r
                } else {
                    r * x_stride + i
                };
                let x = _mm512_set1_ps(*x.add(at));
                *low = _mm512_fmadd_ps(x, w_low, *low);
                *high = _mm512_fmadd_ps(x, w_high, *high);
            }
        }
        store(&sums, out);
    }
}

/// Writes R rows of 32.
///
/// SAFETY: `out` is writable at `[r · 32 + lane]`.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn store<const R: usize>(sums: &[[__m512; 2]; R], out: *mut f32) {
    for (r, [low, high]) in sums.iter().enumerate() {
        // SAFETY: as this function's own.
        unsafe {
            _mm512_storeu_ps(out.add(r * LANES), *low);
            _mm512_storeu_ps(out.add(r * LANES + WIDE), *high);
        }
    }
}

/// SAFETY: `x` has elements at `r · outer + p · inner` and `out` is writable at `[r · stride + lane]` for all r < R,
/// p < inner, lane < 32; `panel` has elements at `p · inner + lane`.
#[target_feature(enable = "avx512f,avx512bf16")]
pub(super) unsafe fn bf16_panel<const R: usize>(
    inner: usize,
    x: Pairs<'_>,
    panel: Pairs<'_>,
    out: *mut f32,
    stride: usize,
    next: Ahead,
) {
    let (left, right) = (x.values.as_ptr(), panel.values.as_ptr());
    // SAFETY: as this function's own; 512 bits are 16 pairs of bf16.
    unsafe {
        let mut sums = [[_mm512_setzero_ps(); 2]; R];
        for (r, [low, high]) in sums.iter_mut().enumerate() {
            *low = _mm512_loadu_ps(out.add(r * stride));
            *high = _mm512_loadu_ps(out.add(r * stride + WIDE));
        }
        for block in 0..inner.div_ceil(BLOCK) {
            next.fetch(block);
            for p in block * BLOCK..inner.min((block + 1) * BLOCK) {
                let w = right.add(p * panel.inner);
                let w_low: __m512bh = core::mem::transmute(_mm512_loadu_si512(w.cast()));
                let w_high: __m512bh = core::mem::transmute(_mm512_loadu_si512(w.add(WIDE).cast()));
                for (r, [low, high]) in sums.iter_mut().enumerate() {
                    let pair = *left.add(r * x.outer + p * x.inner);
                    let x: __m512bh = core::mem::transmute(_mm512_set1_epi32(pair as i32));
                    *low = _mm512_dpbf16_ps(*low, x, w_low);
                    *high = _mm512_dpbf16_ps(*high, x, w_high);
                }
            }
        }
        for (r, [low, high]) in sums.into_iter().enumerate() {
            _mm512_storeu_ps(out.add(r * stride), low);
            _mm512_storeu_ps(out.add(r * stride + WIDE), high);
        }
    }
}
