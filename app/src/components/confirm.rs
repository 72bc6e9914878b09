//! The question before something is removed.

use leptos::html;
use leptos::prelude::*;

/// A dialog with two answers; `open` shows it. Its buttons are `TEST_ID-cancel` and `TEST_ID-confirm` in tests.
#[component]
pub fn Confirm(
    test_id: &'static str,
    open: RwSignal<bool>,
    title: &'static str,
    text: &'static str,
    keep: &'static str,
    act: &'static str,
    on_act: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if open.get() {
            // One that is open stays open.
            let _ = dialog.show_modal();
        } else {
            dialog.close();
        }
    });
    let title_id = format!("{test_id}-title");
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby=title_id
            on:close=move |_| open.set(false)
        >
            <h2 id=title_id.clone()>{title}</h2>
            <p>{text}</p>
            <div class="dialog-buttons">
                <button
                    type="button"
                    class="plain"
                    data-testid=format!("{test_id}-cancel")
                    on:click=move |_| open.set(false)
                >
                    {keep}
                </button>
                <button
                    type="button"
                    class="plain danger"
                    data-testid=format!("{test_id}-confirm")
                    on:click=move |_| {
                        open.set(false);
                        on_act.run(());
                    }
                >
                    {act}
                </button>
            </div>
        </dialog>
    }
}
