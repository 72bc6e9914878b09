//! Where the cells of a drawn grid lie: rows below each other, a gap before each further block. In CSS pixels.

use std::ops::Range;

use crate::picture::grid::Kind;

/// A tile is at least so high; then the next one begins.
const TILE: f64 = 480.0;

/// The measures of a grid, those of the style sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measures {
    /// Cells in a full row.
    pub(super) columns: usize,
    /// Height of a cell.
    pub(super) height: f64,
    /// Between two cells of a row, and between two rows.
    pub(super) gap: (f64, f64),
    /// Room above a block other than the first: for its caption.
    pub(super) above: f64,
}

impl Measures {
    /// The measures at a width; `rem` is the size of the page's letters.
    pub(super) fn of(kind: Kind, width: f64, rem: f64) -> Self {
        let narrow = match kind {
            Kind::Answer => 30.0,
            Kind::Heat => 17.0,
        };
        let columns = if width <= narrow * rem {
            4
        } else if width >= 60.0 * rem {
            16
        } else {
            8
        };
        match kind {
            Kind::Answer => Self {
                columns,
                height: 2.125 * rem,
                gap: (0.0, 0.25 * rem),
                above: 1.5 * rem,
            },
            Kind::Heat => Self {
                columns,
                height: 2.375 * rem,
                gap: (2.0, 2.0),
                above: 1.375 * rem,
            },
        }
    }
}

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A row of cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    /// Its first position, and the one past its last.
    pub(super) cells: (usize, usize),
    /// Its upper edge.
    pub(super) top: f64,
    /// Its block, if it is the first row of one.
    pub(super) begins: Option<usize>,
}

/// Some rows, drawn onto one canvas.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Band {
    /// Indices of its rows.
    pub(super) rows: Range<usize>,
    /// Upper and lower edge.
    pub(super) edges: (f64, f64),
}

/// The whole grid.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Layout {
    /// Width of the grid.
    pub(super) width: f64,
    /// Height of the grid.
    pub(super) height: f64,
    /// Its rows, from above.
    pub(super) rows: Vec<Row>,
    /// Its tiles, from above.
    pub(super) bands: Vec<Band>,
    measures: Option<Measures>,
}

impl Layout {
    /// Lays out the cells of `blocks` up to the position `limit`, which is left out.
    pub(super) fn new(
        measures: Measures,
        width: f64,
        blocks: &[(usize, usize)],
        limit: usize,
    ) -> Self {
        let mut rows = Vec::new();
        let mut top = 0.0;
        for (block, &(start, end)) in blocks.iter().enumerate() {
            let end = end.min(limit);
            if start >= end {
                continue;
            }
            if !rows.is_empty() {
                top += measures.above - measures.gap.1;
            }
            for first in (start..end).step_by(measures.columns) {
                rows.push(Row {
                    cells: (first, (first + measures.columns).min(end)),
                    top,
                    begins: (first == start).then_some(block),
                });
                top += measures.height + measures.gap.1;
            }
        }
        let height = (top - measures.gap.1).max(0.0);
        let bands = bands(&rows, measures, height);
        Self {
            width,
            height,
            rows,
            bands,
            measures: Some(measures),
        }
    }

    /// Cells in a full row.
    pub(super) fn columns(&self) -> usize {
        self.measures.map_or(1, |measures| measures.columns)
    }

    /// The index of the row that holds a position.
    pub(super) fn row_of(&self, pos: usize) -> Option<usize> {
        let row = self.rows.partition_point(|row| row.cells.1 <= pos);
        (self.rows.get(row)?.cells.0 <= pos).then_some(row)
    }

    /// The place of a position; whole pixels, so that what is drawn there can be wiped away without a trace.
    pub(super) fn place(&self, pos: usize) -> Option<Place> {
        let measures = self.measures?;
        let row = self.rows.get(self.row_of(pos)?)?;
        let column = (pos - row.cells.0) as f64;
        let left = column * self.stride(measures);
        let right = left + self.stride(measures) - measures.gap.0;
        Some(Place {
            x: left.round(),
            y: row.top,
            width: right.round() - left.round(),
            height: measures.height,
        })
    }

    /// The position at a point; none between the cells.
    pub(super) fn at(&self, x: f64, y: f64) -> Option<usize> {
        let measures = self.measures?;
        let row = self.rows.partition_point(|row| row.top <= y);
        let row = self.rows.get(row.checked_sub(1)?)?;
        if y >= row.top + measures.height || x < 0.0 || x >= self.width {
            return None;
        }
        let pos = row.cells.0 + (x / self.stride(measures)) as usize;
        (pos < row.cells.1).then_some(pos)
    }

    /// From the left edge of one cell to that of the next.
    fn stride(&self, measures: Measures) -> f64 {
        (self.width + measures.gap.0) / measures.columns as f64
    }
}

/// Gathers rows into tiles.
fn bands(rows: &[Row], measures: Measures, height: f64) -> Vec<Band> {
    let above = |row: &Row| match row.begins {
        Some(block) if block > 0 && row.top > 0.0 => row.top - measures.above,
        _ => row.top,
    };
    let mut bands: Vec<Band> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let top = above(row);
        match bands.last_mut() {
            Some(band) if top - band.edges.0 < TILE => band.rows.end = index + 1,
            last => {
                if let Some(band) = last {
                    band.edges.1 = top;
                }
                bands.push(Band {
                    rows: index..index + 1,
                    edges: (top, height),
                });
            }
        }
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(limit: usize) -> Layout {
        let measures = Measures::of(Kind::Heat, 478.0, 16.0);
        Layout::new(measures, 478.0, &[(0, 20), (20, 32)], limit)
    }

    #[test]
    fn the_columns_are_those_of_the_style_sheet() {
        let columns = |kind, width| Measures::of(kind, width, 16.0).columns;
        assert_eq!(
            [480.0, 481.0, 960.0].map(|width| columns(Kind::Answer, width)),
            [4, 8, 16]
        );
        assert_eq!(
            [272.0, 273.0, 959.0].map(|width| columns(Kind::Heat, width)),
            [4, 8, 8]
        );
    }

    #[test]
    fn every_cell_is_found_where_it_lies() {
        let layout = layout(usize::MAX);
        assert_eq!(layout.rows.len(), 5);
        for pos in 0..32 {
            let place = layout.place(pos).unwrap();
            assert_eq!(layout.at(place.x + 1.0, place.y + 1.0), Some(pos));
            let end = place.y + place.height - 1.0;
            assert_eq!(layout.at(place.x + place.width - 1.0, end), Some(pos));
        }
        assert_eq!(layout.place(32), None);
        // The third row has four cells, and below it is the caption of the next block.
        let third = layout.place(19).unwrap();
        assert_eq!(layout.at(third.x + 70.0, third.y + 1.0), None);
        assert_eq!(layout.at(1.0, third.y + third.height + 3.0), None);
    }

    #[test]
    fn blocks_beyond_the_answer_take_no_room() {
        let whole = layout(usize::MAX);
        let cut = layout(18);
        assert_eq!(cut.rows.last().map(|row| row.cells), Some((16, 18)));
        assert_eq!(cut.height, 3.0 * 38.0 + 2.0 * 2.0);
        assert!(cut.height < whole.height);
        assert_eq!((cut.place(18), cut.place(25)), (None, None));
    }

    #[test]
    fn tiles_hold_every_row_once() {
        let measures = Measures::of(Kind::Answer, 600.0, 16.0);
        let blocks: Vec<_> = (0..32).map(|block| (block * 32, block * 32 + 32)).collect();
        let layout = Layout::new(measures, 600.0, &blocks, usize::MAX);
        let mut next = (0, 0.0);
        for band in &layout.bands {
            assert_eq!((band.rows.start, band.edges.0), next);
            next = (band.rows.end, band.edges.1);
        }
        assert_eq!(next, (layout.rows.len(), layout.height));
    }
}
