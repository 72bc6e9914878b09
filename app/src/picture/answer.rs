//! The answer as it denoises, inside the message.

use std::sync::Arc;

use leptos::prelude::*;
use trajectory::Cell;

use super::grid::{CellGrid, Cells, Drawn, Identity, Kind, Shape, identity};
use super::look::{answer_look, last_position, trimmed, worked_on};
use super::words::{percent, revealed};
use super::{PictureOptions, Player};
use crate::state::edits::Edits;

/// The answer's cells at the player's cursor. `on_cell` is told the position of a cell that was chosen; while `work` holds,
/// cells are selected instead, and carry the edits that were made. `marked` cells differ from those of other runs.
#[component]
pub fn AnswerCanvas(
    player: Player,
    #[prop(optional, into)] on_cell: Option<Callback<usize>>,
    #[prop(optional, into)] work: Option<Signal<bool>>,
    #[prop(optional, into)] marked: Option<Signal<Arc<Vec<bool>>>>,
) -> impl IntoView {
    let work = work.unwrap_or_else(|| Signal::stored(false));
    let options = PictureOptions::get();
    let shape = Memo::new(move |_| {
        player
            .trajectory
            .with(|record| record.as_deref().map(Shape::of))
    });
    let label = Signal::derive(move || {
        player.trajectory.with(|record| {
            record.as_ref().map_or_else(String::new, |record| {
                t!(
                    "Answer, {percent} percent revealed",
                    percent = percent(revealed(record, player.cursor.get()))
                )
            })
        })
    });
    let choose = Callback::new(move |pos| {
        if let Some(on_cell) = on_cell {
            on_cell.run(pos);
        }
    });
    let grid = move || {
        shape.get().map(|shape| {
            let cells = Cells::new(Kind::Answer, &shape);
            let drawn = untrack(|| draw(player, work, marked, &cells, None));
            let drawn = StoredValue::new(drawn);
            let kept = cells.clone();
            let redraw = move || {
                let last = drawn.try_update_value(Option::take).flatten();
                drawn.set_value(draw(player, work, marked, &kept, last));
            };
            let on_walk = Callback::new({
                let redraw = redraw.clone();
                move |()| untrack(&redraw)
            });
            Effect::new(move |_| redraw());
            view! { <CellGrid kind=Kind::Answer player shape cells label on_choose=choose on_walk work /> }
        })
    };
    view! {
        <div class="answer-canvas" class:no-ghosts=move || !options.ghosts.get() class:trim=options.trim>
            {grid}
        </div>
    }
}

/// Draws the cells at the cursor; returns what was drawn.
fn draw(
    player: Player,
    work: Signal<bool>,
    marked: Option<Signal<Arc<Vec<bool>>>>,
    cells: &Cells,
    last: Option<Drawn<Rest>>,
) -> Option<Drawn<Rest>> {
    let cursor = player.cursor.get();
    let edits = work.get().then(|| player.edits.get());
    let marked = marked.map(|marked| marked.get()).unwrap_or_default();
    player.trajectory.with(|record| {
        let record = record.as_ref()?;
        let end = last_position(record);
        let look = |cell: &Cell| {
            let mut look = trimmed(answer_look(record, cell, cursor), cell, end);
            if marked.get(cell.pos) == Some(&true) && !look.text.is_empty() {
                look.class.push_str(" differs");
                look.name.push_str(t!(", differs between the runs"));
            }
            match &edits {
                Some(edits) => worked_on(look, cell.pos, edits),
                None => look,
            }
        };
        let rest = (identity(record), end, edits.clone(), marked.clone());
        Some(cells.draw(last, rest, record.cells(cursor), end, look))
    })
}

/// What looks depend on besides the cells.
type Rest = (Identity, usize, Option<Edits>, Arc<Vec<bool>>);
