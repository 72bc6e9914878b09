//! The event stream: whatever lines come, the record so far stays a valid one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trajectory::{Event, Recorder};

fuzz_target!(|text: &str| {
    let mut recorder = Recorder::default();
    for line in text.lines() {
        if let Ok(event) = serde_json::from_str::<Event>(line) {
            let written = serde_json::to_string(&event).expect("what was read can be written");
            let again: Event = serde_json::from_str(&written).expect("what was written can be read");
            assert_eq!(event, again);
            recorder.apply(&event);
        }
    }
    if let Some(run) = recorder.trajectory()
        && run.check().is_ok()
    {
        let _ = run.cells(run.steps.len());
    }
});
