//! The page: Leptos components, page state, and the server functions' signatures.
//!
//! | module | idea |
//! |---|---|
//! | [`App`], [`shell()`] | the page's root, and the document around it |
//! | [`components`] | what the page is made of |
//! | [`state`] | what the page knows, apart from how it looks |
//! | [`api`] | what page and server say to one another |
//! | [`client`] | the engine as the page sees it |
//! | [`error`] | the one error that crosses the wire |
//! | [`event_stream`] | the NDJSON codec that carries a run |
//! | [`picture`] | the picture of a run: canvas in the message, workbench beside the chat |
//! | [`static_page`] | the page without a server |
//! | `engine` (feature `ssr`) | the trait that the server implements and tests script |

// Views are deeply nested types.
#![recursion_limit = "256"]
// The `#[server]` and `#[component]` macros generate public fields that cannot carry docs, and public functions inside
// private ones.
#![allow(missing_docs, unreachable_pub)]

pub mod api;
mod app;
pub mod client;
pub mod components;
#[cfg(feature = "ssr")]
pub mod engine;
pub mod error;
pub mod event_stream;
mod keyboard;
pub mod markdown;
pub mod picture;
mod shell;
pub mod state;
pub mod static_page;

pub use app::App;
pub use shell::shell;
