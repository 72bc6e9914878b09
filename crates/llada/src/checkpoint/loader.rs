//! From a checked checkpoint to a network: each tensor read, brought into its type, moved to the device, and let go
//! before the next, so that memory holds little more than the finished weights.

use std::path::Path;

use candle_core::quantized::QTensor;
use candle_core::{D, DType, Device, Tensor};
use rayon::prelude::*;

use super::layout::{Role, TensorSpec, layout};
use super::random::RandomTensors;
use super::{Checkpoint, CheckpointError, Tensors};
use crate::config::Config;
use crate::cpu::store::Store;
use crate::cpu::{CpuNetwork, Packing, Rows};
#[cfg(feature = "cuda")]
use crate::cuda::CudaNetwork;
use crate::dtype::WeightType;
use crate::model::{Gradients, Network, NetworkError, Weight};
use kernels::Kernels;

/// How far loading has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Tensors ready.
    pub tensors_done: usize,
    /// Tensors in all.
    pub tensors: usize,
    /// Parameters ready.
    pub parameters_done: u64,
    /// Parameters in all.
    pub parameters: u64,
}

impl Progress {
    pub(super) fn of(config: &Config) -> Self {
        let specs = layout(config);
        Self {
            tensors: specs.len(),
            parameters: specs.iter().map(|spec| spec.elements() as u64).sum(),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, group: &[TensorSpec]) {
        self.tensors_done = (self.tensors_done + group.len()).min(self.tensors);
        let done: u64 = group.iter().map(|spec| spec.elements() as u64).sum();
        self.parameters_done = (self.parameters_done + done).min(self.parameters);
    }
}

/// Loads the network. `progress` is called at the start and after every group of tensors (a block at a time).
///
/// # Errors
/// [`CheckpointError`]: a tensor cannot be brought into its type, or the device fails.
pub fn load(
    checkpoint: &Checkpoint,
    dtype: WeightType,
    device: &Device,
    progress: &mut dyn FnMut(Progress),
) -> Result<Network, CheckpointError> {
    let activations = dtype.activations(device);
    let fetch = fetching(checkpoint, dtype, device, progress)?;
    Network::build(
        &checkpoint.config,
        device,
        activations,
        Gradients::None,
        fetch,
    )
}

/// As [`load`], for our own kernels on an NVIDIA GPU.
///
/// # Errors
/// As [`load`].
#[cfg(feature = "cuda")]
pub fn load_cuda(
    checkpoint: &Checkpoint,
    dtype: WeightType,
    device: &Device,
    progress: &mut dyn FnMut(Progress),
) -> Result<CudaNetwork, CheckpointError> {
    let fetch = fetching(checkpoint, dtype, device, progress)?;
    CudaNetwork::build(&checkpoint.config, device, fetch)
}

/// What delivers weights to a network being built, group by group, and tells `progress`.
fn fetching<'a>(
    checkpoint: &'a Checkpoint,
    dtype: WeightType,
    device: &'a Device,
    progress: &'a mut dyn FnMut(Progress),
) -> Result<impl FnMut(&[TensorSpec]) -> Result<Vec<Weight>, CheckpointError> + 'a, CheckpointError>
{
    let mut state = Progress::of(&checkpoint.config);
    progress(state);
    let pattern = match (&checkpoint.tensors, dtype) {
        (Tensors::Random(random), WeightType::Bf16) if !device.is_cpu() => {
            Some(random.pattern(DType::BF16, device)?)
        }
        _ => None,
    };
    let loader = Loader {
        checkpoint,
        dtype,
        activations: dtype.activations(device),
        device,
        pattern,
    };
    Ok(move |group: &[TensorSpec]| {
        let one = |spec: &TensorSpec| {
            loader
                .weight(spec)
                .map_err(|error| CheckpointError::Device {
                    name: spec.name.clone(),
                    reason: error.to_string(),
                })
        };
        // A GPU's copies are ordered only on the thread that will also run the network.
        let weights: Vec<Weight> = if device.is_cpu() {
            group.par_iter().map(one).collect::<Result<_, _>>()?
        } else {
            group.iter().map(one).collect::<Result<_, _>>()?
        };
        state.add(group);
        progress(state);
        Ok(weights)
    })
}

/// Packs the network's weights in `dtype` for our own kernels, or takes them from the file `kept` where they were packed
/// before; where they were not, they are kept there if it can be written.
///
/// # Errors
/// [`CheckpointError::Device`] for a tensor that cannot be read.
pub fn pack(
    checkpoint: &Checkpoint,
    dtype: WeightType,
    kernels: Kernels,
    kept: Option<&Path>,
    progress: &mut dyn FnMut(Progress),
) -> Result<CpuNetwork, CheckpointError> {
    let packing = Packing {
        dtype,
        from_bf16: checkpoint.is_bf16(),
    };
    let mut build = |mut store: Store| {
        let network = packed(checkpoint, packing, kernels, &mut store, progress)?;
        store.finish()?;
        Ok::<_, CheckpointError>(network)
    };
    let (Some(path), Some(key)) = (kept, checkpoint.fingerprint(dtype)) else {
        return build(Store::Memory);
    };
    let length = packing.bytes(&checkpoint.config, checkpoint.embedding_bytes());
    if let Some(store) = Store::read(path, &key, length) {
        return build(store);
    }
    // Written and mapped: then the weights are no memory of this process, but of the system's file cache.
    let written = Store::write(path, &key, length)
        .map_err(CheckpointError::from)
        .and_then(&mut build);
    match (written, Store::read(path, &key, length)) {
        (Ok(_), Some(store)) => build(store),
        (Ok(network), None) => Ok(network),
        (Err(CheckpointError::Kept(_)), _) => build(Store::Memory),
        (Err(error), _) => Err(error),
    }
}

fn packed(
    checkpoint: &Checkpoint,
    packing: Packing,
    kernels: Kernels,
    store: &mut Store,
    progress: &mut dyn FnMut(Progress),
) -> Result<CpuNetwork, CheckpointError> {
    let mut state = Progress::of(&checkpoint.config);
    progress(state);
    CpuNetwork::build(&checkpoint.config, kernels, packing, store, |spec| {
        state.add(std::slice::from_ref(spec));
        progress(state);
        match &checkpoint.tensors {
            Tensors::Random(random) => Ok(Rows::Values(random.values(spec))),
            Tensors::Stored(tensors) => {
                let stored = tensors
                    .get(&spec.name)
                    .ok_or_else(|| CheckpointError::Device {
                        name: spec.name.clone(),
                        reason: "it was not checked. This is a bug".to_owned(),
                    })?;
                Ok(Rows::Stored {
                    bytes: stored.bytes,
                    dtype: stored.dtype,
                })
            }
        }
    })
}

struct Loader<'a> {
    checkpoint: &'a Checkpoint,
    dtype: WeightType,
    activations: DType,
    device: &'a Device,
    /// Random bf16 weights are spread over a GPU where they are needed.
    pattern: Option<Tensor>,
}

impl Loader<'_> {
    fn weight(&self, spec: &TensorSpec) -> Result<Weight, candle_core::Error> {
        if let Some(pattern) = &self.pattern
            && spec.role != Role::Norm
        {
            return Ok(Weight::Dense(RandomTensors::spread(pattern, spec)?));
        }
        let stored = self.stored(spec)?;
        if let Some(blocks) = self.dtype.quantized(spec.role) {
            let wide = stored.to_dtype(DType::F32)?;
            let columns = wide.dim(D::Minus1)?;
            let padding = columns.next_multiple_of(blocks.block_size()) - columns;
            let wide = wide.pad_with_zeros(D::Minus1, 0, padding)?.contiguous()?;
            let quantized = QTensor::quantize_onto(&wide, blocks, self.device)?;
            return Ok(Weight::Quantized(Box::new(quantized)));
        }
        let dtype = match (spec.role, self.dtype.dense()) {
            (Role::Norm, _) => self.activations,
            (_, Some(dtype)) => dtype,
            // Beside quantised projections the embedding stays as it was stored.
            (_, None) => stored.dtype(),
        };
        Ok(Weight::Dense(
            stored.to_dtype(dtype)?.to_device(self.device)?,
        ))
    }

    /// The tensor on the CPU in its stored type.
    fn stored(&self, spec: &TensorSpec) -> Result<Tensor, candle_core::Error> {
        match &self.checkpoint.tensors {
            Tensors::Random(random) => {
                let tensor = random.tensor(spec)?;
                // As the published checkpoints have it.
                if spec.role == Role::Embedding {
                    return tensor.to_dtype(DType::BF16);
                }
                Ok(tensor)
            }
            Tensors::Stored(tensors) => {
                let stored = tensors.get(&spec.name).ok_or_else(|| {
                    candle_core::Error::Msg("it was not checked. This is a bug".to_owned())
                })?;
                Tensor::from_raw_buffer(stored.bytes, stored.dtype, &spec.shape, &Device::Cpu)
            }
        }
    }
}

impl From<candle_core::Error> for CheckpointError {
    fn from(error: candle_core::Error) -> Self {
        Self::Network(NetworkError::from(error))
    }
}
