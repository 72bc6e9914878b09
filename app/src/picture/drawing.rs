//! The heatmap as a drawing of its own: an SVG that stands without the page.

use std::fmt::Write as _;
use std::sync::Arc;

use trajectory::Trajectory;
use trajectory::analysis::Entropies;

use super::look::{Look, Scale, heat_look};
use super::options::Variant;
use super::ramp::{Ramp, place};
use super::words::{question, total_steps};

const CELL: (usize, usize) = (72, 40);
const MARGIN: usize = 20;
const COLUMNS: usize = 8;
const HEAD: usize = 52;

/// A variant with what it needs to know of each position, worked out once for a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Analysis {
    /// The step of the reveal stands in the cell.
    Step,
    /// So does the confidence.
    Confidence,
    /// The record's [`Trajectory::known_since`].
    Known(Arc<Vec<Option<usize>>>),
    /// The record's [`Trajectory::changes_of_mind`].
    Changes(Arc<Vec<Option<usize>>>),
    /// The record's [`Trajectory::entropies`].
    Entropy(Arc<Entropies>),
    /// The block stands in the cell.
    Block,
}

impl Analysis {
    /// Works out what a variant needs.
    #[must_use]
    pub fn of(record: &Trajectory, variant: Variant) -> Self {
        match variant {
            Variant::Step => Self::Step,
            Variant::Confidence => Self::Confidence,
            Variant::Known => Self::Known(Arc::new(record.known_since())),
            Variant::Changes => Self::Changes(Arc::new(record.changes_of_mind())),
            Variant::Entropy => Self::Entropy(Arc::new(record.entropies())),
            Variant::Block => Self::Block,
        }
    }

    /// The scale to colour that record by.
    #[must_use]
    pub fn scale(&self, record: &Trajectory) -> Scale<'_> {
        match self {
            Self::Step => Scale::Step(total_steps(record)),
            Self::Confidence => Scale::Confidence,
            Self::Known(known) => Scale::Known(known, total_steps(record)),
            Self::Changes(changes) => Scale::Changes(changes, most(changes)),
            Self::Entropy(seen) => Scale::Entropy(&seen.decided, seen.highest.unwrap_or(0.0)),
            Self::Block => Scale::Block(record.head.plan.blocks.len()),
        }
    }
}

/// The most that a position has.
#[must_use]
pub fn most(values: &[Option<usize>]) -> usize {
    values.iter().copied().flatten().max().unwrap_or(0)
}

/// Draws the heatmap after `cursor` steps, question above, legend below.
#[must_use]
pub fn drawing(record: &Trajectory, cursor: usize, variant: Variant, ramp: Ramp) -> String {
    let analysis = Analysis::of(record, variant);
    let scale = analysis.scale(record);
    let rows: usize = record
        .head
        .plan
        .blocks
        .iter()
        .map(|block| (block.end - block.start).div_ceil(COLUMNS))
        .sum();
    let gaps = record.head.plan.blocks.len().saturating_sub(1) * 10;
    let width = 2 * MARGIN + COLUMNS * CELL.0;
    let height = HEAD + rows * CELL.1 + gaps + 64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"system-ui, sans-serif\" font-size=\"14\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
    );
    let asked: String = question(&record.head.prompt).chars().take(70).collect();
    let _ = write!(
        svg,
        "<text x=\"{MARGIN}\" y=\"32\" font-size=\"16\" font-weight=\"600\">{}</text>",
        escape(&asked)
    );
    let cells = record.cells(cursor);
    let mut top = HEAD;
    for block in &record.head.plan.blocks {
        for (index, cell) in cells
            .iter()
            .skip(block.start)
            .take(block.end - block.start)
            .enumerate()
        {
            let corner = (
                MARGIN + index % COLUMNS * CELL.0,
                top + index / COLUMNS * CELL.1,
            );
            draw_cell(
                &mut svg,
                corner,
                &heat_look(record, cell, cursor, scale, ramp),
            );
        }
        top += (block.end - block.start).div_ceil(COLUMNS) * CELL.1 + 10;
    }
    draw_legend(&mut svg, top + 8, width, variant, ramp, record);
    svg.push_str("</svg>\n");
    svg
}

fn draw_cell(svg: &mut String, (x, y): (usize, usize), look: &Look) {
    let (width, height) = (CELL.0 - 2, CELL.1 - 2);
    let paint = match &look.paint {
        Some((back, _)) => back.css(),
        None if look.text.is_empty() => "#e6e4de".to_owned(),
        None => "#d8ebf7".to_owned(),
    };
    let ink = look.paint.map_or("#000", |(_, ink)| ink.css());
    let _ = write!(
        svg,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"3\" fill=\"{paint}\"/>"
    );
    if look.text.is_empty() {
        return;
    }
    let letters = look.text.chars().count().max(7) as f64;
    let size = (7.0 / letters * 13.0).max(6.0);
    let (middle, baseline) = (x + width / 2, y + 18);
    let _ = write!(
        svg,
        "<text x=\"{middle}\" y=\"{baseline}\" text-anchor=\"middle\" font-size=\"{size:.1}\" fill=\"{ink}\">{}</text>",
        escape(&look.text)
    );
    if !look.was.is_empty() {
        let _ = write!(
            svg,
            "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-size=\"8\" text-decoration=\"line-through\" fill=\"{ink}\">{}</text>",
            y + 8,
            escape(&look.was)
        );
    }
    if !look.note.is_empty() {
        let _ = write!(
            svg,
            "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-size=\"9\" fill=\"{ink}\">{}</text>",
            y + 32,
            look.note
        );
    }
}

fn draw_legend(
    svg: &mut String,
    y: usize,
    width: usize,
    variant: Variant,
    ramp: Ramp,
    record: &Trajectory,
) {
    let (left, right) = (MARGIN + 150, width - MARGIN);
    let _ = write!(
        svg,
        "<text x=\"{MARGIN}\" y=\"{}\" font-size=\"12\">{}</text>",
        y + 10,
        variant.title()
    );
    // Narrow stripes instead of a gradient: drawing programs agree on them.
    let stripes = 64;
    let stripe = (right - left) as f64 / f64::from(stripes);
    for index in 0..stripes {
        let _ = write!(
            svg,
            "<rect x=\"{:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"12\" fill=\"{}\"/>",
            left as f64 + stripe * f64::from(index),
            stripe + 0.3,
            ramp.at(place(index as usize, stripes as usize)).css()
        );
    }
    let ends = match variant {
        Variant::Step | Variant::Known => ("1".to_owned(), total_steps(record).to_string()),
        Variant::Confidence => ("0".to_owned(), "1".to_owned()),
        Variant::Changes => ("0".to_owned(), most(&record.changes_of_mind()).to_string()),
        Variant::Entropy => (
            "0".to_owned(),
            record.entropies().highest.map_or_else(
                || t!("not recorded").to_owned(),
                |highest| format!("{highest:.2}"),
            ),
        ),
        Variant::Block => ("1".to_owned(), record.head.plan.blocks.len().to_string()),
    };
    let _ = write!(
        svg,
        "<text x=\"{left}\" y=\"{0}\" font-size=\"11\">{1}</text><text x=\"{right}\" y=\"{0}\" font-size=\"11\" text-anchor=\"end\">{2}</text>",
        y + 26,
        ends.0,
        ends.1
    );
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    #[test]
    fn the_drawing_holds_every_revealed_token_and_no_other() {
        let record = sample();
        let whole = drawing(&record, 6, Variant::Step, Ramp::Cividis);
        assert!(whole.starts_with("<svg ") && whole.ends_with("</svg>\n"));
        assert_eq!(whole.matches("rx=\"3\"").count(), 8);
        assert!(whole.contains(">upon<"));
        let early = drawing(&record, 1, Variant::Step, Ramp::Cividis);
        assert!(!early.contains(">upon<") && early.contains(">time<"));
    }

    #[test]
    fn what_an_edit_replaced_is_drawn_struck_through() {
        let whole = drawing(&edited(), 6, Variant::Step, Ramp::Cividis);
        assert!(whole.contains("line-through\" fill=\"#fff\">.<"), "{whole}");
        assert!(whole.contains(">→3<"));
    }

    #[test]
    fn tokens_cannot_break_the_drawing() {
        let mut record = sample();
        record.vocab.insert(11, " <b>&".to_owned());
        assert!(drawing(&record, 6, Variant::Block, Ramp::Viridis).contains("&lt;b&gt;&amp;"));
    }
}
