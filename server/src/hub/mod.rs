//! Models by name from the Hugging Face hub, into the cache that its other tools use too.
//!
//! Names, layout and listing are `hf-hub`'s. The transfer is our own (`transfer`), because hf-hub 0.5 moves a file
//! into place without looking at its length, appends a whole file to a begun one when a server ignores the range, and
//! cannot finish a begun file that is already whole.
//!
//! | module | idea |
//! |---|---|
//! | [`environment`] | the hub's usual environment variables |
//! | `snapshot` | which files make a model, and whether all of them are there |
//! | `integrity` | whether a file is whole, as far as it tells itself |
//! | `remote` | the hub's answers |
//! | `transfer` | one file, whole or not at all |
//! | [`error`] | what can go wrong, in sentences |

pub mod environment;
pub mod error;
mod integrity;
mod remote;
mod snapshot;
mod transfer;

use std::path::PathBuf;

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
}

/// Brings a model into the cache, unless it is there already, and returns its folder.
///
/// A model that is complete in the cache costs no request at all; of any other, what is missing or damaged is brought.
/// Whatever goes wrong, a file is in the cache whole or not at all, and a begun one is carried on with the next time.
///
/// # Errors
/// [`HubError`].
pub fn fetch(
    model: &ModelId,
    environment: &Environment,
    report: &Report<'_>,
) -> Result<PathBuf, HubError> {
    let repo = Repo::with_revision(model.id.clone(), RepoType::Model, model.revision.clone());
    let cache = Cache::new(environment.cache.clone()).repo(repo.clone());
    // A commit has no entry under `refs`; whatever is asked of the cache by name goes through one.
    let folder = cache.get("");
    let folder = folder.unwrap_or_else(|| cache.pointer_path(&model.revision));
    let Some(lack) = snapshot::lack(&folder) else {
        return Ok(folder);
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
    report(Progress {
        stage: &stage,
        done: 0,
        total: 0,
    });
    Download {
        model,
        remote: Remote::new(environment, repo)?,
        cache,
        report,
    }
    .run()
}

struct Download<'a> {
    model: &'a ModelId,
    remote: Remote,
    cache: CacheRepo,
    report: &'a Report<'a>,
}

impl Download<'_> {
    fn run(&self) -> Result<PathBuf, HubError> {
        let listing = self.remote.listing()?;
        let first = self.remote.metadata(CONFIG)?;
        let Some(first) = first else {
            return Err(match listing {
                Some(_) => HubError::NoConfig {
                    id: self.model.id.clone(),
                },
                None => self.remote.not_found(),
            });
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
        self.get(&side, &commit)?;
        let weights = match self.known(&[INDEX.to_owned()])? {
            index if index.is_empty() => vec![WEIGHTS.to_owned()],
            index => {
                self.get(&index, &commit)?;
                snapshot::shards(&self.cache.pointer_path(&commit))?
            }
        };
        let wanted = weights.len();
        let weights = self.known(&weights)?;
        if weights.len() < wanted {
            return Err(HubError::NoWeights {
                id: self.model.id.clone(),
            });
        }
        self.get(&weights, &commit)?;
        let unwritable = |error| HubError::unwritable(self.cache.pointer_path(&commit), &error);
        if self.model.revision != commit {
            self.cache.create_ref(&commit).map_err(unwritable)?;
        }
        Ok(self.cache.pointer_path(&commit))
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

    fn get(&self, files: &[(String, Metadata)], commit: &str) -> Result<(), HubError> {
        let transfers: Vec<Transfer<'_>> = files
            .iter()
            .map(|(file, metadata)| Transfer {
                remote: &self.remote,
                file,
                metadata,
                blob: self.cache.blob_path(&metadata.etag),
                pointer: self.cache.pointer_path(commit).join(file),
            })
            .collect();
        if files.iter().any(|(_, metadata)| metadata.commit != commit) {
            return Err(HubError::Changed {
                id: self.model.id.clone(),
            });
        }
        transfer::check_space(&transfers)?;
        for (index, transfer) in transfers.iter().enumerate() {
            let stage = match transfers.len() {
                1 => format!("Downloading {}", transfer.file),
                all => format!("Downloading {} ({} of {all})", transfer.file, index + 1),
            };
            transfer.run(&|done, total| {
                (self.report)(Progress {
                    stage: &stage,
                    done,
                    total,
                });
            })?;
        }
        Ok(())
    }
}
