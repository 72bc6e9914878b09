//! The message box, Send and Stop, the plan as it will be executed, and how far a run is.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::answer::left_out;
use super::attachments::{AttachButton, Attachments};
use crate::keyboard::command;
use crate::picture::words::plan_in_words;
use crate::state::Page;
use crate::state::attachments::describe;
use crate::state::browser;
use crate::state::conversation::shorten;
use crate::state::infill;
use crate::state::model::Model;
use crate::state::page::Panel;
use crate::state::progress::{Progress, duration};
use crate::state::run::Phase;

/// Everything at the foot of the chat.
#[component]
pub fn Composer() -> impl IntoView {
    let page = Page::here();
    let busy = Memo::new(move |_| page.run.with(Option::is_some));
    let blocked = Memo::new(move |_| page.send_blocked_because());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        page.send();
    };
    view! {
        <form class="composer" on:submit=submit aria-label=t!("Message")>
            <ProgressLine />
            <Attachments />
            <div class="box">
                <AttachButton />
                <MessageBox />
                <Show
                    when=move || busy.get()
                    fallback=move || {
                        view! {
                            <button
                                type="submit"
                                class="primary"
                                data-testid="send"
                                disabled=move || blocked.get().is_some()
                                title=move || blocked.get().unwrap_or_else(|| t!("Send (Enter)").to_owned())
                            >
                                {t!("Send")}
                            </button>
                        }
                    }
                >
                    <button
                        type="button"
                        class="primary stop"
                        data-testid="stop"
                        title=t!("Stop (Esc)")
                        on:click=move |_| {
                            page.stop();
                            browser::focus("composer");
                        }
                    >
                        {t!("Stop")}
                    </button>
                </Show>
            </div>
            <Waiting />
            <FillIn blocked busy />
            <div class="below">
                <PlanLine />
                <SendHint blocked />
            </div>
        </form>
    }
}

/// The textarea. It grows with its text: a hidden copy underneath gives it its height.
#[component]
fn MessageBox() -> impl IntoView {
    let page = Page::here();
    let key = move |event: KeyboardEvent| {
        if command(&event).as_deref() == Some("Enter") && !event.shift_key() {
            event.prevent_default();
            page.send();
        }
    };
    // Pasted pictures are attached; text goes where it always goes.
    let paste = move |event: leptos::ev::ClipboardEvent| {
        if page.attach_from(event.clipboard_data()) {
            event.prevent_default();
        }
    };
    view! {
        <div class="grow" data-text=move || page.draft.get()>
            <label class="unseen" for="composer">{t!("Your message")}</label>
            <textarea
                id="composer"
                data-testid="composer"
                rows="1"
                dir="auto"
                autocomplete="off"
                placeholder=t!("Ask something")
                aria-describedby="send-hint"
                prop:value=move || page.draft.get()
                on:input=move |event| page.draft.set(event_target_value(&event))
                on:keydown=key
                on:paste=paste
            ></textarea>
        </div>
    }
}

/// The message has blanks: they can be filled in, instead of answered.
#[component]
fn FillIn(blocked: Memo<Option<String>>, busy: Memo<bool>) -> impl IntoView {
    let page = Page::here();
    let blanks = Memo::new(move |_| page.blanks().map(|parts| infill::describe(&parts)));
    let view = move || {
        let words = blanks.get()?;
        Some(match page.infill_refused_because() {
            Some(reason) => view! { <p class="fill-in" data-testid="fill-in-refused">{reason}</p> }.into_any(),
            None => view! {
                <p class="fill-in">
                    <button
                        type="button"
                        class="plain"
                        data-testid="fill-in"
                        disabled=move || busy.get() || blocked.get().is_some()
                        on:click=move |_| page.fill_in()
                    >
                        {t!("Fill in")}
                    </button>
                    <span>
                        {t!("{blanks}: your text stands in the answer, and the model fills the masks. Send asks about it instead.", blanks = words)}
                    </span>
                </p>
            }
            .into_any(),
        })
    };
    view! { {view} }
}

/// What was being written when an older question was taken back: it comes back by itself.
#[component]
fn Waiting() -> impl IntoView {
    let page = Page::here();
    let waiting = move || {
        page.waiting
            .with(|waiting| waiting.last().map(|text| shorten(text, 60)))
    };
    view! {
        {move || {
            waiting()
                .map(|text| {
                    view! {
                        <p class="waiting" data-testid="waiting">
                            {t!("Your unsent message comes back after this one: ")}
                            <q dir="auto">{text}</q>
                        </p>
                    }
                })
        }}
    }
}

/// Why Send is disabled, where it is not plain to see.
#[component]
fn SendHint(blocked: Memo<Option<String>>) -> impl IntoView {
    let page = Page::here();
    // An empty box says by itself that something is to be written; the page's top says when there is no model.
    let plain = move || {
        let state = page.model.with(Model::state);
        let empty = page.draft.with(|draft| draft.trim().is_empty());
        let sound = page.faults().is_empty();
        sound && (matches!(state, "failed" | "unreachable") || state == "ready" && empty)
    };
    view! {
        <p id="send-hint" class="send-hint" data-testid="send-hint">
            {move || blocked.get().filter(|_| !plain())}
        </p>
    }
}

/// The plan as it would be executed, and how much of the context the message takes.
#[component]
fn PlanLine() -> impl IntoView {
    let page = Page::here();
    let plan = move || page.plan().as_ref().map(plan_in_words);
    let room = move || {
        let asked = page.draft.with(|draft| !draft.trim().is_empty());
        page.preview.with(|preview| {
            let preview = preview.last.as_ref().filter(|_| asked)?;
            let mut words = match preview.prompt_tokens {
                // An engine elsewhere counts them only when it is asked for the answer.
                0 => t!("context of {n} tokens", n = preview.context),
                tokens => t!(
                    "prompt {tokens} of {context} tokens",
                    tokens,
                    context = preview.context
                ),
            };
            let attached = page.attachments.with(Vec::len);
            let images = &preview.images[preview.images.len().saturating_sub(attached)..];
            if let Some(images) = describe(images) {
                words = format!("{images} · {words}");
            }
            if preview.dropped_turns > 0 {
                words = t!(
                    "{words}. {more}",
                    words,
                    more = left_out(preview.dropped_turns)
                );
            }
            Some(words)
        })
    };
    view! {
        <p class="plan-line">
            <button
                type="button"
                class="quiet"
                data-testid="settings-toggle"
                title=t!("Settings")
                on:click=move |_| {
                    page.panel
                        .update(|panel| {
                            *panel = if *panel == Panel::Settings { Panel::Chat } else { Panel::Settings };
                        });
                }
            >
                <span class="plan" data-testid="plan">
                    {move || plan().unwrap_or_else(|| t!("The settings need attention").to_owned())}
                </span>
            </button>
            {move || room().map(|words| view! { <span class="room" data-testid="context">{words}</span> })}
        </p>
    }
}

/// "Step 12/32 · block 1/2 · 0.4 s · 38 tok/s", with a bar.
#[component]
fn ProgressLine() -> impl IntoView {
    let page = Page::here();
    let clock = RwSignal::new(0.0);
    let busy = Memo::new(move |_| page.run.with(Option::is_some));
    Effect::new(move |ticking: Option<Option<IntervalHandle>>| {
        if let Some(Some(ticking)) = ticking {
            ticking.clear();
        }
        clock.set(browser::now());
        let tick = move || {
            clock.try_set(browser::now());
        };
        busy.get()
            .then(|| set_interval_with_handle(tick, Duration::from_millis(100)).ok())
            .flatten()
    });
    let state = move || {
        let Some(run) = page.run.get() else {
            return replay(page);
        };
        let elapsed = (clock.get() - run.since).max(0.0);
        let player = page.player(run.answer);
        let progress = player.trajectory.with(|record| {
            record
                .as_ref()
                .map(|record| Progress::at(record, usize::MAX))
        });
        let percent = progress.as_ref().map_or(0, Progress::percent);
        let words = match (run.phase, progress) {
            (Phase::Running, Some(progress)) => progress.line(elapsed),
            (Phase::Queued(place, wait), _) => {
                let time = duration(elapsed);
                match wait {
                    Some(wait) => t!(
                        "Number {place} in the queue, begins in about {wait} · {time}",
                        place,
                        wait = duration((wait - elapsed).max(0.0)),
                        time
                    ),
                    None => t!("Number {place} in the queue · {time}", place, time),
                }
            }
            _ => t!("Asking · {time}", time = duration(elapsed)),
        };
        Some((percent, words))
    };
    view! {
        <div class="progress-line" data-testid="progress">
            {move || {
                state()
                    .map(|(percent, words)| {
                        view! {
                            <progress max="100" value=percent.to_string() aria-label=t!("Revealed")></progress>
                            <span class="progress-words">{words}</span>
                        }
                    })
            }}
        </div>
    }
}

/// A run that was faster than the eye is still being shown.
fn replay(page: Page) -> Option<(usize, String)> {
    let player = page.selected.get().map(|answer| page.player(answer))?;
    if !player.playing.get() {
        return None;
    }
    let cursor = player.cursor.get();
    let progress = player
        .trajectory
        .with(|record| record.as_ref().map(|record| Progress::at(record, cursor)))?;
    let words = t!(
        "Showing step {step} of {total} · Esc skips",
        step = progress.step,
        total = progress.planned
    );
    Some((progress.percent(), words))
}
