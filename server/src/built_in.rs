//! The built-in model, compiled into the program.

use std::borrow::Cow;

use bytes::Bytes;
use llada::checkpoint::Embedded;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../models/tiny"]
#[include = "*.json"]
#[include = "*.safetensors"]
struct Files;

/// The name of the built-in model.
pub const NAME: &str = "tiny";

/// The built-in model's files; none if the program was built without them.
#[must_use]
pub fn files() -> Option<Embedded> {
    Some(Embedded {
        config: file("config.json")?,
        weights: file("model.safetensors")?,
        tokenizer: file("tokenizer.json")?,
        tokenizer_config: file("tokenizer_config.json")?,
    })
}

fn file(name: &str) -> Option<Bytes> {
    Some(match Files::get(name)?.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        // Only a build that reads its files at run time owns them.
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}
