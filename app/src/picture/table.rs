//! The run as a plain table: the same data as the heatmap, to sort, read and copy.

use leptos::html;
use leptos::prelude::*;
use trajectory::Trajectory;
use trajectory::glyph::glyph;

use super::Player;
use super::change::counts;

/// One position.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Position, from 0.
    pub pos: usize,
    /// The token as it is written; nothing while it is masked.
    pub token: String,
    /// Block, from 1.
    pub block: usize,
    /// The step that revealed it, from 1.
    pub step: Option<usize>,
    /// The last step that edited it, from 1.
    pub edited: Option<usize>,
    /// Confidence then.
    pub confidence: Option<f32>,
    /// The step since which it was the best guess, from 1.
    pub known: Option<usize>,
}

/// What a column sorts by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortBy {
    /// Position.
    #[default]
    Position,
    /// Step of the reveal.
    Step,
    /// Confidence at the reveal.
    Confidence,
    /// Best guess since.
    Known,
}

/// Every position of a record, sorted; what is not revealed comes last.
#[must_use]
pub fn rows(record: &Trajectory, by: SortBy, descending: bool) -> Vec<Row> {
    let (steps, sure, known) = (
        record.commit_steps(),
        record.commit_confidences(),
        record.known_since(),
    );
    let edited = record.edit_steps();
    let cells = record.cells(record.steps.len());
    let mut rows: Vec<Row> = cells
        .iter()
        .map(|cell| Row {
            pos: cell.pos,
            token: cell
                .state
                .id()
                .map(|id| glyph(&record.token_text(id)))
                .unwrap_or_default(),
            block: cell.block + 1,
            step: steps[cell.pos].map(|step| step + 1),
            edited: edited[cell.pos].map(|step| step + 1),
            confidence: sure[cell.pos],
            known: known[cell.pos].map(|step| step + 1),
        })
        .collect();
    let key = |row: &Row| match by {
        SortBy::Position => Some(row.pos as f64),
        SortBy::Step => row.step.map(|step| step as f64),
        SortBy::Confidence => row.confidence.map(f64::from),
        SortBy::Known => row.known.map(|step| step as f64),
    };
    rows.sort_by(|one, other| match (key(one), key(other)) {
        (Some(one), Some(other)) if descending => other.total_cmp(&one),
        (Some(one), Some(other)) => one.total_cmp(&other),
        (one, other) => other.is_some().cmp(&one.is_some()),
    });
    rows
}

/// The table, drawn only while it is open.
#[component]
pub fn TokenTable(player: Player) -> impl IntoView {
    let open = RwSignal::new(false);
    let details = NodeRef::<html::Details>::new();
    let sort = RwSignal::new((SortBy::default(), false));
    let unedited = move || {
        player
            .trajectory
            .with(|record| record.as_deref().is_none_or(|record| counts(record).0 == 0))
    };
    let body = move || {
        let (by, descending) = sort.get();
        let rows = player
            .trajectory
            .with(|record| record.as_ref().map(|record| rows(record, by, descending)))
            .unwrap_or_default();
        let unedited = unedited();
        rows.into_iter()
            .map(|row| row_view(row, unedited))
            .collect_view()
    };
    let head = move |name: &'static str, by: SortBy| {
        let direction = move || match sort.get() {
            (now, false) if now == by => "ascending",
            (now, true) if now == by => "descending",
            _ => "none",
        };
        let press = move |_| {
            sort.update(|(now, descending)| {
                *descending = *now == by && !*descending;
                *now = by;
            });
        };
        view! {
            <th scope="col" aria-sort=direction>
                <button type="button" on:click=press>{name}</button>
            </th>
        }
    };
    view! {
        <details
            class="token-table"
            node_ref=details
            on:toggle=move |_| open.set(details.get_untracked().is_some_and(|details| details.open()))
        >
            <summary>{t!("As a table")}</summary>
            <Show when=move || open.get()>
                <div class="token-table-frame" tabindex="0" role="region" aria-label=t!("Tokens as a table")>
                    <table data-testid="token-table">
                        <thead>
                            <tr>
                                {head(t!("Position"), SortBy::Position)}
                                <th scope="col">{t!("Token")}</th>
                                <th scope="col">{t!("Block")}</th>
                                {head(t!("Step"), SortBy::Step)}
                                <th scope="col" hidden=unedited>{t!("Edited")}</th>
                                {head(t!("Confidence"), SortBy::Confidence)}
                                {head(t!("Guessed since"), SortBy::Known)}
                            </tr>
                        </thead>
                        <tbody>{body}</tbody>
                    </table>
                </div>
            </Show>
        </details>
    }
}

fn row_view(row: Row, unedited: bool) -> impl IntoView {
    let number =
        |value: Option<usize>| value.map_or_else(|| "–".to_owned(), |value| value.to_string());
    let sure = row
        .confidence
        .map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
    view! {
        <tr>
            <td>{row.pos}</td>
            <td class="token"><bdi>{row.token}</bdi></td>
            <td>{row.block}</td>
            <td>{number(row.step)}</td>
            <td hidden=unedited>{number(row.edited)}</td>
            <td>{sure}</td>
            <td>{number(row.known)}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    #[test]
    fn rows_sort_and_the_unrevealed_come_last() {
        let order = |by, descending| -> Vec<usize> {
            rows(&sample(), by, descending)
                .iter()
                .map(|row| row.pos)
                .collect()
        };
        assert_eq!(order(SortBy::Position, false), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(order(SortBy::Step, false), [3, 1, 2, 6, 7, 4, 5, 0]);
        assert_eq!(order(SortBy::Confidence, true)[..2], [7, 2]);
        assert_eq!(order(SortBy::Confidence, true)[7], 0);
        let row = &rows(&edited(), SortBy::Position, false)[1];
        assert_eq!((row.step, row.edited), (Some(2), Some(3)));
    }
}
