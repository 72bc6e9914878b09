//! Which files of a checkpoint hold its weights: `model.safetensors`, else the shards that its index names, in the order
//! in which transformers looks for them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use crate::python_json::python_json;

/// The whole weights in one file.
pub const WHOLE: &str = "model.safetensors";
/// The index of sharded weights.
pub const INDEX: &str = "model.safetensors.index.json";

/// The files that hold a folder's weights, by their names inside it, shards in alphabetical order; none where there are
/// neither weights nor an index.
///
/// # Errors
/// The index cannot be read; says why.
pub fn weight_files(folder: &Path) -> Result<Option<Vec<String>>, String> {
    if folder.join(WHOLE).is_file() {
        return Ok(Some(vec![WHOLE.to_owned()]));
    }
    let index = folder.join(INDEX);
    if !index.is_file() {
        return Ok(None);
    }
    let bytes = fs::read(index).map_err(|error| error.to_string())?;
    shards(&bytes).map(Some)
}

/// The shards that an index names, as paths inside its folder.
///
/// # Errors
/// It is no index, or a name leads out of the folder.
pub fn shards(index: &[u8]) -> Result<Vec<String>, String> {
    let index = python_json(index).map_err(|error| error.to_string())?;
    let map = index.get("weight_map").and_then(|map| map.as_object());
    let files = map
        .filter(|map| !map.is_empty())
        .ok_or_else(no_map)?
        .values();
    let files: BTreeSet<String> = files
        .map(|file| inside(file.as_str().ok_or_else(no_map)?))
        .collect::<Result<_, String>>()?;
    Ok(files.into_iter().collect())
}

fn no_map() -> String {
    "it has no weight_map from tensor names to file names".to_owned()
}

/// A shard's path inside the folder, `./` left out.
fn inside(name: &str) -> Result<String, String> {
    let outside = || format!("it names the file {name:?}, which is not inside the folder");
    if name.contains(['\\', ':', '\0']) {
        return Err(outside());
    }
    let mut parts = Vec::new();
    for part in Path::new(name).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(part) => parts.push(part.to_str().ok_or_else(outside)?),
            _ => return Err(outside()),
        }
    }
    if parts.is_empty() {
        return Err(outside());
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(shard: &str) -> Result<Vec<String>, String> {
        let index = serde_json::json!({"weight_map": {"a": shard, "b": shard}});
        shards(index.to_string().as_bytes())
    }

    #[test]
    fn shards_are_followed_inside_the_folder() {
        for (name, path) in [
            ("a.safetensors", "a.safetensors"),
            ("./a", "a"),
            ("sub/a", "sub/a"),
            ("./sub/./a", "sub/a"),
            (".hidden", ".hidden"),
        ] {
            assert_eq!(of(name), Ok(vec![path.to_owned()]));
        }
    }

    #[test]
    fn and_never_outside_it() {
        for name in [
            "../a",
            "sub/../../a",
            "sub/../a",
            "/etc/passwd",
            "",
            ".",
            "..",
            "a\\..\\b",
            "C:a",
            "a\0",
        ] {
            let refused = of(name).unwrap_err();
            assert!(
                refused.contains("not inside the folder"),
                "{name}: {refused}"
            );
        }
    }

    #[test]
    fn an_index_has_a_map() {
        for index in [
            "{}",
            "{\"weight_map\":{}}",
            "{\"weight_map\":{\"a\":1}}",
            "[]",
        ] {
            assert!(
                shards(index.as_bytes()).unwrap_err().contains("weight_map"),
                "{index}"
            );
        }
        assert!(shards(b"{").is_err());
        assert_eq!(
            shards("\u{feff}{\"weight_map\":{\"a\":\"b\"}}".as_bytes()).unwrap(),
            ["b"]
        );
    }
}
