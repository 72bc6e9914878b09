//! Small charts over the steps, on the scrubber's scale: tokens per step, confidence, masks left.

use std::fmt::Write as _;

use leptos::prelude::*;
use trajectory::analysis::StepSummary;

use super::Player;
use super::scrubber::reach;

/// Height of a chart in its own units.
const HEIGHT: f64 = 100.0;

/// A line through the middle of each step's column; `value` is 0 to 1.
#[must_use]
pub fn line(summaries: &[StepSummary], value: impl Fn(&StepSummary) -> f64) -> String {
    let mut path = String::new();
    for (index, step) in summaries.iter().enumerate() {
        let pen = if index == 0 { 'M' } else { 'L' };
        let y = HEIGHT * (1.0 - value(step).clamp(0.0, 1.0));
        let _ = write!(path, "{pen}{:.1} {y:.1}", index as f64 + 0.5);
    }
    path
}

/// Bars from the ground; `value` is 0 to 1.
#[must_use]
pub fn bars(summaries: &[StepSummary], value: impl Fn(&StepSummary) -> f64) -> String {
    let mut path = String::new();
    for (index, step) in summaries.iter().enumerate() {
        let top = HEIGHT * (1.0 - value(step).clamp(0.0, 1.0));
        let _ = write!(
            path,
            "M{:.2} {HEIGHT}V{top:.1}h.8V{HEIGHT}z",
            index as f64 + 0.1
        );
    }
    path
}

/// The area between the lowest and the mean confidence of each step.
#[must_use]
pub fn band(summaries: &[StepSummary]) -> String {
    let y = |value: f32| HEIGHT * (1.0 - f64::from(value.clamp(0.0, 1.0)));
    let x = |index: usize| index as f64 + 0.5;
    let there = summaries
        .iter()
        .enumerate()
        .map(|(i, step)| (x(i), y(step.mean_confidence)));
    let back = summaries
        .iter()
        .enumerate()
        .rev()
        .map(|(i, step)| (x(i), y(step.min_confidence)));
    let mut path = String::new();
    for (index, (x, y)) in there.chain(back).enumerate() {
        let pen = if index == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{pen}{x:.1} {y:.1}");
    }
    if !path.is_empty() {
        path.push('Z');
    }
    path
}

/// The three charts.
#[component]
pub fn Charts(player: Player) -> impl IntoView {
    let summaries = Memo::new(move |_| {
        player.trajectory.with(|record| {
            record
                .as_ref()
                .map(|record| record.summaries())
                .unwrap_or_default()
        })
    });
    let width = Memo::new(move |_| {
        let live = player.live.get();
        player.trajectory.with(|record| {
            record
                .as_deref()
                .map_or(1, |record| reach(record, live).max(1))
        })
    });
    let length = Memo::new(move |_| {
        player
            .trajectory
            .with(|record| record.as_ref().map_or(1, |record| record.length().max(1)))
    });
    let most = Memo::new(move |_| {
        summaries.with(|steps| {
            steps
                .iter()
                .map(|step| step.committed)
                .max()
                .unwrap_or(1)
                .max(1)
        })
    });
    let at_cursor = move |read: fn(&StepSummary) -> String| {
        move || {
            let cursor = player.cursor.get();
            summaries.with(|steps| {
                let step = cursor.checked_sub(1).and_then(|index| steps.get(index));
                step.map_or_else(|| "–".to_owned(), read)
            })
        }
    };
    let path =
        move |draw: fn(&[StepSummary]) -> String| move || summaries.with(|steps| draw(steps));
    let tokens = move || {
        summaries.with(|steps| bars(steps, |step| step.committed as f64 / most.get() as f64))
    };
    let masks = move || {
        summaries.with(|steps| line(steps, |step| step.masks_left as f64 / length.get() as f64))
    };
    view! {
        <div class="charts">
            <Chart
                player
                width
                name=Signal::stored(t!("Confidence of the revealed: mean / lowest").to_owned())
                value=Signal::derive(at_cursor(|step| {
                    format!("{:.2} / {:.2}", step.mean_confidence, step.min_confidence)
                }))
            >
                <path class="band" d=path(band) />
                <path class="line" d=path(|steps| line(steps, |step| f64::from(step.mean_confidence))) />
            </Chart>
            <Chart
                player
                width
                name=Signal::derive(move || t!("Tokens revealed, up to {n} a step", n = most.get()))
                value=Signal::derive(at_cursor(|step| step.committed.to_string()))
            >
                <path class="bars" d=tokens />
            </Chart>
            <Chart
                player
                width
                name=Signal::derive(move || t!("Masks left, of {n}", n = length.get()))
                value=Signal::derive(at_cursor(|step| step.masks_left.to_string()))
            >
                <path class="line" d=masks />
            </Chart>
        </div>
    }
}

#[component]
fn Chart(
    player: Player,
    #[prop(into)] width: Signal<usize>,
    name: Signal<String>,
    value: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <figure class="chart">
            <figcaption>
                <span>{name}</span>
                <output class="chart-value">{value}</output>
            </figcaption>
            <div class="chart-plot" aria-hidden="true">
                <svg
                    viewBox=move || format!("0 0 {} {HEIGHT}", width.get())
                    preserveAspectRatio="none"
                >
                    {children()}
                </svg>
                <div
                    class="chart-cursor"
                    style:transform=move || {
                        let at = 100.0 * player.cursor.get() as f64 / width.get() as f64;
                        format!("translateX({at}%)")
                    }
                ></div>
            </div>
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    #[test]
    fn charts_draw_each_step_once() {
        let steps = sample().summaries();
        assert_eq!(line(&steps, |_| 0.5).matches(['M', 'L']).count(), 6);
        assert_eq!(bars(&steps, |_| 1.0).matches('z').count(), 6);
        assert_eq!(band(&steps).matches(['M', 'L']).count(), 12);
        assert!(band(&steps).ends_with('Z'));
    }

    #[test]
    fn nothing_draws_nothing() {
        assert_eq!(line(&[], |_| 0.5), "");
        assert_eq!(band(&[]), "");
    }

    #[test]
    fn values_stay_inside_the_chart() {
        let steps = sample().summaries();
        assert!(line(&steps[..1], |_| 7.0).ends_with(" 0.0"));
        assert!(line(&steps[..1], |_| -1.0).ends_with(" 100.0"));
    }
}
