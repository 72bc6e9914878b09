//! Rows of integers, panels of quantised weights, and which loop multiplies them.

use super::{Ahead, BLOCK, HALF, LANES, Level, avx_vnni, avx2_integers, avx512_vnni};

/// The rows that a loop of 8-bit integers takes at once, at most: it has two sums for each row and register of outputs.
pub(in super::super) const MAX_INT8_ROWS: usize = 6;
/// The rows that a loop of 16-bit integers takes at once, at most: with six, sums leave their registers.
pub(in super::super) const MAX_INT16_ROWS: usize = 5;

/// What the integers of some rows are worth, by blocks of 32.
#[derive(Clone, Copy)]
pub(in super::super) struct IntegerBlocks<'a> {
    /// `[rows][blocks]`: what an integer is worth.
    pub(in super::super) scales: &'a [f32],
    /// `[rows][blocks]`: −128 times the sum of the block's integers.
    pub(in super::super) offsets: &'a [i32],
    /// `[rows][blocks]`: what the sum of the block's integers is worth.
    pub(in super::super) worth: &'a [f32],
}

/// Rows of 8-bit integers.
#[derive(Clone, Copy)]
pub(in super::super) struct Int8Rows<'a> {
    pub(in super::super) values: &'a [i8],
    /// Distance of two rows of values.
    pub(in super::super) stride: usize,
    pub(in super::super) blocks: IntegerBlocks<'a>,
}

/// Rows of 16-bit integers.
#[derive(Clone, Copy)]
pub(in super::super) struct Int16Rows<'a> {
    /// `[inputs / 4][rows][4]`: what a few products need lies together. Of each four the two in the middle are exchanged.
    pub(in super::super) values: &'a [i16],
    pub(in super::super) blocks: IntegerBlocks<'a>,
}

/// A panel of unsigned integers in blocks of 32 inputs.
#[derive(Clone, Copy)]
pub(in super::super) enum IntegerPanel<'a> {
    /// weight = scale · (value − 128), with values as `[blocks][8][32][4]`.
    Bytes {
        values: &'a [u8],
        /// `[blocks][32]` f16.
        scales: &'a [u16],
    },
    /// weight = scale · value − minimum, with values of 4 bits as `[blocks][4][32][4]`, groups g and g + 4 in one byte.
    Nibbles {
        values: &'a [u8],
        /// `[blocks][32]`.
        scales: &'a [f32],
        /// `[blocks][32]`.
        minima: &'a [f32],
    },
}

impl IntegerBlocks<'_> {
    /// Whether those of so many rows are there.
    fn hold(self, rows: usize, blocks: usize) -> bool {
        [self.scales.len(), self.offsets.len(), self.worth.len()]
            .iter()
            .all(|len| *len >= rows * blocks)
    }
}

impl IntegerPanel<'_> {
    /// Blocks of 32 inputs; as many as there are values, if there are scales for all of them.
    fn blocks(self) -> Option<usize> {
        let (bytes, size, scales) = match self {
            Self::Bytes { values, scales } => (values.len(), BLOCK * LANES, scales.len()),
            Self::Nibbles {
                values,
                scales,
                minima,
            } => {
                let scales = scales.len().min(minima.len());
                (values.len(), BLOCK * LANES / 2, scales)
            }
        };
        let blocks = bytes / size;
        (bytes == blocks * size && scales >= blocks * LANES).then_some(blocks)
    }
}

/// Adds to `out[r][0..32]`, which is zero, the products of rows of integers with a panel; fetches `next` on the way.
pub(in super::super) fn int8_panel(
    level: Level,
    rows: usize,
    x: Int8Rows<'_>,
    panel: IntegerPanel<'_>,
    out: &mut [f32],
    next: &[u8],
) {
    let blocks = panel.blocks().unwrap_or(usize::MAX);
    let multiplies = match panel {
        IntegerPanel::Bytes { .. } => level.has_int8(),
        IntegerPanel::Nibbles { .. } => level.has_int8() || level.is_avx2_alone(),
    };
    assert!(
        blocks != usize::MAX
            && multiplies
            && (1..=MAX_INT8_ROWS).contains(&rows)
            && x.values.len() >= (rows - 1) * x.stride + blocks * BLOCK
            && x.blocks.hold(rows, blocks)
            && out.len() >= rows * LANES,
        "a kernel's slices are too short. This is a bug."
    );
    debug_assert!(out[..rows * LANES].iter().all(|sum| *sum == 0.0));
    let next = Ahead::new(next, blocks);
    let out = out.as_mut_ptr();
    // SAFETY: `level` has the instructions; the assertion above is what the loops ask of their slices and of `out`.
    unsafe {
        match panel {
            IntegerPanel::Bytes { values, scales } => {
                let panel = (values, scales);
                if level.is_avx512() {
                    return by_rows!(rows, avx512_vnni::bytes(blocks, x, panel, out, next), 1 2 3 4 5 6);
                }
                for (first, next) in [(0, next), (HALF, Ahead::new(&[], 0))] {
                    by_rows!(rows, avx_vnni::bytes(blocks, x, panel, first, out, next), 1 2 3 4 5 6);
                }
            }
            IntegerPanel::Nibbles {
                values,
                scales,
                minima,
            } => {
                let panel = (values, scales, minima);
                if level.is_avx512() {
                    return by_rows!(rows, avx512_vnni::nibbles(blocks, x, panel, out, next), 1 2 3 4 5 6);
                }
                for (first, next) in [(0, next), (HALF, Ahead::new(&[], 0))] {
                    if level.has_int8() {
                        by_rows!(rows, avx_vnni::nibbles(blocks, x, panel, first, out, next), 1 2 3 4 5 6);
                    } else {
                        by_rows!(rows, avx2_integers::nibbles(blocks, x, panel, first, out, next), 1 2 3 4 5 6);
                    }
                }
            }
        }
    }
}

/// As [`int8_panel`] with rows of 16-bit integers and weights that are one to a byte.
pub(in super::super) fn int16_panel(
    level: Level,
    rows: usize,
    x: Int16Rows<'_>,
    (values, scales): (&[u8], &[u16]),
    out: &mut [f32],
    next: &[u8],
) {
    let panel = IntegerPanel::Bytes { values, scales };
    let blocks = panel.blocks().unwrap_or(usize::MAX);
    assert!(
        blocks != usize::MAX
            && level.is_avx2_alone()
            && (1..=MAX_INT16_ROWS).contains(&rows)
            && x.values.len() >= rows * blocks * BLOCK
            && x.blocks.hold(rows, blocks)
            && out.len() >= rows * LANES,
        "a kernel's slices are too short. This is a bug."
    );
    debug_assert!(out[..rows * LANES].iter().all(|sum| *sum == 0.0));
    let next = Ahead::new(next, blocks);
    let (panel, out) = ((values, scales), out.as_mut_ptr());
    // SAFETY: any level has AVX2, FMA and F16C; the assertion above is what the loop asks of its slices and of `out`.
    unsafe {
        for (first, next) in [(0, next), (HALF, Ahead::new(&[], 0))] {
            by_rows!(rows, avx2_integers::bytes(blocks, x, panel, first, out, next), 1 2 3 4 5);
        }
    }
}
