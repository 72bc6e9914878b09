//! Complete out-of-scope messages: what people send to any chatbot, and look-alikes, which share words with what this
//! model can do and ask for something else.

use crate::prelude::*;

data! {
    /// All messages. Their order is part of what a seed draws.
    pub(super) static MESSAGES: Vec<&'static str> = all data::list[
        "out-of-scope/messages/common.txt",
        "out-of-scope/messages/everyday.txt",
        "out-of-scope/messages/fragments.txt",
        "out-of-scope/messages/knowledge.txt",
        "out-of-scope/look-alikes/facts-2.txt",
        "out-of-scope/look-alikes/numbers-2.txt",
        "out-of-scope/look-alikes/talk-2.txt",
        "out-of-scope/look-alikes/words-2.txt",
        "out-of-scope/look-alikes/any-skill.txt",
        "out-of-scope/look-alikes/facts.txt",
        "out-of-scope/look-alikes/numbers.txt",
        "out-of-scope/look-alikes/talk.txt",
        "out-of-scope/look-alikes/words.txt",
        "out-of-scope/messages/questions.txt",
        "out-of-scope/messages/requests.txt",
        "out-of-scope/messages/statements.txt",
        "out-of-scope/messages/walks-of-life.txt",
        "out-of-scope/messages/wishes.txt",
    ];
}

/// One of the messages.
pub(super) fn message(draw: &mut Draw) -> &'static str {
    draw.pick::<&str>(&MESSAGES)
}
