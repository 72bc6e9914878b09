//! The conversations that are kept: searched, opened, deleted.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::Page;
use crate::state::browser;

/// How long nothing must be typed before what is kept is read: a search reads every turn.
const PAUSE: Duration = Duration::from_millis(150);

/// The list, the conversation changed last first, and the field that narrows it.
#[component]
pub fn ConversationList(on_done: Callback<()>) -> impl IntoView {
    let page = Page::here();
    let wanted = RwSignal::new(String::new());
    // The conversations whose questions or answers hold what is wanted; their names are looked at here.
    let found = RwSignal::new(Vec::<String>::new());
    let search = move |event| {
        let text = browser::lower(event_target_value(&event).trim());
        wanted.set(text.clone());
        found.set(Vec::new());
        if text.is_empty() {
            return;
        }
        spawn_local(async move {
            // Meanwhile something else may be wanted, or the page gone.
            let still = || wanted.try_with_untracked(|now| *now == text) == Some(true);
            browser::sleep(PAUSE).await;
            if !still() {
                return;
            }
            let ids = page.search(&text).await;
            if still() {
                found.set(ids);
            }
        });
    };
    let shown = Memo::new(move |_| {
        let wanted = wanted.get();
        found.with(|found| {
            let fits = |(id, name): &&(String, String)| {
                browser::lower(name).contains(&wanted) || found.contains(id)
            };
            page.list
                .with(|list| list.iter().filter(fits).cloned().collect::<Vec<_>>())
        })
    });
    let nothing = move || {
        let none = shown.with(Vec::is_empty) && page.list.with(|list| !list.is_empty());
        none.then(|| t!("No conversation holds “{wanted}”.", wanted = wanted.get()))
    };
    view! {
        <input
            type="search"
            class="search"
            dir="auto"
            aria-label=t!("Search conversations")
            placeholder=t!("Search conversations")
            data-testid="search"
            on:input=search
        />
        <ul class="menu-list">
            <For
                each=move || shown.get()
                key=|entry| entry.clone()
                children=move |(id, name)| view! { <Entry id name on_done /> }
            />
        </ul>
        <p class="help" data-testid="nothing-found">{nothing}</p>
    }
}

/// A conversation: a press opens it, another button deletes it.
#[component]
fn Entry(id: String, name: String, on_done: Callback<()>) -> impl IntoView {
    let page = Page::here();
    let own = id.clone();
    let open = Memo::new(move |_| page.conversation.with(|open| open.id == own));
    let delete = t!("Delete “{name}”", name);
    let gone = id.clone();
    view! {
        <li class="entry">
            <button
                type="button"
                class="quiet"
                dir="auto"
                data-testid="conversation"
                aria-current=move || open.get().then_some("true")
                on:click=move |_| {
                    on_done.run(());
                    page.open_kept(&id);
                }
            >
                {name}
            </button>
            <button
                type="button"
                class="quiet delete"
                data-testid="delete-conversation"
                aria-label=delete.clone()
                title=delete
                on:click=move |_| {
                    // The menu would hide the way to have it back.
                    on_done.run(());
                    page.delete_kept(&gone);
                }
            >
                "×"
            </button>
        </li>
    }
}
