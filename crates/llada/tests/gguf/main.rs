//! GGUF files made by llama.cpp's converter.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

mod reading;
mod running;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn path(file: &str) -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    tests.join("fixtures/gguf").join(file)
}

/// What the reference says of the files.
fn reference() -> Value {
    serde_json::from_slice(&fs::read(path("reference.json")).unwrap()).unwrap()
}

fn ids(value: &Value) -> Vec<u32> {
    let list = value.as_array().unwrap().iter();
    list.map(|id| id.as_u64().unwrap() as u32).collect()
}
