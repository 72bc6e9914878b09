//! Selecting cells: click, drag, Shift and Ctrl, arrows with Shift, Space; touch adds and removes.

use leptos::ev;
use leptos::prelude::*;

use super::Player;
use crate::state::edits::{Edit, Select};

/// How pointer and keys become a selection, while the reader works on the canvas.
#[derive(Debug, Clone, Copy)]
pub struct Selection {
    player: Player,
    on: Signal<bool>,
    /// Whether the button went down on a cell and is still down.
    drags: StoredValue<bool>,
    /// Whether the last pointer was a finger, which scrolls instead of dragging.
    touches: StoredValue<bool>,
}

impl Selection {
    /// Selection in the canvas of a player, while `on`.
    #[must_use]
    pub fn new(player: Player, on: Signal<bool>) -> Self {
        Self {
            player,
            on,
            drags: StoredValue::new(false),
            touches: StoredValue::new(false),
        }
    }

    fn is_on(&self) -> bool {
        self.on.get_untracked()
    }

    fn select(&self, pos: usize, how: Select) {
        self.player.edits.update(|edits| edits.select(pos, how));
    }

    /// A button went down on a cell.
    pub fn down(&self, pos: usize, event: &ev::PointerEvent) {
        let touches = event.pointer_type() == "touch";
        self.touches.set_value(touches);
        if !self.is_on() || touches || event.button() != 0 {
            return;
        }
        self.drags.set_value(true);
        self.select(
            pos,
            how(event.shift_key(), event.ctrl_key() || event.meta_key()),
        );
    }

    /// The pointer came over a cell.
    pub fn over(&self, pos: usize, event: &ev::PointerEvent) {
        if event.buttons() & 1 == 0 {
            self.drags.set_value(false);
        } else if self.is_on() && self.drags.get_value() {
            self.select(pos, Select::Span);
        }
    }

    /// A cell was clicked. True if that was a matter of selecting.
    pub fn click(&self, pos: usize) -> bool {
        if self.is_on() && self.touches.get_value() {
            self.select(pos, Select::Toggle);
        }
        self.is_on()
    }

    /// An arrow led from one cell to another one.
    pub fn walk(&self, from: usize, to: usize, shift: bool) {
        if !self.is_on() || !shift {
            return;
        }
        if self
            .player
            .edits
            .with_untracked(|edits| edits.selected.is_empty())
        {
            self.select(from, Select::Only);
        }
        self.select(to, Select::Span);
    }

    /// A key was pressed on a cell. True if it had a meaning here.
    pub fn key(&self, pos: usize, key: &str, event: &ev::KeyboardEvent) -> bool {
        if !self.is_on() {
            return false;
        }
        let nothing = self
            .player
            .edits
            .with_untracked(|edits| edits.selected.is_empty());
        match key {
            " " | "Enter" if event.shift_key() => self.select(pos, Select::Span),
            " " | "Enter" => self.select(pos, Select::Toggle),
            "Delete" | "Backspace" => {
                if nothing {
                    self.select(pos, Select::Only);
                }
                self.player
                    .edits
                    .update(|edits| edits.edit_selected(&Edit::Mask));
            }
            "Escape" if !nothing => self.player.edits.update(|edits| edits.selected.clear()),
            _ => return false,
        }
        true
    }
}

const fn how(shift: bool, ctrl: bool) -> Select {
    match (shift, ctrl) {
        (true, _) => Select::Span,
        (false, true) => Select::Toggle,
        (false, false) => Select::Only,
    }
}
