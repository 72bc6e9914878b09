//! Metadata, types, tokenizer, tensors, and what is refused.

use std::fs;
use std::path::PathBuf;

use llada::architecture::Model;
use llada::blocks::BlockType;
use llada::chat_template::{ChatTemplate, TokenizerConfig};
use llada::checkpoint::gguf::{GgufFile, MetaValue};
use llada::checkpoint::{Checkpoint, Source};
use llada::tokenizer::Tokenizer;
use serde_json::Value;
use trajectory::Message;

use crate::{ids, path, reference};

const FILES: [&str; 5] = [
    "llada-f32.gguf",
    "llada-f16.gguf",
    "llada-q8_0.gguf",
    "llada-q4_k_m.gguf",
    "llada-moe-q8_0.gguf",
];

fn open(file: &str) -> GgufFile {
    GgufFile::open(&path(file)).unwrap()
}

/// What the reference says of each file.
fn described() -> Vec<Value> {
    let files = reference()["files"].clone();
    let files = files.as_array().unwrap().clone();
    assert_eq!(files.len(), FILES.len());
    files
}

#[test]
fn metadata_and_types_are_the_references() {
    for described in described() {
        let file = open(described["file"].as_str().unwrap());
        let expected = described["metadata"].as_object().unwrap();
        let keys: Vec<&str> = file.metadata().keys().collect();
        assert_eq!(keys.len(), expected.len(), "{keys:?}");
        for (key, expected) in expected {
            match file.metadata().get(key).unwrap() {
                MetaValue::List(list) => assert_eq!(list.len() as u64, expected.as_u64().unwrap()),
                MetaValue::Text(text) => assert_eq!(text, expected.as_str().unwrap()),
                MetaValue::Bool(value) => assert_eq!(*value, expected.as_bool().unwrap()),
                MetaValue::Integer(value) => assert_eq!(*value, expected.as_i64().unwrap().into()),
                MetaValue::Float(value) => {
                    assert_eq!(*value as f32, expected.as_f64().unwrap() as f32, "{key}");
                }
            }
        }
        let expected = described["tensor_types"].as_object().unwrap();
        assert_eq!(file.tensors().len(), expected.len());
        for (name, info) in file.tensors() {
            assert_eq!(
                info.kind.as_str(),
                expected[name].as_str().unwrap(),
                "{name}"
            );
        }
    }
}

#[test]
fn a_dense_files_configuration_is_the_source_models() {
    for described in described() {
        let file = open(described["file"].as_str().unwrap());
        let config = file.config().unwrap();
        let source = &described["config"];
        if config["architectures"][0] == "LLaDAModelLM" {
            let read = |config: &Value| Model::from_json(config.to_string().as_bytes()).unwrap();
            assert_eq!(read(&config), read(source));
            continue;
        }
        for (key, value) in config.as_object().unwrap() {
            // The source leaves the mask id to the tokenizer.
            if key != "mask_token_id" {
                assert_eq!(*value, source[key], "{key}");
            }
        }
    }
}

#[test]
fn texts_are_encoded_as_by_the_reference() {
    let vectors = &reference()["encode"];
    for (file, pre) in [
        ("llada-f32.gguf", "gpt-2"),
        ("llada-moe-q8_0.gguf", "llada-moe"),
    ] {
        let tokenizer = open(file).tokenizer().unwrap();
        let tokenizer = Tokenizer::from_json(tokenizer.to_string().as_bytes()).unwrap();
        let vectors = vectors[pre].as_array().unwrap();
        assert!(vectors.len() > 10);
        for case in vectors {
            let text = case["text"].as_str().unwrap();
            let found = tokenizer.encode(text).unwrap();
            assert_eq!(found, ids(&case["ids"]), "{pre}: {text:?}");
            assert_eq!(tokenizer.decode_with_special(&found), text);
        }
        // Ids without a token decode to nothing, and are named in a cell.
        assert_eq!(tokenizer.decode_with_special(&[500]), "");
        assert_eq!(tokenizer.token_text(500), "[500]");
        assert!(tokenizer.is_special(2) && !tokenizer.is_special(308));
    }
}

#[test]
fn the_template_begins_the_text_once() {
    let file = open("llada-f32.gguf");
    let config = file.tokenizer_config().unwrap();
    let config = TokenizerConfig::from_json(config.to_string().as_bytes()).unwrap();
    assert_eq!(config.token("mask_token"), Some("<|mdm_mask|>"));
    let text = ChatTemplate::new(None, &config)
        .render(&[Message::user(" Hi ")])
        .unwrap();
    let expected = "<|startoftext|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n";
    assert_eq!(text, expected);
    let tokenizer = file.tokenizer().unwrap();
    let tokenizer = Tokenizer::from_json(tokenizer.to_string().as_bytes()).unwrap();
    let ids = tokenizer.encode(&text).unwrap();
    assert_eq!(ids.iter().filter(|id| **id == 0).count(), 1, "{ids:?}");
}

#[test]
fn tensors_are_found_by_the_checkpoints_names_and_rows_put_in_order() {
    let layout = |file: &GgufFile| {
        let config = file.config().unwrap().to_string();
        Model::from_json(config.as_bytes()).unwrap().tensors()
    };
    let wide = open("llada-f32.gguf");
    let (layout, wide_stored) = (layout(&wide), fs::read(path("llada-f32.gguf")).unwrap());
    let info = wide.tensors()["blk.1.attn_k.weight"].clone();
    let wide = wide.into_tensors(&layout).unwrap();
    let half = open("llada-f16.gguf").into_tensors(&layout).unwrap();
    for spec in &layout {
        let (wide, half) = (wide.get(&spec.name).unwrap(), half.get(&spec.name).unwrap());
        let columns = *spec.shape.last().unwrap();
        let (mut a, mut b) = (vec![0.0; columns], vec![0.0; columns]);
        for row in 0..spec.elements() / columns {
            wide.copy(row, &mut a);
            half.copy(row, &mut b);
            for (a, b) in a.iter().zip(&b) {
                assert!(
                    (a - b).abs() <= 1e-3 * a.abs().max(1e-4),
                    "{} {row}",
                    spec.name
                );
            }
        }
    }
    // Two key heads of 16 rows: row 8 of a head is the file's row 1, the partner of its row 0.
    let name = "model.transformer.blocks.1.k_proj.weight";
    let (keys, mut row) = (wide.get(name).unwrap(), vec![0.0; 64]);
    assert_eq!(keys.in_order(), None);
    for (ours, stored) in [(0, 0), (8, 1), (1, 2), (15, 15), (16, 16), (24, 17)] {
        keys.copy(ours, &mut row);
        let mut expected = vec![0.0; 64];
        BlockType::F32.dequantize(
            &wide_stored[info.range.start + stored * 256..][..256],
            &mut expected,
        );
        assert_eq!(row, expected, "{ours}");
    }
}

/// A file in a folder of its own.
struct Changed(PathBuf);

impl Changed {
    fn new(test: &str, bytes: &[u8]) -> Self {
        let file = std::env::temp_dir().join(format!("unmask-{}-{test}.gguf", std::process::id()));
        fs::write(&file, bytes).unwrap();
        Self(file)
    }

    /// Why it is refused, be it at once or when its configuration is asked for.
    fn refusal(&self) -> String {
        let opened = GgufFile::open(&self.0).map_err(|error| error.to_string());
        let config = opened.and_then(|file| file.config().map_err(|error| error.to_string()));
        config.unwrap_err()
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn types_that_are_not_read_are_refused_by_name() {
    for (file, name) in [
        ("refuse-iq4_xs.gguf", "IQ4_XS"),
        ("refuse-mxfp4.gguf", "MXFP4"),
    ] {
        let message = GgufFile::open(&path(file)).unwrap_err().to_string();
        for part in [name, file, "Q4_K", "--dtype q4k", "blk."] {
            assert!(message.contains(part), "{part}: {message}");
        }
    }
}

/// Wherever a file is cut, a sentence says so; nothing is read beyond its end.
#[test]
fn a_cut_file_is_refused_from_its_header() {
    let whole = fs::read(path("llada-f16.gguf")).unwrap();
    let lengths = (0..64).chain((64..20_000).step_by(611));
    let lengths = lengths
        .chain((20_000..whole.len()).step_by(20_011))
        .chain([whole.len() - 1]);
    for length in lengths {
        let cut = Changed::new("cut", &whole[..length]);
        let message = cut.refusal();
        assert!(
            message.contains("is cut off: it ends inside"),
            "{length}: {message}"
        );
        assert!(
            message.contains(&format!("it has {length})")),
            "{length}: {message}"
        );
    }
}

#[test]
fn other_versions_kinds_and_nonsense_are_refused_with_a_sentence() {
    let whole = fs::read(path("llada-f16.gguf")).unwrap();
    let with = |at: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        changed
    };
    let find = |text: &[u8]| {
        whole
            .windows(text.len())
            .position(|window| window == text)
            .unwrap()
    };
    let key = |name: &str| {
        // With its length before it, so that no longer key is meant.
        let written = [&(name.len() as u64).to_le_bytes(), name.as_bytes()].concat();
        find(&written) + 8
    };
    let many = u64::MAX.to_le_bytes();
    let architecture = key("general.architecture") + "general.architecture".len() + 4 + 8;
    for (name, changed, parts) in [
        (
            "version",
            with(4, &[4, 0, 0, 0]),
            &["version 4", "2 and 3"][..],
        ),
        ("old", with(4, &[1, 0, 0, 0]), &["version 1"]),
        ("endian", with(4, &[0, 0, 0, 3]), &["big-endian"]),
        ("magic", with(0, b"GGML"), &["no GGUF file"]),
        ("tensors", with(8, &many), &["cut off", "the header"]),
        ("keys", with(16, &many), &["cut off", "the header"]),
        (
            "architecture",
            with(architecture, b"dream"),
            &["dream", "llada and llada-moe"],
        ),
        ("unknown", with(architecture, b"llama"), &["llama", "LLaDA"]),
        (
            "heads",
            with(key("llada.attention.head_count") + 25, b"_"),
            &["llada.attention.head_count is missing"],
        ),
        (
            "causal",
            with(
                key("llada.attention.causal") + "llada.attention.causal".len() + 4,
                &[1],
            ),
            &["llada.attention.causal is", "only false"],
        ),
        (
            "value",
            with(key("llada.block_count") + "llada.block_count".len(), &[99]),
            &["unknown type 99"],
        ),
        (
            "size",
            with(
                key("llada.block_count") + "llada.block_count".len() + 4,
                &[0, 0, 0, 0],
            ),
            &["llada.block_count is Integer(0)", "from 1"],
        ),
        (
            "text",
            with(key("general.name") - 8, &many),
            &["cut off", "the metadata"],
        ),
    ] {
        let message = Changed::new(name, &changed).refusal();
        for part in parts {
            assert!(message.contains(part), "{name}: {part}: {message}");
        }
    }
}

/// The remedy that the refusal of a tokenizer names.
#[test]
fn a_tokenizer_beside_the_file_serves_one_that_has_none() {
    let folder = std::env::temp_dir().join(format!("unmask-{}-beside", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut bytes = fs::read(path("llada-f32.gguf")).unwrap();
    for (from, to) in [
        (&b"tokenizer.ggml.tokens"[..], &b"tokenizer.ggml.tokenz"[..]),
        (b"gpt2", b"none"),
    ] {
        let at = bytes.windows(from.len()).position(|window| window == from);
        bytes[at.unwrap()..][..from.len()].copy_from_slice(to);
    }
    let file = folder.join("model.gguf");
    fs::write(&file, bytes).unwrap();
    let open = || Checkpoint::open(&Source::Gguf(file.clone()));
    let refusal = open().err().unwrap().to_string();
    assert!(
        refusal.contains("Put the model's tokenizer.json beside the file"),
        "{refusal}"
    );

    let whole = self::open("llada-f32.gguf");
    let tokenizer = whole.tokenizer().unwrap().to_string().into_bytes();
    fs::write(folder.join("tokenizer.json"), &tokenizer).unwrap();
    assert_eq!(open().unwrap().tokenizer.unwrap(), tokenizer);
    fs::remove_dir_all(&folder).unwrap();
}

/// A file that is damaged anywhere in its header is refused or read, and never ends the program.
#[test]
fn damage_never_ends_the_program() {
    let whole = fs::read(path("llada-f16.gguf")).unwrap();
    let header = whole.len() - 380_000;
    let mut changed = whole;
    for at in (0..header).step_by(37) {
        let kept = changed[at];
        changed[at] = kept.wrapping_add(129);
        let file = Changed::new("damaged", &changed);
        if let Ok(file) = GgufFile::open(&file.0) {
            let _ = (file.config(), file.tokenizer(), file.tokenizer_config());
        }
        changed[at] = kept;
    }
}
