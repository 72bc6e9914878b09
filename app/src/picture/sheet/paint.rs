//! How one cell is drawn: what the style sheet does for the cells of a small grid.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::layout::Place;
use super::palette::Palette;
use crate::picture::grid::Kind;
use crate::picture::look::{Look, letters};

/// What the reader wants to see in the cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The best guess in a mask.
    pub(super) ghosts: bool,
    /// The number that a colour stands for.
    pub(super) numbers: bool,
    /// Only what belongs to the answer.
    pub(super) trim: bool,
}

/// A masked cell, drawn once and copied.
#[derive(Debug, Clone)]
pub(super) struct Stamp {
    canvas: HtmlCanvasElement,
    size: (f64, f64),
}

/// Draws cells onto one canvas. Places are in CSS pixels from its upper left corner.
pub(super) struct Brush<'a> {
    pub(super) context: &'a CanvasRenderingContext2d,
    pub(super) palette: &'a Palette,
    pub(super) kind: Kind,
    pub(super) shown: Shown,
    /// The masks drawn so far, one of each width.
    pub(super) stamps: &'a mut Vec<Stamp>,
    /// The last font that was set: setting one takes longer than writing a word.
    pub(super) font: String,
}

/// The context of a canvas.
pub(super) fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let context = canvas.get_context("2d").ok()??;
    Some(context.unchecked_into())
}

impl Brush<'_> {
    /// Draws a cell over whatever stood there.
    pub(super) fn cell(&mut self, place: Place, look: &Look) {
        let context = self.context;
        context.clear_rect(place.x, place.y, place.width, place.height);
        match self.kind {
            Kind::Answer => self.answer_plate(place, look),
            Kind::Heat => self.heat_plate(place, look),
        }
        if look.selected == Some(true) {
            context.set_fill_style_str(&self.palette.chosen);
            let plate = inside(place, 2.0, 0.0);
            context.fill_rect(plate.x, plate.y, plate.width, plate.height);
            self.frame(inside(plate, 1.0, 1.0), &self.palette.accent, 2.0);
        }
        self.words(place, look);
    }

    /// The caption of a block that begins at `top`, and the line beside it.
    pub(super) fn caption(&mut self, block: usize, top: f64, width: f64) {
        let rem = self.palette.rem;
        let above = match self.kind {
            Kind::Answer => 1.5 * rem,
            Kind::Heat => 1.375 * rem,
        };
        let middle = top - above + 0.75 * rem;
        let context = self.context;
        context.set_font(&format!("{}px {}", 0.6875 * rem, self.palette.family));
        self.font.clear();
        context.set_fill_style_str(&self.palette.soft);
        context.set_text_align("left");
        let _ = context.fill_text(&format!("block {}", block + 1), 2.0, middle);
        context.set_text_align("center");
        let left = 4.25 * rem;
        let line = Place {
            x: left,
            y: middle,
            width: (width - left - 2.0).max(0.0),
            height: 0.0,
        };
        self.line(line, middle.round() + 0.5, &self.palette.line, 1.0, &[]);
    }

    fn answer_plate(&mut self, place: Place, look: &Look) {
        let (context, palette) = (self.context, self.palette);
        let has = |class: &str| look.class.split(' ').any(|one| one == class);
        let mut plate = inside(place, 2.0, 0.0);
        if has("part") && matches!(look.state, "fresh" | "settled") {
            plate.x -= 2.0;
            plate.width += 2.0;
        }
        let changed = (palette.changed.as_str(), palette.changed_ground.as_str());
        let (line, width, ground) = match look.state {
            "masked" => {
                self.stamp(place);
                if has("remasked") {
                    self.line(plate, plate.y + 0.5, &palette.changed, 1.0, &[3.0, 2.0]);
                }
                ("", 0.0, "")
            }
            "pending" => (palette.blank.as_str(), 1.0, ""),
            "fresh" => {
                let (line, ground) = &palette.bands[band(&look.class)];
                (line.as_str(), 3.0, ground.as_str())
            }
            "locked" => (palette.given.as_str(), 2.0, palette.given_ground.as_str()),
            "settled" => (palette.line.as_str(), 1.0, ""),
            _ => ("", 0.0, ""),
        };
        let edited = has("edited");
        let ground = if edited { changed.1 } else { ground };
        if !ground.is_empty() {
            context.set_fill_style_str(ground);
            context.fill_rect(plate.x, plate.y, plate.width, plate.height);
        }
        let bottom = plate.y + plate.height;
        if edited || has("to-change") {
            self.line(plate, bottom - 0.5, changed.0, 1.0, &[]);
            self.line(plate, bottom - 2.5, changed.0, 1.0, &[]);
        } else if has("differs") {
            self.line(plate, bottom - 1.5, changed.0, 3.0, &[]);
        } else if width > 0.0 {
            let dashes: &[f64] = match (look.state, band(&look.class)) {
                ("pending", _) => &[1.0, 1.0],
                ("fresh", 1) => &[6.0, 4.0],
                ("fresh", 2) => &[3.0, 3.0],
                _ => &[],
            };
            self.line(plate, bottom - width / 2.0, line, width, dashes);
        }
        if look.state == "locked" {
            self.lock(place);
        }
    }

    fn heat_plate(&mut self, place: Place, look: &Look) {
        let (context, palette) = (self.context, self.palette);
        let has = |class: &str| look.class.split(' ').any(|one| one == class);
        let special = has("special") && matches!(look.state, "fresh" | "settled");
        if let Some((ground, _)) = look.paint {
            // Tokens that are no text step back: a smaller plate.
            let plate = if special {
                inside(place, 4.0, 4.0)
            } else {
                place
            };
            context.set_fill_style_str(&ground.css());
            rounded(context, plate, if special { 2.0 } else { 3.0 });
            context.fill();
        }
        let bottom = place.y + place.height;
        match look.state {
            "masked" => self.stamp(place),
            "pending" => self.line(place, bottom - 0.5, &palette.blank, 1.0, &[1.0, 1.0]),
            "locked" => {
                context.set_fill_style_str(&palette.given_ground);
                rounded(context, place, 3.0);
                context.fill();
                self.line(place, bottom - 1.0, &palette.given, 2.0, &[]);
                self.lock(place);
            }
            "fresh" => {
                let ink = look
                    .paint
                    .map_or(palette.ink.as_str(), |(_, ink)| ink.css());
                self.frame(inside(place, 2.25, 2.25), ink, 1.5);
            }
            _ => {}
        }
        if has("untold") {
            dash(context, &[3.0, 2.0]);
            self.frame(inside(place, 0.5, 0.5), &palette.blank, 1.0);
            dash(context, &[]);
        }
    }

    /// What is written into the cell.
    fn words(&mut self, place: Place, look: &Look) {
        let palette = self.palette;
        let has = |class: &str| look.class.split(' ').any(|one| one == class);
        let heat = self.kind == Kind::Heat;
        let revealed = matches!(look.state, "fresh" | "settled");
        let own = look.paint.map(|(_, ink)| ink.css());
        let special = has("special");
        let soft = !heat && (special || has("blank"));
        let ink = own.unwrap_or(if soft { &palette.soft } else { &palette.ink });
        let mut middle = place.y + place.height / 2.0;
        if has("edited") || has("remasked") {
            middle += 0.281 * palette.rem;
        }
        let told = heat && self.shown.numbers && revealed && !has("untold");
        if told {
            middle -= 0.3125 * palette.rem;
        }
        let (text, ghost) = if look.text.is_empty() {
            (look.ghost.as_str(), true)
        } else {
            (look.text.as_str(), false)
        };
        let ghost = ghost && look.state == "masked";
        if !text.is_empty() && (!ghost || self.shown.ghosts) {
            let size = match (special, heat) {
                (true, true) => 0.5625 * palette.rem,
                (true, false) => 0.625 * palette.rem,
                _ => self.size(place, letters(text)),
            };
            let kind = match (special, ghost) {
                (true, false) => "600",
                (false, true) => "italic",
                _ => "",
            };
            self.context.set_fill_style_str(ink);
            if ghost {
                let alpha = 0.22 + 0.6 * f64::from(look.sure_of);
                self.context.set_global_alpha(alpha);
            }
            self.write(text, place, middle, size, kind);
            self.context.set_global_alpha(1.0);
            if has("differs") {
                let under = (middle + 0.62 * size).round() + 0.5;
                let wide = (text.chars().count() as f64 * 0.55 * size).min(place.width - 6.0);
                let line = inside(place, (place.width - wide) / 2.0, 0.0);
                self.line(line, under, ink, 1.0, &[]);
            }
        }
        if !look.was.is_empty() {
            let above = place.y + 0.47 * palette.rem;
            let size = 0.5625 * palette.rem;
            let ink = own.unwrap_or(&palette.soft);
            self.context.set_fill_style_str(ink);
            self.write(&look.was, place, above, size, "");
            let wide = (letters(&look.was) as f64 * 0.55 * size).min(place.width - 6.0);
            let line = inside(place, (place.width - wide) / 2.0, 0.0);
            self.line(line, above.round() + 0.5, ink, 1.0, &[]);
        }
        if told && !look.note.is_empty() {
            let up = if special { 0.594 } else { 0.469 };
            let bottom = place.y + place.height - up * palette.rem;
            self.context.set_fill_style_str(ink);
            self.write(&look.note, place, bottom, 0.5625 * palette.rem, "");
        }
    }

    /// The size of a text of so many letters, as the style sheet has it; in steps of half a pixel.
    fn size(&self, place: Place, letters: usize) -> f64 {
        let (rem, letters) = (self.palette.rem, letters as f64);
        let size = match self.kind {
            Kind::Answer => ((place.width - 0.75 * rem) / (letters * 0.6)).min(0.9375 * rem),
            Kind::Heat => ((place.width + 2.0 - 0.4375 * rem) / (letters * 0.65)).min(0.8125 * rem),
        };
        (size.max(0.5625 * rem) * 2.0).round() / 2.0
    }

    fn write(&mut self, text: &str, place: Place, middle: f64, size: f64, kind: &str) {
        let font = format!("{kind} {size}px {}", self.palette.family);
        if font != self.font {
            self.context.set_font(&font);
            self.font = font;
        }
        let centre = place.x + place.width / 2.0;
        let most = (place.width - 4.0).max(1.0);
        let _ = self
            .context
            .fill_text_with_max_width(text, centre, middle + 0.5, most);
    }

    fn line(&self, plate: Place, y: f64, colour: &str, width: f64, dashes: &[f64]) {
        let context = self.context;
        context.set_stroke_style_str(colour);
        context.set_line_width(width);
        if !dashes.is_empty() {
            dash(context, dashes);
        }
        context.begin_path();
        context.move_to(plate.x, y);
        context.line_to(plate.x + plate.width, y);
        context.stroke();
        if !dashes.is_empty() {
            dash(context, &[]);
        }
    }

    fn frame(&self, place: Place, colour: &str, width: f64) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context
            .stroke_rect(place.x, place.y, place.width, place.height);
    }

    /// A small lock in the upper right corner.
    fn lock(&self, place: Place) {
        let context = self.context;
        let (x, y) = (place.x + place.width - 12.0, place.y + 3.0);
        context.set_fill_style_str(&self.palette.given);
        context.fill_rect(x, y + 4.0, 8.0, 5.0);
        self.frame(
            Place {
                x: x + 2.0,
                y: y + 0.75,
                width: 4.0,
                height: 4.0,
            },
            &self.palette.given,
            1.2,
        );
    }

    /// The plate of a mask. Every one is the same but for its width, which differs by a pixel at most.
    fn stamp(&mut self, place: Place) {
        let size = (place.width, place.height);
        if !self.stamps.iter().any(|stamp| stamp.size == size) {
            self.stamps.extend(stamp(self.kind, size, self.palette));
        }
        if let Some(stamp) = self.stamps.iter().find(|stamp| stamp.size == size) {
            let _ = self
                .context
                .draw_image_with_html_canvas_element_and_dw_and_dh(
                    &stamp.canvas,
                    place.x,
                    place.y,
                    place.width,
                    place.height,
                );
        }
    }
}

fn band(class: &str) -> usize {
    let has = |band: &str| class.split(' ').any(|one| one == band);
    if has("unsure") {
        2
    } else if has("likely") {
        1
    } else {
        0
    }
}

/// A place without so much at its sides, and above and below.
fn inside(place: Place, x: f64, y: f64) -> Place {
    Place {
        x: place.x + x,
        y: place.y + y,
        width: (place.width - 2.0 * x).max(0.0),
        height: (place.height - 2.0 * y).max(0.0),
    }
}

fn dash(context: &CanvasRenderingContext2d, dashes: &[f64]) {
    let list: js_sys::Array = dashes
        .iter()
        .copied()
        .map(wasm_bindgen::JsValue::from)
        .collect();
    let _ = context.set_line_dash(&list);
}

/// A path around a place with round corners.
fn rounded(context: &CanvasRenderingContext2d, place: Place, radius: f64) {
    let (left, top) = (place.x, place.y);
    let (right, bottom) = (left + place.width, top + place.height);
    context.begin_path();
    context.move_to(left + radius, top);
    let corners = [
        (right, top, right, bottom),
        (right, bottom, left, bottom),
        (left, bottom, left, top),
        (left, top, right, top),
    ];
    for (x, y, to_x, to_y) in corners {
        let _ = context.arc_to(x, y, to_x, to_y, radius);
    }
    context.close_path();
}

/// Draws the plate of a mask: hatched, with a line below.
fn stamp(kind: Kind, size: (f64, f64), palette: &Palette) -> Option<Stamp> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.unchecked_into();
    canvas.set_width((size.0 * palette.scale).ceil() as u32);
    canvas.set_height((size.1 * palette.scale).ceil() as u32);
    let context = context(&canvas)?;
    let _ = context.scale(palette.scale, palette.scale);
    let side = match kind {
        Kind::Answer => 2.0,
        Kind::Heat => 0.0,
    };
    let plate = Place {
        x: side,
        y: 0.0,
        width: size.0 - 2.0 * side,
        height: size.1,
    };
    rounded(&context, plate, 3.0);
    context.clip();
    context.set_fill_style_str(&palette.mask);
    context.fill_rect(plate.x, plate.y, plate.width, plate.height);
    context.set_stroke_style_str(&palette.hatch);
    context.set_line_width(2.0);
    // Five pixels from stripe to stripe, at an angle of 45 degrees.
    let apart = 5.0 * std::f64::consts::SQRT_2;
    let mut at = 4.0 * std::f64::consts::SQRT_2;
    context.begin_path();
    while at < plate.width + plate.height {
        context.move_to(plate.x + at, plate.y);
        context.line_to(plate.x + at - plate.height, plate.y + plate.height);
        at += apart;
    }
    context.stroke();
    context.set_fill_style_str(&palette.blank);
    context.fill_rect(plate.x, plate.y + plate.height - 2.0, plate.width, 2.0);
    Some(Stamp { canvas, size })
}
