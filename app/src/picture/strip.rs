//! The strip of steps that the scrubber runs over: one bar per step in its colour, as high as the step was sure.

use std::fmt::Write as _;

use leptos::prelude::*;
use trajectory::analysis::StepSummary;

use super::scrubber::block_borders;
use super::words::total_steps;
use super::{PictureOptions, Player};

/// Height of the strip in its own units.
const HEIGHT: f32 = 100.0;

/// Everything above the bars, as one path over `reach` units of width: painted in the surface's colour over the ramp,
/// it leaves the bars. Steps that have not come are all surface.
#[must_use]
pub fn skyline(summaries: &[StepSummary], reach: usize) -> String {
    let mut path = String::from("M0 0");
    for (index, step) in summaries.iter().enumerate() {
        // Never quite nothing: a step of confidence 0 was still a step.
        let top = HEIGHT * (1.0 - step.mean_confidence.clamp(0.06, 1.0));
        let _ = write!(path, "L{index} {top:.1}H{}", index + 1);
    }
    let end = reach.max(summaries.len());
    let _ = write!(path, "V{HEIGHT}H{end}V0Z");
    path
}

/// The strip: the ground of the scrubber's range.
#[component]
pub fn Strip(player: Player, #[prop(into)] reach: Signal<usize>) -> impl IntoView {
    let options = PictureOptions::get();
    let sky = Memo::new(move |_| {
        let reach = reach.get();
        player.trajectory.with(|record| {
            record
                .as_ref()
                .map_or_else(String::new, |record| skyline(&record.summaries(), reach))
        })
    });
    let borders = Memo::new(move |_| {
        player
            .trajectory
            .with(|record| record.as_deref().map(block_borders).unwrap_or_default())
    });
    // Colours run over the whole plan, so that a stopped run keeps the colours it had.
    let width = move || {
        let total = player
            .trajectory
            .with(|record| record.as_deref().map_or(0, total_steps));
        format!("{}%", 100.0 * total as f64 / reach.get().max(1) as f64)
    };
    let share = move |step: usize| 100.0 * step as f64 / reach.get().max(1) as f64;
    view! {
        <div class="strip" aria-hidden="true">
            <div
                class="strip-ramp"
                style:background-image=move || options.ramp.get().gradient()
                style:background-size=move || format!("{} 100%", width())
            ></div>
            <svg
                class="strip-sky"
                viewBox=move || format!("0 0 {} {HEIGHT}", reach.get().max(1))
                preserveAspectRatio="none"
            >
                <path d=move || sky.get() />
            </svg>
            <div
                class="strip-ahead"
                style:transform=move || format!("scaleX({})", 1.0 - share(player.cursor.get()) / 100.0)
            ></div>
            {move || {
                borders
                    .get()
                    .into_iter()
                    .map(|border| {
                        view! {
                            <div class="strip-border" style:left=format!("{}%", share(border))></div>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    #[test]
    fn the_skyline_follows_the_steps_and_closes() {
        let mut record = sample();
        record.steps.truncate(2);
        let path = skyline(&record.summaries(), 6);
        assert_eq!(path, "M0 0L0 9.0H1L1 20.0H2V100H6V0Z");
    }

    #[test]
    fn nothing_yet_is_all_sky() {
        assert_eq!(skyline(&[], 4), "M0 0V100H4V0Z");
    }
}
