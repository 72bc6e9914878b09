//! The tower on our own kernels: each product takes the rows of a tile, with norm, bias and activation inside.

use kernels::packed::{Format, PackedMatrix};
use kernels::panels::{PANEL, Panels};
use kernels::{Activation, Encoded, Kernels, Norm};

use super::attention::Attention;
use super::{PATCH, Pair, of_layer, of_projector, patches, spec};
use crate::architecture::vision::{Stage, Tower, Vision, VisionLayer, VisionSlot};
use crate::architecture::{Rows, WeightSpec};
use crate::dtype::WeightType;
use crate::vision::tiles::Tiles;

/// The tower and the projector, packed.
#[derive(Debug)]
pub struct CpuTower {
    tower: Tower,
    kernels: Kernels,
    patch: PackedMatrix,
    /// What is added at each position: the patches' bias, and what is learned of the place.
    places: Vec<f32>,
    blocks: Vec<Block>,
    projector: [Affine; 2],
    newline: Vec<f32>,
    /// Whether attention may round to bf16.
    may_round: bool,
}

/// A matrix and what is added to its products, padded to whole panels.
#[derive(Debug)]
struct Affine {
    weights: PackedMatrix,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Block {
    norm1: Norm,
    /// Queries, keys and values below one another, each padded to whole panels.
    qkv: Affine,
    out: Affine,
    norm2: Norm,
    up: Affine,
    down: Affine,
}

/// The buffers of a call.
#[derive(Debug, Default)]
struct Work {
    /// The residual stream.
    x: Panels,
    y: Panels,
    mixed: Panels,
    encoded: Encoded,
    attention: Vec<f32>,
}

/// Rows that are projected at a time: as many as a tile of the published model has, about.
const PROJECTED: usize = 768;

/// In which form the matrices are packed. Quantising them would save little and cost accuracy.
const fn format(dtype: WeightType, from_bf16: bool) -> Format {
    match dtype {
        WeightType::F32 if from_bf16 => Format::F32AsBf16,
        WeightType::F32 => Format::F32,
        WeightType::F16 => Format::F16,
        WeightType::Bf16 | WeightType::Q8_0 | WeightType::Q4k => Format::Bf16,
    }
}

/// Packs weights as they are asked for.
struct Packer<'v, F> {
    specs: &'v [WeightSpec],
    format: Format,
    fetch: F,
}

impl<'a, E, F: FnMut(&WeightSpec) -> Result<Rows<'a>, E>> Packer<'_, F> {
    fn vector(&mut self, slot: VisionSlot) -> Result<Vec<f32>, E> {
        let spec = spec(self.specs, slot);
        Ok((self.fetch)(spec)?.vector(spec.elements()))
    }

    /// Matrices of one number of inputs below one another, each padded to whole panels.
    fn affine(&mut self, parts: &[Pair]) -> Result<Affine, E> {
        let (mut bias, mut rows) = (Vec::new(), Vec::new());
        let first = spec(self.specs, parts[0][0]);
        let outputs = first.shape[0];
        let inputs = first.elements() / outputs;
        let padded = outputs.next_multiple_of(PANEL);
        for (index, [weights, biases]) in parts.iter().enumerate() {
            rows.push((self.fetch)(spec(self.specs, *weights))?);
            bias.extend(self.vector(*biases)?);
            bias.resize((index + 1) * padded, 0.0);
        }
        let all = match parts.len() {
            1 => outputs,
            count => count * padded,
        };
        let weights = PackedMatrix::pack(self.format, all, inputs, |row, to| {
            if row % padded < outputs {
                rows[row / padded].copy(row % padded, to);
            }
        });
        Ok(Affine { weights, bias })
    }

    fn norm(&mut self, [gain, bias]: Pair, eps: f64) -> Result<Norm, E> {
        Ok(Norm::layer(
            self.vector(gain)?,
            self.vector(bias)?,
            eps as f32,
        ))
    }

    fn block(&mut self, layer: usize, eps: f64) -> Result<Block, E> {
        let of = |kind| of_layer(layer, kind);
        Ok(Block {
            norm1: self.norm(of(VisionLayer::Norm1), eps)?,
            qkv: self.affine(&[of(VisionLayer::Q), of(VisionLayer::K), of(VisionLayer::V)])?,
            out: self.affine(&[of(VisionLayer::Out)])?,
            norm2: self.norm(of(VisionLayer::Norm2), eps)?,
            up: self.affine(&[of(VisionLayer::Up)])?,
            down: self.affine(&[of(VisionLayer::Down)])?,
        })
    }
}

impl CpuTower {
    /// Packs a tower whose weights `fetch` delivers, for a language model of this width. `from_bf16` says that bf16 holds all of
    /// them.
    ///
    /// # Errors
    /// What `fetch` reports.
    pub fn build<'a, E>(
        vision: &Vision,
        width: usize,
        kernels: Kernels,
        (dtype, from_bf16): (WeightType, bool),
        fetch: impl FnMut(&WeightSpec) -> Result<Rows<'a>, E>,
    ) -> Result<Self, E> {
        let specs = vision.weights(width);
        let (tower, format) = (vision.tower, format(dtype, from_bf16));
        let mut packer = Packer {
            specs: &specs,
            format,
            fetch,
        };
        let Affine {
            weights: patch,
            bias,
        } = packer.affine(&[PATCH])?;
        let mut places = packer.vector(VisionSlot::Positions)?;
        for place in places.chunks_exact_mut(tower.width) {
            place
                .iter_mut()
                .zip(&bias)
                .for_each(|(place, bias)| *place += bias);
        }
        let blocks = (0..tower.layers).map(|layer| packer.block(layer, tower.eps));
        let blocks = blocks.collect::<Result<_, E>>()?;
        let projector = [
            packer.affine(&[of_projector(Stage::First)])?,
            packer.affine(&[of_projector(Stage::Second)])?,
        ];
        Ok(Self {
            tower,
            kernels,
            patch,
            places,
            blocks,
            projector,
            newline: packer.vector(VisionSlot::Newline)?,
            may_round: format == Format::Bf16,
        })
    }

    /// What ends each row of features.
    #[must_use]
    pub fn newline(&self) -> &[f32] {
        &self.newline
    }

    /// Bytes of the packed matrices.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let of_block = |block: &Block| {
            let all = [&block.qkv, &block.out, &block.up, &block.down];
            all.map(|affine| affine.weights.bytes().len())
                .iter()
                .sum::<usize>()
        };
        let projector = self
            .projector
            .iter()
            .map(|affine| affine.weights.bytes().len());
        let blocks = self.blocks.iter().map(of_block);
        self.patch.bytes().len() + blocks.chain(projector).sum::<usize>()
    }

    /// The tower's features of every tile, `[tiles][positions][width]`.
    #[must_use]
    pub fn encode(&self, tiles: &Tiles) -> Vec<f32> {
        let (positions, width) = (self.tower.positions(), self.tower.width);
        let mut features = vec![0.0; tiles.len() * positions * width];
        let mut work = Work::default();
        for (tile, to) in features.chunks_exact_mut(positions * width).enumerate() {
            self.embed(tiles, tile, &mut work);
            for block in &self.blocks {
                self.block(block, &mut work);
            }
            rows_of(&work.x, to);
        }
        features
    }

    /// Patches and their places.
    fn embed(&self, tiles: &Tiles, tile: usize, work: &mut Work) {
        let Work { x, y, encoded, .. } = work;
        y.reset(self.tower.positions(), self.tower.patch_size());
        patches(tiles, tile, &self.tower, |position, patch| {
            y.set_row(position, patch)
        });
        self.kernels.encode(y, None, &self.patch, encoded);
        x.reset(self.tower.positions(), self.tower.width);
        for (position, place) in self.places.chunks_exact(self.tower.width).enumerate() {
            x.set_row(position, place);
        }
        self.kernels.add_linear(encoded, &self.patch, x);
    }

    fn block(&self, block: &Block, work: &mut Work) {
        let Work {
            x,
            y,
            mixed,
            encoded,
            attention: buffer,
        } = work;
        let kernels = self.kernels;
        kernels.encode(x, Some(&block.norm1), &block.qkv.weights, encoded);
        block.qkv.product(kernels, encoded, Activation::None, y);
        let attention = Attention {
            kernels,
            heads: self.tower.heads,
            head_dim: self.tower.head_dim(),
            may_round: self.may_round,
        };
        attention.forward(y, buffer, mixed);
        kernels.encode(mixed, None, &block.out.weights, encoded);
        kernels.add_affine(encoded, &block.out.weights, &block.out.bias, x);
        kernels.encode(x, Some(&block.norm2), &block.up.weights, encoded);
        block.up.product(kernels, encoded, Activation::TanhGelu, y);
        kernels.encode(y, None, &block.down.weights, encoded);
        kernels.add_affine(encoded, &block.down.weights, &block.down.bias, x);
    }

    /// Features in the width of the language model.
    #[must_use]
    pub fn project(&self, features: &[f32]) -> Vec<f32> {
        let (inputs, outputs) = (self.tower.width, self.newline.len());
        let [first, second] = &self.projector;
        let mut projected = vec![0.0; features.len() / inputs * outputs];
        let Work {
            mut x,
            mut y,
            mut encoded,
            ..
        } = Work::default();
        let pieces = projected.chunks_mut(PROJECTED * outputs);
        for (from, to) in features.chunks(PROJECTED * inputs).zip(pieces) {
            x.reset(from.len() / inputs, inputs);
            for (row, values) in from.chunks_exact(inputs).enumerate() {
                x.set_row(row, values);
            }
            self.kernels.encode(&x, None, &first.weights, &mut encoded);
            first.product(self.kernels, &encoded, Activation::ErfGelu, &mut y);
            self.kernels.encode(&y, None, &second.weights, &mut encoded);
            second.product(self.kernels, &encoded, Activation::None, &mut x);
            rows_of(&x, to);
        }
        projected
    }
}

impl Affine {
    fn product(&self, kernels: Kernels, x: &Encoded, activation: Activation, out: &mut Panels) {
        kernels.affine(x, &self.weights, (&self.bias, activation), out);
    }
}

/// Copies panels to rows.
fn rows_of(x: &Panels, to: &mut [f32]) {
    for (row, to) in to.chunks_exact_mut(x.width()).enumerate() {
        x.copy_row(row, 0, to);
    }
}
