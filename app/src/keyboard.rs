//! Keys as commands, input methods heeded.

use leptos::ev::KeyboardEvent;

/// What browsers report for a key that an input method takes.
const TAKEN_BY_INPUT_METHOD: u32 = 229;

/// The key of an event as a command; `None` while an input method composes a word: Enter chooses the word then, Escape
/// gives it up, and neither is meant for the page. Every handler of keys asks here.
#[must_use]
pub fn command(event: &KeyboardEvent) -> Option<String> {
    (!is_composing(event)).then(|| event.key())
}

/// Whether the key belongs to an input method. Safari reports the key that ends a composition after its end, with the
/// code of a taken key; some browsers name such a key `Process` and set nothing else.
fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == TAKEN_BY_INPUT_METHOD || event.key() == "Process"
}
