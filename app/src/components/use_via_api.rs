//! "Use via API": the question and the settings as texts for other programs.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::Page;
use crate::state::browser;
use crate::state::snippets::Snippet;

/// The button of the settings panel, and the dialog that it opens.
#[component]
pub fn UseViaApi() -> impl IntoView {
    let page = Page::here();
    let dialog = NodeRef::<html::Dialog>::new();
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(Snippet::default());
    let copied = RwSignal::new(false);
    // Written only while somebody looks.
    let text = Memo::new(move |_| open.get().then(|| page.snippet(chosen.get())).flatten());
    let show = move |_| {
        open.set(true);
        copied.set(false);
        if let Some(dialog) = dialog.get_untracked() {
            // A dialog that is open already stays open.
            let _ = dialog.show_modal();
        }
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let copy = move |_| {
        let Some(text) = text.get_untracked() else {
            return;
        };
        spawn_local(async move {
            if browser::copy(text).await {
                copied.set(true);
            } else {
                page.tell(browser::no_clipboard());
            }
        });
    };
    let choices = Snippet::ALL.map(|snippet| {
        view! {
            <button
                type="button"
                data-testid=format!("snippet-{}", snippet.id())
                aria-pressed=move || (chosen.get() == snippet).to_string()
                on:click=move |_| {
                    chosen.set(snippet);
                    copied.set(false);
                }
            >
                {snippet.name()}
            </button>
        }
    });
    view! {
        <button type="button" class="plain" data-testid="use-via-api" on:click=show>
            {t!("Use via API")}
        </button>
        <dialog
            class="dialog snippets"
            node_ref=dialog
            aria-labelledby="snippets-title"
            data-testid="snippets"
            on:close=move |_| open.set(false)
        >
            <h2 id="snippets-title">{t!("Use via API")}</h2>
            <p>
                {t!("The question with its conversation, and what differs from the default settings, as another program asks it of this server. OpenAI’s clients work, with the address below up to /v1 as their base URL.")}
            </p>
            <div class="segments" role="group" aria-label=t!("Language")>
                {choices}
            </div>
            <pre class="snippet" tabindex="0" role="group" aria-label=t!("Text to copy") data-testid="snippet">
                {move || {
                    text.get()
                        .unwrap_or_else(|| t!("The settings cannot be run as they stand. Correct them first.").to_owned())
                }}
            </pre>
            <p class="help">
                {t!("Pictures are left out. Where the server asks for a key, send it as the header ")}
                <code>"Authorization: Bearer KEY"</code> "."
            </p>
            <div class="dialog-buttons">
                <button
                    type="button"
                    class="plain"
                    data-testid="snippet-copy"
                    disabled=move || text.with(Option::is_none)
                    on:click=copy
                >
                    {move || if copied.get() { t!("Copied") } else { t!("Copy") }}
                </button>
                <button type="button" class="plain" data-testid="snippets-close" on:click=close>
                    {t!("Close")}
                </button>
            </div>
        </dialog>
    }
}
