//! AVX-512 with VNNI: products of 8-bit integers.

use core::arch::asm;
use core::arch::x86_64::*;

use super::avx512::{WIDE, store};
use super::{Ahead, BLOCK, Int8Rows, LANES};

/// Adds to two registers of sums the products of their weights with four integers of a row.
///
/// In assembly for the registers' sake: of intrinsics the compiler makes all the broadcasts of a block first, and then has
/// no registers left for the sums.
macro_rules! multiply {
    ([$low:expr, $high:expr], [$w_low:expr, $w_high:expr], $x:expr) => {
        asm!(
            "vpbroadcastd {four}, dword ptr [{x}]",
            "vpdpbusd {low}, {w_low}, {four}",
            "vpdpbusd {high}, {w_high}, {four}",
            four = out(zmm_reg) _,
            x = in(reg) $x,
            low = inout(zmm_reg) *$low,
            high = inout(zmm_reg) *$high,
            w_low = in(zmm_reg) $w_low,
            w_high = in(zmm_reg) $w_high,
            options(pure, readonly, nostack, preserves_flags),
        )
    };
}

/// The weights in the low halves of 128 bytes; in assembly for the reason that `multiply` is.
macro_rules! low_halves {
    ($at:expr, $mask:expr) => {{
        let (low, high);
        asm!(
            "vpandd {low}, {mask}, zmmword ptr [{at}]",
            "vpandd {high}, {mask}, zmmword ptr [{at} + 64]",
            low = out(zmm_reg) low,
            high = out(zmm_reg) high,
            mask = in(zmm_reg) $mask,
            at = in(reg) $at,
            options(pure, readonly, nostack, preserves_flags),
        );
        [low, high]
    }};
}

/// The weights in their high halves.
macro_rules! high_halves {
    ($at:expr, $mask:expr) => {{
        let (low, high);
        asm!(
            "vpsrlw {low}, zmmword ptr [{at}], 4",
            "vpsrlw {high}, zmmword ptr [{at} + 64], 4",
            "vpandd {low}, {low}, {mask}",
            "vpandd {high}, {high}, {mask}",
            low = out(zmm_reg) low,
            high = out(zmm_reg) high,
            mask = in(zmm_reg) $mask,
            at = in(reg) $at,
            options(pure, readonly, nostack, preserves_flags),
        );
        [low, high]
    }};
}

/// Two registers of weights.
type Weights = [__m512i; 2];

/// Adds to `sums` the products of a block of R rows with weights, of which `weights` loads a group's.
macro_rules! block_of_integers {
    ($rows:ident, $block:ident, $sums:ident, $weights:expr) => {
        for group in 0..BLOCK / 4 {
            let [w_low, w_high]: Weights = $weights(group);
            for (r, [low, high]) in $sums.iter_mut().enumerate() {
                let x = $rows
                    .values
                    .as_ptr()
                    .add(r * $rows.stride + $block * BLOCK + group * 4);
                multiply!([low, high], [w_low, w_high], x);
            }
        }
    };
}

/// Writes the 32 outputs of R rows, of weights that are one to a byte.
///
/// SAFETY: the processor has AVX-512 with VNNI; `values` and `scales` have the lengths of `blocks`, `x` those that
/// [`int8_panel`](super::int8_panel) asserts, and `out` is writable at `[r · 32 + lane]`.
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) unsafe fn bytes<const R: usize>(
    blocks: usize,
    x: Int8Rows<'_>,
    (values, scales): (&[u8], &[u16]),
    out: *mut f32,
    next: Ahead,
) {
    // SAFETY: as this function's own; what `multiply` reads are four integers of a row.
    unsafe {
        let mut totals = [[_mm512_setzero_ps(); 2]; R];
        for block in 0..blocks {
            next.fetch(block);
            let mut sums = [[_mm512_setzero_si512(); 2]; R];
            for (r, both) in sums.iter_mut().enumerate() {
                *both = [_mm512_set1_epi32(*x.blocks.offsets.get_unchecked(r * blocks + block)); 2];
            }
            let values = values.as_ptr().add(block * BLOCK * LANES);
            block_of_integers!(x, block, sums, |group: usize| {
                let at = values.add(group * 4 * LANES);
                [
                    _mm512_loadu_si512(at.cast()),
                    _mm512_loadu_si512(at.add(4 * WIDE).cast()),
                ]
            });
            let scales = scales.as_ptr().add(block * LANES);
            let scales = [scales, scales.add(WIDE)]
                .map(|scales| _mm512_cvtph_ps(_mm256_loadu_si256(scales.cast())));
            for (r, (totals, sums)) in totals.iter_mut().zip(sums).enumerate() {
                let worth = _mm512_set1_ps(*x.blocks.scales.get_unchecked(r * blocks + block));
                for ((total, sum), scale) in totals.iter_mut().zip(sums).zip(scales) {
                    let factor = _mm512_mul_ps(scale, worth);
                    *total = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), factor, *total);
                }
            }
        }
        store(&totals, out);
    }
}

/// Writes the 32 outputs of R rows, of weights that are two to a byte.
///
/// SAFETY: as [`bytes`].
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub(super) unsafe fn nibbles<const R: usize>(
    blocks: usize,
    x: Int8Rows<'_>,
    (values, scales, minima): (&[u8], &[f32], &[f32]),
    out: *mut f32,
    next: Ahead,
) {
    // SAFETY: as this function's own; what `multiply` reads are four integers of a row.
    unsafe {
        let mask = _mm512_set1_epi8(15);
        let mut totals = [[_mm512_setzero_ps(); 2]; R];
        for block in 0..blocks {
            next.fetch(block);
            let mut sums = [[_mm512_setzero_si512(); 2]; R];
            let values = values.as_ptr().add(block * BLOCK * LANES / 2);
            block_of_integers!(x, block, sums, |group: usize| {
                let at = values.add(group % 4 * 4 * LANES);
                if group < 4 {
                    low_halves!(at, mask)
                } else {
                    high_halves!(at, mask)
                }
            });
            for (half, at) in [0, WIDE].into_iter().enumerate() {
                let scale = _mm512_loadu_ps(scales.as_ptr().add(block * LANES + at));
                let minimum = _mm512_loadu_ps(minima.as_ptr().add(block * LANES + at));
                for (r, (totals, sums)) in totals.iter_mut().zip(&sums).enumerate() {
                    let worth = _mm512_set1_ps(*x.blocks.scales.get_unchecked(r * blocks + block));
                    let below = _mm512_set1_ps(*x.blocks.worth.get_unchecked(r * blocks + block));
                    let sum = _mm512_cvtepi32_ps(sums[half]);
                    let total = _mm512_fmadd_ps(sum, _mm512_mul_ps(scale, worth), totals[half]);
                    totals[half] = _mm512_fnmadd_ps(minimum, below, total);
                }
            }
        }
        store(&totals, out);
    }
}
