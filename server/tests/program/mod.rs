//! Runs the program as a user does.

// Every test file has its own copy of this module and uses its own part of it.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// The program, quiet and away from the user's own settings.
pub fn unmask() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unmask"));
    for variable in [
        "RUST_LOG",
        "HF_TOKEN",
        "HF_TOKEN_PATH",
        "HUGGING_FACE_HUB_TOKEN",
        "HF_ENDPOINT",
        "HF_HUB_CACHE",
        "HUGGINGFACE_HUB_CACHE",
        "HF_HUB_OFFLINE",
        "TRANSFORMERS_OFFLINE",
    ] {
        command.env_remove(variable);
    }
    command.env("HF_HOME", "/nowhere");
    command
}

/// A small checkpoint with the reference implementation's outputs.
pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../crates/llada/tests/fixtures")
        .join(name)
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    /// What it printed, if it went well.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.err);
        assert_eq!(self.out.lines().count(), 1, "{}", self.out);
        serde_json::from_str(&self.out).unwrap()
    }

    /// That it was refused with this code, nothing on standard output, and a sentence with these parts.
    #[track_caller]
    pub fn refused(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.out, "");
        for part in parts {
            assert!(self.err.contains(part), "{part:?} is not in: {}", self.err);
        }
        for bug in ["panicked", "This is a bug"] {
            assert!(!self.err.contains(bug), "{}", self.err);
        }
    }
}

/// Runs the program with a fixture as its model.
pub fn on_fixture(name: &str, arguments: &[&str]) -> Ended {
    let (command, rest) = arguments.split_first().unwrap();
    let mut program = unmask();
    program
        .arg(command)
        .arg("--model")
        .arg(fixture(name))
        .args(rest);
    program.output().unwrap().into()
}
