//! What can go wrong with a download, in sentences that say what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why a model could not be brought.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HubError {
    /// Not in the cache, and nobody may be asked.
    #[error(
        "{id} is not complete in {} ({lack}), and HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids to download it. Unset both and run the command again, or use --model tiny", cache.display()
    )]
    Offline {
        /// The model.
        id: String,
        /// The cache.
        cache: PathBuf,
        /// The files that are missing or damaged.
        lack: String,
    },
    /// Nobody answers.
    #[error(
        "{endpoint} cannot be reached ({reason}). Check the network; a model that was downloaded once, --model tiny and a checkpoint folder need none"
    )]
    Unreachable {
        /// The hub.
        endpoint: String,
        /// The system's reason.
        reason: String,
    },
    /// No such model or revision.
    #[error(
        "{endpoint} has no model {id} with revision {revision}. Check the spelling (for example GSAI-ML/LLaDA-8B-Instruct) and --revision"
    )]
    NotFound {
        /// The hub.
        endpoint: String,
        /// The model.
        id: String,
        /// The revision.
        revision: String,
    },
    /// Private, gated, or hidden because it does not exist.
    #[error(
        "{endpoint} does not give out {id} (status {status}). Check the spelling; for a private or gated model accept its conditions on its page and set HF_TOKEN to a token that may read it"
    )]
    Forbidden {
        /// The hub.
        endpoint: String,
        /// The model.
        id: String,
        /// The status.
        status: u16,
    },
    /// Its owner gives it out on conditions.
    #[error(
        "{id} is gated (status {status}): its owner gives it out on conditions. Accept them at {endpoint}/{id}, then {token}"
    )]
    Gated {
        /// The hub.
        endpoint: String,
        /// The model.
        id: String,
        /// The status.
        status: u16,
        /// What to do about a token.
        token: &'static str,
    },
    /// No GGUF file of that quantisation.
    #[error("{id} has no GGUF file {wanted}. It has {there}")]
    NoQuantisation {
        /// The model.
        id: String,
        /// What was asked for.
        wanted: String,
        /// What there is.
        there: String,
    },
    /// Several GGUF files of that quantisation.
    #[error("{id} has several GGUF files of {wanted}. Name one of them: {there}")]
    Ambiguous {
        /// The model.
        id: String,
        /// What was asked for.
        wanted: String,
        /// The files.
        there: String,
    },
    /// A GGUF file in parts.
    #[error(
        "{file} of {id} is split into {parts} parts, which are not read. Choose a smaller quantisation in one file, or join the parts with llama-gguf-split --merge and give the file"
    )]
    Split {
        /// The model.
        id: String,
        /// Its first part.
        file: String,
        /// How many there are.
        parts: String,
    },
    /// A repository of GGUF files, asked for as a checkpoint.
    #[error("{id} holds GGUF files. Name one of them: {there}")]
    OnlyGguf {
        /// The model.
        id: String,
        /// The files' names.
        there: String,
    },
    /// The model would not fit this machine.
    #[error("{0}")]
    Unfit(String),
    /// Another status.
    #[error("{url} answered with status {status}. Try again later")]
    Status {
        /// What was asked.
        url: String,
        /// The status.
        status: u16,
    },
    /// An answer that makes no sense.
    #[error("{url} gave an answer that cannot be used: {reason}. Check HF_ENDPOINT")]
    Answer {
        /// What was asked.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The repository lacks a configuration.
    #[error("{id} has no config.json, so it is no model that Unmask can run. Choose a LLaDA model")]
    NoConfig {
        /// The model.
        id: String,
    },
    /// The repository lacks a tokenizer.
    #[error(
        "{id} has no tokenizer.json, without which Unmask cannot run it; the slow tokenizer formats are not read. Choose a model that has one"
    )]
    NoTokenizer {
        /// The model.
        id: String,
    },
    /// The repository lacks weights.
    #[error(
        "{id} lacks safetensors weights (model.safetensors, or every shard of its index). Choose a model that has them"
    )]
    NoWeights {
        /// The model.
        id: String,
    },
    /// The repository changed meanwhile.
    #[error("{id} changed on the hub while it was being downloaded. Run the command again")]
    Changed {
        /// The model.
        id: String,
    },
    /// The connection was cut, again and again.
    #[error(
        "the connection broke off {done} bytes into {file} of {total} bytes ({reason}). What has come is kept: run the command again to carry on"
    )]
    Cut {
        /// The file.
        file: String,
        /// Bytes that are there.
        done: u64,
        /// Bytes in all.
        total: u64,
        /// The last reason.
        reason: String,
    },
    /// What arrived is not what the hub promised.
    #[error(
        "{file} arrived damaged ({reason}) and was thrown away. Run the command again; if it happens twice, check the network and the disk"
    )]
    Damaged {
        /// The file.
        file: String,
        /// What does not agree.
        reason: String,
    },
    /// Too little space.
    #[error(
        "the download needs {} more, and {} has {} free. Free some space, or point HF_HOME at a larger disk", gigabytes(*needed), folder.display(), gigabytes(*free)
    )]
    DiskFull {
        /// Bytes needed.
        needed: u64,
        /// Bytes free.
        free: u64,
        /// Where.
        folder: PathBuf,
    },
    /// Not a byte more fits.
    #[error(
        "the disk with {} is full. What has come is kept: free some space, or point HF_HOME at a larger disk, and run the command again to carry on", path.display()
    )]
    NoSpaceLeft {
        /// The file that was being written.
        path: PathBuf,
    },
    /// The cache cannot be written.
    #[error("{} cannot be written: {reason}. Check its permissions, or point HF_HOME elsewhere", path.display())]
    Unwritable {
        /// What was to be written.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
}

impl HubError {
    /// A failure to write.
    pub(super) fn unwritable(path: impl AsRef<Path>, error: &io::Error) -> Self {
        let path = path.as_ref().to_owned();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpaceLeft { path },
            _ => Self::Unwritable {
                path,
                reason: error.to_string(),
            },
        }
    }
}

fn gigabytes(bytes: u64) -> String {
    match bytes {
        0..10_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        10_000_000..10_000_000_000 => format!("{} MB", bytes.div_ceil(1_000_000)),
        _ => format!("{} GB", bytes.div_ceil(1_000_000_000)),
    }
}
