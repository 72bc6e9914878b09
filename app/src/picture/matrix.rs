//! The trajectory matrix: position across, step down, colour is how sure the model was of its best guess there.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use trajectory::Trajectory;
use wasm_bindgen::{Clamped, JsCast};

use super::change::counts;
use super::options::Variant;
use super::ramp::Ramp;
use super::scrubber::reach;
use super::{PictureOptions, Player};

/// More pixels than this are not drawn: a recording from elsewhere may claim any size.
const MOST_PIXELS: usize = 8 << 20;

/// The pixels, row by row, four bytes each: a row per step, a column per position. A cell is coloured by the
/// confidence of the best guess there, or by the entropy if that is the variant, up to and including its reveal; it is clear before its block
/// begins, after its reveal, and where nothing was recorded. `None` when there is nothing to draw or too much.
#[must_use]
pub fn raster(record: &Trajectory, rows: usize, variant: Variant, ramp: Ramp) -> Option<Vec<u8>> {
    let width = record.length();
    let pixels = width.checked_mul(rows)?;
    if pixels == 0 || pixels > MOST_PIXELS {
        return None;
    }
    let shades: Vec<[u8; 3]> = (0..=255)
        .map(|shade| ramp.at(f64::from(shade) / 255.0).0.map(|c| c.round() as u8))
        .collect();
    let mut bytes = vec![0; pixels * 4];
    let mut paint = |row: usize, pos: usize, value: f32| {
        let at = (row * width + pos) * 4;
        if let Some(pixel) = bytes.get_mut(at..at + 4) {
            pixel[..3].copy_from_slice(&shades[(value.clamp(0.0, 1.0) * 255.0).round() as usize]);
            pixel[3] = 255;
        }
    };
    let highest = match variant {
        Variant::Entropy => record.entropies().highest,
        _ => None,
    };
    let highest = highest.unwrap_or(1.0).max(f32::MIN_POSITIVE);
    for (row, step) in record.steps.iter().enumerate().take(rows) {
        if variant == Variant::Entropy {
            for others in &step.alternatives {
                paint(row, others.pos, others.entropy / highest);
            }
        } else {
            for pick in step.candidates.iter().chain(step.written()) {
                paint(row, pick.pos, pick.confidence);
            }
        }
    }
    Some(bytes)
}

/// The reveals as squares of one unit, one path.
#[must_use]
pub fn staircase(record: &Trajectory) -> String {
    let reveals = record.steps.iter().enumerate().flat_map(|(row, step)| {
        let squares = step.committed.iter();
        squares.map(move |pick| format!("M{} {row}h1v1h-1z", pick.pos))
    });
    reveals.collect()
}

/// The edits as squares with a cross in them, one path.
#[must_use]
pub fn edits(record: &Trajectory) -> String {
    let edits = record.steps.iter().enumerate().flat_map(|(row, step)| {
        let squares = step.edited.iter();
        squares.map(move |pick| format!("M{0} {row}h1v1h-1zl1 1M{0} {1}l1 -1", pick.pos, row + 1))
    });
    edits.collect()
}

/// The new masks as bars across the cell, one path.
#[must_use]
pub fn remasks(record: &Trajectory) -> String {
    let remasks = record.steps.iter().enumerate().flat_map(|(row, step)| {
        let bars = step.remasked.iter();
        bars.map(move |pos| format!("M{pos} {row}.3h1M{pos} {row}.7h1"))
    });
    remasks.collect()
}

/// The (position, step) under a point of the picture, given its size.
#[must_use]
pub fn locate(point: (f64, f64), size: (f64, f64), length: usize, rows: usize) -> (usize, usize) {
    let along = |at: f64, of: f64, count: usize| {
        let index = (at / of.max(1.0) * count as f64).floor().max(0.0) as usize;
        index.min(count.saturating_sub(1))
    };
    (along(point.0, size.0, length), along(point.1, size.1, rows))
}

/// The matrix. A click moves the cursor to the step and points at the position.
#[component]
pub fn Matrix(player: Player) -> impl IntoView {
    let options = PictureOptions::get();
    let canvas = NodeRef::<html::Canvas>::new();
    let size = Memo::new(move |_| {
        let live = player.live.get();
        player.trajectory.with(|record| {
            record
                .as_deref()
                .map_or((0, 0), |record| (record.length(), reach(record, live)))
        })
    });
    let drawn = RwSignal::new(true);
    Effect::new(move |_| {
        let (variant, ramp, (_, rows)) = (options.colour(), options.ramp.get(), size.get());
        let bytes = player.trajectory.with(|record| {
            record
                .as_ref()
                .and_then(|record| raster(record, rows, variant, ramp))
        });
        drawn.set(bytes.is_some());
        if let (Some(canvas), Some(bytes)) = (canvas.get(), bytes) {
            paint(&canvas, &bytes, size.get_untracked());
        }
    });
    let path = move |draw: fn(&Trajectory) -> String| {
        move || {
            player
                .trajectory
                .with(|record| record.as_deref().map(draw).unwrap_or_default())
        }
    };
    let changes = move || {
        player.trajectory.with(|record| {
            let (edited, remasked) = record.as_deref().map_or((0, 0), counts);
            match (edited > 0, remasked > 0) {
                (true, true) => t!(" A cross is an edit: another token was written over the one that stood there. A double bar is a token that was masked again."),
                (true, false) => t!(" A cross is an edit: another token was written over the one that stood there."),
                (false, true) => t!(" A double bar is a token that was masked again."),
                (false, false) => "",
            }
        })
    };
    let at = move |event: &web_sys::MouseEvent| {
        let target = event
            .current_target()?
            .dyn_into::<web_sys::Element>()
            .ok()?;
        let frame = target.get_bounding_client_rect();
        let point = (
            f64::from(event.client_x()) - frame.left(),
            f64::from(event.client_y()) - frame.top(),
        );
        let (length, rows) = size.get_untracked();
        (length > 0 && rows > 0)
            .then(|| locate(point, (frame.width(), frame.height()), length, rows))
    };
    let on_move = move |event: ev::PointerEvent| {
        let pos = at(&event).map(|(pos, _)| pos);
        if player.spot.get_untracked() != pos {
            player.spot.set(pos);
        }
    };
    let on_click = move |event: ev::MouseEvent| {
        if let Some((pos, row)) = at(&event) {
            player.seek(row + 1);
            player.spot.set(Some(pos));
        }
    };
    let share = |part: usize, of: usize| format!("{}%", 100.0 * part as f64 / of.max(1) as f64);
    view! {
        <div class="matrix" data-testid="matrix">
            <div class="matrix-axis">
                <span>{t!("position →")}</span>
                <span>{move || size.get().0.saturating_sub(1)}</span>
            </div>
            <div
                class="matrix-frame"
                role="img"
                aria-label=t!("Confidence of the best guess by position and step, with the reveals marked. The same data stands in the table below.")
                style:--rows=move || size.get().1.to_string()
                on:pointermove=on_move
                on:pointerleave=move |_| player.spot.set(None)
                on:click=on_click
            >
                <canvas
                    node_ref=canvas
                    width=move || size.get().0
                    height=move || size.get().1
                ></canvas>
                <svg
                    viewBox=move || format!("0 0 {} {}", size.get().0.max(1), size.get().1.max(1))
                    preserveAspectRatio="none"
                >
                    <path class="reveals" d=path(staircase) />
                    <path class="edits" data-testid="matrix-edits" d=path(edits) />
                    <path class="edits" data-testid="matrix-remasks" d=path(remasks) />
                </svg>
                <div
                    class="matrix-ahead"
                    style:transform=move || {
                        format!("translateY({})", share(player.cursor.get(), size.get().1))
                    }
                ></div>
                <div
                    class="matrix-spot"
                    hidden=move || player.spot.get().is_none()
                    style:left=move || share(player.spot.get().unwrap_or(0), size.get().0)
                    style:width=move || share(1, size.get().0)
                ></div>
            </div>
            <p class="matrix-note" hidden=move || drawn.get()>
                {t!("Too many positions and steps to draw.")}
            </p>
            <p class="matrix-key">
                {t!("Steps run down. ")}
                {move || match options.colour() {
                    Variant::Entropy => t!("Colour is how undecided the model was at a masked position of the active block; outlined squares are the reveals."),
                    _ => t!("Colour is the confidence of the best guess at a masked position; outlined squares are the reveals. Guesses are recorded in the active block only, unless all were asked for."),
                }}
                {changes}
            </p>
        </div>
    }
}

fn paint(canvas: &web_sys::HtmlCanvasElement, bytes: &[u8], (width, height): (usize, usize)) {
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let Ok(Some(context)) = canvas.get_context("2d") else {
        return;
    };
    let context: web_sys::CanvasRenderingContext2d = context.unchecked_into();
    if let Ok(image) = web_sys::ImageData::new_with_u8_clamped_array(Clamped(bytes), width as u32) {
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    #[test]
    fn pixels_are_clear_before_a_block_and_after_a_reveal() {
        let record = sample();
        let bytes = raster(&record, 6, Variant::Confidence, Ramp::Cividis).unwrap();
        let alpha = |pos: usize, row: usize| bytes[(row * 8 + pos) * 4 + 3];
        assert_eq!(bytes.len(), 8 * 6 * 4);
        // Position 2 is guessed at steps 0 and 1 and revealed at step 2.
        assert_eq!([0, 1, 2, 3].map(|row| alpha(2, row)), [255, 255, 255, 0]);
        assert_eq!((alpha(0, 0), alpha(5, 0), alpha(5, 3)), (0, 0, 255));
    }

    #[test]
    fn what_is_too_large_is_not_drawn() {
        assert_eq!(
            raster(&sample(), usize::MAX, Variant::Confidence, Ramp::Cividis),
            None
        );
        assert_eq!(
            raster(&sample(), 0, Variant::Confidence, Ramp::Cividis),
            None
        );
    }

    #[test]
    fn every_reveal_is_a_square() {
        assert_eq!(staircase(&sample()).matches('M').count(), 7);
        assert!(staircase(&sample()).starts_with("M3 0h1v1h-1z"));
    }

    #[test]
    fn edits_and_new_masks_have_shapes_of_their_own() {
        let record = edited();
        assert_eq!(edits(&record), "M1 2h1v1h-1zl1 1M1 3l1 -1");
        assert_eq!(remasks(&record), "M4 4.3h1M4 4.7h1");
        assert_eq!(edits(&sample()) + &remasks(&sample()), "");
        // The edited cell has the confidence of the edit.
        let bytes = raster(&record, 6, Variant::Confidence, Ramp::Cividis).unwrap();
        assert_eq!(bytes[(2 * 8 + 1) * 4 + 3], 255);
    }

    #[test]
    fn entropies_are_painted_where_they_were_recorded() {
        let bytes = raster(&edited(), 6, Variant::Entropy, Ramp::Cividis).unwrap();
        let painted: Vec<(usize, usize)> = (0..6 * 8)
            .filter(|at| bytes[at * 4 + 3] == 255)
            .map(|at| (at % 8, at / 8))
            .collect();
        assert_eq!(painted, [(4, 4), (4, 5)]);
        // The highest has the last colour of the ramp.
        let last = Ramp::Cividis.at(1.0).0.map(|c| c.round() as u8);
        assert_eq!(bytes[(4 * 8 + 4) * 4..][..3], last);
        let bare = raster(&sample(), 6, Variant::Entropy, Ramp::Cividis).unwrap();
        assert!(bare.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn points_lead_to_cells() {
        assert_eq!(locate((0.0, 0.0), (80.0, 60.0), 8, 6), (0, 0));
        assert_eq!(locate((79.9, 35.0), (80.0, 60.0), 8, 6), (7, 3));
        assert_eq!(locate((80.0, -3.0), (80.0, 60.0), 8, 6), (7, 0));
    }
}
