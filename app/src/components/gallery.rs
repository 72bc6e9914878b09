//! The gallery of recordings, and the card of the guided tour.

use leptos::html;
use leptos::prelude::*;

use crate::language::text;
use crate::state::Page;
use crate::state::gallery::{PIECES, STOPS};

/// The recordings that ship, in a dialog.
#[component]
pub fn Gallery() -> impl IntoView {
    let page = Page::here();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if page.gallery.get() {
            // One that is open stays open.
            let _ = dialog.show_modal();
        } else {
            dialog.close();
        }
    });
    let pieces = PIECES.map(|piece| {
        let choose = move |_| {
            page.gallery.set(false);
            page.end_tour();
            page.visit(piece.file);
        };
        view! {
            <li>
                <button type="button" class="piece" data-testid="piece" on:click=choose>
                    <strong>{text(piece.title)}</strong>
                    <span>{text(piece.shows)}</span>
                </button>
            </li>
        }
    });
    view! {
        <dialog
            class="dialog gallery"
            node_ref=dialog
            aria-labelledby="gallery-title"
            data-testid="gallery"
            on:close=move |_| page.gallery.set(false)
        >
            <h2 id="gallery-title">{t!("Gallery")}</h2>
            <p class="help">
                {t!("Recorded runs of the built-in model. They play in the page alone; nothing is computed.")}
            </p>
            <ul class="pieces">{pieces}</ul>
            <div class="dialog-buttons">
                <button type="button" class="plain" data-testid="gallery-tour" on:click=move |_| page.take_tour()>
                    {t!("Take the tour")}
                </button>
                <button type="button" class="plain" data-testid="gallery-close" on:click=move |_| page.gallery.set(false)>
                    {t!("Close")}
                </button>
            </div>
        </dialog>
    }
}

/// The present stop of the tour. The card stays while its words change, so that the keyboard's focus does too.
#[component]
pub fn TourCard() -> impl IntoView {
    let page = Page::here();
    let card = NodeRef::<html::Section>::new();
    let open = Memo::new(move |_| page.tour.with(Option::is_some));
    let at = Memo::new(move |_| page.tour.get().unwrap_or_default());
    let stop = move || STOPS[at.get().min(STOPS.len() - 1)];
    let last = move || at.get() + 1 == STOPS.len();
    Effect::new(move || {
        if open.get()
            && let Some(card) = card.get()
        {
            // For the keyboard: the tour goes on from the card.
            let _ = card.focus();
        }
    });
    let next = move |_| {
        if untrack(last) {
            page.leave_tour();
        } else {
            page.go_to_stop(at.get_untracked() + 1);
        }
    };
    view! {
        <Show when=move || open.get()>
            <section
                class="tour-card"
                node_ref=card
                tabindex="-1"
                aria-label=t!("Guided tour")
                data-testid="tour"
            >
                <p class="tour-place">{move || t!("Stop {n} of {count}", n = at.get() + 1, count = STOPS.len())}</p>
                <div aria-live="polite">
                    <h2>{move || text(stop().title)}</h2>
                    <p>{move || text(stop().text)}</p>
                </div>
                <div class="dialog-buttons">
                    <button type="button" class="quiet" data-testid="tour-end" on:click=move |_| page.end_tour()>
                        {move || if last() { t!("Stay here") } else { t!("End the tour") }}
                    </button>
                    <button
                        type="button"
                        class="plain"
                        data-testid="tour-back"
                        aria-disabled=move || (at.get() == 0).to_string()
                        on:click=move |_| page.go_to_stop(at.get_untracked().saturating_sub(1))
                    >
                        {t!("Back")}
                    </button>
                    <button type="button" class="primary" data-testid="tour-next" on:click=next>
                        {move || if last() { t!("Ask something") } else { t!("Next") }}
                    </button>
                </div>
            </section>
        </Show>
    }
}

/// The ways into gallery and tour.
#[component]
pub fn GalleryButtons() -> impl IntoView {
    let page = Page::here();
    view! {
        <div class="ways" role="group" aria-label=t!("Look first")>
            <button
                type="button"
                class="plain"
                data-testid="open-gallery"
                disabled=move || !page.awake.get()
                on:click=move |_| page.gallery.set(true)
            >
                {t!("Open the gallery")}
            </button>
            <button
                type="button"
                class="plain"
                data-testid="take-tour"
                disabled=move || !page.awake.get()
                on:click=move |_| page.take_tour()
            >
                {t!("Take the tour")}
            </button>
        </div>
    }
}
