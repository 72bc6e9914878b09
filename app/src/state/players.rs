//! The players of the open conversation's answers: made when first asked for, disposed of with their conversation.

use std::collections::HashMap;

use leptos::prelude::*;

use super::answer::AnswerId;
use super::player::Player;

/// One player an answer, each with an owner of its own, so that what it holds goes when it goes.
#[derive(Debug, Clone, Copy)]
pub struct Players {
    root: StoredValue<Owner>,
    made: StoredValue<HashMap<AnswerId, (Owner, Player)>>,
}

impl Players {
    /// No players yet. They live no longer than the current owner.
    #[must_use]
    pub fn new() -> Self {
        Self {
            root: StoredValue::new(Owner::current().unwrap_or_default()),
            made: StoredValue::new(HashMap::new()),
        }
    }

    /// The player of an answer.
    #[must_use]
    pub fn of(&self, answer: AnswerId) -> Player {
        if let Some(player) = self.known(answer) {
            return player;
        }
        let owner = self.root.with_value(Owner::child);
        let player = owner.with(Player::new);
        self.made.update_value(|made| {
            made.insert(answer, (owner, player));
        });
        player
    }

    /// The player of an answer, if one was made.
    #[must_use]
    pub fn known(&self, answer: AnswerId) -> Option<Player> {
        self.made
            .with_value(|made| made.get(&answer).map(|(_, player)| *player))
    }

    /// Disposes of the players that are not `wanted`, once the views that show them are gone.
    pub fn keep(&self, wanted: impl Fn(AnswerId) -> bool) {
        let gone: Vec<Owner> = self
            .made
            .try_update_value(|made| {
                let gone = made.extract_if(|answer, _| !wanted(*answer));
                gone.map(|(_, (owner, _))| owner).collect()
            })
            .unwrap_or_default();
        let dispose = move || gone.iter().for_each(Owner::cleanup);
        if cfg!(target_arch = "wasm32") {
            // Views go in microtasks, which come before timers.
            set_timeout(dispose, std::time::Duration::ZERO);
        } else {
            dispose();
        }
    }
}

impl Default for Players {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Weak};

    use trajectory::Trajectory;

    use super::*;
    use crate::picture::sample::sample;

    #[test]
    fn what_is_no_longer_wanted_is_freed() {
        Owner::new().with(|| {
            let players = Players::new();
            let shown: Vec<Weak<Trajectory>> = (0..4)
                .map(|answer| {
                    let run = Arc::new(sample());
                    let shown = Arc::downgrade(&run);
                    players.of(AnswerId(answer)).show(run);
                    shown
                })
                .collect();
            // A memo of a player holds nothing back either.
            assert_eq!(players.of(AnswerId(1)).known.get_untracked().len(), 8);
            players.keep(|answer| answer == AnswerId(3));
            let alive: Vec<bool> = shown.iter().map(|run| run.strong_count() > 0).collect();
            assert_eq!(alive, [false, false, false, true]);
            assert!(players.known(AnswerId(0)).is_none());
            assert_eq!(players.of(AnswerId(3)).steps(), 6);
        });
    }
}
