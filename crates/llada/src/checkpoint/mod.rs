//! Checkpoints: where the weights come from, what must be in them, and how they are brought into the type they run in.

pub mod error;
pub mod gguf;
mod header;
pub mod layout;
mod mapped;
mod naming;
mod progress;
pub mod random;
pub mod shape;
pub mod tensors;
pub mod weight_files;
mod write;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

pub use error::{CheckpointError, Problem, Problems};
pub(crate) use mapped::map_file;
pub use progress::Progress;
pub use shape::{NamedShape, UnknownShape};

use crate::architecture::{Model, Rows, WeightSpec};
use crate::blocks::BlockTensor;
use crate::dtype::WeightType;
use bytes::Bytes;
use candle_core::DType;
use gguf::{GgufError, GgufFile, GgufTensors};
use layout::{Role, TensorSpec};
use random::RandomTensors;
use serde_json::{Value, json};
use tensors::StoredTensors;

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A folder with `config.json`, safetensors and the tokenizer's files.
    Folder(PathBuf),
    /// A GGUF file.
    Gguf(PathBuf),
    /// Files in memory.
    Embedded(Embedded),
    /// Random weights of a known shape, without a tokenizer.
    Random {
        /// The shape.
        shape: NamedShape,
        /// So many of its blocks; all for none.
        layers: Option<usize>,
        /// Seed of the weights.
        seed: u64,
    },
}

/// A checkpoint's files in memory: compiled into the program ([`Bytes::from_static`] copies nothing), or fetched by a
/// browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// `config.json`.
    pub config: Bytes,
    /// `model.safetensors`.
    pub weights: Bytes,
    /// `tokenizer.json`.
    pub tokenizer: Bytes,
    /// `tokenizer_config.json`.
    pub tokenizer_config: Bytes,
}

/// An opened and checked checkpoint; no weight has been read yet.
#[derive(Debug)]
pub struct Checkpoint {
    /// What the model computes.
    pub model: Model,
    /// `tokenizer.json`; none for random weights.
    pub tokenizer: Option<Vec<u8>>,
    /// `tokenizer_config.json`, if there is one.
    pub tokenizer_config: Option<Vec<u8>>,
    /// `chat_template.jinja`, if there is one; it wins over the one in `tokenizer_config.json`.
    pub chat_template: Option<String>,
    tensors: Tensors,
    /// The files that the weights are read from; none for what is in memory.
    files: Option<Vec<PathBuf>>,
}

/// The 64-bit FNV-1a hash, which no version of a library changes.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A file's name, size and time of change.
fn describe(path: &Path) -> Option<Value> {
    let metadata = fs::metadata(path).ok()?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let place = fs::canonicalize(path).ok()?;
    Some(json!([
        place,
        metadata.len(),
        changed.as_nanos().to_string()
    ]))
}

#[derive(Debug)]
enum Tensors {
    Stored(StoredTensors),
    Gguf(GgufTensors),
    Random(RandomTensors),
}

impl Checkpoint {
    /// Opens a checkpoint and checks its tensors' names, shapes and types from the headers.
    ///
    /// # Errors
    /// [`CheckpointError`]: a missing file, a refused configuration, or everything that is wrong with the weights.
    pub fn open(source: &Source) -> Result<Self, CheckpointError> {
        match source {
            Source::Folder(folder) => Self::open_folder(folder),
            Source::Gguf(file) => Self::open_gguf(file),
            Source::Embedded(files) => {
                let model = Model::from_json(&files.config)?;
                let tensors = StoredTensors::embedded(files.weights.clone(), &model.tensors())?;
                Ok(Self {
                    model,
                    tokenizer: Some(files.tokenizer.to_vec()),
                    tokenizer_config: Some(files.tokenizer_config.to_vec()),
                    chat_template: None,
                    tensors: Tensors::Stored(tensors),
                    files: None,
                })
            }
            Source::Random {
                shape,
                layers,
                seed,
            } => Ok(Self {
                model: {
                    let mut model = shape.model();
                    let last = model.blocks.last().copied();
                    if let (Some(layers), Some(last)) = (layers, last) {
                        model.blocks.resize(*layers, last);
                    }
                    model
                },
                tokenizer: None,
                tokenizer_config: None,
                chat_template: None,
                tensors: Tensors::Random(RandomTensors::new(*seed)),
                files: None,
            }),
        }
    }

    /// The type that comes closest to a GGUF file's own ones; none for other checkpoints, whose type is chosen.
    #[must_use]
    pub fn own_type(&self) -> Option<WeightType> {
        let Tensors::Gguf(tensors) = &self.tensors else {
            return None;
        };
        let specs = self.model.tensors();
        let linear = specs.iter().filter(|spec| spec.role == Role::Linear);
        let kinds =
            linear.filter_map(|spec| Some((tensors.get(&spec.name)?.kind(), spec.elements())));
        Some(gguf::closest_type(kinds))
    }

    /// What packed weights are made from: the files with their sizes and times, and the type; none for what is in memory.
    pub(crate) fn fingerprint(&self, dtype: WeightType) -> Option<Value> {
        let files = self.files.as_ref()?;
        let described: Option<Vec<Value>> = files.iter().map(|file| describe(file)).collect();
        Some(json!({
            "files": described?,
            "config": self.model.to_json(),
            "dtype": dtype.as_str(),
        }))
    }

    /// A number for where the weights' files are, the same at every start; none for what is in memory.
    pub(crate) fn place(&self) -> Option<u64> {
        let files = self.files.as_ref()?;
        let places: Option<Vec<PathBuf>> =
            files.iter().map(|file| file.canonicalize().ok()).collect();
        let places = places?;
        let bytes = places.iter().flat_map(|place| {
            let bytes = place.as_os_str().as_encoded_bytes().iter().copied();
            bytes.chain([0])
        });
        Some(fnv(bytes))
    }

    /// Whether every matrix of the language model is stored as bf16.
    pub(crate) fn is_bf16(&self) -> bool {
        self.stores_bf16(|spec| {
            let of_vision = matches!(spec.role, Role::Vision | Role::VisionVector);
            spec.shape.len() == 2 && !of_vision
        })
    }

    /// Whether every matrix of the vision part is.
    pub(crate) fn has_bf16_vision(&self) -> bool {
        self.stores_bf16(|spec| spec.role == Role::Vision)
    }

    fn stores_bf16(&self, which: impl Fn(&TensorSpec) -> bool) -> bool {
        let Tensors::Stored(tensors) = &self.tensors else {
            return false;
        };
        let specs = self.model.tensors();
        specs.iter().filter(|spec| which(spec)).all(|spec| {
            let stored = tensors.get(&spec.name);
            stored.is_some_and(|stored| stored.dtype == DType::BF16)
        })
    }

    /// The random weights, where that is what they are.
    pub(crate) const fn random(&self) -> Option<&RandomTensors> {
        match &self.tensors {
            Tensors::Random(random) => Some(random),
            Tensors::Stored(_) | Tensors::Gguf(_) => None,
        }
    }

    /// A weight as it is stored.
    ///
    /// # Errors
    /// [`CheckpointError::Device`]: no tensor of that name was checked.
    pub fn rows(&self, weight: &WeightSpec) -> Result<Rows<'_>, CheckpointError> {
        let (tensor, place) = self.model.stored(weight);
        let whole = match &self.tensors {
            Tensors::Random(random) => Rows::Values(random.values(&tensor)),
            Tensors::Gguf(tensors) => {
                let stored = tensors.get(&tensor.name);
                Rows::Blocks(stored.ok_or_else(|| self.failed(weight, &"it was not checked"))?)
            }
            Tensors::Stored(tensors) => {
                let stored = tensors.get(&tensor.name);
                let stored = stored.ok_or_else(|| self.failed(weight, &"it was not checked"))?;
                Rows::Stored {
                    bytes: stored.bytes,
                    dtype: stored.dtype,
                }
            }
        };
        Ok(match place.rows {
            Some((rows, _)) => whole.narrow(rows, weight.shape[1..].iter().product()),
            None => whole,
        })
    }

    /// A weight of a GGUF file in the blocks in which it is stored; none in other checkpoints.
    pub(crate) fn blocks(&self, weight: &WeightSpec) -> Option<BlockTensor<'_>> {
        match &self.tensors {
            Tensors::Gguf(tensors) => tensors.get(&self.model.stored(weight).0.name),
            Tensors::Stored(_) | Tensors::Random(_) => None,
        }
    }

    /// A weight could not be loaded.
    pub(crate) fn failed(
        &self,
        weight: &WeightSpec,
        reason: &dyn std::fmt::Display,
    ) -> CheckpointError {
        CheckpointError::Device {
            name: self.model.stored(weight).0.name,
            reason: reason.to_string(),
        }
    }

    /// Writes this checkpoint's tensors as bf16, with its `config.json`, into a folder: for comparing programs on the same
    /// random weights. `progress` is told how far it is.
    ///
    /// # Errors
    /// The folder cannot be written, or these are no random weights.
    pub fn write(
        &self,
        folder: &Path,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), CheckpointError> {
        let Tensors::Random(random) = &self.tensors else {
            return Err(CheckpointError::Unwritable {
                folder: folder.display().to_string(),
                reason: "only random weights are written".to_owned(),
            });
        };
        write::write(&self.model, random, folder, progress).map_err(|error| {
            CheckpointError::Unwritable {
                folder: folder.display().to_string(),
                reason: error.to_string(),
            }
        })
    }

    /// What the file says in a checkpoint's words. A `tokenizer.json` beside it serves where its own tokenizer is of an
    /// unknown kind, and a `tokenizer_config.json` where it lists no tokens.
    fn open_gguf(path: &Path) -> Result<Self, CheckpointError> {
        let file = GgufFile::open(path)?;
        let model = Model::from_json(file.config()?.to_string().as_bytes())?;
        let beside = path.parent().unwrap_or(path);
        let own_config = || {
            file.tokenizer_config()
                .map(|own| own.to_string().into_bytes())
        };
        let (tokenizer, config) = match (file.tokenizer(), optional(beside, "tokenizer.json")?) {
            (Ok(own), _) => (own.to_string().into_bytes(), Some(own_config()?)),
            (Err(GgufError::Tokenizer { .. }), Some(tokenizer)) => {
                let config = match optional(beside, "tokenizer_config.json")? {
                    Some(config) => Some(config),
                    None => own_config().ok(),
                };
                (tokenizer, config)
            }
            (Err(error), _) => return Err(error.into()),
        };
        Ok(Self {
            tokenizer: Some(tokenizer),
            tokenizer_config: config,
            chat_template: None,
            tensors: Tensors::Gguf(file.into_tensors(&model.tensors())?),
            files: Some(vec![path.to_owned()]),
            model,
        })
    }

    fn open_folder(folder: &Path) -> Result<Self, CheckpointError> {
        if !folder.is_dir() {
            return Err(CheckpointError::NotAFolder {
                path: folder.display().to_string(),
            });
        }
        let missing = |file, remedy| CheckpointError::NoFile {
            folder: folder.display().to_string(),
            file,
            remedy,
        };
        let config = optional(folder, "config.json")?
            .ok_or_else(|| missing("config.json", "use a complete checkpoint folder"))?;
        let model = Model::from_json(&config)?;
        let tokenizer = optional(folder, "tokenizer.json")?.ok_or_else(|| {
            let remedy =
                "download it from the model's page; the slow tokenizer formats are not read";
            missing("tokenizer.json", remedy)
        })?;
        let chat_template = optional(folder, "chat_template.jinja")?
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let tensors = StoredTensors::open(folder, &model.tensors())?;
        Ok(Self {
            model,
            tokenizer: Some(tokenizer),
            tokenizer_config: optional(folder, "tokenizer_config.json")?,
            chat_template,
            files: Some(tensors.files(folder)),
            tensors: Tensors::Stored(tensors),
        })
    }
}

fn optional(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, CheckpointError> {
    let path = folder.join(name);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CheckpointError::Unreadable {
            file: path.display().to_string(),
            reason: error.to_string(),
        }),
    }
}
