//! How a cell looks: pure functions from what it holds to text, classes and style.

use trajectory::glyph::{glyph, is_special};
use trajectory::{Cell, CellState, Finish, Trajectory};

use super::change::{Changed, How, changed};
use super::ramp::{Ink, Ramp, Rgb, place};
use super::words::{cell_name, token_name};
use crate::state::edits::{Edit, Edits};

/// Everything the page writes into one cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// For tests and styles: `masked`, `pending`, `fresh`, `settled`, `locked`, `kept`.
    pub state: &'static str,
    /// Further classes.
    pub class: String,
    /// Inline style: custom properties and colours.
    pub style: String,
    /// The accessible name.
    pub name: String,
    /// Whether it is selected, where cells can be.
    pub selected: Option<bool>,
    /// The token as it is written into the cell; empty while it is masked.
    pub text: String,
    /// The best guess, drawn as decoration only.
    pub ghost: String,
    /// How sure the model is of that guess, 0 to 1 in tenths.
    pub sure_of: f32,
    /// The token that stood there before, where it was edited or masked again.
    pub was: String,
    /// The step that revealed it, counted from 1.
    pub step: Option<usize>,
    /// The value that the colour stands for, as a number for the cell.
    pub note: String,
    /// The colour of its ground and of its text, where it is coloured.
    pub paint: Option<(Rgb, Ink)>,
}

/// How sure the model was: three bands, each with a colour and a shape of its own.
#[must_use]
pub fn band(confidence: f32) -> &'static str {
    if confidence < 0.3 {
        "unsure"
    } else if confidence < 0.7 {
        "likely"
    } else {
        "sure"
    }
}

/// A state's name, for styles and tests.
#[must_use]
pub const fn state_name(state: &CellState) -> &'static str {
    match state {
        CellState::Locked { .. } => "locked",
        CellState::Kept { .. } => "kept",
        CellState::Pending => "pending",
        CellState::Masked { .. } => "masked",
        CellState::Fresh { .. } => "fresh",
        CellState::Settled { .. } => "settled",
    }
}

/// A token's text as it stands in a cell, and the classes that say what it is.
pub(super) fn written(text: &str) -> (String, &'static str) {
    let shown = glyph(text);
    if is_special(text) {
        return (shown, "special");
    }
    if text.trim().is_empty() {
        return (shown, "blank");
    }
    let class = if text.starts_with([' ', '\n', '\t']) {
        "word"
    } else {
        "part"
    };
    (shown.trim_start_matches(' ').to_owned(), class)
}

/// Width of a text in letters, wide scripts counted twice.
pub(super) fn letters(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if (c as u32) >= 0x1100 && !('\u{2000}'..'\u{2bff}').contains(&c) {
                2
            } else {
                1
            }
        })
        .sum::<usize>()
        .max(1)
}

/// The last position that is worth a cell when the padding after the answer is trimmed: its first end-of-text. Only a
/// complete run can be trimmed; of any other it is not known what will come.
#[must_use]
pub fn last_position(record: &Trajectory) -> usize {
    match record.finish {
        Finish::Complete => record.answer_end(),
        Finish::Stopped => usize::MAX,
    }
}

/// The look of a cell beyond the last position: the same, and marked for trimming.
#[must_use]
pub fn trimmed(mut look: Look, cell: &Cell, last: usize) -> Look {
    if cell.pos > last {
        look.class.push_str(" beyond");
    }
    look
}

/// What the two views of a cell share: its state, its name, and the token that stood there before.
fn begun(record: &Trajectory, cell: &Cell, changed: Option<Changed>, cursor: usize) -> Look {
    let was = changed.map(|changed| written(&record.token_text(changed.was)).0);
    Look {
        state: state_name(&cell.state),
        name: cell_name(record, cell, cursor),
        was: was.unwrap_or_default(),
        ..Look::default()
    }
}

/// The class of a change, which the style sheet gives a shape of its own.
const fn change_class(changed: Option<Changed>) -> &'static str {
    match changed {
        Some(Changed {
            how: How::Edited, ..
        }) => " edited",
        Some(Changed {
            how: How::Remasked, ..
        }) => " remasked",
        None => "",
    }
}

/// The look of a cell of the canvas in the message.
#[must_use]
pub fn answer_look(record: &Trajectory, cell: &Cell, cursor: usize) -> Look {
    let changed = changed(record, cell, cursor);
    let mut look = begun(record, cell, changed, cursor);
    if let Some(id) = cell.state.id() {
        let (text, class) = written(&record.token_text(id));
        look.style = format!("--letters:{}", letters(&text));
        look.text = text;
        look.class = class.to_owned();
    }
    match cell.state {
        CellState::Fresh { confidence, .. } => {
            look.class = format!("{} {}", look.class, band(confidence));
        }
        CellState::Masked {
            guess: Some((id, confidence)),
        } => {
            let (text, class) = written(&record.token_text(id));
            look.style = format!("--letters:{};--sure-of:{confidence:.1}", letters(&text));
            look.sure_of = (confidence * 10.0).round() / 10.0;
            look.ghost = text;
            look.class = class.to_owned();
        }
        _ => {}
    }
    look.class.push_str(change_class(changed));
    look
}

/// How a cell looks while the reader works on the canvas: its own look, and what is to be different there.
#[must_use]
pub fn worked_on(mut look: Look, pos: usize, edits: &Edits) -> Look {
    look.selected = Some(edits.selected.contains(&pos));
    let Some(edit) = edits.changes.get(&pos) else {
        return look;
    };
    let masked = look.text.is_empty();
    match edit {
        // A mask has nothing to take away or to keep.
        Edit::Mask | Edit::Lock if masked => {}
        Edit::Mask => {
            look.name = t!("{cell}, to be masked again", cell = look.name);
            look.was = std::mem::take(&mut look.text);
            look.state = "masked";
            look.class = "remasked to-change".to_owned();
        }
        Edit::Lock => {
            look.name.push_str(t!(", locked"));
            look.state = "locked";
            look.class.push_str(" to-change");
        }
        Edit::Token { text, .. } => {
            let (shown, class) = written(text);
            look.name = t!(
                "position {pos}, token {token}, put in by you",
                pos,
                token = token_name(text)
            );
            look.was = std::mem::take(&mut look.text);
            look.style = format!("--letters:{}", letters(&shown));
            look.text = shown;
            look.ghost.clear();
            look.state = "locked";
            look.class = format!("{class} edited to-change");
        }
    }
    look
}

/// The scale that the heatmap colours by: a value for each position, and how many values there are.
#[derive(Debug, Clone, Copy)]
pub enum Scale<'a> {
    /// The step of the reveal, of so many steps.
    Step(usize),
    /// Confidence at the reveal, 0 to 1.
    Confidence,
    /// The step since which the final token was the best guess, per position; of so many steps.
    Known(&'a [Option<usize>], usize),
    /// How often the best guess changed, per position; at most so often.
    Changes(&'a [Option<usize>], usize),
    /// Entropy when the token was put there, per position where it was recorded; at most so much.
    Entropy(&'a [Option<f32>], f32),
    /// The block, of so many.
    Block(usize),
}

impl Scale<'_> {
    /// Where a revealed cell lies on the ramp, and the number that says so; none where the record does not tell.
    fn at(self, cell: &Cell, step: usize, confidence: f32) -> Option<(f64, String)> {
        Some(match self {
            Self::Step(total) => (place(step, total), (step + 1).to_string()),
            Self::Confidence => (f64::from(confidence), format!("{confidence:.2}")),
            Self::Known(since, total) => {
                let since = since.get(cell.pos).copied().flatten().unwrap_or(step);
                (place(since, total), (since + 1).to_string())
            }
            Self::Changes(changes, most) => {
                let count = changes.get(cell.pos).copied().flatten().unwrap_or(0);
                (count as f64 / most.max(1) as f64, count.to_string())
            }
            Self::Entropy(entropies, highest) => {
                let entropy = entropies.get(cell.pos).copied().flatten()?;
                (
                    f64::from(entropy / highest.max(f32::MIN_POSITIVE)),
                    format!("{entropy:.2}"),
                )
            }
            Self::Block(blocks) => (place(cell.block, blocks), (cell.block + 1).to_string()),
        })
    }
}

/// The look of a cell of the order heatmap: coloured once it is revealed, as far as the record tells; a mask before.
#[must_use]
pub fn heat_look(
    record: &Trajectory,
    cell: &Cell,
    cursor: usize,
    scale: Scale<'_>,
    ramp: Ramp,
) -> Look {
    let changed = changed(record, cell, cursor);
    let mut look = begun(record, cell, changed, cursor);
    let Some(id) = cell.state.id() else {
        look.class = change_class(changed).to_owned();
        return look;
    };
    let (text, class) = written(&record.token_text(id));
    look.style = format!("--letters:{}", letters(&text));
    look.text = text;
    look.class = format!("{class}{}", change_class(changed));
    let (step, confidence) = match cell.state {
        CellState::Fresh { confidence, .. } => {
            (cursor.min(record.steps.len()).saturating_sub(1), confidence)
        }
        CellState::Settled {
            confidence, step, ..
        } => (step, confidence),
        _ => return look,
    };
    look.step = Some(step + 1);
    let Some((at, mut note)) = scale.at(cell, step, confidence) else {
        look.class.push_str(" untold");
        return look;
    };
    if let (
        Scale::Step(_),
        Some(Changed {
            how: How::Edited, ..
        }),
    ) = (scale, changed)
    {
        note.insert(0, '→');
    }
    let colour = ramp.at(at);
    look.style = format!(
        "{};background-color:{};color:{}",
        look.style,
        colour.css(),
        colour.ink().css()
    );
    look.note = note;
    look.paint = Some((colour, colour.ink()));
    look
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    fn looks(cursor: usize) -> Vec<Look> {
        let record = sample();
        let cells = record.cells(cursor);
        cells
            .iter()
            .map(|cell| answer_look(&record, cell, cursor))
            .collect()
    }

    #[test]
    fn nothing_is_written_before_it_is_revealed() {
        let looks = looks(0);
        assert_eq!(looks[0].text, "Once");
        assert!(looks[1..].iter().all(|look| look.text.is_empty()));
        assert_eq!((looks[1].state, looks[4].state), ("masked", "pending"));
    }

    #[test]
    fn a_guess_is_decoration_only() {
        let looks = looks(1);
        assert_eq!(
            (looks[1].text.as_str(), looks[1].ghost.as_str()),
            ("", "upon")
        );
        assert_eq!(looks[1].style, "--letters:4;--sure-of:0.6");
        assert_eq!(
            (looks[3].state, looks[3].class.as_str()),
            ("fresh", "word sure")
        );
    }

    #[test]
    fn only_revealed_cells_are_coloured() {
        let record = sample();
        for cursor in 0..=record.steps.len() {
            for cell in record.cells(cursor) {
                let look = heat_look(&record, &cell, cursor, Scale::Step(6), Ramp::Cividis);
                assert_eq!(look.style.contains("background"), look.step.is_some());
                assert_eq!(look.text.is_empty(), cell.state.is_masked());
            }
        }
    }

    #[test]
    fn the_number_says_what_the_colour_says() {
        let record = sample();
        let cells = record.cells(6);
        let known = record.known_since();
        let note =
            |pos: usize, scale| heat_look(&record, &cells[pos], 6, scale, Ramp::Viridis).note;
        assert_eq!(note(2, Scale::Step(6)), "3");
        assert_eq!(note(2, Scale::Known(&known, 6)), "2");
        assert_eq!(note(2, Scale::Confidence), "0.97");
        assert_eq!(note(6, Scale::Block(2)), "2");
        let changes = record.changes_of_mind();
        assert_eq!(note(2, Scale::Changes(&changes, 3)), "1");
    }

    #[test]
    fn an_entropy_that_was_not_recorded_has_no_colour() {
        let record = edited();
        let cells = record.cells(6);
        let seen = record.entropies();
        let scale = Scale::Entropy(&seen.decided, seen.highest.unwrap());
        let look = |pos: usize| heat_look(&record, &cells[pos], 6, scale, Ramp::Viridis);
        assert_eq!(
            (look(4).note.as_str(), look(4).paint.is_some()),
            ("0.40", true)
        );
        assert_eq!((look(2).note.as_str(), look(2).paint), ("", None));
        assert!(look(2).class.ends_with(" untold"));
    }

    #[test]
    fn the_last_step_has_the_last_colour() {
        let record = sample();
        let cells = record.cells(6);
        let look = heat_look(&record, &cells[5], 6, Scale::Step(6), Ramp::Cividis);
        assert_eq!(look.step, Some(6));
        assert!(
            look.style
                .contains("background-color:rgb(255.00 233.00 69.00);color:#000")
        );
    }

    #[test]
    fn what_stood_there_before_is_kept_in_sight() {
        let record = edited();
        let cells = record.cells(6);
        let look = answer_look(&record, &cells[1], 6);
        assert_eq!((look.text.as_str(), look.was.as_str()), ("upon", "."));
        assert!(look.class.ends_with(" edited"));
        let heat = heat_look(&record, &cells[1], 6, Scale::Step(6), Ramp::Cividis);
        assert_eq!((heat.was.as_str(), heat.note.as_str()), (".", "→3"));
        let masked = record.cells(5);
        let look = answer_look(&record, &masked[4], 5);
        assert_eq!(
            (look.state, look.text.as_str(), look.was.as_str()),
            ("masked", "", "upon")
        );
        assert!(look.class.ends_with(" remasked"));
    }

    #[test]
    fn parts_of_words_join() {
        assert_eq!(written(" upon"), ("upon".to_owned(), "word"));
        assert_eq!(written("ing"), ("ing".to_owned(), "part"));
        assert_eq!(written("\n"), ("⏎".to_owned(), "blank"));
        assert_eq!(written("<|endoftext|>"), ("EOS".to_owned(), "special"));
    }

    #[test]
    fn wide_scripts_take_two_letters() {
        assert_eq!((letters("abc"), letters("東京"), letters("")), (3, 4, 1));
    }
}
