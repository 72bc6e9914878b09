//! The tower on candle: on GPUs, on processors without kernels of ours, and as the reference.

use candle_core::{D, DType, Device, Result, Tensor};

use super::{PATCH, Pair, of_layer, of_projector, patches};
use crate::architecture::vision::{Stage, Tower, Vision, VisionLayer, VisionSlot};
use crate::architecture::{Slot, WeightSpec};
use crate::denoiser::NetworkError;
use crate::network::candle::{Given, Weight};
use crate::vision::tiles::Tiles;

/// The tower and the projector on a device.
#[derive(Debug)]
pub struct CandleTower {
    tower: Tower,
    device: Device,
    /// Type of the residual stream.
    activations: DType,
    patch: Affine,
    positions: Tensor,
    blocks: Vec<Block>,
    projector: [Affine; 2],
    newline: Vec<f32>,
    bytes: usize,
}

/// A matrix `[out, in]` and its bias; or a norm's gain and bias.
#[derive(Debug)]
struct Affine {
    weight: Tensor,
    bias: Tensor,
}

#[derive(Debug)]
struct Block {
    norm1: Affine,
    q: Affine,
    k: Affine,
    v: Affine,
    out: Affine,
    norm2: Affine,
    up: Affine,
    down: Affine,
}

impl Affine {
    /// Takes a weight and its bias out; a patch's kernel becomes a matrix.
    fn take(given: &mut Given, [weight, bias]: Pair) -> std::result::Result<Self, NetworkError> {
        let weight = given.dense(Slot::Vision(weight))?;
        let weight = if weight.rank() > 2 {
            weight.flatten_from(1)?
        } else {
            weight
        };
        let bias = given.dense(Slot::Vision(bias))?;
        Ok(Self { weight, bias })
    }

    /// x Wᵀ + b of `[rows, in]`.
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let y = x.to_dtype(self.weight.dtype())?.matmul(&self.weight.t()?)?;
        y.to_dtype(x.dtype())?.broadcast_add(&self.bias)
    }

    /// As a LayerNorm of `[rows, width]`, computed in f32.
    fn norm(&self, x: &Tensor, eps: f64) -> Result<Tensor> {
        let wide = x.to_dtype(DType::F32)?;
        let centred = wide.broadcast_sub(&wide.mean_keepdim(D::Minus1)?)?;
        let variance = centred.sqr()?.mean_keepdim(D::Minus1)?;
        let normed = centred.broadcast_div(&(variance + eps)?.sqrt()?)?;
        let normed = normed.to_dtype(x.dtype())?;
        normed
            .broadcast_mul(&self.weight)?
            .broadcast_add(&self.bias)
    }
}

impl CandleTower {
    /// Builds a tower from weights that `fetch` delivers: matrices dense, in any type, everything else in `activations`.
    ///
    /// # Errors
    /// What `fetch` reports, or a device error.
    pub fn build<E: From<NetworkError>>(
        vision: &Vision,
        width: usize,
        device: &Device,
        activations: DType,
        mut fetch: impl FnMut(&[WeightSpec]) -> std::result::Result<Vec<Weight>, E>,
    ) -> std::result::Result<Self, E> {
        let specs = vision.weights(width);
        let weights = fetch(&specs)?;
        let sizes = weights.iter().map(|weight| match weight {
            Weight::Dense(tensor) => tensor.elem_count() * tensor.dtype().size_in_bytes(),
            Weight::Quantized(tensor) => tensor.storage_size_in_bytes(),
        });
        let bytes = sizes.sum();
        let mut given = Given::new(&specs, weights);
        let mut block = |layer| -> std::result::Result<Block, NetworkError> {
            let mut take = |kind| Affine::take(&mut given, of_layer(layer, kind));
            Ok(Block {
                norm1: take(VisionLayer::Norm1)?,
                q: take(VisionLayer::Q)?,
                k: take(VisionLayer::K)?,
                v: take(VisionLayer::V)?,
                out: take(VisionLayer::Out)?,
                norm2: take(VisionLayer::Norm2)?,
                up: take(VisionLayer::Up)?,
                down: take(VisionLayer::Down)?,
            })
        };
        let blocks = (0..vision.tower.layers).map(&mut block);
        let blocks = blocks.collect::<std::result::Result<_, _>>()?;
        let newline = given.dense(Slot::Vision(VisionSlot::Newline))?;
        let newline = newline.to_dtype(DType::F32).and_then(|row| row.to_vec1());
        Ok(Self {
            tower: vision.tower,
            device: device.clone(),
            activations,
            patch: Affine::take(&mut given, PATCH)?,
            positions: given.dense(Slot::Vision(VisionSlot::Positions))?,
            blocks,
            projector: [
                Affine::take(&mut given, of_projector(Stage::First))?,
                Affine::take(&mut given, of_projector(Stage::Second))?,
            ],
            newline: newline.map_err(NetworkError::from)?,
            bytes,
        })
    }

    /// What ends each row of features.
    #[must_use]
    pub fn newline(&self) -> &[f32] {
        &self.newline
    }

    /// Bytes of the weights.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The tower's features of every tile, `[tiles][positions][width]`.
    ///
    /// # Errors
    /// The device fails.
    pub fn encode(&self, tiles: &Tiles) -> Result<Vec<f32>> {
        let (positions, size) = (self.tower.positions(), self.tower.patch_size());
        let mut features = Vec::with_capacity(tiles.len() * positions * self.tower.width);
        for tile in 0..tiles.len() {
            let mut pixels = Vec::with_capacity(positions * size);
            patches(tiles, tile, &self.tower, |_, patch| {
                pixels.extend_from_slice(patch)
            });
            let pixels = Tensor::from_vec(pixels, (positions, size), &self.device)?;
            let patches = self.patch.forward(&pixels.to_dtype(self.activations)?)?;
            let mut x = (patches + &self.positions)?;
            for block in &self.blocks {
                x = self.block(block, &x)?;
            }
            features.extend(numbers(&x)?);
        }
        Ok(features)
    }

    fn block(&self, block: &Block, x: &Tensor) -> Result<Tensor> {
        let (rows, width) = x.dims2()?;
        let (heads, head_dim) = (self.tower.heads, self.tower.head_dim());
        let normed = block.norm1.norm(x, self.tower.eps)?;
        let split = |affine: &Affine| -> Result<Tensor> {
            let y = affine.forward(&normed)?.reshape((rows, heads, head_dim))?;
            y.transpose(0, 1)?.contiguous()
        };
        let scores = split(&block.q)?.matmul(&split(&block.k)?.t()?.contiguous()?)?;
        let scores = (scores.to_dtype(DType::F32)? * (1.0 / (head_dim as f64).sqrt()))?;
        let weights = candle_nn::ops::softmax_last_dim(&scores)?.to_dtype(x.dtype())?;
        let mixed = weights.matmul(&split(&block.v)?)?;
        let mixed = mixed.transpose(0, 1)?.reshape((rows, width))?;
        let x = (x + block.out.forward(&mixed)?)?;
        let normed = block.norm2.norm(&x, self.tower.eps)?;
        // candle's gelu is the one with the tanh.
        let hidden = block.up.forward(&normed)?.gelu()?;
        x + block.down.forward(&hidden)?
    }

    /// Features in the width of the language model.
    ///
    /// # Errors
    /// The device fails.
    pub fn project(&self, features: &[f32]) -> Result<Vec<f32>> {
        let width = self.tower.width;
        let mut projected = Vec::with_capacity(features.len() / width * self.newline.len());
        for piece in features.chunks(self.tower.positions() * width) {
            let x = Tensor::from_slice(piece, (piece.len() / width, width), &self.device)?;
            let [first, second] = &self.projector;
            let hidden = first.forward(&x.to_dtype(self.activations)?)?.gelu_erf()?;
            projected.extend(numbers(&second.forward(&hidden)?)?);
        }
        Ok(projected)
    }
}

fn numbers(x: &Tensor) -> Result<Vec<f32>> {
    x.to_dtype(DType::F32)?.flatten_all()?.to_vec1()
}
