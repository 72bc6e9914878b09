//! The inner loops for x86-64: one panel of 32 outputs times a few rows of activations.
//!
//! All `unsafe` of the kernels is in here. Each loop is a safe function of slices that checks their lengths once; what is
//! unsafe is then to read them without checking again, and to call what only some processors have, which [`Level`] proves.
//!
//! | module | instructions |
//! |---|---|
//! | [`mod@avx2`] | AVX2 with FMA |
//! | [`avx2_integers`] | products of quantised weights with integers, for AVX2 without AVX-VNNI |
//! | [`avx_vnni`] | the products of 8-bit integers that some processors have beside AVX2 (AVX-VNNI) |
//! | [`mod@integers`] | which loop of integers runs |
//! | [`mod@avx512`] | AVX-512, with its products of bf16 |
//! | [`avx512_vnni`] | AVX-512's products of 8-bit integers (VNNI) |
//! | [`tiles`] | AMX: products of whole tiles of bf16 |
//! | [`mod@widen_bf16`] | AVX-512 with BF16 and VBMI: quantised weights as bf16 |
//!
//! Under AddressSanitizer (on Linux; it is part of Rust, but needs the switch of its nightly channel):
//!
//! ```sh
//! RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address cargo test --target x86_64-unknown-linux-gnu \
//!     --target-dir target/sanitized --package kernels
//! ```

/// Calls a kernel with as many rows as its const parameter says.
macro_rules! by_rows {
    ($rows:expr, $interleaved:literal, $module:ident::$function:ident $arguments:tt, $($count:literal)*) => {
        match $rows {
            $($count => $module::$function::<$count, $interleaved> $arguments,)*
            _ => unreachable!("so many rows are never multiplied at once"),
        }
    };
    ($rows:expr, $module:ident::$function:ident $arguments:tt, $($count:literal)*) => {
        match $rows {
            $($count => $module::$function::<$count> $arguments,)*
            _ => unreachable!("so many rows are never multiplied at once"),
        }
    };
}

mod avx2;
mod avx2_integers;
mod avx512;
mod avx512_vnni;
mod avx_vnni;
#[cfg(all(test, target_os = "linux"))]
mod emulator;
mod integers;
mod tiles;
mod widen_bf16;

use core::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};

use super::encoded::TileRow;
use super::packed::{BLOCK, LANES, SUPER_BLOCK};
pub(super) use integers::{
    Int8Rows, Int16Rows, IntegerBlocks, IntegerPanel, MAX_INT8_ROWS, MAX_INT16_ROWS, int8_panel,
    int16_panel,
};
pub(super) use tiles::{PANEL_ROWS, TilePanel, TileRows, Tiles, tile_products};

/// Lanes of a 256-bit register; a panel fills four of them.
const NARROW: usize = 8;
/// Lanes of half a panel.
pub(super) const HALF: usize = LANES / 2;

/// A set of instructions that this processor was found to have; only the functions that look for them make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    vectors: Vectors,
    tiles: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vectors {
    Avx2 { vnni: bool },
    Avx512 { vnni: bool, bf16: bool, vbmi: bool },
}

impl Level {
    /// Whether there are the 512-bit registers.
    pub(super) const fn is_avx512(self) -> bool {
        matches!(self.vectors, Vectors::Avx512 { .. })
    }

    /// The rows that a loop of f32 takes at once, at most: 24 sums of 32 registers, or 12 of 16.
    pub(super) const fn f32_rows(self) -> usize {
        if self.is_avx512() { 12 } else { 6 }
    }

    /// Whether products of 8-bit integers are one instruction.
    pub(super) const fn has_int8(self) -> bool {
        match self.vectors {
            Vectors::Avx2 { vnni } | Vectors::Avx512 { vnni, .. } => vnni,
        }
    }

    /// Whether there is AVX2 only, which multiplies weights of 8 bits with integers of 16, and those of 4 bits with integers of 8.
    pub(super) const fn is_avx2_alone(self) -> bool {
        matches!(self.vectors, Vectors::Avx2 { vnni: false })
    }

    /// Whether products of bf16 are one instruction.
    pub(super) const fn has_bf16(self) -> bool {
        matches!(self.vectors, Vectors::Avx512 { bf16: true, .. })
    }

    /// Whether quantised weights are made bf16 by permutations of bytes.
    pub(super) const fn widens_to_bf16(self) -> bool {
        matches!(
            self.vectors,
            Vectors::Avx512 {
                bf16: true,
                vbmi: true,
                ..
            }
        )
    }

    /// Whether there are tiles of bf16.
    pub(super) const fn has_tiles(self) -> bool {
        self.tiles
    }
}

/// AVX2 with FMA and F16C, if this processor has them, with products of 8-bit integers if it has those.
pub(super) fn avx2() -> Option<Level> {
    let all = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
        && is_x86_feature_detected!("f16c");
    all.then(|| Level {
        vectors: Vectors::Avx2 {
            vnni: is_x86_feature_detected!("avxvnni"),
        },
        tiles: false,
    })
}

/// AVX2 with FMA and F16C, and no more.
#[cfg(test)]
pub(super) fn avx2_alone() -> Option<Level> {
    avx2().map(|level| Level {
        vectors: Vectors::Avx2 { vnni: false },
        ..level
    })
}

/// AVX-512, with what else there is of it.
pub(super) fn avx512() -> Option<Level> {
    let all = avx2().is_some()
        && is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl");
    all.then(|| Level {
        vectors: Vectors::Avx512 {
            vnni: is_x86_feature_detected!("avx512vnni"),
            bf16: is_x86_feature_detected!("avx512bf16"),
            vbmi: is_x86_feature_detected!("avx512vbmi"),
        },
        tiles: false,
    })
}

/// AMX with products of bf16 beside AVX-512, if the processor has it and the system lets this process use it.
pub(super) fn amx() -> Option<Level> {
    let level = avx512()?;
    tiles::permitted().then_some(Level {
        tiles: true,
        ..level
    })
}

/// The tiles of a processor that has none, emulated.
#[cfg(all(test, target_os = "linux"))]
pub(super) fn emulated_amx() -> Option<Level> {
    let level = avx512().or_else(avx2)?;
    emulator::install();
    Some(Level {
        tiles: true,
        ..level
    })
}

/// The rows that a loop of bf16 takes at once, at most: 24 sums fill three quarters of the 32 registers.
pub(super) const MAX_ROWS: usize = 12;
/// Rows of f32 as a left factor.
#[derive(Clone, Copy)]
pub(super) enum F32Rows<'a> {
    /// `[inputs][rows]`: what a product's every input needs lies together.
    Interleaved(&'a [f32]),
    /// `[rows]`, so far apart, from the first row's first input on.
    Apart(&'a [f32], usize),
}

/// A panel of f32 in two halves: sixteen outputs of each input, `stride` apart.
#[derive(Clone, Copy)]
pub(super) struct F32Panel<'a> {
    pub(super) inputs: usize,
    pub(super) halves: [&'a [f32]; 2],
    pub(super) stride: usize,
}

/// Adds to `out[r][0..32]` the products of rows with a panel.
pub(super) fn f32_panel(
    level: Level,
    rows: usize,
    x: F32Rows<'_>,
    panel: F32Panel<'_>,
    out: &mut [f32],
) {
    let F32Panel {
        inputs,
        halves,
        stride,
    } = panel;
    let x_needs = match x {
        F32Rows::Interleaved(_) => rows * inputs,
        F32Rows::Apart(_, apart) => (rows - 1) * apart + inputs,
    };
    let (F32Rows::Interleaved(values) | F32Rows::Apart(values, _)) = x;
    assert!(
        inputs > 0
            && (1..=level.f32_rows()).contains(&rows)
            && values.len() >= x_needs
            && halves
                .iter()
                .all(|half| half.len() >= (inputs - 1) * stride + HALF)
            && out.len() >= rows * LANES,
        "a kernel's slices are too short. This is a bug."
    );
    let (halves, out) = (halves.map(<[f32]>::as_ptr), out.as_mut_ptr());
    // SAFETY: `level` proves the instructions; the assertion above is what the loops ask of their pointers.
    unsafe {
        if level.is_avx512() {
            let panel = (halves, stride);
            return match x {
                F32Rows::Interleaved(x) => {
                    let x = (x.as_ptr(), 0);
                    by_rows!(rows, true, avx512::f32_panel(inputs, x, panel, out), 1 2 3 4 5 6 7 8 9 10 11 12);
                }
                F32Rows::Apart(x, apart) => {
                    let x = (x.as_ptr(), apart);
                    by_rows!(rows, false, avx512::f32_panel(inputs, x, panel, out), 1 2 3 4 5 6 7 8 9 10 11 12);
                }
            };
        }
        // Sixteen registers hold three rows of four, or six of two: half the panel at a time.
        for (index, half) in halves.into_iter().enumerate() {
            let (panel, out) = ((half, stride), out.add(index * HALF));
            match x {
                F32Rows::Interleaved(x) => {
                    let x = (x.as_ptr(), 0);
                    by_rows!(rows, true, avx2::f32_half(inputs, x, panel, out), 1 2 3 4 5 6);
                }
                F32Rows::Apart(x, apart) => {
                    let x = (x.as_ptr(), apart);
                    by_rows!(rows, false, avx2::f32_half(inputs, x, panel, out), 1 2 3 4 5 6);
                }
            }
        }
    }
}

/// Fetches what will be read soon into the second-level cache.
pub(super) fn fetch(next: &[u8]) {
    Ahead::new(next, 1).fetch(0);
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
        by_rows!(rows, avx512::bf16_panel(inner, x, panel, out, stride, next), 1 2 3 4 5 6 7 8 9 10 11 12);
    }
}

/// Writes pairs of 16-bit numbers of neighbouring inputs, `[inputs / 2][32]`, f16 or else bf16, as the `[inputs][16]` of each
/// half. Not left to the compiler, which makes gathers and scatters of it where the processor has them.
pub(super) fn widen_pairs(_level: Level, is_f16: bool, pairs: &[u32], to: [&mut [f32]; 2]) {
    assert!(
        pairs.len().is_multiple_of(LANES) && to.iter().all(|half| half.len() >= pairs.len()),
        "a kernel's slices are too short. This is a bug."
    );
    let to = to.map(<[f32]>::as_mut_ptr);
    // SAFETY: any level has AVX2 and F16C; the assertion above is what the loops ask of their slices.
    unsafe {
        if is_f16 {
            avx2::widen_pairs::<true>(pairs, to);
        } else {
            avx2::widen_pairs::<false>(pairs, to);
        }
    }
}

/// Writes a block's weights, scale · value − minimum, as the `[32][16]` of each half; `values` is `[8][32][4]`.
pub(super) fn widen_block(
    _level: Level,
    values: &[u8; BLOCK * LANES],
    scales: &[f32; LANES],
    minima: &[f32; LANES],
    to: [&mut [f32; BLOCK * HALF]; 2],
) {
    // SAFETY: any level has AVX2 and FMA.
    unsafe { avx2::widen_block(values, scales, minima, to) }
}

/// Some inputs of a quantised panel.
#[derive(Clone, Copy)]
pub(super) enum Quantised<'a> {
    /// weight = scale · (value − 128), with values as `[blocks][8][32][4]`.
    Q8_0 {
        values: &'a [u8],
        /// `[blocks][32]` f16.
        scales: &'a [u16],
    },
    /// weight = scales · value − minima, with values of 4 bits as `[blocks][4][32][4]`, groups g and g + 4 in one byte.
    Q4k {
        values: &'a [u8],
        /// `[blocks / 8][2][32]` f16: scales and minima.
        large: &'a [u16],
        /// `[blocks][2][32]`: scales and minima of a block, in units of the large ones.
        small: &'a [u8],
    },
}

/// Writes a panel's weights as pairs of bf16, `[inputs / 2][2]` rows of tiles; fetches `next` on the way.
pub(super) fn widen_to_bf16(level: Level, from: Quantised<'_>, to: &mut [TileRow], next: &[u8]) {
    let blocks = to.len() / PANEL_ROWS;
    let fits = match from {
        Quantised::Q8_0 { values, scales } => {
            values.len() >= blocks * BLOCK * LANES && scales.len() == blocks * LANES
        }
        Quantised::Q4k {
            values,
            large,
            small,
        } => {
            values.len() >= blocks * BLOCK * LANES / 2
                && large.len() >= blocks.div_ceil(SUPER_BLOCK / BLOCK) * 2 * LANES
                && small.len() == blocks * 2 * LANES
        }
    };
    assert!(
        level.widens_to_bf16() && to.len() == blocks * PANEL_ROWS && fits,
        "a kernel's slices are too short. This is a bug."
    );
    let next = Ahead::new(next, blocks);
    // SAFETY: `level` has the instructions; the assertion above is what the loops ask of their slices.
    unsafe {
        match from {
            Quantised::Q8_0 { values, scales } => widen_bf16::q8_0(values, scales, to, next),
            Quantised::Q4k {
                values,
                large,
                small,
            } => widen_bf16::q4k(values, (large, small), to, next),
        }
    }
}
