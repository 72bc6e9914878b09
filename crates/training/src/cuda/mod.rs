//! Training on an NVIDIA GPU: weights, gradients and the optimizer's state stay on the device; batches go there, and the loss
//! comes back.
//!
//! The arithmetic is that of the CPU engine ([`super::network`], [`super::optimizer`]), in kernels of our own and matrix products by
//! cuBLAS. Sums are added in the order in which the device computes them, so that two runs differ in their last bits.

mod gpu;
mod input;
mod launch;
mod layout;
mod linear;
mod moves;
mod network;
mod optimizer;
mod state;
#[cfg(test)]
mod tests;

use candle_core::Result;
use candle_core::cuda_backend::CudaDevice;

use super::batch::Batch;
use super::error::TrainError;
use super::optimizer::{Optimizer, Slot};
use super::token_features::TokenFeatures;
use gpu::{Gpu, Numbers};
use input::Input;
use layout::Layout;
use llada::architecture::llada::Config;
use network::Network;
use optimizer::DeviceOptimizer;
use state::State;

/// Tokens of one forward and backward pass, approximately: enough to keep the device busy, few enough for its memory.
const PASS: usize = 1 << 16;

/// A model in training on a device.
pub(super) struct Cuda {
    gpu: Gpu,
    layout: Layout,
    vocabulary: usize,
    network: Network,
    input: Input,
    state: State,
    gradients: Numbers,
    loss: Numbers,
    optimizer: DeviceOptimizer,
}

impl Cuda {
    /// Copies weights and optimizer state to the device; `rounded` lets matrix products round their factors to TF32.
    pub(super) fn new(
        config: &Config,
        device: &CudaDevice,
        slots: &[Slot],
        features: &TokenFeatures,
        rounded: bool,
    ) -> std::result::Result<Self, TrainError> {
        check_shape(config)?;
        let gpu = Gpu::new(device, rounded)?;
        let layout = Layout::new(config);
        let joined = |of: fn(&Slot) -> &[f32]| {
            let all: Vec<f32> = slots.iter().flat_map(of).copied().collect();
            let copy = gpu.uploaded(&all)?;
            // The source of the copy is freed after this.
            gpu.wait()?;
            Ok::<_, TrainError>(copy)
        };
        let state = State {
            value: joined(|slot| &slot.value)?,
            mean: joined(|slot| &slot.mean)?,
            square: joined(|slot| &slot.square)?,
            average: joined(|slot| &slot.average)?,
        };
        Ok(Self {
            network: Network::new(&gpu, config, layout.clone())?,
            input: Input::default(),
            gradients: gpu.zeros(layout.count())?,
            loss: gpu.zeros(1)?,
            optimizer: DeviceOptimizer::new(&gpu, config, &layout, slots, features)?,
            state,
            vocabulary: config.vocab_size,
            layout,
            gpu,
        })
    }

    /// One step: the loss of the batches and the norm of their gradient before clipping.
    pub(super) fn step(
        &mut self,
        batches: &[Batch],
        optimizer: &Optimizer,
        rate: f32,
        step: usize,
    ) -> std::result::Result<(f32, f32), TrainError> {
        let loss = self.gradients(batches)?;
        if !loss.is_finite() {
            return Ok((loss, f32::NAN));
        }
        let gradients = &self.gradients;
        let norm = self.optimizer.step(
            &self.gpu,
            &mut self.state,
            gradients,
            optimizer,
            (rate, step),
        )?;
        Ok((loss, norm))
    }

    /// The loss of the batches; their gradients, summed, are in `self.gradients`.
    fn gradients(&mut self, batches: &[Batch]) -> Result<f32> {
        let gpu = &self.gpu;
        gpu.clear(&mut self.gradients)?;
        gpu.clear(&mut self.loss)?;
        for pass in passes(batches) {
            self.input.upload(gpu, pass, self.vocabulary)?;
            let (weights, gradients) = (&self.state.value, &mut self.gradients);
            self.network
                .pass(gpu, &self.input, weights, gradients, &mut self.loss)?;
        }
        Ok(gpu.download(&self.loss)?[0])
    }

    /// Copies weights and state back into the slots and the features.
    pub(super) fn fetch(
        &self,
        slots: &mut [Slot],
        features: &mut TokenFeatures,
    ) -> std::result::Result<(), TrainError> {
        let State {
            value,
            mean,
            square,
            average,
        } = &self.state;
        let mut all = Vec::with_capacity(4);
        for numbers in [value, mean, square, average] {
            all.push(self.gpu.download(numbers)?);
        }
        for (slot, place) in slots.iter_mut().zip(self.layout.places()) {
            let arrays = [
                &mut slot.value,
                &mut slot.mean,
                &mut slot.square,
                &mut slot.average,
            ];
            for (array, all) in arrays.into_iter().zip(&all) {
                array.copy_from_slice(&all[place.clone()]);
            }
        }
        self.optimizer.fetch(&self.gpu, features)?;
        Ok(())
    }
}

/// An error for a shape that the kernels do not support.
fn check_shape(config: &Config) -> std::result::Result<(), TrainError> {
    let refuse = |field, value: usize, allowed: &str| {
        Err(TrainError::Setting {
            field,
            value: value.to_string(),
            allowed: format!("{allowed}, on an NVIDIA GPU"),
        })
    };
    if config.d_model > 1024 {
        return refuse("d_model", config.d_model, "up to 1024");
    }
    if !matches!(config.head_dim(), 32 | 64) {
        return refuse("n_heads", config.n_heads, "d_model over 32 or over 64");
    }
    if !config.mlp_hidden_size.is_multiple_of(4) {
        return refuse("mlp_hidden_size", config.mlp_hidden_size, "a multiple of 4");
    }
    Ok(())
}

/// The batches in passes of about [`PASS`] tokens.
fn passes(batches: &[Batch]) -> impl Iterator<Item = &[Batch]> {
    let mut tokens = 0;
    batches.chunk_by(move |batch, _| {
        let before = tokens / PASS;
        tokens += batch.ids.len();
        tokens / PASS == before
    })
}
