//! Damaged and unknown checkpoints: every refusal names what is wrong, and all of it.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use llada::{
    DeviceChoice, DtypeChoice, KernelChoice, LanguageModel, NamedShape, OpenOptions, Progress,
    Source, WeightType,
};
use serde_json::{Value, json};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// A writable copy of a fixture that goes away with the test.
struct Copy(PathBuf);

impl Copy {
    fn of(name: &str, test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("llada-{}-{test}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for entry in fs::read_dir(fixture(name)).unwrap() {
            let path = entry.unwrap().path();
            let file = path.file_name().unwrap();
            if !file.to_string_lossy().starts_with("reference") {
                fs::write(folder.join(file), fs::read(&path).unwrap()).unwrap();
            }
        }
        Self(folder)
    }

    fn edit(&self, file: &str, change: impl FnOnce(&mut Value)) {
        let path = self.0.join(file);
        let mut value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut value);
        fs::write(path, value.to_string()).unwrap();
    }

    /// Rewrites `model.safetensors` with a changed header, the data as it is.
    fn edit_header(&self, change: impl FnOnce(&mut BTreeMap<String, Value>)) {
        let path = self.0.join("model.safetensors");
        let bytes = fs::read(&path).unwrap();
        let length = u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
        let mut header = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
        change(&mut header);
        let header = serde_json::to_vec(&header).unwrap();
        let mut out = (header.len() as u64).to_le_bytes().to_vec();
        out.extend(header);
        out.extend(&bytes[8 + length..]);
        fs::write(path, out).unwrap();
    }

    fn refusal(&self) -> String {
        refusal(&Source::Folder(self.0.clone()), DtypeChoice::Auto)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn open(source: &Source, dtype: DtypeChoice) -> Result<LanguageModel, String> {
    let options = OpenOptions {
        id: "test".to_owned(),
        device: DeviceChoice::Cpu,
        dtype,
        ..OpenOptions::default()
    };
    LanguageModel::open(source, &options, &mut |_| {}).map_err(|error| error.to_string())
}

fn refusal(source: &Source, dtype: DtypeChoice) -> String {
    open(source, dtype).unwrap_err()
}

fn assert_tells(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
}

const DENSE: &str = "llada-dense";
const SHARDED: &str = "llada-dense-gqa-sharded-bf16";

#[test]
fn missing_files() {
    let nowhere = Source::Folder("/no/such/folder".into());
    assert_tells(
        &refusal(&nowhere, DtypeChoice::Auto),
        &["/no/such/folder is not a folder"],
    );
    for (file, part) in [
        ("config.json", "has no config.json"),
        ("tokenizer.json", "has no tokenizer.json"),
        ("model.safetensors", "has no model.safetensors"),
    ] {
        let copy = Copy::of(DENSE, file);
        fs::remove_file(copy.0.join(file)).unwrap();
        assert_tells(&copy.refusal(), &[part]);
    }
}

#[test]
fn a_missing_shard_is_named() {
    let copy = Copy::of(SHARDED, "shard");
    fs::remove_file(copy.0.join("model-00002-of-00002.safetensors")).unwrap();
    let message = copy.refusal();
    assert_tells(&message, &["model-00002-of-00002.safetensors is missing"]);
    // What it held is not also listed.
    assert!(!message.contains("tensor "), "{message}");
}

#[test]
fn cut_off_files_are_named_with_their_sizes() {
    for (keep, part) in [
        (500_000, "the file has 500000"),
        (300, "the file has 300"),
        (5, "it has only 5 bytes"),
        (0, "it has only 0 bytes"),
    ] {
        let copy = Copy::of(DENSE, &format!("cut-{keep}"));
        let path = copy.0.join("model.safetensors");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..keep]).unwrap();
        assert_tells(&copy.refusal(), &["model.safetensors", part]);
    }
}

#[test]
fn garbage_is_no_header() {
    let copy = Copy::of(DENSE, "garbage");
    fs::write(copy.0.join("model.safetensors"), vec![b'x'; 4096]).unwrap();
    assert_tells(&copy.refusal(), &["is no safetensors file"]);
    fs::write(copy.0.join("config.json"), "{").unwrap();
    assert_tells(&copy.refusal(), &["config.json is not a JSON object"]);
}

#[test]
fn everything_wrong_with_the_tensors_is_told_at_once() {
    let copy = Copy::of(DENSE, "tensors");
    copy.edit_header(|header| {
        let up = header
            .remove("model.transformer.blocks.1.up_proj.weight")
            .unwrap();
        header.insert("model.transformer.blocks.1.extra.weight".to_owned(), up);
        let q = header
            .get_mut("model.transformer.blocks.0.q_proj.weight")
            .unwrap();
        q["shape"] = json!([32, 128]);
    });
    assert_tells(
        &copy.refusal(),
        &[
            "tensor model.transformer.blocks.1.up_proj.weight [160, 64] is missing",
            "tensor model.transformer.blocks.1.extra.weight in model.safetensors has no place",
            "tensor model.transformer.blocks.0.q_proj.weight has shape [32, 128], config.json asks for [64, 64]",
            "Download the checkpoint again",
        ],
    );
}

#[test]
fn another_configuration_is_noticed() {
    let copy = Copy::of(DENSE, "layers");
    copy.edit("config.json", |config| config["n_layers"] = 2.into());
    assert_tells(
        &copy.refusal(),
        &["blocks.2.", "has no place in this architecture"],
    );
    copy.edit("config.json", |config| config["n_layers"] = 4.into());
    assert_tells(
        &copy.refusal(),
        &["tensor model.transformer.blocks.3.attn_norm.weight [64] is missing"],
    );
    copy.edit("config.json", |config| config["n_heads"] = 5.into());
    assert_tells(&copy.refusal(), &["n_heads is 5"]);
    copy.edit("config.json", |config| {
        config["n_heads"] = 4.into();
        config["architectures"] = json!(["DreamModel"]);
    });
    assert_tells(
        &copy.refusal(),
        &["DreamModel is not supported", "LLaDA-8B-Instruct"],
    );
}

#[test]
fn integer_tensors_are_refused() {
    let copy = Copy::of(DENSE, "integers");
    copy.edit_header(|header| {
        let norm = header.get_mut("model.transformer.ln_f.weight").unwrap();
        norm["dtype"] = "I32".into();
    });
    assert_tells(
        &copy.refusal(),
        &["tensor model.transformer.ln_f.weight is I32; allowed: F32, F16, BF16"],
    );
}

#[test]
fn types_that_do_not_fit_are_refused_before_loading() {
    let dense = Source::Folder(fixture(DENSE));
    // Rows of 64 are padded to a block of 256.
    assert!(open(&dense, DtypeChoice::Exactly(WeightType::Q4k)).is_ok());
    let options = OpenOptions {
        dtype: DtypeChoice::Exactly(WeightType::Bf16),
        kernels: KernelChoice::Candle,
        ..OpenOptions::default()
    };
    let message = LanguageModel::open(&dense, &options, &mut |_| {})
        .unwrap_err()
        .to_string();
    assert_tells(&message, &["no bf16 arithmetic"]);
}

#[test]
fn loading_reports_its_progress() {
    let mut reports: Vec<Progress> = Vec::new();
    let source = Source::Folder(fixture(SHARDED));
    let model = LanguageModel::open(&source, &OpenOptions::default(), &mut |progress| {
        reports.push(progress)
    })
    .unwrap();
    assert_eq!(reports[0].tensors_done, 0);
    let last = reports.last().unwrap();
    assert_eq!(last.tensors_done, last.tensors);
    assert_eq!(
        (last.parameters_done, last.parameters),
        (model.parameters(), model.parameters())
    );
}

/// Random weights run without a tokenizer, in every type, the same for the same seed.
#[test]
fn random_weights_run_in_every_type() {
    let logits = |dtype, seed| {
        let shape = NamedShape::Tiny;
        let model = open(
            &Source::Random {
                shape,
                layers: None,
                seed,
            },
            DtypeChoice::Exactly(dtype),
        )
        .unwrap();
        model.logits(&[3, 4, 2, 2]).unwrap().concat()
    };
    let exact = logits(WeightType::F32, 1);
    assert_eq!(exact, logits(WeightType::F32, 1));
    assert_ne!(exact, logits(WeightType::F32, 2));
    let norm = |values: &[f32]| values.iter().map(|v| v * v).sum::<f32>().sqrt();
    for (dtype, tolerance) in [
        (WeightType::F16, 0.01),
        (WeightType::Q8_0, 0.05),
        (WeightType::Q4k, 0.3),
    ] {
        let difference: Vec<f32> = logits(dtype, 1)
            .iter()
            .zip(&exact)
            .map(|(a, b)| a - b)
            .collect();
        let relative = norm(&difference) / norm(&exact);
        assert!(relative < tolerance, "{dtype}: {relative}");
    }
}
