//! An answer being unmasked, drawn in place on a terminal.
//!
//! [`frame`] is the picture: a function of the record and the room there is. [`Reveal`] puts one in the place of the other.

use std::io;

use console::{Style, Term, measure_text_width, style, truncate_str};
use trajectory::{Cell, CellState, Event, Recorder, Remasking, Trajectory, glyph};

/// The room for a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Columns that may be written to.
    pub columns: usize,
    /// Lines that may be written to.
    pub lines: usize,
    /// Whether colours and weights may be used.
    pub styled: bool,
}

/// Draws a run as its events come. Where there is no terminal it draws nothing and only keeps the record.
#[derive(Debug)]
pub struct Reveal {
    terminal: Term,
    /// Whether the terminal can be drawn on.
    draws: bool,
    styled: bool,
    recorder: Recorder,
    /// Lines on the screen that the next drawing replaces.
    drawn: usize,
}

impl Reveal {
    /// Draws on standard error.
    #[must_use]
    pub fn on_stderr() -> Self {
        let terminal = Term::buffered_stderr();
        let is_dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
        Self {
            draws: terminal.is_term() && !is_dumb,
            terminal,
            styled: console::colors_enabled_stderr(),
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
        if !self.draws {
            return Ok(());
        }
        if let Some(trajectory) = self.recorder.trajectory() {
            let frame = frame(trajectory, self.screen());
            self.clear()?;
            for line in &frame {
                self.terminal.write_line(line)?;
            }
            self.drawn = frame.len();
            self.terminal.flush()?;
        }
        Ok(())
    }

    fn screen(&self) -> Screen {
        let (lines, columns) = self.terminal.size();
        Screen {
            // The last column and the last line stay free: writing there makes some terminals scroll.
            columns: usize::from(columns).max(20) - 1,
            lines: usize::from(lines).max(4) - 1,
            styled: self.styled,
        }
    }

    /// Takes the drawing away, and what the keyboard may have written below it.
    fn clear(&self) -> io::Result<()> {
        if self.drawn > 0 {
            self.terminal.clear_line()?;
            self.terminal.clear_last_lines(self.drawn)?;
        }
        Ok(())
    }

    /// Takes the drawing away and gives the record, if the run began.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn finish(self) -> io::Result<Option<Trajectory>> {
        self.clear()?;
        self.terminal.flush()?;
        Ok(self.recorder.into_trajectory())
    }
}

/// The canvas after the last step, wrapped, and a line that says how far the run is. Of a canvas that is higher than the
/// screen, the lines around the newest token.
#[must_use]
pub fn frame(trajectory: &Trajectory, screen: Screen) -> Vec<String> {
    let (canvas, newest) = canvas(trajectory, screen);
    let room = screen.lines.saturating_sub(1).max(1);
    let first = (newest + 1)
        .saturating_sub(room)
        .min(canvas.len().saturating_sub(room));
    let mut lines: Vec<String> = canvas.into_iter().skip(first).take(room).collect();
    let status = truncate_str(&status(trajectory), screen.columns, "…").into_owned();
    lines.push(style(status).dim().force_styling(screen.styled).to_string());
    lines
}

/// The canvas in lines, and which of them holds the newest token.
fn canvas(trajectory: &Trajectory, screen: Screen) -> (Vec<String>, usize) {
    // What random remasking calls confidence is a draw.
    let is_confidence = trajectory.head.params.remasking == Remasking::LowConfidence;
    let mut lines = vec![String::new()];
    let (mut used, mut newest) = (0, 0);
    for cell in trajectory.cells(trajectory.steps.len()) {
        let text = text(trajectory, &cell);
        let shown = truncate_str(&text, screen.columns, "…");
        let needed = measure_text_width(&shown);
        if used + needed > screen.columns {
            lines.push(String::new());
            used = 0;
        }
        used += needed;
        if matches!(cell.state, CellState::Fresh { .. }) {
            newest = lines.len() - 1;
        }
        if let Some(line) = lines.last_mut() {
            let look = if cell.state.id() == Some(trajectory.head.eos_id) {
                Style::new().dim()
            } else {
                look(&cell, is_confidence)
            };
            let look = look.force_styling(screen.styled);
            line.push_str(&look.apply_to(shown).to_string());
        }
        if text.ends_with('⏎') {
            lines.push(String::new());
            used = 0;
        }
    }
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    (lines, newest)
}

/// What stands at a position.
fn text(trajectory: &Trajectory, cell: &Cell) -> String {
    match cell.state {
        CellState::Pending => "░".to_owned(),
        CellState::Masked { .. } => "▒".to_owned(),
        CellState::Locked { id }
        | CellState::Kept { id }
        | CellState::Fresh { id, .. }
        | CellState::Settled { id, .. } => {
            // The rest of the canvas after an answer: quiet dots.
            if id == trajectory.head.eos_id {
                return "·".to_owned();
            }
            glyph::glyph(&trajectory.token_text(id))
        }
    }
}

/// How a position looks: the newest tokens stand out, colours are the model's confidence.
fn look(cell: &Cell, is_confidence: bool) -> Style {
    let plain = Style::new();
    let coloured = |style: Style, confidence: f32| match confidence {
        _ if !is_confidence => style,
        low if low < 0.4 => style.red(),
        low if low < 0.7 => style.yellow(),
        fair if fair < 0.9 => style.cyan(),
        _ => style.green(),
    };
    match cell.state {
        CellState::Pending => plain.dim(),
        CellState::Locked { .. } => plain.underlined(),
        CellState::Fresh { confidence, .. } => coloured(plain.bold(), confidence),
        CellState::Settled { confidence, .. } => coloured(plain, confidence),
        CellState::Masked { .. } | CellState::Kept { .. } => plain,
    }
}

/// How far the run is.
fn status(trajectory: &Trajectory) -> String {
    let plan = &trajectory.head.plan;
    let (done, left) = (
        trajectory.steps.len(),
        trajectory.masks_left(trajectory.steps.len()),
    );
    let at_most = if plan.at_most { "at most " } else { "" };
    let pace = trajectory.steps.iter().map(|step| step.ms).sum::<f64>() / done.max(1) as f64;
    let pace = if done == 0 {
        String::new()
    } else {
        format!(" · {pace:.0} ms a step")
    };
    format!(
        "step {done} of {at_most}{} · {left} masks left{pace} · Ctrl-C stops",
        plan.forwards
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Four positions in two blocks; 9 is the end of text, 2 the mask.
    fn run(steps: &Value) -> Trajectory {
        let record = json!({
            "version": 2, "model": {"id": "m", "architecture": "llada", "device": "cpu", "dtype": "f32"},
            "mask_id": 2, "eos_id": 9, "prompt_ids": [], "prompt": "",
            "params": {"gen_length": 4, "steps": 4, "block_length": 2, "seed": 1},
            "plan": {"forwards": 4, "blocks": [{"start": 0, "end": 2}, {"start": 2, "end": 4}]},
            "constraints": [], "steps": steps, "vocab": {"5": "Once", "6": " upon", "7": "\n", "9": "<|endoftext|>"},
        });
        serde_json::from_value(record).unwrap()
    }

    const WIDE: Screen = Screen {
        columns: 60,
        lines: 10,
        styled: false,
    };

    fn two_steps() -> Trajectory {
        run(&json!([
            {"step": 0, "block": 0, "committed": [[1, 6, 0.95]], "ms": 10.0},
            {"step": 1, "block": 0, "committed": [[0, 5, 0.5]], "ms": 20.0},
        ]))
    }

    #[test]
    fn masks_give_way_to_tokens_out_of_order() {
        let mut record = run(&json!([]));
        assert_eq!(frame(&record, WIDE)[0], "▒▒░░");
        let whole = two_steps();
        record.vocab = whole.vocab.clone();
        record.steps = whole.steps[..1].to_vec();
        assert_eq!(
            frame(&record, WIDE),
            [
                "▒ upon░░",
                "step 1 of 4 · 3 masks left · 10 ms a step · Ctrl-C stops"
            ]
        );
        record.steps = whole.steps;
        assert_eq!(frame(&record, WIDE)[0], "Once upon▒▒");
    }

    #[test]
    fn colours_are_confidences_and_the_newest_token_is_bold() {
        let styled = Screen {
            styled: true,
            ..WIDE
        };
        let drawn = &frame(&two_steps(), styled)[0];
        assert!(
            drawn.starts_with("\u{1b}[33m\u{1b}[1mOnce\u{1b}[0m\u{1b}[32m upon\u{1b}[0m"),
            "{drawn:?}"
        );
        let mut random = two_steps();
        random.head.params.remasking = Remasking::Random;
        let drawn = &frame(&random, styled)[0];
        assert!(
            drawn.starts_with("\u{1b}[1mOnce\u{1b}[0m upon"),
            "{drawn:?}"
        );
        assert!(!frame(&two_steps(), WIDE).concat().contains('\u{1b}'));
    }

    #[test]
    fn lines_break_where_the_screen_ends_and_where_the_answer_does() {
        let narrow = Screen { columns: 6, ..WIDE };
        assert_eq!(frame(&two_steps(), narrow)[..2], ["Once", " upon▒"]);
        let broken = run(&json!([
            {"step": 0, "block": 0, "committed": [[0, 5, 0.5], [1, 7, 0.5]]},
            {"step": 1, "block": 1, "committed": [[2, 6, 0.5], [3, 9, 0.5]]},
        ]));
        assert_eq!(frame(&broken, WIDE)[..2], ["Once⏎", " upon·"]);
        for screen in [narrow, WIDE] {
            let widths = frame(&broken, screen);
            assert!(
                widths
                    .iter()
                    .all(|line| measure_text_width(line) <= screen.columns)
            );
        }
    }

    #[test]
    fn a_low_screen_shows_the_lines_around_the_newest_token() {
        let low = Screen {
            columns: 5,
            lines: 2,
            styled: false,
        };
        let record = two_steps();
        assert_eq!(frame(&record, low)[..1], ["Once"]);
        let mut earlier = record;
        earlier.steps.truncate(1);
        assert_eq!(frame(&earlier, low), [" upon", "step…"]);
    }
}
