//! A random checkpoint as files: `config.json` and `model.safetensors` in bf16.

use std::fs::{self, File};
use std::io::{BufWriter, Result, Write};
use std::path::Path;

use half::bf16;
use serde_json::{Map, json};

use super::Progress;
use super::random::RandomTensors;
use crate::architecture::Model;

/// Bytes of an element.
const SIZE: usize = 2;

pub(super) fn write(
    model: &Model,
    random: &RandomTensors,
    folder: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(
        folder.join("config.json"),
        format!("{:#}\n", model.to_json()),
    )?;
    let specs = model.tensors();
    let mut header = Map::new();
    let mut end = 0;
    for spec in &specs {
        let start = end;
        end += spec.elements() * SIZE;
        header.insert(
            spec.name.clone(),
            json!({"dtype": "BF16", "shape": spec.shape, "data_offsets": [start, end]}),
        );
    }
    let mut header = serde_json::to_vec(&header)?;
    // The data begins at a multiple of 8 bytes.
    header.resize(header.len().next_multiple_of(8), b' ');
    let path = folder.join("model.safetensors");
    let partial = folder.join("model.safetensors.partial");
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&partial)?);
    file.write_all(&(header.len() as u64).to_le_bytes())?;
    file.write_all(&header)?;
    let mut state = Progress::of(model);
    (state.tensors, state.tensors_done) = (specs.len(), 0);
    for spec in &specs {
        for value in random.values(spec) {
            file.write_all(&bf16::from_f32(value).to_le_bytes())?;
        }
        state.tensors_done += 1;
        state.parameters_done += spec.elements() as u64;
        progress(state);
    }
    file.into_inner()?.sync_all()?;
    fs::rename(partial, path)
}
