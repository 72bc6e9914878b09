//! A question and its answer.

use leptos::prelude::*;

use super::answer::AnswerView;
use super::attachments::TurnImages;
use super::branches::Branches;
use crate::state::Page;
use crate::state::conversation::{Turn, TurnId};

/// One turn of the conversation.
#[component]
pub fn TurnView(
    /// The turn's number.
    turn: TurnId,
) -> impl IntoView {
    let page = Page::here();
    let find = move |map: fn(&Turn) -> String| {
        page.conversation
            .with(|conversation| conversation.turn(turn).map(map).unwrap_or_default())
    };
    let question = Memo::new(move |_| find(|turn| turn.question.clone()));
    let answer = Memo::new(move |_| {
        page.conversation.with(|conversation| {
            let answer = conversation.turn(turn).and_then(Turn::answer);
            answer.map(|answer| answer.id)
        })
    });
    let is_last = Memo::new(move |_| {
        page.conversation
            .with(|conversation| conversation.turns.last().map(|last| last.id) == Some(turn))
    });
    view! {
        <div class="turn">
            <article class="question" data-testid="message-user" aria-label=t!("You")>
                <TurnImages turn />
                <p class="question-text" dir="auto">{move || question.get()}</p>
                <Show when=move || is_last.get()>
                    <button
                        type="button"
                        class="quiet edit"
                        data-testid="edit"
                        title=t!("Take this question back into the message box")
                        on:click=move |_| page.take_back()
                    >
                        {t!("Edit")}
                    </button>
                </Show>
            </article>
            {move || answer.get().map(|answer| view! { <AnswerView turn answer /> })}
            <Branches turn />
        </div>
    }
}
