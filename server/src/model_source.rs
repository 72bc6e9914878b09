//! What `--model M` may name: the built-in model, a folder, a hub id.

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
    /// A model of the hub, in the form `owner/name`.
    Hub(String),
}

/// Why `--model` was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelSourceError {
    /// GGUF files are not read yet.
    #[error(
        "model is {0}, a GGUF file, which this version does not read; allowed: tiny, a checkpoint folder (config.json, *.safetensors, tokenizer.json) or a hub id. Give the original checkpoint: --dtype q8_0 or q4k quantises it while loading"
    )]
    Gguf(String),
    /// A single weights file.
    #[error(
        "model is {0}, a file; allowed: tiny, a checkpoint folder or a hub id. Give the folder that holds it, with its config.json and tokenizer.json"
    )]
    File(String),
    /// No folder is there.
    #[error(
        "model is {0}, and there is no such folder; allowed: tiny, a checkpoint folder or a hub id such as GSAI-ML/LLaDA-8B-Instruct. Check the path"
    )]
    NoFolder(String),
    /// Nothing of the kind.
    #[error(
        "model is \"{0}\"; allowed: tiny, a checkpoint folder or a hub id such as GSAI-ML/LLaDA-8B-Instruct. Choose one of them"
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
        let gguf = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("gguf"));
        if gguf {
            return Err(ModelSourceError::Gguf(owned()));
        }
        if path.is_file() {
            return Err(ModelSourceError::File(owned()));
        }
        if is_hub_id(text) {
            return Ok(Self::Hub(owned()));
        }
        if text.contains(['/', '\\']) || text.starts_with(['.', '~']) {
            return Err(ModelSourceError::NoFolder(owned()));
        }
        Err(ModelSourceError::Unknown(owned()))
    }
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
            Self::Hub(id) => id.clone(),
            Self::Folder(path) => {
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
            Self::Hub(id) => Some(ModelId {
                id: id.clone(),
                revision: revision.to_owned(),
            }),
            Self::BuiltIn | Self::Folder(_) => None,
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
        assert_eq!(parse(id), Ok(ModelSource::Hub(id.to_owned())));
        assert_eq!(parse("src"), Ok(ModelSource::Folder("src".into())));
        assert_eq!(
            parse("./src").map(|source| source.name()),
            Ok("src".to_owned())
        );
    }

    #[test]
    fn what_may_not() {
        let message = |text: &str| parse(text).unwrap_err().to_string();
        assert!(message("llada.Q4_K.gguf").contains("GGUF"));
        assert!(message("Cargo.toml").contains("a file"));
        assert!(message("/no/such/folder").contains("no such folder"));
        assert!(message("../nowhere").contains("no such folder"));
        assert!(message("large").contains("allowed: tiny"));
        assert!(message("").contains("\"\""));
    }
}
