//! From `--model M` to a model that runs: found, downloaded if need be, loaded.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use llada::{LanguageModel, OpenOptions, Source};

use crate::built_in;
use crate::hub;
use crate::hub::environment::Environment;
use crate::model_source::ModelSource;
use crate::progress::{Progress, Report};

/// A model that runs.
#[derive(Debug)]
pub struct Loaded {
    /// The model.
    pub model: LanguageModel,
    /// How long loading took, downloads not counted.
    pub load_time: Duration,
}

/// Loading that is done within this is not worth a word.
const UNNOTICED: Duration = Duration::from_millis(300);

/// Finds a model's files; those of a hub model are brought into the cache.
///
/// # Errors
/// This build has no built-in model, or the download fails.
pub fn find(source: &ModelSource, revision: &str, report: &Report<'_>) -> anyhow::Result<Source> {
    match source {
        ModelSource::BuiltIn => built_in::files().map(Source::Embedded).context(
            "this program was built without its built-in model (models/tiny was empty). Build it again with that folder, or name another model with --model",
        ),
        ModelSource::Folder(folder) => Ok(Source::Folder(folder.clone())),
        ModelSource::Hub(id) => {
            let model = hub::ModelId {
                id: id.clone(),
                revision: revision.to_owned(),
            };
            Ok(Source::Folder(hub::fetch(&model, &Environment::read(), report)?))
        }
    }
}

/// Loads a model.
///
/// # Errors
/// Its checkpoint is refused, or the device fails.
pub fn open(source: &Source, options: &OpenOptions, report: &Report<'_>) -> anyhow::Result<Loaded> {
    let begun = Instant::now();
    let stage = format!("Loading {}", options.id);
    let bytes = stored_bytes(source);
    let model = LanguageModel::open(source, options, &mut |progress| {
        if begun.elapsed() < UNNOTICED {
            return;
        }
        let share = progress.parameters_done as f64 / progress.parameters.max(1) as f64;
        report(Progress {
            stage: &stage,
            done: (bytes as f64 * share) as u64,
            total: bytes,
        });
    })?;
    Ok(Loaded {
        model,
        load_time: begun.elapsed(),
    })
}

/// Bytes of the weights where they come from; 0 when there is nothing to read.
fn stored_bytes(source: &Source) -> u64 {
    match source {
        Source::Folder(folder) => safetensors_bytes(folder),
        Source::Embedded(files) => files.weights.len() as u64,
        Source::Random { .. } => 0,
    }
}

fn safetensors_bytes(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "safetensors"))
        // Through links, as the hub's cache has them.
        .filter_map(|path| fs::metadata(path).ok())
        .map(|file| file.len())
        .sum()
}
