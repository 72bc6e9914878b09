//! The style sheet's colours and letters, as a canvas takes them.

use leptos::prelude::window;
use web_sys::{CssStyleDeclaration, HtmlElement};

/// Colours and letters of the page as it looks now.
#[derive(Debug, Clone, Default)]
pub(super) struct Palette {
    pub(super) ink: String,
    pub(super) soft: String,
    pub(super) line: String,
    pub(super) accent: String,
    pub(super) chosen: String,
    pub(super) mask: String,
    pub(super) hatch: String,
    pub(super) blank: String,
    pub(super) given: String,
    pub(super) given_ground: String,
    pub(super) changed: String,
    pub(super) changed_ground: String,
    /// Line and ground of what was revealed now: sure, likely, unsure.
    pub(super) bands: [(String, String); 3],
    /// The family of the letters.
    pub(super) family: String,
    /// The size of the page's letters in CSS pixels.
    pub(super) rem: f64,
    /// Device pixels to a CSS pixel.
    pub(super) scale: f64,
}

fn style(element: &web_sys::Element) -> Option<CssStyleDeclaration> {
    window().get_computed_style(element).ok()?
}

impl Palette {
    /// Reads them with the help of an element whose colour may be changed.
    pub(super) fn read(probe: &HtmlElement) -> Self {
        let computed = style(probe);
        let property = |name: &str| {
            let computed = computed.as_ref()?;
            computed.get_property_value(name).ok()
        };
        let colour = |value: &str| {
            let _ = probe.style().set_property("color", value);
            property("color").unwrap_or_default()
        };
        let named = |name: &str| colour(&format!("var(--{name})"));
        let thin = |name: &str, percent: u32| {
            colour(&format!(
                "color-mix(in srgb, var(--{name}) {percent}%, transparent)"
            ))
        };
        let rem = leptos::prelude::document()
            .document_element()
            .and_then(|root| style(&root))
            .and_then(|root| root.get_property_value("font-size").ok())
            .map(|size| js_sys::parse_float(&size))
            .filter(|size| size.is_finite());
        Self {
            ink: named("ink"),
            soft: named("ink-soft"),
            line: named("line"),
            accent: named("accent"),
            chosen: thin("accent", 14),
            mask: named("mask"),
            hatch: named("hatch"),
            blank: named("blank"),
            given: named("given"),
            given_ground: thin("given", 12),
            changed: named("changed"),
            changed_ground: thin("changed", 10),
            bands: ["sure", "likely", "unsure"].map(|band| (named(band), thin(band, 14))),
            family: property("font-family").unwrap_or_else(|| "sans-serif".to_owned()),
            rem: rem.unwrap_or(16.0),
            scale: window().device_pixel_ratio().max(0.5),
        }
    }
}
