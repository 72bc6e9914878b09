//! The inspector: all that is known about the position the reader points at, up to the cursor.

use leptos::prelude::*;
use trajectory::glyph::glyph;
use trajectory::{CellState, Trajectory};

use super::Player;
use super::change::{Changed, How, changed};
use super::history::{Kind, Line, considered, lines};

/// The inspector's content.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// Position, from 0.
    pub pos: usize,
    /// The token, or nothing while it is masked.
    pub token: Option<(u32, String)>,
    /// What happened to it, in words.
    pub facts: Vec<(&'static str, String)>,
    /// What happened so far, with the token's text.
    pub lines: Vec<(Line, String)>,
    /// What the model considered in the step shown, where it was recorded: texts and probabilities.
    pub considered: Vec<(String, f32)>,
}

/// A token as the inspector writes it.
pub(super) fn name(record: &Trajectory, id: u32) -> String {
    match glyph(&record.token_text(id)) {
        word if word.trim().is_empty() => word,
        word => word.trim().to_owned(),
    }
}

/// Looks at `pos` after `cursor` steps; `known` is the record's `known_since`. What comes later is not told.
#[must_use]
pub fn inspect(
    record: &Trajectory,
    known: &[Option<usize>],
    pos: usize,
    cursor: usize,
) -> Option<Inspection> {
    let cell = *record.cells(cursor).get(pos)?;
    let since = known.get(pos).copied().flatten();
    let mut facts = Vec::new();
    let considered = considered(record, pos, cursor);
    match cell.state {
        CellState::Locked { .. } => {
            facts.push((t!("Given"), t!("by you, before the first step").to_owned()))
        }
        CellState::Kept { .. } => {
            facts.push((t!("Kept"), t!("from the run it branches off").to_owned()))
        }
        CellState::Pending => facts.push((t!("Masked"), t!("its block has not begun").to_owned())),
        CellState::Masked { guess: None } => {
            facts.push((t!("Masked"), t!("no guess recorded yet").to_owned()))
        }
        CellState::Masked {
            guess: Some((_, confidence)),
        } => {
            facts.push((t!("Masked"), t!("not revealed yet").to_owned()));
            facts.push((
                t!("Best guess"),
                t!("confidence {n}", n = format_args!("{confidence:.2}")),
            ));
            facts.extend(considered.as_ref().map(|seen| told_entropy(seen.entropy)));
        }
        CellState::Fresh { confidence, .. } | CellState::Settled { confidence, .. } => {
            let step = match cell.state {
                CellState::Settled { step, .. } => step,
                _ => cursor.min(record.steps.len()) - 1,
            };
            let verb = match changed(record, &cell, cursor) {
                Some(Changed {
                    how: How::Edited, ..
                }) => t!("Edited"),
                _ => t!("Revealed"),
            };
            facts.push((verb, t!("step {n}", n = step + 1)));
            facts.push((t!("Confidence"), format!("{confidence:.3}")));
            let entropy = record.steps.get(step).and_then(|step| step.entropy(pos));
            facts.extend(entropy.map(told_entropy));
            if let Some(known) = since.filter(|known| *known < step) {
                facts.push((t!("Best guess since"), t!("step {n}", n = known + 1)));
            }
        }
    }
    match changed(record, &cell, cursor) {
        Some(Changed {
            how: How::Edited,
            was,
            ..
        }) => facts.push((t!("Before"), name(record, was))),
        Some(Changed {
            how: How::Remasked,
            was,
            step,
        }) => {
            facts.push((
                t!("Masked again"),
                t!("step {n}, was {token}", n = step, token = name(record, was)),
            ));
        }
        None => {}
    }
    if record.head.plan.blocks.len() > 1 {
        facts.push((t!("Block"), (cell.block + 1).to_string()));
    }
    let token = cell.state.id().map(|id| (id, name(record, id)));
    if let Some((id, _)) = token {
        facts.push((t!("Token id"), id.to_string()));
    }
    Some(Inspection {
        pos,
        token,
        facts,
        lines: lines(record, pos, cursor)
            .into_iter()
            .map(|line| (line, name(record, line.id)))
            .collect(),
        considered: considered
            .into_iter()
            .flat_map(|seen| seen.likeliest)
            .map(|(id, probability)| (name(record, id), probability))
            .collect(),
    })
}

/// How undecided the model was, as a fact.
fn told_entropy(entropy: f32) -> (&'static str, String) {
    (
        t!("Entropy"),
        t!("{n} nats", n = format_args!("{entropy:.2}")),
    )
}

/// "step 4" or "steps 4–9".
fn span((from, to): (usize, usize)) -> String {
    if from == to {
        t!("step {n}", n = from)
    } else {
        t!("steps {from}–{to}", from, to)
    }
}

/// The inspector.
#[component]
pub fn Inspector(player: Player) -> impl IntoView {
    let seen = Memo::new(move |_| {
        let (pos, cursor) = (player.spot.get()?, player.cursor.get());
        player.known.with(|known| {
            player
                .trajectory
                .with(|record| inspect(record.as_deref()?, known, pos, cursor))
        })
    });
    let content = move || match seen.get() {
        None => view! {
            <p class="inspector-hint">
                {t!("Point at a token, here or in the message, to see when the model knew it.")}
            </p>
        }
        .into_any(),
        Some(seen) => {
            let (masked, text) = match &seen.token {
                Some((_, text)) => (false, text.clone()),
                None => (true, t!("masked").to_owned()),
            };
            let facts = seen
                .facts
                .into_iter()
                .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
                .collect_view();
            let lines = seen.lines.into_iter().rev().map(line_view).collect_view();
            let others = (!seen.considered.is_empty()).then(|| considered_view(seen.considered));
            view! {
                <div class="inspector-head">
                    <span class="inspector-token" class:masked=masked>
                        <bdi>{text}</bdi>
                    </span>
                    <span class="inspector-pos">{t!("position {n}", n = seen.pos)}</span>
                </div>
                <dl class="inspector-facts">{facts}</dl>
                <div class="inspector-lists" tabindex="0" role="group" aria-label=t!("History")>
                    {others}
                    <ol class="guesses" aria-label=t!("Best guesses and changes, newest first")>{lines}</ol>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <div class="inspector" data-testid="inspector">
            {content}
        </div>
    }
}

/// A step of the position's history.
fn line_view((line, text): (Line, String)) -> impl IntoView {
    let class = match line.kind {
        Kind::Guess => "guess",
        Kind::Revealed => "guess committed",
        Kind::Edited => "guess committed edited",
        Kind::Remasked => "guess remasked",
    };
    view! {
        <li class=class>
            <span class="guess-steps">
                {span(line.steps)}
                {line.kind.word().map(|word| view! { " " <span class="guess-word">{word}</span> })}
            </span>
            <bdi class="guess-token">{text}</bdi>
            {line.confidence.map(sureness)}
        </li>
    }
}

/// What the model considered in the step shown, likeliest first.
fn considered_view(others: Vec<(String, f32)>) -> impl IntoView {
    let rows = others
        .into_iter()
        .enumerate()
        .map(|(index, (text, probability))| {
            view! {
                <li class="guess">
                    <span class="guess-steps">{t!("choice {n}", n = index + 1)}</span>
                    <bdi class="guess-token">{text}</bdi>
                    {sureness(probability)}
                </li>
            }
        });
    view! {
        <ol class="guesses considered" aria-label=t!("Considered in this step, likeliest first") data-testid="considered">
            {rows.collect_view()}
        </ol>
    }
}

/// A probability as a bar and a number.
fn sureness(probability: f32) -> impl IntoView {
    view! {
        <span class="guess-bar" aria-hidden="true" style=format!("--sure-of:{probability:.3}")></span>
        <span class="guess-sure">{format!("{probability:.2}")}</span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    #[test]
    fn a_revealed_token_tells_its_history() {
        let seen = inspect(&sample(), &sample().known_since(), 2, 6).unwrap();
        assert_eq!(seen.token, Some((12, "a".to_owned())));
        let facts: Vec<String> = seen
            .facts
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        assert_eq!(
            facts,
            [
                "Revealed: step 3",
                "Confidence: 0.970",
                "Best guess since: step 2",
                "Block: 1",
                "Token id: 12"
            ]
        );
        let lines: Vec<_> = seen
            .lines
            .iter()
            .map(|(line, text)| (text.as_str(), line.steps, line.kind))
            .collect();
        assert_eq!(
            lines,
            [
                (".", (1, 1), Kind::Guess),
                ("a", (2, 2), Kind::Guess),
                ("a", (3, 3), Kind::Revealed)
            ]
        );
    }

    #[test]
    fn the_future_is_not_told() {
        let seen = inspect(&sample(), &sample().known_since(), 2, 1).unwrap();
        assert_eq!(seen.token, None);
        assert_eq!(seen.lines.len(), 1);
        assert!(seen.facts.iter().all(|(_, value)| !value.contains("step")));
    }

    #[test]
    fn beyond_the_answer_is_nothing() {
        assert_eq!(inspect(&sample(), &sample().known_since(), 8, 3), None);
    }

    #[test]
    fn changes_and_alternatives_are_told() {
        let record = edited();
        let known = record.known_since();
        let facts = |pos, cursor| {
            let seen = inspect(&record, &known, pos, cursor).unwrap();
            seen.facts
                .into_iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(facts(1, 6)[..2], ["Edited: step 3", "Confidence: 0.950"]);
        assert!(facts(1, 6).contains(&"Before: .".to_owned()));
        assert!(facts(4, 5).contains(&"Masked again: step 5, was upon".to_owned()));
        assert_eq!(
            facts(4, 5)[1..3],
            ["Best guess: confidence 0.60", "Entropy: 1.20 nats"]
        );
        assert_eq!(
            facts(4, 6)[1..3],
            ["Confidence: 0.900", "Entropy: 0.40 nats"]
        );
        let seen = inspect(&record, &known, 4, 5).unwrap();
        assert_eq!(seen.considered[0], ("there".to_owned(), 0.6));
    }

    #[test]
    fn steps_are_spelled() {
        assert_eq!(
            (span((1, 2)), span((3, 3))),
            ("steps 1–2".to_owned(), "step 3".to_owned())
        );
    }
}
