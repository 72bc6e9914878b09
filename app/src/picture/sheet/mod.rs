//! A grid of many cells, drawn: only what is in sight, and of that only what is different. A screen reader finds the cell that
//! has the tab stop as an element of its own, which the keys move; the token table has all of them.

mod layout;
mod observe;
mod paint;
mod palette;

use leptos::prelude::*;
use trajectory::Cell;
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, HtmlElement};

use super::PictureOptions;
use super::grid::{Drawn, Kind, Shape};
use super::look::Look;
use layout::{Layout, Measures, Place};
use observe::{Observer, Seen};
use paint::{Brush, Shown, Stamp, context};
use palette::Palette;

/// From so many cells on a grid is drawn.
pub(super) const MANY: usize = 512;

/// A drawn grid. Copied freely: it holds only handles.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet {
    state: StoredValue<State, LocalStorage>,
    /// Set whenever something has to be drawn that the cells do not tell: a tile came into sight.
    again: RwSignal<()>,
}

#[derive(Debug)]
struct State {
    kind: Kind,
    blocks: Vec<(usize, usize)>,
    shown: Shown,
    /// The last position that belongs to the answer.
    end: usize,
    /// The position that the tab key leads to.
    stop: usize,
    /// The position that the reader points at.
    spot: Option<usize>,
    layout: Layout,
    tiles: Vec<Tile>,
    palette: Palette,
    stamps: Vec<Stamp>,
    elements: Option<Elements>,
}

/// One canvas of several rows.
#[derive(Debug)]
struct Tile {
    canvas: HtmlCanvasElement,
    in_sight: bool,
    /// Whether it is to be drawn as a whole.
    stale: bool,
}

/// What the sheet puts into its frame, besides the tiles.
#[derive(Debug)]
struct Elements {
    frame: HtmlElement,
    probe: HtmlElement,
    spot: HtmlElement,
    row: HtmlElement,
    cell: HtmlElement,
    /// What the cell tells now.
    told: Look,
    sight: Observer,
    /// Lives as long as the frame.
    _size: Observer,
}

impl Sheet {
    /// A sheet of this shape, with nothing drawn yet.
    pub(super) fn new(kind: Kind, shape: &Shape) -> Self {
        let state = StoredValue::new_local(State {
            kind,
            blocks: shape.blocks.clone(),
            shown: Shown::default(),
            end: usize::MAX,
            stop: 0,
            spot: None,
            layout: Layout::default(),
            tiles: Vec::new(),
            palette: Palette::default(),
            stamps: Vec::new(),
            elements: None,
        });
        let sheet = Self {
            state,
            again: RwSignal::new(()),
        };
        // The observers end with the grid.
        on_cleanup(move || {
            state.try_update_value(|state| state.elements = None);
        });
        sheet
    }

    /// Does something with the state; nothing once the grid is gone. One way in: each closure of its own would be as much program.
    fn with(&self, act: &mut dyn FnMut(&mut State)) {
        self.state.try_update_value(|state| act(state));
    }

    /// Draws the cells that differ from the last ones; all in sight if `rest` differs. `end` is the last position that
    /// belongs to the answer.
    pub(super) fn draw<K: PartialEq>(
        &self,
        last: Option<Drawn<K>>,
        rest: K,
        cells: Vec<Cell>,
        end: usize,
        look: impl Fn(&Cell) -> Look,
    ) -> Drawn<K> {
        self.again.track();
        let last = last.filter(|last| last.is_of(&rest));
        let before = last.as_ref().map(Drawn::cells);
        let sheet = *self;
        self.with(&mut |state| {
            if state.end != end {
                state.end = end;
                if state.shown.trim {
                    state.lay_out(sheet);
                }
            }
            state.draw(&cells, before, &look);
            if let Some(cell) = cells.get(state.stop) {
                state.tell(look(cell));
            }
        });
        Drawn::new(rest, cells)
    }

    /// Comes to life in a frame.
    pub(super) fn attach(&self, frame: &HtmlElement) {
        let sheet = *self;
        let mut elements = Elements::put_into(frame, sheet);
        self.with(&mut |state| {
            if let Some(elements) = &elements {
                state.palette = Palette::read(&elements.probe);
            }
            state.elements = elements.take();
            state.lay_out(sheet);
        });
        self.again.set(());
    }

    /// Follows the reader's choices, and what the reader points at.
    pub(super) fn follow(&self, options: PictureOptions, spot: RwSignal<Option<usize>>) {
        let sheet = *self;
        Effect::new(move |_| {
            let shown = Shown {
                ghosts: options.ghosts.get(),
                numbers: options.numbers.get(),
                trim: options.trim.get(),
            };
            sheet.with(&mut |state| {
                let trim = state.shown.trim != shown.trim;
                state.shown = shown;
                if trim {
                    state.lay_out(sheet);
                }
                state.forget();
            });
            sheet.again.set(());
        });
        Effect::new(move |_| {
            let spot = spot.get();
            sheet.with(&mut |state| {
                state.spot = spot;
                state.mark();
            });
        });
    }

    /// The colours or the letters of the page are different.
    pub(super) fn repaint(&self) {
        self.with(&mut |state| {
            if let Some(elements) = &state.elements {
                state.palette = Palette::read(&elements.probe);
            }
            state.stamps.clear();
            state.forget();
        });
        self.again.try_set(());
    }

    /// The position under a pointer.
    pub(super) fn at(&self, event: &web_sys::MouseEvent) -> Option<usize> {
        let mut found = None;
        self.with(&mut |state| {
            let Some(elements) = &state.elements else {
                return;
            };
            let frame = elements.frame.get_bounding_client_rect();
            let x = f64::from(event.client_x()) - frame.left();
            let y = f64::from(event.client_y()) - frame.top();
            found = state.layout.at(x, y);
        });
        found
    }

    /// Cells in a full row.
    pub(super) fn columns(&self) -> usize {
        let mut columns = 1;
        self.with(&mut |state| columns = state.layout.columns());
        columns
    }

    /// The position that has the focus.
    pub(super) fn focused(&self) -> Option<usize> {
        let active = document().active_element()?;
        let mut focused = None;
        self.with(&mut |state| {
            let cell = state.elements.as_ref().map(|elements| &elements.cell);
            if cell.is_some_and(|cell| *AsRef::<web_sys::Element>::as_ref(cell) == active) {
                focused = Some(state.stop);
            }
        });
        focused
    }

    /// Moves the tab stop to a position, and the focus with it; false where no cell is. The cell there is an element of its own, so that a
    /// screen reader reads it; `draw` fills it in.
    pub(super) fn walk(&self, to: usize, draw: impl FnOnce()) -> bool {
        let mut moved = None;
        self.with(&mut |state| moved = state.walk(to));
        let Some((old, new)) = moved else {
            return false;
        };
        draw();
        let _ = new.focus();
        old.remove();
        true
    }
}

impl State {
    /// Makes an element for the cell that the tab stop moves to: the one before it, and the new one.
    fn walk(&mut self, to: usize) -> Option<(HtmlElement, HtmlElement)> {
        self.layout.place(to)?;
        let elements = self.elements.as_mut()?;
        let new = new_element("div", "sheet-cell")?;
        elements.row.append_child(&new).ok()?;
        let old = std::mem::replace(&mut elements.cell, new.clone());
        elements.told = Look::default();
        self.stop = to;
        Some((old, new))
    }

    /// Lays the cells out anew, on new tiles.
    fn lay_out(&mut self, sheet: Sheet) {
        let Some(elements) = &self.elements else {
            return;
        };
        let width = f64::from(elements.frame.client_width());
        if width <= 0.0 {
            return;
        }
        let limit = if self.shown.trim {
            self.end.saturating_add(1)
        } else {
            usize::MAX
        };
        let measures = Measures::of(self.kind, width, self.palette.rem);
        let layout = Layout::new(measures, width, &self.blocks, limit);
        if layout == self.layout {
            return;
        }
        self.layout = layout;
        self.stamps.clear();
        for tile in self.tiles.drain(..) {
            tile.canvas.remove();
        }
        let style = elements.frame.style();
        let _ = style.set_property("height", &format!("{}px", self.layout.height));
        let columns = self.layout.columns().to_string();
        let rows = self.layout.rows.len().to_string();
        for (name, value) in [("aria-colcount", &columns), ("aria-rowcount", &rows)] {
            let _ = elements.frame.set_attribute(name, value);
        }
        for band in &self.layout.bands {
            let Some(canvas) = new_element("canvas", "") else {
                continue;
            };
            let _ = canvas.set_attribute("aria-hidden", "true");
            let (top, bottom) = band.edges;
            let style = canvas.style();
            let _ = style.set_property("top", &format!("{top}px"));
            let _ = style.set_property("height", &format!("{}px", bottom - top));
            let canvas: HtmlCanvasElement = canvas.unchecked_into();
            canvas.set_width(0);
            canvas.set_height(0);
            let _ = elements.frame.append_child(&canvas);
            elements.sight.observe(&canvas);
            self.tiles.push(Tile {
                canvas,
                in_sight: false,
                stale: true,
            });
        }
        if self.layout.place(self.stop).is_none() {
            self.stop = 0;
        }
        self.mark();
        sheet.again.try_set(());
    }

    /// Everything is to be drawn again.
    fn forget(&mut self) {
        for tile in &mut self.tiles {
            tile.stale = true;
        }
    }

    /// Notes which tiles are in sight; what is out of sight gives its pixels back. Whether there is something to draw.
    fn see(&mut self, seen: &[Seen]) -> bool {
        for seen in seen {
            let of =
                |tile: &&mut Tile| *AsRef::<web_sys::Element>::as_ref(&tile.canvas) == seen.element;
            if let Some(tile) = self.tiles.iter_mut().find(of) {
                tile.in_sight = seen.in_sight;
                tile.stale = true;
                if !seen.in_sight {
                    tile.canvas.set_width(0);
                    tile.canvas.set_height(0);
                }
            }
        }
        self.tiles.iter().any(|tile| tile.in_sight && tile.stale)
    }

    /// Draws what is different in the tiles in sight.
    fn draw(&mut self, cells: &[Cell], before: Option<&[Cell]>, look: &dyn Fn(&Cell) -> Look) {
        let Self {
            layout,
            tiles,
            palette,
            stamps,
            ..
        } = self;
        for (band, tile) in layout.bands.iter().zip(tiles) {
            if !tile.in_sight {
                continue;
            }
            let (top, bottom) = band.edges;
            if tile.stale {
                tile.canvas
                    .set_width((layout.width * palette.scale).round() as u32);
                tile.canvas
                    .set_height(((bottom - top) * palette.scale).round() as u32);
            }
            let Some(context) = context(&tile.canvas) else {
                continue;
            };
            if tile.stale {
                let _ = context.scale(palette.scale, palette.scale);
                context.set_text_align("center");
                context.set_text_baseline("middle");
            }
            let mut brush = Brush {
                context: &context,
                palette,
                kind: self.kind,
                shown: self.shown,
                stamps,
                font: String::new(),
            };
            for row in &layout.rows[band.rows.clone()] {
                if tile.stale
                    && self.blocks.len() > 1
                    && let Some(block) = row.begins.filter(|block| *block > 0)
                {
                    brush.caption(block, row.top - top, layout.width);
                }
                for pos in row.cells.0..row.cells.1 {
                    let Some(cell) = cells.get(pos) else { continue };
                    let same = before.and_then(|before| before.get(pos)) == Some(cell);
                    if same && !tile.stale {
                        continue;
                    }
                    if let Some(place) = layout.place(pos) {
                        let y = place.y - top;
                        brush.cell(Place { y, ..place }, &look(cell));
                    }
                }
            }
            tile.stale = false;
        }
    }

    /// Writes what the cell with the tab stop tells.
    fn tell(&mut self, look: Look) {
        let (Some(place), Some(row)) =
            (self.layout.place(self.stop), self.layout.row_of(self.stop))
        else {
            return;
        };
        let first = self.layout.rows[row].cells.0;
        let (stop, kind) = (self.stop, self.kind);
        let Some(elements) = &mut self.elements else {
            return;
        };
        put(&elements.cell, place);
        if elements.told == look {
            return;
        }
        let _ = elements
            .row
            .set_attribute("aria-rowindex", &(row + 1).to_string());
        let selected = look.selected.map(|selected| selected.to_string());
        let step = look.step.map(|step| step.to_string()).unwrap_or_default();
        let test_id = match kind {
            Kind::Answer => "cell",
            Kind::Heat => "heat-cell",
        };
        let cell = &elements.cell;
        for (name, value) in [
            ("role", "gridcell"),
            ("tabindex", "0"),
            ("data-testid", test_id),
            ("aria-label", &look.name),
            ("data-state", look.state),
            ("data-step", &step),
            ("data-pos", &stop.to_string()),
            ("aria-colindex", &(stop - first + 1).to_string()),
        ] {
            let _ = cell.set_attribute(name, value);
        }
        let _ = match selected {
            Some(selected) => cell.set_attribute("aria-selected", &selected),
            None => cell.remove_attribute("aria-selected"),
        };
        elements.told = look;
    }

    /// Puts the mark where the reader points.
    fn mark(&self) {
        let Some(elements) = &self.elements else {
            return;
        };
        let place = self.spot.and_then(|spot| self.layout.place(spot));
        elements.spot.set_hidden(place.is_none());
        if let Some(place) = place {
            put(&elements.spot, place);
        }
    }
}

impl Elements {
    /// Makes what the sheet needs in its frame.
    fn put_into(frame: &HtmlElement, sheet: Sheet) -> Option<Self> {
        let inside = |class: &str, parent: &HtmlElement| {
            let element = new_element("div", class)?;
            parent.append_child(&element).ok()?;
            Some(element)
        };
        // The outer one tells when the page's colours change; the inner one may be painted.
        let outer = inside("sheet-probe", frame)?;
        let probe = inside("", &outer)?;
        let row = inside("sheet-row", frame)?;
        row.set_attribute("role", "row").ok()?;
        let cell = inside("sheet-cell", &row)?;
        let spot = inside("sheet-spot", frame)?;
        for element in [&outer, &spot] {
            element.set_attribute("aria-hidden", "true").ok()?;
        }
        spot.set_hidden(true);
        let size = Observer::of_size(move || {
            sheet.with(&mut |state| {
                let scale = window().device_pixel_ratio();
                if scale != state.palette.scale {
                    state.palette.scale = scale.max(0.5);
                    state.stamps.clear();
                    state.forget();
                }
                state.lay_out(sheet);
            });
        })?;
        size.observe(frame);
        let sight = Observer::of_sight(move |seen| {
            let mut differs = false;
            sheet.with(&mut |state| differs = state.see(&seen));
            if differs {
                sheet.again.try_set(());
            }
        })?;
        Some(Self {
            frame: frame.clone(),
            probe,
            spot,
            row,
            cell,
            told: Look::default(),
            sight,
            _size: size,
        })
    }
}

/// Lays an element over a place.
fn put(element: &HtmlElement, place: Place) {
    let style = element.style();
    let at = format!("translate({}px, {}px)", place.x, place.y);
    let _ = style.set_property("transform", &at);
    let _ = style.set_property("width", &format!("{}px", place.width));
    let _ = style.set_property("height", &format!("{}px", place.height));
}

fn new_element(name: &str, class: &str) -> Option<HtmlElement> {
    let element: HtmlElement = document().create_element(name).ok()?.dyn_into().ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Some(element)
}
