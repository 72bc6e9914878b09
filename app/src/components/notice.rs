//! Sentences at the top of the page, and words for people who listen to it.

use leptos::prelude::*;

use crate::state::Page;
use crate::state::model::Model;

/// What happened, until it is dismissed; and whether the server is away.
#[component]
pub fn NoticeBar() -> impl IntoView {
    let page = Page::here();
    let trouble = move || {
        let shows = page
            .model
            .with(|model| matches!(model.state(), "failed" | "unreachable"));
        shows
            .then(|| page.model.with(Model::unavailable_because))
            .flatten()
    };
    view! {
        <div class="notices">
            {move || {
                trouble()
                    .map(|text| {
                        view! { <p class="notice trouble" role="alert" data-testid="trouble">{text}</p> }
                    })
            }}
            {move || {
                page.offer
                    .get()
                    .map(|offer| {
                        view! {
                            <div class="notice" role="alert" data-testid="offer">
                                <span>{offer.text}</span>
                                <button type="button" class="plain" data-testid="undo" on:click=move |_| page.undo()>
                                    {t!("Undo")}
                                </button>
                                <button
                                    type="button"
                                    class="plain"
                                    data-testid="dismiss-offer"
                                    on:click=move |_| page.offer.set(None)
                                >
                                    {t!("Dismiss")}
                                </button>
                            </div>
                        }
                    })
            }}
            {move || {
                page.notice
                    .get()
                    .map(|text| {
                        view! {
                            <div class="notice" role="alert" data-testid="notice">
                                <span>{text}</span>
                                <button
                                    type="button"
                                    class="plain"
                                    data-testid="dismiss"
                                    on:click=move |_| page.notice.set(None)
                                >
                                    {t!("Dismiss")}
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// Start, quarters, end: said once each. The region is there before its text changes.
#[component]
pub fn Announcer() -> impl IntoView {
    let page = Page::here();
    view! {
        <div class="unseen" role="status" aria-live="polite" data-testid="announcer">
            {move || page.said.get()}
        </div>
    }
}
