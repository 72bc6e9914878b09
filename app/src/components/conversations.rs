//! The menu of conversations: new, search, open, rename, delete, files, storage.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::confirm::Confirm;
use super::conversation_list::ConversationList;
use super::storage::{StorageUsed, measure};
use crate::keyboard::command;
use crate::state::Page;
use crate::state::conversation::Conversation;

/// The menu of conversations, and the question before one is cleared.
#[component]
pub fn Conversations() -> impl IntoView {
    let page = Page::here();
    let menu = NodeRef::<html::Details>::new();
    let storage = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let done = Callback::new(move |()| close());
    close_on_press_outside(menu);
    let name = move || page.conversation.with(Conversation::name);
    let nothing = move || page.conversation.with(Conversation::is_empty);
    view! {
        <details
            class="menu"
            node_ref=menu
            data-testid="conversations"
            on:toggle=move |_| {
                if menu.get_untracked().is_some_and(|menu| menu.open()) {
                    measure(storage);
                }
            }
            on:keydown=move |event| {
                if command(&event).as_deref() == Some("Escape") {
                    event.prevent_default();
                    close();
                }
            }
        >
            <summary title=t!("Conversations")>
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
                    {t!("New conversation")}
                </button>
                <ConversationList on_done=done />
                <label class="rename">
                    {t!("Name of this conversation")}
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
                    {t!("Save as Markdown")}
                </button>
                <button
                    type="button"
                    class="quiet"
                    data-testid="copy-link"
                    title=t!("A link that carries the message and the settings")
                    on:click=move |_| {
                        close();
                        page.copy_link();
                    }
                >
                    {t!("Copy link to this question")}
                </button>
                <button
                    type="button"
                    class="quiet danger"
                    data-testid="clear"
                    disabled=nothing
                    on:click=move |_| {
                        close();
                        asking.set(true);
                    }
                >
                    {t!("Clear this conversation")}
                </button>
                <StorageUsed words=storage on_done=done />
            </div>
        </details>
        <Confirm
            test_id="clear"
            open=asking
            title=t!("Clear this conversation?")
            text=t!("Its messages and recorded runs are removed from this browser. You can undo it right afterwards.")
            keep=t!("Keep it")
            act=t!("Clear")
            on_act=Callback::new(move |()| page.clear())
        />
    }
}

/// A press anywhere else closes the menu.
fn close_on_press_outside(menu: NodeRef<html::Details>) {
    Effect::new(move || {
        let listener = window_event_listener(leptos::ev::pointerdown, move |event| {
            let Some(menu) = menu.get_untracked() else {
                return;
            };
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            if !menu.contains(target.as_ref()) {
                menu.set_open(false);
            }
        });
        on_cleanup(move || listener.remove());
    });
}
