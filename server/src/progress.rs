//! How far a long piece of work is: downloads and loading report it; a terminal draws a bar, the page polls it.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{BinaryBytes, ProgressBar, ProgressStyle};

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is being done, for people: "Downloading model-00001-of-00006.safetensors".
    pub stage: &'a str,
    /// Bytes (or tensors) done.
    pub done: u64,
    /// In all; 0 when not known.
    pub total: u64,
}

/// Takes reports, from any thread.
pub type Report<'a> = dyn Fn(Progress<'_>) + Send + Sync + 'a;

/// Draws reports on standard error: a bar per stage on a terminal, a few lines per stage elsewhere.
#[derive(Debug, Default)]
pub struct Bars {
    current: Mutex<Option<(String, Drawn)>>,
}

/// How a stage is shown.
#[derive(Debug)]
enum Drawn {
    Bar(ProgressBar),
    Lines(Lines),
}

impl Bars {
    /// Takes a report.
    pub fn report(&self, progress: Progress<'_>) {
        let Ok(mut current) = self.current.lock() else {
            return;
        };
        let fresh = current
            .as_ref()
            .is_none_or(|(stage, _)| stage != progress.stage);
        if fresh {
            if let Some((_, drawn)) = current.take() {
                drawn.finish();
            }
            *current = Some((progress.stage.to_owned(), Drawn::begin(progress)));
        }
        match current.as_mut() {
            Some((_, Drawn::Bar(bar))) => bar.set_position(progress.done),
            Some((_, Drawn::Lines(lines))) => {
                if let Some(line) = lines.line(progress) {
                    eprintln!("{line}");
                }
            }
            None => {}
        }
    }

    /// The work is over: the last bar stays as it is.
    pub fn finish(&self) {
        if let Ok(mut current) = self.current.lock()
            && let Some((_, drawn)) = current.take()
        {
            drawn.finish();
        }
    }
}

impl Drawn {
    fn begin(progress: Progress<'_>) -> Self {
        if std::io::stderr().is_terminal() {
            Self::Bar(draw(progress))
        } else {
            Self::Lines(Lines::default())
        }
    }

    fn finish(self) {
        if let Self::Bar(bar) = self {
            bar.finish();
        }
    }
}

/// Of this many bytes on, a stage is worth more than its first line.
const LARGE: u64 = 100_000_000;

/// A stage in lines: one when it begins, and of a large one another for each tenth.
#[derive(Debug, Default)]
struct Lines {
    tenths: Option<u64>,
}

impl Lines {
    /// The line that a report is worth, if any.
    fn line(&mut self, progress: Progress<'_>) -> Option<String> {
        let Progress { stage, done, total } = progress;
        let large = total >= LARGE;
        let tenths = done.saturating_mul(10) / total.max(1);
        let Some(before) = self.tenths.replace(tenths) else {
            return Some(stage.to_owned());
        };
        (large && tenths > before)
            .then(|| format!("{stage}: {} % of {}", 10 * tenths, BinaryBytes(total)))
    }
}

fn draw(progress: Progress<'_>) -> ProgressBar {
    let (bar, template) = if progress.total == 0 {
        (ProgressBar::new_spinner(), "{msg} {spinner}")
    } else {
        (
            ProgressBar::new(progress.total),
            "{msg} [{wide_bar}] {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec} {eta}",
        )
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(progress.stage.to_owned());
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(begin: u64, total: u64) -> Vec<String> {
        let mut lines = Lines::default();
        let reports = (begin..=1000).map(|thousandths| Progress {
            stage: "Downloading a",
            done: total * thousandths / 1000,
            total,
        });
        reports.filter_map(|report| lines.line(report)).collect()
    }

    #[test]
    fn away_from_a_terminal_a_large_file_is_worth_a_line_each_tenth() {
        assert_eq!(lines(0, 1_000_000), ["Downloading a"]);
        assert_eq!(lines(0, 0), ["Downloading a"]);
        let large = lines(0, 5 << 30);
        assert_eq!(large.len(), 11, "{large:?}");
        assert_eq!(
            large[..2],
            ["Downloading a", "Downloading a: 10 % of 5.00 GiB"]
        );
        // A begun file is carried on with.
        let begun = lines(750, 5 << 30);
        assert_eq!(
            begun[..2],
            ["Downloading a", "Downloading a: 80 % of 5.00 GiB"]
        );
    }
}
