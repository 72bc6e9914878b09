//! Which panel is in sight: beside the chat where there is room, instead of it on a phone.

use leptos::prelude::*;

use crate::state::Page;
use crate::state::page::Panel;

/// Chat (phones only), picture, settings.
#[component]
pub fn PanelTabs() -> impl IntoView {
    let page = Page::here();
    let tab = move |panel: Panel, id: &'static str, name: &'static str| {
        // Where there is room, the chat is always there and the picture stands beside it.
        let pressed = move || page.panel.get() == panel;
        view! {
            <button
                type="button"
                class="tab"
                data-tab=id
                data-testid=format!("tab-{id}")
                aria-pressed=move || pressed().to_string()
                on:click=move |_| page.panel.set(panel)
            >
                {name}
            </button>
        }
    };
    view! {
        <nav class="tabs" aria-label=t!("Panels")>
            {tab(Panel::Chat, "chat", t!("Chat"))}
            {tab(Panel::Picture, "picture", t!("Picture"))}
            {tab(Panel::Settings, "settings", t!("Settings"))}
        </nav>
    }
}
