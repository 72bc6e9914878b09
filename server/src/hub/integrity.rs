//! Whether a file is whole, as far as it tells itself: safetensors and GGUF files by their headers, JSON by its end. Contents are
//! not compared with anything, so a look costs next to nothing even for the largest weights.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use llada::checkpoint::CheckpointError;
use llada::checkpoint::gguf::{GgufError, GgufFile};
use llada::python_json::python_json;
use serde::Deserialize;

/// No header is longer; the safetensors library has the same limit.
const LONGEST_HEADER: u64 = 100_000_000;

/// What is wrong with the bytes at `path`, which go by the name of `file`. Of other types than those above, nothing is
/// known.
pub(super) fn fault(file: &str, path: &Path) -> Option<String> {
    let checked = match Path::new(file).extension()?.to_str()? {
        "safetensors" => tensors(path),
        "json" => json(path),
        "gguf" => Ok(gguf(path)),
        _ => return None,
    };
    checked.unwrap_or_else(|error| Some(format!("it cannot be read: {error}")))
}

fn json(path: &Path) -> io::Result<Option<String>> {
    let parsed = python_json(&fs::read(path)?);
    Ok(parsed.err().map(|error| format!("it is no JSON: {error}")))
}

/// What is whole but of a kind that is not read is told when it is opened.
fn gguf(path: &Path) -> Option<String> {
    match GgufFile::open(path) {
        Err(CheckpointError::Gguf(
            error @ (GgufError::Magic { .. } | GgufError::Cut { .. } | GgufError::Damaged { .. }),
        )) => Some(error.to_string()),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Tensor {
    data_offsets: Option<(u64, u64)>,
}

fn tensors(path: &Path) -> io::Result<Option<String>> {
    let mut file = File::open(path)?;
    let found = file.metadata()?.len();
    let cut_off = |promised: u64| format!("it has {found} bytes, its header promises {promised}");
    let mut prefix = [0; 8];
    if found < 8 {
        return Ok(Some(format!("it has {found} bytes, too few for a header")));
    }
    file.read_exact(&mut prefix)?;
    let length = u64::from_le_bytes(prefix);
    if length > LONGEST_HEADER {
        return Ok(Some("it does not begin with a header".to_owned()));
    }
    let data = 8 + length;
    if found < data {
        return Ok(Some(cut_off(data)));
    }
    let mut header = Vec::new();
    file.take(length).read_to_end(&mut header)?;
    let tensors: BTreeMap<String, Tensor> = match serde_json::from_slice(&header) {
        Ok(tensors) => tensors,
        Err(error) => return Ok(Some(format!("its header is no JSON: {error}"))),
    };
    let ends = tensors.values().filter_map(|tensor| tensor.data_offsets);
    let promised = data.saturating_add(ends.map(|(_, end)| end).max().unwrap_or(0));
    Ok((promised != found).then(|| cut_off(promised)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with these bytes.
    fn told(file: &str, bytes: &[u8]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("blob");
        fs::write(&path, bytes).unwrap();
        fault(file, &path)
    }

    #[test]
    fn weights_are_as_long_as_their_header_says() {
        let header = br#"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;
        let mut whole = (header.len() as u64).to_le_bytes().to_vec();
        whole.extend(header);
        whole.extend([0; 8]);
        assert_eq!(told("a.safetensors", &whole), None);
        for length in 0..whole.len() {
            let fault = told("a.safetensors", &whole[..length]);
            assert!(fault.is_some(), "{length}");
        }
        let mut surplus = whole.clone();
        surplus.push(0);
        let promise = format!(
            "{} bytes, its header promises {}",
            surplus.len(),
            whole.len()
        );
        assert!(told("a.safetensors", &surplus).unwrap().contains(&promise));
        assert!(told("a.safetensors", &[0xff; 64]).is_some());
        assert!(told("a.safetensors", &[0; 64]).is_some());
    }

    #[test]
    fn json_that_was_cut_off_is_no_json() {
        assert_eq!(told("a.json", br#"{"a":[1,2]}"#), None);
        assert_eq!(told("a.json", b"\xef\xbb\xbf{\"a\":Infinity}"), None);
        for cut in ["", "{", r#"{"a":[1,2]"#] {
            assert!(told("a.json", cut.as_bytes()).is_some(), "{cut}");
        }
        assert_eq!(told("a.jinja", b"{%"), None);
    }
}
