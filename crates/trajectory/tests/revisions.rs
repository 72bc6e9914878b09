//! Records in which tokens are replaced, masked again, or taken over from a parent (format version 2).

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::json;
use trajectory::{
    Alternatives, CellState, Change, ChangeKind, Event, Head, ModelInfo, Params, Parent, Pick,
    Plan, Recorder, Replaced, Resume, Step, Trajectory, Version, Vocab, record,
};

fn pick(pos: usize, id: u32, confidence: f32) -> Pick {
    Pick {
        pos,
        id,
        confidence,
    }
}

/// Four positions: 0 is given, 1 is kept from the parent, 2 is revealed and edited, 3 is revealed, masked and revealed again.
fn revised() -> Trajectory {
    let params = Params {
        gen_length: 4,
        block_length: 4,
        steps: 2,
        seed: Some(3),
        ..Params::default()
    };
    let mut run = Trajectory::new(Head {
        version: Version::default(),
        model: ModelInfo {
            id: "scripted".to_owned(),
            architecture: "llada".to_owned(),
            device: "cpu".to_owned(),
            dtype: "f32".to_owned(),
        },
        mask_id: 2,
        eos_id: 1,
        prompt_ids: vec![9],
        prompt: String::new(),
        plan: Plan::new(&params, &[0, 1]),
        params,
        constraints: vec![(0, 40)],
        parent: Some(Parent {
            run: "7".to_owned(),
            step: 3,
        }),
        initial: vec![(1, 41)],
        images: Vec::new(),
    });
    let vocab: Vocab = (40..60).map(|id| (id, format!(" w{id}"))).collect();
    let steps = [
        Step {
            committed: vec![pick(2, 42, 0.5), pick(3, 43, 0.6)],
            alternatives: vec![Alternatives {
                pos: 2,
                likeliest: vec![(42, 0.5), (52, 0.25)],
                entropy: 1.5,
            }],
            ..Step::default()
        },
        Step {
            edited: vec![pick(1, 51, 0.9), pick(2, 52, 0.8)],
            remasked: vec![3],
            candidates: vec![pick(3, 53, 0.2)],
            ..Step::default()
        },
        Step {
            committed: vec![pick(3, 53, 0.7)],
            ..Step::default()
        },
    ];
    for (index, step) in steps.into_iter().enumerate() {
        let step = Step {
            step: 3 + index,
            ..step
        };
        run.push(step, &vocab);
    }
    run
}

#[test]
fn a_revised_record_is_valid_and_survives_writing_and_its_events() {
    let run = revised();
    assert_eq!(run.clone().check(), Ok(run.clone()));
    let text = serde_json::to_string(&run).unwrap();
    assert!(
        text.contains(r#""alternatives":[[2,[[42,0.5],[52,0.25]],1.5]]"#),
        "{text}"
    );
    assert!(
        text.contains(r#""parent":{"run":"7","step":3},"initial":[[1,41]]"#),
        "{text}"
    );
    assert!(!text.contains("\"edited\":[]") && !text.contains("\"committed\":[]"));
    assert_eq!(serde_json::from_str::<Trajectory>(&text).unwrap(), run);
    let mut recorder = Recorder::default();
    for event in run.events() {
        let line = serde_json::to_string(&event).unwrap();
        recorder.apply(&serde_json::from_str::<Event>(&line).unwrap());
    }
    let mut told = recorder.into_trajectory().unwrap();
    told.vocab.extend(&run.vocab);
    assert_eq!(told, run);
}

#[test]
fn an_entropy_is_that_of_the_step_that_put_the_token_there() {
    let mut run = revised();
    let others = |pos, entropy| Alternatives {
        pos,
        likeliest: Vec::new(),
        entropy,
    };
    run.steps[1].alternatives = vec![others(3, 2.5)];
    run.steps[2].alternatives = vec![others(3, 0.25)];
    let seen = run.entropies();
    // Position 2 was edited in a step without alternatives; position 3 was revealed anew in the last step.
    assert_eq!(seen.decided[..4], [None, None, None, Some(0.25)]);
    assert_eq!(seen.highest, Some(2.5));
    for step in &mut run.steps {
        step.alternatives.clear();
    }
    assert_eq!(run.entropies().highest, None);
}

#[test]
fn cells_know_what_stood_there_before() {
    let run = revised();
    let start = run.cells(0);
    assert_eq!(start[0].state, CellState::Locked { id: 40 });
    assert_eq!(start[1].state, CellState::Kept { id: 41 });
    let edited = run.cells(2);
    let fresh = CellState::Fresh {
        id: 52,
        confidence: 0.8,
    };
    assert_eq!(
        (edited[2].state, edited[2].replaced),
        (fresh, Some(Replaced { id: 42, step: 1 }))
    );
    let guess = Some((53, 0.2));
    assert_eq!(
        (edited[3].state, edited[3].replaced),
        (
            CellState::Masked { guess },
            Some(Replaced { id: 43, step: 1 })
        )
    );
    let end = run.cells(3);
    let settled = CellState::Settled {
        id: 51,
        confidence: 0.9,
        step: 1,
    };
    assert_eq!((end[1].state, end[1].replaced.unwrap().id), (settled, 41));
    assert_eq!(end[0].replaced, None);
    assert_eq!(run.response_ids, [40, 51, 52, 53]);
    assert_eq!(
        [0, 1, 2, 3].map(|cursor| run.masks_left(cursor)),
        [2, 0, 1, 0]
    );
    assert_eq!(run.canvas(2), [40, 51, 52, 2]);
}

#[test]
fn the_history_of_a_position_is_told_in_order() {
    let run = revised();
    let kinds = |pos| -> Vec<(usize, ChangeKind, u32)> {
        let change = |change: Change| (change.step, change.kind, change.id);
        run.history(pos).into_iter().map(change).collect()
    };
    use ChangeKind::{Committed, Edited, Remasked};
    assert_eq!(kinds(0), []);
    assert_eq!(kinds(1), [(1, Edited, 51)]);
    assert_eq!(kinds(2), [(0, Committed, 42), (1, Edited, 52)]);
    assert_eq!(
        kinds(3),
        [(0, Committed, 43), (1, Remasked, 43), (2, Committed, 53)]
    );
    assert_eq!(run.commit_steps(), [None, None, Some(0), Some(2)]);
    assert_eq!(run.edit_steps(), [None, Some(1), Some(1), None]);
    assert_eq!(run.decided_steps(), [None, Some(1), Some(1), Some(2)]);
    assert_eq!(run.known_since(), [None, Some(1), Some(1), Some(1)]);
    let last = *run.guesses(3).last().unwrap();
    assert_eq!((last.step, last.id, last.committed), (2, 53, true));
    let sums = run.summaries();
    assert_eq!(
        (sums[1].edited, sums[1].remasked, sums[1].masks_left),
        (2, 1, 1)
    );
}

#[test]
fn damage_is_named() {
    let broken = |change: fn(&mut Trajectory)| {
        let mut run = revised();
        change(&mut run);
        run.check().unwrap_err().to_string()
    };
    for (change, part) in [
        (
            (|run| run.steps[1].edited[0].pos = 0) as fn(&mut Trajectory),
            "step 1 replaces position 0",
        ),
        (
            |run| run.steps[0].edited.push(pick(3, 5, 0.1)),
            "step 0 replaces position 3",
        ),
        (
            |run| run.steps[1].remasked = vec![9],
            "step 1 names position 9",
        ),
        (
            |run| run.steps[2].committed[0].pos = 2,
            "position 2 is revealed again at step 2",
        ),
        (|run| run.head.initial[0].0 = 4, "names position 4"),
        (
            |run| run.steps[0].alternatives[0].pos = 7,
            "step 0 names position 7",
        ),
    ] {
        let message = broken(change);
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn version_1_is_read_and_a_newer_one_refused() {
    let run = json!({
        "version": 1,
        "model": {"id": "tiny", "architecture": "llada", "device": "cpu", "dtype": "f32"},
        "mask_id": 2, "eos_id": 1, "prompt_ids": [9], "prompt": "Hello",
        "params": {"gen_length": 2, "steps": 2, "block_length": 2, "temperature": 0.0, "cfg_scale": 0.0,
            "remasking": "low_confidence", "seed": 7},
        "plan": {"forwards": 2, "blocks": [{"start": 0, "end": 2, "commits": [1, 1]}]},
        "constraints": [],
        "steps": [
            {"step": 0, "block": 0, "committed": [[1, 8, 0.5]], "candidates": [[0, 7, 0.25]], "ms": 1.0},
            {"step": 1, "block": 0, "committed": [[0, 7, 0.75]], "candidates": [], "ms": 1.0}],
        "vocab": {"7": "a", "8": "b"}, "response_ids": [7, 8], "text": "ab", "finish": "complete",
        "stats": {"forwards": 2},
    });
    let read: Trajectory = serde_json::from_value(run.clone()).unwrap();
    assert_eq!(read.clone().check().unwrap().canvas(2), read.response_ids);
    let mut newer = run;
    newer["version"] = json!(3);
    let error = serde_json::from_value::<Trajectory>(newer)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("format version 3") && error.contains("update Unmask"),
        "{error}"
    );
}

#[test]
fn a_tree_is_a_list_and_a_single_run_a_tree_of_one() {
    let read = |text: &str| record::read_tree(&mut serde_json::Deserializer::from_str(text));
    let one = serde_json::to_string(&revised()).unwrap();
    assert_eq!(read(&one).unwrap(), [revised()]);
    assert_eq!(read(&format!("[{one},{one}]")).unwrap().len(), 2);
    assert!(
        read("3")
            .unwrap_err()
            .to_string()
            .contains("a recording, or a list of them")
    );
}

proptest! {
    /// What a record says is left of its schedule is what was planned and not done.
    #[test]
    fn a_branch_at_any_step_keeps_what_is_left(
        gen_length in 1_usize..40, steps in 1_usize..40, block_length in 1_usize..40, cursor in 0_usize..50,
    ) {
        let params = Params { gen_length, steps, block_length, ..Params::default() };
        let mut run = Trajectory::new(Head {
            plan: Plan::new(&params, &[]),
            params: params.clone(),
            constraints: vec![],
            initial: vec![],
            parent: None,
            ..revised().head
        });
        let mut index = 0;
        for (number, block) in run.head.plan.blocks.clone().into_iter().enumerate() {
            let mut pos = block.start;
            for count in block.commits {
                let committed = (pos..pos + count).map(|pos| pick(pos, 40, 0.5)).collect();
                run.push(Step { step: index, block: number, committed, ..Step::default() }, &Vocab::default());
                pos += count;
                index += 1;
            }
        }
        let cursor = cursor.min(run.steps.len());
        let told = run.resume(cursor, "parent");
        prop_assert_eq!(told.pass, cursor);
        let masked: Vec<bool> = told.canvas.iter().map(|id| *id == 2).collect();
        let none = vec![false; masked.len()];
        let canvas = trajectory::resume::Canvas { masked: &masked, constrained: &none, locked: &none };
        let layout = trajectory::Layout::new(&params, &trajectory::Family::default(), 1);
        let (plan, start) = Plan::resumed(&params, &layout, canvas, &told).unwrap();
        prop_assert_eq!(plan.forwards, run.steps.len() - cursor);
        if cursor < run.steps.len() {
            // Worked out from the canvas alone it is the same.
            let bare = Resume { rest: None, ..told };
            prop_assert_eq!(Plan::resumed(&params, &layout, canvas, &bare).unwrap(), (plan, start));
        }
    }
}
