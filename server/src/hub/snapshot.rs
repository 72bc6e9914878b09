//! Which files make a model, and whether all of them are there.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use llada::checkpoint::weight_files;

use super::error::HubError;
use super::{gguf, integrity};

/// The names of a repository's files, where the hub tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listing(pub(super) BTreeSet<String>);

/// What a model has besides configuration and weights.
const SIDE_FILES: [&str; 4] = [
    TOKENIZER,
    "tokenizer_config.json",
    "chat_template.jinja",
    "generation_config.json",
];

pub(super) const CONFIG: &str = "config.json";
pub(super) const TOKENIZER: &str = "tokenizer.json";
pub(super) const INDEX: &str = weight_files::INDEX;
pub(super) const WEIGHTS: &str = weight_files::WHOLE;

impl Listing {
    /// The names.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether a file may be there: it is listed, or nothing is.
    pub(super) fn may_have(listing: Option<&Self>, file: &str) -> bool {
        listing.is_none_or(|listing| listing.0.contains(file))
    }

    /// The side files to ask for: those listed, or all that may be there.
    pub(super) fn side_files(listing: Option<&Self>) -> Vec<String> {
        SIDE_FILES
            .into_iter()
            .filter(|file| Self::may_have(listing, file))
            .map(str::to_owned)
            .collect()
    }
}

/// The shards that the index in a folder names.
pub(super) fn shards(folder: &Path) -> Result<Vec<String>, HubError> {
    let bytes = fs::read(folder.join(INDEX)).map_err(|error| error.to_string());
    bytes
        .and_then(|bytes| weight_files::shards(&bytes))
        .map_err(|reason| HubError::Damaged {
            file: INDEX.to_owned(),
            reason,
        })
}

/// What keeps a folder from being a whole model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lack {
    /// There is nothing at all.
    Everything,
    /// Files that are missing or damaged, each in words.
    Files(Vec<String>),
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 4;
        let Self::Files(files) = self else {
            return f.write_str("nothing of it is there");
        };
        let shown: Vec<&str> = files.iter().take(SHOWN).map(String::as_str).collect();
        f.write_str(&shown.join("; "))?;
        match files.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

/// What a folder lacks of a whole model, whoever filled it; none if it is one. Weights are as long as they say, but
/// nothing vouches for their contents here.
pub(super) fn lack(folder: &Path) -> Option<Lack> {
    if !folder.is_dir() {
        return Some(Lack::Everything);
    }
    let mut needed = vec![CONFIG.to_owned(), TOKENIZER.to_owned()];
    // In the order in which they are looked for when the model is opened.
    if !folder.join(WEIGHTS).exists() && folder.join(INDEX).exists() {
        needed.push(INDEX.to_owned());
        // An index that cannot be read is found below.
        needed.extend(shards(folder).unwrap_or_default());
    } else {
        needed.push(WEIGHTS.to_owned());
    }
    let files: Vec<String> = needed
        .iter()
        .filter_map(|file| {
            let path = folder.join(file);
            if !path.exists() {
                return Some(format!("{file} is missing"));
            }
            let fault = integrity::fault(file, &path).or_else(|| {
                let unusable = (file == INDEX).then(|| shards(folder).err()).flatten();
                unusable.map(|_| "it names no shards".to_owned())
            })?;
            Some(format!("{file} is damaged: {fault}"))
        })
        .collect();
    (!files.is_empty()).then_some(Lack::Files(files))
}

/// The GGUF file of a folder that `wanted` names, or what keeps it from being there whole.
pub(super) fn gguf(id: &str, folder: &Path, wanted: &str) -> Result<PathBuf, Lack> {
    if !folder.is_dir() {
        return Err(Lack::Everything);
    }
    let files = files_below(folder, "");
    let chosen = gguf::choose(id, files.iter().map(String::as_str), wanted);
    let file = chosen.map_err(|_| Lack::Files(vec![format!("{wanted} is missing")]))?;
    let path = folder.join(file);
    match integrity::fault(file, &path) {
        None => Ok(path),
        Some(fault) => Err(Lack::Files(vec![format!("{file} is damaged: {fault}")])),
    }
}

/// The files of a folder and of those in it, by their paths from it.
fn files_below(folder: &Path, prefix: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files =
        entries.filter_map(|entry| Some((entry.path(), entry.file_name().into_string().ok()?)));
    files
        .flat_map(|(path, name)| {
            let name = format!("{prefix}{name}");
            match path.is_dir() {
                true => files_below(&path, &format!("{name}/")),
                // A link that leads nowhere is no file.
                false if path.exists() => vec![name],
                false => Vec::new(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_may_not_lead_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let index = |shard: &str| {
            let text = format!("{{\"weight_map\":{{\"a\":{}}}}}", serde_json::json!(shard));
            fs::write(folder.path().join(INDEX), text).unwrap();
            shards(folder.path())
        };
        assert_eq!(index("a.safetensors").unwrap(), ["a.safetensors"]);
        assert_eq!(index("./b/a").unwrap(), ["b/a"]);
        for shard in ["../a", "/etc/passwd", "", "a/../b", ".."] {
            assert!(index(shard).is_err(), "{shard}");
        }
    }
}
