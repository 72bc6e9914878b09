//! Which files make a model, and whether all of them are there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::error::HubError;

/// The names of a repository's files, where the hub tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listing(pub(super) BTreeSet<String>);

/// What a model has besides configuration and weights.
const SIDE_FILES: [&str; 4] = [
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "generation_config.json",
];

const INDEX: &str = "model.safetensors.index.json";

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

/// Whether a folder holds a whole model. Weights are downloaded last, so they speak for the side files too.
pub(super) fn is_complete(folder: &Path) -> bool {
    let has = |file: &str| folder.join(file).exists();
    let weights = if has(INDEX) {
        shards(folder).is_ok_and(|shards| shards.iter().all(|shard| has(shard)))
    } else {
        has("model.safetensors")
    };
    has("config.json") && weights
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
