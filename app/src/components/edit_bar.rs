//! Work on an answer's canvas: what can be done with the selected cells, and going on from the step shown.

use leptos::prelude::*;
use trajectory::glyph::glyph;
use trajectory::{CellState, Trajectory};

use crate::picture::Player;
use crate::picture::history::considered;
use crate::state::Page;
use crate::state::answer::AnswerId;
use crate::state::conversation::TurnId;
use crate::state::edits::{Edit, Edits};

/// The bar under a canvas that can be worked on.
#[component]
pub fn EditBar(turn: TurnId, answer: AnswerId) -> impl IntoView {
    let page = Page::here();
    let player = page.player(answer);
    let fault = RwSignal::new(None::<String>);
    let with = move |read: fn(&Edits) -> bool| Memo::new(move |_| player.edits.with(read));
    let nothing = with(|edits| edits.selected.is_empty());
    let unchanged = with(|edits| edits.changes.is_empty());
    let edit = move |edit: Edit| player.edits.update(|edits| edits.edit_selected(&edit));
    let masks = Memo::new(move |_| {
        let (cursor, edits) = (player.cursor.get(), player.edits.get());
        player.trajectory.with(|record| {
            record
                .as_deref()
                .map_or(0, |record| edits.masks_left(record, cursor))
        })
    });
    let busy = Memo::new(move |_| page.run.with(Option::is_some));
    let blocked = move || busy.get() || masks.get() == 0 || !page.faults().is_empty();
    view! {
        <div class="edit-bar" role="group" aria-label=t!("Work on this answer") data-testid="edit-bar">
            <p class="edit-words" data-testid="edit-words" aria-live="polite">
                {move || player.edits.with(|edits| words(edits, masks.get()))}
            </p>
            <div class="edit-buttons">
                <button
                    type="button"
                    class="plain"
                    data-testid="edit-mask"
                    disabled=move || nothing.get()
                    on:click=move |_| edit(Edit::Mask)
                >
                    {t!("Mask again")}
                </button>
                <button
                    type="button"
                    class="plain"
                    data-testid="edit-lock"
                    title=t!("These tokens stay as they are")
                    disabled=move || nothing.get()
                    on:click=move |_| edit(Edit::Lock)
                >
                    {t!("Lock")}
                </button>
                <PutWords answer fault />
                <button
                    type="button"
                    class="quiet"
                    data-testid="edit-undo"
                    disabled=move || unchanged.get()
                    on:click=move |_| player.edits.update(Edits::undo)
                >
                    {t!("Undo")}
                </button>
                <button
                    type="button"
                    class="primary"
                    data-testid="edit-go-on"
                    disabled=blocked
                    on:click=move |_| page.go_on(turn, answer)
                >
                    {move || t!("Continue from step {step}", step = player.cursor.get())}
                </button>
            </div>
            <Choices answer fault />
            <p class="fault" role="alert" data-testid="edit-fault">{move || fault.get()}</p>
        </div>
    }
}

/// What is selected and changed, and what is left to fill.
fn words(edits: &Edits, masks: usize) -> String {
    let mut words = match edits.selected.len() {
        0 => t!("Choose tokens to change: click, drag, or Shift and the arrow keys").to_owned(),
        count => counted!(count, "1 token chosen", "{n} tokens chosen"),
    };
    for change in edits.describe() {
        words = format!("{words} · {change}");
    }
    let more = match masks {
        0 => t!("Nothing is masked here, so there is nothing to fill.").to_owned(),
        masks => counted!(masks, "1 mask to fill.", "{n} masks to fill."),
    };
    t!("{words}. {more}", words, more)
}

/// A field for words that are to stand from the first selected cell on.
#[component]
fn PutWords(answer: AnswerId, fault: RwSignal<Option<String>>) -> impl IntoView {
    let page = Page::here();
    let player = page.player(answer);
    let typed = RwSignal::new(String::new());
    let first = Memo::new(move |_| player.edits.with(|edits| edits.selected.first().copied()));
    let ready = move || first.get().is_some() && !typed.with(|typed| typed.trim().is_empty());
    let put = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(pos) = first.get_untracked().filter(|_| untrack(ready)) else {
            return;
        };
        let done = Callback::new(move |message: Option<String>| {
            if message.is_none() {
                typed.set(String::new());
            }
            fault.set(message);
        });
        page.put_words(answer, pos, &typed.get_untracked(), done);
    };
    view! {
        <form class="edit-put" on:submit=put>
            <input
                type="text"
                dir="auto"
                autocomplete="off"
                data-testid="edit-words-input"
                aria-label=t!("Words to put in, from the first chosen token on")
                placeholder=t!("Type words")
                disabled=move || first.get().is_none()
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <button type="submit" class="plain" data-testid="edit-put" disabled=move || !ready()>
                {t!("Put in")}
            </button>
        </form>
    }
}

/// A token that could stand at the selected cell.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    id: u32,
    text: String,
    probability: Option<f32>,
}

/// What could stand at the only selected cell: what was considered in the pass that decided it, else every guess there was.
fn choices(record: &Trajectory, pos: usize, cursor: usize) -> (Vec<Choice>, Option<usize>) {
    let pass = deciding_pass(record, pos, cursor);
    let seen = pass.and_then(|pass| considered(record, pos, pass + 1));
    let named = |id, probability| Choice {
        id,
        text: record.token_text(id),
        probability,
    };
    if let Some(seen) = seen {
        let likeliest = seen.likeliest.into_iter();
        let choices = likeliest.map(|(id, probability)| named(id, Some(probability)));
        return (choices.collect(), None);
    }
    let mut ids: Vec<u32> = Vec::new();
    for guess in record.guesses(pos) {
        if !ids.contains(&guess.id) {
            ids.push(guess.id);
        }
    }
    (ids.into_iter().map(|id| named(id, None)).collect(), pass)
}

/// The pass whose probabilities explain a cell after `cursor` steps: the one that wrote its token, else the last one.
fn deciding_pass(record: &Trajectory, pos: usize, cursor: usize) -> Option<usize> {
    match record.cells(cursor).get(pos)?.state {
        CellState::Settled { step, .. } => Some(step),
        CellState::Fresh { .. } | CellState::Masked { .. } => cursor.checked_sub(1),
        CellState::Locked { .. } | CellState::Kept { .. } | CellState::Pending => None,
    }
}

/// The alternatives of the only selected cell, and the way to ask for them.
#[component]
fn Choices(answer: AnswerId, fault: RwSignal<Option<String>>) -> impl IntoView {
    let page = Page::here();
    let player: Player = page.player(answer);
    let asking = RwSignal::new(false);
    let found = Memo::new(move |_| {
        let pos = player.edits.with(Edits::single)?;
        let cursor = player.cursor.get();
        player
            .trajectory
            .with(|record| Some((pos, choices(record.as_deref()?, pos, cursor))))
    });
    let look = move |pass: usize| {
        asking.set(true);
        let done = Callback::new(move |message: Option<String>| {
            asking.set(false);
            fault.set(message);
        });
        page.look_again(answer, pass, done);
    };
    let view = move || {
        let (pos, (choices, pass)) = found.get()?;
        let chips = choices.into_iter().map(move |Choice { id, text, probability }| {
            let shown = glyph(&text);
            let put = move |_| {
                let token = (pos, id, text.clone());
                player.edits.update(|edits| edits.put([token]));
            };
            view! {
                <button type="button" class="chip" data-testid="choice" on:click=put>
                    <bdi>{shown}</bdi>
                    {probability.map(|probability| view! { <span class="chip-share">{format!("{probability:.2}")}</span> })}
                </button>
            }
        });
        let more = pass.map(|pass| {
            view! {
                <button
                    type="button"
                    class="quiet"
                    data-testid="look-again"
                    title=t!("Runs the pass that decided this token once more")
                    disabled=move || asking.get() || page.run.with(Option::is_some)
                    on:click=move |_| look(pass)
                >
                    {t!("What else was likely?")}
                </button>
            }
        });
        Some(view! {
            <div class="choices" role="group" aria-label=t!("Other tokens for this place") data-testid="choices">
                {chips.collect_view()}
                {more}
            </div>
        })
    };
    view! { {view} }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    #[test]
    fn the_pass_that_decided_explains_a_token() {
        let record = sample();
        assert_eq!(deciding_pass(&record, 2, 6), Some(2));
        assert_eq!(deciding_pass(&record, 2, 1), Some(0));
        assert_eq!(deciding_pass(&record, 0, 6), None, "given");
    }

    #[test]
    fn recorded_alternatives_come_before_guesses() {
        let (known, pass) = choices(&edited(), 4, 5);
        assert_eq!((known[0].text.trim(), pass), ("there", None));
        let (guessed, pass) = choices(&sample(), 2, 6);
        assert!(guessed.iter().all(|choice| choice.probability.is_none()));
        assert_eq!(pass, Some(2));
    }
}
