//! How the page comes to life in the browser: what was kept is read, the address is heard, keeping begins.

use leptos::prelude::*;

use super::address::Asked;
use super::archive::{self, Store};
use super::browser::{self, BrowserStore};
use super::conversation::Conversation;
use super::page::Page;
use super::settings::Settings;
use super::theme::Theme;
use super::{model, preview};

/// Wakes the page. Effects run only in the browser, so the server renders the page asleep.
pub fn wake(page: Page) {
    // Read before the page takes its elements over and empties them.
    let typed = browser::value_of("composer");
    Effect::new(move || {
        let mut damaged = Vec::new();
        page.draft.set(typed.clone());
        restore(page, &mut damaged);
        if !damaged.is_empty() {
            page.tell(
                "Something kept by this browser could not be read. It was set aside, and the rest is here.",
            );
        }
        hear_address(page);
        hear_other_windows(page);
        keep_what_came(page);
        model::watch(page.model);
        page.awake.set(true);
        if let Some(root) = document().document_element() {
            // Tells the page's first script, and tests, that the page is alive.
            let _ = root.set_attribute("data-awake", "");
        }
    });
    preview::watch(page);
    keep_conversation(page);
    keep_settings(page);
}

fn restore(page: Page, damaged: &mut Vec<String>) {
    let store = BrowserStore;
    page.theme.set(Theme::kept());
    page.keys
        .set(store.get(archive::KEYS).as_deref() != Some("off"));
    let settings = archive::read::<Settings>(&store, archive::SETTINGS, damaged);
    let mut settings = settings.unwrap_or_default();
    if settings.seed.is_empty() {
        settings.seed = browser::draw_seed().to_string();
    }
    page.settings.set(settings);
    let mut kept = archive::conversations(&store, damaged);
    list(page, &kept);
    let current = store.get(archive::CURRENT);
    let at = kept
        .iter()
        .position(|conversation| Some(&conversation.id) == current.as_ref());
    // Without a note of what was open, the one changed last.
    let open = match (at, current) {
        (Some(at), _) => kept.swap_remove(at),
        (None, None) if !kept.is_empty() => kept.swap_remove(0),
        (None, _) => Conversation::new(browser::fresh_id()),
    };
    page.open(open);
}

fn hear_address(page: Page) {
    let query = location().search().unwrap_or_default();
    let asked = Asked::from_query(&query);
    page.settings.update(|settings| asked.fill(settings));
    if let Some(question) = asked.question {
        page.draft.set(question);
    }
}

/// What another window adds to the open conversation is shown here too, so that neither overwrites the other.
fn hear_other_windows(page: Page) {
    let listener = window_event_listener(leptos::ev::storage, move |event| {
        let busy = page.run.with_untracked(Option::is_some);
        let key = page
            .conversation
            .with_untracked(|open| archive::key_of(&open.id));
        if busy || event.key() != Some(key.clone()) {
            return;
        }
        if let Some(theirs) = archive::read::<Conversation>(&BrowserStore, &key, &mut Vec::new()) {
            page.open(theirs.mended());
        }
    });
    on_cleanup(move || listener.remove());
}

/// A page that is left in the middle of a run keeps what had come.
fn keep_what_came(page: Page) {
    let listener = window_event_listener_untyped("pagehide", move |_| {
        if page.run.with_untracked(Option::is_some) {
            page.stop();
            let conversation = page.conversation.get_untracked();
            // Effects would come too late. What does not fit now did not fit before either, and was told.
            let _ = archive::save(&BrowserStore, &conversation);
        }
    });
    on_cleanup(move || listener.remove());
}

fn keep_conversation(page: Page) {
    Effect::new(move || {
        let conversation = page.conversation.get();
        if !page.awake.get() {
            return;
        }
        let unkept = conversation.is_empty()
            && conversation.title.is_none()
            && conversation.system.trim().is_empty();
        if unkept {
            // A window that is left empty leaves nothing behind.
            list(
                page,
                &archive::conversations(&BrowserStore, &mut Vec::new()),
            );
            return;
        }
        if archive::save(&BrowserStore, &conversation).is_err() {
            page.tell(
                "This browser has no room left for the conversation: it will be lost when the page is closed. Delete older conversations to make room.",
            );
        }
        list(
            page,
            &archive::conversations(&BrowserStore, &mut Vec::new()),
        );
    });
}

fn keep_settings(page: Page) {
    Effect::new(move || {
        let settings = page.settings.get();
        if page.awake.get() {
            // Without a store the settings last as long as the page.
            let _ = archive::write(&BrowserStore, archive::SETTINGS, &settings);
        }
    });
}

fn list(page: Page, kept: &[Conversation]) {
    let names: Vec<(String, String)> = kept
        .iter()
        .map(|conversation| (conversation.id.clone(), conversation.name()))
        .collect();
    if page.list.with_untracked(|list| *list != names) {
        page.list.set(names);
    }
}
