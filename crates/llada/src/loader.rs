//! From a checked checkpoint to a network: each tensor read, brought into its type, moved to the device, and let go
//! before the next, so that memory holds little more than the finished weights.

use std::borrow::Cow;
use std::path::Path;

use candle_core::quantized::{QStorage, QTensor};
use candle_core::{D, DType, Device, Tensor};
use rayon::prelude::*;

use crate::architecture::{Role, WeightSpec};
use crate::checkpoint::random::RandomTensors;
use crate::checkpoint::{Checkpoint, CheckpointError, Progress};
use crate::dtype::WeightType;
use crate::network::candle::{Gradients, Network, Weight};
use crate::network::cpu::store::Store;
use crate::network::cpu::{CpuNetwork, Packing};
#[cfg(feature = "cuda")]
use crate::network::cuda::CudaNetwork;
use crate::vision::tower::{CandleTower, CpuTower, VisionTower};
use kernels::Kernels;

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
        &checkpoint.model,
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
    CudaNetwork::build(&checkpoint.model, device, fetch)
}

/// What delivers weights to a network being built, group by group, and tells `progress`.
fn fetching<'a>(
    checkpoint: &'a Checkpoint,
    dtype: WeightType,
    device: &'a Device,
    progress: &'a mut dyn FnMut(Progress),
) -> Result<impl FnMut(&[WeightSpec]) -> Result<Vec<Weight>, CheckpointError> + 'a, CheckpointError>
{
    let mut state = Progress::of(&checkpoint.model);
    progress(state);
    let pattern = match (checkpoint.random(), dtype) {
        (Some(random), WeightType::Bf16) if !device.is_cpu() => {
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
    Ok(move |group: &[WeightSpec]| {
        let one = |spec: &WeightSpec| {
            loader
                .weight(spec)
                .map_err(|error| checkpoint.failed(spec, &error))
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
    if let Some(store) = Store::read(path, &key) {
        return build(store);
    }
    // Written and mapped: then the weights are no memory of this process, but of the system's file cache.
    let written = Store::write(path, &key)
        .map_err(CheckpointError::from)
        .and_then(&mut build);
    match (written, Store::read(path, &key)) {
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
    let mut state = Progress::of(&checkpoint.model);
    progress(state);
    CpuNetwork::build(&checkpoint.model, kernels, packing, store, |spec| {
        state.add(std::slice::from_ref(spec));
        progress(state);
        checkpoint.rows(spec)
    })
}

/// Loads what sees pictures, where the model has it: on our own kernels, or on candle.
///
/// # Errors
/// As [`load`].
pub fn load_vision(
    checkpoint: &Checkpoint,
    dtype: WeightType,
    device: &Device,
    kernels: Option<Kernels>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<VisionTower>, CheckpointError> {
    let model = &checkpoint.model;
    let Some(vision) = &model.vision else {
        return Ok(None);
    };
    let mut state = Progress::of(model);
    let specs = model.vision_weights();
    state.tensors_done = state.tensors - specs.len();
    let missing: u64 = specs.iter().map(|spec| spec.elements() as u64).sum();
    state.parameters_done = state.parameters - missing;
    progress(state);
    let mut told = |specs: &[WeightSpec]| {
        state.add(specs);
        progress(state);
    };
    let tower = match kernels {
        Some(kernels) => {
            let packing = (dtype, checkpoint.has_bf16_vision());
            let tower = CpuTower::build(vision, model.width, kernels, packing, |spec| {
                told(std::slice::from_ref(spec));
                checkpoint.rows(spec)
            })?;
            VisionTower::Cpu(tower)
        }
        None => {
            let activations = dtype.activations(device);
            let loader = Loader {
                checkpoint,
                dtype,
                activations,
                device,
                pattern: None,
            };
            let fetch = |specs: &[WeightSpec]| {
                let one = |spec| {
                    loader
                        .weight(spec)
                        .map_err(|error| checkpoint.failed(spec, &error))
                };
                let weights = specs.iter().map(one).collect::<Result<Vec<_>, _>>();
                told(specs);
                weights
            };
            let tower = CandleTower::build(vision, model.width, device, activations, fetch)?;
            VisionTower::Candle(tower)
        }
    };
    Ok(Some(tower))
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
    fn weight(&self, spec: &WeightSpec) -> Result<Weight, candle_core::Error> {
        let (tensor, place) = self.checkpoint.model.stored(spec);
        if let Some(pattern) = &self.pattern
            && !matches!(spec.role, Role::Norm | Role::Router)
        {
            let whole = RandomTensors::spread(pattern, &tensor)?;
            return Ok(Weight::Dense(match place.rows {
                Some((rows, _)) => whole.narrow(0, rows.start, rows.len())?.contiguous()?,
                None => whole,
            }));
        }
        if let Some(blocks) = self.dtype.quantized(spec.role)
            && let Some(tensor) = self.checkpoint.blocks(spec)
            && (tensor.kind().candle() == blocks || tensor.kind().is_finer_than_q4())
        {
            // As they are.
            let bytes = Cow::Owned(tensor.ordered());
            let storage = QStorage::from_data(bytes, self.device, tensor.kind().candle())?;
            let quantized = QTensor::new(storage, spec.shape.as_slice())?;
            return Ok(Weight::Quantized(Box::new(quantized)));
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
            (Role::Norm | Role::Bias | Role::VisionVector, _) | (Role::Vision, None) => {
                self.activations
            }
            (Role::Router, _) => DType::F32,
            (_, Some(dtype)) => dtype,
            // Beside quantised projections the embedding stays as it was stored.
            (_, None) => stored.dtype(),
        };
        Ok(Weight::Dense(
            stored.to_dtype(dtype)?.to_device(self.device)?,
        ))
    }

    /// The weight on the CPU in its stored type.
    fn stored(&self, spec: &WeightSpec) -> Result<Tensor, candle_core::Error> {
        let rows = self.checkpoint.rows(spec);
        let rows = rows.map_err(|error| candle_core::Error::Msg(error.to_string()))?;
        let tensor = rows.tensor(&spec.shape)?;
        // As the published checkpoints have it.
        if self.checkpoint.random().is_some() && spec.role == Role::Embedding {
            return tensor.to_dtype(DType::BF16);
        }
        Ok(tensor)
    }
}
