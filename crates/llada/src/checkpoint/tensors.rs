//! The tensors of one or many safetensors files: located and checked from the headers alone.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use candle_core::DType;
use safetensors::tensor::Dtype;

use super::error::{CheckpointError, Problem, Problems};
use super::header::{Entry, header};
use super::layout::{Role, TensorSpec};
use super::mapped::Bytes;
use super::naming::Naming;
use super::weight_files::{INDEX, weight_files};

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
    /// Finds the weights of `folder` and checks them against `layout`: `model.safetensors`, else the shards of
    /// `model.safetensors.index.json`.
    ///
    /// # Errors
    /// [`CheckpointError`]: no weights, or [`CheckpointError::Damaged`] with everything that is wrong.
    pub fn open(folder: &Path, layout: &[TensorSpec]) -> Result<Self, CheckpointError> {
        let names = weight_files(folder).map_err(|reason| CheckpointError::Unreadable {
            file: folder.join(INDEX).display().to_string(),
            reason,
        })?;
        let names = names.ok_or_else(|| CheckpointError::NoFile {
            folder: folder.display().to_string(),
            file: "model.safetensors (and no model.safetensors.index.json)",
            remedy: "download the checkpoint's safetensors files; PyTorch .bin files are not read",
        })?;
        let mut problems = Vec::new();
        let mut files = Vec::new();
        for name in names {
            let path = folder.join(&name);
            if !path.is_file() {
                problems.push(Problem::MissingShard { file: name });
                continue;
            }
            let bytes = Bytes::map(&path).map_err(|error| CheckpointError::Unreadable {
                file: path.display().to_string(),
                reason: error.to_string(),
            })?;
            files.push((name, bytes));
        }
        Self::checked(folder.display().to_string(), files, layout, problems)
    }

    /// Checks one file that is already in memory.
    ///
    /// # Errors
    /// [`CheckpointError::Damaged`] with everything that is wrong.
    pub fn embedded(bytes: bytes::Bytes, layout: &[TensorSpec]) -> Result<Self, CheckpointError> {
        let files = vec![("model.safetensors".to_owned(), Bytes::Embedded(bytes))];
        Self::checked("the program".to_owned(), files, layout, Vec::new())
    }

    fn checked(
        place: String,
        files: Vec<(String, Bytes)>,
        layout: &[TensorSpec],
        mut problems: Vec<Problem>,
    ) -> Result<Self, CheckpointError> {
        let mut entries = Vec::new();
        for (file, (name, bytes)) in files.iter().enumerate() {
            match header(name, bytes) {
                Ok(found) => entries.extend(found.into_iter().map(|entry| (file, entry))),
                Err(problem) => problems.push(problem),
            }
        }
        // What an unreadable file holds is unknown: its tensors are not also called missing.
        let complete = problems.is_empty();
        let (names, files): (Vec<String>, Vec<Bytes>) = files.into_iter().unzip();
        let mut check = Check {
            wanted: layout
                .iter()
                .map(|spec| (spec.name.as_str(), spec))
                .collect(),
            names: &names,
            files: &files,
            places: BTreeMap::new(),
            problems,
        };
        check.all(entries, layout, complete);
        let (places, list) = (check.places, check.problems);
        if list.is_empty() {
            return Ok(Self {
                files,
                names,
                places,
            });
        }
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

/// Names under which checkpoints keep their head.
const HEADS: [&str; 2] = ["model.transformer.ff_out.weight", "lm_head.weight"];

/// Stored tensors that say nothing that the configuration does not, or are never computed with: ignored, whatever they hold.
fn is_of_no_use(name: &str) -> bool {
    name.ends_with("rotary_emb.inv_freq") || name.contains(".vision_model.post_layernorm.")
}

/// The comparison of what is stored with what the architecture needs.
struct Check<'a> {
    wanted: BTreeMap<&'a str, &'a TensorSpec>,
    names: &'a [String],
    files: &'a [Bytes],
    places: BTreeMap<String, Place>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn all(&mut self, entries: Vec<(usize, Entry)>, layout: &[TensorSpec], complete: bool) {
        let wanted: BTreeSet<&str> = self.wanted.keys().copied().collect();
        let stored = entries.iter().map(|(_, entry)| entry.name.as_str());
        let naming = Naming::find(&stored, &wanted);
        let Some(naming) = naming else {
            if complete {
                self.problems.push(foreign(&entries, layout));
            }
            return;
        };
        let mut unknown = Vec::new();
        for (file, entry) in entries {
            let name = naming.architectures(&entry.name, &wanted);
            match self.wanted.get(name.as_str()).copied() {
                Some(spec) => self.known(spec, file, &entry),
                None if is_of_no_use(&name) => {}
                None => unknown.push((file, entry)),
            }
        }
        for (file, entry) in unknown {
            self.unknown(file, entry, layout);
        }
        if complete {
            let missing = layout
                .iter()
                .filter(|spec| !self.places.contains_key(&spec.name));
            self.problems.extend(missing.map(|spec| Problem::Missing {
                name: spec.name.clone(),
                shape: spec.shape.clone(),
            }));
        }
    }

    fn known(&mut self, spec: &TensorSpec, file: usize, entry: &Entry) {
        let name = spec.name.clone();
        let dtype = match entry.dtype {
            Dtype::F32 => DType::F32,
            Dtype::F16 => DType::F16,
            Dtype::BF16 => DType::BF16,
            other => {
                let (name, found) = (name.clone(), format!("{other:?}"));
                self.problems.push(Problem::Type { name, found });
                DType::F32
            }
        };
        if entry.shape != spec.shape {
            self.problems.push(Problem::Shape {
                name: name.clone(),
                found: entry.shape.clone(),
                expected: spec.shape.clone(),
            });
        }
        let range = entry.range.clone();
        if let Some(other) = self.places.get(&name) {
            // Written twice over is once too often only where it says two things.
            if other.dtype != dtype
                || self.bytes(other.file, &other.range) != self.bytes(file, &range)
            {
                self.problems.push(Problem::Twice { name });
            }
            return;
        }
        self.places.insert(name, Place { file, range, dtype });
    }

    /// A tensor that the architecture lacks: a tied head that is stored all the same, or one too many.
    fn unknown(&mut self, file: usize, entry: Entry, layout: &[TensorSpec]) {
        let is_head = HEADS.iter().any(|head| entry.name.ends_with(head));
        let tied = !layout.iter().any(|spec| spec.role == Role::Head);
        let embedding = layout.iter().find(|spec| spec.role == Role::Embedding);
        let embedding = embedding.and_then(|spec| self.places.get(&spec.name));
        let name = entry.name;
        let file_name = || self.names.get(file).cloned().unwrap_or_default();
        let problem = match embedding {
            Some(embedding) if is_head && tied => {
                if self.bytes(embedding.file, &embedding.range) == self.bytes(file, &entry.range) {
                    return;
                }
                Problem::NotTied { name }
            }
            _ => Problem::Extra {
                name,
                file: file_name(),
            },
        };
        self.problems.push(problem);
    }

    fn bytes(&self, file: usize, range: &Range<usize>) -> Option<&[u8]> {
        self.files.get(file)?.get(range.clone())
    }
}

/// No name at all is known: one cause, not as many as there are tensors.
fn foreign(entries: &[(usize, Entry)], layout: &[TensorSpec]) -> Problem {
    Problem::Foreign {
        tensors: entries.len(),
        found: entries
            .first()
            .map(|(_, entry)| entry.name.clone())
            .unwrap_or_default(),
        expected: layout
            .first()
            .map(|spec| spec.name.clone())
            .unwrap_or_default(),
    }
}
