//! The list of conversations: new, open, rename, clear.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::keyboard::command;
use crate::state::Page;
use crate::state::conversation::Conversation;

/// The menu of conversations, and the question before one is cleared.
#[component]
pub fn Conversations() -> impl IntoView {
    let page = Page::here();
    let menu = NodeRef::<html::Details>::new();
    let asking = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    // A press anywhere else closes the menu.
    Effect::new(move || {
        let listener = window_event_listener(leptos::ev::pointerdown, move |event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            let inside = menu
                .get_untracked()
                .is_some_and(|menu| menu.contains(target.as_ref()));
            if !inside {
                close();
            }
        });
        on_cleanup(move || listener.remove());
    });
    let name = move || page.conversation.with(Conversation::name);
    let nothing = move || page.conversation.with(Conversation::is_empty);
    let id = Memo::new(move |_| page.conversation.with(|open| open.id.clone()));
    let ask = move |_| {
        close();
        if let Some(dialog) = asking.get_untracked() {
            // A dialog that is open already stays open.
            let _ = dialog.show_modal();
        }
    };
    let answer = move |clear: bool| {
        if let Some(dialog) = asking.get_untracked() {
            dialog.close();
        }
        if clear {
            page.clear();
        }
    };
    view! {
        <details
            class="menu"
            node_ref=menu
            data-testid="conversations"
            on:keydown=move |event| {
                if command(&event).as_deref() == Some("Escape") {
                    event.prevent_default();
                    close();
                }
            }
        >
            <summary title="Conversations">
                <span class="menu-name" dir="auto">{name}</span>
            </summary>
            <div class="menu-body">
                <button
                    type="button"
                    class="quiet"
                    data-testid="new-conversation"
                    on:click=move |_| {
                        close();
                        page.begin();
                    }
                >
                    "New conversation"
                </button>
                <ul class="menu-list">
                    <For
                        each=move || page.list.get()
                        key=|entry| entry.clone()
                        children=move |(entry, name)| {
                            let own = entry.clone();
                            let open = Memo::new(move |_| id.with(|id| *id == own));
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        class="quiet"
                                        dir="auto"
                                        data-testid="conversation"
                                        aria-current=move || open.get().then_some("true")
                                        on:click=move |_| {
                                            close();
                                            page.open_kept(&entry);
                                        }
                                    >
                                        {name}
                                    </button>
                                </li>
                            }
                        }
                    />
                </ul>
                <label class="rename">
                    "Name of this conversation"
                    <input
                        type="text"
                        dir="auto"
                        data-testid="rename"
                        maxlength="80"
                        prop:value=name
                        on:change=move |event| page.rename(&event_target_value(&event))
                    />
                </label>
                <button
                    type="button"
                    class="quiet"
                    data-testid="save-markdown"
                    disabled=nothing
                    on:click=move |_| {
                        close();
                        page.save_markdown();
                    }
                >
                    "Save as Markdown"
                </button>
                <button
                    type="button"
                    class="quiet"
                    data-testid="copy-link"
                    title="A link that carries the message and the settings"
                    on:click=move |_| {
                        close();
                        page.copy_link();
                    }
                >
                    "Copy link to this question"
                </button>
                <button type="button" class="quiet danger" data-testid="clear" disabled=nothing on:click=ask>
                    "Clear this conversation"
                </button>
            </div>
        </details>
        <dialog class="dialog" node_ref=asking aria-labelledby="clear-title">
            <h2 id="clear-title">"Clear this conversation?"</h2>
            <p>"Its messages and recorded runs are removed from this browser. You can undo it right afterwards."</p>
            <div class="dialog-buttons">
                <button type="button" class="plain" data-testid="clear-cancel" on:click=move |_| answer(false)>
                    "Keep it"
                </button>
                <button type="button" class="plain danger" data-testid="clear-confirm" on:click=move |_| answer(true)>
                    "Clear"
                </button>
            </div>
        </dialog>
    }
}
