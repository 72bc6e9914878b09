//! The program `unmask`: command line, engine, HTTP.
//!
//! | module | idea |
//! |---|---|
//! | [`cli`] | one module per command |
//! | [`model_source`], [`hub`], [`built_in`] | where a model comes from |
//! | [`loading`], [`packed_cache`] | from a source to a model that runs; where its packed weights are kept |
//! | [`fit`], [`catalogue`] | whether a model fits this machine; the published models |
//! | [`engine`] | one thread that owns the model, a queue in front of it, events out |
//! | [`upstream`] | another engine in its place, asked over HTTP |
//! | [`http`] | the page and its API |
//! | [`output`], [`failure`], [`progress`], [`reveal`] | data on standard output, words on standard error, exit codes |
//! | [`measure`], [`memory`] | what `bench` counts with |

pub mod built_in;
pub mod catalogue;
pub mod cli;
pub mod engine;
pub mod failure;
pub mod fit;
pub mod http;
pub mod hub;
pub mod loading;
pub mod measure;
pub mod memory;
pub mod model_source;
pub mod output;
pub mod packed_cache;
pub mod progress;
pub mod reveal;
pub mod upstream;
