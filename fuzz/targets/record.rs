//! Recordings: what passes the check can be looked at from every side, and written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trajectory::Trajectory;

/// What the page asks of a recording.
fn look_at(run: &Trajectory) {
    for cursor in 0..=run.steps.len().min(64) {
        let cells = run.cells(cursor);
        assert_eq!(cells.len(), run.length());
        assert!(run.active_block(cursor) <= run.head.plan.blocks.len());
        assert!(run.masks_left(cursor) <= run.length());
        let _ = (run.known_share(cursor), run.canvas(cursor), run.resume(cursor, "parent"));
    }
    for pos in 0..run.length().min(64) {
        let _ = (run.history(pos), run.guesses(pos), run.head.plan.block_of(pos));
    }
    let _ = (run.summaries(), run.kendall_tau(), run.foresight(), run.changes_of_mind());
    let _ = (run.edit_steps(), run.commit_confidences(), run.draft_text(), run.head.plan.describe());
}

fuzz_target!(|bytes: &[u8]| {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let Ok(tree) = trajectory::record::read_tree(&mut json) else {
        return;
    };
    for run in tree {
        let Ok(run) = run.check() else { continue };
        // A view of many cells at many cursors is slow, not wrong.
        if run.length() <= 4096 {
            look_at(&run);
        }
        let written = serde_json::to_string(&run).expect("what was read can be written");
        let again: Trajectory = serde_json::from_str(&written).expect("what was written can be read");
        assert_eq!(run, again);
    }
});
