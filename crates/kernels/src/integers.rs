//! Rows of activations as integers with a scale for every 32.

use std::ops::Range;

use rayon::prelude::*;

use super::encoded::{Encoded, Norm, even_groups, pieces};
use super::packed::BLOCK;
use super::panels::Panels;

/// Where what the blocks of some rows are worth is written, `[rows][blocks]` each.
struct Worth<'a> {
    blocks: usize,
    scales: &'a mut [f32],
    offsets: &'a mut [i32],
    worth: &'a mut [f32],
}

impl<'a> Worth<'a> {
    /// A width that is no multiple of 256 leaves blocks that nothing fills: they are worth nothing.
    fn clear(&mut self) {
        self.scales.fill(0.0);
        self.offsets.fill(0);
        self.worth.fill(0.0);
    }

    /// Of a block whose integers are worth `scale` and have this sum.
    #[inline(always)]
    fn set(&mut self, row: usize, block: usize, scale: f32, sum: i32) {
        let at = row * self.blocks + block;
        self.scales[at] = scale;
        self.offsets[at] = -128 * sum;
        self.worth[at] = scale * sum as f32;
    }

    /// Parts for groups of rows, which follow one another.
    fn parts(mut self, groups: impl Iterator<Item = Range<usize>>) -> Vec<Self> {
        let mut parts = Vec::new();
        for group in groups {
            let size = group.len() * self.blocks;
            let (scales, other_scales) = self.scales.split_at_mut(size);
            let (offsets, other_offsets) = self.offsets.split_at_mut(size);
            let (worth, other_worth) = self.worth.split_at_mut(size);
            parts.push(Self {
                blocks: self.blocks,
                scales,
                offsets,
                worth,
            });
            self = Self {
                blocks: self.blocks,
                scales: other_scales,
                offsets: other_offsets,
                worth: other_worth,
            };
        }
        parts
    }
}

impl Encoded {
    /// Encodes rows as 8-bit integers, so many to a task.
    pub(super) fn encode_int8(&mut self, x: &Panels, norm: Option<&Norm>, together: usize) {
        let (rows, stride) = (self.rows, self.stride);
        let mut int8 = std::mem::take(&mut self.int8);
        int8.resize(rows * stride, 0);
        let groups = || {
            (0..rows)
                .step_by(together)
                .map(|row| row..rows.min(row + together))
        };
        let worth = self.worth_of_blocks().parts(groups());
        let groups: Vec<_> = groups().zip(worth).collect();
        let all = int8.par_chunks_mut(together * stride).zip(groups);
        all.for_each(|(to, (group, mut worth))| {
            worth.clear();
            let to = to.as_chunks_mut::<BLOCK>().0;
            pieces(
                x,
                norm,
                group,
                #[inline(always)]
                |row, block, piece| {
                    let to = &mut to[row * (stride / BLOCK) + block];
                    let mut sum = 0;
                    let scale = quantize(piece, 127.0, |index, rounded| {
                        to[index] = rounded as i8;
                        sum += rounded;
                    });
                    worth.set(row, block, scale, sum);
                },
            );
        });
        self.int8 = int8;
    }

    /// Encodes rows as 16-bit integers, in groups of so many at most.
    pub(super) fn encode_int16(&mut self, x: &Panels, norm: Option<&Norm>, most: usize) {
        let (rows, inputs) = (self.rows, self.inputs);
        let mut int16 = std::mem::take(&mut self.int16);
        let worth = self.worth_of_blocks().parts(even_groups(rows, most));
        let groups: Vec<_> = even_groups(rows, most).zip(worth).collect();
        int16.resize(groups.len() * most * inputs, 0);
        let all = int16.par_chunks_exact_mut(most * inputs).zip(groups);
        all.for_each(|(to, (group, mut worth))| {
            worth.clear();
            let count = group.len();
            pieces(
                x,
                norm,
                group,
                #[inline(always)]
                |row, block, piece| {
                    let (mut rounded, mut sum) = ([0; BLOCK], 0);
                    let scale = quantize(piece, 32767.0, |index, value| {
                        rounded[index] = value as i16;
                        sum += value;
                    });
                    worth.set(row, block, scale, sum);
                    let to =
                        to.as_chunks_mut::<4>().0[block * BLOCK / 4 * count + row..].iter_mut();
                    for (to, from) in to.step_by(count).zip(rounded.as_chunks::<4>().0) {
                        // The first and the third are a pair of the product, the second and the fourth another one.
                        *to = [from[0], from[2], from[1], from[3]];
                    }
                },
            );
        });
        self.int16 = int16;
    }

    fn worth_of_blocks(&mut self) -> Worth<'_> {
        let blocks = self.inputs / BLOCK;
        let size = self.rows * blocks;
        self.scales.resize(size, 0.0);
        self.offsets.resize(size, 0);
        self.worth.resize(size, 0.0);
        Worth {
            blocks,
            scales: &mut self.scales,
            offsets: &mut self.offsets,
            worth: &mut self.worth,
        }
    }
}

/// Below this a block counts as zero: dividing by less could give infinity.
const SMALLEST: f32 = 1e-30;

/// Rounds a block to integers between −`most` and `most`, each of which `put` takes with its index; what one of them is worth.
#[inline(always)]
fn quantize(values: &[f32; BLOCK], most: f32, mut put: impl FnMut(usize, i32)) -> f32 {
    let mut largest = 0.0_f32;
    for value in values {
        let size = value.abs();
        largest = if size > largest { size } else { largest };
    }
    let inverse = if largest < SMALLEST {
        0.0
    } else {
        most / largest
    };
    for (index, value) in values.iter().enumerate() {
        /// 1.5 · 2²³: adding it rounds to a whole number, which then stands in the lowest bits.
        const ROUND: f32 = 12_582_912.0;
        let rounded = (value * inverse + ROUND)
            .to_bits()
            .wrapping_sub(ROUND.to_bits()) as i32;
        put(index, rounded);
    }
    largest / most
}
