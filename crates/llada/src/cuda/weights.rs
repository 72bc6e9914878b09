//! The weights of the network as products and kernels read them: the loader's bf16 tensors, projections of one input joined.

use std::sync::Arc;

use candle_core::cuda_backend::cudarc::driver::{CudaStream, DevicePtr};
use candle_core::{DType, Device, Result, Storage, Tensor, bail};
use half::bf16;

use super::memory::{Memory, Span};
use crate::checkpoint::layout::{self, TensorSpec};
use crate::config::Config;
use crate::model::{NetworkError, Weight};

/// A matrix `[outputs, inputs]` of bf16 on the device, or a vector with one output.
#[derive(Debug)]
pub(super) struct Matrix {
    /// Keeps the memory.
    tensor: Tensor,
    address: u64,
    outputs: usize,
    inputs: usize,
}

impl Matrix {
    fn new(tensor: Tensor, stream: &Arc<CudaStream>) -> Result<Self> {
        let (outputs, inputs) = match *tensor.dims() {
            [inputs] => (1, inputs),
            [outputs, inputs] => (outputs, inputs),
            _ => bail!("a weight has one or two dimensions. This is a bug"),
        };
        if tensor.dtype() != DType::BF16 || !tensor.is_contiguous() {
            bail!("weights for these kernels are bf16, row by row. This is a bug");
        }
        let address = {
            let (storage, layout) = tensor.storage_and_layout();
            let Storage::Cuda(storage) = &*storage else {
                bail!("weights for these kernels are on a GPU. This is a bug");
            };
            let start = layout.start_offset() * size_of::<bf16>();
            // With this the stream waits for the copies that made the tensor.
            let (address, _) = storage.as_cuda_slice::<bf16>()?.device_ptr(stream);
            address + start as u64
        };
        if !address.is_multiple_of(16) {
            bail!("a weight begins at no multiple of 16 bytes. This is a bug");
        }
        Ok(Self {
            tensor,
            address,
            outputs,
            inputs,
        })
    }

    pub(super) const fn outputs(&self) -> usize {
        self.outputs
    }

    pub(super) const fn inputs(&self) -> usize {
        self.inputs
    }

    pub(super) const fn span(&self) -> Span<'_> {
        let bytes = self.outputs * self.inputs * size_of::<bf16>();
        Span::of_tensor(&self.tensor, self.address, bytes)
    }
}

/// Everything that does not change from pass to pass.
#[derive(Debug)]
pub(super) struct Weights {
    pub(super) embedding: Matrix,
    pub(super) blocks: Vec<Block>,
    pub(super) ln_f: Matrix,
    /// None where it is tied to the embedding.
    head: Option<Matrix>,
    /// cos and sin of every position, `[positions, head_dim / 2]`, f32.
    pub(super) cos: Memory,
    pub(super) sin: Memory,
}

/// One block's weights.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) attn_norm: Matrix,
    /// Queries, keys and values below one another.
    pub(super) qkv: Matrix,
    pub(super) attn_out: Matrix,
    pub(super) ff_norm: Matrix,
    /// Gate and up projection below one another.
    pub(super) gate_up: Matrix,
    pub(super) ff_out: Matrix,
}

impl Weights {
    /// Takes the weights that `fetch` delivers, as [`crate::model::Network::build`] does.
    pub(super) fn build<E: From<NetworkError>>(
        config: &Config,
        device: &Device,
        stream: &Arc<CudaStream>,
        mut fetch: impl FnMut(&[TensorSpec]) -> std::result::Result<Vec<Weight>, E>,
    ) -> std::result::Result<Self, E> {
        let mut fetch = |group: &[TensorSpec]| -> std::result::Result<Vec<Tensor>, E> {
            let dense = |weight| match weight {
                Weight::Dense(tensor) => Ok(tensor),
                Weight::Quantized(_) => Err(NetworkError::QuantizedNorm.into()),
            };
            fetch(group)?.into_iter().map(dense).collect()
        };
        let matrix = |tensor: Option<Tensor>| -> std::result::Result<Matrix, E> {
            let tensor = tensor.ok_or(NetworkError::Weights { count: 0 })?;
            Ok(Matrix::new(tensor, stream).map_err(NetworkError::from)?)
        };
        let embedding = matrix(fetch(&[layout::embedding(config)])?.pop())?;
        let mut blocks = Vec::with_capacity(config.n_layers);
        for index in 0..config.n_layers {
            let tensors = fetch(&layout::block(config, index))?;
            blocks.push(Block::new(tensors, stream)?);
        }
        let ln_f = matrix(fetch(&[layout::final_norm(config)])?.pop())?;
        let head = match layout::head(config) {
            Some(spec) => Some(matrix(fetch(&[spec])?.pop())?),
            None => None,
        };
        let (cos, sin) = angles(config, stream).map_err(NetworkError::from)?;
        // Once for all of them: after this the tensors are only read.
        device.synchronize().map_err(NetworkError::from)?;
        Ok(Self {
            embedding,
            blocks,
            ln_f,
            head,
            cos,
            sin,
        })
    }

    pub(super) fn head(&self) -> &Matrix {
        self.head.as_ref().unwrap_or(&self.embedding)
    }
}

impl Block {
    /// Takes the nine weights in the order of [`layout::BLOCK`].
    fn new(
        tensors: Vec<Tensor>,
        stream: &Arc<CudaStream>,
    ) -> std::result::Result<Self, NetworkError> {
        let count = tensors.len();
        let Ok([attn_norm, q, k, v, attn_out, ff_norm, gate, up, ff_out]) =
            <[Tensor; 9]>::try_from(tensors)
        else {
            return Err(NetworkError::Weights { count });
        };
        let matrix = |tensor| Matrix::new(tensor, stream);
        let qkv = matrix(Tensor::cat(&[q, k, v], 0)?)?;
        let gate_up = matrix(Tensor::cat(&[gate, up], 0)?)?;
        Ok(Self {
            attn_norm: matrix(attn_norm)?,
            qkv,
            attn_out: matrix(attn_out)?,
            ff_norm: matrix(ff_norm)?,
            gate_up,
            ff_out: matrix(ff_out)?,
        })
    }
}

/// The angles of [`crate::model::rotary`].
fn angles(config: &Config, stream: &Arc<CudaStream>) -> Result<(Memory, Memory)> {
    let half = config.head_dim() / 2;
    let theta = config.rope_theta as f32;
    let inverse: Vec<f32> = (0..half)
        .map(|pair| 1.0 / theta.powf(pair as f32 / half as f32))
        .collect();
    let angles: Vec<f32> = (0..config.max_sequence_length)
        .flat_map(|position| {
            inverse
                .iter()
                .map(move |frequency| position as f32 * frequency)
        })
        .collect();
    let table = |of: fn(f32) -> f32| -> Result<Memory> {
        let values: Vec<f32> = angles.iter().copied().map(of).collect();
        let mut memory = Memory::new(stream, size_of_val(values.as_slice()))?;
        memory.upload(&values)?;
        Ok(memory)
    };
    Ok((table(f32::cos)?, table(f32::sin)?))
}
