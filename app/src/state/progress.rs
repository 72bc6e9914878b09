//! How far a run is, in words: a pure function of the record and the cursor.

use trajectory::Trajectory;
use trajectory::glyph::is_special;

/// How far a run is at a cursor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Passes shown.
    pub step: usize,
    /// Passes planned.
    pub planned: usize,
    /// Whether `planned` is an upper bound.
    pub at_most: bool,
    /// Number of the active block, from 1.
    pub block: usize,
    /// Blocks in all.
    pub blocks: usize,
    /// Positions revealed.
    pub revealed: usize,
    /// Positions to reveal in all.
    pub positions: usize,
    /// Tokens revealed, special ones not counted.
    pub tokens: usize,
    /// Time of the passes shown, in milliseconds.
    pub ms: f64,
}

impl Progress {
    /// The progress of `run` after `cursor` passes.
    #[must_use]
    pub fn at(run: &Trajectory, cursor: usize) -> Self {
        let plan = &run.head.plan;
        let shown = &run.steps[..cursor.min(run.steps.len())];
        let positions = run.length().saturating_sub(run.head.constraints.len());
        let ids = shown.iter().flat_map(|step| &step.committed);
        let written = ids.filter(|pick| !run.vocab.get(pick.id).is_some_and(is_special));
        Self {
            step: shown.len(),
            planned: plan.forwards,
            at_most: plan.at_most,
            block: shown.last().map_or(0, |step| step.block) + 1,
            blocks: plan.blocks.len(),
            revealed: positions - run.masks_left(cursor).min(positions),
            positions,
            tokens: written.count(),
            ms: shown.iter().map(|step| step.ms).sum(),
        }
    }

    /// Share of the answer that is revealed, in percent.
    #[must_use]
    pub const fn percent(&self) -> usize {
        if self.positions == 0 {
            return 100;
        }
        self.revealed * 100 / self.positions
    }

    /// "Step 12/32 · block 1/2 · 0.4 s · 38 tok/s"; `elapsed` in milliseconds.
    #[must_use]
    pub fn line(&self, elapsed: f64) -> String {
        let (step, planned) = (self.step, self.planned);
        let bound = if self.at_most { "≤ " } else { "" };
        let mut parts = vec![t!("Step {step}/{bound}{planned}", step, bound, planned)];
        if self.blocks > 1 {
            parts.push(t!(
                "block {block}/{blocks}",
                block = self.block,
                blocks = self.blocks
            ));
        }
        parts.push(duration(elapsed));
        if self.tokens > 0 && elapsed > 0.0 {
            parts.push(t!("{rate} tok/s", rate = rate(self.tokens, elapsed)));
        }
        parts.join(" · ")
    }
}

/// What is said aloud when a run goes from `before` to `after` percent: only quarters, and only once each.
#[must_use]
pub fn milestone(before: usize, after: usize) -> Option<String> {
    let quarter = [75, 50, 25]
        .into_iter()
        .find(|quarter| before < *quarter && after >= *quarter && after < 100)?;
    Some(t!("{n} percent revealed.", n = quarter))
}

/// A time for people: "340 ms", "2.4 s", "3 min 20 s".
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn duration(ms: f64) -> String {
    if ms < 1.0 {
        return format!("{:.1} ms", ms.max(0.0));
    }
    if ms < 999.5 {
        return format!("{ms:.0} ms");
    }
    if ms < 59_950.0 {
        return format!("{:.1} s", ms / 1000.0);
    }
    let seconds = (ms / 1000.0).round() as u64;
    t!("{min} min {s} s", min = seconds / 60, s = seconds % 60)
}

/// Tokens per second, for people.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn rate(tokens: usize, ms: f64) -> String {
    let rate = tokens as f64 * 1000.0 / ms.max(0.001);
    if rate < 10.0 {
        format!("{rate:.1}")
    } else {
        format!("{rate:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Progress = Progress {
        step: 12,
        planned: 32,
        at_most: false,
        block: 1,
        blocks: 2,
        revealed: 24,
        positions: 64,
        tokens: 20,
        ms: 400.0,
    };

    #[test]
    fn the_line_says_step_block_time_and_speed() {
        assert_eq!(
            HALF.line(400.0),
            "Step 12/32 · block 1/2 · 400 ms · 50 tok/s"
        );
        let first = Progress {
            step: 0,
            tokens: 0,
            blocks: 1,
            at_most: true,
            ..HALF
        };
        assert_eq!(first.line(1500.0), "Step 0/≤ 32 · 1.5 s");
    }

    #[test]
    fn percent_counts_positions() {
        assert_eq!(HALF.percent(), 37);
        let locked = Progress {
            positions: 0,
            revealed: 0,
            ..HALF
        };
        assert_eq!(locked.percent(), 100);
    }

    #[test]
    fn each_quarter_is_said_once() {
        assert_eq!(milestone(0, 20), None);
        assert_eq!(milestone(20, 25).unwrap(), "25 percent revealed.");
        assert_eq!(milestone(25, 49), None);
        assert_eq!(milestone(10, 80).unwrap(), "75 percent revealed.");
        assert_eq!(milestone(75, 100), None);
    }

    #[test]
    fn times_are_for_people() {
        let times = [
            (0.34, "0.3 ms"),
            (999.0, "999 ms"),
            (2400.0, "2.4 s"),
            (200_000.0, "3 min 20 s"),
        ];
        for (ms, text) in times {
            assert_eq!(duration(ms), text);
        }
        assert_eq!(rate(3, 1000.0), "3.0");
        assert_eq!(rate(300, 1000.0), "300");
    }
}
