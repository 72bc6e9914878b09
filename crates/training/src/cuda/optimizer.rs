//! The optimizer of [`super::super::optimizer`] on the device: AdamW, Muon for the matrices inside the blocks, the features of
//! tokens, the running average.

use std::ops::Range;

use candle_core::Result;
use candle_core::cuda_backend::cudarc::driver::CudaSlice;

use super::gpu::{As, Gpu, Numbers, Sizes};
use super::layout::Layout;
use super::state::State;
use crate::muon::{A, B, C, STEPS};
use crate::optimizer::{Kind, Optimizer, Slot};
use crate::token_features::TokenFeatures;
use llada::architecture::llada::Config;

/// The scalars of one update.
#[derive(Debug, Clone, Copy)]
pub(super) struct UpdateSettings {
    pub(super) rate: f32,
    /// Weight decay, times the rate.
    pub(super) decay: f32,
    pub(super) clip: f32,
    pub(super) beta1: f32,
    pub(super) beta2: f32,
    pub(super) eps: f32,
    pub(super) correct1: f32,
    pub(super) correct2: f32,
    /// Decay of the exponential moving average.
    pub(super) keep: f32,
    pub(super) momentum: f32,
}

impl UpdateSettings {
    fn new(optimizer: &Optimizer, rate: f32, step: usize) -> Self {
        let power = i32::try_from(step).unwrap_or(i32::MAX);
        Self {
            rate,
            decay: rate * optimizer.weight_decay,
            clip: optimizer.clip,
            beta1: optimizer.beta1,
            beta2: optimizer.beta2,
            eps: optimizer.eps,
            correct1: 1.0 - optimizer.beta1.powi(power),
            correct2: 1.0 - optimizer.beta2.powi(power),
            keep: optimizer.keep(step),
            momentum: optimizer.momentum,
        }
    }
}

/// The buffers of the optimizer beside weights and state.
pub(super) struct DeviceOptimizer {
    places: Vec<(Range<usize>, Kind)>,
    groups: Vec<Group>,
    shared: Option<Shared>,
    /// Square of the gradient's norm.
    norm2: Numbers,
}

/// The matrices of one shape inside the blocks, which Muon orthogonalises as one batch.
struct Group {
    /// Where each begins among all weights.
    offsets: CudaSlice<u32>,
    count: usize,
    rows: usize,
    columns: usize,
    x: Numbers,
    next: Numbers,
    y: Numbers,
    polynomial: Numbers,
    squares: Numbers,
}

/// The features of tokens: F as a matrix, and the state of P.
struct Shared {
    tokens: usize,
    features: usize,
    width: usize,
    /// `[tokens, features]`.
    f: Numbers,
    mean: Numbers,
    square: Numbers,
    /// The gradient of P, then its update.
    movement: Numbers,
}

impl DeviceOptimizer {
    pub(super) fn new(
        gpu: &Gpu,
        config: &Config,
        layout: &Layout,
        slots: &[Slot],
        features: &TokenFeatures,
    ) -> Result<Self> {
        let kinds = slots.iter().map(|slot| slot.kind);
        let places: Vec<_> = layout.places().iter().cloned().zip(kinds).collect();
        let mut groups = Vec::new();
        let (d, mlp) = (config.d_model, config.mlp_hidden_size);
        for (rows, columns) in [(d, d), (mlp, d), (d, mlp)] {
            let shape = |(place, kind): &(Range<usize>, Kind)| match *kind {
                Kind::Matrix { columns: own }
                    if own == columns && place.len() == rows * columns =>
                {
                    Some(place.start as u32)
                }
                _ => None,
            };
            let offsets: Vec<u32> = places.iter().filter_map(shape).collect();
            // With an MLP as wide as the model, all are of the first shape.
            if !groups
                .iter()
                .any(|group: &Group| (group.rows, group.columns) == (rows, columns))
            {
                groups.push(Group::new(gpu, &offsets, rows, columns)?);
            }
        }
        Ok(Self {
            places,
            groups,
            shared: Shared::new(gpu, config, features)?,
            norm2: gpu.zeros(1)?,
        })
    }

    /// Updates every weight. Returns the norm of the gradient before clipping.
    pub(super) fn step(
        &mut self,
        gpu: &Gpu,
        state: &mut State,
        gradients: &Numbers,
        optimizer: &Optimizer,
        (rate, step): (f32, usize),
    ) -> Result<f32> {
        let by = UpdateSettings::new(optimizer, rate, step);
        gpu.clear(&mut self.norm2)?;
        gpu.sum_of_squares(gradients, &mut self.norm2)?;
        if let Some(shared) = &mut self.shared {
            shared.step(gpu, state, gradients, &self.norm2, &by)?;
        }
        for (place, kind) in &self.places {
            let decay = match kind {
                Kind::Matrix { .. } if optimizer.muon => continue,
                Kind::Gain => 0.0,
                Kind::Table | Kind::Matrix { .. } => by.decay,
            };
            gpu.adam(
                state,
                gradients,
                &self.norm2,
                place.clone(),
                &UpdateSettings { decay, ..by },
            )?;
        }
        if optimizer.muon {
            for group in &mut self.groups {
                group.step(gpu, state, gradients, &self.norm2, &by)?;
            }
        }
        Ok(gpu.download(&self.norm2)?[0].sqrt())
    }

    /// Copies the state of the features back.
    pub(super) fn fetch(&self, gpu: &Gpu, features: &mut TokenFeatures) -> Result<()> {
        if let Some(shared) = &self.shared {
            features.mean = gpu.download(&shared.mean)?;
            features.square = gpu.download(&shared.square)?;
        }
        Ok(())
    }
}

impl Group {
    fn new(gpu: &Gpu, offsets: &[u32], rows: usize, columns: usize) -> Result<Self> {
        let (count, short) = (offsets.len(), rows.min(columns));
        Ok(Self {
            offsets: gpu.uploaded(offsets)?,
            count,
            rows,
            columns,
            x: gpu.zeros(count * rows * columns)?,
            next: gpu.zeros(count * rows * columns)?,
            y: gpu.zeros(count * short * short)?,
            polynomial: gpu.zeros(count * short * short)?,
            squares: gpu.zeros(count)?,
        })
    }

    fn step(
        &mut self,
        gpu: &Gpu,
        state: &mut State,
        gradients: &Numbers,
        norm2: &Numbers,
        by: &UpdateSettings,
    ) -> Result<()> {
        let (count, size) = (self.count, self.rows * self.columns);
        gpu.clear(&mut self.squares)?;
        let to = (&mut self.x, &mut self.squares);
        gpu.muon_ahead(
            &mut state.mean,
            (gradients, norm2),
            &self.offsets,
            to,
            (count, size),
            by,
        )?;
        gpu.muon_scale(&mut self.x, &self.squares, (count, size))?;
        for _ in 0..STEPS {
            self.newton_schulz(gpu)?;
        }
        let scale = 0.2 * (self.rows.max(self.columns) as f32).sqrt();
        gpu.muon_update(state, &self.offsets, &self.x, (count, size), scale, by)
    }

    /// X ← a X + (b Y + c Y²) X for Y = X Xᵀ; of a matrix with more rows than columns the same, transposed.
    fn newton_schulz(&mut self, gpu: &Gpu) -> Result<()> {
        let (count, rows, columns) = (self.count, self.rows, self.columns);
        let tall = rows > columns;
        let (short, long) = (rows.min(columns), rows.max(columns));
        let square = Sizes {
            rows: short,
            inner: long,
            columns: short,
        };
        let (left, right) = if tall {
            (As::Turned, As::Is)
        } else {
            (As::Is, As::Turned)
        };
        gpu.products(
            count,
            square,
            (&self.x, left),
            (&self.x, right),
            &mut self.y,
            (1.0, 0.0),
        )?;
        gpu.copy(&self.y, &mut self.polynomial)?;
        let inner = Sizes {
            inner: short,
            ..square
        };
        let y = (&self.y, As::Is);
        gpu.products(count, inner, y, y, &mut self.polynomial, (C, B))?;
        gpu.copy(&self.x, &mut self.next)?;
        let (x, polynomial) = ((&self.x, As::Is), (&self.polynomial, As::Is));
        let whole = Sizes {
            rows,
            inner: short,
            columns,
        };
        if tall {
            gpu.products(count, whole, x, polynomial, &mut self.next, (1.0, A))?;
        } else {
            gpu.products(count, whole, polynomial, x, &mut self.next, (1.0, A))?;
        }
        std::mem::swap(&mut self.x, &mut self.next);
        Ok(())
    }
}

impl Shared {
    fn new(gpu: &Gpu, config: &Config, features: &TokenFeatures) -> Result<Option<Self>> {
        let (count, width) = (features.count(), config.d_model);
        if count == 0 {
            return Ok(None);
        }
        let f = features.dense();
        Ok(Some(Self {
            tokens: f.len() / count,
            features: count,
            width,
            f: gpu.uploaded(&f)?,
            mean: gpu.uploaded(&features.mean)?,
            square: gpu.uploaded(&features.square)?,
            movement: gpu.zeros(count * width)?,
        }))
    }

    /// Updates P by Fᵀ ∂E, and E by F times that update.
    fn step(
        &mut self,
        gpu: &Gpu,
        state: &mut State,
        gradients: &Numbers,
        norm2: &Numbers,
        by: &UpdateSettings,
    ) -> Result<()> {
        let (tokens, width) = (self.tokens, self.width);
        let sizes = Sizes {
            rows: self.features,
            inner: tokens,
            columns: width,
        };
        let table = gradients.slice(..tokens * width);
        let (f, movement) = (&self.f, &mut self.movement);
        gpu.product(
            sizes,
            (f, As::Turned),
            (&table, As::Is),
            movement,
            (1.0, 0.0),
        )?;
        gpu.movement(movement, (&mut self.mean, &mut self.square), norm2, by)?;
        let sizes = Sizes {
            rows: tokens,
            inner: self.features,
            columns: width,
        };
        let mut table = state.value.slice_mut(..tokens * width);
        gpu.product(
            sizes,
            (f, As::Is),
            (&*movement, As::Is),
            &mut table,
            (1.0, 1.0),
        )
    }
}
