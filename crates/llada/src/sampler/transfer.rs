//! Which of the masked positions a pass commits.

use trajectory::Pick;

/// What a pass would put at a masked position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// Position in the answer.
    pub pos: usize,
    /// The token.
    pub id: u32,
    /// What it is ranked by. In f64 as in the reference: in f32, which is enough for a record, several are often exactly 1.
    pub confidence: f64,
}

impl From<Guess> for Pick {
    fn from(guess: Guess) -> Self {
        Self {
            pos: guess.pos,
            id: guess.id,
            confidence: guess.confidence as f32,
        }
    }
}

/// How many positions a pass commits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quota {
    /// This many, the most confident first.
    Count(usize),
    /// Every position at or above this confidence, and always the most confident one.
    Threshold(f64),
    /// This many, and besides every position at or above this confidence.
    Ahead(usize, f64),
    /// This many, and besides every position strictly above this confidence: the rule of block-causal models.
    Above(usize, f64),
}

/// Splits the guesses of one block into those to commit and the rest, both by position. The lower position wins a tie.
#[must_use]
pub fn transfer(mut guesses: Vec<Guess>, quota: Quota) -> (Vec<Pick>, Vec<Pick>) {
    guesses.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then(a.pos.cmp(&b.pos))
    });
    let sure = |least: f64| guesses.partition_point(|guess| guess.confidence >= least);
    let count = match quota {
        Quota::Count(count) => count,
        Quota::Threshold(threshold) => sure(threshold).max(1),
        Quota::Ahead(count, threshold) => sure(threshold).max(count),
        Quota::Above(count, threshold) => {
            let above = guesses.partition_point(|guess| guess.confidence > threshold);
            above.max(count)
        }
    };
    let rest = guesses.split_off(count.min(guesses.len()));
    let by_position = |guesses: Vec<Guess>| {
        let mut picks: Vec<Pick> = guesses.into_iter().map(Pick::from).collect();
        picks.sort_by_key(|pick| pick.pos);
        picks
    };
    (by_position(guesses), by_position(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guesses(confidences: &[f64]) -> Vec<Guess> {
        let guess = |(pos, confidence): (usize, &f64)| Guess {
            pos,
            id: 9,
            confidence: *confidence,
        };
        confidences.iter().enumerate().map(guess).collect()
    }

    fn positions(quota: Quota, confidences: &[f64]) -> Vec<usize> {
        let (committed, rest) = transfer(guesses(confidences), quota);
        assert_eq!(committed.len() + rest.len(), confidences.len());
        committed.iter().map(|pick| pick.pos).collect()
    }

    #[test]
    fn the_most_confident_and_on_a_tie_the_lowest() {
        assert_eq!(positions(Quota::Count(2), &[0.5, 0.9, 0.5, 0.5]), [0, 1]);
        assert_eq!(positions(Quota::Count(9), &[0.5, 0.9]), [0, 1]);
        assert_eq!(positions(Quota::Count(1), &[0.0, 0.0]), [0]);
    }

    #[test]
    fn confidences_that_f32_rounds_to_1_are_still_ranked() {
        let confidences = [1.0 - 3e-9, 1.0 - 1e-9, 1.0 - 2e-9];
        assert_eq!(positions(Quota::Count(2), &confidences), [1, 2]);
    }

    #[test]
    fn ahead_of_the_schedule_but_never_behind() {
        let confidences = [0.1, 0.6, 0.7, 0.9];
        assert_eq!(positions(Quota::Ahead(1, 0.65), &confidences), [2, 3]);
        assert_eq!(positions(Quota::Ahead(3, 0.65), &confidences), [1, 2, 3]);
        assert_eq!(positions(Quota::Ahead(9, 0.65), &confidences), [0, 1, 2, 3]);
    }

    #[test]
    fn strictly_above_leaves_the_threshold_itself_out() {
        let confidences = [0.25, 0.5, 0.75];
        assert_eq!(positions(Quota::Above(1, 0.5), &confidences), [2]);
        assert_eq!(positions(Quota::Ahead(1, 0.5), &confidences), [1, 2]);
        assert_eq!(positions(Quota::Above(2, 0.9), &confidences), [1, 2]);
        assert_eq!(positions(Quota::Above(1, 0.9), &[]), [0_usize; 0]);
    }

    #[test]
    fn a_threshold_always_commits_the_best() {
        assert_eq!(positions(Quota::Threshold(0.6), &[0.1, 0.6, 0.7]), [1, 2]);
        assert_eq!(positions(Quota::Threshold(0.99), &[0.1, 0.6, 0.7]), [2]);
        assert_eq!(positions(Quota::Threshold(0.0), &[0.1, 0.6]), [0, 1]);
    }
}
