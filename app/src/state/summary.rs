//! What a run cost, in a line under its answer.

use trajectory::{Stats, Trajectory};

use super::answer::{Answer, AnswerStatus};
use super::progress::{Progress, duration, rate};

/// The parts of the line: "32 steps", "32 forwards at 12 ms", "15 tokens", "38 tok/s", "0.4 s", "seed 7".
#[must_use]
pub fn parts(answer: &Answer) -> Vec<String> {
    let stats = &answer.stats;
    let mut parts = Vec::new();
    match &answer.status {
        AnswerStatus::Stopped { step } => parts.push(t!("stopped at step {step}", step)),
        AnswerStatus::Cut { step, .. } => parts.push(t!("broken off at step {step}", step)),
        _ => {}
    }
    let (forwards, planned) = (stats.forwards, answer.planned);
    parts.push(if planned > forwards {
        t!("{n} of {planned} steps", n = forwards, planned)
    } else {
        counted!(forwards, "1 step", "{n} steps")
    });
    let passes = counted!(forwards, "1 forward", "{n} forwards");
    let time = duration(stats.ms_per_forward);
    parts.push(match planned.saturating_sub(forwards) {
        saved if saved > 0 && answer.status == AnswerStatus::Complete => {
            t!("{passes} at {time}, {saved} saved", passes, time, saved)
        }
        _ => t!("{passes} at {time}", passes, time),
    });
    parts.push(t!("{n} tokens", n = stats.output_tokens));
    if stats.output_tokens > 0 {
        let rate = rate(stats.output_tokens, stats.wall_ms);
        parts.push(t!("{rate} tok/s", rate));
    }
    parts.push(duration(stats.wall_ms));
    if let Some(seed) = answer.params.seed {
        parts.push(t!("seed {n}", n = seed));
    }
    parts
}

/// The statistics of a run that ended without any of its own: stopped, or cut off. `wall` is the time the page has
/// measured, in milliseconds.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn measured(run: &Trajectory, wall: f64) -> Stats {
    let progress = Progress::at(run, usize::MAX);
    let forwards = run.steps.len();
    let each = |sum: f64| {
        if forwards == 0 {
            0.0
        } else {
            sum / forwards as f64
        }
    };
    let wall_ms = wall.max(progress.ms);
    let committed: usize = run.steps.iter().map(|step| step.committed.len()).sum();
    Stats {
        forwards,
        ms_per_forward: each(progress.ms),
        first_step_ms: run.steps.first().map_or(0.0, |step| step.ms),
        wall_ms,
        output_tokens: progress.tokens,
        tokens_per_second: progress.tokens as f64 * 1000.0 / wall_ms.max(0.001),
        tokens_per_forward: each(committed as f64),
    }
}

#[cfg(test)]
mod tests {
    use trajectory::Params;

    use super::*;
    use crate::state::answer::AnswerId;

    #[test]
    fn the_line_says_what_it_cost() {
        let params = Params {
            seed: Some(7),
            ..Params::default()
        };
        let answer = &mut Answer::coming(AnswerId(1), params);
        answer.status = AnswerStatus::Complete;
        answer.planned = 32;
        answer.stats = Stats {
            forwards: 32,
            ms_per_forward: 12.4,
            wall_ms: 400.0,
            output_tokens: 15,
            ..Stats::default()
        };
        assert_eq!(
            parts(answer).join(" · "),
            "32 steps · 32 forwards at 12 ms · 15 tokens · 38 tok/s · 400 ms · seed 7"
        );
        answer.stats.forwards = 9;
        assert_eq!(parts(answer)[1], "9 forwards at 12 ms, 23 saved");
        answer.stats.forwards = 1;
        assert_eq!(parts(answer)[1], "1 forward at 12 ms, 31 saved");
        answer.stats.forwards = 9;
        answer.status = AnswerStatus::Stopped { step: 9 };
        assert!(
            parts(answer)
                .join(" · ")
                .starts_with("stopped at step 9 · 9 of 32 steps · ")
        );
    }
}
