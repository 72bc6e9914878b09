//! The settings' controls: a labelled thing, its sentence, and its fault beside it.

use leptos::prelude::*;
use trajectory::sliders::Slider;

use crate::language::text;
use crate::state::Page;

/// Label, sentence, fault, around a control.
#[component]
pub fn Field(
    /// The parameter's name.
    field: &'static str,
    /// What the control is called.
    label: &'static str,
    /// What it does.
    help: &'static str,
    children: Children,
) -> impl IntoView {
    let page = Page::here();
    let fault = Memo::new(move |_| page.fault(field));
    view! {
        <div class="field" data-field=field data-faulty=move || fault.get().is_some().to_string()>
            <label class="field-label" for=field>{text(label)}</label>
            {children()}
            <p class="help" id=format!("help-{field}")>{text(help)}</p>
            <p class="fault" id=format!("error-{field}") data-testid=format!("error-{field}")>
                {move || fault.get()}
            </p>
        </div>
    }
}

/// What a control says of itself to people who listen: its help and its fault.
#[must_use]
pub fn described_by(field: &str) -> String {
    format!("help-{field} error-{field}")
}

/// A range and a number, one value.
#[component]
pub fn SliderField(
    /// Which parameter.
    slider: Slider,
) -> impl IntoView {
    let page = Page::here();
    let field = slider.field;
    let value = Memo::new(move |_| {
        page.settings
            .with(|settings| settings.number(field).to_owned())
    });
    let lab = Memo::new(move |_| page.settings.with(|settings| settings.lab));
    let faulty = move || page.fault(field).is_some().to_string();
    let bounds = Memo::new(move |_| page.settings.with(|settings| settings.range(&slider)));
    let step = move || {
        if lab.get() {
            slider.lab_step
        } else {
            slider.step
        }
    };
    let set = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        page.settings
            .update(|settings| settings.set_number(field, typed));
    };
    view! {
        <Field field label=slider.label help=slider.help>
            <div class="slider">
                <input
                    type="range"
                    data-testid=format!("slider-{field}")
                    aria-label=t!("{name}, slider", name = text(slider.label))
                    min=move || bounds.get().0.to_string()
                    max=move || bounds.get().1.to_string()
                    step=move || step().to_string()
                    prop:value=move || value.get()
                    on:input=set
                />
                <input
                    type="number"
                    id=field
                    data-testid=format!("input-{field}")
                    inputmode="decimal"
                    min=move || bounds.get().0.to_string()
                    max=move || bounds.get().1.to_string()
                    step=move || step().to_string()
                    aria-describedby=described_by(field)
                    aria-invalid=faulty
                    prop:value=move || value.get()
                    on:input=set
                />
            </div>
        </Field>
    }
}

/// A switch with its sentence.
#[component]
pub fn Switch(
    /// Its name for tests.
    testid: &'static str,
    /// What it is called.
    label: &'static str,
    /// What it does.
    help: &'static str,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Told the new state.
    change: Callback<bool>,
) -> impl IntoView {
    view! {
        <div class="field switch">
            <label class="field-label">
                <input
                    type="checkbox"
                    data-testid=testid
                    aria-describedby=format!("help-{testid}")
                    prop:checked=move || on.get()
                    on:change=move |event| change.run(event_target_checked(&event))
                />
                {label}
            </label>
            <p class="help" id=format!("help-{testid}")>{help}</p>
        </div>
    }
}
