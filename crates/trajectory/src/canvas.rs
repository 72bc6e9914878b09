//! The answer's cells at a cursor: one pure function behind the in-message canvas and the grid.

use crate::{Pick, Trajectory};

/// What a cell holds at a cursor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellState {
    /// A constraint or a locked token: there from the start, never changed.
    Locked {
        /// Token id.
        id: u32,
    },
    /// A token that a branch took over from its parent.
    Kept {
        /// Token id.
        id: u32,
    },
    /// Masked, in a block whose turn has not come.
    Pending,
    /// Masked, in the active block; with the model's present best guess, if it has one.
    Masked {
        /// Best guess: id and confidence.
        guess: Option<(u32, f32)>,
    },
    /// Revealed or edited by the very step that the cursor stands after.
    Fresh {
        /// Token id.
        id: u32,
        /// Confidence then.
        confidence: f32,
    },
    /// Revealed or edited earlier.
    Settled {
        /// Token id.
        id: u32,
        /// Confidence then.
        confidence: f32,
        /// Index of the step that put the token there.
        step: usize,
    },
}

impl CellState {
    /// The token that stands there, if it is revealed.
    #[must_use]
    pub const fn id(&self) -> Option<u32> {
        match *self {
            Self::Locked { id }
            | Self::Kept { id }
            | Self::Fresh { id, .. }
            | Self::Settled { id, .. } => Some(id),
            Self::Pending | Self::Masked { .. } => None,
        }
    }

    /// Whether no token stands there yet.
    #[must_use]
    pub const fn is_masked(&self) -> bool {
        self.id().is_none()
    }
}

/// A token that no longer stands where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// The token that stood there.
    pub id: u32,
    /// Index of the step that edited it away or masked it again.
    pub step: usize,
}

/// One position of the answer at a cursor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Position, from the first response token.
    pub pos: usize,
    /// Index of its block.
    pub block: usize,
    /// What it holds.
    pub state: CellState,
    /// The last token that was edited away or masked again here, if any. A masked cell that has one was masked again.
    pub replaced: Option<Replaced>,
}

/// What happened at a position in one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Index of the step.
    pub step: usize,
    /// What happened.
    pub kind: ChangeKind,
    /// The token that stands there now; the one that was taken away where it was masked again.
    pub id: u32,
    /// Confidence in it when it was put there.
    pub confidence: f32,
}

/// What can happen at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It was masked and a token was committed.
    Committed,
    /// Its token was replaced by another one.
    Edited,
    /// Its token was taken away and it is masked again.
    Remasked,
}

impl Cell {
    /// Puts a token there in step `step`, of which the cursor stands after the `last`.
    fn write(&mut self, pick: &Pick, step: usize, last: bool) {
        let Pick { id, confidence, .. } = *pick;
        if let Some(old) = self.state.id() {
            self.replaced = Some(Replaced { id: old, step });
        }
        self.state = if last {
            CellState::Fresh { id, confidence }
        } else {
            CellState::Settled {
                id,
                confidence,
                step,
            }
        };
    }

    /// Takes its token away in step `step`.
    fn remask(&mut self, step: usize) {
        if let Some(id) = self.state.id() {
            self.replaced = Some(Replaced { id, step });
            self.state = CellState::Masked { guess: None };
        }
    }
}

impl Trajectory {
    /// The cells after the first `cursor` steps; 0 is the canvas before the first pass, and a cursor beyond the last
    /// step means after it.
    #[must_use]
    pub fn cells(&self, cursor: usize) -> Vec<Cell> {
        let done = &self.steps[..cursor.min(self.steps.len())];
        let active = self.active_block(done.len());
        let mut cells = self.masked_cells(active);
        for (pos, id) in self.head.initial.iter().copied() {
            if let Some(cell) = cells.get_mut(pos) {
                cell.state = CellState::Kept { id };
            }
        }
        for &(pos, id) in &self.head.constraints {
            if let Some(cell) = cells.get_mut(pos) {
                cell.state = CellState::Locked { id };
            }
        }
        for (index, step) in done.iter().enumerate() {
            let last = index + 1 == done.len();
            for pick in step.written() {
                if let Some(cell) = cells.get_mut(pick.pos) {
                    cell.write(pick, index, last);
                }
            }
            for pos in &step.remasked {
                if let Some(cell) = cells.get_mut(*pos) {
                    cell.remask(index);
                }
            }
        }
        for pick in done.last().into_iter().flat_map(|last| &last.candidates) {
            if let Some(cell) = cells.get_mut(pick.pos)
                && let CellState::Masked { guess } = &mut cell.state
            {
                *guess = Some((pick.id, pick.confidence));
            }
        }
        cells
    }

    /// Every cell masked, the blocks after `active` pending.
    fn masked_cells(&self, active: usize) -> Vec<Cell> {
        let mut block = 0;
        let blocks = &self.head.plan.blocks;
        let cell = |pos: usize| {
            while block + 1 < blocks.len() && pos >= blocks[block].end {
                block += 1;
            }
            let state = if block > active {
                CellState::Pending
            } else {
                CellState::Masked { guess: None }
            };
            Cell {
                pos,
                block,
                state,
                replaced: None,
            }
        };
        (0..self.length()).map(cell).collect()
    }

    /// Everything that happened at a position, in order.
    #[must_use]
    pub fn history(&self, pos: usize) -> Vec<Change> {
        let given = |(at, id): (usize, u32)| (at == pos).then_some((id, 1.0));
        let mut now: Option<(u32, f32)> = self.head.given().find_map(given);
        let mut changes = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            let lists = [
                (&step.committed, ChangeKind::Committed),
                (&step.edited, ChangeKind::Edited),
            ];
            for (picks, kind) in lists {
                for pick in picks.iter().filter(|pick| pick.pos == pos) {
                    now = Some((pick.id, pick.confidence));
                    changes.push(Change {
                        step: index,
                        kind,
                        id: pick.id,
                        confidence: pick.confidence,
                    });
                }
            }
            if step.remasked.contains(&pos)
                && let Some((id, confidence)) = now.take()
            {
                changes.push(Change {
                    step: index,
                    kind: ChangeKind::Remasked,
                    id,
                    confidence,
                });
            }
        }
        changes
    }

    /// The block that the pass after the first `cursor` steps works on (the last block when none is left).
    #[must_use]
    pub fn active_block(&self, cursor: usize) -> usize {
        let done = cursor.min(self.steps.len());
        let last = self.head.plan.blocks.len().saturating_sub(1);
        if done == 0 {
            if let Some(first) = self.steps.first() {
                return first.block;
            }
            let masked = |block: &usize| self.masked_in_block(*block, 0) > 0;
            return (0..=last).find(masked).unwrap_or(last);
        }
        let current = self.steps[done - 1].block;
        match self.steps.get(done) {
            Some(next) => next.block,
            None if self.masked_in_block(current, done) == 0 => (current + 1).min(last),
            None => current,
        }
    }

    fn masked_in_block(&self, block: usize, done: usize) -> usize {
        match self.head.plan.blocks.get(block) {
            Some(block) => self.masks_in(block.start..block.end, done),
            None => 0,
        }
    }

    /// Masked positions of a range after the first `done` steps.
    fn masks_in(&self, range: std::ops::Range<usize>, done: usize) -> usize {
        let within = |pos: &usize| range.contains(pos);
        let given = self.head.given().filter(|(pos, _)| within(pos)).count();
        let (mut committed, mut remasked) = (0, 0);
        for step in &self.steps[..done.min(self.steps.len())] {
            committed += step
                .committed
                .iter()
                .filter(|pick| within(&pick.pos))
                .count();
            remasked += step.remasked.iter().filter(|pos| within(pos)).count();
        }
        (range.len() + remasked).saturating_sub(given + committed)
    }

    /// Masked positions left after the first `cursor` steps.
    #[must_use]
    pub fn masks_left(&self, cursor: usize) -> usize {
        self.masks_in(0..self.length(), cursor)
    }
}
