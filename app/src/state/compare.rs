//! Runs side by side: which lanes there are, one timeline for all of them, and the runs that are still to be made.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::{Params, Remasking, Trajectory};

use super::answer::AnswerId;
use super::branch::{self, differences};
use super::conversation::TurnId;
use super::page::Page;
use super::player::Player;

/// The most lanes that fit beside one another.
pub const MOST: usize = 4;

/// How long the shared timeline takes to play, in seconds.
const SECONDS: f64 = 6.0;

/// How often the timeline moves, in milliseconds.
const TICK: u64 = 40;

/// One run among those that are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// The answer; none for a recording from a file.
    pub answer: Option<AnswerId>,
    /// What a recording from a file is called.
    pub title: String,
    /// What the lane shows.
    pub player: Player,
}

/// The runs that are compared.
#[derive(Debug, Clone, Copy)]
pub struct Compare {
    /// The turn whose answers are compared; none while nothing is.
    pub turn: RwSignal<Option<TurnId>>,
    /// The lanes.
    pub lanes: RwSignal<Vec<Lane>>,
    /// Where the shared timeline stands, from 0 to 1.
    pub share: RwSignal<f64>,
    /// Whether the timeline moves by itself.
    pub playing: RwSignal<bool>,
    queue: StoredValue<VecDeque<(TurnId, Params, String)>>,
}

/// What is varied, the seed and everything else being the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variation {
    /// The number of passes.
    Steps,
    /// The length of the blocks.
    Blocks,
    /// The temperature.
    Temperature,
    /// Which positions are revealed first.
    Remasking,
}

impl Variation {
    /// All of them, each with its words.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Steps, "steps", word!("Steps 8, 16, 32, 64")),
        (Self::Blocks, "blocks", word!("Blocks of 8, 16, 32, 64")),
        (
            Self::Temperature,
            "temperature",
            word!("Temperature 0, 0.3, 0.6, 1"),
        ),
        (
            Self::Remasking,
            "remasking",
            word!("Low confidence, random"),
        ),
    ];

    /// The parameters of each lane.
    #[must_use]
    pub fn of(self, base: &Params) -> Vec<Params> {
        let with = |change: &dyn Fn(&mut Params)| {
            let mut params = base.clone();
            change(&mut params);
            params
        };
        let lengths = [8, 16, 32, 64];
        match self {
            Self::Steps if base.steps_per_block.is_some() => [4, 8, 16, 32]
                .map(|steps| with(&|params| params.steps_per_block = Some(steps)))
                .into(),
            Self::Steps => lengths
                .map(|steps| with(&|params| params.steps = steps))
                .into(),
            Self::Blocks => lengths
                .map(|length| with(&|params| params.block_length = length))
                .into(),
            Self::Temperature => [0.0, 0.3, 0.6, 1.0]
                .map(|heat| with(&|params| params.temperature = heat))
                .into(),
            Self::Remasking => [Remasking::LowConfidence, Remasking::Random]
                .map(|order| with(&|params| params.remasking = order))
                .into(),
        }
    }

    /// What a lane is called.
    fn name(self, params: &Params) -> String {
        match self {
            Self::Steps => match params.steps_per_block {
                Some(steps) => t!("{steps} steps per block", steps),
                None => t!("{n} steps", n = params.steps),
            },
            Self::Blocks => t!("blocks of {n}", n = params.block_length),
            Self::Temperature => t!("temperature {n}", n = params.temperature),
            Self::Remasking => branch::remasking(params.remasking).to_owned(),
        }
    }
}

impl Compare {
    /// Nothing is compared.
    #[must_use]
    pub fn new() -> Self {
        Self {
            turn: RwSignal::new(None),
            lanes: RwSignal::new(Vec::new()),
            share: RwSignal::new(1.0),
            playing: RwSignal::new(false),
            queue: StoredValue::new(VecDeque::new()),
        }
    }

    /// Moves every lane that has ended to a place of the timeline.
    pub fn seek(&self, share: f64) {
        self.share.set(share.clamp(0.0, 1.0));
        for lane in self.lanes.get_untracked() {
            let player = lane.player;
            if !player.live.get_untracked() {
                let steps = player.trajectory.with_untracked(|record| {
                    record.as_ref().map_or(0, |record| record.steps.len())
                });
                // Whole steps, and few enough of them.
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    clippy::cast_precision_loss
                )]
                player.seek((share.clamp(0.0, 1.0) * steps as f64).round() as usize);
            }
        }
    }

    /// Plays the timeline, from its beginning if it is at its end; or stops it.
    pub fn toggle(self) {
        if self.playing.get_untracked() {
            self.playing.set(false);
            return;
        }
        if self.share.get_untracked() >= 1.0 {
            self.seek(0.0);
        }
        self.playing.set(true);
        self.tick();
    }

    fn tick(self) {
        let beat = move || {
            if self.playing.try_get_untracked() != Some(true) {
                return;
            }
            let share = self.share.get_untracked() + TICK as f64 / (SECONDS * 1000.0);
            self.seek(share);
            if share >= 1.0 {
                self.playing.set(false);
            } else {
                self.tick();
            }
        };
        set_timeout(beat, Duration::from_millis(TICK));
    }

    /// Adds a recording from a file.
    pub fn add_recording(&self, record: Trajectory) {
        let player = Player::new();
        let title = format!("{}, {}", record.head.model.id, record.head.plan.describe());
        player.show(record);
        self.add(Lane {
            answer: None,
            title,
            player,
        });
    }

    fn add(&self, lane: Lane) {
        let known = self.lanes.with_untracked(|lanes| {
            lane.answer.is_some() && lanes.iter().any(|l| l.answer == lane.answer)
        });
        if !known {
            self.lanes.update(|lanes| {
                if lanes.len() == MOST {
                    lanes.remove(0);
                }
                lanes.push(lane);
            });
        }
    }

    /// Positions at which the lanes' answers differ.
    #[must_use]
    pub fn differing(&self) -> Vec<bool> {
        let records: Vec<Arc<Trajectory>> = self.lanes.with(|lanes| {
            lanes
                .iter()
                .filter_map(|lane| lane.player.trajectory.get())
                .collect()
        });
        differing(&records)
    }
}

impl Default for Compare {
    fn default() -> Self {
        Self::new()
    }
}

/// Positions that every record has and at which not all have the same token in the end.
fn differing(records: &[Arc<Trajectory>]) -> Vec<bool> {
    let canvases: Vec<Vec<u32>> = records
        .iter()
        .map(|record| record.canvas(record.steps.len()))
        .collect();
    let Some((first, others)) = canvases.split_first() else {
        return Vec::new();
    };
    let shortest = canvases.iter().map(Vec::len).min().unwrap_or(0);
    (0..shortest)
        .map(|pos| others.iter().any(|canvas| canvas[pos] != first[pos]))
        .collect()
}

impl Page {
    /// Compares the answers of a turn: the one that is shown and those that were made last.
    pub fn compare(&self, turn: TurnId) {
        let answers = self.conversation.with_untracked(|open| {
            let turn = open.turn(turn)?;
            let shown = turn.answer()?.id;
            let others = turn.answers.iter().rev().filter(|answer| answer.recorded);
            let others = others.map(|answer| answer.id).filter(|id| *id != shown);
            let mut lanes: Vec<AnswerId> =
                std::iter::once(shown).chain(others).take(MOST).collect();
            lanes.sort_unstable();
            Some(lanes)
        });
        self.comparison.lanes.set(Vec::new());
        for answer in answers.unwrap_or_default() {
            self.add_lane(answer);
        }
        self.comparison.share.set(1.0);
        self.comparison.turn.set(Some(turn));
    }

    /// Adds an answer as a lane, and brings its recording.
    pub fn add_lane(&self, answer: AnswerId) {
        self.comparison.add(Lane {
            answer: Some(answer),
            title: String::new(),
            player: self.player(answer),
        });
        let page = *self;
        spawn_local(async move { page.bring(answer).await });
    }

    /// Back to the conversation. Runs that were still to be made are not.
    pub fn leave_comparison(&self) {
        let compare = self.comparison;
        compare.queue.update_value(VecDeque::clear);
        compare.playing.set(false);
        compare.seek(1.0);
        compare.turn.set(None);
        compare.lanes.set(Vec::new());
    }

    /// Makes the runs of a variation, one after the other so that their times can be compared. What is there already is not
    /// made again.
    pub fn vary(&self, variation: Variation) {
        let Some(turn) = self.comparison.turn.get_untracked() else {
            return;
        };
        let base = self.conversation.with_untracked(|open| {
            let answer = open.turn(turn)?.answer()?;
            Some(answer.params.clone())
        });
        let Some(base) = base else { return };
        self.comparison.lanes.set(Vec::new());
        for params in variation.of(&base) {
            let known = self.conversation.with_untracked(|open| {
                let mut answers = open.turn(turn)?.answers.iter();
                let same = |other: &Params| differences(other, &params).is_empty();
                let known = answers.find(|answer| {
                    answer.recorded && answer.parent.is_none() && same(&answer.params)
                });
                known.map(|answer| answer.id)
            });
            match known {
                Some(answer) => self.add_lane(answer),
                None => {
                    let name = variation.name(&params);
                    self.comparison
                        .queue
                        .update_value(|queue| queue.push_back((turn, params, name)));
                }
            }
        }
        self.make_next();
    }

    /// Starts the next run that is to be made, if none is coming.
    pub(super) fn make_next(&self) {
        if self.run.with_untracked(Option::is_some) {
            return;
        }
        let next = self
            .comparison
            .queue
            .try_update_value(VecDeque::pop_front)
            .flatten();
        let Some((turn, params, label)) = next else {
            return;
        };
        self.again(turn, params, label, Self::add_lane);
    }

    /// Gives up the runs that were still to be made.
    pub(super) fn make_no_more(&self) {
        self.comparison.queue.update_value(VecDeque::clear);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    #[test]
    fn what_is_varied_is_the_only_difference() {
        let base = Params {
            seed: Some(7),
            ..Params::default()
        };
        for (variation, _, _) in Variation::ALL {
            let lanes = variation.of(&base);
            assert!((2..=MOST).contains(&lanes.len()));
            let differ = lanes.iter().filter(|lane| **lane != base);
            assert_eq!(differ.count(), lanes.len() - 1, "{variation:?}");
            for lane in &lanes {
                assert!(differences(&base, lane).len() <= 1);
                assert_eq!(lane.seed, Some(7));
                assert_eq!(lane.check(), Ok(()));
            }
        }
    }

    #[test]
    fn differing_tokens_are_found() {
        let one = Arc::new(sample());
        let mut other = sample();
        other.steps[0].committed[0].id += 1;
        let pos = other.steps[0].committed[0].pos;
        let marks = differing(&[one.clone(), Arc::new(other)]);
        let found: Vec<usize> = (0..marks.len()).filter(|at| marks[*at]).collect();
        assert_eq!(found, [pos]);
        assert!(differing(&[one]).iter().all(|differs| !differs));
    }
}
