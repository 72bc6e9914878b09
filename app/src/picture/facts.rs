//! What a run shows, in sentences with honest labels.

use leptos::prelude::*;
use trajectory::Trajectory;
use trajectory::glyph::is_special;

use super::Player;
use super::change::counts;
use super::inspector::name;
use super::words::percent;

/// How a value of Kendall's τ reads.
fn order_in_words(tau: f64) -> &'static str {
    match tau {
        tau if tau > 0.95 => t!("left to right"),
        tau if tau > 0.6 => t!("mostly left to right"),
        tau if tau > 0.2 => t!("roughly left to right"),
        tau if tau > -0.2 => t!("in no reading order"),
        _ => t!("mostly from the right"),
    }
}

/// "What came first": the tokens of the first step, and the first word where those are none.
#[must_use]
pub fn first_fact(record: &Trajectory) -> Option<String> {
    const MOST: usize = 3;
    let picks = |step: usize| record.steps[step].committed.iter();
    let first = (0..record.steps.len()).find(|step| picks(*step).next().is_some())?;
    let names = picks(first).map(|pick| name(record, pick.id));
    let mut tokens: Vec<String> = names.collect();
    tokens.dedup();
    if tokens.len() > MOST {
        tokens.truncate(MOST);
        tokens.push("…".to_owned());
    }
    let tokens = tokens.join(t!(", "));
    let is_word = |text: &String| !is_special(text) && !text.trim().is_empty();
    let word = (0..record.steps.len()).find_map(|step| {
        let mut texts = picks(step).map(|pick| record.token_text(pick.id));
        Some((step, texts.find(is_word)?))
    });
    Some(match word.filter(|(step, _)| *step > first) {
        Some((step, word)) => t!(
            "Revealed first: {tokens}. The first word is “{word}”, at step {step}.",
            tokens,
            word = word.trim(),
            step = step + 1
        ),
        None => t!("Revealed first: {tokens}.", tokens),
    })
}

/// "In what order": one sentence with Kendall's τ.
#[must_use]
pub fn order_fact(record: &Trajectory) -> Option<String> {
    let tau = record.kendall_tau()?;
    let words = order_in_words(tau);
    Some(t!(
        "Revealed {order}: Kendall’s τ with the reading order is {tau}.",
        order = words,
        tau = signed(tau)
    ))
}

/// "How early": how many tokens were the best guess before their reveal.
#[must_use]
pub fn foresight_fact(record: &Trajectory) -> Option<String> {
    let seen = record.foresight()?;
    if seen.early == 0 {
        return Some(
            t!("No token was the recorded best guess before the step that revealed it.").to_owned(),
        );
    }
    let lead = format!("{:.1}", seen.mean_lead);
    let (early, tokens) = (seen.early, seen.tokens);
    Some(if lead == "1.0" {
        t!(
            "{early} of {tokens} tokens were already the best guess before they were revealed, 1.0 step ahead on average.",
            early,
            tokens
        )
    } else {
        t!(
            "{early} of {tokens} tokens were already the best guess before they were revealed, {lead} steps ahead on average.",
            early,
            tokens,
            lead
        )
    })
}

/// "What was changed": how many tokens were edited or masked again after their reveal.
#[must_use]
pub fn change_fact(record: &Trajectory) -> Option<String> {
    let (edited, remasked) = counts(record);
    let edits = (edited > 0).then(|| counted!(edited, "1 token edited", "{n} tokens edited"));
    let masks = (remasked > 0)
        .then(|| counted!(remasked, "1 token masked again", "{n} tokens masked again"));
    let told: Vec<String> = edits.into_iter().chain(masks).collect();
    (!told.is_empty()).then(|| {
        t!(
            "After their reveal: {changes}.",
            changes = told.join(t!(", "))
        )
    })
}

/// "So far": the share of the final answer that is the best guess at the cursor. Nothing at the end, where it is all.
#[must_use]
pub fn known_fact(record: &Trajectory, known: &[Option<usize>], cursor: usize) -> Option<String> {
    if cursor == 0 || cursor >= record.steps.len() {
        return None;
    }
    let share = percent(record.known_share_of(known, cursor)?);
    Some(t!(
        "After step {step}, {share} % of the answer was already the best guess or revealed.",
        step = cursor,
        share
    ))
}

/// A number with a real minus sign.
fn signed(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}

/// The sentences. While the run goes on there is nothing to look back on.
#[component]
pub fn Facts(player: Player) -> impl IntoView {
    let whole = Memo::new(move |_| {
        if player.live.get() {
            return Vec::new();
        }
        player.trajectory.with(|record| {
            record.as_ref().map_or_else(Vec::new, |record| {
                [
                    first_fact(record),
                    order_fact(record),
                    foresight_fact(record),
                    change_fact(record),
                ]
                .into_iter()
                .flatten()
                .collect()
            })
        })
    });
    let now = Memo::new(move |_| {
        let cursor = player.cursor.get();
        if player.live.get() {
            return None;
        }
        player.known.with(|known| {
            player
                .trajectory
                .with(|record| known_fact(record.as_deref()?, known, cursor))
        })
    });
    view! {
        <div class="facts" data-testid="facts">
            {move || whole.get().into_iter().map(|fact| view! { <p>{fact}</p> }).collect_view()}
            {move || now.get().map(|fact| view! { <p>{fact}</p> })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    #[test]
    fn the_order_in_words() {
        let fact = order_fact(&sample()).unwrap();
        assert!(fact.starts_with("Revealed roughly left to right"), "{fact}");
        assert_eq!(order_in_words(1.0), "left to right");
        assert_eq!(order_in_words(-0.9), "mostly from the right");
        assert_eq!(signed(-0.5), "−0.50");
    }

    #[test]
    fn what_came_first_is_named() {
        assert_eq!(first_fact(&sample()).unwrap(), "Revealed first: time.");
    }

    #[test]
    fn the_foresight_in_words() {
        assert_eq!(
            foresight_fact(&sample()).unwrap(),
            "4 of 6 tokens were already the best guess before they were revealed, 1.0 step ahead on average."
        );
    }

    #[test]
    fn the_changes_in_words() {
        assert_eq!(change_fact(&sample()), None);
        assert_eq!(
            change_fact(&edited()).unwrap(),
            "After their reveal: 1 token edited, 1 token masked again."
        );
    }

    #[test]
    fn the_known_share_is_told_only_on_the_way() {
        let record = sample();
        let known = record.known_since();
        assert_eq!(known_fact(&record, &known, 0), None);
        assert_eq!(known_fact(&record, &known, 6), None);
        assert!(
            known_fact(&record, &known, 3)
                .unwrap()
                .starts_with("After step 3, ")
        );
    }
}
