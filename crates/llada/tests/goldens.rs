//! The forward pass and the sampler against the reference implementation's outputs.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

mod reference;

use std::fs;

use llada::denoiser::{Cache, Denoiser, Input, Pass, Rule, Window};
use llada::{KernelChoice, LanguageModel, Request, WeightType};
use reference::{folder, ids, json, open, open_with};
use safetensors::SafeTensors;
use serde_json::Value;
use trajectory::{Params, StepEvent};

/// The checkpoints with full attention, one or two of every family.
const FULL: [&str; 4] = [
    "llada-dense",
    "llada-dense-gqa-sharded-bf16",
    "llada-moe",
    "illada-hf-names",
];

/// The block-causal ones.
const BLOCK_CAUSAL: [&str; 2] = ["llada2-block-causal", "llada21-editing"];

fn stored(name: &str, tensor: &str) -> Vec<f32> {
    let bytes = fs::read(folder(name).join("reference.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let view = tensors.tensor(tensor).unwrap();
    assert_eq!(view.dtype(), safetensors::Dtype::F32);
    let floats = view.data().as_chunks::<4>().0.iter();
    floats.map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// Checkpoints with every kernel that runs here.
fn each_model<'a>(
    names: impl IntoIterator<Item = &'a str>,
    dtype: WeightType,
    mut check: impl FnMut(&str, &mut LanguageModel),
) {
    for name in names {
        for kernels in KernelChoice::here() {
            check(name, &mut open_with(name, dtype, kernels));
        }
    }
}

/// The reference's cases of a kind; of some checkpoints they are in a second file.
fn cases(name: &str, kind: &str) -> Vec<Value> {
    let more = folder(name).join("reference-more.json").is_file();
    let files = ["reference.json", "reference-more.json"];
    let files = files.into_iter().take(1 + usize::from(more));
    let all = files.filter_map(|file| json(name, file)[kind].as_array().cloned());
    all.flatten().collect()
}

fn assert_close(logits: &[f32], expected: &[f32], what: &str) {
    assert_eq!(logits.len(), expected.len());
    let largest = expected
        .iter()
        .fold(0.0_f32, |max, value| max.max(value.abs()));
    let pairs = logits.iter().zip(expected);
    let error = pairs.fold(0.0_f32, |max, (a, b)| max.max((a - b).abs()));
    assert!(error <= 1e-4 * largest, "{what}: {error} of {largest}");
}

#[test]
fn logits_equal_the_reference() {
    let all = FULL.into_iter().chain(BLOCK_CAUSAL);
    each_model(all, WeightType::F32, |name, model| {
        for (index, case) in cases(name, "logits").iter().enumerate() {
            let logits = model.logits(&ids(case)).unwrap().concat();
            let expected = stored(name, &format!("logits.{index}"));
            assert_close(&logits, &expected, &format!("{name} {index}"));
        }
    });
}

/// One block at a time through the KV cache, as the reference stored it.
#[test]
fn cached_logits_equal_the_reference() {
    each_model(BLOCK_CAUSAL, WeightType::F32, |name, model| {
        let vocab = model.model().vocab_size;
        for (index, case) in cases(name, "logits").iter().enumerate() {
            let ids = ids(case);
            let (mut network, mut cache) = (model.network().clone(), Cache::default());
            let mut logits = Vec::new();
            for start in (0..ids.len()).step_by(32) {
                let end = (start + 32).min(ids.len());
                let rows: Vec<usize> = (start..end).collect();
                let pass = Pass {
                    input: Input::Ids(&ids[..end]),
                    window: if start == 0 {
                        Window::Keep
                    } else {
                        Window::Part { start, end }
                    },
                    rows: &rows,
                    rule: Rule::greedy(model.special().mask_id),
                };
                logits.extend(network.logits_one(pass, &mut cache).unwrap().conditional);
            }
            assert_eq!(logits.len(), ids.len() * vocab);
            let what = format!("{name} {index}");
            assert_close(&logits, &stored(name, &format!("logits.{index}")), &what);
            if name == "llada21-editing" {
                let cached = stored(name, &format!("logits_cached.{index}"));
                assert_close(&logits, &cached, &what);
            }
        }
    });
}

/// ‖a − b‖ / ‖b‖.
fn distance(a: &[f32], b: &[f32]) -> f32 {
    let norm = |values: &mut dyn Iterator<Item = f32>| values.map(|v| v * v).sum::<f32>().sqrt();
    let difference = norm(&mut a.iter().zip(b).map(|(a, b)| a - b));
    difference / norm(&mut b.iter().copied())
}

/// Half and quantised weights stay near: within 0.5 % (f16), 2 % (bf16; 3 % (q8_0); iLLaDA's rougher fixture has 2.5 times as much of bf16 and q8_0, in parts of the norm of
/// the f32 logits.
#[test]
fn other_weight_types_stay_close() {
    let dense = [
        "llada-dense",
        "llada-dense-gqa-sharded-bf16",
        "illada-hf-names",
    ];
    let tolerance = |name: &str, dtype| match dtype {
        WeightType::F16 => 0.005,
        WeightType::Bf16 if name == "illada-hf-names" => 0.05,
        WeightType::Bf16 => 0.02,
        _ if name == "illada-hf-names" => 0.075,
        _ => 0.03,
    };
    each_type(&dense, |what, model, exact, dtype| {
        for case in cases(what, "logits") {
            let expected = exact.logits(&ids(&case)).unwrap().concat();
            let logits = model.logits(&ids(&case)).unwrap().concat();
            let found = distance(&logits, &expected);
            assert!(found <= tolerance(what, dtype), "{what} {dtype}: {found}");
        }
    });
}

/// In a mixture of experts a position whose scores are close may go through another expert once its input is rounded, which
/// moves its whole row: the median row is held to a bound, four times dense's since each row's weights are few.
#[test]
fn other_weight_types_of_mixtures_stay_close() {
    let mixtures = ["llada-moe", "llada2-block-causal", "llada21-editing"];
    each_type(&mixtures, |what, model, exact, dtype| {
        let vocab = model.model().vocab_size;
        for case in cases(what, "logits") {
            let expected = exact.logits(&ids(&case)).unwrap().concat();
            let logits = model.logits(&ids(&case)).unwrap().concat();
            let rows = logits.chunks_exact(vocab).zip(expected.chunks_exact(vocab));
            let mut rows: Vec<f32> = rows.map(|(a, b)| distance(a, b)).collect();
            rows.sort_by(f32::total_cmp);
            let median = rows[rows.len() / 2];
            let tolerance = match dtype {
                WeightType::F16 => 0.02,
                WeightType::Bf16 => 0.08,
                _ => 0.12,
            };
            println!("{what} {dtype}: median {median}, worst {:?}", rows.last());
            assert!(median <= tolerance, "{what} {dtype}: {rows:?}");
        }
    });
}

/// Every checkpoint in every other type with every kernel that has it, and the same in f32.
fn each_type(names: &[&str], check: impl Fn(&str, &LanguageModel, &LanguageModel, WeightType)) {
    for dtype in [WeightType::F16, WeightType::Bf16, WeightType::Q8_0] {
        for (name, kernels) in names
            .iter()
            .flat_map(|name| KernelChoice::here().into_iter().map(move |k| (*name, k)))
        {
            if (dtype, kernels) == (WeightType::Bf16, KernelChoice::Candle) {
                continue;
            }
            let model = open_with(name, dtype, kernels);
            check(name, &model, &open(name, WeightType::F32), dtype);
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
    let request = Request::ids(ids(&case["prompt"]), &params(case));
    let mut run = model.start(&request).unwrap();
    let planned = run.head().plan.forwards;
    let mut steps: Vec<StepEvent> = Vec::new();
    while let Some(step) = run.step(model.denoiser()) {
        steps.push(step.unwrap());
    }
    (steps, run.finish().1.response_ids, planned)
}

/// The canvases that the reference's passes left behind, without those that changed nothing.
fn transitions(case: &Value) -> Vec<Vec<u32>> {
    let mut states: Vec<Vec<u32>> = case["states"].as_array().unwrap().iter().map(ids).collect();
    states.dedup();
    states
}

fn every_commit_equals_the_reference<'a>(names: impl IntoIterator<Item = &'a str>, kind: &str) {
    each_model(names, WeightType::F32, |name, model| {
        let cases = cases(name, kind);
        assert!(cases.len() >= 12);
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
    every_commit_equals_the_reference(FULL, "generate");
}

#[test]
fn the_demos_sampler_commits_what_the_demo_commits() {
    every_commit_equals_the_reference(FULL.into_iter().take(2), "demo");
}

/// Fast-dLLM's three samplers: the same answer, and never more passes.
#[test]
fn cached_and_threshold_decoding_end_where_the_reference_ends() {
    each_model(FULL.into_iter().take(3), WeightType::F32, |name, model| {
        let cases = cases(name, "fast");
        assert!(cases.len() >= 36);
        for case in &cases {
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
