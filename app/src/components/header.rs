//! Name, conversations, model, theme.

use leptos::prelude::*;

use super::conversations::Conversations;
use crate::state::Page;
use crate::state::model::Model;
use crate::state::theme::Theme;
use trajectory::api::ModelStatus;

/// The page's header.
#[component]
pub fn Header() -> impl IntoView {
    view! {
        <header class="header">
            <h1 class="name">
                <Mark />
                "Unmask"
            </h1>
            <Conversations />
            <ModelBadge />
            <GalleryButton />
            <LanguageToggle />
            <ThemeToggle />
        </header>
    }
}

/// The gallery, from everywhere.
#[component]
fn GalleryButton() -> impl IntoView {
    let page = Page::here();
    view! {
        <button
            type="button"
            class="quiet gallery-button"
            data-testid="gallery-button"
            disabled=move || !page.awake.get()
            on:click=move |_| page.gallery.set(true)
        >
            {t!("Gallery")}
        </button>
    }
}

/// Nine cells, some of them still masked.
#[component]
fn Mark() -> impl IntoView {
    let cells = [3, 5, 0, 0, 4, 5, 5, 0, 2];
    view! {
        <span class="mark" aria-hidden="true">
            {cells.map(|tone| view! { <i data-tone=tone></i> })}
        </span>
    }
}

/// Which model, where, and how far it is.
#[component]
fn ModelBadge() -> impl IntoView {
    let page = Page::here();
    let words = move || page.model.with(Model::badge);
    let title = move || {
        page.model.with(|model| match model {
            Model::Known(ModelStatus::Ready { context, model, .. }) => {
                t!(
                    "{id} ({architecture}), {device} in {dtype}, context of {context} tokens",
                    id = model.id,
                    architecture = model.architecture,
                    device = model.device,
                    dtype = model.dtype,
                    context
                )
            }
            other => other.unavailable_because().unwrap_or_default(),
        })
    };
    let percent = move || page.model.with(Model::percent);
    view! {
        <div
            class="model"
            data-testid="model-status"
            data-state=move || page.model.with(Model::state)
            title=title
        >
            <span class="dot" aria-hidden="true"></span>
            <span class="model-words">{words}</span>
            {move || {
                percent()
                    .map(|percent| {
                        view! {
                            <progress max="100" value=percent.to_string() aria-label=t!("Loading the model")></progress>
                        }
                    })
            }}
        </div>
    }
}

/// The other language, by its own name.
#[component]
fn LanguageToggle() -> impl IntoView {
    let page = Page::here();
    let other = page.language.get_untracked().other();
    view! {
        <button
            type="button"
            id="language"
            class="quiet language"
            data-testid="language"
            lang=other.tag()
            on:click=move |_| other.choose(page)
        >
            {other.name()}
        </button>
    }
}

/// System, light, dark.
#[component]
fn ThemeToggle() -> impl IntoView {
    let page = Page::here();
    let name = move || match page.theme.get() {
        Theme::System => t!("Theme: system"),
        Theme::Light => t!("Theme: light"),
        Theme::Dark => t!("Theme: dark"),
    };
    let turn = move |_| {
        let theme = page.theme.get_untracked().next();
        page.theme.set(theme);
        theme.apply();
    };
    view! {
        <button
            type="button"
            class="icon"
            data-testid="theme-toggle"
            data-theme-choice=move || page.theme.get().name()
            aria-label=name
            title=name
            on:click=turn
        >
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                {move || match page.theme.get() {
                    Theme::System => {
                        view! {
                            <circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5"></circle>
                            <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"></path>
                        }
                            .into_any()
                    }
                    Theme::Light => {
                        view! {
                            <circle cx="10" cy="10" r="3.5" fill="currentColor"></circle>
                            <path
                                d="M10 1.5v2.5M10 16v2.5M1.5 10h2.5M16 10h2.5M4 4l1.8 1.8M14.2 14.2l1.8 1.8M16 4l-1.8 1.8M5.8 14.2l-1.8 1.8"
                                stroke="currentColor"
                                stroke-width="1.5"
                                stroke-linecap="round"
                            ></path>
                        }
                            .into_any()
                    }
                    Theme::Dark => {
                        view! { <path d="M16.5 12.2A7 7 0 1 1 7.8 3.5a5.6 5.6 0 0 0 8.7 8.7z" fill="currentColor"></path> }
                            .into_any()
                    }
                }}
            </svg>
        </button>
    }
}
