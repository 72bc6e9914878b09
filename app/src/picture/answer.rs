//! The answer as it denoises, inside the message.

use leptos::prelude::*;
use trajectory::Cell;

use super::grid::{CellGrid, Cells, Drawn, Identity, Kind, Shape, identity};
use super::look::{answer_look, last_position, trimmed};
use super::words::{percent, revealed};
use super::{PictureOptions, Player};

/// The answer's cells at the player's cursor. `on_cell` is told the position of a cell that was chosen.
#[component]
pub fn AnswerCanvas(
    player: Player,
    #[prop(optional, into)] on_cell: Option<Callback<usize>>,
) -> impl IntoView {
    let options = PictureOptions::get();
    let shape = Memo::new(move |_| {
        player
            .trajectory
            .with(|record| record.as_deref().map(Shape::of))
    });
    let label = Signal::derive(move || {
        player.trajectory.with(|record| {
            record.as_ref().map_or_else(String::new, |record| {
                format!(
                    "Answer, {} percent revealed",
                    percent(revealed(record, player.cursor.get()))
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
            let cells = Cells::new(shape.length());
            let drawn = untrack(|| draw(player, &cells, None));
            let drawn = StoredValue::new(drawn);
            let kept = cells.clone();
            Effect::new(move |_| {
                let last = drawn.try_update_value(Option::take).flatten();
                drawn.set_value(draw(player, &kept, last));
            });
            view! { <CellGrid kind=Kind::Answer player shape cells label on_choose=choose /> }
        })
    };
    view! {
        <div class="answer-canvas" class:no-ghosts=move || !options.ghosts.get() class:trim=options.trim>
            {grid}
        </div>
    }
}

/// Draws the cells at the cursor; returns what was drawn.
fn draw(player: Player, cells: &Cells, last: Option<Drawn<Rest>>) -> Option<Drawn<Rest>> {
    let cursor = player.cursor.get();
    player.trajectory.with(|record| {
        let record = record.as_ref()?;
        let end = last_position(record);
        let look = |cell: &Cell| trimmed(answer_look(record, cell, cursor), cell, end);
        Some(cells.draw(last, (identity(record), end), record.cells(cursor), look))
    })
}

/// What looks depend on besides the cells.
type Rest = (Identity, usize);
