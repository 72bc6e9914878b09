//! From a prepared picture to its rows of the prompt: the tower runs once for each picture.

use std::sync::Arc;

use super::join::join;
use super::kept::Kept;
use super::prepared::Prepared;
use super::tower::VisionTower;
use crate::denoiser::NetworkError;

/// Bytes of rows that are kept for the next turns: of the published model those of four large pictures.
const BUDGET: usize = 256 << 20;

/// Makes rows of pictures, and keeps those of the last ones.
#[derive(Debug)]
pub struct PictureEncoder {
    tower: VisionTower,
    kept: Kept<[f32]>,
}

impl PictureEncoder {
    /// What this tower sees.
    #[must_use]
    pub fn new(tower: VisionTower) -> Self {
        Self {
            tower,
            kept: Kept::new(BUDGET),
        }
    }

    /// The tower.
    #[must_use]
    pub const fn tower(&self) -> &VisionTower {
        &self.tower
    }

    /// The rows of a picture, `[tokens][width]`; those of one of the last pictures are there already.
    ///
    /// # Errors
    /// The device fails.
    pub fn rows(&self, picture: &Prepared) -> Result<Arc<[f32]>, NetworkError> {
        if let Some(rows) = self.kept.get(&picture.digest) {
            return Ok(rows);
        }
        let features = self.tower.project(&self.tower.encode(&picture.tiles)?)?;
        let rows: Arc<[f32]> = join(&picture.tiling, &features, self.tower.newline()).into();
        self.kept
            .put(picture.digest, size_of_val(&*rows), rows.clone());
        Ok(rows)
    }
}
