//! What can be wrong with a checkpoint. Everything is found from the headers, before memory is allocated, and all of it
//! is told at once.

use std::fmt;

use super::gguf::GgufError;
use crate::architecture::ConfigError;
use crate::denoiser::NetworkError;

/// Why a checkpoint was not opened.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// There is no such folder.
    #[error(
        "{path} is not a folder: give the folder that holds config.json and the safetensors files"
    )]
    NotAFolder {
        /// The path.
        path: String,
    },
    /// A file that must be there is not.
    #[error("{folder} has no {file}: {remedy}")]
    NoFile {
        /// The folder.
        folder: String,
        /// The file.
        file: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A file cannot be read.
    #[error("{file} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// The system's reason.
        reason: String,
    },
    /// A checkpoint cannot be written.
    #[error("{folder} cannot be written: {reason}")]
    Unwritable {
        /// The folder.
        folder: String,
        /// The system's reason.
        reason: String,
    },
    /// Packed weights cannot be kept on disk.
    #[error("packed weights cannot be kept: {0}")]
    Kept(#[from] std::io::Error),
    /// `config.json` was refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A GGUF file was refused.
    #[error(transparent)]
    Gguf(#[from] GgufError),
    /// The weights do not fit the configuration; all that was found.
    #[error("{0}")]
    Damaged(Problems),
    /// The network could not be built.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The tensor library or the device failed.
    #[error("the device failed while {name} was loaded: {reason}")]
    Device {
        /// The tensor.
        name: String,
        /// The library's reason.
        reason: String,
    },
}

impl From<candle_core::Error> for CheckpointError {
    fn from(error: candle_core::Error) -> Self {
        Self::Network(NetworkError::from(error))
    }
}

/// One thing that is wrong with the weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The index names a shard that is not there.
    MissingShard {
        /// File name.
        file: String,
    },
    /// The file does not begin with a safetensors header.
    Header {
        /// File name.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The file ends before its tensors do.
    Truncated {
        /// File name.
        file: String,
        /// Bytes that the header promises.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// A tensor that the architecture needs is in no file.
    Missing {
        /// Tensor name.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// A tensor that the architecture does not have.
    Extra {
        /// Tensor name.
        name: String,
        /// Where it is.
        file: String,
    },
    /// A tensor of another shape.
    Shape {
        /// Tensor name.
        name: String,
        /// The shape in the file.
        found: Vec<usize>,
        /// The shape that `config.json` asks for.
        expected: Vec<usize>,
    },
    /// A tensor of a type that is not read.
    Type {
        /// Tensor name.
        name: String,
        /// The type in the file.
        found: String,
    },
    /// A tensor that is stored twice, with different contents.
    Twice {
        /// Tensor name.
        name: String,
    },
    /// A head that is stored beside the embedding it should equal.
    NotTied {
        /// Tensor name.
        name: String,
    },
    /// Not one tensor has a name of this architecture.
    Foreign {
        /// How many tensors there are.
        tensors: usize,
        /// A name among them.
        found: String,
        /// A name of the architecture.
        expected: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingShard { file } => write!(f, "the file {file} is missing"),
            Self::Header { file, reason } => write!(f, "{file} is no safetensors file: {reason}"),
            Self::Truncated {
                file,
                expected,
                found,
            } => write!(
                f,
                "{file} is cut off: its header promises {expected} bytes, the file has {found}"
            ),
            Self::Missing { name, shape } => write!(f, "tensor {name} {shape:?} is missing"),
            Self::Extra { name, file } => {
                write!(
                    f,
                    "tensor {name} in {file} has no place in this architecture"
                )
            }
            Self::Shape {
                name,
                found,
                expected,
            } => write!(
                f,
                "tensor {name} has shape {found:?}, config.json asks for {expected:?}"
            ),
            Self::Type { name, found } => {
                write!(f, "tensor {name} is {found}; allowed: F32, F16, BF16")
            }
            Self::Twice { name } => {
                write!(f, "tensor {name} is stored twice, with different contents")
            }
            Self::NotTied { name } => write!(
                f,
                "tensor {name} differs from the embedding, which config.json says is the head too (weight_tying or tie_word_embeddings is true)"
            ),
            Self::Foreign { tensors: 0, .. } => f.write_str("they hold no tensor at all"),
            Self::Foreign {
                tensors,
                found,
                expected,
            } => write!(
                f,
                "not one of their {tensors} tensors has a name of this architecture (there is {found}, {expected} is expected), so config.json belongs to another model"
            ),
        }
    }
}

/// Everything that is wrong with a checkpoint's weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    /// The folder, or how the weights are called.
    pub place: String,
    /// The problems, in the order of the files and of the architecture.
    pub list: Vec<Problem>,
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 12;
        write!(f, "the weights in {} cannot be used:", self.place)?;
        for problem in self.list.iter().take(SHOWN) {
            write!(f, "\n- {problem}")?;
        }
        if self.list.len() > SHOWN {
            write!(f, "\n- and {} more", self.list.len() - SHOWN)?;
        }
        write!(
            f,
            "\nDownload the checkpoint again, or use the config.json that belongs to it."
        )
    }
}
