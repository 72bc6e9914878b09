//! Model, device and data type: the same options for every command.

use anyhow::Context;
use clap::Args;
use llada::{DeviceChoice, DtypeChoice, KernelChoice, OpenOptions, Source};

use crate::loading::{self, Loaded, Wanted};
use crate::model_source::ModelSource;
use crate::packed_cache::PackedCache;
use crate::progress::{Bars, Report};

/// Which model, on which device, in which data type.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Model")]
pub struct ModelArgs {
    /// tiny (built in), a checkpoint folder, a .gguf file, a hub id such as GSAI-ML/LLaDA-8B-Instruct, or a GGUF file of the
    /// hub such as owner/repository:Q8_0
    #[arg(long, value_name = "M", default_value = "tiny")]
    pub model: ModelSource,
    /// Branch, tag or commit of a hub model
    #[arg(long, value_name = "R", default_value = "main")]
    pub revision: String,
    /// Device and data type
    #[command(flatten)]
    pub machine: MachineArgs,
}

/// The device and the data type a model runs in.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Model")]
pub struct MachineArgs {
    /// auto, cpu, cuda, cuda:N or metal
    #[arg(long, value_name = "D", default_value_t = DeviceChoice::Auto)]
    pub device: DeviceChoice,
    /// auto, f32, f16, bf16, q8_0 or q4k
    #[arg(long, value_name = "T", default_value_t = DtypeChoice::Auto)]
    pub dtype: DtypeChoice,
    /// Matrix-product kernels: auto (our own on a CPU and for bf16 on an NVIDIA GPU), on a CPU amx, avx512 or avx2, or candle
    #[arg(long, value_name = "K", default_value_t = KernelChoice::Auto)]
    pub kernels: KernelChoice,
    /// Where weights packed for the CPU are kept, so that the next start only maps them: auto (the system's cache folder),
    /// none, or a folder
    #[arg(long, value_name = "DIR", default_value_t = PackedCache::Auto)]
    pub packed_cache: PackedCache,
    /// Try a model even where memory or disk seem too small for it
    #[arg(long)]
    pub force: bool,
    /// Threads to compute with; all cores if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

impl MachineArgs {
    /// Sets the number of threads. Call it once, before anything is computed.
    ///
    /// # Errors
    /// The thread pool cannot be started.
    pub fn set_threads(&self) -> anyhow::Result<()> {
        self.threads
            .map_or(Ok(()), |threads| set_threads(usize::from(threads)))
    }
}

/// Sets the number of threads. Call it once, before anything is computed.
///
/// # Errors
/// The thread pool cannot be started.
pub fn set_threads(threads: usize) -> anyhow::Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .with_context(|| {
            format!("{threads} threads cannot be started; choose fewer with --threads")
        })
}

impl MachineArgs {
    /// How a model called `id` is to be loaded on this device.
    #[must_use]
    pub fn wanted(&self, id: String) -> Wanted {
        Wanted {
            options: OpenOptions {
                id,
                device: self.device,
                dtype: self.dtype,
                kernels: self.kernels,
                packed: self.packed_cache.folder(),
            },
            force: self.force,
        }
    }

    /// Opens a model on this device, reporting progress.
    ///
    /// # Errors
    /// The model cannot be loaded.
    pub fn open(&self, source: &Source, id: String, report: &Report<'_>) -> anyhow::Result<Loaded> {
        loading::open(source, &self.wanted(id), report)
    }
}

impl ModelArgs {
    /// Loads the model for a command in the terminal, with progress on standard error.
    ///
    /// # Errors
    /// The model cannot be loaded.
    pub fn load(&self) -> anyhow::Result<Loaded> {
        self.machine.set_threads()?;
        let bars = Bars::default();
        let loaded = self.load_reporting(&|progress| bars.report(progress))?;
        bars.finish();
        Ok(loaded)
    }

    /// Loads the model, reporting progress.
    ///
    /// # Errors
    /// The model cannot be loaded.
    pub fn load_reporting(&self, report: &Report<'_>) -> anyhow::Result<Loaded> {
        let wanted = self.machine.wanted(self.model.name());
        let source = loading::find(&self.model, &self.revision, &wanted, report)?;
        loading::open(&source, &wanted, report)
    }
}
