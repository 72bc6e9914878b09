//! WASM entry point of the page that the server sends.

use leptos::mount::mount_to_body;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

/// The message box, which people may have begun to write in.
const COMPOSER: &str = "composer";

/// Renders the page in place of the elements that the document holds until then. Runs as soon as the program has loaded.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    app::language::begin(|| {
        let placeholders = children_of_body();
        let caret = caret();
        mount_to_body(app::App);
        for element in placeholders
            .iter()
            .filter(|element| is_of_the_page(element))
        {
            element.remove();
        }
        if let Some((from, to)) = caret {
            write_on(from, to);
        }
    });
}

fn children_of_body() -> Vec<Element> {
    let children = document().body().map(|body| body.children());
    let children = children.into_iter();
    children
        .flat_map(|children| (0..children.length()).filter_map(move |at| children.item(at)))
        .collect()
}

/// Whether the page's own component renders it too; the rest of the document stays.
fn is_of_the_page(element: &Element) -> bool {
    element.class_list().contains("page") || element.class_list().contains("skip")
}

/// The selection in the message box, if somebody is writing there.
fn caret() -> Option<(u32, u32)> {
    let writing: HtmlTextAreaElement = document().active_element()?.dyn_into().ok()?;
    let here = writing.id() == COMPOSER;
    let from = writing.selection_start().ok().flatten().filter(|_| here)?;
    let to = writing.selection_end().ok().flatten()?;
    Some((from, to))
}

/// Lets the person write on in the new message box, once it holds what was written.
fn write_on(from: u32, to: u32) {
    let Some(composer) = document().get_element_by_id(COMPOSER) else {
        return;
    };
    if let Some(element) = composer.dyn_ref::<HtmlElement>() {
        // Without the focus the person clicks.
        let _ = element.focus();
    }
    leptos::prelude::request_animation_frame(move || {
        if let Some(box_) = composer.dyn_ref::<HtmlTextAreaElement>() {
            let _ = box_.set_selection_range(from, to);
        }
    });
}
