//! Talk: greetings and names, questions about the model and about diffusion, and what is out of scope.

mod all_capitals;
mod diffusion;
mod intents;
mod introductions;
mod out_of_scope;

use crate::prelude::*;

/// The group's skills with their shares.
pub(crate) fn skills() -> Skills {
    vec![
        exact(0.07, "courtesy", intents::small_talk),
        exact(0.035, "names", introductions::introduction_or_question),
        exact(0.07, "about itself", intents::about_the_model),
        exact(0.05, "diffusion", diffusion::diffusion),
        exact(0.09, "beyond it", out_of_scope::out_of_scope),
        exact(0.025, "sums beyond it", out_of_scope::arithmetic::arithmetic),
        (0.012, Box::new(all_capitals::AllCapitals::new())),
    ]
}
