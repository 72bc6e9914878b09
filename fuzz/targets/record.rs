//! Recordings: what is read can be looked at and written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trajectory::Trajectory;

fuzz_target!(|bytes: &[u8]| {
    let Ok(run) = serde_json::from_slice::<Trajectory>(bytes) else {
        return;
    };
    if run.check().is_err() {
        return;
    }
    for step in 0..=run.steps.len().min(64) {
        let _ = run.cells(step);
    }
    let written = serde_json::to_string(&run).expect("what was read can be written");
    let again: Trajectory = serde_json::from_str(&written).expect("what was written can be read");
    assert_eq!(run.response_ids, again.response_ids);
});
