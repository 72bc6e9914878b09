//! How the page comes to life in the browser: what was kept is read, the address is heard, the other windows too.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::address::Asked;
use super::browser;
use super::conversation::Conversation;
use super::follow;
use super::page::Page;
use super::settings::Settings;
use super::store::local::{self, Damaged, LocalStorage, Strings};
use super::store::parting::{self, Parting};
use super::store::{News, Store, windows};
use super::theme::Theme;
use super::{model, preview};

/// Wakes the page. Effects run only in the browser.
pub fn wake(page: Page) {
    // What somebody has written before the page's program had come.
    let typed = browser::value_of("composer");
    Effect::new(move || {
        page.draft.set(typed.clone());
        restore_settings(page);
        hear_address(page);
        leave_parting(page);
        hear_partings(page);
        model::watch(page.engine(), page.model);
        spawn_local(async move {
            open_store(page).await;
            page.awake.set(true);
            if let Some(root) = document().document_element() {
                // Tells the page's first script, and tests, that the page is alive.
                let _ = root.set_attribute("data-awake", "");
            }
        });
    });
    preview::watch(page);
    follow::watch(page);
    page.bring_selected();
    follow_family(page);
    keep_settings(page);
}

fn restore_settings(page: Page) {
    page.theme.set(Theme::kept());
    page.keys
        .set(LocalStorage.get(local::KEYS).as_deref() != Some("off"));
    let settings = local::read::<Settings>(&LocalStorage, local::SETTINGS);
    let mut settings = settings
        .unwrap_or_else(|Damaged(name)| {
            page.hear(News::Damaged(vec![name]));
            None
        })
        .unwrap_or_default();
    if settings.seed.is_empty() {
        settings.seed = browser::draw_seed().to_string();
    }
    page.settings.set(settings);
}

/// Opens the store, and in it the conversation that was open.
async fn open_store(page: Page) {
    // Listening comes first: what is written from now on is either read below or heard.
    let post = windows::listen(move |message| follow::hear(page, message));
    page.post.set_value(post.clone());
    let (store, heads) = Store::open(post, move |news| page.hear(news)).await;
    page.store.set_value(store.clone());
    follow::take_partings(page).await;
    let current = local::current();
    // Without a note of what was open, the one changed last.
    let id = match &current {
        Some(current) => Some(current.clone()),
        None => heads.first().map(|head| head.id.clone()),
    };
    let kept = match id {
        Some(id) => store.conversation(&id).await,
        None => None,
    };
    page.list_heads(heads);
    // The recording of its newest answer is brought as soon as that is selected; the page is awake before.
    page.show(kept.unwrap_or_else(|| Conversation::new(browser::fresh_id())));
}

fn hear_address(page: Page) {
    let parts = [location().search(), location().hash()];
    for part in parts.into_iter().flatten() {
        let asked = Asked::from_query(&part);
        page.settings.update(|settings| asked.fill(settings));
        if let Some(question) = asked.question {
            page.draft.set(question);
        }
    }
}

/// A page that is left in the middle of a run keeps what had come.
fn leave_parting(page: Page) {
    let leaving = window_event_listener_untyped("pagehide", move |_| {
        let Some(run) = page.run.get_untracked() else {
            return;
        };
        page.stop();
        let answer = page
            .conversation
            .with_untracked(|open| open.answer(run.answer).cloned());
        let Some(answer) = answer else { return };
        let record = page.player(run.answer).trajectory.get_untracked();
        parting::leave(
            &LocalStorage,
            Parting {
                conversation: run.id.conversation,
                turn: run.id.turn,
                answer,
                run: record.map(|record| record.as_ref().clone()),
            },
        );
    });
    // A page that the browser brings back as it was has missed what other windows did meanwhile.
    let returning = window_event_listener(leptos::ev::pageshow, move |event| {
        if event.persisted() {
            // A page that cannot be loaded again is as it was.
            let _ = location().reload();
        }
    });
    on_cleanup(move || {
        leaving.remove();
        returning.remove();
    });
}

/// Another window was left in the middle of a run: its last words are taken over here.
fn hear_partings(page: Page) {
    let listener = window_event_listener(leptos::ev::storage, move |event| {
        let left = event.key().is_some_and(|key| parting::is_parting(&key));
        if left && event.new_value().is_some() {
            spawn_local(follow::take_partings(page));
        }
    });
    on_cleanup(move || listener.remove());
}

/// The form follows the family of the model.
fn follow_family(page: Page) {
    Effect::new(move || {
        let family = page.model.with(|model| model.family().cloned());
        let known = page
            .settings
            .with_untracked(|settings| settings.family.clone());
        if let Some(family) = family.filter(|family| *family != known) {
            page.settings.update(|settings| settings.adopt(&family));
        }
    });
}

fn keep_settings(page: Page) {
    Effect::new(move || {
        let settings = page.settings.get();
        if page.awake.get() {
            // Without a store the settings last as long as the page.
            let _ = local::write(&LocalStorage, local::SETTINGS, &settings);
        }
    });
}
