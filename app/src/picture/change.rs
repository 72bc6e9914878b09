//! A cell whose token was edited or masked again: what stood there, since when it does not.

use trajectory::{Cell, CellState, Trajectory};

/// What happened to the token that stood in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Another token was written over it.
    Edited,
    /// It was taken away; another one may have come since.
    Remasked,
}

/// The last change of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// What happened.
    pub how: How,
    /// The token that stood there.
    pub was: u32,
    /// The step of the change, counted from 1.
    pub step: usize,
}

/// The last change of a cell at a cursor; `None` where the first token still stands, or none came yet.
#[must_use]
pub fn changed(record: &Trajectory, cell: &Cell, cursor: usize) -> Option<Changed> {
    let replaced = cell.replaced?;
    let written = match cell.state {
        CellState::Fresh { .. } => Some(cursor.min(record.steps.len()).saturating_sub(1)),
        CellState::Settled { step, .. } => Some(step),
        _ => None,
    };
    let how = if written == Some(replaced.step) {
        How::Edited
    } else {
        How::Remasked
    };
    Some(Changed {
        how,
        was: replaced.id,
        step: replaced.step + 1,
    })
}

/// How many tokens were edited and how many masked again, over the whole record.
#[must_use]
pub fn counts(record: &Trajectory) -> (usize, usize) {
    let steps = record.steps.iter();
    steps.fold((0, 0), |(edited, remasked), step| {
        (edited + step.edited.len(), remasked + step.remasked.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    #[test]
    fn nothing_changes_in_a_run_without_edits() {
        let record = sample();
        let end = record.steps.len();
        assert!(
            record
                .cells(end)
                .iter()
                .all(|cell| changed(&record, cell, end).is_none())
        );
        assert_eq!(counts(&record), (0, 0));
    }

    #[test]
    fn an_edit_and_a_new_mask_are_told_apart() {
        let record = edited();
        let at = |pos: usize, cursor| changed(&record, &record.cells(cursor)[pos], cursor);
        let (edit, remask) = (How::Edited, How::Remasked);
        assert_eq!(at(1, 2), None);
        assert_eq!(
            at(1, 3),
            Some(Changed {
                how: edit,
                was: 16,
                step: 3
            })
        );
        assert_eq!(at(1, 6), at(1, 3));
        assert_eq!(
            at(4, 5),
            Some(Changed {
                how: remask,
                was: 11,
                step: 5
            })
        );
        assert_eq!(at(4, 6), at(4, 5));
        assert_eq!(counts(&record), (1, 1));
    }
}
