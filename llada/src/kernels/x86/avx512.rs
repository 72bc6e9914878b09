//! AVX-512: f32, with VNNI 8-bit integers, with BF16 pairs of those.

use core::arch::x86_64::*;

use super::{Ahead, BLOCK, Int8Panel, Int8Rows, LANES, Pairs};

/// Lanes of a 512-bit register; a panel fills two of them.
const WIDE: usize = 16;

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
unsafe fn store<const R: usize>(sums: &[[__m512; 2]; R], out: *mut f32) {
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

/// Adds to `sums` the products of 32 inputs, value · integer, of 32 outputs and R rows.
///
/// SAFETY: `w` is readable for 1024 bytes, `x` at `[r · stride + {0 … 31}]` for r < R.
#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
unsafe fn block_of_integers<const R: usize>(
    w: *const u8,
    x: *const i8,
    stride: usize,
    sums: &mut [[__m512i; 2]; R],
) {
    for group in 0..BLOCK / 4 {
        // SAFETY: as this function's own.
        unsafe {
            let w = w.add(group * 4 * LANES);
            let w_low = _mm512_loadu_si512(w.cast());
            let w_high = _mm512_loadu_si512(w.add(4 * WIDE).cast());
            for (r, [low, high]) in sums.iter_mut().enumerate() {
                let four = x.add(r * stride + group * 4).cast::<i32>().read_unaligned();
                let x = _mm512_set1_epi32(four);
                *low = _mm512_dpbusd_epi32(*low, w_low, x);
                *high = _mm512_dpbusd_epi32(*high, w_high, x);
            }
        }
    }
}

/// SAFETY: the slices have the lengths that [`int8_panel`](super::int8_panel) asserts, and `out` is writable at `[r · 32 + lane]`.
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) unsafe fn q8_panel<const R: usize>(
    blocks: usize,
    x: Int8Rows<'_>,
    panel: Int8Panel<'_>,
    out: *mut f32,
    next: Ahead,
) {
    // SAFETY: as this function's own.
    unsafe {
        let mut totals = [[_mm512_setzero_ps(); 2]; R];
        for block in 0..blocks {
            next.fetch(block);
            let mut sums = [[_mm512_setzero_si512(); 2]; R];
            for (r, both) in sums.iter_mut().enumerate() {
                // The values are 128 too high.
                *both = [_mm512_set1_epi32(*x.sums.get_unchecked(r * blocks + block) * -128); 2];
            }
            block_of_integers::<R>(
                panel.values.as_ptr().add(block * BLOCK * LANES),
                x.values.as_ptr().add(block * BLOCK),
                x.stride,
                &mut sums,
            );
            let scales = panel.scales.as_ptr().add(block * LANES);
            let (scale_low, scale_high) =
                (_mm512_loadu_ps(scales), _mm512_loadu_ps(scales.add(WIDE)));
            for (r, ([low, high], sums)) in totals.iter_mut().zip(sums).enumerate() {
                let worth = _mm512_set1_ps(*x.scales.get_unchecked(r * blocks + block));
                let factor = _mm512_mul_ps(scale_low, worth);
                *low = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[0]), factor, *low);
                let factor = _mm512_mul_ps(scale_high, worth);
                *high = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[1]), factor, *high);
            }
        }
        store(&totals, out);
    }
}

/// SAFETY: as [`q8_panel`].
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) unsafe fn q4_panel<const R: usize>(
    blocks: usize,
    x: Int8Rows<'_>,
    panel: Int8Panel<'_>,
    minima: &[f32],
    out: *mut f32,
    next: Ahead,
) {
    // SAFETY: as this function's own.
    unsafe {
        let mut totals = [[_mm512_setzero_ps(); 2]; R];
        for block in 0..blocks {
            next.fetch(block);
            let mut sums = [[_mm512_setzero_si512(); 2]; R];
            block_of_integers::<R>(
                panel.values.as_ptr().add(block * BLOCK * LANES),
                x.values.as_ptr().add(block * BLOCK),
                x.stride,
                &mut sums,
            );
            let scales = panel.scales.as_ptr().add(block * LANES);
            let minima = minima.as_ptr().add(block * LANES);
            for (half, at) in [0, WIDE].into_iter().enumerate() {
                let scale = _mm512_loadu_ps(scales.add(at));
                let minimum = _mm512_loadu_ps(minima.add(at));
                for (r, (totals, sums)) in totals.iter_mut().zip(&sums).enumerate() {
                    let worth = *x.scales.get_unchecked(r * blocks + block);
                    let below = worth * *x.sums.get_unchecked(r * blocks + block) as f32;
                    let factor = _mm512_mul_ps(scale, _mm512_set1_ps(worth));
                    let total =
                        _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[half]), factor, totals[half]);
                    totals[half] = _mm512_fnmadd_ps(minimum, _mm512_set1_ps(below), total);
                }
            }
        }
        store(&totals, out);
    }
}
