//! Where the lines of earlier conversations are kept, for the up arrow.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// `--history`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum History {
    /// `unmask/chat-history` in the user's folder for the state of programs.
    #[default]
    Auto,
    /// Nowhere: they are forgotten at the end.
    None,
    /// In this file.
    File(PathBuf),
}

impl History {
    /// The file; none where nothing is kept or the system names no home.
    pub(super) fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Auto => usual(|name| std::env::var_os(name).map(PathBuf::from)),
            Self::None => None,
            Self::File(file) => Some(file.clone()),
        }
    }
}

fn usual(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let set = |name| variable(name).filter(|path| !path.as_os_str().is_empty());
    let states = set("XDG_STATE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".local/state")))
        .or_else(|| set("LOCALAPPDATA"))?;
    Some(states.join("unmask").join("chat-history"))
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::None => f.write_str("none"),
            Self::File(file) => file.display().fmt(f),
        }
    }
}

impl FromStr for History {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "auto" => Self::Auto,
            "none" => Self::None,
            file => Self::File(file.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_place_is_the_users_own() {
        let place = |set: &[(&str, &str)]| {
            let find = |name: &str| set.iter().find(|(key, _)| *key == name);
            usual(|name| find(name).map(|(_, value)| PathBuf::from(value)))
        };
        let home = ("HOME", "/home/ada");
        assert_eq!(
            place(&[home]),
            Some("/home/ada/.local/state/unmask/chat-history".into())
        );
        assert_eq!(
            place(&[("XDG_STATE_HOME", "/state"), home]),
            Some("/state/unmask/chat-history".into())
        );
        assert_eq!(place(&[("HOME", "")]), None);
    }

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for text in ["auto", "none", "lines.txt"] {
            assert_eq!(text.parse::<History>().unwrap().to_string(), text);
        }
    }
}
