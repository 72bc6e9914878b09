//! Walking a grid by keyboard: where each key leads.

/// A grid of cells: blocks one below the other, each wrapped into rows of `columns`.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    /// Each block's first position and the one past its last.
    pub blocks: &'a [(usize, usize)],
    /// Cells in a full row.
    pub columns: usize,
}

impl Walk<'_> {
    /// The rows, each `start..end`.
    fn rows(&self) -> Vec<(usize, usize)> {
        let columns = self.columns.max(1);
        self.blocks
            .iter()
            .flat_map(|&(start, end)| {
                (start..end)
                    .step_by(columns)
                    .map(move |at| (at, (at + columns).min(end)))
            })
            .collect()
    }

    /// The position that `key` leads to from `pos`; `None` for keys that mean nothing here.
    #[must_use]
    pub fn from(&self, pos: usize, key: &str, ctrl: bool) -> Option<usize> {
        let rows = self.rows();
        let row = rows
            .iter()
            .position(|&(start, end)| (start..end).contains(&pos))?;
        let (start, end) = rows[row];
        let length = rows.last()?.1;
        let in_row = |row: usize| {
            let (first, past) = rows[row];
            (first + pos - start).min(past - 1)
        };
        Some(match key {
            "ArrowLeft" => pos.saturating_sub(1),
            "ArrowRight" => (pos + 1).min(length - 1),
            "ArrowUp" => in_row(row.saturating_sub(1)),
            "ArrowDown" => in_row((row + 1).min(rows.len() - 1)),
            "Home" if ctrl => 0,
            "End" if ctrl => length - 1,
            "Home" => start,
            "End" => end - 1,
            "PageUp" => self.block_step(pos, false),
            "PageDown" => self.block_step(pos, true),
            _ => return None,
        })
    }

    /// The start of the next block, or of the previous one.
    fn block_step(&self, pos: usize, forward: bool) -> usize {
        let starts = || self.blocks.iter().map(|block| block.0);
        if forward {
            starts().find(|start| *start > pos).unwrap_or(pos)
        } else {
            starts().rfind(|start| *start < pos).unwrap_or(0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WALK: Walk<'_> = Walk {
        blocks: &[(0, 10), (10, 16)],
        columns: 4,
    };

    #[test]
    fn keys_lead_where_the_eye_expects() {
        let to = |pos, key| WALK.from(pos, key, false).unwrap();
        assert_eq!((to(0, "ArrowLeft"), to(15, "ArrowRight")), (0, 15));
        assert_eq!((to(5, "ArrowUp"), to(5, "ArrowDown")), (1, 9));
        // The last row of the first block has two cells.
        assert_eq!((to(7, "ArrowDown"), to(9, "ArrowDown")), (9, 11));
        assert_eq!((to(5, "Home"), to(5, "End")), (4, 7));
        assert_eq!((to(3, "PageDown"), to(12, "PageUp")), (10, 10));
        assert_eq!(WALK.from(9, "Home", true), Some(0));
        assert_eq!(WALK.from(9, "x", false), None);
    }

    proptest! {
        #[test]
        fn no_key_leaves_the_grid(pos in 0_usize..16, columns in 0_usize..9, key in 0_usize..8, ctrl: bool) {
            let keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];
            let walk = Walk { columns, ..WALK };
            prop_assert!(walk.from(pos, keys[key], ctrl).unwrap() < 16);
        }
    }
}
