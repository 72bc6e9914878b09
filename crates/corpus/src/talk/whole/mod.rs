//! Whole messages that people send to any chatbot, and that this one cannot answer.

mod common;
mod everyday;
mod fragments;
mod knowledge;
mod more_near_facts;
mod more_near_numbers;
mod more_near_talk;
mod more_near_words;
mod near_again;
mod near_facts;
mod near_numbers;
mod near_talk;
mod near_words;
mod questions;
mod requests;
mod statements;
mod walks_of_life;
mod wishes;

use crate::draw::Draw;

const MESSAGES: [&[&str]; 18] = [
    common::COMMON,
    everyday::EVERYDAY,
    fragments::FRAGMENTS,
    knowledge::KNOWLEDGE,
    more_near_facts::MORE_NEAR_FACTS,
    more_near_numbers::MORE_NEAR_NUMBERS,
    more_near_talk::MORE_NEAR_TALK,
    more_near_words::MORE_NEAR_WORDS,
    near_again::NEAR_AGAIN,
    near_facts::NEAR_FACTS,
    near_numbers::NEAR_NUMBERS,
    near_talk::NEAR_TALK,
    near_words::NEAR_WORDS,
    questions::QUESTIONS,
    requests::REQUESTS,
    statements::STATEMENTS,
    walks_of_life::WALKS_OF_LIFE,
    wishes::WISHES,
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
