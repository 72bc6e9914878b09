//! The header of a safetensors file, checked against the file's length.

use std::cmp::Ordering;
use std::ops::Range;

use safetensors::SafeTensors;
use safetensors::tensor::Dtype;

use super::error::Problem;

/// A tensor as the header describes it.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    /// Its bytes in the file.
    pub(super) range: Range<usize>,
}

/// The tensors that a file's header names, sorted by name; checked against the file's length.
pub(super) fn header(file: &str, bytes: &[u8]) -> Result<Vec<Entry>, Problem> {
    let garbage = |reason: String| Problem::Header {
        file: file.to_owned(),
        reason,
    };
    let length = match bytes.first_chunk::<8>() {
        Some(prefix) => u64::from_le_bytes(*prefix),
        None => return Err(garbage(format!("it has only {} bytes", bytes.len()))),
    };
    let found = bytes.len() as u64;
    let compare = |expected: u64| match found.cmp(&expected) {
        Ordering::Less => Err(Problem::Truncated {
            file: file.to_owned(),
            expected,
            found,
        }),
        Ordering::Greater => Err(garbage(format!(
            "it has {} bytes after its last tensor",
            found - expected
        ))),
        Ordering::Equal => Ok(()),
    };
    // What begins like a header is told as cut off, be it in the header or in the data.
    if length < 100_000_000 && bytes.get(8) == Some(&b'{') {
        match bytes.get(8..8 + length as usize) {
            None => compare(8 + length)?,
            Some(header) => {
                if let Some(end) = data_end(header) {
                    compare((8 + length).saturating_add(end))?;
                }
            }
        }
    }
    let (size, metadata) =
        SafeTensors::read_metadata(bytes).map_err(|error| garbage(error.to_string()))?;
    let data_start = size + 8;
    let mut entries: Vec<Entry> = metadata
        .tensors()
        .into_iter()
        .map(|(name, info)| Entry {
            name,
            dtype: info.dtype,
            shape: info.shape.clone(),
            range: data_start + info.data_offsets.0..data_start + info.data_offsets.1,
        })
        .collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// Where the data ends, by a header's offsets: bytes after the header.
fn data_end(header: &[u8]) -> Option<u64> {
    let value: serde_json::Value = serde_json::from_slice(header).ok()?;
    let tensors = value.as_object()?.values();
    tensors
        .filter_map(|tensor| tensor.get("data_offsets")?.get(1)?.as_u64())
        .max()
}
