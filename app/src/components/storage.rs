//! How much the browser keeps for the page, and the way to make room.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::confirm::Confirm;
use crate::state::Page;
use crate::state::browser;

/// Measures the storage used, and writes it into a sentence.
pub(super) fn measure(words: RwSignal<String>) {
    spawn_local(async move {
        if let Some(storage) = browser::storage().await {
            // The page may be gone meanwhile.
            words.try_set(storage.to_string());
        }
    });
}

/// The storage used, in `words`, and a button that removes recordings.
#[component]
pub fn StorageUsed(words: RwSignal<String>, on_done: Callback<()>) -> impl IntoView {
    let page = Page::here();
    let asking = RwSignal::new(false);
    let make_room = Callback::new(move |()| {
        on_done.run(());
        spawn_local(async move { page.forget_recordings().await });
    });
    view! {
        <div class="storage" data-testid="storage">
            <p class="help">{words}</p>
            <button
                type="button"
                class="quiet"
                data-testid="make-room"
                on:click=move |_| asking.set(true)
            >
                {t!("Make room…")}
            </button>
        </div>
        <Confirm
            test_id="make-room"
            open=asking
            title=t!("Remove the recordings of all other conversations?")
            text=t!("Recorded runs take most of the room. Questions and answers stay; the order of unmasking of those answers can no longer be shown. This cannot be undone.")
            keep=t!("Keep them")
            act=t!("Remove recordings")
            on_act=make_room
        />
    }
}
