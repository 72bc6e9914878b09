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

    /// Adds a tensor at the end of `model.safetensors`.
    fn add(&self, name: &str, dtype: &str, shape: &[usize], data: &[u8]) {
        let path = self.0.join("model.safetensors");
        let mut bytes = fs::read(&path).unwrap();
        let length = u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
        let end = bytes.len() - 8 - length;
        bytes.extend(data);
        fs::write(&path, bytes).unwrap();
        let offsets = [end, end + data.len()];
        let tensor = json!({"dtype": dtype, "shape": shape, "data_offsets": offsets});
        self.edit_header(|header| drop(header.insert(name.to_owned(), tensor)));
    }

    /// Gives every tensor another name.
    fn rename(&self, rename: impl Fn(&str) -> String) {
        self.edit_header(|header| {
            let renamed = header.iter().map(|(name, value)| match name.as_str() {
                "__metadata__" => (name.clone(), value.clone()),
                _ => (rename(name), value.clone()),
            });
            *header = renamed.collect();
        });
    }

    /// The bytes of a tensor of `model.safetensors`.
    fn data(&self, name: &str) -> Vec<u8> {
        let bytes = fs::read(self.0.join("model.safetensors")).unwrap();
        let length = u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
        let header: Value = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
        let offset = |index: usize| header[name]["data_offsets"][index].as_u64().unwrap() as usize;
        bytes[8 + length..][offset(0)..offset(1)].to_vec()
    }

    fn logits(&self) -> Vec<Vec<f32>> {
        let model = open(&Source::Folder(self.0.clone()), DtypeChoice::Auto).unwrap();
        model.logits(&[9, 395, 2, 2]).unwrap()
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
fn the_whole_file_comes_before_an_index() {
    let copy = Copy::of(DENSE, "whole");
    let logits = copy.logits();
    let index = copy.0.join("model.safetensors.index.json");
    for shard in ["model.safetensors", "model-00001-of-00002.safetensors"] {
        fs::write(&index, json!({"weight_map": {"a": shard}}).to_string()).unwrap();
        assert_eq!(copy.logits(), logits);
    }
    fs::remove_file(copy.0.join("model.safetensors")).unwrap();
    assert_tells(
        &copy.refusal(),
        &["model-00001-of-00002.safetensors is missing"],
    );
}

#[test]
fn shards_are_followed_inside_the_folder_and_never_outside_it() {
    const INDEX: &str = "model.safetensors.index.json";
    let copy = Copy::of(SHARDED, "places");
    let logits = copy.logits();
    fs::create_dir(copy.0.join("sub")).unwrap();
    let shard = "model-00002-of-00002.safetensors";
    fs::rename(copy.0.join(shard), copy.0.join("sub").join(shard)).unwrap();
    let name = |place: &str| {
        copy.edit(INDEX, |index| {
            for file in index["weight_map"].as_object_mut().unwrap().values_mut() {
                let plain = file.as_str().unwrap().rsplit('/').next().unwrap();
                *file = match plain.contains("00002-of") {
                    true => format!("{place}{plain}").into(),
                    false => format!("./{plain}").into(),
                };
            }
        });
    };
    for inside in ["sub/", "./sub/", "sub/./"] {
        name(inside);
        assert_eq!(copy.logits(), logits, "{inside}");
    }
    let outside = format!("{}/sub/", copy.0.display());
    for outside in ["../", "sub/../sub/", &outside] {
        name(outside);
        assert_tells(&copy.refusal(), &[INDEX, "not inside the folder"]);
    }
}

#[test]
fn a_tied_head_may_be_stored_and_must_equal_the_embedding() {
    let copy = Copy::of(DENSE, "tied");
    copy.edit("config.json", |config| config["weight_tying"] = true.into());
    assert_tells(
        &copy.refusal(),
        &["ff_out.weight differs from the embedding"],
    );
    // Both names mean the same bytes.
    let embedding = copy.data("model.transformer.wte.weight");
    let path = copy.0.join("model.safetensors");
    let mut bytes = fs::read(&path).unwrap();
    let head = copy.data("model.transformer.ff_out.weight");
    let at = bytes
        .windows(head.len())
        .position(|window| window == head)
        .unwrap();
    bytes[at..at + head.len()].copy_from_slice(&embedding);
    fs::write(&path, bytes).unwrap();
    let tied = copy.logits();
    copy.edit("config.json", |config| {
        config["weight_tying"] = false.into()
    });
    assert_eq!(copy.logits(), tied);
}

#[test]
fn rotary_frequencies_are_ignored() {
    let copy = Copy::of(DENSE, "rotary");
    let logits = copy.logits();
    let name = "model.transformer.blocks.0.rotary_emb.inv_freq";
    copy.add(name, "F32", &[2], &[0; 8]);
    copy.add("rotary_emb.inv_freq", "I64", &[1], &[0; 8]);
    assert_eq!(copy.logits(), logits);
    copy.add("rotary_emb.gain", "F32", &[2], &[0; 8]);
    assert_tells(
        &copy.refusal(),
        &["rotary_emb.gain in model.safetensors has no place"],
    );
}

#[test]
fn a_prefix_too_many_or_too_few_is_mapped() {
    let copy = Copy::of(DENSE, "prefix");
    let logits = copy.logits();
    copy.rename(|name| name.strip_prefix("model.").unwrap().to_owned());
    assert_eq!(copy.logits(), logits);
    for prefix in ["module.", "module.model.", "model.model.", "model."] {
        copy.rename(|name| format!("{prefix}{}", &name[name.find("transformer").unwrap()..]));
        assert_eq!(copy.logits(), logits, "{prefix}");
    }
    copy.rename(|name| format!("encoder.{name}"));
    let message = copy.refusal();
    assert_tells(
        &message,
        &[
            "not one of their 30 tensors",
            "encoder.model.transformer",
            "another model",
        ],
    );
    assert_eq!(message.matches("\n- ").count(), 1, "{message}");
}

#[test]
fn a_tensor_stored_twice_must_say_the_same() {
    let copy = Copy::of(DENSE, "twice");
    let logits = copy.logits();
    let norm = copy.data("model.transformer.ln_f.weight");
    copy.add("module.model.transformer.ln_f.weight", "F32", &[64], &norm);
    assert_eq!(copy.logits(), logits);
    copy.add(
        "model.model.transformer.ln_f.weight",
        "F32",
        &[64],
        &vec![0; norm.len()],
    );
    // Only one prefix is mapped.
    assert_tells(&copy.refusal(), &["model.model.transformer.ln_f.weight"]);
}

#[test]
fn configurations_are_read_as_python_writes_them() {
    let copy = Copy::of(DENSE, "python");
    let logits = copy.logits();
    for file in ["config.json", "tokenizer_config.json"] {
        let path = copy.0.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replacen('{', "\u{feff}{\"unused\": [Infinity, -Infinity, NaN], ", 1);
        fs::write(path, text).unwrap();
    }
    assert_eq!(copy.logits(), logits);
    // A key that is used does not pass with such a value.
    let path = copy.0.join("config.json");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replacen("\"rope_theta\": 500000.0", "\"rope_theta\": Infinity", 1);
    assert!(text.contains("a\": Infinity"), "{text}");
    fs::write(path, text).unwrap();
    assert_tells(&copy.refusal(), &["rope_theta is \"Infinity\""]);
}

#[test]
fn a_faulty_chat_template_hinders_only_conversations() {
    let copy = Copy::of(DENSE, "template");
    let logits = copy.logits();
    copy.edit("tokenizer_config.json", |config| {
        config["chat_template"] = "{% for %}".into()
    });
    assert_eq!(copy.logits(), logits);
    let model = open(&Source::Folder(copy.0.clone()), DtypeChoice::Auto).unwrap();
    assert!(model.tokenizer().encode("Hello").is_ok());
    let message = vec![trajectory::Message::user("Hello")];
    let request = llada::Request::conversation(message, &trajectory::Params::default());
    let refused = model.start(&request);
    assert_tells(
        &refused.unwrap_err().to_string(),
        &["chat template cannot be read", "--prompt-ids"],
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
