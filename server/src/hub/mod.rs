//! Models by name from the Hugging Face hub, into the cache that its other tools use too.
//!
//! Names, layout and listing are `hf-hub`'s. The transfer is our own (`transfer`), because hf-hub 0.5 moves a file
//! into place without looking at its length, appends a whole file to a begun one when a server ignores the range, and
//! cannot finish a begun file that is already whole.
//!
//! | module | idea |
//! |---|---|
//! | [`environment`] | the hub's usual environment variables |
//! | `gguf` | which GGUF file a quantisation's name means |
//! | `snapshot` | which files make a model, and whether all of them are there |
//! | `integrity` | whether a file is whole, as far as it tells itself |
//! | `remote` | the hub's answers |
//! | `transfer` | one file, whole or not at all |
//! | [`error`] | what can go wrong, in sentences |

pub mod environment;
pub mod error;
mod gguf;
mod integrity;
mod remote;
mod snapshot;
mod transfer;

use std::fs;
use std::path::{Path, PathBuf};

use hf_hub::{Cache, CacheRepo, Repo, RepoType};

use crate::progress::{Progress, Report};
use environment::Environment;
use error::HubError;
use remote::{Metadata, Remote};
use snapshot::{CONFIG, INDEX, Lack, Listing, TOKENIZER, WEIGHTS};
use transfer::Transfer;

/// A model on the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelId {
    /// `owner/name`.
    pub id: String,
    /// Branch, tag or commit.
    pub revision: String,
    /// The GGUF file that is meant, by its quantisation or its name; none means a checkpoint folder.
    pub gguf: Option<String>,
}

/// What is to be downloaded, told before the first byte of the weights.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// Bytes to bring.
    pub bytes: u64,
    /// Bytes that the disk has left, where the system tells.
    pub free: Option<u64>,
    /// What the weights are.
    pub weights: Weights<'a>,
}

/// What is known of weights before they are brought.
#[derive(Debug, Clone, Copy)]
pub enum Weights<'a> {
    /// Those of a checkpoint with this `config.json`.
    Checkpoint(&'a [u8]),
    /// A GGUF file of so many bytes.
    Gguf(u64),
}

/// Looks at an offer, and refuses it in a sentence.
pub type Approve<'a> = dyn Fn(&Offer<'_>) -> Result<(), String> + 'a;

/// How a model is to be brought.
pub struct Request<'a> {
    /// Which.
    pub model: &'a ModelId,
    /// From where, into which cache.
    pub environment: &'a Environment,
    /// Takes reports.
    pub report: &'a Report<'a>,
    /// Asked before weights are brought.
    pub approve: &'a Approve<'a>,
    /// Begin even where the disk seems too small.
    pub force: bool,
}

/// Brings a model into the cache, unless it is there already, and returns its folder, or its file where a GGUF file is
/// meant.
///
/// A model that is complete in the cache costs no request at all; of any other, what is missing or damaged is brought.
/// Whatever goes wrong, a file is in the cache whole or not at all, and a begun one is carried on with the next time.
///
/// # Errors
/// [`HubError`].
pub fn fetch(request: &Request<'_>) -> Result<PathBuf, HubError> {
    let (model, environment) = (request.model, request.environment);
    let repo = Repo::with_revision(model.id.clone(), RepoType::Model, model.revision.clone());
    let cache = Cache::new(environment.cache.clone()).repo(repo.clone());
    // A commit has no entry under `refs`; whatever is asked of the cache by name goes through one.
    let folder = cache.get("");
    let folder = folder.unwrap_or_else(|| cache.pointer_path(&model.revision));
    let lack = match &model.gguf {
        None => match snapshot::lack(&folder) {
            None => return Ok(folder),
            Some(lack) => lack,
        },
        Some(wanted) => match snapshot::gguf(&model.id, &folder, wanted) {
            Ok(path) => return Ok(path),
            Err(lack) => lack,
        },
    };
    if environment.offline {
        return Err(HubError::Offline {
            id: model.id.clone(),
            cache: environment.cache.clone(),
            lack: lack.to_string(),
        });
    }
    if matches!(lack, Lack::Files(_)) {
        let id = &model.id;
        tracing::warn!("{id} is not complete in the cache ({lack}): asking the hub for it");
    }
    let host = environment.endpoint.as_str();
    let stage = format!("Asking {host} for {}", model.id);
    (request.report)(Progress {
        stage: &stage,
        done: 0,
        total: 0,
    });
    let download = Download {
        model,
        remote: Remote::new(environment, repo)?,
        cache,
        request,
    };
    match &model.gguf {
        None => download.checkpoint(),
        Some(wanted) => download.gguf(wanted),
    }
}

struct Download<'a> {
    model: &'a ModelId,
    remote: Remote,
    cache: CacheRepo,
    request: &'a Request<'a>,
}

impl Download<'_> {
    fn checkpoint(&self) -> Result<PathBuf, HubError> {
        let listing = self.remote.listing()?;
        let first = self.remote.metadata(CONFIG)?;
        let Some(first) = first else {
            let known = listing.as_ref().ok_or_else(|| self.remote.not_found())?;
            return Err(self.lacking(Some(known), |id| HubError::NoConfig { id }));
        };
        let commit = first.commit.clone();
        // Small files first: once the weights are there, everything is.
        self.get(&[(CONFIG.to_owned(), first)], &commit)?;
        let side = self.known(&Listing::side_files(listing.as_ref()))?;
        if !side.iter().any(|(file, _)| file == TOKENIZER) {
            return Err(HubError::NoTokenizer {
                id: self.model.id.clone(),
            });
        }
        let weights = self.weights(listing.as_ref(), &commit)?;
        let folder = self.cache.pointer_path(&commit);
        let config = fs::read(folder.join(CONFIG))
            .map_err(|error| HubError::unwritable(folder.join(CONFIG), &error))?;
        self.approved(&weights, &commit, Weights::Checkpoint(&config))?;
        self.get(&side, &commit)?;
        self.get(&weights, &commit)?;
        self.done(&commit)
    }

    fn gguf(&self, wanted: &str) -> Result<PathBuf, HubError> {
        let listing = self.remote.listing()?;
        let id = &self.model.id;
        let file = match &listing {
            Some(listing) => gguf::choose(id, listing.files(), wanted)?,
            // Without a listing only a file's own name can be asked for.
            None => wanted,
        };
        let known = self.remote.metadata(file)?;
        let Some(known) = known else {
            return Err(self.remote.not_found());
        };
        let (commit, size) = (known.commit.clone(), known.size);
        let files = [(file.to_owned(), known)];
        self.approved(&files, &commit, Weights::Gguf(size))?;
        self.get(&files, &commit)?;
        Ok(self.done(&commit)?.join(file))
    }

    /// What a repository lacks, unless it holds GGUF files, which have no use for it.
    fn lacking(&self, listing: Option<&Listing>, error: fn(String) -> HubError) -> HubError {
        let id = self.model.id.clone();
        match listing.and_then(|listing| gguf::offered(&id, listing.files())) {
            Some(there) => HubError::OnlyGguf { id, there },
            None => error(id),
        }
    }

    /// Has the weights approved before the first of their bytes.
    fn approved(
        &self,
        files: &[(String, Metadata)],
        commit: &str,
        weights: Weights<'_>,
    ) -> Result<(), HubError> {
        let transfers = self.transfers(files, commit);
        let bytes = transfers.iter().map(Transfer::missing).sum();
        let free = free_space(&self.request.environment.cache);
        let offer = Offer {
            bytes,
            free,
            weights,
        };
        (self.request.approve)(&offer).map_err(HubError::Unfit)
    }

    /// The snapshot's folder, to which the revision now leads.
    fn done(&self, commit: &str) -> Result<PathBuf, HubError> {
        let folder = self.cache.pointer_path(commit);
        if self.model.revision != commit {
            let unwritable = |error| HubError::unwritable(&folder, &error);
            self.cache.create_ref(commit).map_err(unwritable)?;
        }
        Ok(folder)
    }

    /// The files that hold the weights: one, else the shards of the index, which is brought to know them.
    fn weights(
        &self,
        listing: Option<&Listing>,
        commit: &str,
    ) -> Result<Vec<(String, Metadata)>, HubError> {
        let ask = |file: &str| match Listing::may_have(listing, file) {
            true => self.known(&[file.to_owned()]),
            false => Ok(Vec::new()),
        };
        let whole = ask(WEIGHTS)?;
        if !whole.is_empty() {
            return Ok(whole);
        }
        let lacking = || self.lacking(listing, |id| HubError::NoWeights { id });
        let index = ask(INDEX)?;
        if index.is_empty() {
            return Err(lacking());
        }
        self.get(&index, commit)?;
        let shards = snapshot::shards(&self.cache.pointer_path(commit))?;
        let known = self.known(&shards)?;
        if known.len() < shards.len() {
            return Err(lacking());
        }
        Ok(known)
    }

    /// Those of the files that the hub has, with what it says of them.
    fn known(&self, files: &[String]) -> Result<Vec<(String, Metadata)>, HubError> {
        let mut known = Vec::new();
        for file in files {
            if let Some(metadata) = self.remote.metadata(file)? {
                known.push((file.clone(), metadata));
            }
        }
        Ok(known)
    }

    fn transfers<'f>(&'f self, files: &'f [(String, Metadata)], commit: &str) -> Vec<Transfer<'f>> {
        files
            .iter()
            .map(|(file, metadata)| Transfer {
                remote: &self.remote,
                file,
                metadata,
                blob: self.cache.blob_path(&metadata.etag),
                pointer: self.cache.pointer_path(commit).join(file),
            })
            .collect()
    }

    fn get(&self, files: &[(String, Metadata)], commit: &str) -> Result<(), HubError> {
        if files.iter().any(|(_, metadata)| metadata.commit != commit) {
            return Err(HubError::Changed {
                id: self.model.id.clone(),
            });
        }
        let transfers = self.transfers(files, commit);
        transfer::prepare(&transfers, !self.request.force)?;
        for (index, transfer) in transfers.iter().enumerate() {
            let stage = match transfers.len() {
                1 => format!("Downloading {}", transfer.file),
                all => format!("Downloading {} ({} of {all})", transfer.file, index + 1),
            };
            transfer.run(&|done, total| {
                (self.request.report)(Progress {
                    stage: &stage,
                    done,
                    total,
                });
            })?;
        }
        Ok(())
    }
}

/// Bytes that the disk of a folder has left, be the folder there yet or not.
fn free_space(folder: &Path) -> Option<u64> {
    folder
        .ancestors()
        .find(|folder| folder.is_dir())
        .and_then(transfer::free_space)
}
