//! Talk: greetings and names, questions about the model and about diffusion, and what lies beyond it.

mod about;
mod beyond;
mod big_sums;
mod courtesy;
mod diffusion;
mod names;
mod subjects;
mod whole;

use super::Skill;
use super::draw::Draw;
use super::phrasing::Intent;

/// The group's skills with their shares.
pub(super) fn skills() -> Vec<(f32, Box<dyn Skill>)> {
    vec![
        (0.045, Box::new(courtesy::Courtesy)),
        (0.02, Box::new(names::Names)),
        (0.045, Box::new(about::About)),
        (0.03, Box::new(diffusion::Diffusion)),
        (0.065, Box::new(beyond::Beyond)),
        (0.015, Box::new(big_sums::BigSums)),
    ]
}

/// One of the intents. The first are favoured: they are what people say most.
fn favouring_first<'a>(intents: &'a [Intent], draw: &mut Draw) -> &'a Intent {
    let unit = draw.unit();
    let place = if draw.chance(0.5) { unit * unit } else { unit };
    &intents[(place * intents.len() as f32) as usize]
}
