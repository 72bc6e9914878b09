//! Talk: greetings and names, questions about the model and about diffusion, and what lies beyond it.

mod about;
mod beyond;
mod big_sums;
mod chatter;
mod courtesy;
mod diffusion;
mod mingled;
mod names;
mod shouting;
mod subjects;
mod whole;

use super::Skill;
use super::draw::Draw;
use super::phrasing::Intent;

/// The group's skills with their shares.
pub(super) fn skills() -> Vec<(f32, Box<dyn Skill>)> {
    vec![
        (0.07, Box::new(courtesy::Courtesy)),
        (0.035, Box::new(names::Names)),
        (0.07, Box::new(about::About)),
        (0.05, Box::new(diffusion::Diffusion)),
        (0.09, Box::new(beyond::Beyond)),
        (0.025, Box::new(big_sums::BigSums)),
        (0.012, Box::new(shouting::Shouting::new())),
    ]
}

/// One of the intents. The first are favoured: they are what people say most.
fn favouring_first(intents: &[&'static [Intent]], draw: &mut Draw) -> &'static Intent {
    let unit = draw.unit();
    pick(intents, if draw.chance(0.5) { unit * unit } else { unit })
}

/// What stands at this place, 0 to 1, of groups one after another.
fn pick<T>(groups: &[&'static [T]], place: f32) -> &'static T {
    let count: usize = groups.iter().map(|group| group.len()).sum();
    let at = (place * count as f32) as usize;
    let found = groups.iter().copied().flatten().nth(at.min(count - 1));
    found.expect("the place is below the count")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrasing::bare;
    use std::collections::HashMap;

    #[test]
    fn a_listed_phrasing_has_one_side_and_one_answer() {
        let mut seen: HashMap<String, (bool, &str)> = HashMap::new();
        for intent in [courtesy::INTENTS, about::INTENTS]
            .concat()
            .iter()
            .copied()
            .flatten()
        {
            let lists = [
                (false, intent.phrasings.train),
                (true, intent.phrasings.held_out),
            ];
            for (kept, list) in lists {
                for text in list {
                    let what = (kept, intent.answer);
                    let signs_only = bare(text).is_empty();
                    let other = seen.entry(bare(text)).or_insert(what);
                    assert!(signs_only || *other == what, "{text}");
                }
            }
        }
    }
}
