//! Runs side by side: a lane each, one timeline, and runs that vary one parameter.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use crate::language::text;
use crate::picture::files::open;
use crate::picture::words::question;
use crate::picture::{AnswerCanvas, Player};
use crate::state::Page;
use crate::state::answer::{Answer, AnswerId};
use crate::state::compare::{Lane, MOST, Variation};
use crate::state::conversation::Turn;
use crate::state::progress::duration;

/// The comparison, in place of the conversation.
#[component]
pub fn CompareView() -> impl IntoView {
    let page = Page::here();
    let compare = page.comparison;
    let asked = Memo::new(move |_| {
        let turn = compare.turn.get()?;
        page.conversation
            .with(|open| open.turn(turn).map(|turn| turn.question.clone()))
    });
    let marked: Signal<Arc<Vec<bool>>> = Memo::new(move |_| Arc::new(compare.differing())).into();
    let count = move || marked.with(|marks| marks.iter().filter(|mark| **mark).count());
    let lanes = move || compare.lanes.get();
    view! {
        <main class="compare" data-testid="compare" aria-labelledby="compare-title">
            <div class="compare-head">
                <h2 id="compare-title">{t!("Compare runs")}</h2>
                <q class="compare-question" dir="auto">{move || asked.get()}</q>
                <button
                    type="button"
                    class="plain"
                    data-testid="compare-close"
                    on:click=move |_| page.leave_comparison()
                >
                    {t!("Back to the conversation")}
                </button>
            </div>
            <Vary />
            <Timeline />
            <p class="remark" data-testid="compare-differs" aria-live="polite">
                {move || match (compare.lanes.with(Vec::len), count()) {
                    (0 | 1, _) => t!("Choose what to vary, or add a run, to see what differs.").to_owned(),
                    (_, 0) => t!("All lanes have the same tokens in the end.").to_owned(),
                    (_, count) => counted!(
                        count,
                        "1 position differs in the end; it is underlined.",
                        "{n} positions differ in the end; they are underlined."
                    ),
                }}
            </p>
            <div class="lanes">
                <For each=lanes key=|lane| (lane.answer, lane.title.clone()) children=move |lane| view! { <LaneView lane marked /> } />
            </div>
        </main>
    }
}

/// Which parameter to vary, and further runs to add.
#[component]
fn Vary() -> impl IntoView {
    let page = Page::here();
    let compare = page.comparison;
    let picker = NodeRef::<html::Input>::new();
    let fault = RwSignal::new(None::<String>);
    let busy = move || page.run.with(Option::is_some);
    let fixed = Memo::new(move |_| page.settings.with(|settings| settings.is_block_causal()));
    let buttons = Variation::ALL.map(|(variation, id, name)| {
        view! {
            <button
                type="button"
                class="plain"
                data-testid=format!("vary-{id}")
                hidden=move || variation == Variation::Blocks && fixed.get()
                disabled=busy
                on:click=move |_| page.vary(variation)
            >
                {text(name)}
            </button>
        }
    });
    let others = Memo::new(move |_| {
        let turn = compare.turn.get();
        let lanes = compare.lanes.get();
        page.conversation.with(|open| {
            let turn = turn.and_then(|turn| open.turn(turn));
            let answers = turn.map(|turn| turn.answers.as_slice()).unwrap_or_default();
            let others = answers.iter().enumerate().filter(|(_, answer)| {
                answer.recorded && lanes.iter().all(|lane| lane.answer != Some(answer.id))
            });
            others
                .map(|(index, answer)| (answer.id, name_of(answer, index)))
                .collect::<Vec<_>>()
        })
    });
    let read = move |_| {
        let Some(input) = picker.get_untracked() else {
            return;
        };
        let done = Callback::new(
            move |read: Result<Vec<trajectory::Trajectory>, String>| match read {
                Ok(records) => {
                    fault.set(None);
                    for record in records {
                        compare.add_recording(record);
                    }
                }
                Err(message) => fault.set(Some(message)),
            },
        );
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            open(file, RwSignal::new(None), done);
        }
        input.set_value("");
    };
    view! {
        <div class="vary" role="group" aria-label=t!("What to compare")>
            <span class="field-label">{t!("Vary")}</span>
            {buttons}
            <select
                data-testid="lane-add"
                aria-label=t!("Add a run of this turn")
                hidden=move || others.with(Vec::is_empty)
                on:change=move |event| {
                    if let Ok(id) = event_target_value(&event).parse() {
                        page.add_lane(AnswerId(id));
                    }
                }
            >
                <option value="">{t!("Add a run…")}</option>
                {move || {
                    let options = others.get().into_iter();
                    options.map(|(id, name)| view! { <option value=id.0.to_string()>{name}</option> }).collect_view()
                }}
            </select>
            <button
                type="button"
                class="plain"
                data-testid="lane-open"
                on:click=move |_| {
                    if let Some(input) = picker.get_untracked() {
                        input.click();
                    }
                }
            >
                {t!("Add recording…")}
            </button>
            <input
                node_ref=picker
                type="file"
                accept=".json,application/json"
                data-testid="lane-file"
                aria-label=t!("Recording to add")
                hidden
                on:change=read
            />
            <p class="fault" role="alert">{move || fault.get()}</p>
        </div>
    }
}

/// The timeline that all lanes share, whatever their number of steps.
#[component]
fn Timeline() -> impl IntoView {
    let compare = Page::here().comparison;
    let percent = move || (compare.share.get() * 100.0).round();
    view! {
        <div class="shared-timeline">
            <button
                type="button"
                class="plain"
                data-testid="compare-play"
                on:click=move |_| compare.toggle()
            >
                {move || if compare.playing.get() { t!("Pause") } else { t!("Play all") }}
            </button>
            <input
                type="range"
                min="0"
                max="100"
                step="1"
                data-testid="compare-range"
                aria-label=t!("Place in every run")
                aria-valuetext=move || t!("{n} percent of every run", n = percent())
                prop:value=move || percent().to_string()
                on:input=move |event| {
                    compare.playing.set(false);
                    if let Ok(percent) = event_target_value(&event).parse::<u8>() {
                        compare.seek(f64::from(percent) / 100.0);
                    }
                }
            />
        </div>
    }
}

fn name_of(answer: &Answer, index: usize) -> String {
    if answer.label.is_empty() {
        t!("Answer {n}", n = index + 1)
    } else {
        text(&answer.label).to_owned()
    }
}

/// One run.
#[component]
fn LaneView(lane: Lane, marked: Signal<Arc<Vec<bool>>>) -> impl IntoView {
    let page = Page::here();
    let compare = page.comparison;
    let player: Player = lane.player;
    let (answer, title) = (lane.answer, lane.title);
    let name = Memo::new(move |_| {
        let Some(id) = answer else {
            return title.clone();
        };
        page.conversation.with(|open| {
            let turn = open.turn_of(id);
            let known = turn.and_then(|turn: &Turn| {
                let at = turn.answers.iter().position(|other| other.id == id)?;
                Some(name_of(&turn.answers[at], at))
            });
            known.unwrap_or_default()
        })
    });
    let with = move |read: fn(&trajectory::Trajectory, usize) -> String| {
        move || {
            let cursor = player.cursor.get();
            player.trajectory.with(|record| {
                record
                    .as_deref()
                    .map(|record| read(record, cursor))
                    .unwrap_or_default()
            })
        }
    };
    let cost = with(|record, cursor| {
        let step = cursor.min(record.steps.len());
        let ms: f64 = record.steps[..step].iter().map(|step| step.ms).sum();
        t!(
            "{step} of {total} passes, {time}",
            step,
            total = record.steps.len().max(step),
            time = duration(ms)
        )
    });
    let total = with(|record, _| {
        let stats = &record.stats;
        if stats.forwards == 0 {
            return t!("running").to_owned();
        }
        t!(
            "{n} passes, {time}, {tokens} tokens per pass",
            n = stats.forwards,
            time = duration(stats.wall_ms),
            tokens = format_args!("{:.1}", stats.tokens_per_forward)
        )
    });
    let settled = with(|record, cursor| {
        if cursor >= record.steps.len() {
            record.draft_text()
        } else {
            String::new()
        }
    });
    let asked = with(|record, _| question(&record.head.prompt).to_owned());
    let remove = move |_| {
        compare.lanes.update(|lanes| {
            lanes.retain(|other| other.player.trajectory != player.trajectory);
        });
    };
    view! {
        <article class="lane" data-testid="lane" aria-label=move || name.get()>
            <header class="lane-head">
                <h3>{move || name.get()}</h3>
                <button type="button" class="quiet" data-testid="lane-remove" aria-label=move || t!("Remove lane: {name}", name = name.get()) on:click=remove>
                    "×"
                </button>
            </header>
            <p class="lane-cost" data-testid="lane-total">{total}</p>
            {answer.is_none().then(|| view! { <p class="lane-cost" dir="auto">{asked}</p> })}
            <AnswerCanvas player marked />
            <p class="lane-cost" data-testid="lane-cost">{cost}</p>
            <p class="lane-text" dir="auto">{settled}</p>
        </article>
    }
}

/// Opens the comparison of a turn.
#[component]
pub fn CompareButton(turn: crate::state::conversation::TurnId) -> impl IntoView {
    let page = Page::here();
    view! {
        <button
            type="button"
            class="quiet"
            data-testid="compare-open"
            title=t!("Up to {n} runs side by side", n = MOST)
            on:click=move |_| page.compare(turn)
        >
            {t!("Compare")}
        </button>
    }
}
