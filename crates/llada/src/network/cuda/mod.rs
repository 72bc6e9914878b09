//! The dense LLaDA network on an NVIDIA GPU, in bf16: the same function as [`crate::network::candle`], in fewer and larger steps.
//!
//! Products are cuBLAS's, over joined weights; what lies between two products are kernels of our own. The launches of a pass, up
//! to the last block's attention, are recorded in a graph and replayed; buffers stay; keys and values are always stored,
//! in memory of the run or in a buffer, so that passes over whole canvases and over parts are the same code. Choices are made where the logits are, and the host waits once a pass, for six numbers a row.

#[expect(unsafe_code, reason = "launches; see its SAFETY comments")]
mod attention;
mod choice;
mod forward;
#[expect(
    unsafe_code,
    reason = "graphs are handles of the driver's; see its SAFETY comments"
)]
mod graph;
#[expect(unsafe_code, reason = "launches; see its SAFETY comments")]
mod kernels;
#[expect(unsafe_code, reason = "memory of the device; see its SAFETY comments")]
mod memory;
#[expect(unsafe_code, reason = "calls of cuBLAS; see its SAFETY comments")]
mod product;
pub mod program;
#[cfg(test)]
mod tests;
mod weights;
mod work;

use std::sync::{Arc, Mutex, PoisonError};

use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::CudaStream;
use candle_core::{DType, Device};

use self::kernels::{Kernels, Rows};
use product::Products;
use weights::Weights;
use work::Work;

use crate::architecture::{Dense, Model, WeightSpec};
use crate::denoiser::{NetworkError, check_ids};
use crate::network::candle::Weight;

/// A network on a GPU with the buffers of its passes. Clones share the weights.
#[derive(Debug)]
pub struct CudaNetwork {
    engine: Arc<Engine>,
    device: Device,
    /// None until the first pass.
    work: Mutex<Option<Work>>,
}

/// What passes share: it does not change.
#[derive(Debug)]
struct Engine {
    model: Model,
    config: Dense,
    stream: Arc<CudaStream>,
    kernels: Kernels,
    products: Products,
    weights: Weights,
    /// Held during a pass: what another pass launches meanwhile would be recorded into the first one's graph.
    passes: Mutex<()>,
}

impl Drop for Engine {
    /// Waits for what still reads the weights: candle, whose they are, knows of its own stream only.
    fn drop(&mut self) {
        // Nobody is there who could be told of a device that fails.
        let _ = self.stream.synchronize();
    }
}

impl Clone for CudaNetwork {
    fn clone(&self) -> Self {
        Self {
            engine: self.engine.clone(),
            device: self.device.clone(),
            work: Mutex::default(),
        }
    }
}

impl CudaNetwork {
    /// Whether a model runs on these kernels: bf16 weights on an NVIDIA GPU from Ampere on, and widths that are multiples of 8.
    #[must_use]
    pub fn supports(model: &Model, device: &Device, weights: Option<DType>) -> bool {
        match (device, Dense::of(model)) {
            // Rows of pictures cannot be fed to these kernels.
            (Device::Cuda(device), Ok(config)) if model.vision.is_none() => {
                weights == Some(DType::BF16) && kernels::supported(&config, &device.cuda_stream())
            }
            _ => false,
        }
    }

    /// Builds the network from weights that `fetch` delivers in groups, as [`crate::network::candle::Network::build`] takes them: bf16
    /// tensors on `device`. A tied head is not fetched again.
    ///
    /// # Errors
    /// What `fetch` reports, a device error, or a model that the kernels do not run.
    pub fn build<E: From<NetworkError>>(
        model: &Model,
        device: &Device,
        fetch: impl FnMut(&[WeightSpec]) -> Result<Vec<Weight>, E>,
    ) -> Result<Self, E> {
        let config = Dense::of(model).map_err(|part| NetworkError::Part {
            part,
            backend: "the CUDA kernels",
            remedy: "use --kernels candle",
        })?;
        let (stream, kernels, products) = prepare(&config, device).map_err(NetworkError::from)?;
        let weights = Weights::build(model, device, &stream, fetch)?;
        Ok(Self {
            engine: Arc::new(Engine {
                model: model.clone(),
                config,
                stream,
                kernels,
                products,
                weights,
                passes: Mutex::default(),
            }),
            device: device.clone(),
            work: Mutex::default(),
        })
    }

    /// What it computes.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.engine.model
    }

    /// Where it runs.
    #[must_use]
    pub const fn device(&self) -> &Device {
        &self.device
    }

    /// Logits of the wanted rows of sequences of one length (all rows for none): for each sequence and row, `vocab_size`
    /// numbers.
    ///
    /// # Errors
    /// [`NetworkError`]: no token, too many, an id outside the vocabulary, a failing device.
    pub fn logits(
        &self,
        sequences: &[&[u32]],
        rows: Option<&[usize]>,
    ) -> Result<Vec<f32>, NetworkError> {
        let length = check_ids(sequences, self.model().limits())?;
        let all: Vec<usize> = (0..length).collect();
        let rows = rows.unwrap_or(&all);
        let view = Rows {
            sequences: sequences.len(),
            rows: length,
            start: 0,
            length,
        };
        self.with_work(|engine, work| {
            engine.run(view, sequences.concat(), rows, &[], None, work)?;
            Ok(engine.wide_logits(sequences.len() * rows.len(), work)?)
        })
    }

    /// Hands over the buffers.
    fn with_work<T>(
        &self,
        run: impl FnOnce(&Engine, &mut Work) -> Result<T, NetworkError>,
    ) -> Result<T, NetworkError> {
        let _alone = self
            .engine
            .passes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // A pass that panicked left buffers behind, which the next one overwrites.
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let work = match work.as_mut() {
            Some(work) => work,
            None => work.insert(Work::new(&self.engine.stream)?),
        };
        run(&self.engine, work)
    }
}

/// A stream of its own (the one that candle uses is another on every thread, and cannot be recorded), and what runs on it.
fn prepare(
    config: &Dense,
    device: &Device,
) -> candle_core::Result<(Arc<CudaStream>, Kernels, Products)> {
    let context = device.as_cuda_device()?.cuda_stream().context().clone();
    let stream = context.new_stream().w()?;
    let kernels = Kernels::new(&stream, config)?;
    let products = Products::new(&stream)?;
    Ok((stream, kernels, products))
}
