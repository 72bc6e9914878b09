//! Which files make a model, and whether all of them are there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::error::HubError;
use super::integrity;

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
pub(super) const INDEX: &str = "model.safetensors.index.json";
pub(super) const WEIGHTS: &str = "model.safetensors";

impl Listing {
    /// The side files to ask for: those listed, or all that may be there.
    pub(super) fn side_files(listing: Option<&Self>) -> Vec<String> {
        SIDE_FILES
            .into_iter()
            .filter(|file| listing.is_none_or(|listing| listing.0.contains(*file)))
            .map(str::to_owned)
            .collect()
    }
}

#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

/// The shards that the index in a folder names.
pub(super) fn shards(folder: &Path) -> Result<Vec<String>, HubError> {
    let path = folder.join(INDEX);
    let damaged = |reason: String| HubError::Damaged {
        file: INDEX.to_owned(),
        reason,
    };
    let bytes = fs::read(&path).map_err(|error| damaged(error.to_string()))?;
    let index: Index =
        serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
    let shards: BTreeSet<String> = index.weight_map.into_values().collect();
    if let Some(shard) = shards.iter().find(|shard| !is_plain(shard)) {
        return Err(damaged(format!(
            "it names \"{shard}\", which is no file name"
        )));
    }
    Ok(shards.into_iter().collect())
}

/// A name in the folder itself: nothing that leads out of it.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0'])
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
    if folder.join(INDEX).exists() {
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
        for shard in ["../a", "/etc/passwd", "", "a/b", ".."] {
            assert!(index(shard).is_err(), "{shard}");
        }
    }
}
