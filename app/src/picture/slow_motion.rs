//! One step in slow motion: predict every masked cell, rank by confidence, keep the best, mask the rest again.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use trajectory::Remasking;

use super::Player;
use super::look::written;
use super::pass::{Pass, Phase, Prediction};
use crate::language::text;
use crate::state::browser;

/// How long a phase is shown before the next.
const BEAT: Duration = Duration::from_millis(1800);

/// The next step of the run, phase by phase. It is drawn while it is open, and plays by itself only when asked to.
#[component]
pub fn SlowMotion(player: Player) -> impl IntoView {
    let open = RwSignal::new(false);
    let details = NodeRef::<html::Details>::new();
    let on_toggle = move |_| {
        open.set(
            details
                .get_untracked()
                .is_some_and(|details| details.open()),
        );
    };
    view! {
        <details class="slow-motion" node_ref=details on:toggle=on_toggle data-testid="slow-motion">
            <summary>{t!("One step in slow motion")}</summary>
            <Show when=move || open.get()>
                <Stage player />
            </Show>
        </details>
    }
}

/// The phases and the cells.
#[component]
fn Stage(player: Player) -> impl IntoView {
    let phase = RwSignal::new(Phase::default());
    let playing = RwSignal::new(false);
    // The step after the cursor; at the end of the run its first, in which the most is masked again.
    let index = Memo::new(move |_| {
        let cursor = player.cursor.get();
        if cursor < player.steps() { cursor } else { 0 }
    });
    let pass = Memo::new(move |_| {
        let index = index.get();
        player
            .trajectory
            .with(|record| Pass::of(record.as_deref()?, index))
    });
    let random = move || {
        player.trajectory.with(|record| {
            let of = |record: &std::sync::Arc<trajectory::Trajectory>| record.head.params.remasking;
            record.as_ref().map(of) == Some(Remasking::Random)
        })
    };
    Effect::new(move |_| {
        index.track();
        phase.set(Phase::default());
    });
    play(phase, playing);
    let sentence = move || {
        let of = |pass: &Pass| phase.get().sentence(pass, random());
        pass.with(|pass| pass.as_ref().map_or_else(nothing, of))
    };
    let buttons = Phase::ALL.map(|choice| {
        view! {
            <button
                type="button"
                data-testid=format!("phase-{}", choice.name().to_ascii_lowercase())
                aria-pressed=move || (phase.get() == choice).to_string()
                on:click=move |_| {
                    playing.set(false);
                    phase.set(choice);
                }
            >
                {text(choice.name())}
            </button>
        }
    });
    let start = move |_| {
        // Those who want no motion go from phase to phase by themselves.
        if browser::prefers_less_motion() {
            phase.update(|phase| *phase = phase.next().unwrap_or_default());
            return;
        }
        if !playing.get_untracked() && phase.get_untracked().next().is_none() {
            phase.set(Phase::default());
        }
        playing.update(|playing| *playing = !*playing);
    };
    let number = move || pass.with(|pass| pass.as_ref().map_or(0, |pass| pass.step));
    view! {
        <div class="slow-stage">
            <div class="slow-controls">
                <button type="button" class="quiet-button" data-testid="slow-play" on:click=start>
                    {move || if playing.get() { t!("Pause") } else { t!("Play") }}
                </button>
                <div class="segments" role="group" aria-label=t!("Phase")>{buttons}</div>
                <button
                    type="button"
                    class="quiet-button"
                    data-testid="slow-next"
                    on:click=move |_| player.seek(index.get_untracked() + 1)
                >
                    {t!("Next step")}
                </button>
            </div>
            <p class="slow-words" role="status" data-testid="slow-words">
                {move || t!("Step {n}. ", n = number())}
                {sentence}
            </p>
            <ol class="slow-cells" data-phase=move || phase.get().name()>
                {move || pass.get().map(|pass| cells(player, &pass))}
            </ol>
        </div>
    }
}

fn nothing() -> String {
    t!("No guesses were recorded for this step.").to_owned()
}

/// Goes on to the next phase after each beat while it plays.
fn play(phase: RwSignal<Phase>, playing: RwSignal<bool>) {
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        if let Some(Some(waiting)) = waiting {
            waiting.clear();
        }
        let now = phase.get();
        let go_on = move || {
            if let Some(next) = now.next() {
                phase.try_set(next);
            } else {
                playing.try_set(false);
            }
        };
        playing
            .get()
            .then(|| set_timeout_with_handle(go_on, BEAT).ok())
            .flatten()
    });
}

/// The cells of a pass. What each phase shows of them is the style sheet's.
fn cells(player: Player, pass: &Pass) -> impl IntoView + use<> {
    let cell = |prediction: &Prediction| {
        let Prediction {
            pos,
            id,
            confidence,
            rank,
            kept,
        } = *prediction;
        let text = player.trajectory.with(|record| {
            let text = record.as_ref().map(|record| record.token_text(id));
            written(&text.unwrap_or_default()).0
        });
        view! {
            <li class="slow-cell" data-kept=kept.to_string() data-pos=pos style=format!("--sure-of:{confidence:.3}")>
                <bdi>{text}</bdi>
                <span class="slow-bar" aria-hidden="true"></span>
                <span class="slow-number">{format!("{confidence:.2}")}</span>
                <span class="slow-rank">{format!("#{rank}")}</span>
            </li>
        }
    };
    pass.predictions.iter().map(cell).collect_view()
}
