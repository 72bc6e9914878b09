//! The forward pass and the sampler against the reference implementation's outputs.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

mod reference;

use std::fs;

use llada::{Candidates, KernelChoice, LanguageModel, Prompt, Run, WeightType};
use reference::{folder, ids, json, open, open_with};
use safetensors::SafeTensors;
use serde_json::Value;
use trajectory::{Params, StepEvent};

/// The dense checkpoints.
const DENSE: [&str; 2] = ["llada-dense", "llada-dense-gqa-sharded-bf16"];

fn stored(name: &str, tensor: &str) -> Vec<f32> {
    let bytes = fs::read(folder(name).join("reference.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let view = tensors.tensor(tensor).unwrap();
    assert_eq!(view.dtype(), safetensors::Dtype::F32);
    let floats = view.data().as_chunks::<4>().0.iter();
    floats.map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// Every dense checkpoint with every kernel that runs here.
fn each_model(dtype: WeightType, mut check: impl FnMut(&str, &mut LanguageModel)) {
    for name in DENSE {
        for kernels in KernelChoice::here() {
            check(name, &mut open_with(name, dtype, kernels));
        }
    }
}

#[test]
fn logits_equal_the_reference() {
    each_model(WeightType::F32, |name, model| {
        for (index, case) in json(name, "reference.json")["logits"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
        {
            let logits = model.logits(&ids(case)).unwrap().concat();
            let expected = stored(name, &format!("logits.{index}"));
            assert_eq!(logits.len(), expected.len());
            let largest = expected
                .iter()
                .fold(0.0_f32, |max, value| max.max(value.abs()));
            let pairs = logits.iter().zip(&expected);
            let error = pairs.fold(0.0_f32, |max, (a, b)| max.max((a - b).abs()));
            assert!(
                error <= 1e-4 * largest,
                "{name} {index}: {error} of {largest}"
            );
        }
    });
}

/// Half and quantised weights stay near: within 0.5 % (f16), 2 % (bf16), 3 % (q8_0) of the norm of the f32 logits.
#[test]
fn other_weight_types_stay_close() {
    for (dtype, tolerance) in [
        (WeightType::F16, 0.005),
        (WeightType::Bf16, 0.02),
        (WeightType::Q8_0, 0.03),
    ] {
        for (name, kernels) in DENSE
            .into_iter()
            .flat_map(|name| KernelChoice::here().into_iter().map(move |k| (name, k)))
        {
            if (dtype, kernels) == (WeightType::Bf16, KernelChoice::Candle) {
                continue;
            }
            let exact = open(name, WeightType::F32);
            let model = open_with(name, dtype, kernels);
            for case in json(name, "reference.json")["logits"].as_array().unwrap() {
                let expected = exact.logits(&ids(case)).unwrap().concat();
                let logits = model.logits(&ids(case)).unwrap().concat();
                let norm = |values: &mut dyn Iterator<Item = f32>| {
                    values.map(|v| v * v).sum::<f32>().sqrt()
                };
                let difference = norm(&mut logits.iter().zip(&expected).map(|(a, b)| a - b));
                let relative = difference / norm(&mut expected.iter().copied());
                assert!(relative <= tolerance, "{name} {dtype}: {relative}");
            }
        }
    }
}

/// Parameters in the reference's spelling.
fn params(case: &Value) -> Params {
    let mut params = case["params"].clone();
    for (theirs, ours) in [
        ("logits_eos_inf", "suppress_eos"),
        ("confidence_eos_eot_inf", "eos_last"),
    ] {
        if let Some(value) = params.get(theirs).cloned() {
            params[ours] = value;
        }
    }
    params["seed"] = 7.into();
    if let Some(method) = case["method"].as_str() {
        params["cache"] = match method {
            "generate" => "none",
            "generate_with_prefix_cache" => "prefix",
            "generate_with_dual_cache" => "dual",
            other => panic!("unknown method {other}"),
        }
        .into();
    }
    serde_json::from_value(params).unwrap()
}

fn run(model: &mut LanguageModel, case: &Value) -> (Vec<StepEvent>, Vec<u32>, usize) {
    let prompt = Prompt {
        ids: ids(&case["prompt"]),
        ..Prompt::default()
    };
    let mut run = Run::new(model, &prompt, &params(case), Candidates::Block).unwrap();
    let planned = run.head().plan.forwards;
    let steps: Vec<StepEvent> = (&mut run).collect::<Result<_, _>>().unwrap();
    (steps, run.finish().1.response_ids, planned)
}

/// The canvases that the reference's passes left behind, without those that changed nothing.
fn transitions(case: &Value) -> Vec<Vec<u32>> {
    let mut states: Vec<Vec<u32>> = case["states"].as_array().unwrap().iter().map(ids).collect();
    states.dedup();
    states
}

fn every_commit_equals_the_reference(kind: &str) {
    each_model(WeightType::F32, |name, model| {
        let cases = json(name, "reference.json");
        let cases = cases[kind].as_array().unwrap();
        assert!(cases.len() > 30);
        for (index, case) in cases.iter().enumerate() {
            let what = format!("{name}, {kind} {index}: {}", case["params"]);
            let (steps, response, planned) = run(model, case);
            let states = transitions(case);
            assert_eq!(steps.len(), states.len() - 1, "{what}");
            assert_eq!(steps.len(), planned, "{what}");
            let mut canvas = states[0].clone();
            for (step, after) in steps.iter().zip(&states[1..]) {
                for pick in &step.step.committed {
                    assert_eq!(canvas[pick.pos], model.special().mask_id, "{what}");
                    canvas[pick.pos] = pick.id;
                }
                assert_eq!(&canvas, after, "{what}, step {}", step.step.step);
            }
            assert_eq!(response, ids(&case["final"]), "{what}");
        }
    });
}

#[test]
fn generate_commits_what_the_reference_commits() {
    every_commit_equals_the_reference("generate");
}

#[test]
fn the_demos_sampler_commits_what_the_demo_commits() {
    every_commit_equals_the_reference("demo");
}

/// Fast-dLLM's three samplers: the same answer, and never more passes.
#[test]
fn cached_and_threshold_decoding_end_where_the_reference_ends() {
    each_model(WeightType::F32, |name, model| {
        let cases = json(name, "reference.json");
        let cases = cases["fast"].as_array().unwrap();
        assert!(cases.len() >= 36);
        for case in cases {
            let what = format!("{name}, {}: {}", case["method"], case["params"]);
            let (steps, response, planned) = run(model, case);
            assert_eq!(response, ids(&case["final"]), "{what}");
            let passes = steps.len();
            assert!(
                passes as u64 <= case["nfe_reference"].as_u64().unwrap(),
                "{what}"
            );
            assert!(passes <= planned, "{what}");
        }
    });
}
