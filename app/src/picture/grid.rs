//! A grid of cells with one tab stop: the frame that the canvas in the message and the heatmap share. A grid of many cells is drawn.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use trajectory::{Cell, Trajectory};
use wasm_bindgen::JsCast;

use super::keys::Walk;
use super::look::Look;
use super::select::Selection;
use super::sheet::{MANY, Sheet};
use super::{PictureOptions, Player};
use crate::keyboard::command;

/// What decides the frame: it is built anew only when this changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Each block's first position and the one past its last.
    pub blocks: Vec<(usize, usize)>,
}

impl Shape {
    /// Number of positions.
    #[must_use]
    pub fn length(&self) -> usize {
        self.blocks.last().map_or(0, |block| block.1)
    }

    /// The shape of a record's answer.
    pub fn of(record: &Trajectory) -> Self {
        let blocks = &record.head.plan.blocks;
        let blocks = blocks.iter().map(|block| (block.start, block.end));
        Self {
            blocks: blocks.collect(),
        }
    }
}

/// The cells of a grid.
#[derive(Debug, Clone)]
pub struct Cells(Ground);

#[derive(Debug, Clone)]
enum Ground {
    /// One signal per position, set only where something changed; each cell is an element.
    Elements(Arc<Vec<ArcRwSignal<Look>>>),
    /// Drawn.
    Drawn(Sheet),
}

/// What was drawn last: the cells, and everything else that their looks depend on.
#[derive(Debug)]
pub struct Drawn<K> {
    rest: K,
    cells: Vec<Cell>,
}

impl<K: PartialEq> Drawn<K> {
    /// These cells.
    pub(super) const fn new(rest: K, cells: Vec<Cell>) -> Self {
        Self { rest, cells }
    }

    /// Whether looks depended on nothing else than they do now.
    pub(super) fn is_of(&self, rest: &K) -> bool {
        self.rest == *rest
    }

    /// The cells.
    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }
}

impl Cells {
    /// The cells of a grid, with nothing drawn yet.
    #[must_use]
    pub fn new(kind: Kind, shape: &Shape) -> Self {
        let length = shape.length();
        if length > MANY {
            return Self(Ground::Drawn(Sheet::new(kind, shape)));
        }
        let signals = (0..length).map(|_| ArcRwSignal::new(Look::default()));
        Self(Ground::Elements(Arc::new(signals.collect())))
    }

    /// Draws the cells that differ from the last ones; all of them if `rest` differs. `end` is the last position that
    /// belongs to the answer.
    pub fn draw<K: PartialEq>(
        &self,
        last: Option<Drawn<K>>,
        rest: K,
        cells: Vec<Cell>,
        end: usize,
        look: impl Fn(&Cell) -> Look,
    ) -> Drawn<K> {
        let signals = match &self.0 {
            Ground::Elements(signals) => signals,
            Ground::Drawn(sheet) => return sheet.draw(last, rest, cells, end, look),
        };
        let last = last.filter(|last| last.rest == rest);
        for (signal, cell) in signals.iter().zip(&cells) {
            let before = last.as_ref().and_then(|last| last.cells.get(cell.pos));
            if before == Some(cell) {
                continue;
            }
            let look = look(cell);
            if signal.with_untracked(|old| *old != look) {
                signal.set(look);
            }
        }
        Drawn { rest, cells }
    }

    /// The signal of a position, where cells are elements.
    fn at(&self, pos: usize) -> Option<ArcRwSignal<Look>> {
        match &self.0 {
            Ground::Elements(signals) => signals.get(pos).cloned(),
            Ground::Drawn(_) => None,
        }
    }

    fn sheet(&self) -> Option<Sheet> {
        match &self.0 {
            Ground::Elements(_) => None,
            Ground::Drawn(sheet) => Some(*sheet),
        }
    }
}

/// Tells one record from another. Token texts never change within one.
pub type Identity = (usize, Option<u64>, usize);

/// The identity of a record.
#[must_use]
pub fn identity(record: &Arc<Trajectory>) -> Identity {
    let head = &record.head;
    (
        Arc::as_ptr(record) as usize,
        head.params.seed,
        head.prompt_ids.len(),
    )
}

/// What distinguishes the two grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The canvas in the message.
    Answer,
    /// The order heatmap.
    Heat,
}

/// The grid: a row per block, wrapped by the style sheet; arrows, Home, End and Ctrl with them walk it. `on_choose` is
/// told the position that was clicked, or chosen with Enter or Space; `on_walk` draws the cells at once.
#[component]
pub fn CellGrid(
    kind: Kind,
    player: Player,
    shape: Shape,
    cells: Cells,
    on_walk: Callback<()>,
    #[prop(into)] label: Signal<String>,
    on_choose: Callback<usize>,
    #[prop(optional, into)] work: Option<Signal<bool>>,
) -> impl IntoView {
    let work = work.unwrap_or_else(|| Signal::stored(false));
    let selection = Selection::new(player, work);
    let frame = NodeRef::<html::Div>::new();
    let stop = RwSignal::new(0_usize);
    let has_stop = Selector::new(move || stop.get());
    let blocks = StoredValue::new(shape.blocks.clone());

    let position = |event: &ev::Event| -> Option<usize> {
        let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
        let cell = target.closest("[data-pos]").ok()??;
        cell.get_attribute("data-pos")?.parse().ok()
    };
    let sheet = cells.sheet();
    let pointed = move |event: &web_sys::MouseEvent| match sheet {
        Some(sheet) => sheet.at(event),
        None => position(event),
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        let (Some(pos), Some(key)) = (position(&event), command(&event)) else {
            return;
        };
        if selection.key(pos, &key, &event) {
            event.prevent_default();
            return;
        }
        if key == "Enter" || key == " " {
            event.prevent_default();
            on_choose.run(pos);
            return;
        }
        if event.alt_key() || event.meta_key() {
            return;
        }
        let columns = match sheet {
            Some(sheet) => sheet.columns(),
            None => frame.get_untracked().map_or(1, |frame| columns(&frame)),
        };
        let to =
            blocks.with_value(|blocks| Walk { blocks, columns }.from(pos, &key, event.ctrl_key()));
        if let (Some(to), Some(frame)) = (to, frame.get_untracked()) {
            event.prevent_default();
            if let Some(sheet) = sheet {
                if sheet.walk(to, || on_walk.run(())) {
                    selection.walk(pos, to, event.shift_key());
                }
                return;
            }
            // A trimmed cell has no box and takes no focus.
            if let Some(cell) = cell_at(&frame, to).filter(|cell| cell.offset_parent().is_some()) {
                stop.set(to);
                selection.walk(pos, to, event.shift_key());
                let _ = cell.focus();
            }
        }
    };
    let on_focus = move |event: ev::FocusEvent| {
        if let Some(pos) = position(&event) {
            stop.set(pos);
            player.spot.set(Some(pos));
        }
    };
    let on_over = move |event: ev::PointerEvent| {
        let pos = pointed(&event);
        if pos.is_some() && player.spot.get_untracked() != pos {
            player.spot.set(pos);
        }
        if let Some(pos) = pos {
            selection.over(pos, &event);
        }
    };
    // Over drawn cells a pointer moves without coming over another element.
    let on_move = move |event: ev::PointerEvent| {
        if sheet.is_some() && pointed(&event) != player.spot.get_untracked() {
            on_over(event);
        }
    };
    let on_leave = move |_| {
        // Back to the cell that has the focus, if one has.
        if let Some(sheet) = sheet {
            player.spot.set(sheet.focused());
            return;
        }
        let focused = frame
            .get_untracked()
            .and_then(|frame| frame.query_selector("[data-pos]:focus").ok().flatten())
            .and_then(|cell| cell.get_attribute("data-pos")?.parse().ok());
        player.spot.set(focused);
    };
    let on_down = move |event: ev::PointerEvent| {
        if let Some(pos) = pointed(&event) {
            selection.down(pos, &event);
        }
    };
    let on_click = move |event: ev::MouseEvent| {
        if let Some(pos) = pointed(&event).filter(|pos| !selection.click(*pos)) {
            on_choose.run(pos);
        }
    };
    match sheet {
        Some(sheet) => {
            frame.on_load(move |frame| sheet.attach(&frame));
            sheet.follow(PictureOptions::get(), player.spot);
        }
        None => {
            Effect::new(move |_| {
                let spot = player.spot.get();
                if let Some(frame) = frame.get() {
                    mark(&frame, spot);
                }
            });
        }
    }
    let on_transition = move |_| {
        // The probe's colour is another one: the page has gone light or dark.
        if let Some(sheet) = sheet {
            sheet.repaint();
        }
    };

    let (class, test_id, cell_id) = match kind {
        Kind::Answer => ("cells answer-cells", "answer-canvas", "cell"),
        Kind::Heat => ("cells heat-cells", "heatmap", "heat-cell"),
    };
    let several = shape.blocks.len() > 1;
    let blocks = if sheet.is_none() {
        shape.blocks
    } else {
        Vec::new()
    };
    let rows = blocks
        .into_iter()
        .enumerate()
        .map(move |(index, (start, end))| {
            let (cells, has_stop) = (cells.clone(), has_stop.clone());
            let cell = move |pos: usize| {
                let signal = cells.at(pos)?;
                Some(cell_view(pos, cell_id, signal, has_stop.clone()))
            };
            let caption = several.then(|| t!("block {n}", n = index + 1));
            view! {
                <div role="row" class="cell-block" class:odd=index % 2 == 1 data-caption=caption>
                    {(start..end).filter_map(cell).collect_view()}
                </div>
            }
        });
    view! {
        <div
            node_ref=frame
            class=class
            class:sheet=sheet.is_some()
            role="grid"
            data-testid=test_id
            aria-label=label
            aria-readonly="true"
            aria-live="off"
            aria-busy=move || player.live.get().then_some("true")
            on:keydown=on_keydown
            on:focusin=on_focus
            aria-multiselectable=move || work.get().then_some("true")
            data-work=move || work.get().then_some("")
            on:pointerdown=on_down
            on:pointerover=on_over
            on:pointermove=on_move
            on:transitionend=on_transition
            on:pointerleave=on_leave
            on:click=on_click
        >
            {rows.collect_view()}
        </div>
    }
}

fn cell_view(
    pos: usize,
    test_id: &'static str,
    look: ArcRwSignal<Look>,
    has_stop: Selector<usize>,
) -> impl IntoView {
    let was = {
        let look = look.clone();
        move || look.with(|look| (!look.was.is_empty()).then(|| was_view(look.was.clone())))
    };
    let selected = {
        let look = look.clone();
        move || look.with(|look| look.selected.map(|selected| selected.to_string()))
    };
    let get = move |read: fn(&Look) -> String| {
        let look = look.clone();
        move || look.with(read)
    };
    let state = get(|look| look.state.to_owned());
    let class = get(|look| format!("cell {}", look.class));
    let style = get(|look| look.style.clone());
    let name = get(|look| look.name.clone());
    let text = get(|look| look.text.clone());
    let ghost = get(|look| look.ghost.clone());
    let step = get(|look| look.step.map(|step| step.to_string()).unwrap_or_default());
    let note = get(|look| look.note.clone());
    view! {
        <div
            role="gridcell"
            class=class
            data-testid=test_id
            data-pos=pos
            data-state=state
            data-step=step
            data-ghost=ghost
            data-note=note
            style=style
            aria-label=name
            aria-selected=selected
            tabindex=move || if has_stop.selected(&pos) { "0" } else { "-1" }
        >
            {was}
            <bdi>{text}</bdi>
        </div>
    }
}

/// The token that stood there before: small, above, struck through.
fn was_view(text: String) -> impl IntoView {
    view! { <s class="was" aria-hidden="true"><bdi>{text}</bdi></s> }
}

/// Cells in a row as the style sheet has laid them out: those as high as the first.
fn columns(frame: &web_sys::HtmlElement) -> usize {
    let Ok(cells) = frame.query_selector_all("[data-pos]") else {
        return 1;
    };
    let top = |index| {
        let cell = cells.item(index)?.dyn_into::<web_sys::HtmlElement>().ok()?;
        Some(cell.offset_top())
    };
    let first = top(0);
    (1..cells.length())
        .find(|index| top(*index) != first)
        .unwrap_or(cells.length())
        .max(1) as usize
}

fn cell_at(frame: &web_sys::HtmlElement, pos: usize) -> Option<web_sys::HtmlElement> {
    frame
        .query_selector(&format!("[data-pos=\"{pos}\"]"))
        .ok()??
        .dyn_into()
        .ok()
}

/// Marks the cell that the reader points at, here or in another view.
fn mark(frame: &web_sys::HtmlElement, spot: Option<usize>) {
    if let Ok(Some(old)) = frame.query_selector("[data-spot]") {
        let _ = old.remove_attribute("data-spot");
    }
    if let Some(cell) = spot.and_then(|pos| cell_at(frame, pos)) {
        let _ = cell.set_attribute("data-spot", "");
    }
}
