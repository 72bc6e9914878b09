//! What the page asks of the browser: its clock, its random numbers, its clipboard. Only effects and event
//! handlers come here, so the server never does.

use std::time::Duration;

use futures::channel::oneshot;
use leptos::prelude::*;
use trajectory::params::SEED_LIMIT;

use super::model::size;

/// Milliseconds since 1970.
#[must_use]
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A seed that every JSON reader keeps exact.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss
)]
pub fn draw_seed() -> u64 {
    (js_sys::Math::random() * SEED_LIMIT as f64) as u64
}

/// A name that no other conversation has.
#[must_use]
pub fn fresh_id() -> String {
    format!("{:x}-{:x}", now() as u64, draw_seed() & 0xffff_ffff)
}

/// A number that grows with time, and that no two windows draw: milliseconds since 1970, then ten random bits. Below
/// 2^53 until the year 2248.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Positive, and cut to whole numbers on purpose.
pub fn fresh_number() -> u64 {
    (now() as u64) << 10 | (js_sys::Math::random() * 1024.0) as u64
}

/// Comes back after `time`.
pub async fn sleep(time: Duration) {
    let (wake, woken) = oneshot::channel();
    set_timeout(
        move || {
            // Nobody waits any longer: nothing to wake.
            let _ = wake.send(());
        },
        time,
    );
    // The timer is gone only with the page.
    let _ = woken.await;
}

/// Whether the person asked for less motion.
#[must_use]
pub fn prefers_less_motion() -> bool {
    matches!(
        window().match_media("(prefers-reduced-motion: reduce)"),
        Ok(Some(query)) if query.matches()
    )
}

/// What to say where [`copy`] fails.
#[must_use]
pub fn no_clipboard() -> &'static str {
    t!(
        "This browser does not let the page write to the clipboard. Open it as localhost or over https, and allow it."
    )
}

/// Puts text on the clipboard. False where the browser has none (a page that is not on localhost nor https) or
/// does not allow it.
pub async fn copy(text: String) -> bool {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    let written = window().navigator().clipboard().write_text(&text);
    wasm_bindgen_futures::JsFuture::from(written).await.is_ok()
}

/// What stands in the field of that id; nothing where there is none.
#[must_use]
pub fn value_of(id: &str) -> String {
    use wasm_bindgen::JsCast;
    if is_server() {
        return String::new();
    }
    let element = document().get_element_by_id(id);
    let area = element.and_then(|element| element.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    area.map(|area| area.value()).unwrap_or_default()
}

/// What the browser keeps for the page, and what it would keep at most; in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Storage {
    /// Used.
    pub used: u64,
    /// What there is room for.
    pub quota: u64,
}

impl std::fmt::Display for Storage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { used, quota } = *self;
        let (shown, room) = (size(used), size(quota));
        f.write_str(&t!(
            "Kept in this browser: {shown}, with room for {room}.",
            shown,
            room
        ))?;
        if used > quota / 10 * 9 {
            f.write_str(t!(" That is nearly full."))?;
        }
        Ok(())
    }
}

/// How much is kept; none where the browser does not tell (a page that is not on localhost nor https).
pub async fn storage() -> Option<Storage> {
    use wasm_bindgen::JsCast;
    let manager = js_sys::Reflect::get(&window().navigator(), &"storage".into()).ok()?;
    if !manager.is_object() {
        return None;
    }
    let manager: web_sys::StorageManager = manager.unchecked_into();
    let estimate = wasm_bindgen_futures::JsFuture::from(manager.estimate().ok()?)
        .await
        .ok()?;
    // Numbers of bytes: whole, and not below zero.
    let number = |name: &str| {
        let value = js_sys::Reflect::get(&estimate, &name.into()).ok()?;
        value.as_f64().map(|bytes| bytes as u64)
    };
    Some(Storage {
        used: number("usage")?,
        quota: number("quota")?,
    })
}

/// A text in lower case. In the page the browser does it, which has the table of all letters already.
#[must_use]
pub fn lower(text: &str) -> String {
    #[cfg(target_arch = "wasm32")]
    let lower = js_sys::JsString::from(text).to_lower_case().into();
    #[cfg(not(target_arch = "wasm32"))]
    let lower = text.to_lowercase();
    lower
}

/// A number as people type it; none for what is no number. In the page the browser reads it, which knows how already.
#[must_use]
pub fn number(typed: &str) -> Option<f64> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    #[cfg(target_arch = "wasm32")]
    let number = f64::try_from(wasm_bindgen::JsValue::from_str(typed)).ok();
    #[cfg(not(target_arch = "wasm32"))]
    let number = typed.parse::<f64>().ok();
    number.filter(|number| number.is_finite())
}

/// A text with a capital at its beginning, where that is a Latin letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// The address of this site, without a slash at its end.
#[must_use]
pub fn site() -> String {
    let here = location();
    let origin = here.origin().unwrap_or_default();
    let path = here.pathname().unwrap_or_default();
    format!("{origin}{}", path.trim_end_matches('/'))
}

/// The text at an address of this site; none where it cannot be had.
pub async fn text_of(address: &str) -> Option<String> {
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    let response = JsFuture::from(window().fetch_with_str(address))
        .await
        .ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?)
        .await
        .ok()?
        .as_string()
}

/// Outlines one element, and no other, and brings it into sight.
pub fn point_at(target: Option<&str>) {
    let outlined = document().query_selector("[data-pointed]").ok().flatten();
    if let Some(outlined) = outlined {
        // Nothing to do for one that is gone.
        let _ = outlined.remove_attribute("data-pointed");
    }
    let element = target.and_then(|target| document().query_selector(target).ok().flatten());
    if let Some(element) = element {
        let _ = element.set_attribute("data-pointed", "");
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Puts the keyboard's focus on the element of that id.
pub fn focus(id: &'static str) {
    use wasm_bindgen::JsCast;
    // After the views have changed, so that what was hidden can take it.
    set_timeout(
        move || {
            let element = document().get_element_by_id(id);
            if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = element.focus();
            }
        },
        Duration::from_millis(30),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_is_told_in_round_numbers_and_when_it_is_nearly_full() {
        let told = |used| {
            let quota = 10_000_000_000;
            Storage { used, quota }.to_string()
        };
        assert_eq!(
            told(12_400_000),
            "Kept in this browser: 12 MB, with room for 10.0 GB."
        );
        assert!(told(9_500_000_000).ends_with("nearly full."));
    }
}
