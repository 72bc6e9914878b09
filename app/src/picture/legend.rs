//! The legend: the ramp with its ticks, and a marker at the current step.

use leptos::prelude::*;
use trajectory::Trajectory;

use super::drawing::most;
use super::options::Variant;
use super::ramp::{Ramp, place};
use super::words::total_steps;
use super::{PictureOptions, Player};
use crate::state::Page;

/// Ticks for `count` ordered things numbered from 1: the first, the last, and up to three round numbers between, each
/// with its place from 0 to 1.
#[must_use]
pub fn ticks(count: usize) -> Vec<(usize, f64)> {
    let at = |number: usize| (number, place(number - 1, count));
    match count {
        0 => Vec::new(),
        1..=5 => (1..=count).map(at).collect(),
        _ => {
            let quarter = count as f64 / 4.0;
            let inner = (1..4).map(|part| (quarter * f64::from(part)).round() as usize);
            let mut numbers: Vec<usize> = std::iter::once(1).chain(inner).collect();
            numbers.push(count);
            numbers.dedup();
            numbers.into_iter().map(at).collect()
        }
    }
}

/// What one legend shows.
#[derive(Debug, Clone, PartialEq)]
struct Bar {
    title: &'static str,
    ticks: Vec<(String, f64)>,
    note: &'static str,
    /// Whether the record lacks what the colour stands for.
    unrecorded: bool,
    /// Where the current step lies, if the scale is of steps.
    marker: Option<f64>,
}

/// The most of what the colour can stand for, as far as the legend needs it.
#[derive(Debug, Clone, Copy, Default)]
struct Most {
    /// The highest entropy that was recorded.
    entropy: Option<f32>,
    /// How often the best guess changed at most.
    changes: usize,
}

/// The legend of `variant`.
fn bar(record: &Trajectory, variant: Variant, cursor: usize, most: Most) -> Bar {
    let highest = most.entropy;
    let numbered = |count| {
        let ticks = ticks(count).into_iter();
        ticks.map(|(number, at)| (number.to_string(), at)).collect()
    };
    let total = total_steps(record);
    let random = record.head.params.remasking == trajectory::Remasking::Random;
    let steps = matches!(variant, Variant::Step | Variant::Known);
    Bar {
        title: variant.title(),
        ticks: match variant {
            Variant::Step | Variant::Known => numbered(total),
            Variant::Block => numbered(record.head.plan.blocks.len()),
            Variant::Changes => [0, most.changes]
                .map(|count| (count.to_string(), if count == 0 { 0.0 } else { 1.0 }))
                .into(),
            Variant::Entropy => highest.map_or_else(Vec::new, |highest| {
                [0.0, 0.5, 1.0]
                    .map(|at| (format!("{:.2}", highest * at), f64::from(at)))
                    .into()
            }),
            Variant::Confidence => [0.0, 0.25, 0.5, 0.75, 1.0]
                .map(|at| (at.to_string(), at))
                .into(),
        },
        note: match variant {
            Variant::Confidence if random => {
                t!(
                    "Random remasking: this is the number that was drawn, not the model’s confidence."
                )
            }
            Variant::Known => {
                t!(
                    "Looking back: the first step from which the model’s best guess was the final token and stayed so."
                )
            }
            Variant::Entropy if highest.is_none() => {
                t!(
                    "No alternatives were recorded in this run, so their entropy is not known. Ask again with “Record alternatives” switched on (Settings, Lab mode)."
                )
            }
            Variant::Entropy => {
                t!(
                    "How undecided the model was: 0 where it was certain, 0.69 between two equally likely tokens, 2.3 among ten."
                )
            }
            _ => "",
        },
        unrecorded: variant == Variant::Entropy && highest.is_none(),
        marker: (steps && cursor > 0).then(|| place(cursor - 1, total)),
    }
}

/// The legend of a view whose colour stands for `variant`.
#[component]
pub fn Legend(player: Player, #[prop(into)] variant: Signal<Variant>) -> impl IntoView {
    let options = PictureOptions::get();
    let bar = Memo::new(move |_| {
        let (variant, cursor) = (variant.get(), player.cursor.get());
        let mut highest = Most::default();
        match variant {
            Variant::Entropy => highest.entropy = player.entropies.with(|seen| seen.highest),
            Variant::Changes => highest.changes = player.changes.with(|changes| most(changes)),
            _ => {}
        }
        player.trajectory.with(|record| {
            let record = record.as_deref()?;
            Some(bar(record, variant, cursor, highest))
        })
    });
    let ticks = Memo::new(move |_| bar.with(|bar| bar.as_ref().map(|bar| bar.ticks.clone())));
    let title = move || bar.with(|bar| bar.as_ref().map_or("", |bar| bar.title));
    let unrecorded = move || bar.with(|bar| bar.as_ref().is_some_and(|bar| bar.unrecorded));
    let note = move || bar.with(|bar| bar.as_ref().map_or("", |bar| bar.note));
    let marker = move || bar.with(|bar| bar.as_ref().and_then(|bar| bar.marker));
    let gradient = move || match variant.get() {
        Variant::Block => {
            let blocks = player.trajectory.with(|record| {
                record
                    .as_ref()
                    .map_or(1, |record| record.head.plan.blocks.len())
            });
            stripes(options.ramp.get(), blocks)
        }
        _ => options.ramp.get().gradient(),
    };
    view! {
        <div class="legend" data-testid="legend">
            <div class="legend-title">{title}</div>
            <div class="legend-scale">
                <div class="legend-bar" style:background=gradient></div>
                <div
                    class="legend-marker"
                    hidden=move || marker().is_none()
                    style:left=move || format!("{}%", 100.0 * marker().unwrap_or(0.0))
                ></div>
                <div class="legend-ticks">
                    {move || {
                        ticks
                            .get()
                            .unwrap_or_default()
                            .into_iter()
                            .map(|(label, at)| {
                                view! {
                                    <span class="legend-tick" style:left=format!("{}%", 100.0 * at)>
                                        {label}
                                    </span>
                                }
                            })
                            .collect_view()
                    }}
                </div>
            </div>
            <RampPicker />
            <p class="legend-note" hidden=move || note().is_empty()>{note}</p>
            {move || unrecorded().then(record_alternatives)}
        </div>
    }
}

/// Switches the recording of alternatives on, on a page that can make runs.
fn record_alternatives() -> impl IntoView {
    let button = |page: Page| {
        let on = move || {
            page.settings
                .with(|settings| settings.records_alternatives())
        };
        view! {
            <button
                type="button"
                class="quiet-button record"
                data-testid="record-from-now"
                disabled=on
                on:click=move |_| {
                    page.settings
                        .update(|settings| {
                            settings.set_lab(true);
                            settings.alternatives = true;
                        });
                }
            >
                {move || if on() { t!("New runs record them") } else { t!("Record them in new runs") }}
            </button>
        }
    };
    use_context::<Page>().map(button)
}

/// Which ramp.
#[component]
fn RampPicker() -> impl IntoView {
    let options = PictureOptions::get();
    let ramps = Ramp::ALL.map(|ramp| {
        view! {
            <option value=ramp.name() selected=move || options.ramp.get() == ramp>
                {ramp.name()}
            </option>
        }
    });
    let on_ramp = move |event| {
        let name = event_target_value(&event);
        if let Some(ramp) = Ramp::ALL.into_iter().find(|ramp| ramp.name() == name) {
            options.ramp.set(ramp);
        }
    };
    view! {
        <label class="pick">
            <span class="unseen">{t!("Colour ramp")}</span>
            <select data-testid="ramp" on:change=on_ramp>
                {ramps}
            </select>
        </label>
    }
}

/// Blocks are few: their colours stand side by side, without the shades between, each centred on its tick.
fn stripes(ramp: Ramp, count: usize) -> String {
    if count < 2 {
        return ramp.at(0.0).css();
    }
    let gaps = (count - 1) as f64;
    let stops: Vec<String> = (0..count)
        .map(|index| {
            let edge = |offset: f64| 100.0 * ((index as f64 + offset) / gaps).clamp(0.0, 1.0);
            let colour = ramp.at(place(index, count)).css();
            format!("{colour} {:.2}% {:.2}%", edge(-0.5), edge(0.5))
        })
        .collect();
    format!("linear-gradient(to right, {})", stops.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_few_and_round() {
        let numbers = |count| {
            ticks(count)
                .into_iter()
                .map(|tick| tick.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers(32), [1, 8, 16, 24, 32]);
        assert_eq!(numbers(3), [1, 2, 3]);
        assert_eq!(numbers(0), [0; 0]);
    }

    proptest! {
        #[test]
        fn ticks_rise_from_the_first_to_the_last(count in 1_usize..3000) {
            let ticks = ticks(count);
            prop_assert_eq!(ticks[0].0, 1);
            prop_assert_eq!(ticks[ticks.len() - 1].0, count);
            prop_assert!(ticks.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
        }
    }
}
