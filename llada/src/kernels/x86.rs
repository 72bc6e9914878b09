//! The inner loops for x86-64: one panel of 32 outputs times a few rows of activations.
//!
//! All `unsafe` of the kernels is here. Each loop is a safe function of slices that checks their lengths once; what is
//! unsafe is then to read them without checking again, and to call what only some processors have, which [`Level`] proves.

use core::arch::x86_64::*;

use super::packed::{BLOCK, LANES};

/// Lanes of a 512-bit register; a panel fills two of them, or four of 256 bits.
const WIDE: usize = 16;
const NARROW: usize = 8;

/// A set of instructions that this processor was found to have; only [`detect`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Level(Has);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Has {
    Avx2,
    Avx512 { vnni: bool, bf16: bool },
}

impl Level {
    /// Whether there are the 512-bit registers.
    pub(super) const fn is_avx512(self) -> bool {
        matches!(self.0, Has::Avx512 { .. })
    }

    /// Whether products of 8-bit integers are one instruction.
    pub(super) const fn has_int8(self) -> bool {
        matches!(self.0, Has::Avx512 { vnni: true, .. })
    }

    /// Whether products of bf16 are one instruction.
    pub(super) const fn has_bf16(self) -> bool {
        matches!(self.0, Has::Avx512 { bf16: true, .. })
    }
}

/// AVX2 with FMA and F16C, if this processor has them.
pub(super) fn avx2() -> Option<Level> {
    let all = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
        && is_x86_feature_detected!("f16c");
    all.then_some(Level(Has::Avx2))
}

/// AVX-512, with what else there is of it.
pub(super) fn avx512() -> Option<Level> {
    let all = avx2().is_some()
        && is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl");
    all.then(|| {
        Level(Has::Avx512 {
            vnni: is_x86_feature_detected!("avx512vnni"),
            bf16: is_x86_feature_detected!("avx512bf16"),
        })
    })
}

/// Calls a kernel with as many rows as its const parameter says.
macro_rules! by_rows {
    ($rows:expr, $function:ident $arguments:tt, $($count:literal)*) => {
        match $rows {
            $($count => $function::<$count> $arguments,)*
            _ => unreachable!("so many rows are never multiplied at once"),
        }
    };
}

/// The rows that a loop of f32 or bf16 takes at once, at most: 24 sums fill three quarters of the 32 registers.
pub(super) const MAX_ROWS: usize = 12;
/// The rows that a loop of 8-bit integers takes at once, at most: it has two sums for each row and register of outputs.
pub(super) const MAX_INT8_ROWS: usize = 6;

/// Adds to `out[r][0..32]` the products of rows of `x` with a panel `[inputs][32]` of f32.
///
/// `x` starts at the first row's first input; its rows are `stride` apart.
pub(super) fn f32_panel(
    level: Level,
    rows: usize,
    (x, stride): (&[f32], usize),
    panel: &[f32],
    out: &mut [f32],
) {
    let inputs = panel.len() / LANES;
    assert!(
        panel.len() == inputs * LANES
            && (1..=MAX_ROWS).contains(&rows)
            && x.len() >= (rows - 1) * stride + inputs
            && out.len() >= rows * LANES,
        "a kernel's slices are too short. This is a bug."
    );
    let (x, panel, out) = (x.as_ptr(), panel.as_ptr(), out.as_mut_ptr());
    // SAFETY: `level` proves the instructions; the assertion above is what the loops ask of their pointers.
    unsafe {
        if level.is_avx512() {
            by_rows!(rows, f32_avx512(inputs, x, stride, panel, out), 1 2 3 4 5 6 7 8 9 10 11 12);
            return;
        }
        // Sixteen registers hold three rows of four, or six of two: half the panel at a time.
        for first in (0..rows).step_by(6) {
            let x = x.add(first * stride);
            for half in [0, LANES / 2] {
                let (panel, out) = (panel.add(half), out.add(first * LANES + half));
                by_rows!((rows - first).min(6), f32_avx2(inputs, x, stride, panel, out), 1 2 3 4 5 6);
            }
        }
    }
}

/// SAFETY: `x` is readable at `[r · stride + i]` and `out` writable at `[r · 32 + lane]` for all r < R, i < inputs,
/// lane < 32; `panel` is readable at `[i · 32 + lane]`.
#[target_feature(enable = "avx512f")]
unsafe fn f32_avx512<const R: usize>(
    inputs: usize,
    x: *const f32,
    stride: usize,
    panel: *const f32,
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
            let w = panel.add(i * LANES);
            let (w_low, w_high) = (_mm512_loadu_ps(w), _mm512_loadu_ps(w.add(WIDE)));
            for (r, [low, high]) in sums.iter_mut().enumerate() {
                let x = _mm512_set1_ps(*x.add(r * stride + i));
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

/// Sixteen outputs of the panel.
///
/// SAFETY: as [`f32_avx512`], for lane < 16.
#[target_feature(enable = "avx2,fma")]
unsafe fn f32_avx2<const R: usize>(
    inputs: usize,
    x: *const f32,
    stride: usize,
    panel: *const f32,
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
            let w = panel.add(i * LANES);
            let (w_low, w_high) = (_mm256_loadu_ps(w), _mm256_loadu_ps(w.add(NARROW)));
            for (r, [low, high]) in sums.iter_mut().enumerate() {
                let x = _mm256_broadcast_ss(&*x.add(r * stride + i));
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

/// Fetches a share of the panel that comes next into the second-level cache, a few lines at every turn of a loop.
#[derive(Clone, Copy)]
struct Ahead {
    from: *const u8,
    len: usize,
    /// Bytes at every turn.
    stride: usize,
}

impl Ahead {
    fn new(next: &[u8], turns: usize) -> Self {
        Self {
            from: next.as_ptr(),
            len: next.len(),
            stride: next.len().div_ceil(turns.max(1)).next_multiple_of(64),
        }
    }

    #[inline(always)]
    fn fetch(self, turn: usize) {
        let start = turn * self.stride;
        let end = (start + self.stride).min(self.len);
        for at in (start..end).step_by(64) {
            // SAFETY: every x86-64 processor has this instruction, and it never fails, wherever it points.
            unsafe { _mm_prefetch::<_MM_HINT_T1>(self.from.wrapping_add(at).cast()) }
        }
    }
}

/// A matrix of pairs of bf16, the lower one first, inside a slice.
#[derive(Clone, Copy)]
pub(super) struct Pairs<'a> {
    pub(super) values: &'a [u32],
    /// Distance of two pairs that are neighbours along the inner dimension of a product.
    pub(super) inner: usize,
    /// Distance of two pairs that are neighbours across it.
    pub(super) outer: usize,
}

/// Adds to `out[r · stride][0..32]` the products of rows of `x` with 32 columns of `panel`, whose outer distance is one,
/// over `inner` pairs; fetches `next` on the way.
pub(super) fn bf16_panel(
    level: Level,
    (rows, inner): (usize, usize),
    x: Pairs<'_>,
    panel: Pairs<'_>,
    (out, stride): (&mut [f32], usize),
    next: &[u8],
) {
    assert!(
        level.has_bf16()
            && inner > 0
            && panel.outer == 1
            && (1..=MAX_ROWS).contains(&rows)
            && x.values.len() > (rows - 1) * x.outer + (inner - 1) * x.inner
            && panel.values.len() >= (inner - 1) * panel.inner + LANES
            && out.len() >= (rows - 1) * stride + LANES,
        "a kernel's slices are too short. This is a bug."
    );
    let next = Ahead::new(next, inner.div_ceil(BLOCK));
    let out = out.as_mut_ptr();
    // SAFETY: `level` has the instructions; the assertion above is what the loop asks of its slices and of `out`.
    unsafe {
        by_rows!(rows, bf16_avx512(inner, x, panel, out, stride, next), 1 2 3 4 5 6 7 8 9 10 11 12);
    }
}

/// SAFETY: `x` has elements at `r · outer + p · inner` and `out` is writable at `[r · stride + lane]` for all r < R,
/// p < inner, lane < 32; `panel` has elements at `p · inner + lane`.
#[target_feature(enable = "avx512f,avx512bf16")]
unsafe fn bf16_avx512<const R: usize>(
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

/// Rows of 8-bit integers with what their blocks are worth.
#[derive(Clone, Copy)]
pub(super) struct Int8Rows<'a> {
    pub(super) values: &'a [i8],
    /// Distance of two rows of values.
    pub(super) stride: usize,
    /// `[rows][blocks]`.
    pub(super) scales: &'a [f32],
    /// `[rows][blocks]`.
    pub(super) sums: &'a [i32],
}

/// A panel of unsigned 8-bit integers: weight = scale · value − minimum.
#[derive(Clone, Copy)]
pub(super) struct Int8Panel<'a> {
    /// `[inputs / 32][8][32][4]`.
    pub(super) values: &'a [u8],
    /// `[inputs / 32][32]`.
    pub(super) scales: &'a [f32],
    /// `[inputs / 32][32]`; none means 128 · scale.
    pub(super) minima: Option<&'a [f32]>,
}

/// Sets `out[r][0..32]` to the products of rows of integers with a panel; fetches `next` on the way.
pub(super) fn int8_panel(
    level: Level,
    rows: usize,
    x: Int8Rows<'_>,
    panel: Int8Panel<'_>,
    out: &mut [f32],
    next: &[u8],
) {
    let blocks = panel.values.len() / (BLOCK * LANES);
    assert!(
        level.has_int8()
            && panel.values.len() == blocks * BLOCK * LANES
            && panel.scales.len() >= blocks * LANES
            && panel
                .minima
                .is_none_or(|minima| minima.len() >= blocks * LANES)
            && (1..=MAX_INT8_ROWS).contains(&rows)
            && x.values.len() >= (rows - 1) * x.stride + blocks * BLOCK
            && x.scales.len() >= rows * blocks
            && x.sums.len() >= rows * blocks
            && out.len() >= rows * LANES,
        "a kernel's slices are too short. This is a bug."
    );
    let next = Ahead::new(next, blocks);
    let out = out.as_mut_ptr();
    // SAFETY: `level` has the instructions; the assertion above is what the loops ask of their slices and of `out`.
    unsafe {
        match panel.minima {
            None => by_rows!(rows, q8_avx512(blocks, x, panel, out, next), 1 2 3 4 5 6),
            Some(minima) => {
                by_rows!(rows, q4_avx512(blocks, x, panel, minima, out, next), 1 2 3 4 5 6)
            }
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

/// SAFETY: the slices have the lengths that [`int8_panel`] asserts, and `out` is writable at `[r · 32 + lane]`.
#[target_feature(enable = "avx512f,avx512vnni")]
unsafe fn q8_avx512<const R: usize>(
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

/// SAFETY: as [`q8_avx512`].
#[target_feature(enable = "avx512f,avx512vnni")]
unsafe fn q4_avx512<const R: usize>(
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

/// Writes a block's weights, scale · value − minimum, as `[32][32]` f32; `values` is `[8][32][4]`.
pub(super) fn widen_block(
    _level: Level,
    values: &[u8; BLOCK * LANES],
    scales: &[f32; LANES],
    minima: &[f32; LANES],
    to: &mut [f32; BLOCK * LANES],
) {
    // SAFETY: any level has AVX2 and FMA.
    unsafe { widen_block_avx2(values, scales, minima, to) }
}

/// SAFETY: the processor has AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
unsafe fn widen_block_avx2(
    values: &[u8; BLOCK * LANES],
    scales: &[f32; LANES],
    minima: &[f32; LANES],
    to: &mut [f32; BLOCK * LANES],
) {
    let low = _mm256_set1_epi32(255);
    for lane in (0..LANES).step_by(NARROW) {
        // SAFETY: lane + 8 ≤ 32 lanes; each group of four inputs has 4 · 32 bytes, each input 32 floats.
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
                    _mm256_storeu_ps(to.as_mut_ptr().add((group * 4 + j) * LANES + lane), weight);
                }
            }
        }
    }
}
