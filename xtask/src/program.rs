//! Builds and runs the server program, which embeds the page.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::workspace::{Workspace, run};

/// The device that the program computes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    /// The processor; always possible.
    Cpu,
    /// An NVIDIA GPU.
    Cuda,
    /// An Apple GPU.
    Metal,
}

/// Builds `target/release/unmask`. The page comes first, since the program embeds it.
pub(crate) fn build(workspace: &Workspace, backend: Backend) -> Result<()> {
    let mut cargo = workspace.cargo("build", ["--package", "server", "--release"]);
    match backend {
        Backend::Cpu => &mut cargo,
        Backend::Cuda => cargo.args(["--features", "cuda"]),
        Backend::Metal => cargo.args(["--features", "metal"]),
    };
    run(&mut cargo)
}

/// Runs `unmask serve` in place of this process, or waits for it where that cannot be done.
pub(crate) fn serve(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let mut unmask = Command::new(workspace.program());
    unmask.arg("serve").args(arguments);
    become_(unmask)
}

#[cfg(unix)]
fn become_(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("The program cannot be started")
}

#[cfg(not(unix))]
fn become_(mut command: Command) -> Result<ExitCode> {
    let status = command.status().context("The program cannot be started")?;
    Ok(match status.code() {
        Some(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        None => ExitCode::FAILURE,
    })
}
