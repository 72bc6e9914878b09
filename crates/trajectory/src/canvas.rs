//! The answer's cells at a cursor: one pure function behind the in-message canvas and the grid.

use crate::{Pick, Trajectory};

/// What a cell holds at a cursor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellState {
    /// A constraint token: there from the start.
    Locked {
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
    /// Revealed by the very step that the cursor stands after.
    Fresh {
        /// Token id.
        id: u32,
        /// Confidence at its reveal.
        confidence: f32,
    },
    /// Revealed earlier.
    Settled {
        /// Token id.
        id: u32,
        /// Confidence at its reveal.
        confidence: f32,
        /// Index of the step that revealed it.
        step: usize,
    },
}

impl CellState {
    /// The token that stands there, if it is revealed.
    #[must_use]
    pub const fn id(&self) -> Option<u32> {
        match *self {
            Self::Locked { id } | Self::Fresh { id, .. } | Self::Settled { id, .. } => Some(id),
            Self::Pending | Self::Masked { .. } => None,
        }
    }

    /// Whether no token stands there yet.
    #[must_use]
    pub const fn is_masked(&self) -> bool {
        self.id().is_none()
    }
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
}

impl Trajectory {
    /// The cells after the first `cursor` steps; 0 is the canvas before the first pass, and a cursor beyond the last
    /// step means after it.
    #[must_use]
    pub fn cells(&self, cursor: usize) -> Vec<Cell> {
        let done = &self.steps[..cursor.min(self.steps.len())];
        let active = self.active_block(done.len());
        let mut block = 0;
        let blocks = &self.head.plan.blocks;
        let mut cells: Vec<Cell> = (0..self.length())
            .map(|pos| {
                while block + 1 < blocks.len() && pos >= blocks[block].end {
                    block += 1;
                }
                let state = if block > active {
                    CellState::Pending
                } else {
                    CellState::Masked { guess: None }
                };
                Cell { pos, block, state }
            })
            .collect();
        for &(pos, id) in &self.head.constraints {
            if let Some(cell) = cells.get_mut(pos) {
                cell.state = CellState::Locked { id };
            }
        }
        for (index, step) in done.iter().enumerate() {
            for &Pick {
                pos,
                id,
                confidence,
            } in &step.committed
            {
                let Some(cell) = cells.get_mut(pos) else {
                    continue;
                };
                cell.state = if index + 1 == done.len() {
                    CellState::Fresh { id, confidence }
                } else {
                    CellState::Settled {
                        id,
                        confidence,
                        step: index,
                    }
                };
            }
        }
        if let Some(last) = done.last() {
            for &Pick {
                pos,
                id,
                confidence,
            } in &last.candidates
            {
                if let Some(cell) = cells.get_mut(pos)
                    && let CellState::Masked { guess } = &mut cell.state
                {
                    *guess = Some((id, confidence));
                }
            }
        }
        cells
    }

    /// The block that the pass after the first `cursor` steps works on (the last block when none is left).
    #[must_use]
    pub fn active_block(&self, cursor: usize) -> usize {
        let done = cursor.min(self.steps.len());
        let last = self.head.plan.blocks.len().saturating_sub(1);
        if done == 0 {
            return self
                .head
                .plan
                .blocks
                .iter()
                .position(|block| {
                    let locked =
                        |pos: &usize| self.head.constraints.iter().any(|(at, _)| at == pos);
                    !(block.start..block.end).all(|pos| locked(&pos))
                })
                .unwrap_or(last);
        }
        let current = self.steps[done - 1].block;
        match self.steps.get(done) {
            Some(next) => next.block,
            None if self.masked_in_block(current, done) == 0 => (current + 1).min(last),
            None => current,
        }
    }

    fn masked_in_block(&self, block: usize, done: usize) -> usize {
        let Some(range) = self.head.plan.blocks.get(block).map(|b| b.start..b.end) else {
            return 0;
        };
        let locked = self
            .head
            .constraints
            .iter()
            .filter(|(pos, _)| range.contains(pos))
            .count();
        let committed: usize = self.steps[..done]
            .iter()
            .flat_map(|step| &step.committed)
            .filter(|pick| range.contains(&pick.pos))
            .count();
        range.len().saturating_sub(locked + committed)
    }

    /// Masked positions left after the first `cursor` steps.
    #[must_use]
    pub fn masks_left(&self, cursor: usize) -> usize {
        let done = &self.steps[..cursor.min(self.steps.len())];
        let committed: usize = done.iter().map(|step| step.committed.len()).sum();
        self.length()
            .saturating_sub(self.head.constraints.len() + committed)
    }
}
