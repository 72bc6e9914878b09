//! The log of a run: a line of JSON for each step, and a plot of the loss.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use training::Progress;

use super::plot::History;

/// A step in the log and with `--json`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    step: usize,
    loss: f32,
    gradient: f32,
    rate: f32,
    tokens_per_second: f64,
    /// Held-out accuracy, where it was measured: the share of masked tokens predicted correctly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) held_out: Option<f32>,
}

impl Line {
    pub(super) fn of(progress: &Progress) -> Self {
        Self {
            step: progress.step,
            loss: progress.loss,
            gradient: progress.gradient,
            rate: progress.rate,
            tokens_per_second: progress.tokens as f64 / progress.took.as_secs_f64(),
            held_out: None,
        }
    }

    /// The message of the progress bar, with the accuracy that was measured last.
    pub(super) fn words(&self, accuracy: Option<f32>) -> String {
        let held_out = accuracy.map(|share| format!(", held-out accuracy {:.1} %", 100.0 * share));
        format!("loss {:.3}{}", self.loss, held_out.unwrap_or_default())
    }
}

/// The log of a run's folder.
pub(super) struct Log {
    file: File,
    plot: PathBuf,
    history: History,
}

impl Log {
    /// Opens the folder's log. Lines of steps after `done` are dropped: the run ended before their state was saved.
    pub(super) fn open(folder: &Path, done: usize) -> anyhow::Result<Self> {
        let path = folder.join("log.jsonl");
        let cannot = || format!("{} cannot be written", path.display());
        let old = fs::read_to_string(&path).unwrap_or_default();
        let kept: Vec<Line> = old
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .filter(|line: &Line| line.step <= done)
            .collect();
        fs::write(&path, "").with_context(cannot)?;
        let file = OpenOptions::new().append(true).open(&path);
        let mut log = Self {
            file: file.with_context(cannot)?,
            plot: folder.join("loss.svg"),
            history: History::default(),
        };
        for line in &kept {
            log.add(line)?;
        }
        Ok(log)
    }

    /// Adds a step.
    pub(super) fn add(&mut self, line: &Line) -> anyhow::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        let written = self.file.write_all(text.as_bytes());
        written.context("the log cannot be written; check the free space")?;
        self.history.losses.push((line.step, line.loss));
        if let Some(share) = line.held_out {
            self.history.accuracies.push((line.step, share));
        }
        Ok(())
    }

    /// Draws the plot anew.
    pub(super) fn draw(&self) -> anyhow::Result<()> {
        fs::write(&self.plot, self.history.svg())
            .with_context(|| format!("{} cannot be written", self.plot.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(step: usize) -> Line {
        Line {
            step,
            loss: 1.0,
            gradient: 1.0,
            rate: 0.1,
            tokens_per_second: 100.0,
            held_out: step.is_multiple_of(2).then_some(0.5),
        }
    }

    #[test]
    fn a_resumed_log_forgets_what_was_not_saved() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Log::open(folder.path(), 0).unwrap();
        for step in 1..=5 {
            log.add(&line(step)).unwrap();
        }
        drop(log);
        let log = Log::open(folder.path(), 4).unwrap();
        assert_eq!(log.history.losses.len(), 4);
        assert_eq!(log.history.accuracies, [(2, 0.5), (4, 0.5)]);
        let text = fs::read_to_string(folder.path().join("log.jsonl")).unwrap();
        assert_eq!(text.lines().count(), 4);
    }
}
