//! The header of a GGUF file.
#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use llada::Source;
use llada::checkpoint::Checkpoint;

fuzz_target!(|bytes: &[u8]| {
    let file = tempfile::Builder::new().suffix(".gguf").tempfile();
    let mut file = file.expect("room for a file");
    file.write_all(bytes).expect("room for a small file");
    let _ = Checkpoint::open(&Source::Gguf(file.path().to_owned()));
});
