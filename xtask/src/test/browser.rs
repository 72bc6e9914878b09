//! The end-to-end tests: what they need is found or installed, their types are checked, then Playwright runs them in Chromium.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::report::Counts;
use crate::workspace::{Workspace, run};

/// Environment variable with the path of the browser, read by the tests too.
const CHROMIUM: &str = "CHROMIUM";

/// Names under which systems have the browser.
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Runs the end-to-end tests and counts them.
pub(crate) fn end_to_end(workspace: &Workspace) -> Result<Counts> {
    let folder = workspace.path("end2end");
    install_packages(&folder)?;
    check_types(&folder)?;
    let chromium = chromium(&folder)?;
    let report = folder.join("test-results/report.json");
    let _ = fs::remove_file(&report);
    let mut playwright = Command::new(npx());
    playwright
        .current_dir(&folder)
        .args(["--no-install", "playwright", "test"])
        .env("UNMASK", workspace.program())
        .env("UNMASK_STATIC", workspace.static_site());
    if let Some(chromium) = chromium {
        playwright.env(CHROMIUM, chromium);
    }
    let ended = run(&mut playwright);
    match (read_counts(&report), ended) {
        (Ok(counts), Ok(())) => Ok(counts),
        (Ok(counts), Err(_)) if counts.failed > 0 => Ok(counts),
        (_, Err(error)) | (Err(error), _) => Err(error),
    }
}

/// The counts of Playwright's own report. A test that passed only when it was repeated counts as failed.
fn read_counts(report: &Path) -> Result<Counts> {
    let text = fs::read_to_string(report)
        .with_context(|| format!("Playwright left no report at {}", report.display()))?;
    let report: Value = serde_json::from_str(&text).context("Playwright's report is no JSON")?;
    let count = |name: &str| {
        let number = report["stats"][name].as_u64().unwrap_or(0);
        usize::try_from(number).unwrap_or(usize::MAX)
    };
    Ok(Counts {
        passed: count("expected"),
        failed: count("unexpected") + count("flaky"),
        ignored: count("skipped"),
    })
}

/// Playwright leaves the types out and does not check them.
fn check_types(folder: &Path) -> Result<()> {
    run(Command::new(npx())
        .current_dir(folder)
        .args(["--no-install", "tsc", "--project", "."]))
}

/// Installs the npm packages unless those of the present lock file are there.
fn install_packages(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let stamp = folder.join("node_modules/.installed");
    let wanted = fs::read(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    eprintln!("Installing the npm packages of the end-to-end tests (npm ci)");
    run(Command::new(npm()).current_dir(folder).args([
        "ci",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
    ]))
    .context("The end-to-end tests need Node.js 20 or newer with npm: https://nodejs.org")?;
    fs::write(&stamp, wanted).with_context(|| format!("{} cannot be written", stamp.display()))
}

/// The browser: what `CHROMIUM` names, one on the PATH, one from the system's package manager, or (`None`) the one that
/// Playwright installs and finds for itself.
fn chromium(folder: &Path) -> Result<Option<PathBuf>> {
    if let Some(path) = std::env::var_os(CHROMIUM).map(PathBuf::from) {
        if !path.is_file() {
            bail!(
                "{CHROMIUM} names {}, and there is no such file",
                path.display()
            );
        }
        return Ok(Some(path));
    }
    if let Some(path) = on_path() {
        return Ok(Some(path));
    }
    if install_from_system()
        && let Some(path) = on_path()
    {
        return Ok(Some(path));
    }
    eprintln!("Installing Chromium by Playwright");
    run(Command::new(npx())
        .current_dir(folder)
        .args(["--no-install", "playwright", "install", "chromium"]))
    .with_context(|| {
        format!(
            "The end-to-end tests need Chromium, and neither the system's package manager nor Playwright could \
             install it. Install it and set {CHROMIUM} to the program"
        )
    })?;
    Ok(None)
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    BROWSERS.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|program| program.is_file() && runs(program))
    })
}

/// Whether the program starts: some systems have a placeholder that only says where to get a browser.
fn runs(program: &Path) -> bool {
    quietly(Command::new(program).arg("--version"))
}

/// Installs Chromium with apt, where there is apt and the user is allowed to. Other package managers' names for it differ too much.
fn install_from_system() -> bool {
    if !quietly(Command::new("apt-get").arg("--version")) {
        return false;
    }
    let sudo = if quietly(Command::new("test").args(["-w", "/var/lib/dpkg"])) {
        false
    } else if quietly(Command::new("sudo").args(["-n", "true"])) {
        true
    } else {
        return false;
    };
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if sudo { "sudo" } else { "apt-get" });
        if sudo {
            command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        }
        let command = command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(arguments);
        run(command.stdout(Stdio::null())).is_ok()
    };
    eprintln!("Installing Chromium by apt-get");
    // Even with outdated package lists the installation may succeed.
    apt(&["update", "-q"]);
    apt(&["install", "-q", "-y", "chromium"])
}

fn quietly(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn npx() -> &'static str {
    if cfg!(windows) { "npx.cmd" } else { "npx" }
}
