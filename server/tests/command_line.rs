//! The command line: what it prints, what it refuses, and how.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

mod program;

use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;
use std::{fs, io};

use program::{Ended, fixture, on_fixture, unmask};
use serde_json::{Value, json};

const DENSE: &str = "llada-dense";

fn dense(arguments: &[&str]) -> Ended {
    on_fixture(DENSE, arguments)
}

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
    assert_eq!(record["version"], 1);
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
        both.into_iter().flat_map(|picks| picks.as_array().unwrap())
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

#[test]
fn bad_parameters_are_usage_errors_that_say_what_to_do() {
    let cases: [(&[&str], &[&str]); 18] = [
        (&["--gen-length", "0"], &["gen_length is 0", "allowed: 1"]),
        (
            &["--gen-length", "300"],
            &["gen_length is 300", "1 to 255", "context is 256"],
        ),
        (
            &["--gen-length", "18446744073709551615"],
            &["gen_length is 18446744073709551615", "1 to 255"],
        ),
        (
            &["--gen-length", "-3"],
            &["'-3'", "allowed: a whole number from 1"],
        ),
        (
            &["--gen-length", "many"],
            &["'many'", "allowed: a whole number from 1"],
        ),
        (&["--steps", "0"], &["steps is 0", "1 to 4096"]),
        (&["--steps", "5000"], &["steps is 5000"]),
        (&["--block-length", "0"], &["block_length is 0"]),
        (&["--temperature", "-1"], &["temperature is -1", "0 to 10"]),
        (
            &["--temperature", "NaN"],
            &["temperature is NaN", "0 to 10"],
        ),
        (&["--cfg-scale", "inf"], &["cfg_scale is inf", "0 to 20"]),
        (&["--threshold", "1.5"], &["threshold is 1.5", "0 to 1"]),
        (
            &["--remasking", "best"],
            &["remasking is best", "low_confidence or random"],
        ),
        (
            &["--seed", "-1"],
            &["'-1'", "allowed: a whole number from 0"],
        ),
        (&["--constraints", "5:"], &["\"5:\" has no word", "5:upon"]),
        (&["--constraints", "a:b"], &["\"a\" is not a position"]),
        (
            &["--constraints", "64:late"],
            &["constraints is 64:late", "positions 0 to 63"],
        ),
        (
            &["--constraints", "0:Once upon, 1:a"],
            &["constraints is 1:a", "Once upon"],
        ),
    ];
    for (flags, parts) in cases {
        dense(&[&["generate", "--prompt-ids", "9"], flags].concat()).refused(2, parts);
    }
}

#[test]
fn bad_prompts_are_usage_errors() {
    for text in ["", " ", "\n\t"] {
        dense(&["generate", "--prompt", text]).refused(2, &["prompt is empty", "message"]);
    }
    let long = "word ".repeat(20_000);
    dense(&["generate", "--prompt", &long])
        .refused(2, &["prompt is 80020 tokens", "context is 256"]);
    dense(&["generate"]).refused(2, &["--prompt", "--prompt-ids"]);
    dense(&["generate", "--prompt", "a", "--prompt-ids", "9"]).refused(2, &["cannot be used with"]);
    dense(&["generate", "--prompt-ids", "9,x"]).refused(2, &["\"x\" is no token id"]);
    dense(&["generate", "--prompt-ids", ","]).refused(2, &["empty"]);
    dense(&["generate", "--prompt-ids", "9,512"]).refused(2, &["512", "0 to 511"]);
    dense(&["logits", "--ids", "512"]).refused(2, &["ids is 512", "0 to 511"]);
    dense(&["frobnicate"]).refused(2, &["frobnicate"]);
}

#[test]
fn bad_models_are_refused_by_name() {
    let with = |model: &str| -> Ended {
        let mut program = unmask();
        program.args(["generate", "--prompt", "Hello", "--model", model]);
        program.output().unwrap().into()
    };
    with("/no/such/folder").refused(2, &["/no/such/folder", "no such folder"]);
    with("llada.Q4_K_M.gguf").refused(2, &["GGUF", "--dtype q8_0"]);
    with("large").refused(2, &["\"large\"", "allowed: tiny"]);
}

/// A copy of the fixture to spoil.
fn copy(into: &Path) -> io::Result<()> {
    for entry in fs::read_dir(fixture(DENSE))? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with("reference") {
            fs::copy(entry.path(), into.join(entry.file_name()))?;
        }
    }
    Ok(())
}

#[test]
fn spoiled_folders_are_refused_by_name() {
    let spoil = |spoil: &dyn Fn(&Path)| {
        let folder = tempfile::tempdir().unwrap();
        copy(folder.path()).unwrap();
        spoil(folder.path());
        let mut program = unmask();
        program
            .args(["generate", "--prompt", "Hello", "--model"])
            .arg(folder.path());
        Ended::from(program.output().unwrap())
    };
    spoil(&|folder| fs::remove_file(folder.join("config.json")).unwrap())
        .refused(1, &["config.json"]);
    spoil(&|folder| fs::remove_file(folder.join("tokenizer.json")).unwrap())
        .refused(1, &["tokenizer.json"]);
    spoil(&|folder| fs::write(folder.join("config.json"), "{").unwrap())
        .refused(1, &["config.json"]);
    let weights = "model.safetensors";
    spoil(&|folder| fs::remove_file(folder.join(weights)).unwrap()).refused(1, &["safetensors"]);
    let cut = |folder: &Path| {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(folder.join(weights))
            .unwrap();
        file.set_len(100_000).unwrap();
    };
    spoil(&cut).refused(1, &[weights, "100000"]);
    let foreign = |folder: &Path| {
        let text = fs::read_to_string(folder.join("config.json")).unwrap();
        let mut config: Value = serde_json::from_str(&text).unwrap();
        config["architectures"] = json!(["MambaForCausalLM"]);
        config["model_type"] = json!("mamba");
        fs::write(folder.join("config.json"), config.to_string()).unwrap();
    };
    spoil(&foreign).refused(1, &["amba"]);
}

#[test]
fn chat_reads_lines_and_answers_each() {
    let mut program = unmask();
    program.arg("chat").arg("--model").arg(fixture(DENSE));
    program.args(["--gen-length", "4", "--steps", "2", "--seed", "1"]);
    program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"Hello\n\nAgain\n/exit\n")
        .unwrap();
    let ended = Ended::from(child.wait_with_output().unwrap());
    assert_eq!(
        (ended.code, ended.out.lines().count()),
        (Some(0), 2),
        "{ended:?}"
    );
}

#[test]
fn bench_measures_random_weights_of_a_shape() {
    let mut program = unmask();
    program.args(["bench", "--shape", "tiny", "--repeat", "1", "--json"]);
    program.args([
        "--gen-length",
        "16",
        "--steps",
        "8",
        "--prompt-length",
        "16",
    ]);
    let measured = Ended::from(program.output().unwrap()).json();
    assert_eq!(measured["forwards"], 8);
    for field in [
        "first_step_ms",
        "wall_ms",
        "load_ms",
        "canvas_tokens_per_second",
    ] {
        assert!(
            measured[field].as_f64().unwrap() > 0.0,
            "{field}: {measured}"
        );
    }
    assert!(measured["ms_per_forward"]["median"].as_f64().unwrap() > 0.0);
    let mut program = unmask();
    program.args(["bench", "--shape", "llada-9b"]);
    Ended::from(program.output().unwrap()).refused(2, &["llada-9b", "llada-8b"]);
}

#[test]
fn score_equals_the_reference() {
    let file = fixture(DENSE).join("reference.json");
    let reference: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let cases = reference["loglikelihood"].as_array().unwrap();
    let ids = |ids: &Value| ids.to_string().trim_matches(['[', ']']).to_owned();
    for case in cases.iter().skip(2).take(4) {
        let (prompt, answer) = (ids(&case["prompt"]), ids(&case["answer"]));
        let scale = case["cfg_scale"].to_string();
        let question = ["score", "--prompt-ids", &prompt, "--answer-ids", &answer];
        let guided = ["--cfg-scale", &scale, "--json"];
        let score = |more: &[&str]| dense(&[&question[..], &guided, more].concat()).json();
        let exact = score(&["--exact"]);
        let expected = case["exact"].as_f64().unwrap();
        assert!((exact["log_likelihood"].as_f64().unwrap() - expected).abs() < 1e-3);
        let length = case["answer"].as_array().unwrap().len();
        assert_eq!(exact["samples"], (1 << length) - 1);
        assert_eq!(exact["standard_error"], 0.0);
        assert_eq!(
            (&exact["exact"], &exact["seed"]),
            (&json!(true), &Value::Null)
        );
        let estimate = score(&["--mc-num", "256", "--seed", "3"]);
        let error = estimate["standard_error"].as_f64().unwrap();
        let distance = (estimate["log_likelihood"].as_f64().unwrap() - expected).abs();
        assert!(distance <= 3.0 * error + 1e-3, "{estimate}, {expected}");
    }
}

#[test]
fn scores_repeat_by_seed() {
    let question = [
        "score",
        "--prompt",
        "Hello",
        "--answer",
        "Good morning to you",
        "--json",
    ];
    let score = |more: &[&str]| dense(&[&question[..], more].concat()).json();
    let first = score(&["--seed", "7"]);
    assert_eq!(first, score(&["--seed", "7", "--threads", "1"]));
    assert_ne!(first, score(&["--seed", "8"]));
    assert_ne!(first, score(&["--seed", "7", "--no-template"]));
    assert_eq!(
        (&first["samples"], &first["seed"]),
        (&json!(128), &json!(7))
    );
    assert_eq!(first["exact"], false);
    assert!(first["log_likelihood"].as_f64().unwrap() < 0.0);
    assert!(first["standard_error"].as_f64().unwrap() > 0.0);
    let words = dense(&question[..5]);
    assert_eq!(
        (words.code, words.out.lines().count()),
        (Some(0), 2),
        "{words:?}"
    );
    assert!(
        words.out.contains("nats") && words.out.contains("perplexity"),
        "{words:?}"
    );
}

#[test]
fn bad_scores_are_usage_errors_that_say_what_to_do() {
    let ids = ["score", "--prompt-ids", "9", "--answer-ids", "7,8"];
    let cases: [(&[&str], &[&str]); 8] = [
        (
            &["--mc-num", "20"],
            &["mc_num is 20", "a multiple of the batch size 16"],
        ),
        (&["--mc-num", "0"], &["mc_num is 0", "1 to 1000000"]),
        (&["--mc-num", "-16"], &["'-16'", "allowed: a whole number"]),
        (&["--batch", "0"], &["batch is 0", "1 to 4096"]),
        (&["--seed", "x"], &["'x'", "allowed: a whole number from 0"]),
        (&["--cfg-scale", "21"], &["cfg_scale is 21", "0 to 20"]),
        (
            &["--exact", "--seed", "1"],
            &["--exact", "cannot be used with"],
        ),
        (&["--answer", "a"], &["--answer", "cannot be used with"]),
    ];
    for (flags, parts) in cases {
        dense(&[&ids[..], flags].concat()).refused(2, parts);
    }
    let long = vec!["7"; 15].join(",");
    dense(&[
        "score",
        "--prompt-ids",
        "9",
        "--answer-ids",
        &long,
        "--exact",
    ])
    .refused(
        2,
        &["answer is 15 tokens long", "1 to 14", "Leave --exact out"],
    );
    let longer = vec!["7"; 256].join(",");
    dense(&["score", "--prompt-ids", "9", "--answer-ids", &longer]).refused(
        2,
        &[
            "answer is 256 tokens long after a prompt of 1",
            "256 tokens in all",
        ],
    );
    dense(&["score", "--prompt-ids", "512", "--answer-ids", "7"])
        .refused(2, &["prompt is 512", "0 to 511"]);
    dense(&["score", "--prompt", " ", "--answer", "a"]).refused(2, &["prompt is empty"]);
    dense(&["score", "--prompt", "a", "--answer", ""]).refused(2, &["answer is empty"]);
    dense(&["score", "--prompt", "a"]).refused(2, &["--answer", "--answer-ids"]);
}

/// A few instances of two skills in runs of few steps.
const EVAL: [&str; 9] = [
    "eval",
    "--skill",
    "addition to 99",
    "reverse",
    "--instances",
    "3",
    "--gen-length",
    "8",
    "--steps=2",
];

#[test]
fn eval_measures_the_same_with_any_number_of_threads() {
    let measure = |threads: &str| {
        let more = [
            "--temperature",
            "1",
            "--threads",
            threads,
            "--wrong",
            "--json",
        ];
        let ended = dense(&[&EVAL[..], &more].concat());
        (ended.json(), ended.err)
    };
    let (measured, wrong) = measure("1");
    assert_eq!(measure("2"), (measured.clone(), wrong.clone()));
    assert_eq!(wrong.lines().count(), 6, "{wrong}");
    assert_eq!(measured["model"]["id"], DENSE);
    let setting = &measured["settings"][0];
    assert_eq!(
        (&setting["mean"], &setting["params"]["steps"]),
        (&json!(0.0), &json!(2))
    );
    let skills = setting["skills"].as_array().unwrap();
    assert_eq!(skills.len(), 2);
    assert!(skills.iter().all(|skill| skill["instances"] == 3));
}

#[test]
fn eval_prints_tables() {
    let ended = dense(&EVAL);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let lines: Vec<&str> = ended.out.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[2].starts_with("mean of skills") && lines[2].ends_with("0 of 6"));
    let grid = &[&EVAL[..8], &["--grid=2x8,4x4"]].concat();
    let ended = dense(grid);
    assert_eq!(ended.out.lines().count(), 8, "{ended:?}");
    assert!(ended.out.contains("4 steps, blocks of 4\n"), "{ended:?}");
    let ended = dense(&[grid, &["--markdown"][..]].concat());
    let heading = "| skill | 2 steps, blocks of 8 | 4 steps, blocks of 4 | instances |";
    assert!(ended.out.starts_with(heading), "{ended:?}");
    assert_eq!(ended.out.lines().count(), 5, "{ended:?}");
}

#[test]
fn bad_evaluations_are_usage_errors() {
    dense(&["eval", "--skill", "singing"]).refused(2, &["skill is \"singing\"", "addition to 99"]);
    dense(&["eval", "--grid=8"]).refused(2, &["\"8\" is no setting", "8x32"]);
    dense(&["eval", "--grid=0x32"]).refused(2, &["steps is 0", "1 to 4096"]);
    dense(&["eval", "--grid", "--steps", "8"]).refused(2, &["cannot be used with"]);
    dense(&["eval", "--markdown", "--json"]).refused(2, &["cannot be used with"]);
}
