//! The weights of the network as products and kernels read them: the loader's bf16 tensors, projections of one input joined.

use std::sync::Arc;

use candle_core::cuda_backend::cudarc::driver::{CudaStream, DevicePtr};
use candle_core::{DType, Device, Result, Storage, Tensor, bail};
use half::bf16;

use super::memory::{Memory, Span};
use crate::architecture::{Angles, Model, Projection, Slot, WeightSpec};
use crate::denoiser::NetworkError;
use crate::network::candle::{Given, Weight};

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
    /// Takes the weights that `fetch` delivers, as [`crate::network::candle::Network::build`] does; `model` is a dense one.
    pub(super) fn build<E: From<NetworkError>>(
        model: &Model,
        device: &Device,
        stream: &Arc<CudaStream>,
        mut fetch: impl FnMut(&[WeightSpec]) -> std::result::Result<Vec<Weight>, E>,
    ) -> std::result::Result<Self, E> {
        let mut group = |specs: &[WeightSpec]| -> std::result::Result<Given, E> {
            let weights = fetch(specs)?;
            Ok(Given::new(specs, weights))
        };
        let matrix = |tensor: Tensor| Matrix::new(tensor, stream).map_err(NetworkError::from);
        let embedding = matrix(group(&[model.embedding()])?.dense(Slot::Embedding)?)?;
        let mut blocks = Vec::with_capacity(model.blocks.len());
        for index in 0..model.blocks.len() {
            let given = group(&model.layer(index))?;
            blocks.push(Block::new(index, given, stream)?);
        }
        let ln_f = matrix(group(&[model.final_norm()])?.dense(Slot::FinalNorm)?)?;
        let head = if model.tied_head {
            None
        } else {
            Some(matrix(group(&[model.head()])?.dense(Slot::Head)?)?)
        };
        let (cos, sin) = tables(model, stream).map_err(NetworkError::from)?;
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
    /// Takes the weights of a dense layer.
    fn new(
        layer: usize,
        mut given: Given,
        stream: &Arc<CudaStream>,
    ) -> std::result::Result<Self, NetworkError> {
        let mut joined = |slots: &[Slot]| -> std::result::Result<Matrix, NetworkError> {
            let tensors: std::result::Result<Vec<Tensor>, NetworkError> =
                slots.iter().map(|slot| given.dense(*slot)).collect();
            let tensor = match <[Tensor; 1]>::try_from(tensors?) {
                Ok([tensor]) => tensor,
                Err(tensors) => Tensor::cat(&tensors, 0)?,
            };
            Ok(Matrix::new(tensor, stream)?)
        };
        let gate_up = [Projection::Gate, Projection::Up].map(|part| Slot::Ffn(layer, part));
        Ok(Self {
            attn_norm: joined(&[Slot::AttentionNorm(layer)])?,
            qkv: joined(&[Slot::Q(layer), Slot::K(layer), Slot::V(layer)])?,
            attn_out: joined(&[Slot::AttentionOut(layer)])?,
            ff_norm: joined(&[Slot::FfnNorm(layer)])?,
            gate_up: joined(&gate_up)?,
            ff_out: joined(&[Slot::Ffn(layer, Projection::Down)])?,
        })
    }
}

/// cos and sin of every position.
fn tables(model: &Model, stream: &Arc<CudaStream>) -> Result<(Memory, Memory)> {
    let Angles { cos, sin, .. } = model.rope.angles(model.context);
    let table = |values: &[f32]| -> Result<Memory> {
        let mut memory = Memory::new(stream, size_of_val(values))?;
        memory.upload(values)?;
        Ok(memory)
    };
    Ok((table(&cos)?, table(&sin)?))
}
