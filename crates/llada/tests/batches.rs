//! A batch of runs is what each of them is alone: any mixture, with runs that join, leave and are given up between passes.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

#[allow(dead_code, reason = "not every test needs all of it")]
mod reference;

use std::cell::RefCell;

use llada::denoiser::{Denoiser, Item};
use llada::{KernelChoice, LanguageModel, Request, Run, WeightType};
use proptest::prelude::*;
use reference::{ids, json, open_with};
use trajectory::{Cache, Params, PartialParams, Pick};

/// One or two checkpoints of every family.
const FIXTURES: [&str; 6] = [
    "llada-dense",
    "llada-dense-gqa-sharded-bf16",
    "llada-moe",
    "illada-hf-names",
    "llada2-block-causal",
    "llada21-editing",
];

/// A checkpoint's cases, and what each of them is alone.
struct Family {
    model: RefCell<LanguageModel>,
    requests: Vec<Request>,
    alone: Vec<Vec<Vec<Pick>>>,
}

/// The reference's own cases; some of them warm, guided or with a cache, which the reference lacks.
fn requests(name: &str, model: &LanguageModel) -> Vec<Request> {
    let causal = model.planner().family.block_length.is_some();
    let file = json(name, "reference.json");
    let cases = file["generate"].as_array().unwrap().iter();
    let request = |(index, case): (usize, &serde_json::Value)| {
        let mut params: PartialParams = PartialParams::default();
        let given = |key: &str| case["params"][key].as_u64().map(|value| value as usize);
        params.gen_length = given("gen_length");
        params.seed = Some(index as u64);
        if causal {
            params.steps_per_block = Some(8);
        } else {
            let full = Params {
                gen_length: given("gen_length").unwrap_or(32),
                steps: given("steps").unwrap_or(8),
                block_length: given("block_length").unwrap_or(16),
                temperature: [0.0, 0.8][index % 2],
                cfg_scale: [0.0, 0.0, 1.5][index % 3],
                cache: [Cache::None, Cache::Prefix, Cache::Dual, Cache::None][index % 4],
                seed: Some(index as u64),
                ..Params::default()
            };
            params = PartialParams::from(&full);
        }
        Request {
            params,
            ..Request::ids(ids(&case["prompt"]), &Params::default())
        }
    };
    cases
        .enumerate()
        .map(request)
        .filter(|request| model.planner().plan(request).is_ok())
        .take(8)
        .collect()
}

fn families() -> Vec<Family> {
    let family = |(name, kernels): (&str, KernelChoice)| {
        let mut model = open_with(name, WeightType::F32, kernels);
        let requests = requests(name, &model);
        assert!(requests.len() >= 4, "{name}");
        let alone = requests.iter().map(|request| {
            let mut run = model.start(request).unwrap();
            let mut steps = Vec::new();
            while let Some(step) = run.step(model.denoiser()) {
                steps.push(step.unwrap().step.written().copied().collect());
            }
            steps
        });
        let alone = alone.collect();
        Family {
            model: RefCell::new(model),
            requests,
            alone,
        }
    };
    let each = |name| {
        KernelChoice::here()
            .into_iter()
            .map(move |kernels| (name, kernels))
    };
    FIXTURES.into_iter().flat_map(each).map(family).collect()
}

/// What happens between two passes.
#[derive(Debug, Clone)]
enum Change {
    /// A run of this case joins.
    Join(usize),
    /// The reader of this run goes.
    Cancel(usize),
    Nothing,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (0_usize..8).prop_map(Change::Join),
        1 => (0_usize..8).prop_map(Change::Cancel),
        3 => Just(Change::Nothing),
    ]
}

/// A run in progress: its case and the steps it has taken.
struct Active {
    case: usize,
    run: Run,
    steps: usize,
}

fn assert_same(found: &[Pick], alone: &[Pick], what: &str) {
    let places = |picks: &[Pick]| {
        picks
            .iter()
            .map(|pick| (pick.pos, pick.id))
            .collect::<Vec<_>>()
    };
    assert_eq!(places(found), places(alone), "{what}");
    for (found, alone) in found.iter().zip(alone) {
        let apart = (found.confidence - alone.confidence).abs();
        assert!(apart <= 1e-5, "{what}: {found:?} {alone:?}");
    }
}

/// One pass for everyone in progress.
fn pass(family: &Family, active: &mut Vec<Active>) {
    let mut model = family.model.borrow_mut();
    let mut items: Vec<Item<'_, '_>> = active
        .iter_mut()
        .filter_map(|active| active.run.next_pass())
        .collect();
    let answers = model.denoiser().denoise(&mut items);
    assert_eq!(answers.len(), active.len());
    for (active, answer) in active.iter_mut().zip(answers) {
        if let Some(step) = active.run.accept(answer).unwrap() {
            let alone = &family.alone[active.case][active.steps];
            let found: Vec<Pick> = step.step.written().copied().collect();
            let what = format!("case {} step {}", active.case, active.steps);
            assert_same(&found, alone, &what);
            active.steps += 1;
        }
    }
    active.retain(|active| {
        let goes_on = active.run.next_tokens().is_some();
        assert!(goes_on || active.steps == family.alone[active.case].len());
        goes_on
    });
}

#[test]
fn a_batch_is_what_its_runs_are_alone() {
    let families = families();
    let config = ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let which = 0..families.len();
    proptest!(config, |(which in which, changes in prop::collection::vec(change(), 4..24))| {
        let family = &families[which];
        let mut active: Vec<Active> = Vec::new();
        for change in changes {
            match change {
                Change::Join(case) => {
                    let case = case % family.requests.len();
                    let run = family.model.borrow().start(&family.requests[case]).unwrap();
                    active.push(Active { case, run, steps: 0 });
                }
                Change::Cancel(index) if index < active.len() => {
                    active.swap_remove(index);
                }
                Change::Cancel(_) | Change::Nothing => {}
            }
            pass(family, &mut active);
        }
        while !active.is_empty() {
            pass(family, &mut active);
        }
    });
}
