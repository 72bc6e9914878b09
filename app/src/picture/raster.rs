//! Drawings as pixels: the heatmap as a PNG, a run as an animated GIF.

use trajectory::Trajectory;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::drawing::drawing;
use super::gif::Gif;
use super::options::Variant;
use super::ramp::Ramp;

/// The most frames of an animation; longer runs leave steps out.
const FRAMES: usize = 64;

/// How long a frame is shown, in hundredths of a second.
const PAUSE: u16 = 20;

/// How long the last frame is shown.
const REST: u16 = 250;

/// Levels of each primary colour in the animation's palette.
const LEVELS: usize = 6;

/// A drawing as pixels on a canvas.
async fn drawn(
    svg: &str,
    scale: f64,
) -> Result<(HtmlCanvasElement, CanvasRenderingContext2d), JsValue> {
    let image = HtmlImageElement::new()?;
    let coded = js_sys::encode_uri_component(svg);
    image.set_src(&format!("data:image/svg+xml,{}", String::from(coded)));
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = leptos::prelude::document()
        .create_element("canvas")?
        .unchecked_into();
    let scaled = |length: u32| (f64::from(length) * scale).round();
    let (width, height) = (
        scaled(image.natural_width()),
        scaled(image.natural_height()),
    );
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    Ok((canvas, context))
}

/// The heatmap after `cursor` steps as the address of a PNG, twice as large as the drawing.
///
/// # Errors
/// The browser cannot draw it.
pub async fn png(
    record: &Trajectory,
    cursor: usize,
    variant: Variant,
    ramp: Ramp,
) -> Result<String, JsValue> {
    let (canvas, _) = drawn(&drawing(record, cursor, variant, ramp), 2.0).await?;
    canvas.to_data_url_with_type("image/png")
}

/// A run as an animated GIF.
///
/// # Errors
/// The browser cannot draw it.
pub async fn gif(record: &Trajectory, variant: Variant, ramp: Ramp) -> Result<Vec<u8>, JsValue> {
    let mut gif: Option<Gif> = None;
    let cursors = cursors(record.steps.len());
    let last = cursors.last().copied();
    for cursor in cursors {
        let (canvas, context) = drawn(&drawing(record, cursor, variant, ramp), 1.0).await?;
        let (width, height) = (canvas.width(), canvas.height());
        let data = context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height))?;
        let pixels: Vec<u8> = data.data().0.chunks_exact(4).map(nearest).collect();
        let size = (width.min(4096) as u16, height.min(32_768) as u16);
        let gif = gif.get_or_insert_with(|| Gif::new(size, &palette()));
        gif.frame(&pixels, if Some(cursor) == last { REST } else { PAUSE });
    }
    Ok(gif.map(Gif::finish).unwrap_or_default())
}

/// The steps that are drawn: the first, the last, and evenly between.
fn cursors(steps: usize) -> Vec<usize> {
    let frames = (steps + 1).min(FRAMES);
    (0..frames)
        .map(|frame| frame * steps / (frames - 1).max(1))
        .collect()
}

/// Evenly spread colours.
fn palette() -> Vec<[u8; 3]> {
    let level = |index: usize| (index % LEVELS * 51) as u8;
    (0..LEVELS.pow(3))
        .map(|index| {
            [
                level(index / LEVELS / LEVELS),
                level(index / LEVELS),
                level(index),
            ]
        })
        .collect()
}

/// The nearest colour of the palette.
fn nearest(pixel: &[u8]) -> u8 {
    let level = |value: u8| (u16::from(value) + 25) / 51;
    let index = pixel[..3]
        .iter()
        .fold(0, |index, value| index * LEVELS as u16 + level(*value));
    // Below 216.
    index as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_the_palette_is_nearest_to_itself() {
        for (index, colour) in palette().iter().enumerate() {
            assert_eq!(usize::from(nearest(colour)), index);
        }
    }

    #[test]
    fn frames_begin_with_the_masks_and_end_with_the_answer() {
        assert_eq!(cursors(3), [0, 1, 2, 3]);
        assert_eq!(cursors(0), [0]);
        let long = cursors(1024);
        assert_eq!((long.len(), long[0], long[FRAMES - 1]), (FRAMES, 0, 1024));
    }
}
