//! An answer being unmasked, drawn in place on a terminal.

use std::io;

use console::{Term, measure_text_width, style};
use trajectory::{Cell, CellState, Event, Recorder, Trajectory, glyph};

/// Draws a run as its events come. Where there is no terminal it draws nothing and only keeps the record.
#[derive(Debug)]
pub struct Reveal {
    terminal: Term,
    recorder: Recorder,
    /// Lines on the screen that the next drawing replaces.
    drawn: usize,
}

impl Reveal {
    /// Draws on standard error.
    #[must_use]
    pub fn on_stderr() -> Self {
        Self {
            terminal: Term::buffered_stderr(),
            recorder: Recorder::default(),
            drawn: 0,
        }
    }

    /// Takes an event in and draws what it changed.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn apply(&mut self, event: &Event) -> io::Result<()> {
        self.recorder.apply(event);
        if !self.terminal.is_term() {
            return Ok(());
        }
        if let Some(trajectory) = self.recorder.trajectory() {
            let width = usize::from(self.terminal.size().1).max(20);
            let lines = lines(trajectory, width - 1);
            self.terminal.clear_last_lines(self.drawn)?;
            for line in &lines {
                self.terminal.write_line(line)?;
            }
            self.drawn = lines.len();
            self.terminal.flush()?;
        }
        Ok(())
    }

    /// Takes the drawing away and gives the answer.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn finish(self) -> io::Result<String> {
        if self.drawn > 0 {
            self.terminal.clear_last_lines(self.drawn)?;
            self.terminal.flush()?;
        }
        let trajectory = self.recorder.into_trajectory();
        Ok(trajectory.map(|run| run.text).unwrap_or_default())
    }
}

/// The canvas after the last step, wrapped.
fn lines(trajectory: &Trajectory, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for cell in trajectory.cells(trajectory.steps.len()) {
        let text = drawn(trajectory, &cell);
        let needed = measure_text_width(&text);
        if used + needed > width {
            lines.push(String::new());
            used = 0;
        }
        used += needed;
        if let Some(line) = lines.last_mut() {
            line.push_str(&text);
        }
    }
    lines
}

fn drawn(trajectory: &Trajectory, cell: &Cell) -> String {
    let text = |id: u32| {
        let text = trajectory.token_text(id);
        // The rest of the canvas after an answer: quiet dots.
        if id == trajectory.head.eos_id {
            return "·".to_owned();
        }
        glyph::glyph(&text)
    };
    match cell.state {
        CellState::Pending => style("░").dim().to_string(),
        CellState::Masked { .. } => "▒".to_owned(),
        CellState::Locked { id } => style(text(id)).underlined().to_string(),
        CellState::Fresh { id, .. } => style(text(id)).green().bold().to_string(),
        CellState::Kept { id } | CellState::Settled { id, .. } => text(id),
    }
}
