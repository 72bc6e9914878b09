//! A picture of a message, checked and cut: what a run needs of it, and what is known of it before.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use trajectory::Image;

use super::data_url;
use super::kept::{Digest, Kept};
use super::picture::{self, PictureError};
use super::tiles::Tiles;
use super::tiling::Tiling;
use crate::architecture::vision::Vision;

/// Bytes of tiles that are kept for the next turns.
const BUDGET: usize = 96 << 20;

/// A picture, ready for the vision tower.
#[derive(Debug, PartialEq)]
pub struct Prepared {
    /// Which file it was.
    pub digest: Digest,
    /// How it is cut.
    pub tiling: Tiling,
    /// The tiles.
    pub tiles: Tiles,
}

/// Prepares pictures for a model's vision, the same ones once.
#[derive(Debug)]
pub struct Preparer {
    vision: Vision,
    kept: Kept<Prepared>,
}

impl Preparer {
    /// Prepares pictures for this vision.
    #[must_use]
    pub fn new(vision: Vision) -> Self {
        Self {
            vision,
            kept: Kept::new(BUDGET),
        }
    }

    /// How a picture would be cut, by its file's header alone.
    ///
    /// # Errors
    /// [`PictureError`]: no data URL of a picture, or one too large.
    pub fn tiling(&self, image: &Image) -> Result<Tiling, PictureError> {
        let file = data_url::file(image.url())?;
        Ok(Tiling::of(&self.vision, picture::size(&file)?))
    }

    /// The picture, cut.
    ///
    /// # Errors
    /// [`PictureError`]: no data URL of a picture, one too large, or a damaged one.
    pub fn prepare(&self, image: &Image) -> Result<Arc<Prepared>, PictureError> {
        let file = data_url::file(image.url())?;
        let digest: Digest = Sha256::digest(&file).into();
        if let Some(prepared) = self.kept.get(&digest) {
            return Ok(prepared);
        }
        let raster = picture::open(&file)?;
        let tiling = Tiling::of(&self.vision, (raster.width(), raster.height()));
        let tiles = Tiles::cut(&raster, &tiling);
        let prepared = Arc::new(Prepared {
            digest,
            tiling,
            tiles,
        });
        self.kept
            .put(digest, prepared.tiles.bytes(), prepared.clone());
        Ok(prepared)
    }
}
