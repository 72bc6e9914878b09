//! `eval`: the held-out corpus.

use serde_json::json;

use crate::{DENSE, dense};

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
