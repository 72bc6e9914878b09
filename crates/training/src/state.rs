//! The files of a run: the state that it resumes from, and the exported checkpoint.

use std::collections::HashMap;
use std::path::Path;

use candle_core::{DType, Device};
use half::bf16;
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use tokenizers::Tokenizer;

use super::error::TrainError;
use super::optimizer::Slot;
use super::token_features::TokenFeatures;
use super::vocabulary;
use super::weights::{HEAD, tensors};
use llada::architecture::llada::Config;

/// Writes a file atomically: beside the old one first, then renamed over it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), TrainError> {
    let partial = path.with_extension("partial");
    let attempt = || {
        let mut file = std::fs::File::create(&partial)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
        std::fs::rename(&partial, path)
    };
    attempt().map_err(|error| {
        // The partial file is useless; the error to report is the first one.
        let _ = std::fs::remove_file(&partial);
        TrainError::File {
            path: path.to_owned(),
            error,
        }
    })
}

/// `tokenizer.json`.
pub(super) fn tokenizer_json(tokenizer: &Tokenizer) -> Result<Vec<u8>, TrainError> {
    tokenizer
        .to_string(true)
        .map(String::into_bytes)
        .map_err(|error| TrainError::Tokenizer(error.to_string()))
}

/// The four arrays of a slot with the suffixes of their names in the state file.
fn arrays(slot: &Slot) -> [(&'static str, &Vec<f32>); 4] {
    [
        ("", &slot.value),
        (".mean", &slot.mean),
        (".square", &slot.square),
        (".average", &slot.average),
    ]
}

/// The names of the state of the token features in the state file.
const FEATURES: [&str; 2] = ["parts.mean", "parts.square"];

fn bytes_of(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

fn pack(
    path: &Path,
    dtype: Dtype,
    named: &[(String, Vec<usize>, Vec<u8>)],
    metadata: HashMap<String, String>,
) -> Result<(), TrainError> {
    let invalid = |error: safetensors::SafeTensorError| TrainError::State {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let mut views = Vec::with_capacity(named.len());
    for (name, shape, bytes) in named {
        let view = TensorView::new(dtype, shape.clone(), bytes).map_err(invalid)?;
        views.push((name.as_str(), view));
    }
    write(path, &serialize(views, Some(metadata)).map_err(invalid)?)
}

/// Saves weights, optimizer state and step.
pub(super) fn save(
    path: &Path,
    names: &[(String, Vec<usize>, Option<f32>)],
    slots: &[Slot],
    features: &TokenFeatures,
    step: usize,
) -> Result<(), TrainError> {
    let mut named = Vec::with_capacity(4 * slots.len());
    for ((name, shape, _), slot) in names.iter().zip(slots) {
        for (suffix, values) in arrays(slot) {
            named.push((format!("{name}{suffix}"), shape.clone(), bytes_of(values)));
        }
    }
    let shape = vec![features.count(), features.width()];
    for (name, values) in FEATURES.into_iter().zip([&features.mean, &features.square]) {
        named.push((name.to_owned(), shape.clone(), bytes_of(values)));
    }
    let metadata = HashMap::from([("step".to_owned(), step.to_string())]);
    pack(path, Dtype::F32, &named, metadata)
}

/// Loads what [`save`] wrote into slots of the same shapes; returns the step.
pub(super) fn load(
    path: &Path,
    config: &Config,
    slots: &mut [Slot],
    features: &mut TokenFeatures,
) -> Result<usize, TrainError> {
    let refuse = |reason: String| TrainError::State {
        path: path.to_owned(),
        reason,
    };
    let bytes = std::fs::read(path).map_err(|error| TrainError::File {
        path: path.to_owned(),
        error,
    })?;
    let file = SafeTensors::deserialize(&bytes).map_err(|error| refuse(error.to_string()))?;
    let (_, header) =
        SafeTensors::read_metadata(&bytes).map_err(|error| refuse(error.to_string()))?;
    let step = header
        .metadata()
        .as_ref()
        .and_then(|metadata| metadata.get("step"))
        .and_then(|step| step.parse().ok())
        .ok_or_else(|| refuse("it does not say at which step it was saved".to_owned()))?;
    let read = |name: &str, shape: &[usize]| -> Result<Vec<f32>, TrainError> {
        let view = file
            .tensor(name)
            .map_err(|_| refuse(format!("it has no tensor {name}")))?;
        if view.shape() != shape || view.dtype() != Dtype::F32 {
            let found = view.shape();
            return Err(refuse(format!("{name} is {found:?}, not {shape:?}")));
        }
        let (values, _) = view.data().as_chunks::<4>();
        let values = values.iter().map(|value| f32::from_le_bytes(*value));
        Ok(values.collect())
    };
    for ((name, shape, _), slot) in tensors(config).into_iter().zip(slots) {
        let read = |suffix: &str| read(&format!("{name}{suffix}"), &shape);
        slot.value = read("")?;
        slot.mean = read(".mean")?;
        slot.square = read(".square")?;
        slot.average = read(".average")?;
    }
    let shape = [features.count(), features.width()];
    for (name, values) in FEATURES
        .into_iter()
        .zip([&mut features.mean, &mut features.square])
    {
        *values = read(name, &shape)?;
    }
    Ok(step)
}

/// The weights of a checkpoint folder of the model's own shape, in the order of [`tensors`].
pub(super) fn weights(folder: &Path, config: &Config) -> Result<Vec<Vec<f32>>, TrainError> {
    let refuse = |reason: String| TrainError::From {
        path: folder.to_owned(),
        reason,
    };
    let path = folder.join("model.safetensors");
    let stored = candle_core::safetensors::load(&path, &Device::Cpu)
        .map_err(|error| refuse(format!("{}: {error}", path.display())))?;
    if config.weight_tying && stored.contains_key(HEAD) {
        return Err(refuse(format!(
            "its head, {HEAD}, is not its embedding (--untied)"
        )));
    }
    let tensors = tensors(config).into_iter();
    let read = tensors.map(|(name, shape, _)| {
        let tensor = stored
            .get(&name)
            .ok_or_else(|| refuse(format!("it has no tensor {name}")))?;
        if tensor.dims() != shape {
            let found = tensor.dims();
            return Err(refuse(format!("{name} is {found:?}, not {shape:?}")));
        }
        let values = tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
        Ok(values)
    });
    read.collect()
}

/// Writes the checkpoint's files, with these weights as bf16.
pub(super) fn export(
    folder: &Path,
    config: &Config,
    tokenizer: &Tokenizer,
    weights: &[Vec<f32>],
) -> Result<(), TrainError> {
    std::fs::create_dir_all(folder).map_err(|error| TrainError::File {
        path: folder.to_owned(),
        error,
    })?;
    let json = |value: &serde_json::Value| format!("{value:#}\n").into_bytes();
    write(&folder.join("config.json"), &json(&config.to_json()))?;
    let chat = vocabulary::config(config.max_sequence_length);
    write(&folder.join("tokenizer_config.json"), &json(&chat))?;
    write(&folder.join("tokenizer.json"), &tokenizer_json(tokenizer)?)?;
    let named: Vec<_> = tensors(config)
        .into_iter()
        .zip(weights)
        .map(|((name, shape, _), values)| {
            let rounded = values.iter().map(|value| bf16::from_f32(*value));
            (name, shape, rounded.flat_map(bf16::to_le_bytes).collect())
        })
        .collect();
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    pack(
        &folder.join("model.safetensors"),
        Dtype::BF16,
        &named,
        metadata,
    )
}
