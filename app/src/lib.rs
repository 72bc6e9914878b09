//! The page: Leptos components and page state. The browser renders it; the server only sends its files.
//!
//! | module | idea |
//! |---|---|
//! | [`App`] | the page's root |
//! | [`components`] | what the page is made of |
//! | [`state`] | what the page knows, apart from how it looks |
//! | [`client`] | the engine as the page sees it, and the requests to the server |
//! | [`event_stream`] | the NDJSON codec that carries a run |
//! | [`language`] | English or 简体中文 |
//! | [`picture`] | the picture of a run: canvas in the message, workbench beside the chat |
//! | [`static_page`] | the page without a server |

// Views are deeply nested types.
#![recursion_limit = "256"]
// The `#[component]` macro generates public fields that cannot carry docs, and public functions inside
// private ones.
#![allow(missing_docs, unreachable_pub)]

#[macro_use]
pub mod language;

mod app;
pub mod client;
pub mod components;
pub mod event_stream;
mod keyboard;
pub mod markdown;
pub mod picture;
pub mod state;
pub mod static_page;

pub use app::App;
