//! The page's files and the built-in model are compiled into the program. This creates their folders if they are missing
//! and watches them, so that a build after `cargo xtask build` or a new training run embeds the new files.

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    for folder in ["../target/site", "../target/compressed", "../models/tiny"] {
        let folder = Path::new(folder);
        fs::create_dir_all(folder)?;
        watch(folder)?;
    }
    Ok(())
}

/// Cargo looks at the time stamp of a folder itself, so its sub-folders are named one by one.
fn watch(folder: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            watch(&path)?;
        }
    }
    Ok(())
}
