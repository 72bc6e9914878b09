//! Features of tiles put together to the rows that stand for the picture in the prompt.
//!
//! First those of the whole picture, squeezed into one tile; then those of the tiles as one grid, without what shows only
//! padding, shrunk where it is too large, and with the newline at the end of each row.

use rayon::prelude::*;

use super::tiling::Tiling;

/// The rows of a picture, `[tokens][width]`, of the features of its tiles, `[tiles][positions][width]`.
#[must_use]
pub fn join(tiling: &Tiling, features: &[f32], newline: &[f32]) -> Vec<f32> {
    let width = newline.len();
    let base = tiling.base_tokens() * width;
    let grid = Grid {
        tiling,
        side: tiling.base_tokens().isqrt(),
        width,
        features: &features[base..],
    };
    let (rows, columns) = tiling.shrunk;
    let mut joined = vec![0.0; tiling.tokens() * width];
    let (whole, lines) = joined.split_at_mut(base);
    whole.copy_from_slice(&features[..base]);
    let lines = lines
        .par_chunks_exact_mut((columns + 1) * width)
        .enumerate();
    let [(_, shown_rows), (_, shown_columns)] = tiling.kept;
    lines.for_each(|(row, line)| {
        let row = Blend::of(row, rows, shown_rows);
        let (cells, end) = line.split_at_mut(columns * width);
        for (column, cell) in cells.chunks_exact_mut(width).enumerate() {
            grid.blend(&row, &Blend::of(column, columns, shown_columns), cell);
        }
        end.copy_from_slice(newline);
    });
    joined
}

/// The two neighbours that a row or column is made of, and how much of the second one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Blend {
    first: usize,
    second: usize,
    part: f32,
}

impl Blend {
    /// Number `index` of `to`, of `from`: centres of cells are on centres of cells, what lies outside is the edge.
    fn of(index: usize, to: usize, from: usize) -> Self {
        let scale = from as f32 / to as f32;
        let at = (scale * (index as f32 + 0.5) - 0.5).max(0.0);
        let first = (at as usize).min(from - 1);
        Self {
            first,
            second: (first + 1).min(from - 1),
            part: at - first as f32,
        }
    }
}

/// The features of the tiles as one grid.
struct Grid<'a> {
    tiling: &'a Tiling,
    /// Rows and columns of a tile.
    side: usize,
    width: usize,
    features: &'a [f32],
}

impl Grid<'_> {
    /// The features at a row and a column of what shows the picture.
    fn cell(&self, row: usize, column: usize) -> &[f32] {
        let [(top, _), (left, _)] = self.tiling.kept;
        let (row, column) = (top + row, left + column);
        let tile = row / self.side * self.tiling.grid.0 + column / self.side;
        let inside = row % self.side * self.side + column % self.side;
        let start = (tile * self.side * self.side + inside) * self.width;
        &self.features[start..][..self.width]
    }

    fn blend(&self, row: &Blend, column: &Blend, to: &mut [f32]) {
        if row.part == 0.0 && column.part == 0.0 {
            return to.copy_from_slice(self.cell(row.first, column.first));
        }
        let [a, b] = [column.first, column.second].map(|at| self.cell(row.first, at));
        let [c, d] = [column.first, column.second].map(|at| self.cell(row.second, at));
        let (up, left) = (1.0 - row.part, 1.0 - column.part);
        for (i, to) in to.iter_mut().enumerate() {
            let above = left * a[i] + column.part * b[i];
            let below = left * c[i] + column.part * d[i];
            *to = up * above + row.part * below;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::architecture::vision::Vision;

    /// Features of one number, that says where they are: row and column of the grid of all tiles.
    fn features(tiling: &Tiling) -> Vec<f32> {
        let side = tiling.base_tokens().isqrt();
        let mut features = vec![-1.0; tiling.base_tokens()];
        for tile in 0..tiling.tiles() - 1 {
            let (top, left) = (tile / tiling.grid.0 * side, tile % tiling.grid.0 * side);
            for at in 0..side * side {
                let (row, column) = (top + at / side, left + at % side);
                features.push((1000 * row + column) as f32);
            }
        }
        features
    }

    #[test]
    fn tiles_become_one_grid_without_the_padding() {
        let tiling = Tiling::of(&Vision::published(), (480, 160));
        let joined = join(&tiling, &features(&tiling), &[-2.0]);
        assert_eq!(joined.len(), tiling.tokens());
        let (base, lines) = joined.split_at(729);
        assert!(base.iter().all(|value| *value == -1.0));
        for (row, line) in lines.chunks_exact(55).enumerate() {
            let expected = (0..54).map(|column| (1000 * (row + 4) + column) as f32);
            assert!(line.iter().copied().eq(expected.chain([-2.0])));
        }
    }

    #[test]
    fn a_large_grid_is_shrunk_around_its_middle() {
        let tiling = Tiling::of(&Vision::published(), (1152, 1152));
        assert_eq!((tiling.unpadded(), tiling.joined()), ((81, 81), (54, 55)));
        let joined = join(&tiling, &features(&tiling), &[0.0]);
        // Cell 0 of 54 lies at 0.25 of 81, cell 1 at 1.75.
        assert!((joined[729] - 250.25).abs() < 1e-3, "{}", joined[729]);
        assert!((joined[729 + 1] - 251.75).abs() < 1e-3);
        let last = joined[joined.len() - 2];
        assert!((last - (1000.0 * 79.75 + 79.75)).abs() < 1e-1, "{last}");
    }
}
