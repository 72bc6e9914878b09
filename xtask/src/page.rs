//! The page as WebAssembly: compiled, given its JavaScript bindings, and laid out for the server to embed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::{Workspace, run};
use crate::{compress, copy, style, toolchain};

/// What the bindings, the WebAssembly and the style sheet are called.
pub(crate) const NAME: &str = "unmask";

/// Builds the page that the server sends into `target/site`.
pub(crate) fn build(workspace: &Workspace, quick: bool) -> Result<()> {
    let wasm = compile(workspace, Flavour::Served, quick)?;
    let site = workspace.site();
    let package = site.join("pkg");
    copy::mirror(&workspace.path("public"), &site, &["pkg"])?;
    bind(&wasm, &package)?;
    let sheet = style::bundle(&workspace.path("style/main.css"))?;
    copy::write_if_changed(&package.join(format!("{NAME}.css")), sheet.as_bytes())?;
    compress::compress(&site, &workspace.compressed(), quick)
}

/// What the program, its bindings, the start script and the style sheet may take together on the wire, in bytes.
const FIRST_LOAD: u64 = 500_000;

/// Whether what a browser fetches first is small enough, compressed with brotli.
pub(crate) fn check_first_load(workspace: &Workspace) -> Result<()> {
    let mut total = 0;
    let package = ["_bg.wasm", ".js", ".css"].map(|ending| format!("pkg/{NAME}{ending}"));
    for name in package.iter().map(String::as_str).chain(["start.js"]) {
        let path = workspace.compressed().join(format!("{name}.br"));
        let size = fs::metadata(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?
            .len();
        eprintln!("{name}: {size} bytes on the wire");
        total += size;
    }
    eprintln!("First load: {total} bytes on the wire");
    if total > FIRST_LOAD {
        bail!(
            "The first load of the page takes {total} bytes on the wire; allowed: {FIRST_LOAD}. Move what it does not \
             need at once to a file that is fetched when it is asked for, or write it in less code."
        );
    }
    Ok(())
}

/// Views without their concrete types: a fifteenth less program, and it compiles faster.
pub(crate) const ERASED: [&str; 2] = [
    "--config",
    "target.wasm32-unknown-unknown.rustflags=[\"--cfg\",\"erase_components\"]",
];

/// The two builds of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Talks to the server it came from.
    Served,
    /// There is no server.
    Static,
}

impl Flavour {
    /// What to build, for cargo.
    pub(crate) fn arguments(self) -> Vec<&'static str> {
        let mut arguments = vec![
            "--package",
            "frontend",
            "--target",
            toolchain::WASM,
            "--profile",
            "wasm-release",
        ];
        match self {
            Self::Served => arguments.push("--lib"),
            Self::Static => arguments.extend(["--bin", "unmask_static"]),
        }
        arguments
    }

    fn file(self) -> &'static str {
        match self {
            Self::Served => "frontend.wasm",
            Self::Static => "unmask_static.wasm",
        }
    }
}

/// Compiles one flavour and returns the WebAssembly file, still without bindings.
pub(crate) fn compile(workspace: &Workspace, flavour: Flavour, quick: bool) -> Result<PathBuf> {
    toolchain::ensure_wasm(workspace)?;
    let target = workspace.page_target();
    let mut cargo = workspace.cargo_into(&target, "build", flavour.arguments());
    cargo.args(ERASED);
    if quick {
        for setting in ["lto=false", "codegen-units=16", "opt-level=1"] {
            cargo.args(["--config", &format!("profile.wasm-release.{setting}")]);
        }
    }
    run(&mut cargo)?;
    Ok(target
        .join(toolchain::WASM)
        .join("wasm-release")
        .join(flavour.file()))
}

/// Writes the JavaScript bindings and the finished WebAssembly into `package`, unless they are those of `wasm` already.
pub(crate) fn bind(wasm: &Path, package: &Path) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("{} cannot be read", wasm.display()))?;
    let fingerprint = fingerprint(&bytes);
    // Beside the package and not in it, since everything in it is served.
    let stamp = package.with_extension("stamp");
    let bound = package.join(format!("{NAME}_bg.wasm"));
    if bound.is_file() && fs::read_to_string(&stamp).is_ok_and(|last| last == fingerprint) {
        return Ok(());
    }
    eprintln!("Writing the bindings to {}", package.display());
    fs::create_dir_all(package)
        .with_context(|| format!("{} cannot be created", package.display()))?;
    Bindgen::new()
        .input_bytes(NAME, bytes)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name(NAME)
        .generate(package)
        .context(
            "wasm-bindgen refused the page. The versions of wasm-bindgen in Cargo.lock and of \
             wasm-bindgen-cli-support in xtask/Cargo.toml must be the same.",
        )?;
    minify(&package.join(format!("{NAME}.js")))?;
    fs::write(&stamp, fingerprint).with_context(|| format!("{} cannot be written", stamp.display()))
}

/// Leaves out of a script what only people read.
fn minify(script: &Path) -> Result<()> {
    let source = fs::read_to_string(script)
        .with_context(|| format!("{} cannot be read", script.display()))?;
    fs::write(script, minifier::js::minify(&source).to_string())
        .with_context(|| format!("{} cannot be written", script.display()))
}

fn fingerprint(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{} {:016x}", bytes.len(), hasher.finish())
}
