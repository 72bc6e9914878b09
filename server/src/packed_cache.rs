//! Where packed weights are kept.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The folder asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PackedCache {
    /// `UNMASK_CACHE`, or `unmask` in the system's folder for caches.
    #[default]
    Auto,
    /// Nothing is kept.
    None,
    /// This one.
    Folder(PathBuf),
}

impl PackedCache {
    /// The folder; none where nothing is kept or the system names no home.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::Auto => usual(|name| std::env::var_os(name).map(PathBuf::from)),
            Self::None => None,
            Self::Folder(folder) => Some(folder.clone()),
        }
    }
}

fn usual(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let set = |name| variable(name).filter(|path| !path.as_os_str().is_empty());
    set("UNMASK_CACHE").or_else(|| {
        let caches = set("XDG_CACHE_HOME")
            .or_else(|| set("HOME").map(|home| home.join(".cache")))
            .or_else(|| set("LOCALAPPDATA"))?;
        Some(caches.join("unmask"))
    })
}

impl fmt::Display for PackedCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::None => f.write_str("none"),
            Self::Folder(folder) => folder.display().fmt(f),
        }
    }
}

impl FromStr for PackedCache {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "auto" => Self::Auto,
            "none" => Self::None,
            folder => Self::Folder(folder.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_folder() {
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/me"));
        assert_eq!(usual(home), Some("/home/me/.cache/unmask".into()));
        let own = |name: &str| (name == "UNMASK_CACHE").then(|| PathBuf::from("/big"));
        assert_eq!(usual(own), Some("/big".into()));
        assert_eq!(usual(|_| None), None);
    }

    #[test]
    fn names_are_what_is_read() {
        for cache in [
            PackedCache::Auto,
            PackedCache::None,
            PackedCache::Folder("a/b".into()),
        ] {
            assert_eq!(cache.to_string().parse(), Ok(cache));
        }
    }
}
