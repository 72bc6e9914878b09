//! The key of the message's canvas: one small cell for each state.

use leptos::prelude::*;

use super::change::counts;
use super::controls::Toggle;
use super::{PictureOptions, Player};
use crate::language::text;

/// State, band and word of each cell of the key.
const CELLS: [(&str, &str, &str, &str); 8] = [
    ("masked", "", "", word!("masked, with the best guess")),
    (
        "fresh",
        "sure",
        "word",
        word!("revealed now: sure, 0.7 or more"),
    ),
    ("fresh", "likely", "word", word!("likely")),
    ("fresh", "unsure", "word", word!("unsure, under 0.3")),
    ("settled", "", "word", word!("before")),
    ("locked", "", "word", word!("given by you")),
    (
        "settled",
        "edited",
        "word",
        word!("edited: another token stood there"),
    ),
    (
        "masked",
        "remasked",
        "",
        word!("masked again: a token stood there"),
    ),
];

/// What the cells in the message mean.
#[component]
pub fn Key(player: Player) -> impl IntoView {
    let options = PictureOptions::get();
    let changes = Memo::new(move |_| {
        player
            .trajectory
            .with(|record| record.as_deref().map_or((0, 0), counts))
    });
    let cells = CELLS.map(|(state, band, word, meaning)| {
        // What happens in few runs is explained where it happens.
        let absent = move || match band {
            "edited" => changes.get().0 == 0,
            "remasked" => changes.get().1 == 0,
            _ => false,
        };
        view! {
            <li hidden=absent>
                <span
                    class=format!("cell {word} {band}")
                    data-state=state
                    data-ghost="a"
                    style="--letters:1;--sure-of:0.6"
                    aria-hidden="true"
                >
                    {matches!(band, "edited" | "remasked").then(|| view! { <s class="was">"b"</s> })}
                    {(state != "masked").then_some("a")}
                </span>
                {text(meaning)}
            </li>
        }
    });
    view! {
        <div class="key" data-testid="key">
            <div class="key-head">
                <span>{t!("In the message")}</span>
                <Toggle name=t!("Guesses in the masks") test_id="ghosts" on=options.ghosts />
            </div>
            <ul class="cells answer-cells">{cells}</ul>
        </div>
    }
}
