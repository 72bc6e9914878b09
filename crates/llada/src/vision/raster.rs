//! A picture as pixels: RGB, 8 bits each, row by row.

use rayon::prelude::*;

/// Red, green, blue.
pub const CHANNELS: usize = 3;

/// A picture as pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    width: usize,
    height: usize,
    bytes: Vec<u8>,
}

impl Raster {
    /// Pixels row by row; none where there are not as many as the size says, or no pixel at all.
    #[must_use]
    pub fn new(width: usize, height: usize, bytes: Vec<u8>) -> Option<Self> {
        let pixels = width.checked_mul(height)?;
        let fits = pixels > 0 && bytes.len() == pixels.checked_mul(CHANNELS)?;
        fits.then_some(Self {
            width,
            height,
            bytes,
        })
    }

    /// Black.
    pub(super) fn black(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            bytes: vec![0; width * height * CHANNELS],
        }
    }

    /// Pixels of a row.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// Red, green and blue of every pixel, row by row.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn rows(&self) -> rayon::slice::ChunksExact<'_, u8> {
        self.bytes.par_chunks_exact(self.width * CHANNELS)
    }

    pub(super) fn rows_mut(&mut self) -> rayon::slice::ChunksExactMut<'_, u8> {
        self.bytes.par_chunks_exact_mut(self.width * CHANNELS)
    }

    /// Puts another picture, which fits, into this one with its corner at `(x, y)`.
    pub(super) fn paste(&mut self, other: &Self, (x, y): (usize, usize)) {
        let rows = self.bytes.chunks_exact_mut(self.width * CHANNELS).skip(y);
        let others = other.bytes.chunks_exact(other.width * CHANNELS);
        for (to, from) in rows.zip(others) {
            to[x * CHANNELS..][..from.len()].copy_from_slice(from);
        }
    }

    /// A part of it, which lies inside.
    pub(super) fn crop(&self, (x, y): (usize, usize), (width, height): (usize, usize)) -> Self {
        let rows = self.bytes.chunks_exact(self.width * CHANNELS);
        let wanted = rows.skip(y).take(height);
        let pieces = wanted.map(|row| &row[x * CHANNELS..][..width * CHANNELS]);
        Self {
            width,
            height,
            bytes: pieces.flatten().copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_must_be_that_of_the_bytes() {
        assert!(Raster::new(2, 1, vec![0; 6]).is_some());
        assert!(Raster::new(2, 1, vec![0; 5]).is_none());
        assert!(Raster::new(0, 1, Vec::new()).is_none());
        assert!(Raster::new(usize::MAX, 2, Vec::new()).is_none());
    }

    #[test]
    fn what_is_pasted_can_be_cut_out() {
        let patch = Raster::new(2, 2, (1..=12).collect()).unwrap();
        let mut page = Raster::black(5, 4);
        page.paste(&patch, (3, 1));
        assert_eq!(page.crop((3, 1), (2, 2)), patch);
        assert_eq!(page.crop((0, 0), (3, 4)), Raster::black(3, 4));
        assert_eq!(page.bytes().iter().map(|b| u32::from(*b)).sum::<u32>(), 78);
    }
}
