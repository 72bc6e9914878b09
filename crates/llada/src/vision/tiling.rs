//! Into which tiles a picture of some size is cut, and how many tokens it becomes: known before any pixel is read.
//!
//! The rules are LLaVA-NeXT's "anyres" with a cap on the tokens: fit the picture into the best of the resolutions that the
//! model allows, pad it with black, cut it into square tiles; later leave out the rows and columns of features that show
//! only padding, and shrink the rest where it is still too large.

use crate::architecture::vision::Vision;

/// How a picture of some size goes into a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tiling {
    /// Width and height of the picture.
    pub size: (usize, usize),
    /// Side of a tile.
    pub tile: usize,
    /// Columns and rows of tiles.
    pub grid: (usize, usize),
    /// Width and height of the picture inside the tiles.
    pub fitted: (usize, usize),
    /// Columns and rows of features of one tile.
    patches: usize,
    /// Rows and columns of features that show the picture: the first and how many.
    pub(super) kept: [(usize, usize); 2],
    /// Rows and columns of features after shrinking.
    pub(super) shrunk: (usize, usize),
}

impl Tiling {
    /// How a picture of this width and height goes into a model with this vision.
    #[must_use]
    pub fn of(vision: &Vision, size: (usize, usize)) -> Self {
        let tile = vision.tower.image;
        let patches = vision.tower.grid();
        let (width, height) = best_resolution(size, &vision.resolutions);
        let grid = (width / tile, height / tile);
        let kept = kept(size, (grid.0 * patches, grid.1 * patches));
        let (rows, columns) = (kept[0].1, kept[1].1);
        let shrunk = match vision.max_tiles {
            Some(tiles) => shrink((rows, columns), (tiles * patches * patches) as f64),
            None => (rows, columns),
        };
        Self {
            size,
            tile,
            grid,
            fitted: fit(size, (width, height)),
            patches,
            kept,
            shrunk,
        }
    }

    /// Tiles, the whole picture squeezed into one among them.
    #[must_use]
    pub const fn tiles(&self) -> usize {
        1 + self.grid.0 * self.grid.1
    }

    /// Where in the tiles the picture begins.
    #[must_use]
    pub const fn offset(&self) -> (usize, usize) {
        (
            (self.grid.0 * self.tile - self.fitted.0) / 2,
            (self.grid.1 * self.tile - self.fitted.1) / 2,
        )
    }

    /// Rows and columns of features that show the picture.
    #[must_use]
    pub const fn unpadded(&self) -> (usize, usize) {
        (self.kept[0].1, self.kept[1].1)
    }

    /// Rows and columns of the tokens for the tiles, the one that ends each row included.
    #[must_use]
    pub const fn joined(&self) -> (usize, usize) {
        (self.shrunk.0, self.shrunk.1 + 1)
    }

    /// Tokens for the whole picture squeezed into one tile.
    #[must_use]
    pub const fn base_tokens(&self) -> usize {
        self.patches * self.patches
    }

    /// Positions that the picture takes in the prompt.
    #[must_use]
    pub const fn tokens(&self) -> usize {
        let (rows, columns) = self.joined();
        self.base_tokens() + rows * columns
    }
}

/// The resolution in which most of the picture is seen; of equals the one with the least padding, then the first.
fn best_resolution(size: (usize, usize), resolutions: &[(usize, usize)]) -> (usize, usize) {
    let (width, height) = size;
    let mut best = None;
    for &(w, h) in resolutions {
        let scale = (w as f64 / width as f64).min(h as f64 / height as f64);
        let scaled = |side: usize| (side as f64 * scale) as usize;
        let seen = (scaled(width) * scaled(height)).min(width * height);
        let wasted = w * h - seen;
        if best.is_none_or(|(most, least, _)| seen > most || (seen == most && wasted < least)) {
            best = Some((seen, wasted, (w, h)));
        }
    }
    best.map_or((width, height), |(_, _, resolution)| resolution)
}

/// Width and height of the picture inside `target`: one side is filled, the other rounded up.
fn fit(size: (usize, usize), target: (usize, usize)) -> (usize, usize) {
    let by_width = target.0 as f64 / size.0 as f64;
    let by_height = target.1 as f64 / size.1 as f64;
    let up =
        |side: usize, scale: f64, most: usize| ((side as f64 * scale).ceil() as usize).min(most);
    if by_width < by_height {
        (target.0, up(size.1, by_width, target.1))
    } else {
        (up(size.0, by_height, target.0), target.1)
    }
}

/// The rows and the columns of features that show the picture, of `(columns, rows)`. The padding is cut off alike on both
/// sides, its odd row or column stays.
fn kept(size: (usize, usize), (columns, rows): (usize, usize)) -> [(usize, usize); 2] {
    let (width, height) = (size.0 as f64, size.1 as f64);
    let cut = |all: usize, shown: f64| {
        let padding = (all - (shown as usize).min(all)) / 2;
        (padding, all - 2 * padding)
    };
    if width / height > columns as f64 / rows as f64 {
        let scale = columns as f64 / width;
        [cut(rows, height * scale), (0, columns)]
    } else {
        let scale = rows as f64 / height;
        [(0, rows), cut(columns, width * scale)]
    }
}

/// Rows and columns after shrinking to about `most` features; as they are where they are few enough.
fn shrink((rows, columns): (usize, usize), most: f64) -> (usize, usize) {
    let times = ((rows * columns) as f64 / most).sqrt();
    if times <= 1.1 {
        return (rows, columns);
    }
    (floor_divide(rows, times), floor_divide(columns, times))
}

/// `a // b` as Python computes it for floats.
fn floor_divide(a: usize, b: f64) -> usize {
    let a = a as f64;
    let quotient = (a - a % b) / b;
    let floor = quotient.floor();
    (if quotient - floor > 0.5 {
        floor + 1.0
    } else {
        floor
    }) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tiling(size: (usize, usize)) -> Tiling {
        Tiling::of(&Vision::published(), size)
    }

    #[test]
    fn a_square_of_the_tiles_size_is_one_tile() {
        let tiling = tiling((384, 384));
        assert_eq!((tiling.grid, tiling.tiles()), ((1, 1), 2));
        assert_eq!((tiling.fitted, tiling.offset()), ((384, 384), (0, 0)));
        assert_eq!(tiling.tokens(), 729 + 27 * 28);
    }

    #[test]
    fn a_photograph_is_padded_on_both_sides() {
        let tiling = tiling((1600, 1200));
        assert_eq!(tiling.grid, (5, 4));
        assert_eq!((tiling.fitted, tiling.offset()), ((1920, 1440), (0, 48)));
        // 135 × 102 features are nearly five times as many as four tiles have.
        assert_eq!((tiling.unpadded(), tiling.joined()), ((102, 135), (46, 63)));
    }

    #[test]
    fn an_odd_padding_keeps_a_row_more() {
        let tiling = tiling((480, 160));
        assert_eq!((tiling.grid, tiling.fitted), ((2, 1), (768, 256)));
        assert_eq!((tiling.offset(), tiling.unpadded()), ((0, 64), (19, 54)));
    }

    proptest! {
        #[test]
        fn every_picture_gets_rows_and_columns(width in 1_usize..9000, height in 1_usize..9000) {
            prop_assume!(width.max(height) <= super::super::picture::MOST_OBLONG * width.min(height));
            let tiling = tiling((width, height));
            let (w, h) = (tiling.grid.0 * 384, tiling.grid.1 * 384);
            prop_assert!(tiling.fitted.0 <= w && tiling.fitted.1 <= h);
            prop_assert!(tiling.fitted.0 == w || tiling.fitted.1 == h);
            prop_assert!(tiling.fitted.0 > 0 && tiling.fitted.1 > 0);
            prop_assert!(tiling.shrunk.0 > 0 && tiling.shrunk.1 > 0);
            prop_assert!(tiling.tiles() <= 37);
            // Four tiles and the whole picture, an eleventh of a side more, and the ends of rows.
            prop_assert!(tiling.tokens() <= 729 + 4 * 729 * 121 / 100 + 162 * 2);
        }
    }
}
