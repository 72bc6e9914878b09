//! The key of the message's canvas: one small cell for each state.

use leptos::prelude::*;

use super::PictureOptions;
use super::controls::Toggle;

/// State, band and word of each cell of the key.
const CELLS: [(&str, &str, &str, &str); 6] = [
    ("masked", "", "", "masked, with the best guess"),
    ("fresh", "sure", "word", "revealed now: sure, 0.7 or more"),
    ("fresh", "likely", "word", "likely"),
    ("fresh", "unsure", "word", "unsure, under 0.3"),
    ("settled", "", "word", "before"),
    ("locked", "", "word", "given by you"),
];

/// What the cells in the message mean.
#[component]
pub fn Key() -> impl IntoView {
    let options = PictureOptions::get();
    let cells = CELLS.map(|(state, band, word, meaning)| {
        view! {
            <li>
                <span
                    class=format!("cell {word} {band}")
                    data-state=state
                    data-ghost="a"
                    style="--letters:1;--sure-of:0.6"
                    aria-hidden="true"
                >
                    {(state != "masked").then_some("a")}
                </span>
                {meaning}
            </li>
        }
    });
    view! {
        <div class="key" data-testid="key">
            <div class="key-head">
                <span>"In the message"</span>
                <Toggle name="Guesses in the masks" test_id="ghosts" on=options.ghosts />
            </div>
            <ul class="cells answer-cells">{cells}</ul>
        </div>
    }
}
