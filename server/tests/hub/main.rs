//! Downloads, from a stand-in for the hub on a loopback port.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

mod case;
mod gguf;
#[path = "../program/mod.rs"]
mod program;
#[path = "../stand_in/mod.rs"]
mod stand_in;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use case::{Case, case};
use program::{Ended, fixture, unmask};
use stand_in::{COMMIT, Hub, Manners};

const SHARDED: &str = "llada-dense-gqa-sharded-bf16";

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_first_run_downloads_what_is_needed_and_the_second_asks_nobody() {
    for redirect in [false, true] {
        let case = case(
            SHARDED,
            Manners {
                redirect,
                ..Manners::default()
            },
        );
        let first = case.run(&[]);
        let record = first.json();
        assert_eq!(record["model"]["id"], "owner/model");
        for file in ["config.json", "model-00001-of-00002.safetensors (1 of 2)"] {
            assert!(
                first.err.contains(&format!("Downloading {file}")),
                "{}",
                first.err
            );
        }
        let folder = case.cache().join("snapshots").join(COMMIT);
        let expected = [
            "config.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json",
            "tokenizer.json",
            "tokenizer_config.json",
        ];
        assert_eq!(names(&folder), expected);
        case.check_snapshot(SHARDED);
        assert_eq!(
            fs::read_to_string(case.cache().join("refs/main")).unwrap(),
            COMMIT
        );
        let blobs = names(&case.cache().join("blobs"));
        assert!(blobs.iter().all(|name| !name.contains('.')), "{blobs:?}");
        assert!(!case.hub.requests().is_empty());

        let second = case.run(&[]);
        assert_eq!(second.json()["response_ids"], record["response_ids"]);
        assert!(!second.err.contains("Downloading"), "{}", second.err);
        assert_eq!(case.hub.requests(), Vec::<String>::new());
        let address = case.hub.address;
        drop(case.hub);
        let mut program = unmask();
        program
            .env("HF_HOME", case.home.path())
            .env("HF_ENDPOINT", format!("http://{address}"));
        program.args(["tokenize", "Hello", "--json", "--model", "owner/model"]);
        Ended::from(program.output().unwrap()).json();
    }
}

#[test]
fn a_cut_connection_is_taken_up_again_where_it_broke() {
    let manners = Manners {
        cut_after: Some(300_000),
        cuts: 2,
        ..Manners::default()
    };
    let case = case("llada-dense", manners);
    case.run(&[]).json();
    case.check_snapshot("llada-dense");
    let requests = case.hub.requests();
    let resumed = |from: &str| requests.contains(&format!("model.safetensors bytes={from}-"));
    assert!(resumed("300000") && resumed("600000"), "{requests:?}");
}

#[test]
fn a_connection_that_keeps_breaking_fails_clearly_and_the_next_run_carries_on() {
    // Every answer is cut before its first byte.
    let hopeless = Manners {
        cut_after: Some(0),
        cuts: usize::MAX,
        ..Manners::default()
    };
    let case = case("llada-dense", hopeless);
    case.run(&[])
        .refused(1, &["broke off", "config.json", "run the command again"]);
    case.check_snapshot("llada-dense");
    case.hub.behave(Manners::default());
    case.run(&[]).json();
    case.check_snapshot("llada-dense");
}

#[test]
fn a_server_without_ranges_starts_a_begun_file_over() {
    let manners = Manners {
        cut_after: Some(300_000),
        cuts: 1,
        no_ranges: true,
        ..Manners::default()
    };
    let case = case("llada-dense", manners);
    case.run(&[]).json();
    case.check_snapshot("llada-dense");
}

#[test]
fn a_begun_file_that_is_already_whole_or_longer_is_no_trouble() {
    for surplus in [0, 5] {
        let case = case("llada-dense", Manners::default());
        let original = fs::read(fixture("llada-dense").join("model.safetensors")).unwrap();
        case.run(&[]).json();
        let folder = case.cache().join("snapshots").join(COMMIT);
        let blob = fs::canonicalize(folder.join("model.safetensors")).unwrap();
        fs::remove_file(&blob).unwrap();
        let mut begun = original.clone();
        begun.extend(vec![0; surplus]);
        fs::write(blob.with_extension("part"), begun).unwrap();
        case.run(&[]).json();
        case.check_snapshot("llada-dense");
    }
}

#[test]
fn spoiled_bytes_are_thrown_away() {
    let case = case(
        "llada-dense",
        Manners {
            corrupt: true,
            ..Manners::default()
        },
    );
    case.run(&[])
        .refused(1, &["model.safetensors", "damaged", "SHA-256"]);
    let blobs = names(&case.cache().join("blobs"));
    assert!(
        blobs.iter().all(|name| !name.ends_with(".part")),
        "{blobs:?}"
    );
    case.check_snapshot("llada-dense");
    case.hub.behave(Manners::default());
    case.run(&[]).json();
}

#[test]
fn refusals_of_the_hub_are_told_in_sentences() {
    let case = case(
        "llada-dense",
        Manners {
            status: Some(404),
            ..Manners::default()
        },
    );
    case.run(&[]).refused(
        1,
        &["has no model owner/model", "revision main", "--revision"],
    );
    for status in [401, 403] {
        case.hub.behave(Manners {
            status: Some(status),
            ..Manners::default()
        });
        case.run(&[]).refused(1, &["owner/model", "HF_TOKEN"]);
    }
    case.hub.behave(Manners {
        status: Some(503),
        ..Manners::default()
    });
    case.run(&[]).refused(1, &["503", "Try again"]);
    case.hub.behave(Manners {
        claimed: Some(1 << 60),
        ..Manners::default()
    });
    case.run(&[])
        .refused(1, &["download needs", "free", "HF_HOME"]);
}

#[test]
fn a_gated_model_says_where_its_conditions_are() {
    for status in [401, 403] {
        let case = case(
            "llada-dense",
            Manners {
                gated: Some(status),
                ..Manners::default()
            },
        );
        let page = format!("http://{}/owner/model", case.hub.address);
        let told = ["is gated", &page, &status.to_string(), "HF_TOKEN"];
        case.run(&[]).refused(1, &told);
        let mut program = case.command();
        program.env("HF_TOKEN", "mine");
        program.args(["tokenize", "Hello", "--model", "owner/model"]);
        let told = ["is gated", &page, "belongs to the account"];
        Ended::from(program.output().unwrap()).refused(1, &told);
    }
}

#[test]
fn too_little_disk_is_refused_before_the_first_byte_of_the_weights() {
    let case = case(
        SHARDED,
        Manners {
            claimed: Some(1 << 60),
            ..Manners::default()
        },
    );
    case.run(&[])
        .refused(1, &["download needs", "free", "HF_HOME"]);
    let requests = case.hub.requests();
    let bytes = |asked: &&String| {
        asked.contains(".safetensors") && !asked.contains("index") && !asked.ends_with("bytes=0-0")
    };
    assert_eq!(requests.iter().find(bytes), None, "{requests:?}");
}

#[test]
fn an_architecture_that_does_not_run_is_refused_before_its_weights_are_brought() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["config.json", "model.safetensors", "tokenizer.json"] {
        fs::copy(fixture("llada-dense").join(file), folder.path().join(file)).unwrap();
    }
    let config = folder.path().join("config.json");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("LLaDAModelLM", "DreamModel")).unwrap();
    let case = Case {
        hub: Hub::open(folder.path().to_owned(), Manners::default()),
        home: tempfile::tempdir().unwrap(),
    };
    case.run(&[]).refused(1, &["DreamModel"]);
    let requests = case.hub.requests();
    assert!(
        !requests.contains(&"model.safetensors".to_owned()),
        "{requests:?}"
    );
}

#[test]
fn the_whole_file_comes_before_an_index_and_shards_may_lie_in_folders() {
    let folder = tempfile::tempdir().unwrap();
    for file in [
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "model.safetensors",
    ] {
        fs::copy(fixture("llada-dense").join(file), folder.path().join(file)).unwrap();
    }
    let index = folder.path().join("model.safetensors.index.json");
    fs::write(
        &index,
        r#"{"weight_map": {"a": "./weights/model 1.safetensors"}}"#,
    )
    .unwrap();
    let case = Case {
        hub: Hub::open(folder.path().to_owned(), Manners::default()),
        home: tempfile::tempdir().unwrap(),
    };
    let whole = case.run(&[]).json();
    assert!(
        !case
            .hub
            .requests()
            .iter()
            .any(|asked| asked.contains("weights/"))
    );
    let weights = folder.path().join("weights");
    fs::create_dir(&weights).unwrap();
    let file = folder.path().join("model.safetensors");
    fs::rename(file, weights.join("model 1.safetensors")).unwrap();
    let case = Case {
        home: tempfile::tempdir().unwrap(),
        ..case
    };
    let sharded = case.run(&[]).json();
    assert_eq!(sharded["response_ids"], whole["response_ids"]);
    case.hub.requests();
    case.run(&[]).json();
    assert_eq!(case.hub.requests(), Vec::<String>::new());
    let link = case.snapshot().join("weights/model 1.safetensors");
    assert!(
        fs::canonicalize(link)
            .unwrap()
            .starts_with(case.cache().join("blobs").canonicalize().unwrap())
    );
}

#[test]
fn the_environment_is_read_as_huggingface_hub_reads_it() {
    let manners = Manners {
        token: Some("secret".to_owned()),
        ..Manners::default()
    };
    let case = case("llada-dense", manners);
    let elsewhere = case.home.path().join("elsewhere");
    let run = |variables: &[(&str, &str)]| {
        let mut program = case.command();
        program
            .env("HOME", case.home.path())
            .envs(variables.iter().copied());
        program.args(["tokenize", "Hello", "--json", "--model", "owner/model"]);
        Ended::from(program.output().unwrap())
    };
    // Offline where it is on, and nowhere else; a token with blanks around it.
    run(&[("TRANSFORMERS_OFFLINE", "1"), ("HF_TOKEN", "secret")]).refused(1, &["forbid"]);
    run(&[("HF_HUB_OFFLINE", "no"), ("HF_TOKEN", " secret\r\n")]).json();
    assert!(case.cache().is_dir());
    let old = [
        ("HUGGING_FACE_HUB_TOKEN", "secret"),
        ("HUGGINGFACE_HUB_CACHE", "~/elsewhere"),
    ];
    run(&old).json();
    assert!(elsewhere.join("models--owner--model").is_dir());
    run(&[("HF_HOME", "$HOME/hf")]).refused(1, &["HF_TOKEN"]);
    let token = case.home.path().join("token file");
    fs::write(&token, "secret\n").unwrap();
    run(&[("HF_HOME", "~/hf"), ("HF_TOKEN_PATH", "${HOME}/token file")]).json();
    assert!(
        case.home
            .path()
            .join("hf/hub/models--owner--model")
            .is_dir()
    );
    assert!(!Path::new("~").exists());
}

#[test]
fn nobody_at_the_other_end_is_told_in_a_sentence() {
    let case = case("llada-dense", Manners::default());
    let mut program = case.command();
    program.env("HF_ENDPOINT", "http://127.0.0.1:9");
    program.args(["tokenize", "Hello", "--model", "owner/model"]);
    Ended::from(program.output().unwrap())
        .refused(1, &["http://127.0.0.1:9 cannot be reached", "--model tiny"]);
    let mut program = case.command();
    program.env("HF_HUB_OFFLINE", "1");
    program.args(["tokenize", "Hello", "--model", "owner/model"]);
    Ended::from(program.output().unwrap()).refused(1, &["HF_HUB_OFFLINE"]);
    assert!(case.hub.requests().is_empty());
}

#[test]
fn token_revision_and_a_hub_without_listing() {
    let manners = Manners {
        token: Some("secret".to_owned()),
        no_listing: true,
        ..Manners::default()
    };
    let case = case("llada-dense", manners);
    let mut program = case.command();
    program.env("HF_TOKEN", "secret");
    program.args([
        "tokenize",
        "Hello",
        "--json",
        "--model",
        "owner/model",
        "--revision",
        "v1",
    ]);
    Ended::from(program.output().unwrap()).json();
    assert_eq!(
        fs::read_to_string(case.cache().join("refs/v1")).unwrap(),
        COMMIT
    );
    case.hub.requests();
    // A commit needs no entry, and what is there already is not brought again.
    let mut program = case.command();
    program.args([
        "tokenize",
        "Hello",
        "--json",
        "--model",
        "owner/model",
        "--revision",
        COMMIT,
    ]);
    Ended::from(program.output().unwrap()).json();
    assert!(case.hub.requests().is_empty());
    case.run(&["--revision", "v9"]).refused(1, &["HF_TOKEN"]);
}

#[test]
fn a_cache_that_another_tool_filled_partly_is_filled_up() {
    let case = case("llada-dense", Manners::default());
    case.run(&[]).json();
    case.hub.requests();
    let tokenizer = case.snapshot().join("tokenizer.json");
    fs::remove_file(fs::canonicalize(&tokenizer).unwrap()).unwrap();
    fs::remove_file(&tokenizer).unwrap();
    case.offline(&[
        "tokenizer.json is missing",
        "HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids",
    ]);
    case.heals("llada-dense", &["tokenizer.json"]);
    fs::write(&tokenizer, "{").unwrap();
    case.offline(&[
        "tokenizer.json is damaged",
        "HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids",
    ]);
    case.heals("llada-dense", &["tokenizer.json"]);
}

#[test]
fn cut_off_weights_are_brought_again_and_nothing_else() {
    let shard = "model-00002-of-00002.safetensors";
    let case = case(SHARDED, Manners::default());
    case.run(&[]).json();
    let link = case.snapshot().join(shard);
    let original = fs::read(&link).unwrap();
    for length in [0, 5, 100, original.len() - 1] {
        case.hub.requests();
        fs::write(&link, &original[..length]).unwrap();
        let found = format!("has {length} bytes");
        case.offline(&[
            shard,
            "damaged",
            &found,
            "HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids",
        ]);
        // Nothing is thrown away before the hub has answered.
        case.hub.behave(Manners {
            status: Some(503),
            ..Manners::default()
        });
        case.run(&[]).refused(1, &[shard, "damaged", "503"]);
        assert_eq!(fs::read(&link).unwrap().len(), length);
        case.hub.behave(Manners::default());
        case.heals(SHARDED, &[shard]);
    }
    // Of the right length, but without its beginning.
    let mut spoiled = original.clone();
    spoiled[..64].fill(0);
    fs::write(&link, spoiled).unwrap();
    case.heals(SHARDED, &[shard]);
    // Copied instead of linked, as where there are no links.
    let blob = fs::canonicalize(&link).unwrap();
    fs::remove_file(&link).unwrap();
    fs::write(&link, &original[..1000]).unwrap();
    fs::remove_file(blob).unwrap();
    case.heals(SHARDED, &[shard]);
}

#[test]
fn a_model_without_a_tokenizer_is_refused_before_its_weights_are_brought() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["config.json", "model.safetensors", "tokenizer_config.json"] {
        let original = fixture("llada-dense").join(file);
        fs::copy(original, folder.path().join(file)).unwrap();
    }
    let case = Case {
        hub: Hub::open(folder.path().to_owned(), Manners::default()),
        home: tempfile::tempdir().unwrap(),
    };
    case.run(&[])
        .refused(1, &["owner/model", "no tokenizer.json", "Choose a model"]);
    let requests = case.hub.requests();
    assert!(
        !requests.iter().any(|asked| asked.contains("safetensors")),
        "{requests:?}"
    );
}

/// Ends with the test, however that ends.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn serve_tells_the_terminal_too_what_it_brings() {
    let case = case(SHARDED, Manners::default());
    let mut program = case.command();
    program.args(["serve", "--addr", "127.0.0.1:0", "--model", "owner/model"]);
    program.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut served = Served(program.spawn().unwrap());
    let mut told = Vec::new();
    for line in BufReader::new(served.0.stderr.take().unwrap()).lines() {
        told.push(line.unwrap());
        let last = told.last().unwrap();
        if last.contains("is ready") || last.contains("cannot be had") {
            break;
        }
    }
    assert!(told.last().unwrap().contains("is ready"), "{told:?}");
    for file in [
        "config.json",
        "model-00001-of-00002.safetensors (1 of 2)",
        "model-00002-of-00002.safetensors (2 of 2)",
    ] {
        let line = format!("Downloading {file}");
        assert_eq!(
            told.iter().filter(|told| **told == line).count(),
            1,
            "{told:?}"
        );
    }
}
