//! The event stream: however its bytes are cut, the same events come; and the record so far stays a valid one.
#![no_main]

use app::event_stream::Lines;
use libfuzzer_sys::fuzz_target;
use trajectory::{Event, Recorder};

/// The events of a stream that comes in chunks of `size` bytes; none for a line that is no event.
fn events(bytes: &[u8], size: usize) -> Vec<Option<Event>> {
    let mut lines = Lines::<Event>::default();
    let mut events: Vec<_> = bytes.chunks(size).flat_map(|chunk| lines.push(chunk)).collect();
    events.extend(lines.finish());
    events.into_iter().map(Result::ok).collect()
}

fuzz_target!(|bytes: &[u8]| {
    let whole = events(bytes, bytes.len().max(1));
    assert_eq!(whole, events(bytes, 7));
    let mut recorder = Recorder::default();
    for event in whole.into_iter().flatten() {
        let written = serde_json::to_string(&event).expect("what was read can be written");
        let again: Event = serde_json::from_str(&written).expect("what was written can be read");
        assert_eq!(event, again);
        recorder.apply(&event);
    }
    if let Some(run) = recorder.into_trajectory()
        && let Ok(run) = run.check()
    {
        let _ = run.cells(run.steps.len());
    }
});
