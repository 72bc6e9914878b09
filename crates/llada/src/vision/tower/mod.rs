//! The vision tower and the projector: tiles to features in the width of the language model.

mod attention;
pub mod candle;
pub mod cpu;

pub use candle::CandleTower;
pub use cpu::CpuTower;

use super::tiles::Tiles;
use crate::architecture::vision::{Part, Stage, Tower, VisionLayer, VisionSlot};
use crate::architecture::{Slot, WeightSpec};
use crate::denoiser::NetworkError;

/// A tower on whatever computes it.
#[derive(Debug)]
pub enum VisionTower {
    /// Our own kernels on the CPU.
    Cpu(CpuTower),
    /// candle's tensors, on its device.
    Candle(CandleTower),
}

impl VisionTower {
    /// The tower's features of every tile, `[tiles][positions][tower's width]`.
    ///
    /// # Errors
    /// The device fails.
    pub fn encode(&self, tiles: &Tiles) -> Result<Vec<f32>, NetworkError> {
        match self {
            Self::Cpu(tower) => Ok(tower.encode(tiles)),
            Self::Candle(tower) => Ok(tower.encode(tiles)?),
        }
    }

    /// Features in the width of the language model, of rows of the tower's.
    ///
    /// # Errors
    /// The device fails.
    pub fn project(&self, features: &[f32]) -> Result<Vec<f32>, NetworkError> {
        match self {
            Self::Cpu(tower) => Ok(tower.project(features)),
            Self::Candle(tower) => Ok(tower.project(features)?),
        }
    }

    /// What ends each row of features.
    #[must_use]
    pub fn newline(&self) -> &[f32] {
        match self {
            Self::Cpu(tower) => tower.newline(),
            Self::Candle(tower) => tower.newline(),
        }
    }

    /// Bytes that its weights take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Cpu(tower) => tower.bytes(),
            Self::Candle(tower) => tower.bytes(),
        }
    }
}

/// The slots of a matrix and its bias.
pub(super) type Pair = [VisionSlot; 2];

/// Those of the patches.
pub(super) const PATCH: Pair = [
    VisionSlot::Patch(Part::Weight),
    VisionSlot::Patch(Part::Bias),
];

/// Those of something in a block.
pub(super) const fn of_layer(layer: usize, kind: VisionLayer) -> Pair {
    [
        VisionSlot::Layer(layer, kind, Part::Weight),
        VisionSlot::Layer(layer, kind, Part::Bias),
    ]
}

/// Those of a stage of the projector.
pub(super) const fn of_projector(stage: Stage) -> Pair {
    [
        VisionSlot::Projector(stage, Part::Weight),
        VisionSlot::Projector(stage, Part::Bias),
    ]
}

/// The spec of a weight among those of a vision part.
pub(super) fn spec(specs: &[WeightSpec], slot: VisionSlot) -> &WeightSpec {
    let found = specs.iter().find(|spec| spec.slot == Slot::Vision(slot));
    found.expect("a vision part lists every weight")
}

/// Writes the patches of a tile, row by row, each as the tower multiplies it, and hands them to `take` with their numbers.
pub(super) fn patches(
    tiles: &Tiles,
    tile: usize,
    tower: &Tower,
    mut take: impl FnMut(usize, &[f32]),
) {
    let mut patch = vec![0.0; tower.patch_size()];
    let grid = tower.grid();
    for position in 0..tower.positions() {
        tiles.patch(
            tile,
            (position / grid, position % grid),
            tower.patch,
            &mut patch,
        );
        take(position, &patch);
    }
}
