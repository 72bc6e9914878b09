//! Work on an answer's canvas: which cells are selected, and what is to be different in them before the run goes on.

use std::collections::{BTreeMap, BTreeSet};

use trajectory::Trajectory;

/// What is to be different at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Its token is taken away.
    Mask,
    /// Its token stays, whatever comes.
    Lock,
    /// Another token stands there, and stays.
    Token {
        /// Token id.
        id: u32,
        /// Its text.
        text: String,
    },
}

/// How a cell is added to the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    /// It alone.
    Only,
    /// It too, or no longer.
    Toggle,
    /// From the cell that was chosen last to it.
    Span,
}

/// The selection and the edits of one answer. The edits hold at whatever step the run goes on from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// The selected positions.
    pub selected: BTreeSet<usize>,
    /// What is to be different.
    pub changes: BTreeMap<usize, Edit>,
    anchor: usize,
}

impl Edits {
    /// Selects a position.
    pub fn select(&mut self, pos: usize, how: Select) {
        match how {
            Select::Only => {
                self.selected = BTreeSet::from([pos]);
                self.anchor = pos;
            }
            Select::Toggle => {
                if !self.selected.remove(&pos) {
                    self.selected.insert(pos);
                }
                self.anchor = pos;
            }
            Select::Span => {
                let (from, to) = (self.anchor.min(pos), self.anchor.max(pos));
                self.selected = (from..=to).collect();
            }
        }
    }

    /// Makes one edit at every selected position.
    pub fn edit_selected(&mut self, edit: &Edit) {
        for pos in &self.selected {
            self.changes.insert(*pos, edit.clone());
        }
    }

    /// Puts tokens in, each with its text.
    pub fn put(&mut self, tokens: impl IntoIterator<Item = (usize, u32, String)>) {
        for (pos, id, text) in tokens {
            self.changes.insert(pos, Edit::Token { id, text });
        }
    }

    /// Takes the edits at the selected positions back; all of them if none is selected.
    pub fn undo(&mut self) {
        if self.selected.is_empty() {
            self.changes.clear();
        } else {
            let selected = std::mem::take(&mut self.selected);
            self.changes.retain(|pos, _| !selected.contains(pos));
            self.selected = selected;
        }
    }

    /// The only selected position.
    #[must_use]
    pub fn single(&self) -> Option<usize> {
        let mut selected = self.selected.iter();
        selected
            .next()
            .copied()
            .filter(|_| selected.next().is_none())
    }

    /// Writes the edits into a canvas, and the positions that stay as they are into `locked`.
    pub fn apply(&self, canvas: &mut [u32], locked: &mut BTreeSet<usize>, mask_id: u32) {
        for (pos, edit) in &self.changes {
            let Some(cell) = canvas.get_mut(*pos) else {
                continue;
            };
            match edit {
                Edit::Mask => {
                    *cell = mask_id;
                    locked.remove(pos);
                }
                // A mask has no token to keep.
                Edit::Lock if *cell == mask_id => {}
                Edit::Lock => {
                    locked.insert(*pos);
                }
                Edit::Token { id, .. } => {
                    *cell = *id;
                    locked.insert(*pos);
                }
            }
        }
    }

    /// What is different, in words: "2 tokens masked again, “Lyon” put in".
    #[must_use]
    pub fn describe(&self) -> Vec<String> {
        let count = |which: fn(&Edit) -> bool| self.changes.values().filter(|e| which(e)).count();
        let mut words = Vec::new();
        let masked = count(|edit| *edit == Edit::Mask);
        if masked > 0 {
            words.push(counted!(
                masked,
                "1 token masked again",
                "{n} tokens masked again"
            ));
        }
        let locked = count(|edit| *edit == Edit::Lock);
        if locked > 0 {
            words.push(counted!(locked, "1 token locked", "{n} tokens locked"));
        }
        let mut put = String::new();
        for edit in self.changes.values() {
            if let Edit::Token { text, .. } = edit {
                put.push_str(text);
            }
        }
        let put = super::conversation::shorten(&put, 24);
        if !put.is_empty() {
            words.push(t!("“{words}” put in", words = put));
        }
        words
    }

    /// Masks that would be left to fill after `cursor` steps.
    #[must_use]
    pub fn masks_left(&self, record: &Trajectory, cursor: usize) -> usize {
        let mut canvas = record.canvas(cursor);
        self.apply(&mut canvas, &mut BTreeSet::new(), record.head.mask_id);
        let mask = record.head.mask_id;
        canvas.iter().filter(|id| **id == mask).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    #[test]
    fn cells_are_selected_alone_together_and_in_spans() {
        let mut edits = Edits::default();
        edits.select(3, Select::Only);
        edits.select(5, Select::Toggle);
        assert_eq!(edits.selected, BTreeSet::from([3, 5]));
        edits.select(2, Select::Span);
        assert_eq!(edits.selected, (2..=5).collect());
        edits.select(4, Select::Toggle);
        assert!(!edits.selected.contains(&4));
        edits.select(7, Select::Only);
        assert_eq!(edits.single(), Some(7));
    }

    #[test]
    fn edits_are_written_into_the_canvas() {
        let record = sample();
        let mut edits = Edits::default();
        edits.select(1, Select::Only);
        edits.edit_selected(&Edit::Mask);
        edits.put([(2, 99, " the".to_owned())]);
        edits.select(3, Select::Only);
        edits.edit_selected(&Edit::Lock);
        let mut canvas = record.canvas(6);
        let mut locked = BTreeSet::from([0, 1]);
        edits.apply(&mut canvas, &mut locked, record.head.mask_id);
        assert_eq!((canvas[1], canvas[2]), (record.head.mask_id, 99));
        assert_eq!(locked, BTreeSet::from([0, 2, 3]));
        assert_eq!(edits.masks_left(&record, 6), 1);
        assert_eq!(
            edits.describe(),
            ["1 token masked again", "1 token locked", "“the” put in"]
        );
    }

    #[test]
    fn what_is_undone_is_what_is_selected() {
        let mut edits = Edits::default();
        for pos in [1, 2] {
            edits.select(pos, Select::Only);
            edits.edit_selected(&Edit::Mask);
        }
        edits.undo();
        assert_eq!(edits.changes.len(), 1);
        edits.selected.clear();
        edits.undo();
        assert!(edits.changes.is_empty());
    }
}
