//! Texts to be written.

use super::Kind;
use crate::phrasing::Phrasings;

/// Texts that people order.
#[rustfmt::skip]
pub(super) const WRITING: Kind = Kind {
    weight: 7,
    frames: Phrasings {
        train: &[
            "Write {}.", "Write {}.", "Write me {}.", "Can you write {}?", "Could you write {}?",
            "Please write {}.", "Help me write {}.", "Draft {}.", "Compose {}.", "Create {}.",
            "I need {}.", "I have to write {}.", "How do I write {}?", "How do I begin {}?",
            "Give me an example of {}.", "Show me a sample of {}.", "What belongs in {}?",
            "Generate {}.", "Produce {} of two pages.", "I want you to write {}.",
            "Would you write {} for me?", "Correct {}.", "Improve {}.", "Finish {}.", "{}, please",
            "Put {} together.", "Put {} on paper.", "Prepare {}.", "Make {} for me.", "Make me {}.",
            "Get {} ready for me.", "How do I structure {}?", "How should {} begin?",
            "How should {} end?", "How should {} sound?", "How long should {} be?",
            "What should {} look like?", "What should be in {}?", "I am writing {}.",
            "I am busy with {}.", "I wrote {}.", "I am stuck with {}.", "Work on {} with me.",
            "Rewrite {}.", "Check {}.", "Send me {}.", "Read {}.",
        ],
        held_out: &[
            "Put together {}.", "Prepare {} for me.", "How should {} look?", "I am working on {}.",
        ],
    },
    subjects: &[
        "an email to my teacher", "an email to my landlord", "an email to a customer",
        "an email to my bank", "a letter to my grandmother", "a letter to the editor",
        "a letter to Santa", "a love letter", "a thank-you note", "a letter of complaint",
        "a cover letter for a nurse", "a CV", "a resignation letter", "a wedding speech",
        "a birthday speech", "a funeral speech", "a poem for my wife", "a poem about the sea",
        "a poem about winter", "a poem in the style of Goethe", "a love poem", "a sonnet",
        "a ballad", "a song about summer", "a rap about school", "a nursery rhyme", "a film script",
        "a theatre scene", "a dialogue between two cats", "a crime novel",
        "an essay about friendship", "an essay on climate", "a term paper", "a book report",
        "a product description", "an advert for shampoo", "a slogan", "a press release",
        "a newsletter", "a business plan", "a contract", "a rental agreement", "a recipe",
        "a travel guide", "a diary entry", "a quiz about animals", "a riddle about the moon",
        "a joke about teachers", "a Facebook post", "a dating profile", "a restaurant review",
        "a Python script", "a function that sorts a list", "a program that counts words",
        "a shell script", "a web page with a button", "a SQL query",
        "a regular expression for dates", "a Makefile", "a game in JavaScript",
    ],
    names: false,
};
