//! The command line: what it prints, what it refuses, and how.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

mod bench;
mod chat;
mod eval;
mod generate;
#[path = "../program/mod.rs"]
mod program;
mod ragged_rows;
mod refusals;
mod score;
mod train;

use program::{Ended, on_fixture};

const DENSE: &str = "llada-dense";

fn dense(arguments: &[&str]) -> Ended {
    on_fixture(DENSE, arguments)
}
