//! The stages of `cargo xtask test`, in the order in which they run.
//!
//! Never the whole workspace at once: `app` and `frontend` are built for the browser in WebAssembly. Everything on the host is built with the release profile, so that what the checks
//! compile and what the program needs is the same.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::report::{Counts, Outcome};
use super::{browser, dependencies};
use crate::page::{self, Flavour};
use crate::program::{self, Backend};
use crate::workspace::{Workspace, run, words};
use crate::{edition, toolchain};

/// One stage.
pub(crate) struct Stage {
    /// Its name on the command line and in the report.
    pub(crate) name: &'static str,
    /// Stages that it needs; if one failed, this one is skipped.
    pub(crate) needs: &'static [&'static str],
    /// The check.
    pub(crate) run: fn(&Workspace) -> Outcome,
}

/// All stages.
pub(crate) const STAGES: &[Stage] = &[
    Stage {
        name: "format",
        needs: &[],
        run: |workspace| check(workspace, format),
    },
    Stage {
        name: "dependencies",
        needs: &[],
        run: |workspace| check(workspace, dependencies::check),
    },
    Stage {
        name: "page",
        needs: &[],
        run: |workspace| check(workspace, page_within_its_limit),
    },
    Stage {
        name: "static",
        needs: &[],
        run: |workspace| check(workspace, |workspace| edition::build(workspace, false)),
    },
    Stage {
        name: "clippy-page",
        needs: &[],
        run: |workspace| check(workspace, clippy_page),
    },
    Stage {
        name: "wasm",
        needs: &[],
        run: |workspace| check(workspace, wasm),
    },
    Stage {
        name: "clippy",
        needs: &[],
        run: |workspace| check(workspace, clippy),
    },
    Stage {
        name: "docs",
        needs: &[],
        run: |workspace| check(workspace, docs),
    },
    Stage {
        name: "program",
        needs: &["page"],
        run: |workspace| {
            check(workspace, |workspace| {
                program::build(workspace, Backend::Cpu)
            })
        },
    },
    Stage {
        name: "tests",
        needs: &[],
        run: tests,
    },
    Stage {
        name: "end-to-end",
        needs: &["program", "static"],
        run: |workspace| browser::end_to_end(workspace).into(),
    },
];

/// The crates that run on the host; of the page its tests.
const HOST: [&str; 15] = [
    "--release",
    "--package",
    "trajectory",
    "--package",
    "kernels",
    "--package",
    "llada",
    "--package",
    "corpus",
    "--package",
    "training",
    "--package",
    "server",
    "--package",
    "app",
];

/// This program, in the profile in which it is running: it is then already built.
const XTASK: [&str; 2] = ["--package", "xtask"];

/// A stage that is one check.
fn check(workspace: &Workspace, stage: impl FnOnce(&Workspace) -> Result<()>) -> Outcome {
    stage(workspace).map(|()| Counts::ONE).into()
}

fn page_within_its_limit(workspace: &Workspace) -> Result<()> {
    page::build(workspace, false)?;
    page::check_first_load(workspace)
}

fn format(workspace: &Workspace) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo)
        .current_dir(workspace.root())
        .args(["fmt", "--all", "--check"]))
    .context("Run `cargo fmt --all`")
}

fn clippy(workspace: &Workspace) -> Result<()> {
    for packages in [&HOST[..], &XTASK[..]] {
        run(workspace.cargo("clippy", packages).args([
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))?;
    }
    Ok(())
}

fn clippy_page(workspace: &Workspace) -> Result<()> {
    toolchain::ensure_wasm(workspace)?;
    for flavour in [Flavour::Served, Flavour::Static] {
        run(workspace
            .cargo_into(&workspace.page_target(), "clippy", flavour.arguments())
            .args(page::ERASED)
            .args(["--", "--deny", "warnings"]))?;
    }
    Ok(())
}

/// The model and what it is made of compile for the browser, without warnings.
fn wasm(workspace: &Workspace) -> Result<()> {
    toolchain::ensure_wasm(workspace)?;
    let packages = ["trajectory", "kernels", "llada"];
    let packages = packages.into_iter().flat_map(|name| ["--package", name]);
    run(workspace
        .cargo_into(&workspace.page_target(), "clippy", packages)
        .args(["--lib", "--target", toolchain::WASM])
        .args(["--profile", "wasm-release", "--", "--deny", "warnings"]))
}

fn docs(workspace: &Workspace) -> Result<()> {
    for packages in [&HOST[..], &XTASK[..]] {
        run(workspace
            .cargo("doc", packages)
            .arg("--no-deps")
            .env("RUSTDOCFLAGS", "--deny warnings"))?;
    }
    Ok(())
}

fn tests(workspace: &Workspace) -> Outcome {
    let mut counts = Counts::default();
    let mut failures = Vec::new();
    for packages in [&HOST[..], &XTASK[..]] {
        let mut cargo = workspace.cargo("test", packages);
        cargo.arg("--no-fail-fast");
        if let Err(error) = count_tests(&mut cargo, &mut counts) {
            failures.push(format!("{error:#}"));
        }
    }
    Outcome {
        counts,
        failure: (!failures.is_empty()).then(|| failures.join("; ")),
    }
}

/// Runs `cargo test`, shows what it prints, and counts the tests.
fn count_tests(cargo: &mut Command, counts: &mut Counts) -> Result<()> {
    let mut child = cargo
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{}` cannot be started", words(cargo)))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            counts.add_cargo_line(&line);
        }
    }
    let status = child.wait()?;
    anyhow::ensure!(status.success(), "`{}` failed ({status})", words(cargo));
    Ok(())
}
