//! Copies files only where the content changed, so that crates that embed them are not rebuilt without need.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Writes a file unless it has that content already.
pub(crate) fn write_if_changed(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be created", folder.display()))?;
    }
    fs::write(path, content).with_context(|| format!("{} cannot be written", path.display()))
}

/// Makes `to` a copy of `from` and removes everything else; entries of `to` named in `keep`, and stamp files beside them,
/// are left alone. A missing `from` counts as empty.
pub(crate) fn mirror(from: &Path, to: &Path, keep: &[&str]) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("{} cannot be created", to.display()))?;
    for entry in fs::read_dir(to).with_context(|| format!("{} cannot be read", to.display()))? {
        let entry = entry?;
        let kept = keep
            .iter()
            .any(|name| Path::new(&entry.file_name()).file_stem() == Some(name.as_ref()));
        if !kept && !from.join(entry.file_name()).exists() {
            let path = entry.path();
            if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            }
            .with_context(|| format!("{} cannot be removed", path.display()))?;
        }
    }
    if !from.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let path = entry.path();
        let copy = to.join(entry.file_name());
        if path.is_dir() {
            mirror(&path, &copy, &[])?;
        } else {
            let content =
                fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            write_if_changed(&copy, &content)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_adds_removes_and_keeps() {
        let folder = std::env::temp_dir().join(format!("xtask-mirror-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        for path in [
            "from/a/b.txt",
            "to/old/c.txt",
            "to/old.txt",
            "to/pkg/d.js",
            "to/pkg.stamp",
        ] {
            write_if_changed(&folder.join(path), path.as_bytes()).unwrap();
        }
        mirror(&from, &to, &["pkg"]).unwrap();
        assert_eq!(fs::read(to.join("a/b.txt")).unwrap(), b"from/a/b.txt");
        assert!(!to.join("old").exists() && !to.join("old.txt").exists());
        assert!(to.join("pkg/d.js").exists() && to.join("pkg.stamp").exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
