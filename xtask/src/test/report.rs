//! The report: results and times of the stages.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::Result;

/// Test counts of a stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Tests that passed.
    pub(crate) passed: usize,
    /// Tests that failed.
    pub(crate) failed: usize,
    /// Tests that did not run.
    pub(crate) ignored: usize,
}

impl Counts {
    /// A stage without tests that passed.
    pub(crate) const ONE: Self = Self {
        passed: 1,
        failed: 0,
        ignored: 0,
    };

    /// Adds the summary line of one test binary:
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
    pub(crate) fn add_cargo_line(&mut self, line: &str) {
        let Some(result) = line.trim().strip_prefix("test result: ") else {
            return;
        };
        let count = |what: &str| {
            result
                .split([';', '.'])
                .filter_map(|part| part.trim().strip_suffix(what))
                .find_map(|number| number.trim().parse::<usize>().ok())
                .unwrap_or(0)
        };
        self.passed += count("passed");
        self.failed += count("failed");
        self.ignored += count("ignored");
    }
}

/// The result of a stage.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Its test counts.
    pub(crate) counts: Counts,
    /// Why it failed, if it did.
    pub(crate) failure: Option<String>,
}

impl From<Result<Counts>> for Outcome {
    fn from(result: Result<Counts>) -> Self {
        match result {
            Ok(counts) => Self {
                counts,
                failure: (counts.failed > 0).then(|| format!("{} tests failed", counts.failed)),
            },
            Err(error) => Self {
                counts: Counts::default(),
                failure: Some(format!("{error:#}")),
            },
        }
    }
}

#[derive(Debug)]
enum End {
    Passed,
    Failed(String),
    Skipped(String),
}

#[derive(Debug)]
struct Line {
    name: &'static str,
    end: End,
    counts: Counts,
    took: Duration,
}

/// One line per stage.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<Line>);

impl Report {
    /// Runs a stage and records its result and time.
    pub(crate) fn time(&mut self, name: &'static str, stage: impl FnOnce() -> Outcome) {
        let start = Instant::now();
        let outcome = stage();
        let mut counts = outcome.counts;
        let end = match outcome.failure {
            Some(reason) => {
                eprintln!("{name} failed: {reason}");
                // A stage that failed without a failed test, because it did not compile say, is itself what failed.
                counts.failed = counts.failed.max(1);
                End::Failed(reason)
            }
            None => End::Passed,
        };
        self.0.push(Line {
            name,
            end,
            counts,
            took: start.elapsed(),
        });
    }

    /// Records that a stage did not run, and why.
    pub(crate) fn skip(&mut self, name: &'static str, reason: &str) {
        self.0.push(Line {
            name,
            end: End::Skipped(reason.to_owned()),
            counts: Counts::default(),
            took: Duration::ZERO,
        });
    }

    /// Whether a stage failed, or could not run because one that it needs did.
    pub(crate) fn failed(&self, name: &str) -> bool {
        self.0.iter().any(|line| {
            line.name == name
                && match &line.end {
                    End::Failed(_) => true,
                    End::Skipped(reason) => reason.ends_with("failed"),
                    End::Passed => false,
                }
        })
    }

    /// Whether nothing failed.
    pub(crate) fn is_good(&self) -> bool {
        self.0
            .iter()
            .all(|line| !matches!(line.end, End::Failed(_)))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.0 {
            let (mark, words) = match &line.end {
                End::Passed => ("ok     ", String::new()),
                End::Failed(reason) => (
                    "FAILED ",
                    reason.lines().next().unwrap_or_default().to_owned(),
                ),
                End::Skipped(reason) => ("skipped", reason.clone()),
            };
            let seconds = line.took.as_secs_f64();
            write!(f, "{mark}  {:<14}{seconds:>7.1} s", line.name)?;
            if line.counts.passed + line.counts.failed + line.counts.ignored > 1 {
                write!(
                    f,
                    "  {} passed, {} failed",
                    line.counts.passed, line.counts.failed
                )?;
                if line.counts.ignored > 0 {
                    write!(f, ", {} ignored", line.counts.ignored)?;
                }
            }
            if words.is_empty() {
                writeln!(f)?;
            } else {
                writeln!(f, "  {words}")?;
            }
        }
        let sum =
            |count: fn(&Counts) -> usize| self.0.iter().map(|l| count(&l.counts)).sum::<usize>();
        write!(
            f,
            "{} passed, {} failed",
            sum(|c| c.passed),
            sum(|c| c.failed)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_cargo_counts() {
        let mut counts = Counts::default();
        counts.add_cargo_line("running 3 tests");
        counts.add_cargo_line(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
        );
        counts.add_cargo_line(
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
        );
        assert_eq!((counts.passed, counts.failed, counts.ignored), (15, 2, 1));
    }

    #[test]
    fn a_failure_without_tests_is_one_failure() {
        let mut report = Report::default();
        report.time("format", || Outcome::from(Ok(Counts::ONE)));
        report.time("page", || {
            Outcome::from(Err(anyhow::anyhow!("it does not compile")))
        });
        report.skip("program", "page failed");
        report.skip("docs", "not asked for");
        assert!(!report.is_good());
        assert!(report.failed("page") && report.failed("program") && !report.failed("docs"));
        assert!(report.to_string().ends_with("\n1 passed, 1 failed"));
    }
}
