//! The keys: Escape stops, a few single keys while nothing is being typed, and the list of them.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::keyboard::command;
use crate::language::text;
use crate::state::Page;
use crate::state::browser;
use crate::state::page::Panel;
use crate::state::store::local::{KEYS, LocalStorage, Strings};

/// Every key and what it does.
const LIST: [(&str, &str); 8] = [
    ("Enter", word!("Send the message")),
    ("Shift + Enter", word!("Begin a new line")),
    (
        "Esc",
        word!("Stop the run; a second time, skip to its end; end the tour"),
    ),
    ("/", word!("Go to the message box")),
    ("n", word!("New conversation")),
    ("s", word!("Settings")),
    ("p", word!("Picture")),
    ("?", word!("This list")),
];

/// Listens to the keys, and shows the list of them.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let page = Page::here();
    let list = NodeRef::<html::Dialog>::new();
    let close = move |_| {
        if let Some(dialog) = list.get_untracked() {
            dialog.close();
        }
    };
    Effect::new(move || {
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            if event.default_prevented() {
                return;
            }
            let Some(key) = command(&event) else { return };
            if key == "Escape" {
                // In a dialog, Escape closes it and does nothing else.
                if !matches!(document().query_selector("dialog[open]"), Ok(Some(_))) {
                    escape(page);
                }
                return;
            }
            let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
            if modified || !page.keys.get_untracked() || is_typing(&event) {
                return;
            }
            match key.as_str() {
                "?" => {
                    if let Some(dialog) = list.get_untracked() {
                        // A dialog that is open already stays open.
                        let _ = dialog.show_modal();
                    }
                }
                "/" => browser::focus("composer"),
                "n" => page.begin(),
                "s" => page.panel.set(Panel::Settings),
                "p" => page.panel.set(Panel::Picture),
                _ => return,
            }
            event.prevent_default();
        });
        on_cleanup(move || listener.remove());
    });
    view! {
        <dialog class="dialog" node_ref=list aria-labelledby="keys-title" data-testid="shortcuts">
            <h2 id="keys-title">{t!("Keys")}</h2>
            <dl class="keys">
                {LIST
                    .map(|(key, does)| {
                        view! {
                            <div>
                                <dt>
                                    <kbd>{key}</kbd>
                                </dt>
                                <dd>{text(does)}</dd>
                            </div>
                        }
                    })}
            </dl>
            <label class="field-label">
                <input
                    type="checkbox"
                    data-testid="keys-toggle"
                    prop:checked=move || page.keys.get()
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        page.keys.set(on);
                        let _ = LocalStorage.set(KEYS, if on { "on" } else { "off" });
                    }
                />
                {t!("Single keys are shortcuts while nothing is being typed")}
            </label>
            <div class="dialog-buttons">
                <button type="button" class="plain" on:click=close>
                    {t!("Close")}
                </button>
            </div>
        </dialog>
    }
}

/// Stops the run; one that has ended but is still being shown goes to its end.
fn escape(page: Page) {
    if page.run.with_untracked(Option::is_some) {
        page.stop();
        return;
    }
    if page.tour.with_untracked(Option::is_some) {
        page.end_tour();
        return;
    }
    if let Some(answer) = page.selected.get_untracked() {
        let player = page.player(answer);
        if player.playing.get_untracked() {
            player.follow();
        }
    }
}

/// Whether the key goes into a field, or to a control or dialog that has keys of its own.
fn is_typing(event: &leptos::ev::KeyboardEvent) -> bool {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return false;
    };
    let own = "input, textarea, select, [contenteditable], dialog, [role=grid], [role=slider]";
    matches!(target.closest(own), Ok(Some(_)))
}
