//! Builds, serves and tests Unmask; only Rust has to be installed beforehand.
//!
//! | module | idea |
//! |---|---|
//! | [`workspace`] | paths of the checkout, and calls of cargo |
//! | [`toolchain`] | the WebAssembly target |
//! | [`page`] | the page as WebAssembly, for the server |
//! | [`edition`] | the static edition, for any file server |
//! | [`style`] | one style sheet out of many |
//! | [`compress`] | the page's files, compressed for the wire |
//! | [`copy`] | copies files only where the content changed |
//! | [`program`] | the server program, and running it |
//! | [`mod@test`] | every check, stage by stage |

mod compress;
mod copy;
mod edition;
mod page;
mod program;
mod style;
mod test;
mod toolchain;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::program::Backend;
use crate::workspace::Workspace;

/// Builds, serves and tests Unmask.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Builds the page and the program: target/release/unmask.
    Build(BuildOptions),
    /// Builds, then runs `unmask serve`; what follows `--` goes to it.
    Serve {
        #[command(flatten)]
        options: BuildOptions,
        /// Arguments of `unmask serve`, such as `--model GSAI-ML/LLaDA-8B-Instruct`.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Builds the static edition: target/static, for any file server.
    Static {
        /// Builds faster and larger.
        #[arg(long)]
        quick: bool,
    },
    /// Runs every check and ends with one line per stage.
    Test(test::Selection),
}

#[derive(Debug, Args)]
struct BuildOptions {
    /// Computes on an NVIDIA GPU (needs the CUDA toolkit).
    #[arg(long, conflicts_with = "metal")]
    cuda: bool,
    /// Computes on an Apple GPU.
    #[arg(long)]
    metal: bool,
    /// Builds the page faster and larger, for working on it.
    #[arg(long)]
    quick: bool,
}

impl BuildOptions {
    fn backend(&self) -> Backend {
        match (self.cuda, self.metal) {
            (true, _) => Backend::Cuda,
            (_, true) => Backend::Metal,
            _ => Backend::Cpu,
        }
    }

    fn build(&self, workspace: &Workspace) -> Result<()> {
        page::build(workspace, self.quick)?;
        program::build(workspace, self.backend())
    }
}

fn run() -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match Arguments::parse().command {
        Command::Build(options) => {
            options.build(&workspace)?;
            eprintln!("Built {}", workspace.program().display());
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve { options, arguments } => {
            options.build(&workspace)?;
            program::serve(&workspace, &arguments)
        }
        Command::Static { quick } => {
            edition::build(&workspace, quick)?;
            eprintln!("Built {}", workspace.static_site().display());
            Ok(ExitCode::SUCCESS)
        }
        Command::Test(selection) => test::run(&workspace, &selection),
    }
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
