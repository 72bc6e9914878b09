//! The formulas of a settled answer: their source, until the server has set them.

use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use crate::state::Page;

/// Shows the formulas in `frame` as the server sets them. Where it is away or refuses, their source stays.
pub(super) fn typeset(page: Page, frame: &web_sys::Element) {
    let Ok(found) = frame.query_selector_all(".math") else {
        return;
    };
    let places = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok());
    let places: Vec<web_sys::Element> = places.collect();
    let sources: Vec<String> = places
        .iter()
        .map(|place| place.text_content().unwrap_or_default())
        .collect();
    if sources.is_empty() {
        return;
    }
    spawn_local(async move {
        let set = page.engine().typeset(sources.clone()).await;
        // Nothing is lost without it: the source can be read.
        let set = set.unwrap_or_default();
        for ((place, source), mathml) in places.iter().zip(&sources).zip(set) {
            if let Some(mathml) = mathml {
                // MathML and nothing else: the server has made sure, and the page's policy runs no script of it.
                place.set_inner_html(&mathml);
                let _ = place.set_attribute("title", source);
                if place.tag_name() == "P" {
                    // A long one scrolls by itself, by keyboard too.
                    let _ = place.set_attribute("tabindex", "0");
                }
            }
        }
    });
}
