//! What colour stands for, grid or matrix, and the switches.

use leptos::prelude::*;

use super::PictureOptions;
use super::options::{Variant, View};

/// The reader's choices, as controls.
#[component]
pub fn Controls() -> impl IntoView {
    let options = PictureOptions::get();
    let variants = Variant::ALL.map(|variant| {
        view! {
            <option
                value=variant.name()
                selected=move || options.colour() == variant
                hidden=move || !variant.fits(options.view.get())
            >
                {variant.choice()}
            </option>
        }
    });
    let on_variant = move |event| {
        let name = event_target_value(&event);
        if let Some(variant) = Variant::ALL
            .into_iter()
            .find(|variant| variant.name() == name)
        {
            options.variant.set(variant);
        }
    };
    let view_button = move |view: View, name: &'static str, test_id: &'static str| {
        view! {
            <button
                type="button"
                data-testid=test_id
                aria-pressed=move || (options.view.get() == view).to_string()
                on:click=move |_| options.view.set(view)
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="picture-controls">
            <div class="segments" role="group" aria-label=t!("View")>
                {view_button(View::Grid, t!("Grid"), "view-grid")}
                {view_button(View::Matrix, t!("Matrix"), "view-matrix")}
            </div>
            <label class="pick">
                <span class="unseen">{t!("Colour by")}</span>
                <select data-testid="variant" on:change=on_variant>{variants}</select>
            </label>
            <span class="switches">
                <Toggle name=t!("Numbers") test_id="numbers" on=options.numbers />
                <Toggle name=t!("Trim end") test_id="trim" on=options.trim />
            </span>
        </div>
    }
}

/// A checkbox with its name.
#[component]
pub fn Toggle(name: &'static str, test_id: &'static str, on: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="toggle">
            <input
                type="checkbox"
                data-testid=test_id
                prop:checked=on
                on:change=move |event| on.set(event_target_checked(&event))
            />
            <span>{name}</span>
        </label>
    }
}
