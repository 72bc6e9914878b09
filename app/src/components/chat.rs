//! The conversation's column: the transcript or a welcome, and the composer.

use leptos::html;
use leptos::prelude::*;

use super::composer::Composer;
use super::gallery::GalleryButtons;
use super::turn::TurnView;
use crate::state::Page;
use crate::state::answer::AnswerId;
use crate::state::browser;
use crate::state::conversation::Conversation;

/// Questions that the built-in model answers well.
const EXAMPLES: [&str; 4] = [
    "What is the capital of France?",
    "What is 17 + 25?",
    "Who are you?",
    "How do you work?",
];

/// Transcript and composer.
#[component]
pub fn ChatColumn() -> impl IntoView {
    let page = Page::here();
    let scroller = NodeRef::<html::Div>::new();
    let nothing = Memo::new(move |_| page.conversation.with(Conversation::is_empty));
    keep_end_in_sight(page, scroller);
    let over = |event: leptos::ev::DragEvent| event.prevent_default();
    let drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        let _ = page.attach_from(event.data_transfer());
    };
    view! {
        <section class="chat" aria-label=t!("Conversation") on:dragover=over on:drop=drop>
            <div class="scroller" node_ref=scroller tabindex="0" role="group" aria-label=t!("Messages")>
                <Show when=move || nothing.get()>
                    <Welcome />
                </Show>
                <Transcript />
            </div>
            <Composer />
        </section>
    }
}

/// The turns. What settles here is read aloud once; what still denoises is not.
#[component]
fn Transcript() -> impl IntoView {
    let page = Page::here();
    let turns = move || {
        page.conversation.with(|conversation| {
            let ids = conversation.turns.iter().map(|turn| turn.id);
            // The conversation's name is part of the key: turns of two conversations are never the same.
            ids.map(|id| (conversation.id.clone(), id))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <div class="transcript" role="log" aria-label=t!("Messages") data-testid="transcript">
            <For each=turns key=|turn| turn.clone() children=move |(_, turn)| view! { <TurnView turn /> } />
        </div>
    }
}

/// What this is, in two sentences, and how to begin.
#[component]
fn Welcome() -> impl IntoView {
    let page = Page::here();
    let ask = move |question: &'static str| {
        page.draft.set(question.to_owned());
        if untrack(|| page.send_blocked_because()).is_none() {
            page.send();
        } else {
            browser::focus("composer");
        }
    };
    view! {
        <div class="welcome" data-testid="welcome">
            <h2>{headline()}</h2>
            <p>
                {t!("You are talking with LLaDA, a language model that does not write from left to right. It begins with an answer made only of masks and reveals the tokens it is surest of, step by step, until none is left.")}
            </p>
            <ul class="examples" aria-label=t!("Questions to begin with")>
                {EXAMPLES
                    .map(|question| {
                        view! {
                            <li>
                                <button
                                    type="button"
                                    class="example"
                                    data-testid="example"
                                    disabled=move || !page.awake.get()
                                    on:click=move |_| ask(question)
                                >
                                    {question}
                                </button>
                            </li>
                        }
                    })}
            </ul>
            <GalleryButtons />
        </div>
    }
}

/// The headline, whose words are unmasked in an order of their own.
fn headline() -> impl IntoView {
    let turns = [4, 1, 2, 6, 3, 0, 5];
    let text = t!("Watch an answer appear out of order");
    // A language without spaces sets its words apart by spaces of no width.
    let gap = if text.contains(' ') { ' ' } else { '\u{200b}' };
    let words = text.split(gap).zip(turns);
    words
        .map(|(word, turn)| {
            view! {
                <span class="unmasked" style=format!("--turn: {turn}")>
                    {word}
                </span>
                {gap}
            }
        })
        .collect_view()
}

/// Brings a new question to the top, its answer below it, and the end of a conversation that was opened.
fn keep_end_in_sight(page: Page, scroller: NodeRef<html::Div>) {
    let asked = Memo::new(move |_| page.run.with(|run| run.as_ref().map(|run| run.answer)));
    let open = Memo::new(move |_| {
        page.conversation
            .with(|conversation| conversation.id.clone())
    });
    Effect::new(move |before: Option<(Option<AnswerId>, String)>| {
        let now = (asked.get(), open.get());
        if before.as_ref() != Some(&now)
            && let Some(element) = scroller.get()
        {
            let opened = before.is_none_or(|before| before.1 != now.1);
            if opened {
                request_animation_frame(move || element.set_scroll_top(element.scroll_height()));
            } else if now.0.is_some() {
                request_animation_frame(move || bring_up_asked(&element));
            }
        }
        now
    });
}

/// Scrolls the turn that is being answered to the top.
fn bring_up_asked(scroller: &web_sys::HtmlElement) {
    let answer = scroller.query_selector("[data-status=running]");
    let turn = answer
        .ok()
        .flatten()
        .and_then(|answer| answer.parent_element());
    if let Some(turn) = turn {
        let above =
            turn.get_bounding_client_rect().top() - scroller.get_bounding_client_rect().top();
        // Whole pixels are enough to scroll by.
        #[allow(clippy::cast_possible_truncation)]
        scroller.set_scroll_top(scroller.scroll_top() + above as i32 - 16);
    }
}
