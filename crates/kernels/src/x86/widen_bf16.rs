//! Quantised weights as pairs of bf16, with AVX-512 (BF16, VBMI): what tiles are multiplied with.
//!
//! A byte u becomes the float 2¹⁵ + u by being put into the right place of its bits: one permutation widens and converts. The
//! weight, scale · (2¹⁵ + u) − (2¹⁵ · scale + minimum), is one multiplication more; and two registers of those are rounded and
//! packed at once.

use core::arch::asm;
use core::arch::x86_64::*;

use super::avx512::WIDE;
use super::{Ahead, BLOCK, LANES};
use crate::encoded::TileRow;
use crate::packed::SUPER_BLOCK;

/// 2¹⁵ as a float: its lowest eight bits but eight count units.
const UNITS: i32 = 0x4700_0000;
/// The second byte of every float is the one that counts units.
const UNIT_BYTES: u64 = 0x2222_2222_2222_2222;

/// Rows of tiles that a block of 32 inputs fills.
const BLOCK_ROWS: usize = BLOCK / 2 * 2;

/// The order in which pairs are packed: for eight lanes each, the bytes of both of a pair's inputs side by side.
struct Order {
    /// `[pair][eight lanes]`: where each float's byte comes from.
    bytes: [[__m512i; 2]; 2],
    /// For each eight lanes: each lane twice.
    lanes: [__m512i; 2],
}

impl Order {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new() -> Self {
        let lanes: [[i32; 16]; 2] =
            std::array::from_fn(|half| std::array::from_fn(|k| (8 * half + k / 2) as i32));
        let bytes: [[[i32; 16]; 2]; 2] = std::array::from_fn(|pair| {
            // The byte goes to the second place of a float.
            lanes.map(|lanes| {
                std::array::from_fn(|k| (4 * lanes[k] + 2 * pair as i32 + k as i32 % 2) << 8)
            })
        });
        // SAFETY: each array is 512 bits long.
        let load = |order: &[i32; 16]| unsafe { _mm512_loadu_si512(order.as_ptr().cast()) };
        Self {
            bytes: bytes.each_ref().map(|pair| pair.each_ref().map(&load)),
            lanes: lanes.each_ref().map(&load),
        }
    }
}

/// Sixteen lanes' scales, and what is subtracted from scale · (2¹⁵ + u), in the order of the packing.
struct Scales {
    scale: [__m512; 2],
    below: [__m512; 2],
}

impl Scales {
    /// `zero` is 2¹⁵ and the value that stands for 0.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new(order: &Order, scale: __m512, zero: f32, minimum: __m512) -> Self {
        let below = _mm512_fmadd_ps(scale, _mm512_set1_ps(zero), minimum);
        let both = |values| {
            order
                .lanes
                .map(|lanes| _mm512_permutexvar_ps(lanes, values))
        };
        Self {
            scale: both(scale),
            below: both(below),
        }
    }

    /// Four bytes for each of sixteen lanes as two rows of tiles.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512bf16")]
    fn rows(&self, order: &Order, bytes: __m512i) -> [__m512i; 2] {
        let units = _mm512_set1_epi32(UNITS);
        order.bytes.map(|places| {
            let weights: [__m512; 2] = std::array::from_fn(|half| {
                let value = _mm512_castsi512_ps(placed(units, bytes, places[half]));
                _mm512_fmsub_ps(value, self.scale[half], self.below[half])
            });
            let packed = _mm512_cvtne2ps_pbh(weights[1], weights[0]);
            // SAFETY: both are 512 bits.
            unsafe { core::mem::transmute(packed) }
        })
    }
}

/// The bytes at their places among `units`.
///
/// In assembly: of the intrinsic the compiler makes a permutation of two registers, which takes three times as long.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn placed(units: __m512i, bytes: __m512i, places: __m512i) -> __m512i {
    let mut placed = units;
    // SAFETY: this function's features are what the instruction takes; it touches registers only.
    unsafe {
        asm!(
            "vpermb {placed}{{{mask}}}, {places}, {bytes}",
            placed = inout(zmm_reg) placed,
            mask = in(kreg) UNIT_BYTES,
            places = in(zmm_reg) places,
            bytes = in(zmm_reg) bytes,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    placed
}

/// Writes both rows of a group of four inputs, of half the lanes.
///
/// SAFETY: `to` is writable for four rows of tiles.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn store(rows: [__m512i; 2], to: *mut TileRow) {
    for (pair, row) in rows.into_iter().enumerate() {
        // SAFETY: as this function's own.
        unsafe { _mm512_store_si512(to.add(2 * pair).cast(), row) }
    }
}

/// q8_0: values `[blocks][8][32][4]`, scales `[blocks][32]` in f16.
///
/// SAFETY: the processor has AVX-512 with BF16 and VBMI; `values` and `to` have the lengths that `scales` asks for.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512bf16")]
pub(super) unsafe fn q8_0(values: &[u8], scales: &[u16], to: &mut [TileRow], next: Ahead) {
    let order = Order::new();
    let to = to.as_mut_ptr();
    for block in 0..scales.len() / LANES {
        next.fetch(block);
        for half in 0..2 {
            // SAFETY: as this function's own: a block is 8 · 128 bytes, 32 scales and 32 rows of tiles.
            unsafe {
                let at = scales.as_ptr().add(block * LANES + half * WIDE);
                let scale = _mm512_cvtph_ps(_mm256_loadu_si256(at.cast()));
                // The values are 128 too high.
                let scales = Scales::new(&order, scale, 32768.0 + 128.0, _mm512_setzero_ps());
                for group in 0..BLOCK / 4 {
                    let at = block * BLOCK * LANES + (group * LANES + half * WIDE) * 4;
                    let bytes = _mm512_loadu_si512(values.as_ptr().add(at).cast());
                    let to = to.add(block * BLOCK_ROWS + group * 4 + half);
                    store(scales.rows(&order, bytes), to);
                }
            }
        }
    }
}

/// q4k: values `[blocks][4][32][4]`, groups g and g + 4 in the halves of a byte; scales `[blocks / 8][2][32]` in f16 and
/// `[blocks][2][32]`.
///
/// SAFETY: as [`q8_0`], for the small scales.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512bf16")]
pub(super) unsafe fn q4k(
    values: &[u8],
    (large, small): (&[u16], &[u8]),
    to: &mut [TileRow],
    next: Ahead,
) {
    let order = Order::new();
    let low = _mm512_set1_epi8(15);
    let to = to.as_mut_ptr();
    for block in 0..small.len() / (2 * LANES) {
        next.fetch(block);
        for half in 0..2 {
            // SAFETY: as this function's own: a block is 4 · 128 bytes, 64 small scales and 32 rows of tiles.
            unsafe {
                let scale = |kind: usize| {
                    let lane = kind * LANES + half * WIDE;
                    let large = large
                        .as_ptr()
                        .add(block / (SUPER_BLOCK / BLOCK) * 2 * LANES + lane);
                    let small = small.as_ptr().add(block * 2 * LANES + lane);
                    let small = _mm512_cvtepu8_epi32(_mm_loadu_si128(small.cast()));
                    let large = _mm512_cvtph_ps(_mm256_loadu_si256(large.cast()));
                    _mm512_mul_ps(large, _mm512_cvtepi32_ps(small))
                };
                let scales = Scales::new(&order, scale(0), 32768.0, scale(1));
                for group in 0..BLOCK / 8 {
                    let at = block * BLOCK * LANES / 2 + (group * LANES + half * WIDE) * 4;
                    let bytes = _mm512_loadu_si512(values.as_ptr().add(at).cast());
                    let to = to.add(block * BLOCK_ROWS + group * 4 + half);
                    store(scales.rows(&order, _mm512_and_si512(bytes, low)), to);
                    let bytes = _mm512_and_si512(_mm512_srli_epi16::<4>(bytes), low);
                    store(scales.rows(&order, bytes), to.add(BLOCK_ROWS / 2));
                }
            }
        }
    }
}
