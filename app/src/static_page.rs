//! The page without a server: it plays recorded runs, the one that comes with it and those that are opened.

use std::sync::Arc;

use leptos::prelude::*;
use trajectory::Trajectory;

use crate::language::text;
use crate::picture::words::{origin, question};
use crate::picture::{AnswerCanvas, PictureOptions, Player, Workbench};
use crate::state::reading::read;

/// The recordings that come with the page, with what each shows. Made by the built-in model:
/// `unmask generate --prompt … --candidates all --json`.
const RECORDINGS: [(&str, &str); 4] = [
    (
        word!("the frame first, the hard word last"),
        include_str!("../../public/recordings/capital.json"),
    ),
    (
        word!("one token a step"),
        include_str!("../../public/recordings/diffusion.json"),
    ),
    (
        word!("blocks of eight, temperature 0.6"),
        include_str!("../../public/recordings/blocks.json"),
    ),
    (
        word!("a word given in advance"),
        include_str!("../../public/recordings/constraint.json"),
    ),
];

/// The recordings that can be read, each with its question and what it shows.
fn recordings() -> Vec<(String, Arc<Trajectory>)> {
    let readable = RECORDINGS.into_iter().filter_map(|(shows, json)| {
        let record = read(json).ok()?;
        let title = t!(
            "{question} ({shows})",
            question = question(&record.head.prompt),
            shows = text(shows)
        );
        Some((title, Arc::new(record)))
    });
    readable.collect()
}

/// The static edition's whole page.
#[component]
pub fn StaticPage() -> impl IntoView {
    PictureOptions::provide();
    let player = Player::new();
    let recordings = StoredValue::new(recordings());
    if let Some((_, first)) = recordings.with_value(|all| all.first().cloned()) {
        player.show(first);
    }
    let titles = recordings.with_value(|all| {
        let titles = all.iter().enumerate();
        titles
            .map(|(index, (title, _))| view! { <option value=index.to_string() selected={index == 0}>{title.clone()}</option> })
            .collect_view()
    });
    let opened = RwSignal::new(false);
    let on_choose = move |event| {
        let chosen: Option<usize> = event_target_value(&event).parse().ok();
        let record = chosen.and_then(|index| recordings.with_value(|all| all.get(index).cloned()));
        if let Some((_, record)) = record {
            player.show(record);
            opened.set(false);
            begin(player);
        }
    };
    let on_open = Callback::new(move |mut records: Vec<Trajectory>| {
        if let Some(record) = records.pop() {
            player.show(record);
            opened.set(true);
        }
    });
    Effect::new(move |_| begin(player));
    let tell = move |tell: fn(&Trajectory) -> String| {
        move || {
            player
                .trajectory
                .with(|record| record.as_deref().map(tell).unwrap_or_default())
        }
    };
    view! {
        <div class="static-page">
            <header class="static-head">
                <h1>"Unmask"</h1>
                <p>
                    {t!("A masked-diffusion language model does not write from left to right. It begins with masks, guesses them all at once, and keeps the guesses it is surest of, step by step. These are recordings of a small one, played in the page alone; with the program you ask your own questions.")}
                </p>
                <label class="static-choice">
                    <span>{t!("Recording")}</span>
                    <select data-testid="recordings" on:change=on_choose>
                        {titles}
                        <option value="" hidden selected=opened>
                            {t!("Opened from a file")}
                        </option>
                    </select>
                </label>
            </header>
            <main class="static-main">
                <section class="static-chat" aria-label=t!("Conversation")>
                    <p class="static-question" dir="auto" data-testid="question">
                        {tell(|record| question(&record.head.prompt).to_owned())}
                    </p>
                    <AnswerCanvas player />
                    <p class="static-text" data-testid="answer-text">
                        {move || {
                            if player.settled() {
                                tell(|record| record.draft_text())()
                            } else {
                                String::new()
                            }
                        }}
                    </p>
                    <p class="static-origin">{tell(origin)}</p>
                </section>
                <Workbench player on_open />
            </main>
        </div>
    }
}

/// Begins with the masks and plays, unless the reader wants stillness: then the answer stands there whole.
fn begin(player: Player) {
    let still = window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches());
    if !still {
        player.play();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recordings_that_come_with_the_page_open() {
        let recordings = recordings();
        assert_eq!(recordings.len(), RECORDINGS.len());
        for (title, record) in recordings {
            assert!(!record.steps.is_empty());
            assert!(!title.contains("<|"), "{title}");
        }
    }
}
