//! The program `unmask`.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Cli;
use server::failure;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}
