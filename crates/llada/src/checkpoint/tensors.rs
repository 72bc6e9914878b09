//! The tensors of one or many safetensors files: located and checked from the headers alone.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use candle_core::DType;
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;

use super::error::{CheckpointError, Problem, Problems};
use super::layout::TensorSpec;
use super::mapped::Bytes;

/// Stored tensors, by name.
#[derive(Debug)]
pub struct StoredTensors {
    files: Vec<Bytes>,
    names: Vec<String>,
    places: BTreeMap<String, Place>,
}

#[derive(Debug)]
struct Place {
    file: usize,
    range: Range<usize>,
    dtype: DType,
}

/// A stored tensor's bytes and their type.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// Little-endian elements, row by row.
    pub bytes: &'a [u8],
    /// f32, f16 or bf16.
    pub dtype: DType,
}

impl StoredTensors {
    /// Finds the weights of `folder` and checks them against `layout`: `model.safetensors.index.json` with its shards, or
    /// `model.safetensors`.
    ///
    /// # Errors
    /// [`CheckpointError`]: no weights, or [`CheckpointError::Damaged`] with everything that is wrong.
    pub fn open(folder: &Path, layout: &[TensorSpec]) -> Result<Self, CheckpointError> {
        let place = folder.display().to_string();
        let index = folder.join("model.safetensors.index.json");
        let (names, single) = if index.is_file() {
            (shard_names(&index)?, false)
        } else {
            (BTreeSet::from(["model.safetensors".to_owned()]), true)
        };
        let mut problems = Vec::new();
        let mut files = Vec::new();
        for name in names {
            let path = folder.join(&name);
            if !path.is_file() {
                if single {
                    return Err(CheckpointError::NoFile {
                        folder: place,
                        file: "model.safetensors (and no model.safetensors.index.json)",
                        remedy: "download the checkpoint's safetensors files; PyTorch .bin files are not read",
                    });
                }
                problems.push(Problem::MissingShard { file: name });
                continue;
            }
            let bytes = Bytes::map(&path).map_err(|error| CheckpointError::Unreadable {
                file: path.display().to_string(),
                reason: error.to_string(),
            })?;
            files.push((name, bytes));
        }
        Self::check(place, files, layout, problems)
    }

    /// Checks one file that is already in memory.
    ///
    /// # Errors
    /// [`CheckpointError::Damaged`] with everything that is wrong.
    pub fn embedded(bytes: bytes::Bytes, layout: &[TensorSpec]) -> Result<Self, CheckpointError> {
        let files = vec![("model.safetensors".to_owned(), Bytes::Embedded(bytes))];
        Self::check("the program".to_owned(), files, layout, Vec::new())
    }

    fn check(
        place: String,
        files: Vec<(String, Bytes)>,
        layout: &[TensorSpec],
        mut problems: Vec<Problem>,
    ) -> Result<Self, CheckpointError> {
        let wanted: BTreeMap<&str, &TensorSpec> = layout
            .iter()
            .map(|spec| (spec.name.as_str(), spec))
            .collect();
        let mut places = BTreeMap::new();
        let mut kept = Vec::new();
        let names = files.iter().map(|(name, _)| name.clone()).collect();
        for (file, (file_name, bytes)) in files.into_iter().enumerate() {
            let entries = match header(&file_name, &bytes) {
                Ok(entries) => entries,
                Err(problem) => {
                    problems.push(problem);
                    kept.push(bytes);
                    continue;
                }
            };
            for entry in entries {
                let name = entry.name;
                let Some(spec) = wanted.get(name.as_str()) else {
                    let file = file_name.clone();
                    problems.push(Problem::Extra { name, file });
                    continue;
                };
                let dtype = match entry.dtype {
                    Dtype::F32 => DType::F32,
                    Dtype::F16 => DType::F16,
                    Dtype::BF16 => DType::BF16,
                    other => {
                        let found = format!("{other:?}");
                        problems.push(Problem::Type {
                            name: name.clone(),
                            found,
                        });
                        DType::F32
                    }
                };
                if entry.shape != spec.shape {
                    problems.push(Problem::Shape {
                        name: name.clone(),
                        found: entry.shape,
                        expected: spec.shape.clone(),
                    });
                }
                let range = entry.range;
                let found = Place { file, range, dtype };
                if places.insert(name.clone(), found).is_some() {
                    problems.push(Problem::Twice { name });
                }
            }
            kept.push(bytes);
        }
        // What an unreadable file holds is unknown: its tensors are not also called missing.
        let unread = |problem: &Problem| {
            use Problem::{Header, MissingShard, Truncated};
            matches!(
                problem,
                MissingShard { .. } | Header { .. } | Truncated { .. }
            )
        };
        if !problems.iter().any(unread) {
            for spec in layout
                .iter()
                .filter(|spec| !places.contains_key(&spec.name))
            {
                problems.push(Problem::Missing {
                    name: spec.name.clone(),
                    shape: spec.shape.clone(),
                });
            }
        }
        if problems.is_empty() {
            let files = kept;
            return Ok(Self {
                files,
                names,
                places,
            });
        }
        let list = problems;
        Err(CheckpointError::Damaged(Problems { place, list }))
    }

    /// The files, which lie in `folder`.
    #[must_use]
    pub fn files(&self, folder: &Path) -> Vec<PathBuf> {
        self.names.iter().map(|name| folder.join(name)).collect()
    }

    /// The bytes of a tensor; none if there is no such tensor.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Stored<'_>> {
        let place = self.places.get(name)?;
        Some(Stored {
            bytes: self.files.get(place.file)?.get(place.range.clone())?,
            dtype: place.dtype,
        })
    }
}

struct Entry {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    range: Range<usize>,
}

/// The tensors that a file's header names, sorted by name; checked against the file's length.
fn header(file: &str, bytes: &[u8]) -> Result<Vec<Entry>, Problem> {
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

/// The files that an index names.
fn shard_names(index: &Path) -> Result<BTreeSet<String>, CheckpointError> {
    let unreadable = |reason: String| CheckpointError::Unreadable {
        file: index.display().to_string(),
        reason,
    };
    let text = fs::read(index).map_err(|error| unreadable(error.to_string()))?;
    let value: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
    let map = value
        .get("weight_map")
        .and_then(serde_json::Value::as_object);
    let names: Option<BTreeSet<String>> = map.and_then(|map| {
        map.values()
            .map(|file| file.as_str().map(str::to_owned))
            .collect()
    });
    let inside = |name: &String| !name.contains(['/', '\\']) && name != "..";
    match names {
        Some(names) if !names.is_empty() && names.iter().all(inside) => Ok(names),
        _ => Err(unreadable(
            "it has no weight_map from tensor names to file names".to_owned(),
        )),
    }
}
