//! One forward pass taken apart: what was predicted, how sure each prediction was, what was kept, what was masked again.

use trajectory::{Pick, Trajectory};

/// One masked position's prediction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// Position, from the first response token.
    pub pos: usize,
    /// The likeliest token.
    pub id: u32,
    /// How sure the model was of it, 0 to 1.
    pub confidence: f32,
    /// Place by confidence, from 1.
    pub rank: usize,
    /// Whether it was kept; else the position is masked again.
    pub kept: bool,
}

/// A pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// Its number, from 1.
    pub step: usize,
    /// Its block, from 1.
    pub block: usize,
    /// Predictions of the block's masked positions, by position.
    pub predictions: Vec<Prediction>,
    /// How many were kept.
    pub kept: usize,
}

impl Pass {
    /// The pass of this index, taken apart; `None` where nothing was predicted, or none was recorded.
    #[must_use]
    pub fn of(record: &Trajectory, index: usize) -> Option<Self> {
        let step = record.steps.get(index)?;
        let block = record.head.plan.blocks.get(step.block)?;
        let within = |pick: &&Pick| (block.start..block.end).contains(&pick.pos);
        let prediction = |pick: &Pick, kept| Prediction {
            pos: pick.pos,
            id: pick.id,
            confidence: pick.confidence,
            rank: 0,
            kept,
        };
        // What is still masked after the pass was predicted by it too, and masked again.
        let mut predictions: Vec<Prediction> = step
            .committed
            .iter()
            .filter(within)
            .map(|pick| prediction(pick, true))
            .chain(
                step.candidates
                    .iter()
                    .filter(within)
                    .map(|pick| prediction(pick, false)),
            )
            .collect();
        predictions.sort_by(|one, other| {
            let sure = other.confidence.total_cmp(&one.confidence);
            sure.then(one.pos.cmp(&other.pos))
        });
        for (place, prediction) in predictions.iter_mut().enumerate() {
            prediction.rank = place + 1;
        }
        predictions.sort_by_key(|prediction| prediction.pos);
        let kept = predictions
            .iter()
            .filter(|prediction| prediction.kept)
            .count();
        (!predictions.is_empty()).then_some(Self {
            step: index + 1,
            block: step.block + 1,
            predictions,
            kept,
        })
    }

    /// The lowest confidence among the kept.
    #[must_use]
    pub fn gate(&self) -> Option<f32> {
        let kept = self.predictions.iter().filter(|prediction| prediction.kept);
        kept.map(|prediction| prediction.confidence)
            .min_by(f32::total_cmp)
    }
}

/// The four parts of a pass, in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Every masked position gets its likeliest token.
    #[default]
    Predict,
    /// The predictions are ranked by confidence.
    Rank,
    /// The surest are kept.
    Keep,
    /// The others are masked again.
    Remask,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Predict, Self::Rank, Self::Keep, Self::Remask];

    /// Its name, for styles, tests and buttons.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Predict => word!("Predict"),
            Self::Rank => word!("Rank"),
            Self::Keep => word!("Keep"),
            Self::Remask => word!("Re-mask"),
        }
    }

    /// The next one; none after the last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| *phase > self)
    }

    /// What happens in it, in a sentence.
    #[must_use]
    pub fn sentence(self, pass: &Pass, random: bool) -> String {
        let masked = pass.predictions.len();
        match self {
            Self::Predict => t!(
                "One forward pass predicts a token at all {masked} masked positions of block {block} at once.",
                masked,
                block = pass.block
            ),
            Self::Rank if random => {
                t!("Random remasking: each prediction gets a number drawn by the seed, and these are ranked.").to_owned()
            }
            Self::Rank => t!("The predictions are ranked by the model’s confidence in them.").to_owned(),
            Self::Keep => {
                let gate = pass.gate().unwrap_or(0.0);
                let tokens = counted!(pass.kept, "1 token", "{n} tokens");
                let gate = format_args!("{gate:.2}").to_string();
                t!("The plan keeps {tokens} in this step: down to {gate}.", tokens, gate)
            }
            Self::Remask => match masked - pass.kept {
                0 => t!("Nothing is left to mask again: the block is done.").to_owned(),
                rest => counted!(
                    rest,
                    "The other prediction is masked again. The next pass predicts it anew, now seeing what was kept.",
                    "The other {n} predictions are masked again. The next pass predicts them anew, now seeing what was kept."
                ),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    #[test]
    fn a_pass_is_what_was_kept_and_what_was_masked_again() {
        let pass = Pass::of(&sample(), 0).unwrap();
        let seen: Vec<_> = pass
            .predictions
            .iter()
            .map(|p| (p.pos, p.rank, p.kept))
            .collect();
        assert_eq!(seen, [(1, 2, false), (2, 3, false), (3, 1, true)]);
        assert_eq!(
            (pass.step, pass.block, pass.kept, pass.gate()),
            (1, 1, 1, Some(0.91))
        );
        assert_eq!(Pass::of(&sample(), 6), None);
    }

    #[test]
    fn the_phases_tell_what_happens() {
        let record = sample();
        let (first, last) = (Pass::of(&record, 0).unwrap(), Pass::of(&record, 2).unwrap());
        assert!(
            Phase::Predict
                .sentence(&first, false)
                .contains("all 3 masked positions")
        );
        assert!(
            Phase::Keep
                .sentence(&first, false)
                .contains("keeps 1 token in this step: down to 0.91")
        );
        assert!(
            Phase::Remask
                .sentence(&first, false)
                .contains("other 2 predictions are")
        );
        assert!(
            Phase::Remask
                .sentence(&last, false)
                .contains("block is done")
        );
        assert_eq!(
            (Phase::Keep.next(), Phase::Remask.next()),
            (Some(Phase::Remask), None)
        );
    }
}
