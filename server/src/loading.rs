//! From `--model M` to a model that runs: found, downloaded if need be, loaded.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use llada::architecture::Model;
use llada::checkpoint::Checkpoint;
use llada::{LanguageModel, OpenError, OpenOptions, Source};

use crate::built_in;
use crate::fit::Machine;
use crate::hub::environment::Environment;
use crate::hub::{self, Offer};
use crate::memory;
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

/// How a model is to be had.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Where and in which type it is to run.
    pub options: OpenOptions,
    /// Try even what does not seem to fit.
    pub force: bool,
}

/// Finds a model's files; those of a hub model are brought into the cache, if it fits this machine.
///
/// # Errors
/// This build has no built-in model, the model does not fit, or the download fails.
pub fn find(
    source: &ModelSource,
    revision: &str,
    wanted: &Wanted,
    report: &Report<'_>,
) -> anyhow::Result<Source> {
    match source {
        ModelSource::BuiltIn => built_in::files().map(Source::Embedded).context(
            "this program was built without its built-in model (models/tiny was empty). Build it again with that folder, or name another model with --model",
        ),
        ModelSource::Folder(folder) => Ok(Source::Folder(folder.clone())),
        ModelSource::Gguf(file) => Ok(Source::Gguf(file.clone())),
        ModelSource::Hub { .. } => {
            let model = source.on_hub(revision).context("the hub's models have names. This is a bug")?;
            let path = bring(&model, &source.name(), wanted, report)?;
            Ok(match model.gguf {
                Some(_) => Source::Gguf(path),
                None => Source::Folder(path),
            })
        }
    }
}

fn bring(
    model: &hub::ModelId,
    name: &str,
    wanted: &Wanted,
    report: &Report<'_>,
) -> anyhow::Result<PathBuf> {
    let approve = |offer: &Offer<'_>| {
        let resolve = |model: &Model| wanted.options.weight_type(model, None).ok();
        let told = machine(&wanted.options).check_offer(name, offer, resolve, wanted.force)?;
        tell(told, report);
        Ok(())
    };
    let path = hub::fetch(&hub::Request {
        model,
        environment: &Environment::read(),
        report,
        approve: &approve,
        force: wanted.force,
    })?;
    Ok(path)
}

/// What there is for a model to run in.
fn machine(options: &OpenOptions) -> Machine {
    Machine {
        memory: memory::available(),
        on_cpu: options.on_cpu(),
    }
}

/// A line for whoever waits, in the terminal or on the page.
fn tell(line: Option<String>, report: &Report<'_>) {
    if let Some(line) = line {
        report(Progress {
            stage: &line,
            done: 0,
            total: 0,
        });
    }
}

/// Loads a model, if it fits this machine.
///
/// # Errors
/// Its checkpoint is refused, it does not fit, or the device fails.
pub fn open(source: &Source, wanted: &Wanted, report: &Report<'_>) -> anyhow::Result<Loaded> {
    let begun = Instant::now();
    let options = &wanted.options;
    let checkpoint = Checkpoint::open(source).map_err(OpenError::from)?;
    let dtype = options.weight_type(&checkpoint.model, checkpoint.own_type())?;
    let told = machine(options).check(&options.id, &checkpoint.model, dtype, wanted.force);
    tell(told.map_err(anyhow::Error::msg)?, report);
    drop(checkpoint);
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
        Source::Gguf(file) => fs::metadata(file).map_or(0, |file| file.len()),
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
