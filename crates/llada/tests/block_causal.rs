//! Block-causal decoding against the reference: LLaDA2.0's threshold and early stop, LLaDA2.1's editing, state by state.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

#[allow(dead_code, reason = "each test uses its own part of it")]
mod reference;

use llada::session::Input;
use llada::{KernelChoice, LanguageModel, Request, WeightType};
use reference::{ids, json, open_with};
use serde_json::Value;
use trajectory::{Finish, PartialParams, Recorder, Trajectory};

const BLOCK: usize = 32;

fn each_model(name: &str, mut check: impl FnMut(&mut LanguageModel)) {
    for kernels in KernelChoice::here() {
        check(&mut open_with(name, WeightType::F32, kernels));
    }
}

fn record(model: &mut LanguageModel, case: &Value, params: PartialParams) -> Trajectory {
    let request = Request {
        input: Input::Ids(ids(&case["prompt"])),
        params,
        ..Request::default()
    };
    let run = model.start(&request).unwrap();
    let mut recorder = Recorder::default();
    for event in run.events(model.denoiser()) {
        recorder.apply(&event.unwrap());
    }
    let record = recorder.into_trajectory().unwrap().check().unwrap();
    assert_eq!(record.finish, Finish::Complete);
    assert!(record.steps.len() <= record.head.plan.forwards);
    record
}

/// The answer as the reference returns it: up to and including the first end-of-text.
fn returned(record: &Trajectory) -> Vec<u32> {
    let mut answer = record.response_ids.clone();
    answer.truncate(record.answer_end() + 1);
    answer
}

fn count(case: &Value, name: &str) -> Option<usize> {
    Some(case["params"].get(name)?.as_u64().unwrap() as usize)
}

fn number(case: &Value, name: &str) -> Option<f64> {
    case["params"].get(name)?.as_f64()
}

#[test]
fn llada2_ends_where_the_reference_ends() {
    each_model("llada2-block-causal", |model| {
        let cases = json("llada2-block-causal", "reference.json");
        let cases = cases["generate"].as_array().unwrap();
        assert_eq!(cases.len(), 12);
        for case in cases {
            let params = PartialParams {
                gen_length: count(case, "gen_length"),
                steps_per_block: count(case, "steps"),
                ahead: number(case, "threshold"),
                ..PartialParams::default()
            };
            let record = record(model, case, params);
            assert_eq!(returned(&record), ids(&case["final"]), "{}", case["params"]);
        }
    });
}

#[test]
fn llada21_passes_through_the_references_states() {
    each_model("llada21-editing", |model| {
        let cases = json("llada21-editing", "reference.json");
        let cases = cases["generate"].as_array().unwrap();
        assert_eq!(cases.len(), 18);
        for case in cases {
            // The reference's own defaults, which are not the ones its authors recommend.
            let params = PartialParams {
                gen_length: count(case, "gen_length"),
                ahead: number(case, "threshold").or(Some(0.95)),
                editing_threshold: number(case, "editing_threshold").or(Some(0.9)),
                max_post_steps: count(case, "max_post_steps"),
                num_to_transfer: count(case, "num_to_transfer"),
                stop_at_eos: case["params"]
                    .get("eos_early_stop")
                    .map(|stop| stop == true),
                ..PartialParams::default()
            };
            let record = record(model, case, params);
            follows(&record, case);
        }
    });
}

/// Each pass sees the block that the reference's pass saw, and the end is the reference's.
fn follows(record: &Trajectory, case: &Value) {
    let prompt = ids(&case["prompt"]);
    let what = case["params"].to_string();
    let states = case["states"].as_array().unwrap();
    let blocks = case["blocks"].as_array().unwrap();
    for (index, step) in record.steps.iter().enumerate().take(states.len()) {
        let block = prompt.len() / BLOCK + step.block;
        assert_eq!(blocks[index], block, "{what}, pass {index}");
        let canvas = [prompt.clone(), record.canvas(index)].concat();
        let seen = &canvas[block * BLOCK..(block + 1) * BLOCK];
        assert_eq!(seen, ids(&states[index]), "{what}, pass {index}");
    }
    assert_eq!(record.steps.len(), states.len(), "{what}");
    let edits: usize = record.steps.iter().map(|step| step.edited.len()).sum();
    assert_eq!(case["edits"], edits, "{what}");
    let canvas = [prompt, record.canvas(usize::MAX)].concat();
    assert_eq!(canvas, ids(&case["canvas"]), "{what}");
    assert_eq!(returned(record), ids(&case["final"]), "{what}");
}

#[test]
fn a_branch_of_an_edited_answer_equals_it() {
    each_model("llada21-editing", |model| {
        let cases = json("llada21-editing", "reference.json");
        let case = &cases["generate"][9];
        let params = PartialParams {
            gen_length: count(case, "gen_length"),
            ahead: number(case, "threshold"),
            editing_threshold: number(case, "editing_threshold"),
            max_post_steps: Some(4),
            seed: Some(1),
            ..PartialParams::default()
        };
        let parent = record(model, case, params.clone());
        for cursor in (0..=parent.steps.len()).step_by(7) {
            let request = Request {
                input: Input::Ids(ids(&case["prompt"])),
                params: params.clone(),
                resume: Some(parent.resume(cursor, "parent")),
                ..Request::default()
            };
            let mut run = model.start(&request).unwrap();
            for expected in &parent.steps[cursor..] {
                let step = run.step(model.denoiser()).unwrap().unwrap().step;
                assert_eq!(
                    step.edited.len(),
                    expected.edited.len(),
                    "from {cursor}, pass {}",
                    expected.step
                );
                let ids = |step: &trajectory::Step| -> Vec<(usize, u32)> {
                    step.written().map(|pick| (pick.pos, pick.id)).collect()
                };
                assert_eq!(
                    ids(&step),
                    ids(expected),
                    "from {cursor}, pass {}",
                    expected.step
                );
            }
            assert!(run.step(model.denoiser()).is_none());
        }
    });
}
