//! The inspector: all that is known about the position the reader points at, up to the cursor.

use leptos::prelude::*;
use trajectory::analysis::Guess;
use trajectory::glyph::glyph;
use trajectory::{CellState, Trajectory};

use super::Player;

/// Consecutive steps with the same best guess.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GuessRun {
    /// Token id.
    pub id: u32,
    /// First and last step, counted from 1.
    pub steps: (usize, usize),
    /// Confidence at the last of them.
    pub confidence: f32,
    /// Whether the token was revealed by the last of them.
    pub committed: bool,
}

/// Gathers guesses that stayed the same; a reveal stands for itself.
#[must_use]
pub fn runs(guesses: &[Guess]) -> Vec<GuessRun> {
    let mut runs: Vec<GuessRun> = Vec::new();
    for guess in guesses {
        let step = guess.step + 1;
        match runs.last_mut() {
            Some(run) if run.id == guess.id && !guess.committed => {
                run.steps.1 = step;
                run.confidence = guess.confidence;
            }
            _ => runs.push(GuessRun {
                id: guess.id,
                steps: (step, step),
                confidence: guess.confidence,
                committed: guess.committed,
            }),
        }
    }
    runs
}

/// The inspector's content.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// Position, from 0.
    pub pos: usize,
    /// The token, or nothing while it is masked.
    pub token: Option<(u32, String)>,
    /// What happened to it, in words.
    pub facts: Vec<(&'static str, String)>,
    /// The best guesses so far.
    pub runs: Vec<(GuessRun, String)>,
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
    let name = |id| match glyph(&record.token_text(id)) {
        word if word.trim().is_empty() => word,
        word => word.trim().to_owned(),
    };
    let mut guesses = record.guesses(pos);
    guesses.retain(|guess| guess.step < cursor);
    let since = known.get(pos).copied().flatten();
    let mut facts = Vec::new();
    match cell.state {
        CellState::Locked { .. } => {
            facts.push(("Given", "by you, before the first step".to_owned()))
        }
        CellState::Kept { .. } => facts.push(("Kept", "from the run it branches off".to_owned())),
        CellState::Pending => facts.push(("Masked", "its block has not begun".to_owned())),
        CellState::Masked { guess: None } => {
            facts.push(("Masked", "no guess recorded yet".to_owned()))
        }
        CellState::Masked {
            guess: Some((_, confidence)),
        } => {
            facts.push(("Masked", "not revealed yet".to_owned()));
            facts.push(("Best guess", format!("confidence {confidence:.2}")));
        }
        CellState::Fresh { confidence, .. } | CellState::Settled { confidence, .. } => {
            let step = match cell.state {
                CellState::Settled { step, .. } => step,
                _ => cursor.min(record.steps.len()) - 1,
            };
            facts.push(("Revealed", format!("step {}", step + 1)));
            facts.push(("Confidence", format!("{confidence:.3}")));
            if let Some(known) = since.filter(|known| *known < step) {
                facts.push(("Best guess since", format!("step {}", known + 1)));
            }
        }
    }
    if record.head.plan.blocks.len() > 1 {
        facts.push(("Block", (cell.block + 1).to_string()));
    }
    let token = cell.state.id().map(|id| (id, name(id)));
    if let Some((id, _)) = token {
        facts.push(("Token id", id.to_string()));
    }
    Some(Inspection {
        pos,
        token,
        facts,
        runs: runs(&guesses)
            .into_iter()
            .map(|run| (run, name(run.id)))
            .collect(),
    })
}

/// "step 4" or "steps 4–9".
fn span((from, to): (usize, usize)) -> String {
    if from == to {
        format!("step {from}")
    } else {
        format!("steps {from}–{to}")
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
                "Point at a token, here or in the message, to see when the model knew it."
            </p>
        }
        .into_any(),
        Some(seen) => {
            let (masked, text) = match &seen.token {
                Some((_, text)) => (false, text.clone()),
                None => (true, "masked".to_owned()),
            };
            let facts = seen
                .facts
                .into_iter()
                .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
                .collect_view();
            let runs = seen.runs.into_iter().rev().map(guess_chip).collect_view();
            view! {
                <div class="inspector-head">
                    <span class="inspector-token" class:masked=masked>
                        <bdi>{text}</bdi>
                    </span>
                    <span class="inspector-pos">{format!("position {}", seen.pos)}</span>
                </div>
                <dl class="inspector-facts">{facts}</dl>
                <ol class="guesses" tabindex="0" aria-label="Best guesses, newest first">{runs}</ol>
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

fn guess_chip((run, text): (GuessRun, String)) -> impl IntoView {
    view! {
        <li class="guess" class:committed=run.committed>
            <span class="guess-steps">
                {span(run.steps)}
                {run.committed.then(|| view! { <span class="unseen">", revealed"</span> })}
            </span>
            <bdi class="guess-token">{text}</bdi>
            <span class="guess-bar" aria-hidden="true" style=format!("--sure-of:{:.3}", run.confidence)></span>
            <span class="guess-sure">{format!("{:.2}", run.confidence)}</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::sample;

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
        let runs: Vec<_> = seen
            .runs
            .iter()
            .map(|(run, text)| (text.as_str(), run.steps, run.committed))
            .collect();
        assert_eq!(
            runs,
            [
                (".", (1, 1), false),
                ("a", (2, 2), false),
                ("a", (3, 3), true)
            ]
        );
    }

    #[test]
    fn the_future_is_not_told() {
        let seen = inspect(&sample(), &sample().known_since(), 2, 1).unwrap();
        assert_eq!(seen.token, None);
        assert_eq!(seen.runs.len(), 1);
        assert!(seen.facts.iter().all(|(_, value)| !value.contains("step")));
    }

    #[test]
    fn beyond_the_answer_is_nothing() {
        assert_eq!(inspect(&sample(), &sample().known_since(), 8, 3), None);
    }

    #[test]
    fn guesses_that_stay_are_one_run() {
        let guess = |step, id, committed| Guess {
            step,
            id,
            confidence: 0.5,
            committed,
        };
        let gathered = runs(&[
            guess(0, 5, false),
            guess(1, 5, false),
            guess(2, 6, false),
            guess(3, 6, true),
        ]);
        let spans: Vec<_> = gathered.iter().map(|run| run.steps).collect();
        assert_eq!(spans, [(1, 2), (3, 3), (4, 4)]);
        assert_eq!(
            (span((1, 2)), span((3, 3))),
            ("steps 1–2".to_owned(), "step 3".to_owned())
        );
    }
}
