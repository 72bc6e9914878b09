//! On other processors than x86-64 there are no kernels of our own: nothing makes a [`Level`].

use super::encoded::TileRow;
use super::packed::{BLOCK, LANES};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {}

impl Level {
    pub(super) const fn is_avx512(self) -> bool {
        match self {}
    }

    pub(super) const fn f32_rows(self) -> usize {
        match self {}
    }

    pub(super) const fn has_int8(self) -> bool {
        match self {}
    }

    pub(super) const fn is_avx2_alone(self) -> bool {
        match self {}
    }

    pub(super) const fn has_bf16(self) -> bool {
        match self {}
    }

    pub(super) const fn widens_to_bf16(self) -> bool {
        match self {}
    }

    pub(super) const fn has_tiles(self) -> bool {
        match self {}
    }
}

pub(super) const fn avx2() -> Option<Level> {
    None
}

#[cfg(test)]
pub(super) const fn avx2_alone() -> Option<Level> {
    None
}

pub(super) const fn avx512() -> Option<Level> {
    None
}

pub(super) const fn amx() -> Option<Level> {
    None
}

pub(super) const HALF: usize = LANES / 2;
pub(super) const MAX_ROWS: usize = 1;
pub(super) const MAX_INT8_ROWS: usize = 1;
pub(super) const MAX_INT16_ROWS: usize = 1;

#[derive(Clone, Copy)]
pub(super) struct IntegerBlocks<'a> {
    pub(super) scales: &'a [f32],
    pub(super) offsets: &'a [i32],
    pub(super) worth: &'a [f32],
}

#[derive(Clone, Copy)]
pub(super) struct Int8Rows<'a> {
    pub(super) values: &'a [i8],
    pub(super) stride: usize,
    pub(super) blocks: IntegerBlocks<'a>,
}

#[derive(Clone, Copy)]
pub(super) struct Int16Rows<'a> {
    pub(super) values: &'a [i16],
    pub(super) blocks: IntegerBlocks<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum IntegerPanel<'a> {
    Bytes {
        values: &'a [u8],
        scales: &'a [u16],
    },
    Nibbles {
        values: &'a [u8],
        scales: &'a [f32],
        minima: &'a [f32],
    },
}

#[derive(Clone, Copy)]
pub(super) enum F32Rows<'a> {
    Interleaved(&'a [f32]),
    Apart(&'a [f32], usize),
}

#[derive(Clone, Copy)]
pub(super) struct F32Panel<'a> {
    pub(super) inputs: usize,
    pub(super) halves: [&'a [f32]; 2],
    pub(super) stride: usize,
}

pub(super) fn f32_panel(level: Level, _: usize, _: F32Rows<'_>, _: F32Panel<'_>, _: &mut [f32]) {
    match level {}
}

pub(super) const fn fetch(_: &[u8]) {}

#[derive(Clone, Copy)]
pub(super) struct Pairs<'a> {
    pub(super) values: &'a [u32],
    pub(super) inner: usize,
    pub(super) outer: usize,
}

pub(super) fn bf16_panel(
    level: Level,
    _: (usize, usize),
    _: Pairs<'_>,
    _: Pairs<'_>,
    _: (&mut [f32], usize),
    _: &[u8],
) {
    match level {}
}

pub(super) const PANEL_ROWS: usize = LANES;

#[derive(Clone, Copy)]
pub(super) struct TileRows<'a> {
    pub(super) values: &'a [TileRow],
    pub(super) stride: usize,
    pub(super) count: usize,
    pub(super) next: usize,
}

pub(super) struct Tiles(Level);

impl Tiles {
    pub(super) const fn new(level: Level) -> Self {
        match level {}
    }
}

pub(super) struct TilePanel<'a> {
    pub(super) weights: &'a [TileRow],
    pub(super) sums: &'a mut [TileRow],
    pub(super) next: &'a [u8],
    pub(super) part: (usize, usize),
}

impl<'a> TilePanel<'a> {
    pub(super) const fn alone(weights: &'a [TileRow], sums: &'a mut [TileRow]) -> Self {
        Self {
            weights,
            sums,
            next: &[],
            part: (0, 1),
        }
    }
}

pub(super) fn tile_products<'a>(
    tiles: &Tiles,
    _: TileRows<'_>,
    _: impl Iterator<Item = TilePanel<'a>>,
    _: bool,
) {
    match tiles.0 {}
}

#[derive(Clone, Copy)]
pub(super) enum Quantised<'a> {
    Q8_0 {
        values: &'a [u8],
        scales: &'a [u16],
    },
    Q4k {
        values: &'a [u8],
        large: &'a [u16],
        small: &'a [u8],
    },
}

pub(super) fn widen_to_bf16(level: Level, _: Quantised<'_>, _: &mut [TileRow], _: &[u8]) {
    match level {}
}

pub(super) fn int8_panel(
    level: Level,
    _: usize,
    _: Int8Rows<'_>,
    _: IntegerPanel<'_>,
    _: &mut [f32],
    _: &[u8],
) {
    match level {}
}

pub(super) fn int16_panel(
    level: Level,
    _: usize,
    _: Int16Rows<'_>,
    _: (&[u8], &[u16]),
    _: &mut [f32],
    _: &[u8],
) {
    match level {}
}

pub(super) fn widen_pairs(level: Level, _: bool, _: &[u32], _: [&mut [f32]; 2]) {
    match level {}
}

pub(super) fn widen_block(
    level: Level,
    _: &[u8; BLOCK * LANES],
    _: &[f32; LANES],
    _: &[f32; LANES],
    _: [&mut [f32; BLOCK * HALF]; 2],
) {
    match level {}
}
