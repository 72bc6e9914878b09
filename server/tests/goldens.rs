//! `unmask generate --json` against the reference implementation, through the command line alone.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

mod program;

use std::fs;

use program::{fixture, on_fixture};
use serde_json::Value;

const DENSE: [&str; 2] = ["llada-dense", "llada-dense-gqa-sharded-bf16"];

fn reference(name: &str) -> Value {
    let text = fs::read_to_string(fixture(name).join("reference.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn list(ids: &Value) -> String {
    let ids: Vec<String> = ids
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    ids.join(",")
}

/// The command line of a case.
fn arguments(case: &Value) -> Vec<String> {
    let mut arguments = vec!["generate".to_owned(), "--json".to_owned()];
    let mut add = |name: &str, value: String| arguments.push(format!("--{name}={value}"));
    add("prompt-ids", list(&case["prompt"]));
    for (name, value) in case["params"].as_object().unwrap() {
        match name.as_str() {
            "logits_eos_inf" | "confidence_eos_eot_inf" | "constraints" => {}
            name => add(&name.replace('_', "-"), value.to_string()),
        }
    }
    match case["method"].as_str() {
        Some("generate_with_prefix_cache") => add("cache", "prefix".to_owned()),
        Some("generate_with_dual_cache") => add("cache", "dual".to_owned()),
        _ => {}
    }
    if let Some(text) = case["constraints_text"].as_str() {
        add("constraints", text.to_owned());
    }
    for (theirs, ours) in [
        ("logits_eos_inf", "--suppress-eos"),
        ("confidence_eos_eot_inf", "--eos-last"),
    ] {
        if case["params"][theirs] == true {
            arguments.push(ours.to_owned());
        }
    }
    arguments
}

/// What each pass committed: where two states in a row differ. Passes that committed nothing leave no step.
fn commits(states: &Value) -> Vec<Vec<(usize, u64)>> {
    let row = |state: &Value| -> Vec<u64> {
        state
            .as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_u64().unwrap())
            .collect()
    };
    let states: Vec<Vec<u64>> = states.as_array().unwrap().iter().map(row).collect();
    let changed = |pair: &[Vec<u64>]| -> Vec<(usize, u64)> {
        let cells = pair[0].iter().zip(&pair[1]).enumerate();
        cells
            .filter(|(_, (a, b))| a != b)
            .map(|(pos, (_, id))| (pos, *id))
            .collect()
    };
    states
        .windows(2)
        .map(changed)
        .filter(|step| !step.is_empty())
        .collect()
}

fn check(name: &str, case: &Value) {
    let arguments = arguments(case);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let record = on_fixture(name, &arguments).json();
    assert_eq!(record["response_ids"], case["final"], "{arguments:?}");
    assert_eq!(record["finish"], "complete");
    if let Some(Value::Object(ids)) = case.get("constraints_ids") {
        let mut expected: Vec<(usize, u64)> = ids
            .iter()
            .flat_map(|(pos, word)| {
                // A word of several tokens spills to the right.
                let pos: usize = pos.parse().unwrap();
                let ids = word.as_array().unwrap().iter();
                ids.enumerate()
                    .map(move |(offset, id)| (pos + offset, id.as_u64().unwrap()))
            })
            .collect();
        expected.sort_unstable();
        assert_eq!(record["constraints"], serde_json::json!(expected));
    }
    if case.get("states").is_some() {
        let pick = |pick: &Value| {
            (
                pick[0].as_u64().unwrap() as usize,
                pick[1].as_u64().unwrap(),
            )
        };
        let step = |step: &Value| -> Vec<(usize, u64)> {
            step["committed"]
                .as_array()
                .unwrap()
                .iter()
                .map(pick)
                .collect()
        };
        let steps: Vec<_> = record["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(step)
            .collect();
        assert_eq!(steps, commits(&case["states"]), "{arguments:?}");
    }
}

#[test]
fn the_reference_generate() {
    for name in DENSE {
        for case in reference(name)["generate"].as_array().unwrap() {
            check(name, case);
        }
    }
}

#[test]
fn the_original_demo_constraints_as_text() {
    for name in DENSE {
        for case in reference(name)["demo"].as_array().unwrap() {
            check(name, case);
        }
    }
}

#[test]
fn fast_dllm_by_threshold_and_with_its_caches() {
    for name in DENSE {
        for case in reference(name)["fast"].as_array().unwrap() {
            check(name, case);
        }
    }
}
