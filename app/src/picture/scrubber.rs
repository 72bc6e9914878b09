//! The scrubber: playback buttons, the range that moves the cursor, and the strip of steps it runs over.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use trajectory::Trajectory;

use super::strip::Strip;
use super::words::{place_in_run, total_steps};
use super::{Player, SPEEDS};
use crate::keyboard::command;
use crate::state::browser::number;

/// The cursors at which a new block begins, the first one left out.
#[must_use]
pub fn block_borders(record: &Trajectory) -> Vec<usize> {
    let plan = &record.head.plan;
    if plan.at_most {
        let blocks = record.steps.windows(2);
        return blocks
            .enumerate()
            .filter(|(_, pair)| pair[0].block != pair[1].block)
            .map(|(index, _)| index + 1)
            .collect();
    }
    let ends = plan.blocks.iter().scan(0, |end, block| {
        *end += block.commits.len();
        Some(*end)
    });
    let mut borders: Vec<usize> = ends
        .filter(|end| (1..plan.forwards).contains(end))
        .collect();
    borders.dedup();
    borders
}

/// Where PageUp (forward) and PageDown lead: the next block border, or the end.
#[must_use]
pub fn page(borders: &[usize], cursor: usize, last: usize, forward: bool) -> usize {
    let mut borders = borders.iter().copied();
    if forward {
        borders.find(|border| *border > cursor).unwrap_or(last)
    } else {
        borders.rfind(|border| *border < cursor).unwrap_or(0)
    }
}

/// How far the range reaches: to the end of the plan while the run goes on, so that the thumb does not move under the
/// reader's hand; to the last recorded step afterwards.
#[must_use]
pub fn reach(record: &Trajectory, live: bool) -> usize {
    if live {
        total_steps(record)
    } else {
        record.steps.len()
    }
}

/// Buttons, speed, and the range over its strip of steps.
#[component]
pub fn Scrubber(player: Player) -> impl IntoView {
    let range = NodeRef::<html::Input>::new();
    let with = move |read: fn(&Trajectory, usize, bool) -> String| {
        Signal::derive(move || {
            let (cursor, live) = (player.cursor.get(), player.live.get());
            player
                .trajectory
                .with(|record| record.as_deref().map(|record| read(record, cursor, live)))
                .unwrap_or_default()
        })
    };
    let reach = Memo::new(move |_| {
        let live = player.live.get();
        player
            .trajectory
            .with(|record| record.as_deref().map_or(0, |record| reach(record, live)))
    });
    let steps = Memo::new(move |_| player.steps());
    let at_start = move || player.cursor.get() == 0;
    let at_end = move || player.cursor.get() >= steps.get();
    let empty = move || steps.get() == 0;

    let on_input = move |event: ev::Event| {
        if let Ok(wanted) = event_target_value(&event).parse() {
            player.seek(wanted);
        }
        // The thumb cannot stand on a step that has not come yet.
        if let Some(range) = range.get_untracked() {
            range.set_value(&player.cursor.get_untracked().to_string());
        }
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let Some(key) = command(&event) else { return };
        match key.as_str() {
            " " => player.toggle(),
            key @ ("PageUp" | "PageDown") => {
                player.seek(player.trajectory.with_untracked(|record| {
                    record.as_ref().map_or(0, |record| {
                        let cursor = player.cursor.get_untracked();
                        let borders = block_borders(record);
                        page(&borders, cursor, record.steps.len(), key == "PageUp")
                    })
                }))
            }
            _ => return,
        }
        event.prevent_default();
    };
    let speeds = SPEEDS.map(|speed| {
        view! {
            <option value=speed.to_string() selected=move || player.speed.get() == speed>
                {format!("{speed}×")}
            </option>
        }
    });
    view! {
        <div class="scrubber">
            <div class="transport" role="group" aria-label=t!("Playback")>
                <TransportButton
                    name=t!("To the start")
                    test_id="first"
                    icon=FIRST
                    off=Signal::derive(at_start)
                    act=move || player.seek(0)
                />
                <TransportButton
                    name=t!("Previous step")
                    test_id="prev"
                    icon=PREVIOUS
                    off=Signal::derive(at_start)
                    act=move || player.step(-1)
                />
                <button
                    type="button"
                    class="transport-button play"
                    data-testid="play"
                    aria-label=move || if player.playing.get() { t!("Pause") } else { t!("Play") }
                    disabled=empty
                    on:click=move |_| player.toggle()
                >
                    <Icon path=Signal::derive(move || {
                        if player.playing.get() { PAUSE } else { PLAY }
                    }) />
                </button>
                <TransportButton
                    name=t!("Next step")
                    test_id="next"
                    icon=NEXT
                    off=Signal::derive(at_end)
                    act=move || player.step(1)
                />
                <TransportButton
                    name=t!("To the end")
                    test_id="last"
                    icon=LAST
                    off=Signal::derive(at_end)
                    act=move || player.follow()
                />
                <button
                    type="button"
                    class="transport-button loop"
                    data-testid="loop"
                    aria-label=t!("Loop")
                    aria-pressed=move || player.looping.get().to_string()
                    on:click=move |_| player.looping.update(|looping| *looping = !*looping)
                >
                    <Icon path=Signal::stored(LOOP) />
                </button>
                <label class="speed">
                    <span class="unseen">{t!("Speed")}</span>
                    <select
                        data-testid="speed"
                        on:change=move |event| {
                            if let Some(speed) = number(&event_target_value(&event)) {
                                player.speed.set(speed);
                            }
                        }
                    >
                        {speeds}
                    </select>
                </label>
            </div>
            <div class="where">
                <span class="step-label" data-testid="step-label">
                    {with(short_label)}
                </span>
                <span class="share-label">{with(share_label)}</span>
                <button
                    type="button"
                    class="live"
                    data-testid="live"
                    hidden=move || !player.live.get()
                    aria-pressed=move || player.following.get().to_string()
                    on:click=move |_| player.follow()
                >
                    {t!("Live")}
                </button>
            </div>
            <div class="timeline">
                <Strip player reach />
                <input
                    node_ref=range
                    type="range"
                    data-testid="scrubber"
                    aria-label=t!("Step")
                    title=t!("A bar for each step, as high as the mean confidence of what it revealed")
                    min="0"
                    max=move || reach.get().to_string()
                    step="1"
                    prop:value=move || {
                        reach.track();
                        player.cursor.get().to_string()
                    }
                    aria-valuetext=with(|record, cursor, _| place_in_run(record, cursor))
                    disabled=empty
                    on:input=on_input
                    on:keydown=on_keydown
                />
            </div>
        </div>
    }
}

fn short_label(record: &Trajectory, cursor: usize, live: bool) -> String {
    let blocks = record.head.plan.blocks.len();
    let total = if live {
        total_steps(record)
    } else {
        record.steps.len()
    };
    if blocks > 1 {
        let block = super::words::block_at(record, cursor) + 1;
        t!(
            "Step {step} of {total} · block {block} of {blocks}",
            step = cursor,
            total,
            block = block.min(blocks),
            blocks
        )
    } else {
        t!("Step {step} of {total}", step = cursor, total)
    }
}

fn share_label(record: &Trajectory, cursor: usize, _live: bool) -> String {
    match record.masks_left(cursor) {
        0 => t!("all revealed").to_owned(),
        masks => counted!(masks, "1 mask left", "{n} masks left"),
    }
}

#[component]
fn TransportButton(
    name: &'static str,
    test_id: &'static str,
    icon: &'static str,
    off: Signal<bool>,
    act: impl Fn() + 'static,
) -> impl IntoView {
    // Not `disabled`: a button that goes away under a reader's finger would take the focus with it.
    view! {
        <button
            type="button"
            class="transport-button"
            data-testid=test_id
            aria-label=name
            aria-disabled=move || off.get().to_string()
            on:click=move |_| {
                if !off.get_untracked() {
                    act();
                }
            }
        >
            <Icon path=Signal::stored(icon) />
        </button>
    }
}

/// A drawn sign, 24 units square.
#[component]
pub fn Icon(path: Signal<&'static str>) -> impl IntoView {
    view! {
        <svg class="sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
}

const PLAY: &str = "M8 5v14l11-7z";
const PAUSE: &str = "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z";
const FIRST: &str = "M6 5h2.2v14H6zM19 5v14L9 12z";
const PREVIOUS: &str = "M16.5 5v14L6.5 12z";
const NEXT: &str = "M7.5 5v14l10-7z";
const LAST: &str = "M15.8 5H18v14h-2.2zM5 5v14l10-7z";
const LOOP: &str = "M7 7h9v-3l4.5 4-4.5 4V9H7a1 1 0 0 0-1 1v3H4v-3a3 3 0 0 1 3-3zM17 17H8v3l-4.5-4L8 12v3h9a1 1 0 0 0 1-1v-3h2v3a3 3 0 0 1-3 3z";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    #[test]
    fn borders_are_where_blocks_begin() {
        assert_eq!(block_borders(&sample()), [3]);
        let mut open = sample();
        open.head.plan.at_most = true;
        assert_eq!(block_borders(&open), [3]);
    }

    #[test]
    fn pages_go_from_border_to_border() {
        let to = |cursor, forward| page(&[3, 5], cursor, 8, forward);
        assert_eq!((to(0, true), to(3, true), to(6, true)), (3, 5, 8));
        assert_eq!((to(8, false), to(5, false), to(2, false)), (5, 3, 0));
    }

    #[test]
    fn a_running_range_reaches_to_the_plan() {
        let mut record = sample();
        record.finish = trajectory::Finish::Stopped;
        record.steps.truncate(2);
        assert_eq!((reach(&record, true), reach(&record, false)), (6, 2));
    }
}
