//! The settings panel: the original demo's controls, each with its sentence, and Lab mode's.

use leptos::prelude::*;
use trajectory::{Edits, Remasking, Speed};

use super::field::{Field, SliderField, Switch, described_by};
use super::use_via_api::UseViaApi;
use crate::picture::words::plan_in_words;
use crate::state::Page;
use crate::state::browser;
use crate::state::settings::Settings;

/// Every setting.
#[component]
pub fn SettingsPanel() -> impl IntoView {
    let page = Page::here();
    let lab = Memo::new(move |_| page.settings.with(|settings| settings.lab));
    let changed = Memo::new(move |_| page.settings.with(Settings::is_changed));
    let sliders = Memo::new(move |_| page.settings.with(Settings::sliders));
    let causal = Memo::new(move |_| page.settings.with(Settings::is_block_causal));
    view! {
        <section class="settings" aria-labelledby="settings-title" data-testid="settings">
            <div class="settings-head">
                <h2 id="settings-title">{t!("Settings")}</h2>
                <button
                    type="button"
                    class="quiet"
                    data-testid="reset"
                    disabled=move || !changed.get()
                    on:click=move |_| page.settings.update(|settings| *settings = settings.reset())
                >
                    {t!("Reset to defaults")}
                </button>
            </div>
            <PlanPicture />
            <For
                each=move || sliders.get()
                key=|slider| slider.field
                children=|slider| view! { <SliderField slider /> }
            />
            <FamilyNote />
            <Show when=move || !causal.get()>
                <SpeedField />
            </Show>
            <RemaskingField />
            <ConstraintsField />
            <SeedField />
            <SystemPrompt />
            <Switch
                testid="lab-toggle"
                label=t!("Lab mode")
                help=t!("Wider ranges, and the experimental controls.")
                on=lab
                change=Callback::new(move |on| page.settings.update(|settings| settings.set_lab(on)))
            />
            <Show when=move || lab.get()>
                <Lab />
            </Show>
            <UseViaApi />
        </section>
    }
}

/// The plan as it will be executed, drawn: a bar per block, a tick per pass.
#[component]
fn PlanPicture() -> impl IntoView {
    let page = Page::here();
    let plan = Memo::new(move |_| page.plan());
    view! {
        <div class="plan-picture" data-testid="settings-plan">
            {move || match plan.get() {
                None => view! { <p class="plan-words">{t!("The plan is drawn when the settings can be run.")}</p> }.into_any(),
                Some(plan) => {
                    let words = plan_in_words(&plan);
                    let blocks = plan
                        .blocks
                        .iter()
                        .map(|block| {
                            let width = format!("flex-grow: {}", block.end - block.start);
                            // More ticks than can be told apart are drawn as an even tone.
                            let ticks = (block.commits.len() <= 64)
                                .then(|| {
                                    block
                                        .commits
                                        .iter()
                                        .map(|count| view! { <i style=format!("flex-grow: {count}")></i> })
                                        .collect_view()
                                });
                            view! { <div class="plan-block" style=width>{ticks}</div> }
                        })
                        .collect_view();
                    view! {
                        <p class="plan-words">{words}</p>
                        <div class="plan-blocks" aria-hidden="true">{blocks}</div>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// What a block-causal model fixes, and why some controls are not there.
#[component]
fn FamilyNote() -> impl IntoView {
    let page = Page::here();
    let note = Memo::new(move |_| {
        page.settings.with(|settings| {
            let length = settings.family.block_length?;
            let edits = if settings.edits() {
                t!(" A token that is already revealed may be replaced by a likelier one.")
            } else {
                ""
            };
            Some(t!(
                "Blocks of {length} tokens, from the start of the prompt: this model’s attention fixes them, and a finished block is never computed again. Guidance and the fast modes are not for it.{edits}",
                length,
                edits
            ))
        })
    });
    view! {
        {move || {
            note.get().map(|note| view! { <p class="help family-note" data-testid="family-note">{note}</p> })
        }}
    }
}

/// Which positions are committed first.
#[component]
fn RemaskingField() -> impl IntoView {
    view! {
        <Choice
            name="remasking"
            legend=t!("Remasking")
            options=vec![
                (
                    Remasking::LowConfidence,
                    t!("Low confidence"),
                    t!("Reveal the tokens the model is surest of; mask the unsure ones again."),
                ),
                (Remasking::Random, t!("Random"), t!("Reveal positions drawn by the seed, sure or not.")),
            ]
            get=|settings| settings.remasking
            set=|settings, strategy| settings.remasking = strategy
        />
    }
}

/// Which forward passes are saved.
#[component]
fn SpeedField() -> impl IntoView {
    view! {
        <Choice
            name="speed"
            legend=t!("Speed")
            options=vec![
                (Speed::Exact, t!("Exact"), t!("Every pass looks at every token, as in the paper.")),
                (
                    Speed::Fast,
                    t!("Fast"),
                    t!("Tokens of confidence 0.98 are revealed ahead of the schedule, and the run ends with the text. In models of 100 million parameters or more, the later passes of a block compute only its own tokens anew. Answers may differ a little."),
                ),
                (
                    Speed::Fastest,
                    t!("Fastest"),
                    t!("As Fast, with tokens revealed ahead from confidence 0.7. Answers differ more often."),
                ),
            ]
            get=|settings| settings.speed
            set=|settings, speed| settings.speed = speed
        />
    }
}

/// One of a few values, each with its sentence.
#[component]
fn Choice<T>(
    name: &'static str,
    legend: &'static str,
    options: Vec<(T, &'static str, &'static str)>,
    get: fn(&Settings) -> T,
    set: fn(&mut Settings, T),
) -> impl IntoView
where
    T: Copy + PartialEq + std::fmt::Display + Send + Sync + 'static,
{
    let page = Page::here();
    view! {
        <fieldset class="field">
            <legend class="field-label">{legend}</legend>
            {options
                .into_iter()
                .map(|(value, label, help)| {
                    view! {
                        <label class="radio">
                            <input
                                type="radio"
                                name=name
                                value=value.to_string()
                                data-testid=format!("{name}-{value}")
                                prop:checked=move || page.settings.with(get) == value
                                on:change=move |_| page.settings.update(|settings| set(settings, value))
                            />
                            <span>{label} <span class="help">{help}</span></span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// Words that stand in the answer from the start.
#[component]
fn ConstraintsField() -> impl IntoView {
    let page = Page::here();
    view! {
        <Field
            field="constraints"
            label=t!("Word constraints")
            help=t!("Words that stand in the answer from the start: position of the first token, colon, word. Choosing a masked cell in an answer begins one.")
        >
            <input
                type="text"
                id="constraints"
                class="wide"
                dir="auto"
                data-testid="constraints"
                placeholder="0:Once, 5:upon"
                autocomplete="off"
                spellcheck="false"
                aria-describedby=described_by("constraints")
                aria-invalid=move || page.fault("constraints").is_some().to_string()
                prop:value=move || page.settings.with(|settings| settings.constraints.clone())
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    page.settings.update(|settings| settings.constraints = typed);
                }
            />
        </Field>
    }
}

/// The seed, its lock, and a new draw.
#[component]
fn SeedField() -> impl IntoView {
    let page = Page::here();
    let locked = move || page.settings.with(|settings| settings.seed_locked);
    view! {
        <Field
            field="seed"
            label=t!("Seed")
            help=t!("The same seed and settings give the same answer, token by token. It matters with a temperature above 0 or random remasking. Unlocked, each run draws a new one.")
        >
            <div class="seed">
                <input
                    type="text"
                    id="seed"
                    inputmode="numeric"
                    data-testid="seed"
                    autocomplete="off"
                    aria-describedby=described_by("seed")
                    aria-invalid=move || page.fault("seed").is_some().to_string()
                    prop:value=move || page.settings.with(|settings| settings.seed.clone())
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        page.settings
                            .update(|settings| {
                                settings.seed = typed;
                                settings.seed_locked = true;
                            });
                    }
                />
                <button
                    type="button"
                    class="plain"
                    data-testid="seed-lock"
                    aria-pressed=move || locked().to_string()
                    on:click=move |_| {
                        page.settings.update(|settings| settings.seed_locked = !settings.seed_locked);
                    }
                >
                    {move || if locked() { t!("Locked") } else { t!("Lock") }}
                </button>
                <button
                    type="button"
                    class="plain"
                    data-testid="seed-draw"
                    on:click=move |_| {
                        page.settings.update(|settings| {
                            settings.seed = browser::draw_seed().to_string();
                            // As one that was typed: the next run has it.
                            settings.seed_locked = true;
                        });
                    }
                >
                    {t!("Draw")}
                </button>
            </div>
        </Field>
    }
}

/// Standing instructions of the open conversation.
#[component]
fn SystemPrompt() -> impl IntoView {
    let page = Page::here();
    view! {
        <Field
            field="system"
            label=t!("System prompt")
            help=t!("Standing instructions for this conversation; leave it empty for none. The built-in model has seen few, and may not follow one.")
        >
            <textarea
                id="system"
                class="wide"
                dir="auto"
                rows="2"
                data-testid="system-prompt"
                aria-describedby=described_by("system")
                prop:value=move || page.conversation.with(|conversation| conversation.system.clone())
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    page.instruct(typed);
                }
            ></textarea>
        </Field>
    }
}

/// The experimental controls.
#[component]
fn Lab() -> impl IntoView {
    let page = Page::here();
    let is = move |map: fn(&Settings) -> bool| Signal::derive(move || page.settings.with(map));
    let set = move |change: fn(&mut Settings, bool)| {
        Callback::new(move |on| page.settings.update(|settings| change(settings, on)))
    };
    let threshold = is(|settings| settings.threshold.is_some());
    let on_request = Memo::new(move |_| {
        page.settings
            .with(|settings| settings.family.edits == Edits::OnRequest)
    });
    let causal = Memo::new(move |_| page.settings.with(Settings::is_block_causal));
    view! {
        <Switch
            testid="threshold-toggle"
            label=t!("Confidence threshold")
            help=t!("Each pass reveals every token at or above the threshold, and always the surest; the number of steps is then ignored.")
            on=threshold
            change=set(|settings, on| settings.threshold = on.then(|| "0.9".to_owned()))
        />
        <Show when=move || threshold.get()>
            <Field field="threshold" label=t!("Threshold") help=t!("0 reveals a block at once; 1 reveals one token a pass unless it is certain.")>
                <input
                    type="number"
                    id="threshold"
                    data-testid="input-threshold"
                    min="0"
                    max="1"
                    step="0.01"
                    aria-describedby=described_by("threshold")
                    aria-invalid=move || page.fault("threshold").is_some().to_string()
                    prop:value=move || page.settings.with(|settings| settings.threshold.clone().unwrap_or_default())
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        page.settings.update(|settings| settings.threshold = Some(typed));
                    }
                />
            </Field>
        </Show>
        <Show when=move || on_request.get()>
            <Switch
                testid="edits-wanted"
                label=t!("Replace revealed tokens")
                help=t!("Decodes as LLaDA2.1 does: a revealed token is replaced when another one becomes likelier.")
                on=is(|settings| settings.edits_wanted)
                change=set(Settings::set_edits)
            />
        </Show>
        <Show when=move || causal.get()>
            <Switch
                testid="stop-at-eos"
                label=t!("Stop at the end of the text")
                help=t!("No block is begun after the one that holds the end of the text.")
                on=is(|settings| settings.stop_at_eos)
                change=set(|settings, on| settings.stop_at_eos = on)
            />
        </Show>
        <Switch
            testid="suppress-eos"
            label=t!("Never end the text")
            help=t!("The end-of-text token may not be chosen, so the answer fills its whole length.")
            on=is(|settings| settings.suppress_eos)
            change=set(|settings, on| settings.suppress_eos = on)
        />
        <Switch
            testid="eos-last"
            label=t!("End of text last")
            help=t!("End-of-text and end-of-turn are revealed only when nothing else is left: against answers that end too early.")
            on=is(|settings| settings.eos_last)
            change=set(|settings, on| settings.eos_last = on)
        />
        <Switch
            testid="candidates-all"
            label=t!("Guesses for every block")
            help=t!("Shows the best guess for all masked tokens, not only the active block's. Costs a little time per step.")
            on=is(|settings| settings.all_candidates)
            change=set(|settings, on| settings.all_candidates = on)
        />
        <Switch
            testid="record-alternatives"
            label=t!("Record alternatives")
            help=t!("Keeps the five likeliest tokens and the entropy at every masked position of the active block, step by step, for the inspector. Recordings become several times larger.")
            on=is(|settings| settings.alternatives)
            change=set(|settings, on| settings.alternatives = on)
        />
    }
}
