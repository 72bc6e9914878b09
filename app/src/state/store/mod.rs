//! What the page keeps between visits, and how windows that keep the same things get along.
//!
//! | module | idea |
//! |---|---|
//! | `keeper` | does one job after the other: reads, writes, tells the other windows |
//! | `archive` | conversations and recordings, row by row |
//! | `database` | the IndexedDB database and its tables |
//! | [`rows`] | what stands in the rows |
//! | [`windows`] | what windows say to one another |
//! | [`claim`] | which window makes an answer |
//! | [`local`] | the small things: settings, theme, what is open |
//! | `takeover` | what earlier versions kept elsewhere |
//! | [`parting`] | the last words of a page that is left in the middle of a run |
//!
//! A conversation is written by the row, and each [`Change`](super::change::Change) reads, changes and writes its row in
//! one transaction. So windows that work on one conversation at the same time lose nothing of each other's.

mod archive;
pub mod claim;
mod database;
mod keeper;
pub mod local;
pub mod parting;
pub mod rows;
mod takeover;
pub mod windows;

pub use keeper::{News, Store};
pub use rows::Head;
