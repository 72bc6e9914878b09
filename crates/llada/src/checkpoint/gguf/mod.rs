//! GGUF: the single-file checkpoints of llama.cpp. The file is mapped, its header checked against its length, and what it
//! says is told in the terms of the safetensors checkpoint that it was converted from: a `config.json`, a
//! `tokenizer.json`, a `tokenizer_config.json`, and tensors by their names there.
//!
//! | module | idea |
//! |---|---|
//! | `reader` | the header: metadata and tensor table |
//! | [`metadata`] | keys and values |
//! | `family` | which `config.json` and which tensors a file's architecture stands for |
//! | `tokenizer` | the tokenizer and the chat template from the metadata |
//! | [`error`] | what can be wrong |

pub mod error;
mod family;
pub mod metadata;
mod reader;
mod tokenizer;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

pub use error::GgufError;
pub use metadata::{MetaValue, Metadata};
pub use reader::TensorInfo;

use super::error::{CheckpointError, Problem, Problems};
use super::layout::TensorSpec;
use super::mapped::Bytes;
use crate::blocks::{BlockTensor, BlockType};
use crate::dtype::WeightType;
use family::{Family, Origin};

/// An opened GGUF file.
#[derive(Debug)]
pub struct GgufFile {
    bytes: Bytes,
    metadata: Metadata,
    tensors: BTreeMap<String, TensorInfo>,
}

impl GgufFile {
    /// Maps a file and reads its header.
    ///
    /// # Errors
    /// [`CheckpointError`]: it cannot be read, or is refused as [`GgufError`] says.
    pub fn open(path: &Path) -> Result<Self, CheckpointError> {
        let bytes = Bytes::map(path).map_err(|error| CheckpointError::Unreadable {
            file: path.display().to_string(),
            reason: error.to_string(),
        })?;
        Ok(Self::read(&path.display().to_string(), bytes)?)
    }

    fn read(file: &str, bytes: Bytes) -> Result<Self, GgufError> {
        let reader::Header { metadata, tensors } = reader::read(file, &bytes)?;
        Ok(Self {
            bytes,
            metadata,
            tensors,
        })
    }

    /// The metadata.
    #[must_use]
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The tensors by their names in the file.
    #[must_use]
    pub const fn tensors(&self) -> &BTreeMap<String, TensorInfo> {
        &self.tensors
    }

    /// The `config.json` that the file was converted from, as far as it matters here.
    ///
    /// # Errors
    /// [`GgufError`]: an architecture that does not run, or metadata that is missing or makes no sense.
    pub fn config(&self) -> Result<Value, GgufError> {
        Family::of(&self.metadata)?.config(&self.metadata, &self.tensors)
    }

    /// The `tokenizer.json` that the metadata stand for.
    ///
    /// # Errors
    /// [`GgufError`]: a kind of tokenizer that is not known, or damaged lists.
    pub fn tokenizer(&self) -> Result<Value, GgufError> {
        tokenizer::tokenizer(&self.metadata)
    }

    /// The `tokenizer_config.json`: special tokens and chat template.
    ///
    /// # Errors
    /// [`GgufError`]: damaged metadata.
    pub fn tokenizer_config(&self) -> Result<Value, GgufError> {
        tokenizer::tokenizer_config(&self.metadata)
    }

    /// Checks that the file holds these tensors and no others, and finds each.
    ///
    /// # Errors
    /// [`CheckpointError`] with everything that is wrong.
    pub fn into_tensors(self, layout: &[TensorSpec]) -> Result<GgufTensors, CheckpointError> {
        let family = Family::of(&self.metadata)?;
        let mut problems = Vec::new();
        let mut used = BTreeSet::new();
        let mut places = BTreeMap::new();
        for spec in layout {
            let origin = family.origin(&spec.name, &self.metadata)?;
            let Some(info) = self.tensors.get(&origin.tensor) else {
                problems.push(Problem::Missing {
                    name: origin.tensor,
                    shape: spec.shape.clone(),
                });
                continue;
            };
            let shape = match (origin.part, info.shape.as_slice()) {
                (Some(part), [parts, shape @ ..]) if part < *parts => shape,
                (_, shape) => shape,
            };
            if shape != spec.shape {
                problems.push(Problem::Shape {
                    name: origin.tensor.clone(),
                    found: info.shape.clone(),
                    expected: spec.shape.clone(),
                });
            }
            used.insert(origin.tensor.clone());
            places.insert(spec.name.clone(), Place::new(&origin, info, &spec.shape));
        }
        problems.dedup();
        let extra = self.tensors.keys().filter(|name| !used.contains(*name));
        let extra = extra.filter(|name| !name.starts_with("rope_f"));
        problems.extend(extra.map(|name| Problem::Extra {
            name: name.clone(),
            file: self.metadata.file().to_owned(),
        }));
        if !problems.is_empty() {
            return Err(CheckpointError::Damaged(Problems {
                place: self.metadata.file().to_owned(),
                list: problems,
            }));
        }
        let bytes = self.bytes;
        Ok(GgufTensors { bytes, places })
    }
}

/// The type in which matrices of these kinds, each with its number of values, lose least: their own where they are all of
/// one, else 8 bits, or 4 where most of them have no more.
pub(super) fn closest_type(kinds: impl Iterator<Item = (BlockType, usize)>) -> WeightType {
    let kinds: Vec<(BlockType, usize)> = kinds.collect();
    let all = |kind: BlockType| kinds.iter().all(|(other, _)| *other == kind);
    for (kind, dtype) in [
        (BlockType::F32, WeightType::F32),
        (BlockType::F16, WeightType::F16),
        (BlockType::Bf16, WeightType::Bf16),
    ] {
        if all(kind) {
            return dtype;
        }
    }
    let values = |of: fn(BlockType) -> bool| -> usize {
        kinds
            .iter()
            .filter(|(kind, _)| of(*kind))
            .map(|(_, values)| values)
            .sum()
    };
    if 2 * values(|kind| kind == BlockType::Q4K) > values(|_| true) {
        WeightType::Q4k
    } else {
        WeightType::Q8_0
    }
}

/// The checked tensors of a GGUF file, by the names of the safetensors checkpoint.
#[derive(Debug)]
pub struct GgufTensors {
    bytes: Bytes,
    places: BTreeMap<String, Place>,
}

#[derive(Debug)]
struct Place {
    start: usize,
    kind: BlockType,
    rows: usize,
    columns: usize,
    /// Rows of a head whose rows are in llama.cpp's order; none where they are in ours.
    head: Option<usize>,
}

impl Place {
    fn new(origin: &Origin, info: &TensorInfo, shape: &[usize]) -> Self {
        let columns = shape.last().copied().unwrap_or(0);
        let rows = shape.iter().product::<usize>() / columns.max(1);
        let size = info.kind.bytes(columns) * rows;
        Self {
            start: info.range.start + origin.part.unwrap_or(0) * size,
            kind: info.kind,
            rows,
            columns,
            head: origin.heads.map(|heads| rows / heads),
        }
    }
}

impl GgufTensors {
    /// A tensor; none if there is no such tensor.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<BlockTensor<'_>> {
        let place = self.places.get(name)?;
        let size = place.kind.bytes(place.columns) * place.rows;
        let bytes = self.bytes.get(place.start..place.start + size)?;
        Some(BlockTensor::new(
            bytes,
            place.kind,
            place.columns,
            place.head,
        ))
    }
}
