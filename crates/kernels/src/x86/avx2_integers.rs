//! AVX2 without AVX-VNNI: products of quantised weights with integers.
//!
//! It has no instruction that multiplies 8-bit integers and adds them up in 32 bits. One that adds two products in 16 bits is enough
//! for weights of 4 bits, but not for those of 8. They are multiplied with activations of 16 bits instead, two to a lane, which leaves
//! the activations nearly as exact as f32 would. A weight stays the unsigned byte that it is: of the four in a lane, the first and
//! the third are a pair after one mask, the second and the fourth after one shift.

use core::arch::asm;
use core::arch::x86_64::*;

use super::avx_vnni::{add_scaled, scaled};
use super::{Ahead, BLOCK, Int8Rows, Int16Rows, LANES, NARROW};

/// Adds to two registers of sums the products of two registers of pairs of weights with a pair of activations.
///
/// Not left to the compiler: it loads the activations of several rows at once, and the sums lose their registers.
macro_rules! multiply {
    ([$low:expr, $high:expr], [$w_low:expr, $w_high:expr], $x:expr) => {
        asm!(
            "vpbroadcastd {x}, dword ptr [{at}]",
            "vpmaddwd {product}, {w_low}, {x}",
            "vpmaddwd {x}, {w_high}, {x}",
            "vpaddd {low}, {low}, {product}",
            "vpaddd {high}, {high}, {x}",
            low = inout(ymm_reg) *$low,
            high = inout(ymm_reg) *$high,
            w_low = in(ymm_reg) $w_low,
            w_high = in(ymm_reg) $w_high,
            x = out(ymm_reg) _,
            product = out(ymm_reg) _,
            at = in(reg) $x,
            options(pure, readonly, nostack, preserves_flags),
        )
    };
}

/// Adds to `sums` the products of R rows with a pair of inputs, `x` of every row being four numbers apart.
macro_rules! multiply_rows {
    ($sums:ident, $weights:expr, $x:expr) => {{
        let [w_low, w_high]: [__m256i; 2] = $weights;
        let x: *const i16 = $x;
        for (r, [low, high]) in $sums.iter_mut().enumerate() {
            multiply!([low, high], [w_low, w_high], x.add(r * 4));
        }
    }};
}

/// Adds to `sums`, in 16 bits, the products of R rows of bytes, `stride` apart, with two registers of weights.
macro_rules! multiply_bytes {
    ($sums:ident, $weights:expr, $x:expr, $stride:expr) => {{
        let [w_low, w_high]: [__m256i; 2] = $weights;
        let x: *const i8 = $x;
        for (r, [low, high]) in $sums.iter_mut().enumerate() {
            asm!(
                "vpbroadcastd {x}, dword ptr [{at}]",
                "vpmaddubsw {product}, {w_low}, {x}",
                "vpmaddubsw {x}, {w_high}, {x}",
                "vpaddw {low}, {low}, {product}",
                "vpaddw {high}, {high}, {x}",
                low = inout(ymm_reg) *low,
                high = inout(ymm_reg) *high,
                w_low = in(ymm_reg) w_low,
                w_high = in(ymm_reg) w_high,
                x = out(ymm_reg) _,
                product = out(ymm_reg) _,
                at = in(reg) x.add(r * $stride),
                options(pure, readonly, nostack, preserves_flags),
            );
        }
    }};
}

/// Sixteen outputs of R rows, from `first`, of weights that are one to a byte; the totals are kept in `out`, which is zero.
///
/// SAFETY: the processor has AVX2, FMA and F16C; `values` and `scales` have the lengths of `blocks`, `x` those that
/// [`int16_panel`](super::int16_panel) asserts, and `out` is writable at `[r · 32 + {first … first + 15}]`; `first` is 0 or 16.
#[target_feature(enable = "avx2,fma,f16c")]
pub(super) unsafe fn bytes<const R: usize>(
    blocks: usize,
    x: Int16Rows<'_>,
    (values, scales): (&[u8], &[u16]),
    first: usize,
    out: *mut f32,
    next: Ahead,
) {
    // SAFETY: as this function's own.
    unsafe {
        let every_other = _mm256_set1_epi16(255);
        for block in 0..blocks {
            next.fetch(block);
            let mut sums = [[_mm256_setzero_si256(); 2]; R];
            for (r, both) in sums.iter_mut().enumerate() {
                *both = [_mm256_set1_epi32(*x.blocks.offsets.get_unchecked(r * blocks + block)); 2];
            }
            let values = values.as_ptr().add(block * BLOCK * LANES + 4 * first);
            for group in 0..BLOCK / 4 {
                let at = values.add(group * 4 * LANES);
                let four = [at, at.add(4 * NARROW)].map(|at| _mm256_loadu_si256(at.cast()));
                let x_at = x.values.as_ptr().add((block * BLOCK + group * 4) * R);
                let even = four.map(|four| _mm256_and_si256(four, every_other));
                multiply_rows!(sums, even, x_at);
                let odd = four.map(|four| _mm256_srli_epi16::<8>(four));
                multiply_rows!(sums, odd, x_at.add(2));
            }
            let scales = scales.as_ptr().add(block * LANES + first);
            let [low, high] = [scales, scales.add(NARROW)]
                .map(|scales| _mm256_cvtph_ps(_mm_loadu_si128(scales.cast())));
            for (r, sums) in sums.into_iter().enumerate() {
                let worth = _mm256_set1_ps(*x.blocks.scales.get_unchecked(r * blocks + block));
                let out = out.add(r * LANES + first);
                add_scaled(sums[0], _mm256_mul_ps(low, worth), out);
                add_scaled(sums[1], _mm256_mul_ps(high, worth), out.add(NARROW));
            }
        }
    }
}

/// Sixteen outputs of R rows, from `first`, of weights that are two to a byte; the totals are kept in `out`, which is zero.
///
/// Two products of 4 and of 8 bits are at most 15 · 127 · 2 = 3810, so that the eight groups of a block add up within 16 bits.
///
/// SAFETY: the processor has AVX2 and FMA; `values`, `scales` and `minima` have the lengths of `blocks`, `x` those that
/// [`int8_panel`](super::int8_panel) asserts, and `out` is writable at `[r · 32 + {first … first + 15}]`; `first` is 0 or 16.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn nibbles<const R: usize>(
    blocks: usize,
    x: Int8Rows<'_>,
    (values, scales, minima): (&[u8], &[f32], &[f32]),
    first: usize,
    out: *mut f32,
    next: Ahead,
) {
    // SAFETY: as this function's own; what `multiply_bytes` reads are four integers of a row.
    unsafe {
        let low_halves = _mm256_set1_epi8(15);
        let ones = _mm256_set1_epi16(1);
        for block in 0..blocks {
            next.fetch(block);
            let mut sums = [[_mm256_setzero_si256(); 2]; R];
            let values = values.as_ptr().add(block * BLOCK * LANES / 2 + 4 * first);
            for group in 0..BLOCK / 8 {
                let at = values.add(group * 4 * LANES);
                let both = [at, at.add(4 * NARROW)].map(|at| _mm256_loadu_si256(at.cast()));
                // Low halves are of this group, high ones of that four groups on.
                let x_at = x.values.as_ptr().add(block * BLOCK + group * 4);
                let low = both.map(|both| _mm256_and_si256(both, low_halves));
                multiply_bytes!(sums, low, x_at, x.stride);
                let high =
                    both.map(|both| _mm256_and_si256(_mm256_srli_epi16::<4>(both), low_halves));
                multiply_bytes!(sums, high, x_at.add(BLOCK / 2), x.stride);
            }
            for (half, at) in [first, first + NARROW].into_iter().enumerate() {
                let scale = _mm256_loadu_ps(scales.as_ptr().add(block * LANES + at));
                let minimum = _mm256_loadu_ps(minima.as_ptr().add(block * LANES + at));
                for (r, sums) in sums.iter().enumerate() {
                    let worth = _mm256_set1_ps(*x.blocks.scales.get_unchecked(r * blocks + block));
                    let below = _mm256_set1_ps(*x.blocks.worth.get_unchecked(r * blocks + block));
                    let out = out.add(r * LANES + at);
                    let factor = _mm256_mul_ps(scale, worth);
                    let sum = _mm256_madd_epi16(sums[half], ones);
                    let total = scaled(sum, factor, _mm256_loadu_ps(out));
                    _mm256_storeu_ps(out, _mm256_fnmadd_ps(minimum, below, total));
                }
            }
        }
    }
}
