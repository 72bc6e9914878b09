//! The WebAssembly target of the toolchain.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, run};

/// The target that browsers run.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the WebAssembly target to the toolchain if it is missing.
pub(crate) fn ensure_wasm(workspace: &Workspace) -> Result<()> {
    if has_wasm(workspace)? {
        return Ok(());
    }
    eprintln!("Adding the target {WASM} to the toolchain (rustup target add)");
    let mut rustup = Command::new("rustup");
    rustup
        .current_dir(workspace.root())
        .args(["target", "add", WASM]);
    run(&mut rustup).with_context(|| {
        format!(
            "The page needs Rust's target {WASM}, and rustup could not add it. With rustup \
             (https://rustup.rs) and a connection: `rustup target add {WASM}`. Without rustup: install your \
             distribution's package of that target, often named rust-std-{WASM} or libstd-rust-dev-wasm32."
        )
    })?;
    if !has_wasm(workspace)? {
        bail!(
            "rustup added {WASM}, but the rustc that cargo uses does not have it. Is another rustc first on the PATH?"
        );
    }
    Ok(())
}

fn has_wasm(workspace: &Workspace) -> Result<bool> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .current_dir(workspace.root())
        .args(["--print", "sysroot"])
        .output()
        .context("rustc cannot be started. Is Rust installed? See https://rustup.rs")?;
    let sysroot = String::from_utf8_lossy(&output.stdout);
    Ok(Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM)
        .join("lib")
        .is_dir())
}
