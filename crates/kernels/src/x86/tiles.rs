//! AMX: tile registers of 16 rows of 64 bytes, and products of two of them at once, of bf16 with sums in f32.
//!
//! Compilers have no stable names for these instructions yet, so they are assembly here: one loop, and around it the
//! setting and the giving back of the tiles (Intel's Architectures Software Developer's Manual, chapter on AMX).

use core::arch::asm;

use super::{LANES, Level};
use crate::encoded::{TILE_ROWS, TileRow};

/// Rows of tiles that half a panel of 32 inputs fills, and the other half beside them.
const PANEL_ROWS: usize = 2 * TILE_ROWS;

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
struct Tiles(());

impl Tiles {
    /// SAFETY: the processor has tiles and this process may use them.
    unsafe fn new() -> Self {
        // SAFETY: as this function's own; the configuration is valid.
        unsafe {
            asm!(
                "ldtilecfg [{0}]",
                in(reg) &raw const EIGHT_TILES,
                out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                options(nostack, readonly),
            );
        }
        Self(())
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        // SAFETY: there are tiles, or `new` would not have returned.
        unsafe { asm!("tilerelease", options(nostack, nomem)) }
    }
}

/// Sets `out[r][0..32]` to the products of rows of `x` with a panel; fetches `next` on the way.
///
/// `x` is `[rows / 16][inputs / 32][16]` rows of tiles, `panel` `[inputs / 2][2]` of them: pairs of inputs, of 16 outputs
/// each.
pub(crate) fn tile_panel(
    level: Level,
    rows: usize,
    x: &[TileRow],
    panel: &[TileRow],
    out: &mut [f32],
    next: &[u8],
) {
    let steps = panel.len() / PANEL_ROWS;
    assert!(
        level.has_tiles()
            && steps > 0
            && panel.len() == steps * PANEL_ROWS
            && x.len() >= rows.div_ceil(TILE_ROWS) * steps * TILE_ROWS
            && out.len() >= rows * LANES,
        "a kernel's slices are too short. This is a bug."
    );
    // SAFETY: `level` proves the instructions.
    let tiles = unsafe { Tiles::new() };
    let pairs = rows.div_ceil(2 * TILE_ROWS);
    let lines = next.len().div_ceil(64).div_ceil(pairs * steps);
    let x: Vec<&[TileRow]> = x.chunks_exact(steps * TILE_ROWS).collect();
    let mut out = out[..rows * LANES].chunks_mut(TILE_ROWS * LANES);
    let mut next = next.as_ptr();
    for x in x[..rows.div_ceil(TILE_ROWS)].chunks(2) {
        let mut sums = [[0.0; TILE_ROWS * LANES]; 2];
        // Of an odd number of tiles the last one is multiplied twice; so few operations are not worth another loop.
        let both = [x[0], x[x.len() - 1]];
        let targets = sums.each_mut().map(|sums| sums.as_mut_ptr());
        // SAFETY: the tiles are set; both have `steps` tiles, `panel` as many pairs of them.
        next = unsafe {
            two_tiles(
                &tiles,
                steps,
                both.map(<[_]>::as_ptr),
                panel.as_ptr(),
                targets,
                (next, lines),
            )
        };
        for (sums, out) in sums.iter().zip(out.by_ref().take(x.len())) {
            out.copy_from_slice(&sums[..out.len()]);
        }
    }
}

/// The products of two tiles' rows with a panel, `[16][32]` each.
///
/// SAFETY: `x` are readable for `steps` tiles, `panel` for `2 · steps`; `out` writable for 16 · 32 numbers. (`next` is never
/// read, only fetched into a cache, which never fails.)
unsafe fn two_tiles(
    _: &Tiles,
    steps: usize,
    x: [*const TileRow; 2],
    panel: *const TileRow,
    out: [*mut f32; 2],
    (mut next, lines): (*const u8, usize),
) -> *const u8 {
    // SAFETY: as this function's own. Tiles of `x` lie one after another, 64 bytes a row; a panel's two tiles side by side,
    // 128 bytes a row, as those of `out` do.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "tileloadd tmm4, [{upper} + {row}*1]",
            "tileloadd tmm6, [{panel} + {row}*2]",
            "tdpbf16ps tmm0, tmm4, tmm6",
            "tileloadd tmm7, [{panel} + {row}*2 + 64]",
            "tdpbf16ps tmm1, tmm4, tmm7",
            "tileloadd tmm5, [{lower} + {row}*1]",
            "tdpbf16ps tmm2, tmm5, tmm6",
            "tdpbf16ps tmm3, tmm5, tmm7",
            "add {upper}, 1024",
            "add {lower}, 1024",
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
            "dec {steps}",
            "jnz 2b",
            "tilestored [{out0} + {row}*2], tmm0",
            "tilestored [{out0} + {row}*2 + 64], tmm1",
            "tilestored [{out1} + {row}*2], tmm2",
            "tilestored [{out1} + {row}*2 + 64], tmm3",
            upper = inout(reg) x[0] => _,
            lower = inout(reg) x[1] => _,
            panel = inout(reg) panel => _,
            steps = inout(reg) steps => _,
            next = inout(reg) next,
            left = out(reg) _,
            lines = in(reg) lines,
            row = in(reg) 64_usize,
            out0 = in(reg) out[0],
            out1 = in(reg) out[1],
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
    next
}
