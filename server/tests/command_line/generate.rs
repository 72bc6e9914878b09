//! `generate`, `tokenize` and `logits`: what they print.

use std::io::Read;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::program::{Ended, fixture, unmask};
use crate::{DENSE, dense};

/// A record without its timings.
fn timeless(mut record: Value) -> Value {
    for step in record["steps"].as_array_mut().unwrap() {
        step["ms"].take();
    }
    for timing in [
        "ms_per_forward",
        "first_step_ms",
        "wall_ms",
        "tokens_per_second",
    ] {
        record["stats"][timing].take();
    }
    record
}

#[test]
fn the_same_seed_gives_the_same_trajectory_in_every_process() {
    let run = |seed: &str| {
        let arguments = [
            "generate",
            "--prompt",
            "Hello",
            "--temperature",
            "0.7",
            "--gen-length",
            "24",
        ];
        let more = ["--seed", seed, "--remasking", "random", "--json"];
        timeless(dense(&[&arguments[..], &more].concat()).json()).to_string()
    };
    assert_eq!(run("7"), run("7"));
    assert_ne!(run("7"), run("8"));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let run = |threads: &str| {
        let arguments = [
            "generate",
            "--prompt-ids",
            "9,395",
            "--temperature",
            "0.7",
            "--seed",
            "1",
        ];
        timeless(dense(&[&arguments[..], &["--threads", threads, "--json"]].concat()).json())
    };
    assert_eq!(run("1"), run("2"));
}

#[test]
fn drawn_seeds_are_recorded_and_exact_in_json() {
    let seed = || {
        dense(&[
            "generate",
            "--prompt-ids",
            "9",
            "--gen-length",
            "2",
            "--json",
        ])
        .json()["params"]["seed"]
            .as_u64()
            .unwrap()
    };
    let (first, second) = (seed(), seed());
    assert_ne!(first, second);
    assert!(first < 1 << 53 && second < 1 << 53);
}

#[test]
fn without_a_prompt_it_draws_an_unconditional_sample() {
    let sample = |flags: &[&str]| {
        let run = ["generate", "--gen-length", "16", "--block-length", "8"];
        let seeded = ["--steps", "8", "--temperature", "1", "--seed", "5"];
        let record = dense(&[&run[..], &seeded, flags, &["--json"]].concat()).json();
        assert_eq!(record["prompt_ids"], json!([]), "{flags:?}");
        assert_eq!(record["prompt"], "", "{flags:?}");
        let ids = record["response_ids"].as_array().unwrap().clone();
        assert!(
            ids.len() == 16 && !ids.contains(&record["mask_id"]),
            "{flags:?}"
        );
        ids
    };
    let none = sample(&["--prompt-ids", ""]);
    assert_eq!(none, sample(&["--prompt", "", "--no-template"]));
    for cache in ["prefix", "dual", "vicinity"] {
        sample(&["--prompt-ids", "", "--cache", cache]);
    }
    sample(&[
        "--prompt-ids",
        "",
        "--cfg-scale",
        "1",
        "--constraints",
        "3:a",
    ]);
}

#[test]
fn a_record_has_what_the_format_promises() {
    let arguments = [
        "generate",
        "--prompt-ids",
        "9,395",
        "--gen-length",
        "16",
        "--steps",
        "4",
    ];
    let record = dense(
        &[
            &arguments[..],
            &["--constraints", "0:Once, 9:upon", "--json"],
        ]
        .concat(),
    )
    .json();
    assert_eq!(record["version"], 2);
    assert_eq!(
        record["model"],
        json!({"id": DENSE, "architecture": "llada", "device": "cpu", "dtype": "f32"})
    );
    assert_eq!(record["prompt_ids"], json!([9, 395]));
    let forwards = record["plan"]["forwards"].as_u64().unwrap();
    assert_eq!(record["steps"].as_array().unwrap().len() as u64, forwards);
    assert_eq!(record["stats"]["forwards"], forwards);
    let vocab = record["vocab"].as_object().unwrap();
    for pick in record["steps"].as_array().unwrap().iter().flat_map(|step| {
        let both = [&step["committed"], &step["candidates"]];
        // An empty list is left out.
        both.into_iter()
            .flat_map(|picks| picks.as_array().into_iter().flatten())
    }) {
        assert!(vocab.contains_key(&pick[1].to_string()), "{pick}");
    }
    for constraint in record["constraints"].as_array().unwrap() {
        assert!(
            vocab.contains_key(&constraint[1].to_string()),
            "{constraint}"
        );
    }
}

#[test]
fn candidates_of_all_blocks_on_request() {
    let beyond = |which: &str| {
        let arguments = [
            "generate",
            "--prompt-ids",
            "9",
            "--gen-length",
            "16",
            "--block-length",
            "8",
        ];
        let record = dense(&[&arguments[..], &["--candidates", which, "--json"]].concat()).json();
        let first = record["steps"][0]["candidates"].as_array().unwrap().clone();
        first
            .iter()
            .filter(|pick| pick[0].as_u64().unwrap() >= 8)
            .count()
    };
    assert_eq!((beyond("block"), beyond("all")), (0, 8));
}

/// Arguments for 16 tokens behind one id, without noise.
fn short<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let arguments = [
        "generate",
        "--prompt-ids",
        "9",
        "--gen-length",
        "16",
        "--seed",
        "1",
        "--json",
    ];
    [&arguments[..], more].concat()
}

#[test]
fn alternatives_are_recorded_on_request() {
    let record = dense(&short(&["--alternatives"])).json();
    for step in record["steps"].as_array().unwrap() {
        let looked_at = step["committed"].as_array().unwrap().len()
            + step["candidates"].as_array().map_or(0, Vec::len);
        let alternatives = step["alternatives"].as_array().unwrap();
        assert_eq!(alternatives.len(), looked_at);
        for entry in alternatives {
            let likeliest = entry[1].as_array().unwrap();
            let shares: Vec<f64> = likeliest
                .iter()
                .map(|pair| pair[1].as_f64().unwrap())
                .collect();
            assert_eq!(shares.len(), 5);
            assert!(shares.windows(2).all(|pair| pair[0] >= pair[1]), "{entry}");
            assert!(entry[2].as_f64().unwrap() > 0.0);
            assert!(record["vocab"].get(likeliest[4][0].to_string()).is_some());
        }
        // Without noise the likeliest token is the one that is committed.
        let pick = &step["committed"][0];
        let own = alternatives
            .iter()
            .find(|entry| entry[0] == pick[0])
            .unwrap();
        assert_eq!((&own[1][0][0], &own[1][0][1]), (&pick[1], &pick[2]));
    }
    assert!(
        dense(&short(&[])).json()["steps"][0]
            .get("alternatives")
            .is_none()
    );
}

#[test]
fn steps_may_be_counted_per_block() {
    let flags = ["--block-length", "8", "--steps-per-block", "4"];
    let record = dense(&short(&flags)).json();
    assert_eq!(record["plan"]["blocks"][1]["commits"], json!([2, 2, 2, 2]));
    assert_eq!(record["params"]["steps_per_block"], 4);
    assert!(record["params"].get("steps").is_none());
}

#[test]
fn an_answer_ends_before_a_stop_text() {
    let whole = dense(&short(&[])).json();
    let last = whole["response_ids"][7].to_string();
    let stop = whole["vocab"][&last].as_str().unwrap().to_owned();
    let record = dense(&short(&["--stop", &stop, "--stop", "never said"])).json();
    let text = record["text"].as_str().unwrap();
    assert!(!text.contains(stop.as_str()), "{text:?} holds {stop:?}");
    assert!(record["stats"]["forwards"].as_u64() <= whole["stats"]["forwards"].as_u64());
    assert_eq!(
        (&record["plan"]["at_most"], &record["finish"]),
        (&json!(true), &json!("complete"))
    );
    assert_eq!(record["params"]["stop"], json!([stop, "never said"]));
}

#[test]
fn text_goes_to_standard_output_and_nothing_else_does() {
    let ended = dense(&[
        "generate",
        "--prompt",
        "Hello",
        "--gen-length",
        "8",
        "--steps",
        "4",
    ]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(ended.out.lines().count(), 1, "{}", ended.out);
}

#[test]
fn tokenize_prints_ids_with_and_without_template() {
    let plain = dense(&["tokenize", "Hello there", "--json"]).json();
    assert_eq!(plain["text"], "Hello there");
    let chat = dense(&["tokenize", "Hello there", "--chat", "--json"]).json();
    let text = chat["text"].as_str().unwrap();
    assert!(
        text.starts_with("<|startoftext|>") && text.contains("Hello there"),
        "{text}"
    );
    let record = dense(&[
        "generate",
        "--prompt",
        "Hello there",
        "--gen-length",
        "1",
        "--json",
    ])
    .json();
    assert_eq!(record["prompt_ids"], chat["ids"]);
    assert_eq!(record["prompt"], chat["text"]);
    let bare = [
        "generate",
        "--prompt",
        "Hello there",
        "--no-template",
        "--gen-length",
        "1",
        "--json",
    ];
    assert_eq!(dense(&bare).json()["prompt_ids"], plain["ids"]);
}

#[test]
fn logits_come_one_row_per_id() {
    let printed = dense(&["logits", "--ids", "9,395,2,2", "--json"]).json();
    assert_eq!(printed["ids"], json!([9, 395, 2, 2]));
    let rows = printed["logits"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.as_array().unwrap().len() == 512));
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure() {
    let mut program = unmask();
    program.arg("logits").arg("--model").arg(fixture(DENSE));
    let ids = vec!["9"; 200].join(",");
    program.args(["--ids", &ids, "--json"]);
    let mut child = program
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut begin = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut begin).unwrap();
    let ended = Ended::from(child.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(
        !ended.err.contains("error") && !ended.err.contains("panicked"),
        "{}",
        ended.err
    );
}
