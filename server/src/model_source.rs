//! What `--model M` may name: the built-in model, a folder, a GGUF file, a hub id, a GGUF file of the hub.

use std::path::PathBuf;
use std::str::FromStr;

use crate::built_in;
use crate::hub::ModelId;

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelSource {
    /// The model inside the program.
    BuiltIn,
    /// A checkpoint folder.
    Folder(PathBuf),
    /// A GGUF file.
    Gguf(PathBuf),
    /// A model of the hub.
    Hub {
        /// `owner/name`.
        id: String,
        /// A quantisation, or the name of a GGUF file of it.
        gguf: Option<String>,
    },
}

/// Why `--model` was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelSourceError {
    /// A single weights file.
    #[error(
        "model is {0}, a file; allowed: tiny, a checkpoint folder, a .gguf file or a hub id. Give the folder that holds it, with its config.json and tokenizer.json"
    )]
    File(String),
    /// No folder is there.
    #[error(
        "model is {0}, and there is no such folder or file; allowed: tiny, a checkpoint folder, a .gguf file or a hub id such as GSAI-ML/LLaDA-8B-Instruct. Check the path"
    )]
    NoFolder(String),
    /// Nothing of the kind.
    #[error(
        "model is \"{0}\"; allowed: tiny, a checkpoint folder, a .gguf file, a hub id such as GSAI-ML/LLaDA-8B-Instruct or a GGUF file of the hub such as owner/repository:Q8_0. Choose one of them (unmask models lists the family)"
    )]
    Unknown(String),
}

impl FromStr for ModelSource {
    type Err = ModelSourceError;

    fn from_str(text: &str) -> Result<Self, ModelSourceError> {
        if text == built_in::NAME {
            return Ok(Self::BuiltIn);
        }
        let path = PathBuf::from(text);
        if path.is_dir() {
            return Ok(Self::Folder(path));
        }
        let owned = || text.to_owned();
        let is_gguf = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("gguf"));
        if path.is_file() {
            return match is_gguf {
                true => Ok(Self::Gguf(path)),
                false => Err(ModelSourceError::File(owned())),
            };
        }
        let (id, gguf) = match text.split_once(':') {
            Some((id, gguf)) => (id, Some(gguf)),
            None => (text, None),
        };
        let names_file = is_gguf && gguf.is_none();
        if is_hub_id(id) && gguf.is_none_or(is_file_name) && !names_file {
            return Ok(Self::Hub {
                id: id.to_owned(),
                gguf: gguf.map(str::to_owned),
            });
        }
        if text.contains(['/', '\\']) || text.starts_with(['.', '~']) || is_gguf {
            return Err(ModelSourceError::NoFolder(owned()));
        }
        Err(ModelSourceError::Unknown(owned()))
    }
}

/// A quantisation or a file's path inside a repository.
fn is_file_name(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part != "." && part != "..";
    text.split('/').all(part) && !text.contains(['\\', ':'])
}

/// `owner/name`, each of letters, digits, `-`, `_` and `.`, beginning with a letter, a digit or `_`.
fn is_hub_id(text: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    text.split_once('/')
        .is_some_and(|(owner, name)| part(owner) && part(name))
}

impl ModelSource {
    /// What the page and the recordings call the model: never a path of this machine.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::BuiltIn => built_in::NAME.to_owned(),
            Self::Hub { id, gguf: None } => id.clone(),
            Self::Hub {
                id,
                gguf: Some(gguf),
            } => format!("{id}:{gguf}"),
            Self::Folder(path) | Self::Gguf(path) => {
                let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
                let name = whole.file_name().unwrap_or(whole.as_os_str());
                name.to_string_lossy().into_owned()
            }
        }
    }

    /// The hub model, with its revision.
    #[must_use]
    pub fn on_hub(&self, revision: &str) -> Option<ModelId> {
        match self {
            Self::Hub { id, gguf } => Some(ModelId {
                id: id.clone(),
                revision: revision.to_owned(),
                gguf: gguf.clone(),
            }),
            Self::BuiltIn | Self::Folder(_) | Self::Gguf(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ModelSource, ModelSourceError> {
        text.parse()
    }

    #[test]
    fn what_may_be_named() {
        assert_eq!(parse("tiny"), Ok(ModelSource::BuiltIn));
        let id = "GSAI-ML/LLaDA-8B-Instruct";
        let hub = |id: &str, gguf: Option<&str>| {
            Ok(ModelSource::Hub {
                id: id.to_owned(),
                gguf: gguf.map(str::to_owned),
            })
        };
        assert_eq!(parse(id), hub(id, None));
        assert_eq!(parse("owner/repo:Q8_0"), hub("owner/repo", Some("Q8_0")));
        let file = "owner/repo:sub/a-Q8_0.gguf";
        assert_eq!(parse(file), hub("owner/repo", Some("sub/a-Q8_0.gguf")));
        assert_eq!(parse(file).unwrap().name(), file);
        assert_eq!(parse("src"), Ok(ModelSource::Folder("src".into())));
        assert_eq!(
            parse("./src").map(|source| source.name()),
            Ok("src".to_owned())
        );
    }

    #[test]
    fn what_may_not() {
        let message = |text: &str| parse(text).unwrap_err().to_string();
        assert!(message("llada.Q4_K.gguf").contains("no such folder or file"));
        assert!(message("owner/llada.gguf").contains("no such folder or file"));
        assert!(message("owner/repo:").contains("no such folder"));
        assert!(message("owner/repo:../a").contains("no such folder"));
        assert!(message("Cargo.toml").contains("a file"));
        assert!(message("/no/such/folder").contains("no such folder"));
        assert!(message("../nowhere").contains("no such folder"));
        assert!(message("large").contains("allowed: tiny"));
        assert!(message("").contains("\"\""));
    }
}
