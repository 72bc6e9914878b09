//! What can be wrong with a GGUF file. Everything is found from its header, before memory is allocated.

/// Why a GGUF file was not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GgufError {
    /// It does not begin as one.
    #[error("{file} is no GGUF file: it does not begin with GGUF. Download it again")]
    Magic {
        /// The file.
        file: String,
    },
    /// Written for machines of the other byte order.
    #[error("{file} is a big-endian GGUF file, which is not read. Use the little-endian one")]
    BigEndian {
        /// The file.
        file: String,
    },
    /// Another version of the format.
    #[error(
        "{file} is of GGUF version {version}; versions 2 and 3 are read. Convert the model again with a present llama.cpp, or give the original checkpoint"
    )]
    Version {
        /// The file.
        file: String,
        /// Its version.
        version: u32,
    },
    /// It ends too early.
    #[error(
        "{file} is cut off: it ends inside {part} ({needed} bytes are needed, it has {found}). Download it again"
    )]
    Cut {
        /// The file.
        file: String,
        /// In which part.
        part: String,
        /// Bytes that it would have at least.
        needed: u64,
        /// Bytes that it has.
        found: u64,
    },
    /// Nonsense in the header.
    #[error("{file} is damaged: {reason}. Download it again")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A piece of metadata that must be there is not, or is of another kind.
    #[error("{file}: {key} {reason}. Convert the model again, or give the original checkpoint")]
    Key {
        /// The file.
        file: String,
        /// The key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A model that does not run.
    #[error(
        "{file} holds the architecture {found}; of GGUF files llada and llada-moe run. {remedy}"
    )]
    Architecture {
        /// The file.
        file: String,
        /// Its architecture.
        found: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A tensor type that is not read.
    #[error(
        "{file}: tensor {tensor} is {found}, which is not read; allowed: {allowed}. Choose another quantisation of the model, such as Q8_0 or Q4_K_M, or give the original checkpoint with --dtype q4k"
    )]
    Type {
        /// The file.
        file: String,
        /// The tensor.
        tensor: String,
        /// Its type.
        found: String,
        /// The types that are read.
        allowed: String,
    },
    /// A tokenizer that is not built.
    #[error(
        "{file}: {key} is {found}; allowed: {allowed}. Put the model's tokenizer.json beside the file"
    )]
    Tokenizer {
        /// The file.
        file: String,
        /// The key.
        key: &'static str,
        /// What it says.
        found: String,
        /// What is known.
        allowed: &'static str,
    },
}
