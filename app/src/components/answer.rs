//! The answer: canvas while it denoises, text when it has settled.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::compare::CompareButton;
use super::edit_bar::EditBar;
use super::formulas::typeset;
use crate::markdown::to_html;
use crate::picture::AnswerCanvas;
use crate::state::Page;
use crate::state::answer::{Answer, AnswerId, AnswerStatus};
use crate::state::browser;
use crate::state::conversation::TurnId;
use crate::state::page::Panel;
use crate::state::run::has_failed;
use crate::state::summary;

/// One answer of a turn.
#[component]
pub fn AnswerView(
    /// The turn's number.
    turn: TurnId,
    /// The answer's number.
    answer: AnswerId,
) -> impl IntoView {
    let page = Page::here();
    let player = page.player(answer);
    let known = Memo::new(move |_| {
        page.conversation
            .with(|conversation| conversation.answer(answer).cloned())
    });
    let with = move |map: fn(&Answer) -> bool| known.with(|known| known.as_ref().is_some_and(map));
    let running = Memo::new(move |_| with(|answer| answer.status == AnswerStatus::Running));
    let failed = Memo::new(move |_| with(has_failed));
    let recorded = Memo::new(move |_| with(|answer| answer.recorded));
    let wants_tokens = RwSignal::new(false);
    let shows_tokens = Memo::new(move |_| {
        !failed.get()
            && (running.get() || !player.settled() || (wants_tokens.get() && recorded.get()))
    });
    // A run that has ended can be worked on; one that is coming takes words for the next one.
    let works = Memo::new(move |_| {
        shows_tokens.get() && recorded.get() && !running.get() && !player.playing.get()
    });
    let selected = Memo::new(move |_| page.selected.get() == Some(answer));
    let status = move || {
        known.with(|known| match known.as_ref().map(|known| &known.status) {
            Some(AnswerStatus::Running) => "running",
            Some(AnswerStatus::Complete) => "complete",
            Some(AnswerStatus::Stopped { .. }) => "stopped",
            Some(AnswerStatus::Cut { .. }) => "cut",
            Some(AnswerStatus::Failed { .. }) | None => "failed",
        })
    };
    let constrain = Callback::new(move |position: usize| constrain_at(page, position));
    view! {
        <article
            class="answer"
            data-testid="message-assistant"
            data-status=status
            data-selected=move || selected.get().to_string()
            aria-label="Unmask"
            aria-busy=move || running.get().to_string()
        >
            <Show when=move || shows_tokens.get()>
                <div class="answer-tokens" aria-live="off">
                    <AnswerCanvas player on_cell=constrain work=works />
                </div>
            </Show>
            <Show when=move || !shows_tokens.get() && !failed.get()>
                <AnswerText known />
            </Show>
            <Show when=move || works.get()>
                <EditBar turn answer />
            </Show>
            <Remarks known />
            <Elsewhere answer running />
            <Show when=move || !running.get()>
                <footer class="answer-foot">
                    <Show when=move || !failed.get()>
                        <p class="stats" data-testid="stats">
                            {move || known.with(|known| known.as_ref().map(stats_line))}
                        </p>
                    </Show>
                    <div class="actions">
                        <Alternatives turn answer />
                        <Show when=move || recorded.get()>
                            <button
                                type="button"
                                class="quiet"
                                data-testid="tokens-toggle"
                                aria-pressed=move || shows_tokens.get().to_string()
                                on:click=move |_| {
                                    let shown = shows_tokens.get_untracked();
                                    player.follow();
                                    wants_tokens.set(!shown);
                                    page.select(answer);
                                }
                            >
                                {t!("Tokens")}
                            </button>
                            <GoOnButton turn answer known />
                            <button
                                type="button"
                                class="quiet"
                                data-testid="select"
                                aria-pressed=move || selected.get().to_string()
                                title=t!("Show this run in the picture")
                                on:click=move |_| {
                                    page.select(answer);
                                    page.panel.set(Panel::Picture);
                                }
                            >
                                {t!("Picture")}
                            </button>
                        </Show>
                        <Show when=move || !failed.get()>
                            <CopyButton known />
                        </Show>
                        <RetryButtons turn known />
                        <Show when=move || recorded.get()>
                            <CompareButton turn />
                        </Show>
                    </div>
                </footer>
            </Show>
        </article>
    }
}

/// Goes on where a run was stopped or broke off.
#[component]
fn GoOnButton(turn: TurnId, answer: AnswerId, known: Memo<Option<Answer>>) -> impl IntoView {
    let page = Page::here();
    let unfinished = Memo::new(move |_| {
        known.with(|known| {
            matches!(
                known.as_ref().map(|known| &known.status),
                Some(AnswerStatus::Stopped { .. } | AnswerStatus::Cut { .. })
            )
        })
    });
    view! {
        <Show when=move || unfinished.get()>
            <button
                type="button"
                class="quiet"
                data-testid="go-on"
                title=t!("Go on from the last step, with the settings as they are now")
                disabled=move || page.run.with(Option::is_some)
                on:click=move |_| {
                    page.player(answer).follow();
                    page.go_on(turn, answer);
                }
            >
                {t!("Continue")}
            </button>
        </Show>
    }
}

/// The statistics, whose parts do not break.
fn stats_line(answer: &Answer) -> impl IntoView + use<> {
    let parts = summary::parts(answer);
    let last = parts.len().saturating_sub(1);
    let dotted = move |(index, part): (usize, String)| {
        let part = if index < last {
            format!("{part} ·")
        } else {
            part
        };
        view! { <span class="part">{part}</span> " " }
    };
    parts.into_iter().enumerate().map(dotted).collect_view()
}

/// The settled text.
#[component]
fn AnswerText(known: Memo<Option<Answer>>) -> impl IntoView {
    let page = Page::here();
    let text = Memo::new(move |_| {
        known.with(|known| {
            known
                .as_ref()
                .map_or_else(String::new, |known| known.text.clone())
        })
    });
    let frame = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(frame) = frame.get() {
            typeset(page, &frame);
        }
    });
    view! {
        {move || {
            let text = text.get();
            if text.trim().is_empty() {
                view! {
                    <p class="answer-text empty" data-testid="answer-text">
                        {t!("No text: the answer holds no token that can be read.")}
                    </p>
                }
                    .into_any()
            } else {
                view! {
                    <div
                        class="answer-text"
                        data-testid="answer-text"
                        node_ref=frame
                        on:click=move |event| copy_code(page, &event)
                        inner_html=to_html(&text)
                    ></div>
                }
                    .into_any()
            }
        }}
    }
}

/// The button above a piece of code was pressed: the code goes to the clipboard.
fn copy_code(page: Page, event: &leptos::ev::MouseEvent) {
    let code = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|target| target.closest("[data-copy-code]").ok().flatten())
        .and_then(|button| button.closest(".code").ok().flatten())
        .and_then(|frame| frame.query_selector("pre").ok().flatten());
    let Some(text) = code.and_then(|code| code.text_content()) else {
        return;
    };
    spawn_local(async move {
        if browser::copy(text).await {
            page.said.set(t!("Copied.").to_owned());
        } else {
            page.tell(browser::no_clipboard());
        }
    });
}

/// That the answer is made by another window, and a way to stop it there.
#[component]
fn Elsewhere(answer: AnswerId, running: Memo<bool>) -> impl IntoView {
    let page = Page::here();
    let elsewhere = move || running.get() && page.followed.is_coming(answer);
    view! {
        <Show when=elsewhere>
            <p class="remark" data-testid="elsewhere">
                {t!("This answer is coming in another window. ")}
                <button
                    type="button"
                    class="quiet"
                    data-testid="stop-elsewhere"
                    on:click=move |_| page.stop_elsewhere(answer)
                >
                    {t!("Stop it")}
                </button>
            </p>
        </Show>
    }
}

/// What went wrong, and what was left out.
#[component]
fn Remarks(known: Memo<Option<Answer>>) -> impl IntoView {
    let trouble = move || {
        known.with(|known| match known.as_ref().map(|known| &known.status) {
            Some(AnswerStatus::Failed { message, .. }) => Some(message.clone()),
            Some(AnswerStatus::Cut { message, .. }) => {
                Some(t!("{message} What had come is kept.", message))
            }
            _ => None,
        })
    };
    let dropped = move || {
        let turns = known.with(|known| known.as_ref().map_or(0, |known| known.dropped_turns));
        (turns > 0).then(|| left_out(turns))
    };
    view! {
        {move || {
            trouble().map(|text| view! { <p class="trouble" role="alert" data-testid="answer-error">{text}</p> })
        }}
        {move || dropped().map(|text| view! { <p class="remark" data-testid="dropped-turns">{text}</p> })}
    }
}

/// That the conversation is longer than the model's context.
pub(super) fn left_out(turns: usize) -> String {
    counted!(
        turns,
        "The oldest turn was left out: the conversation is longer than the model's context.",
        "The {n} oldest turns were left out: the conversation is longer than the model's context."
    )
}

/// "2 of 3", and the way to the others.
#[component]
fn Alternatives(turn: TurnId, answer: AnswerId) -> impl IntoView {
    let page = Page::here();
    let place = Memo::new(move |_| {
        page.conversation.with(|conversation| {
            let turn = conversation.turn(turn)?;
            let at = turn.answers.iter().position(|other| other.id == answer)?;
            Some((at, turn.answers.len()))
        })
    });
    let several = move || place.get().filter(|(_, count)| *count > 1);
    view! {
        {move || {
            several()
                .map(|(at, count)| {
                    view! {
                        <span class="alternatives" data-testid="alternatives">
                            <button
                                type="button"
                                class="quiet"
                                aria-label=t!("Previous answer")
                                disabled={at == 0}
                                on:click=move |_| page.show_answer(turn, at.saturating_sub(1))
                            >
                                "‹"
                            </button>
                            <span>{t!("{n} of {count}", n = at + 1, count)}</span>
                            <button
                                type="button"
                                class="quiet"
                                aria-label=t!("Next answer")
                                disabled={at + 1 == count}
                                on:click=move |_| page.show_answer(turn, at + 1)
                            >
                                "›"
                            </button>
                        </span>
                    }
                })
        }}
    }
}

#[component]
fn CopyButton(known: Memo<Option<Answer>>) -> impl IntoView {
    let page = Page::here();
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = known.with_untracked(|known| known.as_ref().map(|known| known.text.clone()));
        spawn_local(async move {
            if browser::copy(text.unwrap_or_default()).await {
                copied.try_set(true);
                page.said.set(t!("Copied.").to_owned());
                set_timeout(
                    move || {
                        copied.try_set(false);
                    },
                    std::time::Duration::from_millis(1500),
                );
            } else {
                page.tell(browser::no_clipboard());
            }
        });
    };
    view! {
        <button type="button" class="quiet" data-testid="copy" on:click=copy>
            {move || if copied.get() { t!("Copied") } else { t!("Copy") }}
        </button>
    }
}

/// The same question again: a new seed, or the same one, both with the settings as they are now.
#[component]
fn RetryButtons(turn: TurnId, known: Memo<Option<Answer>>) -> impl IntoView {
    let page = Page::here();
    let busy = move || page.run.with(Option::is_some);
    let seed =
        move || known.with_untracked(|known| known.as_ref().and_then(|known| known.params.seed));
    view! {
        <button
            type="button"
            class="quiet"
            data-testid="retry"
            title=t!("Ask again with the settings as they are now")
            disabled=busy
            on:click=move |_| page.ask_again(turn, None)
        >
            {t!("Retry")}
        </button>
        <button
            type="button"
            class="quiet"
            data-testid="retry-same-seed"
            title=t!("Ask again with this answer's seed and the settings as they are now")
            disabled=busy
            on:click=move |_| page.ask_again(turn, seed())
        >
            {t!("Same seed")}
        </button>
    }
}

/// A cell was chosen: the constraints' field waits for the word that is to stand there.
fn constrain_at(page: Page, position: usize) {
    page.settings.update(|settings| {
        let typed = settings.constraints.trim().trim_end_matches(',');
        let before = if typed.is_empty() {
            String::new()
        } else {
            format!("{typed}, ")
        };
        settings.constraints = format!("{before}{position}:");
    });
    page.panel.set(Panel::Settings);
    browser::focus("constraints");
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn turns_left_out_are_counted() {
        assert!(left_out(1).starts_with("The oldest turn was left out"));
        assert!(left_out(3).starts_with("The 3 oldest turns were left out"));
    }
}
