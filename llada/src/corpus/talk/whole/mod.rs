//! Whole messages that people send to any chatbot, and that this one cannot answer.

mod common;
mod everyday;
mod knowledge;
mod requests;
mod statements;

use crate::corpus::draw::Draw;

const MESSAGES: [&[&str]; 5] = [
    common::COMMON,
    everyday::EVERYDAY,
    knowledge::KNOWLEDGE,
    requests::REQUESTS,
    statements::STATEMENTS,
];

/// All messages.
pub(super) fn messages() -> impl Iterator<Item = &'static str> {
    MESSAGES.into_iter().flatten().copied()
}

/// One of the messages.
pub(super) fn message(draw: &mut Draw) -> &'static str {
    let at = draw.below(messages().count());
    let found = messages().nth(at);
    found.expect("the place is below the count")
}
