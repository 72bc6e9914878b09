//! How far a long piece of work is: downloads and loading report it; a terminal draws a bar, the page polls it.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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

/// Draws reports on standard error: a bar per stage on a terminal, a line per stage elsewhere.
#[derive(Debug, Default)]
pub struct Bars {
    current: Mutex<Option<(String, ProgressBar)>>,
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
            if let Some((_, bar)) = current.take() {
                bar.finish();
            }
            let bar = draw(progress);
            *current = Some((progress.stage.to_owned(), bar));
        }
        if let Some((_, bar)) = current.as_ref() {
            bar.set_position(progress.done);
        }
    }

    /// The work is over: the last bar stays as it is.
    pub fn finish(&self) {
        if let Ok(mut current) = self.current.lock()
            && let Some((_, bar)) = current.take()
        {
            bar.finish();
        }
    }
}

fn draw(progress: Progress<'_>) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        eprintln!("{}", progress.stage);
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
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
