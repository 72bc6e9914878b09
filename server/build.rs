//! The page's files and the built-in model are compiled into the program. Here their folders are made sure of, and
//! watched, so that a build after `cargo xtask build` or a new training run takes the new files in.

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    for folder in ["../target/site", "../models/tiny"] {
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
