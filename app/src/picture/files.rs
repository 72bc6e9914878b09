//! Recordings as files: reading what a reader opens or drops, and saving.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::Trajectory;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::drawing::drawing;
use super::{PictureOptions, Player};
use crate::state::browser;

/// Larger files than this are not opened: the page would stand still.
const MOST_BYTES: f64 = 256.0 * 1024.0 * 1024.0;

/// Reads a recording.
///
/// # Errors
/// A sentence for people: what is wrong with the file.
pub fn read(text: &str) -> Result<Trajectory, String> {
    let record: Trajectory = serde_json::from_slice(text.as_bytes()).map_err(|error| {
        if error.is_data() {
            format!("This file is not a recording of Unmask: {error}.")
        } else {
            format!("This file is not JSON: {error}.")
        }
    })?;
    record.check().map_err(|error| sentence(&error.to_string()))
}

/// A message as a sentence: capital letter, full stop.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let stop = if message.ends_with('.') { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

/// The name of a recording's file: model and seed, without what file systems refuse; the extension is the caller's.
#[must_use]
pub fn file_name(record: &Trajectory) -> String {
    let model: String = record
        .head
        .model
        .id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' || c == '-' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let seed = record.head.params.seed.unwrap_or_default();
    format!("unmask-{}-{seed}", model.trim_matches(['-', '.']))
}

/// Reads a file that the reader chose or dropped, then hands over the record or a sentence.
pub fn open(file: &web_sys::File, done: Callback<Result<Trajectory, String>>) {
    if file.size() > MOST_BYTES {
        done.run(Err(
            "This file is larger than 256 MB: too large to open here.".to_owned(),
        ));
        return;
    }
    let Ok(reader) = web_sys::FileReader::new() else {
        return;
    };
    let kept = reader.clone();
    let loaded = Closure::once_into_js(move || {
        let text = kept.result().ok().and_then(|text| text.as_string());
        done.run(match text {
            Some(text) => read(&text),
            None => Err("This file could not be read.".to_owned()),
        });
    });
    reader.set_onloadend(Some(loaded.unchecked_ref()));
    if reader.read_as_text(file).is_err() {
        done.run(Err("This file could not be read.".to_owned()));
    }
}

/// Offers text as a download.
fn save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser takes the content a moment after the click.
    set_timeout(
        move || drop(web_sys::Url::revoke_object_url(&url)),
        std::time::Duration::from_secs(30),
    );
    Ok(())
}

/// What a read file leads to: the record is handed on, or the sentence is shown.
fn then(
    on_open: Callback<Trajectory>,
    error: RwSignal<Option<String>>,
) -> Callback<Result<Trajectory, String>> {
    Callback::new(move |read| match read {
        Ok(record) => {
            error.set(None);
            on_open.run(record);
        }
        Err(message) => error.set(Some(message)),
    })
}

/// Save, copy and open. `on_open` gets what was opened.
#[component]
pub fn Files(player: Player, on_open: Callback<Trajectory>) -> impl IntoView {
    let options = PictureOptions::get();
    let picker = NodeRef::<html::Input>::new();
    let error = RwSignal::new(None::<String>);
    let copied = RwSignal::new(false);
    let done = then(on_open, error);
    let none = move || player.trajectory.with(Option::is_none);
    let on_change = move |_| {
        let Some(input) = picker.get_untracked() else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            open(&file, done);
        }
        input.set_value("");
    };
    let save_as = move |kind: &str, ending: &str, make: &dyn Fn(&Trajectory) -> Option<String>| {
        let record = player.trajectory.get_untracked();
        let saved = record.and_then(|record| {
            save(
                &format!("{}.{ending}", file_name(&record)),
                kind,
                &make(&record)?,
            )
            .ok()
        });
        error.set(
            saved
                .is_none()
                .then(|| "The file could not be saved.".to_owned()),
        );
    };
    let on_save = move |_| {
        save_as("application/json", "json", &|record| {
            serde_json::to_string(record).ok()
        });
    };
    let on_draw = move |_| {
        let cursor = player.cursor.get_untracked();
        let (variant, ramp) = (
            options.variant.get_untracked(),
            options.ramp.get_untracked(),
        );
        save_as("image/svg+xml", "svg", &|record| {
            Some(drawing(record, cursor, variant, ramp))
        });
    };
    let on_copy = move |_| {
        let text = player
            .trajectory
            .with_untracked(|record| record.as_ref().map(|record| record.draft_text()));
        let Some(text) = text else { return };
        spawn_local(async move {
            if browser::copy(text).await {
                copied.try_set(true);
            } else {
                error.try_set(Some(browser::NO_CLIPBOARD.to_owned()));
            }
            let forget = move || {
                let _ = copied.try_set(false);
            };
            set_timeout(forget, std::time::Duration::from_secs(2));
        });
    };
    view! {
        <div class="files">
            <button type="button" class="quiet-button" data-testid="export" hidden=none on:click=on_save>
                "Save recording"
            </button>
            <button type="button" class="quiet-button" data-testid="export-svg" hidden=none on:click=on_draw>
                "Save picture"
            </button>
            <button type="button" class="quiet-button" data-testid="copy-text" hidden=none on:click=on_copy>
                {move || if copied.get() { "Copied" } else { "Copy text" }}
            </button>
            <button
                type="button"
                class="quiet-button"
                data-testid="import"
                on:click=move |_| {
                    if let Some(input) = picker.get_untracked() {
                        input.click();
                    }
                }
            >
                "Open recording…"
            </button>
            <input
                node_ref=picker
                type="file"
                accept=".json,application/json"
                data-testid="import-file"
                aria-label="Recording to open"
                hidden
                on:change=on_change
            />
            <p class="files-error" role="alert" data-testid="import-error">{move || error.get()}</p>
        </div>
    }
}

/// A region onto which recordings can be dropped.
#[component]
pub fn DropZone(on_open: Callback<Trajectory>, children: Children) -> impl IntoView {
    let over = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let done = then(on_open, error);
    let on_drop = move |event: ev::DragEvent| {
        over.set(false);
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            open(&file, done);
        }
    };
    let on_over = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    view! {
        <div
            class="drop-zone"
            class:over=move || over.get()
            on:dragover=on_over
            on:dragleave=move |_| over.set(false)
            on:drop=on_drop
        >
            {children()}
            <p class="files-error" role="alert">{move || error.get()}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    #[test]
    fn what_was_saved_opens_again() {
        let record = sample();
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(read(&json), Ok(record));
    }

    #[test]
    fn refusals_are_sentences() {
        assert!(
            read("no")
                .unwrap_err()
                .starts_with("This file is not JSON: ")
        );
        assert!(
            read("{}")
                .unwrap_err()
                .starts_with("This file is not a recording of Unmask: ")
        );
        let mut damaged = sample();
        damaged.steps[1].committed[0].pos = 3;
        let json = serde_json::to_string(&damaged).unwrap();
        assert_eq!(
            read(&json).unwrap_err(),
            "The recording is damaged: position 3 is revealed again at step 1."
        );
    }

    #[test]
    fn names_are_fit_for_file_systems() {
        let mut record = sample();
        record.head.model.id = "GSAI-ML/LLaDA-8B".to_owned();
        assert_eq!(file_name(&record), "unmask-GSAI-ML-LLaDA-8B-1");
    }
}
