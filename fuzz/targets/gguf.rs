//! The header of a GGUF file.
#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use llada::checkpoint::Checkpoint;
use llada::Source;

fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::Builder::new().suffix(".gguf").tempfile().expect("a file");
    file.write_all(bytes).expect("room for a small file");
    let _ = Checkpoint::open(&Source::Gguf(file.path().to_owned()));
});
