//! The reference implementation's own outputs on small random checkpoints.

use std::fs;
use std::path::{Path, PathBuf};

use llada::{
    DeviceChoice, DtypeChoice, KernelChoice, LanguageModel, OpenOptions, Source, WeightType,
};
use serde_json::Value;

pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

pub(crate) fn open(name: &str, dtype: WeightType) -> LanguageModel {
    open_with(name, dtype, KernelChoice::Auto)
}

pub(crate) fn open_with(name: &str, dtype: WeightType, kernels: KernelChoice) -> LanguageModel {
    let options = OpenOptions {
        id: name.to_owned(),
        device: DeviceChoice::Cpu,
        dtype: DtypeChoice::Exactly(dtype),
        kernels,
        packed: None,
    };
    LanguageModel::open(&Source::Folder(folder(name)), &options, &mut |_| {}).unwrap()
}

pub(crate) fn json(name: &str, file: &str) -> Value {
    serde_json::from_slice(&fs::read(folder(name).join(file)).unwrap()).unwrap()
}

pub(crate) fn ids(value: &Value) -> Vec<u32> {
    let list = value.as_array().unwrap().iter();
    list.map(|id| id.as_u64().unwrap() as u32).collect()
}
