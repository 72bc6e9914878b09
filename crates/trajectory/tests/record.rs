//! Properties of the recorded run: it is what its events tell, it survives being written and read, and walking its
//! cursor only ever takes masks away.

// What draws a run for a test stops at what it did not expect, as the tests do.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use trajectory::event::Ending;
use trajectory::{
    CellState, Event, Finish, Head, ModelInfo, Params, Pick, Plan, Recorder, Stats, Step,
    Trajectory, Version, Vocab,
};

const MASK: u32 = 2;
const EOS: u32 = 1;

/// A run that follows its plan, committing positions of each block in an order that `order` draws.
fn run(params: Params, locked: &[usize], order: &[usize]) -> Trajectory {
    let plan = Plan::new(&params, locked);
    let head = Head {
        version: Version::default(),
        model: ModelInfo {
            id: "scripted".to_owned(),
            architecture: "llada".to_owned(),
            device: "cpu".to_owned(),
            dtype: "f32".to_owned(),
        },
        mask_id: MASK,
        eos_id: EOS,
        prompt_ids: vec![9, 395],
        prompt: "hello".to_owned(),
        params: Params {
            seed: Some(7),
            ..params
        },
        plan,
        constraints: locked.iter().map(|pos| (*pos, 40)).collect(),
        parent: None,
        initial: Vec::new(),
        images: Vec::new(),
    };
    let mut trajectory = Trajectory::new(head);
    let mut draws = order.iter().cycle();
    let mut index = 0;
    for (number, block) in trajectory.head.plan.blocks.clone().into_iter().enumerate() {
        let mut open: Vec<usize> = (block.start..block.end)
            .filter(|pos| !locked.contains(pos))
            .collect();
        for count in block.commits {
            let mut committed: Vec<Pick> = (0..count)
                .map(|_| {
                    let at = draws.next().unwrap() % open.len();
                    let pos = open.remove(at);
                    Pick {
                        pos,
                        id: 10 + pos as u32 % 5,
                        confidence: 0.25 + at as f32 / 64.0,
                    }
                })
                .collect();
            committed.sort_by_key(|pick| pick.pos);
            let candidates = open
                .iter()
                .map(|pos| Pick {
                    pos: *pos,
                    id: 11,
                    confidence: 0.1,
                })
                .collect();
            let step = Step {
                step: index,
                block: number,
                committed,
                candidates,
                ms: 1.5,
                ..Step::default()
            };
            let vocab: Vocab = (10..16).map(|id| (id, format!(" w{id}"))).collect();
            trajectory.push(step, &vocab);
            index += 1;
        }
    }
    trajectory.vocab.insert(40, " once".to_owned());
    trajectory.text = "text".to_owned();
    trajectory.finish = Finish::Complete;
    trajectory.stats = Stats {
        forwards: index,
        ..Stats::default()
    };
    trajectory
}

prop_compose! {
    fn any_run()(
        gen_length in 1_usize..80, steps in 1_usize..100, block_length in 1_usize..90,
        locked in prop::collection::btree_set(0_usize..80, 0..6),
        order in prop::collection::vec(0_usize..1000, 1..100),
    ) -> Trajectory {
        let locked: Vec<usize> = locked.into_iter().filter(|pos| *pos < gen_length).collect();
        run(Params { gen_length, steps, block_length, ..Params::default() }, &locked, &order)
    }
}

proptest! {
    #[test]
    fn export_then_import_is_the_identity(trajectory in any_run()) {
        let json = serde_json::to_string(&trajectory).unwrap();
        let again: Trajectory = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(again.check(), Ok(trajectory));
    }

    #[test]
    fn a_record_is_what_its_events_tell(trajectory in any_run()) {
        let mut recorder = Recorder::default();
        for event in trajectory.events() {
            let line = serde_json::to_string(&event).unwrap();
            recorder.apply(&serde_json::from_str::<Event>(&line).unwrap());
        }
        let mut told = recorder.into_trajectory().unwrap();
        // The stream names only what occurs; the rest of the record is the same.
        told.vocab.extend(&trajectory.vocab);
        prop_assert_eq!(told, trajectory);
    }

    #[test]
    fn masks_only_shrink_and_tokens_stay(trajectory in any_run()) {
        let mut before = trajectory.cells(0);
        for cursor in 1..=trajectory.steps.len() {
            let after = trajectory.cells(cursor);
            for (old, new) in before.iter().zip(&after) {
                prop_assert!(old.state.is_masked() || old.state.id() == new.state.id());
            }
            let masks = |cells: &[trajectory::Cell]| cells.iter().filter(|c| c.state.is_masked()).count();
            prop_assert_eq!(masks(&after), trajectory.masks_left(cursor));
            let fresh = after.iter().filter(|c| matches!(c.state, CellState::Fresh { .. })).count();
            prop_assert_eq!(fresh, trajectory.steps[cursor - 1].committed.len());
            before = after;
        }
        prop_assert_eq!(trajectory.masks_left(usize::MAX), 0);
        let ids: Vec<u32> = before.iter().map(|cell| cell.state.id().unwrap()).collect();
        prop_assert_eq!(&ids, &trajectory.response_ids);
    }

    #[test]
    fn a_token_is_known_no_later_than_it_is_committed(trajectory in any_run()) {
        for (since, commit) in trajectory.known_since().into_iter().zip(trajectory.commit_steps()) {
            prop_assert!(since <= commit);
        }
    }

    #[test]
    fn the_guesses_of_a_position_end_with_its_reveal(trajectory in any_run()) {
        let (commits, ids) = (trajectory.commit_steps(), &trajectory.response_ids);
        for pos in 0..trajectory.length() {
            let guesses = trajectory.guesses(pos);
            prop_assert!(guesses.windows(2).all(|pair| pair[0].step < pair[1].step));
            let reveal = guesses.last().filter(|guess| guess.committed);
            prop_assert_eq!(reveal.map(|guess| guess.step), commits[pos]);
            prop_assert!(reveal.is_none_or(|guess| guess.id == ids[pos]));
        }
    }

    #[test]
    fn foresight_and_active_block_stay_within_the_record(trajectory in any_run(), cursor in 0_usize..200) {
        prop_assert!(trajectory.active_block(cursor) < trajectory.head.plan.blocks.len());
        if let Some(seen) = trajectory.foresight() {
            prop_assert!(seen.early <= seen.tokens);
            prop_assert!(seen.mean_lead < trajectory.steps.len() as f64);
        }
    }
}

fn small() -> Trajectory {
    run(
        Params {
            gen_length: 8,
            steps: 8,
            block_length: 8,
            ..Params::default()
        },
        &[3],
        &[0],
    )
}

#[test]
fn left_to_right_has_tau_one_and_right_to_left_minus_one() {
    let forwards = small();
    assert_eq!(forwards.kendall_tau(), Some(1.0));
    let last = [7, 6, 5, 4, 3, 2, 1, 0];
    let params = Params {
        gen_length: 8,
        steps: 8,
        block_length: 8,
        ..Params::default()
    };
    assert_eq!(run(params, &[], &last).kendall_tau(), Some(-1.0));
}

#[test]
fn a_newer_version_is_refused_with_a_sentence() {
    let json = serde_json::to_string(&small())
        .unwrap()
        .replace("\"version\":2", "\"version\":3");
    let error = serde_json::from_str::<Trajectory>(&json)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("format version 3") && error.contains("update Unmask"),
        "{error}"
    );
}

#[test]
fn unknown_fields_are_ignored() {
    let json = serde_json::to_string(&small())
        .unwrap()
        .replacen('{', "{\"mood\":\"calm\",", 1);
    assert_eq!(serde_json::from_str::<Trajectory>(&json).unwrap(), small());
}

/// What is done to a recording, and a part of the sentence that it is refused with.
type Damage = (fn(&mut Trajectory), &'static str);

#[test]
fn damage_is_named() {
    let damages: [Damage; 9] = [
        (
            |run| run.steps[2].committed[0].pos = 8,
            "step 2 names position 8",
        ),
        (
            |run| run.steps[2].committed[0].pos = 3,
            "position 3 is revealed again at step 2",
        ),
        (|run| run.head.params.steps = 0, "steps is 0"),
        (
            |run| run.head.plan.blocks[0].end = usize::MAX,
            "at most 65536 can be opened",
        ),
        (
            |run| run.head.plan.blocks[0].start = 9,
            "block 0 of its plan is 9 to 8",
        ),
        (
            |run| run.head.plan.blocks.push(run.head.plan.blocks[0].clone()),
            "block 1 of its plan is 0 to 8",
        ),
        (|run| run.steps[1].block = 1, "step 1 is pass 1 in block 1"),
        (|run| run.steps[1].step = 0, "step 1 is pass 0 in block 0"),
        (
            |run| run.steps[6].step = usize::MAX,
            "step 6 is pass 18446744073709551615",
        ),
    ];
    for (damage, part) in damages {
        let mut run = small();
        damage(&mut run);
        let error = run.check().unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn numbers_that_json_has_not_are_refused() {
    let step = |lists: &str| {
        let json = format!(r#"{{"step":0,"block":0,{lists}}}"#);
        serde_json::from_str::<Step>(&json)
    };
    assert!(step(r#""committed":[[0,5,0.5]],"alternatives":[[0,[[5,0.5]],1.0]]"#).is_ok());
    for lists in [
        r#""committed":[[0,5,1e39]]"#,
        r#""alternatives":[[0,[[5,1e39]],1.0]]"#,
        r#""alternatives":[[0,[[5,0.5]],1e39]]"#,
    ] {
        let error = step(lists).unwrap_err().to_string();
        assert!(
            error.contains("position 0") && error.contains("not a number"),
            "{error}"
        );
    }
}

#[test]
fn a_run_cut_anywhere_is_a_readable_stopped_record() {
    let events = small().events();
    for cut in 1..events.len() - 1 {
        let mut recorder = Recorder::default();
        events[..cut].iter().for_each(|event| recorder.apply(event));
        let record = recorder.into_trajectory().unwrap();
        assert_eq!(
            (record.finish, record.steps.len()),
            (Finish::Stopped, cut - 1)
        );
        let masks = record.response_ids.iter().filter(|id| **id == MASK).count();
        assert_eq!(masks, record.masks_left(usize::MAX));
        assert!(record.check().is_ok());
    }
}

#[test]
fn events_are_written_as_the_protocol_says() {
    let json = |event: &Event| serde_json::to_value(event).unwrap();
    let events = small().events();
    let started = json(&events[0]);
    assert_eq!(started["event"], "started");
    assert_eq!(started["run"]["params"]["seed"], 7);
    let step = json(&events[1]);
    assert_eq!(step["event"], "step");
    assert_eq!(step["step"], 0);
    assert_eq!(step["committed"][0], serde_json::json!([0, 10, 0.25]));
    assert_eq!(step["vocab"]["10"], " w10");
    let ending = Ending {
        text: String::new(),
        response_ids: vec![],
        stats: Stats::default(),
    };
    assert_eq!(json(&Event::Stopped(ending))["event"], "stopped");
    let queued = |wait_ms| {
        json(&Event::Queued {
            position: 2,
            wait_ms,
        })
    };
    assert_eq!(
        queued(None),
        serde_json::json!({"event": "queued", "position": 2})
    );
    assert_eq!(queued(Some(750))["wait_ms"], 750);
}
