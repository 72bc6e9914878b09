//! What a run shows, in sentences with honest labels.

use leptos::prelude::*;
use trajectory::Trajectory;

use super::Player;
use super::change::counts;
use super::words::percent;

/// How a value of Kendall's τ reads.
fn order_in_words(tau: f64) -> &'static str {
    match tau {
        tau if tau > 0.95 => "left to right",
        tau if tau > 0.6 => "mostly left to right",
        tau if tau > 0.2 => "roughly left to right",
        tau if tau > -0.2 => "in no reading order",
        _ => "mostly from the right",
    }
}

/// "In what order": one sentence with Kendall's τ.
#[must_use]
pub fn order_fact(record: &Trajectory) -> Option<String> {
    let tau = record.kendall_tau()?;
    let words = order_in_words(tau);
    Some(format!(
        "Revealed {words}: Kendall’s τ with the reading order is {}.",
        signed(tau)
    ))
}

/// "How early": how many tokens were the best guess before their reveal.
#[must_use]
pub fn foresight_fact(record: &Trajectory) -> Option<String> {
    let seen = record.foresight()?;
    if seen.early == 0 {
        return Some(
            "No token was the recorded best guess before the step that revealed it.".to_owned(),
        );
    }
    let lead = format!("{:.1}", seen.mean_lead);
    let steps = if lead == "1.0" { "step" } else { "steps" };
    Some(format!(
        "{} of {} tokens were already the best guess before they were revealed, {lead} {steps} ahead on average.",
        seen.early, seen.tokens
    ))
}

/// "What was changed": how many tokens were edited or masked again after their reveal.
#[must_use]
pub fn change_fact(record: &Trajectory) -> Option<String> {
    let tokens = |count: usize| if count == 1 { "token" } else { "tokens" };
    let (edited, remasked) = counts(record);
    let edits = (edited > 0).then(|| format!("{edited} {} edited", tokens(edited)));
    let masks = (remasked > 0).then(|| format!("{remasked} {} masked again", tokens(remasked)));
    let told: Vec<String> = edits.into_iter().chain(masks).collect();
    (!told.is_empty()).then(|| format!("After their reveal: {}.", told.join(", ")))
}

/// "So far": the share of the final answer that is the best guess at the cursor. Nothing at the end, where it is all.
#[must_use]
pub fn known_fact(record: &Trajectory, known: &[Option<usize>], cursor: usize) -> Option<String> {
    if cursor == 0 || cursor >= record.steps.len() {
        return None;
    }
    let share = percent(record.known_share_of(known, cursor)?);
    Some(format!(
        "After step {cursor}, {share} % of the answer was already the best guess or revealed."
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
