//! `unmask train`, as it is typed.

use std::fs;
use std::path::Path;

use crate::program::{Ended, unmask};

/// One step of a model of a few thousand weights.
fn train(folder: &Path, arguments: &[&str]) -> Ended {
    let shape = "train --steps 1 --batch 2 --d-model 32 --n-layers 1 --n-heads 2 --mlp-hidden-size 64 --vocab-size 500";
    let mut program = unmask();
    program
        .current_dir(folder)
        .args(shape.split(' '))
        .args(arguments);
    program.output().unwrap().into()
}

#[test]
fn a_mean_is_not_written_over_the_weights_that_it_is_made_of() {
    let folder = tempfile::tempdir().unwrap();
    let weights = || fs::read(folder.path().join("before/model.safetensors")).unwrap();
    let first = train(folder.path(), &["--run", "first", "--out", "before"]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    let before = weights();
    let mean = ["--run", "mean", "--from", "before", "--from-share", "0.5"];
    let out = |name: &'static str| [&mean[..], &["--out", name]].concat();
    train(folder.path(), &out("./before")).refused(2, &["./before", "--from", "--out"]);
    assert!(weights() == before, "the weights were overwritten");
    let other = train(folder.path(), &out("after"));
    assert_eq!(other.code, Some(0), "{}", other.err);
    train(folder.path(), &["--run", "none", "--from-share", "0.5"])
        .refused(2, &["share of --from is 0.5", "name a checkpoint"]);
}
