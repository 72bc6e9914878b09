//! The bodies of OpenAI's API.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = server::http::read_openai_request(bytes);
});
