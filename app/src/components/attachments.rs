//! Pictures beside the message box and in the turns, and the tiles that they were cut into.

use leptos::html;
use leptos::prelude::*;
use trajectory::{Image, PromptImage};

use crate::state::Page;
use crate::state::answer::AnswerId;
use crate::state::attachments::KINDS;
use crate::state::conversation::{Turn, TurnId};

/// The button that attaches pictures; there where the model sees.
#[component]
pub fn AttachButton() -> impl IntoView {
    let page = Page::here();
    let picker = NodeRef::<html::Input>::new();
    let on_change = move |_| {
        let Some(input) = picker.get_untracked() else {
            return;
        };
        if let Some(files) = input.files() {
            page.attach_all(&files);
        }
        // The same file can be chosen again.
        input.set_value("");
    };
    view! {
        <Show when=move || page.sees()>
            <button
                type="button"
                class="quiet attach"
                data-testid="attach"
                title=t!("Attach images (or paste, or drop them)")
                aria-label=t!("Attach images")
                on:click=move |_| {
                    if let Some(input) = picker.get_untracked() {
                        input.click();
                    }
                }
            >
                <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                    <path
                        d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01"
                        fill="none"
                        stroke="currentColor"
                        stroke-width="1.6"
                        stroke-linejoin="round"
                        stroke-linecap="round"
                    />
                </svg>
            </button>
            <input
                node_ref=picker
                type="file"
                accept=KINDS
                multiple
                hidden
                data-testid="attach-file"
                aria-label=t!("Images to attach")
                on:change=on_change
            />
        </Show>
    }
}

/// The attached pictures, each with a button that takes it away.
#[component]
pub fn Attachments() -> impl IntoView {
    let page = Page::here();
    let some = Memo::new(move |_| page.attachments.with(|all| !all.is_empty()));
    let list = move || {
        let all = page.attachments.get().into_iter().enumerate();
        all.map(|(index, attachment)| {
            let alt = match attachment.name.as_str() {
                "" => t!("Attached image {n}", n = index + 1),
                name => t!("Attached image {n}: {name}", n = index + 1, name),
            };
            let remove = t!("Remove image {n}", n = index + 1);
            view! {
                <li class="attachment" data-testid="attachment">
                    <img src=attachment.image.url().to_owned() alt=alt />
                    <button
                        type="button"
                        class="remove"
                        data-testid="detach"
                        title=remove.clone()
                        aria-label=remove
                        on:click=move |_| page.detach(index)
                    >
                        "×"
                    </button>
                </li>
            }
        })
        .collect_view()
    };
    view! {
        <Show when=move || some.get()>
            <ul class="attachments" aria-label=t!("Attached images")>
                {list}
            </ul>
        </Show>
    }
}

/// The pictures of a turn. On demand each is shown as it was cut for the model.
#[component]
pub fn TurnImages(
    /// The turn's number.
    turn: TurnId,
) -> impl IntoView {
    let page = Page::here();
    let images = Memo::new(move |_| {
        page.conversation.with(|open| {
            open.turn(turn)
                .map(|turn| turn.images.clone())
                .unwrap_or_default()
        })
    });
    let tiles = RwSignal::new(false);
    let answer = move || {
        page.conversation.with(|open| {
            open.turn(turn)
                .and_then(Turn::answer)
                .map(|answer| answer.id)
        })
    };
    let toggle = move |_| {
        tiles.update(|tiles| *tiles = !*tiles);
        // Its recording says how the pictures were cut.
        if let Some(answer) = answer().filter(|_| tiles.get_untracked()) {
            page.select(answer);
        }
    };
    let cuts = move || {
        answer()
            .filter(|_| tiles.get())
            .map(|answer| cuts(page, answer, images.with(Vec::len)))
    };
    let pictures = move || {
        let cuts = cuts();
        let all = images.get().into_iter().enumerate();
        all.map(|(index, image)| {
            let alt = t!("Image {n} of the question", n = index + 1);
            match &cuts {
                None => view! { <img class="asked-image" src=image.url().to_owned() alt=alt /> }
                    .into_any(),
                Some(cuts) => match cuts.get(index) {
                    Some(cut) => view! { <Cut image cut=*cut alt /> }.into_any(),
                    None => {
                        view! { <p class="cut-words">{t!("How it was cut is not recorded.")}</p> }
                            .into_any()
                    }
                },
            }
        })
        .collect_view()
    };
    view! {
        <Show when=move || images.with(|images| !images.is_empty())>
            <div class="asked-images" data-testid="turn-images">
                {pictures}
                <button
                    type="button"
                    class="quiet tiles"
                    data-testid="tiles"
                    aria-pressed=move || tiles.get().to_string()
                    on:click=toggle
                >
                    {t!("Tiles")}
                </button>
            </div>
        </Show>
    }
}

/// How the last `count` pictures of an answer's prompt were cut, which are those of its question.
fn cuts(page: Page, answer: AnswerId, count: usize) -> Vec<PromptImage> {
    page.player(answer).trajectory.with(|record| {
        let all = record.as_ref().map(|record| record.head.images.as_slice());
        let all = all.unwrap_or_default();
        all[all.len().saturating_sub(count)..].to_vec()
    })
}

/// A picture inside its tiles: the padding black, a line between two tiles.
#[component]
fn Cut(image: Image, cut: PromptImage, alt: String) -> impl IntoView {
    let (columns, rows) = cut.grid;
    let (width, height) = (columns * cut.tile, rows * cut.tile);
    let (x, y) = ((width - cut.fitted.0) / 2, (height - cut.fitted.1) / 2);
    let line = |x1: usize, y1: usize, x2: usize, y2: usize| {
        view! { <line x1=x1 y1=y1 x2=x2 y2=y2 vector-effect="non-scaling-stroke" /> }
    };
    let upright = (1..columns).map(|at| line(at * cut.tile, 0, at * cut.tile, height));
    let level = (1..rows).map(|at| line(0, at * cut.tile, width, at * cut.tile));
    let lines = upright.chain(level).collect_view();
    view! {
        <figure class="cut" data-testid="cut">
            <svg viewBox=format!("0 0 {width} {height}") role="img" aria-label=alt>
                <rect width=width height=height />
                <image
                    href=image.url().to_owned()
                    x=x
                    y=y
                    width=cut.fitted.0
                    height=cut.fitted.1
                    preserveAspectRatio="none"
                />
                {lines}
            </svg>
            <figcaption class="cut-words">{words(&cut)}</figcaption>
        </figure>
    }
}

/// "2 × 4 tiles of 384 pixels and the whole image as one more: 3,705 tokens".
fn words(cut: &PromptImage) -> String {
    let (columns, rows) = cut.grid;
    let tokens = crate::state::attachments::grouped(cut.tokens);
    let tiles = if columns * rows == 1 {
        t!("1 × 1 tile").to_owned()
    } else {
        t!("{columns} × {rows} tiles", columns, rows)
    };
    t!(
        "{tiles} of {size} pixels, and the whole image as one more: {tokens} tokens",
        tiles,
        size = cut.tile,
        tokens
    )
}
