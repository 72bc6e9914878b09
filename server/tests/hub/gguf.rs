//! GGUF files of the hub.

use std::fs;

use tempfile::TempDir;

use crate::case::Case;
use crate::program::{Ended, fixture};
use crate::stand_in::{Hub, Manners};

/// A repository with three quantisations, the picture encoder of another model, and no checkpoint.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, name) in [
        ("llada-f16.gguf", "LLaDA-F16.gguf"),
        ("llada-q8_0.gguf", "LLaDA-Q8_0.gguf"),
        ("llada-q4_k_m.gguf", "q4/LLaDA.Q4_K_M.gguf"),
        ("llada-f16.gguf", "mmproj-F32.gguf"),
    ] {
        let to = folder.path().join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(fixture("gguf").join(file), to).unwrap();
    }
    fs::write(folder.path().join("README.md"), "a model").unwrap();
    folder
}

fn case(folder: &TempDir) -> Case {
    Case {
        hub: Hub::open(folder.path().to_owned(), Manners::default()),
        home: tempfile::tempdir().unwrap(),
    }
}

impl Case {
    fn ask(&self, model: &str) -> Ended {
        let mut program = self.command();
        program.args([
            "generate",
            "--prompt-ids",
            "9,395",
            "--gen-length",
            "4",
            "--json",
        ]);
        program.args(["--model", model]).output().unwrap().into()
    }
}

#[test]
fn a_quantisation_names_the_file_that_is_brought_and_no_other() {
    let folder = repository();
    let case = case(&folder);
    for (quantisation, file) in [
        ("Q8_0", "LLaDA-Q8_0.gguf"),
        ("q4_k_m", "q4/LLaDA.Q4_K_M.gguf"),
    ] {
        let model = format!("owner/model:{quantisation}");
        let first = case.ask(&model);
        let record = first.json();
        assert_eq!(record["model"]["id"], model.as_str());
        assert!(
            first.err.contains(&format!("Downloading {file}")),
            "{}",
            first.err
        );
        let requests = case.hub.requests();
        let others = requests
            .iter()
            .find(|asked| asked.contains(".gguf") && !asked.contains(file));
        assert_eq!(others, None);
        // The second run asks nobody, and answers the same.
        assert_eq!(
            case.ask(&model).json()["response_ids"],
            record["response_ids"]
        );
        assert_eq!(case.hub.requests(), Vec::<String>::new());
    }
    // By its own name, too.
    case.ask("owner/model:LLaDA-Q8_0.gguf").json();
    assert_eq!(case.hub.requests(), Vec::<String>::new());
}

#[test]
fn a_cut_file_of_the_cache_is_brought_again() {
    let folder = repository();
    let case = case(&folder);
    case.ask("owner/model:Q8_0").json();
    let blob = fs::canonicalize(case.snapshot().join("LLaDA-Q8_0.gguf")).unwrap();
    let whole = fs::read(&blob).unwrap();
    fs::write(&blob, &whole[..whole.len() / 2]).unwrap();
    case.hub.requests();
    case.ask("owner/model:Q8_0").json();
    assert!(fs::read(&blob).unwrap() == whole);
    assert!(!case.hub.requests().is_empty());
}

#[test]
fn an_absent_quantisation_is_answered_with_those_there_are() {
    let folder = repository();
    let case = case(&folder);
    let there = ["owner/model:F16", "owner/model:Q8_0", "owner/model:Q4_K_M"];
    case.ask("owner/model:Q5_K_M")
        .refused(1, &[&["no GGUF file Q5_K_M"], &there[..]].concat());
    case.ask("owner/model")
        .refused(1, &[&["holds GGUF files"], &there[..]].concat());
    let mut program = case.command();
    program.env("HF_HUB_OFFLINE", "1");
    program.args(["tokenize", "Hello", "--model", "owner/model:Q8_0"]);
    Ended::from(program.output().unwrap()).refused(1, &["HF_HUB_OFFLINE"]);
}
