//! Recordings as files: reading what a reader opens or drops, and saving.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::Trajectory;
use wasm_bindgen::{JsCast, JsValue};

use super::drawing::drawing;
use super::options::Variant;
use super::ramp::Ramp;
use super::raster::{gif, png};
use super::{PictureOptions, Player};
use crate::state::browser;
use crate::state::model::size;
use crate::state::reading::read_file;

/// Larger files than this are not opened: the page would need too much memory.
const MOST_BYTES: f64 = 256e6;

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

/// Reads a file that the reader chose or dropped, then hands over the record or a sentence. `progress` is set while it
/// takes a moment: percent.
pub fn open(
    file: web_sys::File,
    progress: RwSignal<Option<u32>>,
    done: Callback<Result<Vec<Trajectory>, String>>,
) {
    if file.size() > MOST_BYTES {
        let size = size(file.size() as u64);
        done.run(Err(t!(
            "This file has {size}; at most 256 MB can be opened here.",
            size
        )));
        return;
    }
    spawn_local(async move {
        let told = |share: f64| {
            progress.try_set(Some((share * 100.0) as u32));
        };
        let read = read_file(&file, told).await;
        progress.try_set(None);
        done.try_run(read);
    });
}

/// How much of a file is read.
fn progress_view(progress: RwSignal<Option<u32>>) -> impl IntoView {
    view! {
        <p class="files-progress" role="status" data-testid="import-progress">
            {move || {
                progress.get().map(|percent| t!("Reading the recording: {percent} %", percent))
            }}
        </p>
    }
}

/// Offers text as a download.
///
/// # Errors
/// The browser refuses.
pub fn save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    save_parts(name, kind, &JsValue::from_str(text))
}

/// Offers bytes as a download.
fn save_bytes(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    save_parts(name, kind, &js_sys::Uint8Array::from(bytes))
}

fn save_parts(name: &str, kind: &str, content: &JsValue) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(content);
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_blob_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    download(name, &url)?;
    // The browser takes the content a moment after the click.
    set_timeout(
        move || drop(web_sys::Url::revoke_object_url(&url)),
        std::time::Duration::from_secs(30),
    );
    Ok(())
}

/// Lets the browser save what is at an address.
fn download(name: &str, address: &str) -> Result<(), JsValue> {
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(address);
    link.set_download(name);
    link.click();
    Ok(())
}

/// The player that opens from disk, with a recording inside.
async fn player_with(record: &Trajectory) -> Option<String> {
    let page = browser::text_of("player.html").await?;
    // Nothing in the recording may end the script that holds it.
    let json = serde_json::to_string(record).ok()?.replace("</", "<\\/");
    Some(page.replacen("{{record}}", &json, 1))
}

/// What a read file leads to: the record is handed on, or the sentence is shown.
fn then(
    on_open: Callback<Vec<Trajectory>>,
    error: RwSignal<Option<String>>,
) -> Callback<Result<Vec<Trajectory>, String>> {
    Callback::new(move |read| match read {
        Ok(records) => {
            error.set(None);
            on_open.run(records);
        }
        Err(message) => error.set(Some(message)),
    })
}

/// Files that are made step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Later {
    Png,
    Gif,
    Html,
}

impl Later {
    const ALL: [Self; 3] = [Self::Png, Self::Gif, Self::Html];

    const fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Html => "html",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Gif => t!("Animation"),
            Self::Html => t!("Player"),
        }
    }

    async fn save(self, record: &Trajectory, cursor: usize, look: (Variant, Ramp)) -> Option<()> {
        let name = format!("{}.{}", file_name(record), self.ending());
        let (variant, ramp) = look;
        match self {
            Self::Png => download(&name, &png(record, cursor, variant, ramp).await.ok()?),
            Self::Gif => save_bytes(&name, "image/gif", &gif(record, variant, ramp).await.ok()?),
            Self::Html => save(&name, "text/html", &player_with(record).await?),
        }
        .ok()
    }
}

/// Save, copy and open. `on_open` gets what was opened.
#[component]
pub fn Files(player: Player, on_open: Callback<Vec<Trajectory>>) -> impl IntoView {
    let options = PictureOptions::get();
    let picker = NodeRef::<html::Input>::new();
    let error = RwSignal::new(None::<String>);
    let copied = RwSignal::new(false);
    let progress = RwSignal::new(None);
    let done = then(on_open, error);
    let none = move || player.trajectory.with(Option::is_none);
    let on_change = move |_| {
        let Some(input) = picker.get_untracked() else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            open(file, progress, done);
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
                .then(|| t!("The file could not be saved.").to_owned()),
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
    // Kinds that take the browser a moment.
    let later = move |kind: Later| {
        let Some(record) = player.trajectory.get_untracked() else {
            return;
        };
        let cursor = player.cursor.get_untracked();
        let look = (
            options.variant.get_untracked(),
            options.ramp.get_untracked(),
        );
        spawn_local(async move {
            let saved = kind.save(&record, cursor, look).await;
            let failed = saved
                .is_none()
                .then(|| t!("The file could not be saved.").to_owned());
            error.try_set(failed);
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
                error.try_set(Some(browser::no_clipboard().to_owned()));
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
                {t!("Save recording")}
            </button>
            <button type="button" class="quiet-button" data-testid="export-svg" hidden=none on:click=on_draw>
                {t!("Save picture")}
            </button>
            {Later::ALL
                .map(|kind| {
                    view! {
                        <button
                            type="button"
                            class="quiet-button"
                            data-testid=format!("export-{}", kind.ending())
                            hidden=none
                            on:click=move |_| later(kind)
                        >
                            {kind.name()}
                        </button>
                    }
                })}
            <button type="button" class="quiet-button" data-testid="copy-text" hidden=none on:click=on_copy>
                {move || if copied.get() { t!("Copied") } else { t!("Copy text") }}
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
                {t!("Open recording…")}
            </button>
            <input
                node_ref=picker
                type="file"
                accept=".json,application/json"
                data-testid="import-file"
                aria-label=t!("Recording to open")
                hidden
                on:change=on_change
            />
            {progress_view(progress)}
            <p class="files-error" role="alert" data-testid="import-error">{move || error.get()}</p>
        </div>
    }
}

/// A region onto which recordings can be dropped.
#[component]
pub fn DropZone(on_open: Callback<Vec<Trajectory>>, children: Children) -> impl IntoView {
    let over = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let progress = RwSignal::new(None);
    let done = then(on_open, error);
    let on_drop = move |event: ev::DragEvent| {
        over.set(false);
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            open(file, progress, done);
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
            {move || progress.get().is_some().then(|| progress_view(progress))}
            <p class="files-error" role="alert">{move || error.get()}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

    #[test]
    fn names_are_fit_for_file_systems() {
        let mut record = sample();
        record.head.model.id = "GSAI-ML/LLaDA-8B".to_owned();
        assert_eq!(file_name(&record), "unmask-GSAI-ML-LLaDA-8B-1");
    }
}
