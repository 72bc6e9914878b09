//! Products in f32, whatever the weights are stored in: a piece of a panel is widened once for all rows.

use std::ops::Range;

use super::encoded::{Encoded, even_groups};
use super::packed::{BLOCK, Format, LANES};
use super::panels::PANEL;
use super::product::{Scratch, block_values, by_rows};
use super::x86::{self, F32Panel, F32Rows, HALF, Level};
use crate::simd::vectorized;

/// Inputs that are multiplied at a time: half a panel of so many is 16 KB, half of the smallest first-level cache.
const PIECE: usize = 256;

/// The products with a panel, added to `tile`, `[rows][32]`; fetches the next one into the cache on the way.
pub(super) fn products(
    level: Level,
    format: Format,
    (panel, next): (&[u8], &[u8]),
    x: &Encoded,
    tile: &mut [f32],
    scratch: &mut Scratch,
) {
    let (inputs, most) = (x.inputs, level.f32_rows());
    if matches!(format, Format::Q8_0 | Format::Q4k) {
        scratch.scale(format, panel, inputs);
    }
    let turns = inputs.div_ceil(PIECE) * x.rows.div_ceil(most);
    let mut shares = next.chunks(next.len().div_ceil(turns).max(1));
    for start in (0..inputs).step_by(PIECE) {
        let piece = start..(start + PIECE).min(inputs);
        let panel = scratch.piece(level, format, panel, inputs, piece.clone());
        let groups = x.f32.chunks_exact(most * inputs);
        for (group, x) in even_groups(x.rows, most).zip(groups) {
            x86::fetch(shares.next().unwrap_or(&[]));
            let count = group.len();
            let x = F32Rows::Interleaved(&x[start * count..piece.end * count]);
            x86::f32_panel(level, count, x, panel, &mut tile[group.start * PANEL..]);
        }
    }
}

/// out += x P for rows of `x`, `stride` apart, and a panel P, `[inputs][32]`.
pub(super) fn add_panel(
    level: Level,
    rows: usize,
    (x, stride): (&[f32], usize),
    panel: &[f32],
    out: &mut [f32],
) {
    let panel = F32Panel {
        inputs: panel.len() / LANES,
        halves: [panel, &panel[HALF..]],
        stride: LANES,
    };
    by_rows(rows, level.f32_rows(), &[], |row, count, _| {
        let x = F32Rows::Apart(&x[row * stride..], stride);
        x86::f32_panel(level, count, x, panel, &mut out[row * PANEL..]);
    });
}

impl Scratch {
    /// The weights of some inputs in f32; quantised ones need their scales.
    fn piece<'a>(
        &'a mut self,
        level: Level,
        format: Format,
        panel: &'a [u8],
        inputs: usize,
        piece: Range<usize>,
    ) -> F32Panel<'a> {
        let count = piece.len();
        let panel_of = |halves| F32Panel {
            inputs: count,
            halves,
            stride: HALF,
        };
        if format == Format::F32 {
            let values: &[f32] = bytemuck::cast_slice(panel);
            let (low, high) = values.split_at(inputs * HALF);
            let part = piece.start * HALF..piece.end * HALF;
            return panel_of([&low[part.clone()], &high[part]]);
        }
        self.wide.resize(PIECE * LANES, 0.0);
        let (low, high) = self.wide[..count * LANES].split_at_mut(count * HALF);
        if matches!(format, Format::F32AsBf16 | Format::F16 | Format::Bf16) {
            let pairs: &[u32] = bytemuck::cast_slice(panel);
            let pairs = &pairs[piece.start / 2 * LANES..piece.end / 2 * LANES];
            x86::widen_pairs(level, format == Format::F16, pairs, [low, high]);
        } else {
            let mut values = [0; BLOCK * LANES];
            let (scales, minima) = (self.scales.as_chunks().0, self.minima.as_chunks().0);
            let halves = low.as_chunks_mut().0.iter_mut().zip(high.as_chunks_mut().0);
            for (block, (low, high)) in (piece.start / BLOCK..).zip(halves) {
                let values = vectorized(
                    #[inline(always)]
                    || block_values(format, panel, inputs, block, &mut values),
                );
                x86::widen_block(level, values, &scales[block], &minima[block], [low, high]);
            }
        }
        panel_of([low, high])
    }
}
