//! Which of the masked positions a pass commits.

use trajectory::Pick;

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

/// Splits the picks of one block into those to commit and the rest, both by position. The lower position wins a tie.
#[must_use]
pub fn transfer(mut picks: Vec<Pick>, quota: Quota) -> (Vec<Pick>, Vec<Pick>) {
    picks.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then(a.pos.cmp(&b.pos))
    });
    let sure = |least: f64| picks.partition_point(|pick| f64::from(pick.confidence) >= least);
    let count = match quota {
        Quota::Count(count) => count.min(picks.len()),
        Quota::Threshold(threshold) => sure(threshold).max(1).min(picks.len()),
        Quota::Ahead(count, threshold) => sure(threshold).max(count).min(picks.len()),
        Quota::Above(count, threshold) => {
            let above = picks.partition_point(|pick| f64::from(pick.confidence) > threshold);
            above.max(count).min(picks.len())
        }
    };
    let mut rest = picks.split_off(count);
    picks.sort_by_key(|pick| pick.pos);
    rest.sort_by_key(|pick| pick.pos);
    (picks, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picks(confidences: &[f32]) -> Vec<Pick> {
        let pick = |(pos, confidence): (usize, &f32)| Pick {
            pos,
            id: 9,
            confidence: *confidence,
        };
        confidences.iter().enumerate().map(pick).collect()
    }

    fn positions(quota: Quota, confidences: &[f32]) -> Vec<usize> {
        let (committed, rest) = transfer(picks(confidences), quota);
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
