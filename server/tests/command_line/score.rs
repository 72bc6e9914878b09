//! `score`: the likelihood of an answer.

use std::fs;

use serde_json::{Value, json};

use crate::program::fixture;
use crate::{DENSE, dense};

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
fn a_text_is_scored_without_a_prompt() {
    let score = |prompt: &[&str]| {
        let answer = ["--answer-ids", "9,395,7", "--exact", "--json"];
        let printed = dense(&[&["score"], prompt, &answer[..]].concat()).json();
        printed["log_likelihood"].as_f64().unwrap()
    };
    let near = |a: f64, b: f64| (a - b).abs() < 1e-4;
    let none = score(&["--prompt-ids", ""]);
    assert!(none < 0.0);
    assert!(near(none, score(&["--prompt", "", "--no-template"])));
    // With no prompt to hide, guidance compares a pass with itself.
    assert!(near(none, score(&["--prompt-ids", "", "--cfg-scale", "1"])));
    assert!(!near(none, score(&["--prompt-ids", "9"])));
    let words = dense(&["score", "--prompt-ids", "", "--answer", "Once upon a time"]);
    assert!(words.out.contains("perplexity"), "{words:?}");
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
        &["answer is 15 tokens long", "1 to 14", "Leave exact out"],
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
    for answer in [["--answer-ids", "7,2"], ["--answer", "a<|mdm_mask|>"]] {
        dense(&[&["score", "--prompt-ids", "9,2"], &answer[..]].concat()).refused(
            2,
            &["answer is a text with the mask token (id 2)", "any other"],
        );
    }
    dense(&["score", "--prompt-ids", "9", "--answer-ids", ""])
        .refused(2, &["--answer-ids", "empty"]);
    dense(&["score", "--prompt", " ", "--answer", "a"]).refused(2, &["prompt is empty"]);
    dense(&["score", "--prompt", "a", "--answer", ""]).refused(2, &["answer is empty"]);
    dense(&["score", "--prompt", "a"]).refused(2, &["--answer", "--answer-ids"]);
}
