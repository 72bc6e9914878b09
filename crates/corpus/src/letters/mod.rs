//! Operations on the letters of words that the model has not seen, and on lists.

mod counting;
mod follow_ups;
pub(crate) mod one_word;
mod requests;
mod sorting_numbers;
mod sorting_words;
pub(crate) mod words;

use crate::prelude::*;
use one_word::REQUESTS;
use requests::about_a_word;

/// The group's skills with their shares.
pub(crate) fn skills() -> Skills {
    vec![
        exact(0.025, "reverse", |split, draw| {
            about_a_word(&REQUESTS.reversed, one_word::reversed, split, draw)
        }),
        exact(0.035, "spelling", |split, draw| {
            about_a_word(&REQUESTS.spelled, one_word::spelled, split, draw)
        }),
        exact(0.02, "counting letters", |split, draw| {
            about_a_word(&counting::REQUESTS.length, counting::length, split, draw)
        }),
        exact(0.09, "counting a letter", counting::count_a_letter),
        exact(0.025, "capital letters", one_word::change_case),
        exact(0.03, "first and last letters", one_word::first_and_last),
        exact(0.06, "sorting numbers", sorting_numbers::sort),
        exact(0.008, "smallest and largest", sorting_numbers::extreme),
        exact(0.09, "sorting words", sorting_words::sort),
        exact(0.07, "repeating a word", one_word::repeat),
        exact(0.04, "word follow-ups", follow_ups::follow_up),
    ]
}
