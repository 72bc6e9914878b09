//! The picture beside the chat: scrubber, heatmap, legend, inspector, charts.

use std::sync::Arc;

use leptos::prelude::*;
use trajectory::Trajectory;

use super::charts::Charts;
use super::controls::Controls;
use super::facts::Facts;
use super::files::{DropZone, Files};
use super::heatmap::Heatmap;
use super::inspector::Inspector;
use super::key::Key;
use super::legend::Legend;
use super::matrix::Matrix;
use super::options::View;
use super::ramp::Ramp;
use super::scrubber::Scrubber;
use super::slow_motion::SlowMotion;
use super::table::TokenTable;
use super::words::{origin, question};
use super::{AnswerCanvas, PictureOptions, Player};
use crate::state::Page;
use crate::state::model::Model;

/// Everything there is to see of the player's trajectory. `on_open` gets a recording that the reader opened or dropped;
/// without it the workbench shows the recording itself, in `guest`, beside the conversation, until the reader goes back.
#[component]
pub fn Workbench(
    player: Player,
    #[prop(optional, into)] on_open: Option<Callback<Vec<Trajectory>>>,
    #[prop(optional)] guest: Option<Player>,
) -> impl IntoView {
    let guest = guest.unwrap_or_default();
    let visiting = Memo::new(move |_| guest.trajectory.with(Option::is_some));
    let page = use_context::<Page>();
    let on_open = on_open.unwrap_or_else(|| {
        Callback::new(move |mut records: Vec<Trajectory>| match page {
            Some(page) if records.len() > 1 => page.open_tree(records),
            _ => {
                if let Some(record) = records.pop() {
                    guest.show(record);
                }
            }
        })
    });
    let body = move || {
        if visiting.get() {
            view! {
                <Guest player=guest />
                <Views player=guest on_open />
            }
            .into_any()
        } else {
            view! { <Views player on_open /> }.into_any()
        }
    };
    view! {
        <DropZone on_open>
            <section class="workbench" data-testid="workbench" aria-label=t!("Order of unmasking")>
                {body}
            </section>
        </DropZone>
    }
}

/// The views of one player.
#[component]
fn Views(player: Player, on_open: Callback<Vec<Trajectory>>) -> impl IntoView {
    let options = PictureOptions::get();
    let empty = Memo::new(move |_| player.trajectory.with(Option::is_none));
    let picture = move || match options.view.get() {
        View::Grid => view! {
            <Heatmap player />
            <Legend player variant=Signal::derive(move || options.colour()) />
        }
        .into_any(),
        View::Matrix => view! {
            <Matrix player />
            <Legend player variant=Signal::derive(move || options.colour()) />
        }
        .into_any(),
    };
    let body = move || {
        if empty.get() {
            return view! { <Empty /> }.into_any();
        }
        view! {
            <Scrubber player />
            <Controls />
            <div class="picture">{picture}</div>
            <Inspector player />
            <Facts player />
            <SlowMotion player />
            <Key player />
            <details class="more" open>
                <summary>{t!("Step by step")}</summary>
                <Charts player />
            </details>
            <TokenTable player />
        }
        .into_any()
    };
    view! {
        {body}
        <Files player on_open />
    }
}

/// A recording that was opened: what was asked, the answer, and the way back.
#[component]
fn Guest(player: Player) -> impl IntoView {
    let read = move |tell: fn(&Trajectory) -> String| {
        move || {
            player
                .trajectory
                .with(|record| record.as_deref().map(tell).unwrap_or_default())
        }
    };
    let page = use_context::<Page>();
    let close = move || {
        player.pause();
        player.trajectory.set(None);
    };
    let foreign = Memo::new(move |_| {
        let maker = player
            .trajectory
            .with(|record| Some(record.as_ref()?.head.model.clone()))?;
        page?.model.with(|model| model.foreign_to(&maker))
    });
    let ready = move || page.is_some_and(|page| page.model.with(Model::is_ready));
    let go_on = move |_| {
        let record = player.trajectory.get_untracked();
        if let (Some(page), Some(record)) = (page, record) {
            close();
            page.open_tree(vec![Arc::unwrap_or_clone(record)]);
        }
    };
    view! {
        <div class="guest" data-testid="opened">
            <div class="guest-head">
                <span>{t!("Opened recording")}</span>
                <button
                    type="button"
                    class="quiet-button"
                    data-testid="work-on-recording"
                    title=t!(
                        "Opens it as a conversation: there you can edit the answer and go on from any of its steps"
                    )
                    hidden=move || !ready() || foreign.with(Option::is_some)
                    on:click=go_on
                >
                    {t!("Work on it")}
                </button>
                <button
                    type="button"
                    class="quiet-button"
                    data-testid="close-recording"
                    on:click=move |_| close()
                >
                    {t!("Close")}
                </button>
            </div>
            <p class="guest-foreign" data-testid="foreign-recording" hidden=move || foreign.with(Option::is_none)>
                {move || foreign.get()}
            </p>
            <p class="guest-question" dir="auto">{read(|record| question(&record.head.prompt).to_owned())}</p>
            <AnswerCanvas player />
            <p class="guest-origin">{read(origin)}</p>
        </div>
    }
}

/// What stands there before the first run.
#[component]
fn Empty() -> impl IntoView {
    let ramp = Ramp::default();
    // An order as a model might take it, drawn as a sign of what will come.
    let order = [2, 9, 5, 14, 0, 7, 11, 3, 12, 1, 15, 8, 4, 13, 6, 10];
    let cells = order.map(|step| {
        let colour = ramp.at(f64::from(step) / 15.0);
        view! { <i style=format!("background-color:{}", colour.css())></i> }
    });
    view! {
        <div class="workbench-empty">
            <div class="emblem" aria-hidden="true">{cells}</div>
            <p>
                {t!("The answer does not come from left to right. Ask something, and here you see which token came at which step, and how sure the model was.")}
            </p>
        </div>
    }
}
