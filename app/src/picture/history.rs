//! What happened at one position, line by line: guesses that stayed, reveals, edits, new masks.

use trajectory::{Pick, Step, Trajectory};

/// What a line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The best guess at a masked position.
    Guess,
    /// The token was revealed.
    Revealed,
    /// The token was written over the one that stood there.
    Edited,
    /// The token was taken away: the position is masked again.
    Remasked,
}

impl Kind {
    /// The word for it after the step; a guess needs none.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Guess => None,
            Self::Revealed => Some(t!("revealed")),
            Self::Edited => Some(t!("edited")),
            Self::Remasked => Some(t!("masked again")),
        }
    }
}

/// One line: consecutive steps with the same best guess, or one event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// What it tells.
    pub kind: Kind,
    /// Token id.
    pub id: u32,
    /// First and last step, counted from 1.
    pub steps: (usize, usize),
    /// Confidence at the last of them; none where the token was taken away.
    pub confidence: Option<f32>,
}

/// Everything that happened at `pos` in the first `cursor` steps, in order.
#[must_use]
pub fn lines(record: &Trajectory, pos: usize, cursor: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut now = record
        .head
        .given()
        .find_map(|(at, id)| (at == pos).then_some(id));
    for (index, step) in record.steps.iter().enumerate().take(cursor) {
        for (kind, pick) in at(step, pos) {
            let line = Line {
                kind,
                id: pick.id,
                steps: (index + 1, index + 1),
                confidence: Some(pick.confidence),
            };
            match lines.last_mut() {
                Some(last) if kind == Kind::Guess && (last.kind, last.id) == (kind, pick.id) => {
                    last.steps.1 = index + 1;
                    last.confidence = line.confidence;
                }
                _ => lines.push(line),
            }
            if kind != Kind::Guess {
                now = Some(pick.id);
            }
        }
        if step.remasked.contains(&pos)
            && let Some(id) = now.take()
        {
            lines.push(Line {
                kind: Kind::Remasked,
                id,
                steps: (index + 1, index + 1),
                confidence: None,
            });
        }
    }
    lines
}

/// What one step wrote or guessed at a position.
fn at(step: &Step, pos: usize) -> impl Iterator<Item = (Kind, &Pick)> {
    let lists = [
        (Kind::Revealed, &step.committed),
        (Kind::Edited, &step.edited),
        (Kind::Guess, &step.candidates),
    ];
    lists.into_iter().filter_map(move |(kind, picks)| {
        let pick = picks.iter().find(|pick| pick.pos == pos)?;
        Some((kind, pick))
    })
}

/// What the model considered at `pos` in the step that the cursor stands after, where it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Considered {
    /// Tokens and probabilities, likeliest first.
    pub likeliest: Vec<(u32, f32)>,
    /// Entropy of the whole distribution in nats.
    pub entropy: f32,
}

/// The alternatives at `pos` in the last of the first `cursor` steps.
#[must_use]
pub fn considered(record: &Trajectory, pos: usize, cursor: usize) -> Option<Considered> {
    let step = record
        .steps
        .get(cursor.min(record.steps.len()).checked_sub(1)?)?;
    let found = step.alternatives.iter().find(|others| others.pos == pos)?;
    Some(Considered {
        likeliest: found.likeliest.clone(),
        entropy: found.entropy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    fn told(record: &Trajectory, pos: usize, cursor: usize) -> Vec<(Kind, u32, (usize, usize))> {
        let lines = lines(record, pos, cursor).into_iter();
        lines.map(|line| (line.kind, line.id, line.steps)).collect()
    }

    #[test]
    fn guesses_that_stay_are_one_line() {
        let mut record = sample();
        record.steps[0].candidates[1].id = 12;
        assert_eq!(
            told(&record, 2, 6),
            [(Kind::Guess, 12, (1, 2)), (Kind::Revealed, 12, (3, 3))]
        );
        assert_eq!(told(&record, 2, 1), [(Kind::Guess, 12, (1, 1))]);
    }

    #[test]
    fn edits_and_new_masks_are_told() {
        let record = edited();
        assert_eq!(
            told(&record, 1, 6),
            [
                (Kind::Guess, 16, (1, 1)),
                (Kind::Revealed, 16, (2, 2)),
                (Kind::Edited, 11, (3, 3)),
            ]
        );
        assert_eq!(
            told(&record, 4, 6),
            [
                (Kind::Revealed, 11, (4, 4)),
                (Kind::Guess, 14, (5, 5)),
                (Kind::Remasked, 11, (5, 5)),
                (Kind::Revealed, 14, (6, 6)),
            ]
        );
    }

    #[test]
    fn alternatives_are_those_of_the_step_shown() {
        let record = edited();
        assert_eq!(considered(&record, 4, 4), None);
        let seen = considered(&record, 4, 5).unwrap();
        assert_eq!((seen.likeliest[0].0, seen.likeliest.len()), (14, 3));
        assert_eq!(
            considered(&record, 4, 99).map(|seen| seen.likeliest.len()),
            Some(2)
        );
        assert_eq!(considered(&record, 4, 0), None);
    }
}
