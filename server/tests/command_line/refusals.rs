//! What is refused, and how.

use std::path::Path;
use std::{fs, io};

use serde_json::{Value, json};

use crate::program::{Ended, fixture, unmask};
use crate::{DENSE, dense};

#[test]
fn bad_parameters_are_usage_errors_that_say_what_to_do() {
    let cases: [(&[&str], &[&str]); 22] = [
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
        (
            &["--steps-per-block", "1025"],
            &["steps_per_block is 1025", "1 to 1024"],
        ),
        (
            &["--editing-threshold", "0.5"],
            &["editing_threshold is 0.5", "only LLaDA2.x"],
        ),
        (
            &["--max-post-steps", "65"],
            &["max_post_steps is 65", "0 to 64"],
        ),
        (&["--stop", ""], &["stop is empty"]),
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
fn types_kernels_and_devices_that_do_not_run_here_are_refused() {
    let logits = |flags: &[&str]| dense(&[&["logits", "--ids", "9"], flags].concat());
    logits(&["--dtype", "q5_1"]).refused(2, &["dtype is q5_1", "auto, f32, f16, bf16, q8_0, q4k"]);
    logits(&["--kernels", "sse2"]).refused(2, &["kernels is sse2", "avx2, candle"]);
    for device in ["gpu", "cuda:", "cuda:x"] {
        let named = format!("device is {device}; allowed: auto, cpu, cuda, cuda:N, metal");
        logits(&["--device", device]).refused(2, &[&named]);
    }
    logits(&["--dtype", "bf16", "--kernels", "candle"])
        .refused(1, &["dtype is bf16", "allowed: f32, f16, q8_0, q4k"]);
    for (device, built) in [
        ("cuda:0", cfg!(feature = "cuda")),
        ("cuda:1", cfg!(feature = "cuda")),
        ("metal", cfg!(feature = "metal")),
    ] {
        if !built {
            let named = format!("device is {device}, but this program was built without");
            logits(&["--device", device]).refused(1, &[&named, "--device cpu"]);
        }
    }
    // What this processor lacks.
    for choice in llada::KernelChoice::ALL {
        let ended = logits(&["--kernels", choice.as_str(), "--json"]);
        if llada::KernelChoice::here().contains(&choice) {
            ended.json();
        } else {
            let named = format!("kernels is {choice}, which this processor cannot run");
            ended.refused(1, &[&named, "allowed here: auto", "--kernels"]);
        }
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
    dense(&["logits", "--ids", ""]).refused(2, &["--ids", "empty", "one token id or more"]);
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
    with("llada.Q4_K_M.gguf").refused(2, &["llada.Q4_K_M.gguf", "there is no such folder or file"]);
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
