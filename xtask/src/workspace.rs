//! Paths of the checkout, and calls of cargo.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The checkout and its build folders. They are always those of the checkout, whatever `CARGO_TARGET_DIR` says, since
/// the program embeds `target/site`.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace that this program was built in.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask has no parent folder. This is a bug.")?;
        if !root.join("Cargo.toml").is_file() {
            bail!(
                "The checkout is no longer at {}. Run `cargo xtask` inside the checkout.",
                root.display()
            );
        }
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// The checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path in the checkout.
    pub(crate) fn path(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.root.join(inside)
    }

    /// What the program embeds: the page and its assets.
    pub(crate) fn site(&self) -> PathBuf {
        self.path("target/site")
    }

    /// The same files compressed, which the program embeds too.
    pub(crate) fn compressed(&self) -> PathBuf {
        self.path("target/compressed")
    }

    /// The static edition.
    pub(crate) fn static_site(&self) -> PathBuf {
        self.path("target/static")
    }

    /// Build folder of the WebAssembly side: its own, so that neither side waits for the other or undoes its features.
    pub(crate) fn page_target(&self) -> PathBuf {
        self.path("target/front")
    }

    /// The built program.
    pub(crate) fn program(&self) -> PathBuf {
        self.path(format!(
            "target/release/unmask{}",
            std::env::consts::EXE_SUFFIX
        ))
    }

    /// A call of cargo in the checkout, building into `target_dir`.
    pub(crate) fn cargo_into<S: AsRef<OsStr>>(
        &self,
        target_dir: &Path,
        subcommand: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .current_dir(&self.root)
            .arg(subcommand)
            .arg("--target-dir")
            .arg(target_dir)
            .args(arguments)
            // With this variable Leptos would look for other file names than the bindings have.
            .env_remove("LEPTOS_OUTPUT_NAME");
        command
    }

    /// A call of `cargo metadata` for the crates of this workspace.
    pub(crate) fn metadata(&self) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .current_dir(&self.root)
            .args(["metadata", "--no-deps", "--format-version", "1"]);
        command
    }

    /// A call of cargo in the checkout, for the host.
    pub(crate) fn cargo<S: AsRef<OsStr>>(
        &self,
        subcommand: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Command {
        self.cargo_into(&self.path("target"), subcommand, arguments)
    }
}

/// Runs a command and waits for it; an error names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("`{}` cannot be started", words(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", words(command));
    }
    Ok(())
}

/// A command as it would be typed in a shell.
pub(crate) fn words(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
