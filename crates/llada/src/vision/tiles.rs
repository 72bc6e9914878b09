//! The tiles of a picture: what the vision tower sees.

use super::raster::{CHANNELS, Raster};
use super::resample::resize;
use super::tiling::Tiling;

/// The tiles of a picture, the whole picture squeezed into one first, then row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiles {
    /// Side of a tile.
    pub side: usize,
    tiles: Vec<Raster>,
}

impl Tiles {
    /// Cuts a picture, which has the size that the tiling is of.
    #[must_use]
    pub fn cut(raster: &Raster, tiling: &Tiling) -> Self {
        let side = tiling.tile;
        let (columns, rows) = tiling.grid;
        let fitted = resize(raster, tiling.fitted.0, tiling.fitted.1);
        let mut padded = Raster::black(columns * side, rows * side);
        padded.paste(&fitted, tiling.offset());
        let corners = (0..rows).flat_map(|y| (0..columns).map(move |x| (x * side, y * side)));
        let parts = corners.map(|corner| padded.crop(corner, (side, side)));
        Self {
            side,
            tiles: std::iter::once(resize(raster, side, side))
                .chain(parts)
                .collect(),
        }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tiles.len()
    }

    /// Never: the whole picture is one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tiles.is_empty()
    }

    /// Bytes of all pixels.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.tiles.iter().map(|tile| tile.bytes().len()).sum()
    }

    /// The tiles' pixels.
    #[must_use]
    pub fn rasters(&self) -> &[Raster] {
        &self.tiles
    }

    /// The square patch of a tile at this row and column of patches, as the tower multiplies it: channel by channel, each row
    /// by row, from −1 to 1.
    pub(super) fn patch(
        &self,
        tile: usize,
        (row, column): (usize, usize),
        side: usize,
        to: &mut [f32],
    ) {
        let raster = &self.tiles[tile];
        let pixels = raster.bytes().as_chunks::<CHANNELS>().0;
        for y in 0..side {
            let start = (row * side + y) * raster.width() + column * side;
            for (x, pixel) in pixels[start..start + side].iter().enumerate() {
                for (channel, value) in pixel.iter().enumerate() {
                    to[(channel * side + y) * side + x] = normalized(*value);
                }
            }
        }
    }
}

/// A pixel's value from −1 to 1, with the reference's roundings: scaled to 0 … 1, the mean 0.5 taken off, divided by the
/// deviation 0.5.
#[must_use]
pub fn normalized(value: u8) -> f32 {
    let scaled = (f64::from(value) * (1.0 / 255.0)) as f32;
    (scaled - 0.5) / 0.5
}
