//! AMX: tile registers of 16 rows of 64 bytes, and products of two of them at once, of bf16 with sums in f32.
//!
//! Compilers have no stable names for these instructions yet, so they are assembly here: one loop, and around it the
//! setting and the giving back of the tiles (Intel's Architectures Software Developer's Manual, chapter on AMX).

use core::arch::asm;
use core::marker::PhantomData;

use super::Level;
use crate::encoded::{TILE_ROWS, TileRow};

/// Rows of tiles that 32 inputs of a panel fill, half of it and the other half beside that; and 16 rows of its products.
pub(crate) const PANEL_ROWS: usize = 2 * TILE_ROWS;

/// Whether this processor has tiles of bf16 and the system lets this process use them.
#[cfg(target_os = "linux")]
pub(super) fn permitted() -> bool {
    use core::arch::x86_64::{__cpuid, __cpuid_count, _xgetbv};
    const AMX_BF16: u32 = 1 << 22;
    const AMX_TILE: u32 = 1 << 24;
    const OSXSAVE: u32 = 1 << 27;
    /// The state components of tiles: their configuration and their contents.
    const TILE_STATE: u64 = 0b11 << 17;
    const ARCH_REQ_XCOMP_PERM: libc::c_long = 0x1023;
    const TILE_DATA: libc::c_long = 18;

    #[target_feature(enable = "xsave")]
    fn enabled() -> bool {
        // SAFETY: register 0 is there wherever the system has turned XSAVE on, which `OSXSAVE` says.
        unsafe { _xgetbv(0) & TILE_STATE == TILE_STATE }
    }

    let has = __cpuid(0).eax >= 7
        && __cpuid(1).ecx & OSXSAVE != 0
        && __cpuid_count(7, 0).edx & (AMX_TILE | AMX_BF16) == AMX_TILE | AMX_BF16;
    // SAFETY: the processor has XSAVE where `OSXSAVE` is set; the system call takes two numbers and changes nothing but
    // what this process may use.
    has && unsafe {
        enabled() && libc::syscall(libc::SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, TILE_DATA) == 0
    }
}

/// Only Linux is asked.
#[cfg(not(target_os = "linux"))]
pub(super) const fn permitted() -> bool {
    false
}

/// What `ldtilecfg` reads: eight tiles of 16 rows of 64 bytes.
#[repr(C, align(64))]
struct Configuration {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    bytes: [u16; 16],
    rows: [u8; 16],
}

static EIGHT_TILES: Configuration = Configuration {
    palette: 1,
    start_row: 0,
    reserved: [0; 14],
    bytes: [64, 64, 64, 64, 64, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0],
    rows: [16, 16, 16, 16, 16, 16, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0],
};

/// The thread's tile registers, given back when dropped: a thread that holds some is switched more slowly.
pub(crate) struct Tiles(PhantomData<*const ()>);

impl Tiles {
    /// Takes them.
    pub(crate) fn new(level: Level) -> Self {
        assert!(
            level.has_tiles(),
            "this processor has no tiles. This is a bug."
        );
        // SAFETY: `level` proves the instruction; the configuration is valid.
        unsafe {
            asm!(
                "ldtilecfg [{0}]",
                in(reg) &raw const EIGHT_TILES,
                out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                options(nostack, readonly),
            );
        }
        Self(PhantomData)
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        // SAFETY: there are tiles, or `new` would not have returned.
        unsafe { asm!("tilerelease", options(nostack, nomem)) }
    }
}

/// Rows of activations in tiles: `[row tiles]`, `stride` apart, each `[steps][16]` rows of tiles.
#[derive(Clone, Copy)]
pub(crate) struct TileRows<'a> {
    pub(crate) values: &'a [TileRow],
    /// Rows of tiles from one row tile to the next.
    pub(crate) stride: usize,
    pub(crate) count: usize,
    /// Rows of tiles behind these that are multiplied next.
    pub(crate) next: usize,
}

/// Some inputs of a panel, and its sums.
pub(crate) struct TilePanel<'a> {
    /// `[16 · steps][2]` rows of tiles: pairs of inputs, of 16 outputs each.
    pub(crate) weights: &'a [TileRow],
    /// `[16 · row tiles][2]` rows of tiles.
    pub(crate) sums: &'a mut [TileRow],
    /// Weights that are fetched into the second-level cache on the way.
    pub(crate) next: &'a [u8],
    /// Which part of the rows that are multiplied next are fetched, too, and of how many.
    pub(crate) part: (usize, usize),
}

impl<'a> TilePanel<'a> {
    /// One behind which nothing is fetched.
    pub(crate) const fn alone(weights: &'a [TileRow], sums: &'a mut [TileRow]) -> Self {
        Self {
            weights,
            sums,
            next: &[],
            part: (0, 1),
        }
    }
}

/// Adds the products of rows with some inputs of panels to the panels' sums, or sets these to them.
///
/// `x` has a step for every 32 inputs.
pub(crate) fn tile_products<'a>(
    tiles: &Tiles,
    x: TileRows<'_>,
    panels: impl Iterator<Item = TilePanel<'a>>,
    add: bool,
) {
    let mut panels: Vec<_> = panels.collect();
    for group in 0..x.count.div_ceil(2) {
        for panel in &mut panels {
            one_group(tiles, x, group, panel, add);
        }
    }
}

/// The products of one or two row tiles.
fn one_group(tiles: &Tiles, x: TileRows<'_>, group: usize, panel: &mut TilePanel<'_>, add: bool) {
    let steps = panel.weights.len() / PANEL_ROWS;
    let first = 2 * group;
    assert!(
        steps > 0
            && first < x.count
            && panel.weights.len() == steps * PANEL_ROWS
            && x.values.len() >= (x.count - 1) * x.stride + steps * TILE_ROWS
            && panel.sums.len() >= x.count * PANEL_ROWS,
        "a kernel's slices are too short. This is a bug."
    );
    let share = panel.next.len().div_ceil(64 * x.count.div_ceil(2)) * 64;
    let next = panel.next.get(group * share..).unwrap_or(&[]);
    let ahead = [
        Ahead {
            next: next.as_ptr(),
            lines: next.len().min(share).div_ceil(64).div_ceil(steps),
        },
        rows_ahead(x, group, panel.part, steps),
    ];
    let weights = panel.weights.as_ptr();
    // SAFETY: `tiles` proves the instructions; the assertion above is what the loops ask of their slices.
    unsafe {
        let upper = x.values.as_ptr().add(first * x.stride);
        let out = (panel.sums.as_mut_ptr().add(first * PANEL_ROWS), add);
        if first + 1 < x.count {
            let rows = [upper, upper.add(x.stride)];
            two_row_tiles(tiles, steps, rows, weights, out, ahead);
        } else {
            one_row_tile(tiles, steps, upper, weights, out, ahead);
        }
    }
}

/// A part of the rows that are multiplied next: of two row tiles, half of the parts are of the first.
fn rows_ahead(x: TileRows<'_>, group: usize, (part, parts): (usize, usize), steps: usize) -> Ahead {
    let all = 2 * x.next;
    let (from, to) = (all * part / parts, all * (part + 1) / parts);
    let (tile, line) = match from.checked_sub(x.next) {
        Some(line) => (1, line),
        None => (0, from),
    };
    let row_tile = (2 * group + tile).min(x.count - 1);
    let at = row_tile * x.stride + steps * TILE_ROWS + line;
    Ahead {
        next: x.values.as_ptr().wrapping_add(at).cast(),
        lines: (to - from).div_ceil(steps),
    }
}

/// What is fetched into the second-level cache, and how many lines of it at every step. It is never read, only fetched, which
/// never fails.
#[derive(Clone, Copy)]
struct Ahead {
    next: *const u8,
    lines: usize,
}

/// The steps of a loop whose body is `$multiply`, with tiles of `$sums` that begin as zero or as they are in memory.
///
/// SAFETY: `x` are readable for `steps` tiles each, `panel` for `2 · steps`; `out` is writable for `PANEL_ROWS` rows of tiles for each of
/// `x`. Tiles of `x` lie one after another, 64 bytes a row; a panel's two tiles side by side, 128 bytes a row, as those of `out` do.
macro_rules! steps {
    (
        $steps:ident, $panel:ident, $out:ident, $ahead:ident,
        zero: [$($zero:literal),*], load: [$($load:literal),*], multiply: [$($multiply:literal),*], store: [$($store:literal),*],
        $($operands:tt)*
    ) => {{
        let (target, add) = $out;
        asm!(
            "test {add}, {add}",
            "jnz 5f",
            $($zero,)*
            "jmp 2f",
            "5:",
            $($load,)*
            "2:",
            $($multiply,)*
            "add {panel}, 2048",
            "mov {left}, {lines}",
            "test {left}, {left}",
            "jz 4f",
            "3:",
            "prefetcht1 [{next}]",
            "add {next}, 64",
            "dec {left}",
            "jnz 3b",
            "4:",
            "mov {left}, {row_lines}",
            "test {left}, {left}",
            "jz 7f",
            "6:",
            "prefetcht1 [{next_rows}]",
            "add {next_rows}, 64",
            "dec {left}",
            "jnz 6b",
            "7:",
            "dec {steps}",
            "jnz 2b",
            $($store,)*
            add = in(reg) usize::from(add),
            panel = inout(reg) $panel => _,
            steps = inout(reg) $steps => _,
            next = inout(reg) $ahead[0].next => _,
            next_rows = inout(reg) $ahead[1].next => _,
            left = out(reg) _,
            lines = in(reg) $ahead[0].lines,
            row_lines = in(reg) $ahead[1].lines,
            row = in(reg) 64_usize,
            out = in(reg) target,
            $($operands)*
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }};
}

/// The products of two tiles' rows with a panel.
///
/// SAFETY: as [`steps`].
unsafe fn two_row_tiles(
    _: &Tiles,
    steps: usize,
    x: [*const TileRow; 2],
    panel: *const TileRow,
    out: (*mut TileRow, bool),
    ahead: [Ahead; 2],
) {
    // SAFETY: as this function's own.
    unsafe {
        steps!(
            steps, panel, out, ahead,
            zero: ["tilezero tmm0", "tilezero tmm1", "tilezero tmm2", "tilezero tmm3"],
            load: [
                "tileloadd tmm0, [{out} + {row}*2]",
                "tileloadd tmm1, [{out} + {row}*2 + 64]",
                "tileloadd tmm2, [{out} + {row}*2 + 2048]",
                "tileloadd tmm3, [{out} + {row}*2 + 2112]"
            ],
            multiply: [
                "tileloadd tmm4, [{upper} + {row}*1]",
                "tileloadd tmm6, [{panel} + {row}*2]",
                "tdpbf16ps tmm0, tmm4, tmm6",
                "tileloadd tmm7, [{panel} + {row}*2 + 64]",
                "tdpbf16ps tmm1, tmm4, tmm7",
                "tileloadd tmm5, [{lower} + {row}*1]",
                "tdpbf16ps tmm2, tmm5, tmm6",
                "tdpbf16ps tmm3, tmm5, tmm7",
                "add {upper}, 1024",
                "add {lower}, 1024"
            ],
            store: [
                "tilestored [{out} + {row}*2], tmm0",
                "tilestored [{out} + {row}*2 + 64], tmm1",
                "tilestored [{out} + {row}*2 + 2048], tmm2",
                "tilestored [{out} + {row}*2 + 2112], tmm3"
            ],
            upper = inout(reg) x[0] => _,
            lower = inout(reg) x[1] => _,
        )
    }
}

/// The products of one tile's rows with a panel.
///
/// SAFETY: as [`steps`].
unsafe fn one_row_tile(
    _: &Tiles,
    steps: usize,
    x: *const TileRow,
    panel: *const TileRow,
    out: (*mut TileRow, bool),
    ahead: [Ahead; 2],
) {
    // SAFETY: as this function's own.
    unsafe {
        steps!(
            steps, panel, out, ahead,
            zero: ["tilezero tmm0", "tilezero tmm1"],
            load: [
                "tileloadd tmm0, [{out} + {row}*2]",
                "tileloadd tmm1, [{out} + {row}*2 + 64]"
            ],
            multiply: [
                "tileloadd tmm4, [{upper} + {row}*1]",
                "tileloadd tmm6, [{panel} + {row}*2]",
                "tdpbf16ps tmm0, tmm4, tmm6",
                "tileloadd tmm7, [{panel} + {row}*2 + 64]",
                "tdpbf16ps tmm1, tmm4, tmm7",
                "add {upper}, 1024"
            ],
            store: [
                "tilestored [{out} + {row}*2], tmm0",
                "tilestored [{out} + {row}*2 + 64], tmm1"
            ],
            upper = inout(reg) x => _,
        )
    }
}
