//! Models from GGUF files against the reference run on the numbers that the files stand for.

use std::fs;

use llada::{DtypeChoice, KernelChoice, LanguageModel, OpenOptions, Request, Source, WeightType};
use safetensors::SafeTensors;
use serde_json::Value;
use trajectory::Params;

use crate::{ids, path, reference};

fn open(file: &str, dtype: DtypeChoice, kernels: KernelChoice) -> LanguageModel {
    let options = OpenOptions {
        id: file.to_owned(),
        dtype,
        kernels,
        ..OpenOptions::default()
    };
    let source = Source::Gguf(path(file));
    LanguageModel::open(&source, &options, &mut |_| {}).unwrap()
}

/// The files, each with what the reference says of it.
fn files() -> Vec<(String, Value)> {
    let files = reference()["files"].clone();
    let files = files.as_array().unwrap().iter();
    let named = files.map(|described| {
        (
            described["file"].as_str().unwrap().to_owned(),
            described.clone(),
        )
    });
    named.collect()
}

fn expected(file: &str) -> Vec<f32> {
    let bytes = fs::read(path("reference.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let view = tensors
        .tensor(&format!("logits.{}", file.trim_end_matches(".gguf")))
        .unwrap();
    let floats = view.data().as_chunks::<4>().0.iter();
    floats.map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

fn norm(values: impl Iterator<Item = f32>) -> f32 {
    values.map(|value| value * value).sum::<f32>().sqrt()
}

#[test]
fn in_f32_the_logits_are_those_of_the_numbers_in_the_file() {
    for (file, described) in files() {
        for kernels in KernelChoice::here() {
            let model = open(&file, DtypeChoice::Exactly(WeightType::F32), kernels);
            let logits = model
                .logits(&ids(&described["logits_ids"]))
                .unwrap()
                .concat();
            let expected = expected(&file);
            assert_eq!(logits.len(), expected.len());
            let largest = expected
                .iter()
                .fold(0.0_f32, |max, value| max.max(value.abs()));
            let pairs = logits.iter().zip(&expected);
            let error = pairs.fold(0.0_f32, |max, (a, b)| max.max((a - b).abs()));
            assert!(
                error <= 1e-4 * largest,
                "{file} {kernels}: {error} of {largest}"
            );
        }
    }
}

/// Kernels that round the inputs of a product move the logits by what the reference says, up to half as much again; Q4_K keeps
/// its bits, and the other types of its mix move by the rounding of q8_0.
#[test]
fn in_its_own_types_they_stay_within_the_rounding_of_inputs() {
    for (file, described) in files() {
        let allowed = described["logits_with_rounded_inputs"]
            .as_f64()
            .unwrap_or(0.0) as f32;
        for kernels in KernelChoice::here() {
            let model = open(&file, DtypeChoice::Auto, kernels);
            let logits = model
                .logits(&ids(&described["logits_ids"]))
                .unwrap()
                .concat();
            let expected = expected(&file);
            let difference = norm(logits.iter().zip(&expected).map(|(a, b)| a - b));
            let relative = difference / norm(expected.iter().copied());
            let bound = 1.5 * allowed.max(0.002);
            assert!(relative <= bound, "{file} {kernels}: {relative}");
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
    serde_json::from_value(params).unwrap()
}

#[test]
fn in_f32_every_answer_is_the_references() {
    for (file, described) in files() {
        for kernels in KernelChoice::here() {
            let mut model = open(&file, DtypeChoice::Exactly(WeightType::F32), kernels);
            let cases = described["generate"].as_array().unwrap();
            assert!(cases.len() > 5);
            for case in cases {
                let params = params(case);
                let request = Request::ids(ids(&case["prompt"]), &params);
                let mut run = model.start(&request).unwrap();
                while let Some(step) = run.step(model.denoiser()) {
                    step.unwrap();
                }
                let found = run.finish().1.response_ids;
                assert_eq!(
                    found,
                    ids(&case["final"]),
                    "{file} {kernels}: {}",
                    case["params"]
                );
            }
        }
    }
}
