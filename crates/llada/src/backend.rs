//! A network on whatever computes it: our own kernels on the CPU and on NVIDIA GPUs, or candle, on other GPUs and as the
//! reference.

use candle_core::Device;

use crate::architecture::Model;
use crate::choice::Choice;
use crate::denoiser::{DenoiseError, Denoiser, Item, Logits, NetworkError};
use crate::network::candle::Network;
use crate::network::cpu::CpuNetwork;
#[cfg(feature = "cuda")]
use crate::network::cuda::CudaNetwork;
use kernels::Kernels;

/// A network that runs. Clones share the weights.
#[derive(Debug, Clone)]
pub enum Backend {
    /// candle's tensors, on its device.
    Candle(Box<Network>),
    /// Our own kernels on the CPU.
    Cpu(Box<CpuNetwork>),
    /// Our own kernels on an NVIDIA GPU.
    #[cfg(feature = "cuda")]
    Cuda(Box<CudaNetwork>),
}

impl Backend {
    /// What it computes.
    #[must_use]
    pub fn model(&self) -> &Model {
        match self {
            Self::Candle(network) => network.model(),
            Self::Cpu(network) => network.model(),
            #[cfg(feature = "cuda")]
            Self::Cuda(network) => network.model(),
        }
    }

    /// Where it runs.
    #[must_use]
    pub const fn device(&self) -> &Device {
        match self {
            Self::Candle(network) => network.device(),
            Self::Cpu(_) => &Device::Cpu,
            #[cfg(feature = "cuda")]
            Self::Cuda(network) => network.device(),
        }
    }

    /// Our own kernels on the CPU, if it runs on them.
    #[must_use]
    pub fn kernels(&self) -> Option<Kernels> {
        match self {
            Self::Cpu(network) => Some(network.kernels()),
            _ => None,
        }
    }

    /// What the kernels are called.
    #[must_use]
    pub fn kernel_name(&self) -> &'static str {
        match self {
            Self::Candle(_) => "candle",
            Self::Cpu(network) => network.kernels().name(),
            #[cfg(feature = "cuda")]
            Self::Cuda(_) => "cuda",
        }
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
        match self {
            Self::Candle(network) => {
                let logits = network.logits(sequences, rows)?;
                Ok(logits.flatten_all()?.to_vec1()?)
            }
            Self::Cpu(network) => network.logits(sequences, rows),
            #[cfg(feature = "cuda")]
            Self::Cuda(network) => network.logits(sequences, rows),
        }
    }
}

impl From<Network> for Backend {
    fn from(network: Network) -> Self {
        Self::Candle(Box::new(network))
    }
}

impl From<CpuNetwork> for Backend {
    fn from(network: CpuNetwork) -> Self {
        Self::Cpu(Box::new(network))
    }
}

#[cfg(feature = "cuda")]
impl From<CudaNetwork> for Backend {
    fn from(network: CudaNetwork) -> Self {
        Self::Cuda(Box::new(network))
    }
}

impl Backend {
    fn denoiser(&mut self) -> &mut dyn Denoiser {
        match self {
            Self::Candle(network) => network.as_mut(),
            Self::Cpu(network) => network.as_mut(),
            #[cfg(feature = "cuda")]
            Self::Cuda(network) => network.as_mut(),
        }
    }
}

impl Denoiser for Backend {
    fn logits(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Logits, DenoiseError>> {
        self.denoiser().logits(batch)
    }

    fn denoise(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Vec<Choice>, DenoiseError>> {
        self.denoiser().denoise(batch)
    }
}
