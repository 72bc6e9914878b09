//! The order heatmap: every position coloured by the step that revealed it.

use leptos::prelude::*;
use trajectory::{Cell, CellState};

use super::drawing::Analysis;
use super::grid::{CellGrid, Cells, Drawn, Identity, Kind, Shape, identity};
use super::look::{heat_look, last_position, trimmed};
use super::options::Variant;
use super::ramp::Ramp;
use super::words::total_steps;
use super::{PictureOptions, Player};

/// The heatmap at the player's cursor. A click moves the cursor to the step that put the cell's token there.
#[component]
pub fn Heatmap(player: Player) -> impl IntoView {
    let options = PictureOptions::get();
    let shape = Memo::new(move |_| {
        player
            .trajectory
            .with(|record| record.as_deref().map(Shape::of))
    });
    let label = Signal::derive(move || match options.variant.get() {
        Variant::Step => {
            t!("Order of unmasking: each token and the step that revealed it").to_owned()
        }
        other => t!(
            "Tokens by {value}",
            value = other.title().to_ascii_lowercase()
        ),
    });
    let choose = Callback::new(move |pos| {
        let step = player.trajectory.with_untracked(|record| {
            record
                .as_ref()?
                .steps
                .iter()
                .rposition(|step| step.written().any(|pick| pick.pos == pos))
        });
        if let Some(step) = step {
            player.seek(step + 1);
        }
    });
    let grid = move || {
        shape.get().map(|shape| {
            let cells = Cells::new(Kind::Heat, &shape);
            let drawn = untrack(|| draw(player, options, &cells, None));
            let drawn = StoredValue::new(drawn);
            let kept = cells.clone();
            let redraw = move || {
                let last = drawn.try_update_value(Option::take).flatten();
                drawn.set_value(draw(player, options, &kept, last));
            };
            let on_walk = Callback::new({
                let redraw = redraw.clone();
                move |()| untrack(&redraw)
            });
            Effect::new(move |_| redraw());
            view! { <CellGrid kind=Kind::Heat player shape cells label on_choose=choose on_walk /> }
        })
    };
    view! {
        <div class="heatmap" class:no-numbers=move || !options.numbers.get() class:trim=options.trim>
            {grid}
        </div>
    }
}

/// What looks depend on besides the cells.
#[derive(Debug, PartialEq)]
struct Rest {
    record: Identity,
    end: usize,
    steps: usize,
    analysis: Analysis,
    ramp: Ramp,
}

/// Draws the cells at the cursor; returns what was drawn.
fn draw(
    player: Player,
    options: PictureOptions,
    cells: &Cells,
    last: Option<Drawn<Rest>>,
) -> Option<Drawn<Rest>> {
    let (cursor, ramp) = (player.cursor.get(), options.ramp.get());
    let analysis = match options.variant.get() {
        Variant::Step => Analysis::Step,
        Variant::Confidence => Analysis::Confidence,
        Variant::Known => Analysis::Known(player.known.get()),
        Variant::Changes => Analysis::Changes(player.changes.get()),
        Variant::Entropy => Analysis::Entropy(player.entropies.get()),
        Variant::Block => Analysis::Block,
    };
    player.trajectory.with(|record| {
        let record = record.as_ref()?;
        let rest = Rest {
            record: identity(record),
            end: last_position(record),
            steps: total_steps(record),
            analysis: analysis.clone(),
            ramp,
        };
        let scale = analysis.scale(record);
        let end = rest.end;
        let look = |cell: &Cell| trimmed(heat_look(record, cell, cursor, scale, ramp), cell, end);
        let mut positions = record.cells(cursor);
        // What is guessed is not drawn here, so that a new guess is no change.
        for cell in &mut positions {
            if let CellState::Masked { guess } = &mut cell.state {
                *guess = None;
            }
        }
        Some(cells.draw(last, rest, positions, end, look))
    })
}
