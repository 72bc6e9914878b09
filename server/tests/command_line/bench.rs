//! `bench`: what is measured, not how fast it is.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::program::{Ended, unmask};

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
fn bench_measures_passes_by_length() {
    let mut program = unmask();
    program.args(["bench", "--shape", "tiny", "--repeat", "2"]);
    program.args(["--lengths", "16,40", "--kernels", "candle", "--json"]);
    let measured = Ended::from(program.output().unwrap()).json();
    let bytes = measured["pass_bytes"].as_f64().unwrap();
    let lengths = measured["lengths"].as_array().unwrap();
    let tokens: Vec<_> = lengths.iter().map(|length| &length["tokens"]).collect();
    assert_eq!(tokens, [16, 40]);
    // Operations by the shape, in a time that is measured: both follow from the other fields.
    for length in lengths {
        let ms = length["ms_per_forward"]["median"].as_f64().unwrap();
        assert!(ms > 0.0 && length["gflops"].as_f64().unwrap() > 0.0);
        assert!(length["ms_per_forward"]["min"].as_f64().unwrap() <= ms);
        let memory = length["memory_gbs"].as_f64().unwrap();
        let once = length["read_once_ms"].as_f64().unwrap();
        assert!((once * memory * 1e6 / bytes - 1.0).abs() < 1e-9);
    }
    let operations = |length: &Value| {
        let ms = length["ms_per_forward"]["median"].as_f64().unwrap();
        length["gflops"].as_f64().unwrap() * ms
    };
    assert!(operations(&lengths[1]) > 2.0 * operations(&lengths[0]));
}

#[test]
fn bench_passes_when_it_is_told_to() {
    let mut program = unmask();
    program.args(["bench", "--shape", "tiny", "--lockstep"]);
    program.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = program.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"\n\n\n").unwrap();
    drop(input);
    let ended = Ended::from(child.wait_with_output().unwrap());
    let mut lines = ended.out.lines();
    assert_eq!((ended.code, lines.next()), (Some(0), Some("ready")));
    let times: Vec<f64> = lines.map(|line| line.parse().unwrap()).collect();
    assert_eq!(times.len(), 3);
    assert!(times.iter().all(|ms| *ms > 0.0), "{times:?}");
}

#[test]
fn a_written_checkpoint_has_the_layers_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let mut program = unmask();
    program.args(["bench", "--shape", "tiny", "--layers", "1"]);
    program.args(["--write-checkpoint", path]);
    let ended = Ended::from(program.output().unwrap());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let config = fs::read(folder.path().join("config.json")).unwrap();
    let config: Value = serde_json::from_slice(&config).unwrap();
    assert_eq!(config["n_layers"], 1);
    let weights = fs::read(folder.path().join("model.safetensors")).unwrap();
    let (size, rest) = weights.split_first_chunk::<8>().unwrap();
    let header = &rest[..u64::from_le_bytes(*size) as usize];
    let header: Value = serde_json::from_slice(header).unwrap();
    let tensor = |name: &str| header.get(format!("model.transformer.{name}.weight"));
    assert!(tensor("wte").is_some() && tensor("blocks.0.ff_proj").is_some());
    assert!(tensor("blocks.1.ff_proj").is_none());
}
