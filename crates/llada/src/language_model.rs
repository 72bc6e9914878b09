//! A model ready to answer: architecture, tokenizer, chat template and network together.

use std::path::PathBuf;
use std::sync::Arc;

use candle_core::Device;
use trajectory::ModelInfo;

use crate::architecture::Model;
use crate::backend::Backend;
use crate::chat_template::{ChatTemplate, TemplateError, TokenizerConfig};
use crate::checkpoint::{Checkpoint, CheckpointError, Progress, Source};
use crate::choice::Choice;
use crate::denoiser::{Cache, DenoiseError, Denoiser, Input, NetworkError, Pass, Rule, Window};
use crate::device::{DeviceChoice, DeviceError, device_name};
use crate::dtype::{DtypeChoice, DtypeError, WeightType};
#[cfg(feature = "cuda")]
use crate::loader::load_cuda;
use crate::loader::{load, load_vision, pack};
#[cfg(feature = "cuda")]
use crate::network::cuda::CudaNetwork;
use crate::session::{Planned, Planner, Request, Run, RunError, SessionError};
use crate::special::{SpecialIds, UnknownSpecial};
use crate::timed::Timed;
use crate::tokenizer::{Tokenizer, TokenizerError};
use crate::vision::PictureEncoder;
use kernels::{KernelChoice, KernelError};

/// Why a model was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Something is wrong with the checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The tokenizer is.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The chat template is.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A special token is nowhere named.
    #[error(transparent)]
    Special(#[from] UnknownSpecial),
    /// The device is not to be had.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The kernels do not run here.
    #[error(transparent)]
    Kernels(#[from] KernelError),
    /// The type does not run this model there.
    #[error(transparent)]
    Dtype(#[from] DtypeError),
}

/// How a model is to be opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenOptions {
    /// What the model is called in records: `tiny`, a folder's name, a hub id.
    pub id: String,
    /// Where it runs.
    pub device: DeviceChoice,
    /// In which type its weights are kept.
    pub dtype: DtypeChoice,
    /// Which CPU or GPU kernels compute the matmuls.
    pub kernels: KernelChoice,
    /// The folder that keeps packed weights for the next start; none keeps nothing.
    pub packed: Option<PathBuf>,
}

impl OpenOptions {
    /// Whether a model would run on the processor; a device that is not to be had is refused when a model is opened.
    #[must_use]
    pub fn on_cpu(&self) -> bool {
        self.device.open().is_ok_and(|device| device.is_cpu())
    }

    /// The type in which a model would be kept; `own` is that of its file, if it has one.
    ///
    /// # Errors
    /// [`OpenError`]: the device or the kernels are not to be had, or the type does not run this model there.
    pub fn weight_type(
        &self,
        model: &Model,
        own: Option<WeightType>,
    ) -> Result<WeightType, OpenError> {
        let device = self.device.open()?;
        let kernels = self.kernels.resolve()?.filter(|_| device.is_cpu());
        let choice = match (self.dtype, own) {
            (DtypeChoice::Auto, Some(own)) => DtypeChoice::Exactly(own),
            (choice, _) => choice,
        };
        Ok(choice.resolve(model, &device, kernels.is_some())?)
    }

    /// The file that keeps the packed weights of this checkpoint; none of a small one, which is packed in no time, and of
    /// one that is no files. Checkpoints of one name have files of their own, by the places of their weights.
    fn kept(&self, checkpoint: &Checkpoint, dtype: WeightType) -> Option<PathBuf> {
        const WORTH_KEEPING: u64 = 256 << 20;
        (dtype.bytes(&checkpoint.model) >= WORTH_KEEPING)
            .then(|| self.kept_as(checkpoint, dtype))
            .flatten()
    }

    fn kept_as(&self, checkpoint: &Checkpoint, dtype: WeightType) -> Option<PathBuf> {
        let folder = self.packed.as_ref()?;
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        };
        let name: String = self.id.chars().map(plain).collect();
        let place = checkpoint.place()?;
        Some(folder.join(format!("{name}-{place:016x}-{dtype}.packed")))
    }
}

/// The network over weights as they are stored: on our own kernels for NVIDIA GPUs where they run it, else on candle.
fn unpacked(
    checkpoint: &Checkpoint,
    dtype: WeightType,
    device: &Device,
    kernels: KernelChoice,
    progress: &mut dyn FnMut(Progress),
) -> Result<Backend, CheckpointError> {
    #[cfg(feature = "cuda")]
    if kernels != KernelChoice::Candle
        && CudaNetwork::supports(&checkpoint.model, device, dtype.dense())
    {
        return Ok(load_cuda(checkpoint, dtype, device, progress)?.into());
    }
    #[cfg(not(feature = "cuda"))]
    let _ = kernels;
    Ok(load(checkpoint, dtype, device, progress)?.into())
}

/// A model, opened. Clones share their weights.
#[derive(Debug, Clone)]
pub struct LanguageModel {
    network: Timed<Backend>,
    planner: Arc<Planner>,
    info: ModelInfo,
    dtype: WeightType,
    /// What sees pictures, where the model does.
    encoder: Option<Arc<PictureEncoder>>,
}

/// What plans runs of the checkpoint of a model called `id`.
fn planner(checkpoint: &Checkpoint, id: &str) -> Result<Planner, OpenError> {
    let model = &checkpoint.model;
    let names = match &checkpoint.tokenizer_config {
        Some(bytes) => TokenizerConfig::from_json(bytes)?,
        None => TokenizerConfig::default(),
    };
    let tokenizer = match &checkpoint.tokenizer {
        Some(bytes) => Tokenizer::from_json(bytes)?,
        None => Tokenizer::absent(),
    };
    let own = checkpoint.chat_template.as_deref();
    // The family's serves only where the checkpoint has none.
    let familys = || {
        model
            .family
            .chat_template()
            .filter(|_| names.chat_template.is_none())
    };
    let template = ChatTemplate::new(own.or_else(familys), &names);
    let special = SpecialIds::find(model, &names, &tokenizer)?;
    Ok(Planner::new(model, id, tokenizer, template, special))
}

/// Reads what a source says of text; its weights are checked, not loaded.
///
/// # Errors
/// [`OpenError`]: the checkpoint is refused.
pub fn read_planner(source: &Source) -> Result<Planner, OpenError> {
    planner(&Checkpoint::open(source)?, "")
}

impl LanguageModel {
    /// Opens a model. Everything that can be refused is refused before weights are read; then `progress` is told how far
    /// loading has come.
    ///
    /// # Errors
    /// [`OpenError`], in sentences that say what to do.
    pub fn open(
        source: &Source,
        options: &OpenOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, OpenError> {
        let checkpoint = Checkpoint::open(source)?;
        let model = &checkpoint.model;
        let planner = Arc::new(planner(&checkpoint, &options.id)?);
        let device = options.device.open()?;
        let kernels = options.kernels.resolve()?.filter(|_| device.is_cpu());
        let dtype = options.weight_type(&checkpoint.model, checkpoint.own_type())?;
        let network = match kernels {
            Some(kernels) => {
                let kept = options.kept(&checkpoint, dtype);
                pack(&checkpoint, dtype, kernels, kept.as_deref(), progress)?.into()
            }
            None => unpacked(&checkpoint, dtype, &device, options.kernels, progress)?,
        };
        let tower = load_vision(&checkpoint, dtype, &device, kernels, progress)?;
        let encoder = tower.map(|tower| Arc::new(PictureEncoder::new(tower)));
        let info = ModelInfo {
            id: options.id.clone(),
            architecture: model.family.name().to_owned(),
            device: device_name(&device),
            dtype: dtype.to_string(),
        };
        Ok(Self {
            network: Timed::new(network),
            planner,
            info,
            dtype,
            encoder,
        })
    }

    /// Wraps a network that is already in memory (one being trained, say).
    #[must_use]
    pub fn new(
        network: impl Into<Backend>,
        tokenizer: Tokenizer,
        template: ChatTemplate,
        special: SpecialIds,
        id: &str,
    ) -> Self {
        let network = network.into();
        let planner = Planner::new(network.model(), id, tokenizer, template, special);
        let info = ModelInfo {
            id: id.to_owned(),
            architecture: network.model().family.name().to_owned(),
            device: device_name(network.device()),
            dtype: WeightType::F32.to_string(),
        };
        Self {
            network: Timed::new(network),
            planner: Arc::new(planner),
            info,
            dtype: WeightType::F32,
            encoder: None,
        }
    }

    /// How the model is recorded.
    #[must_use]
    pub const fn info(&self) -> &ModelInfo {
        &self.info
    }

    /// What the model computes.
    #[must_use]
    pub fn model(&self) -> &Model {
        self.network.denoiser.model()
    }

    /// Prompt and answer together may have this many tokens.
    #[must_use]
    pub fn context(&self) -> usize {
        self.model().context
    }

    /// What plans its runs, for any thread.
    #[must_use]
    pub const fn planner(&self) -> &Arc<Planner> {
        &self.planner
    }

    /// The tokenizer.
    #[must_use]
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.planner.tokenizer
    }

    /// The chat template.
    #[must_use]
    pub fn template(&self) -> &ChatTemplate {
        &self.planner.template
    }

    /// The special ids.
    #[must_use]
    pub fn special(&self) -> SpecialIds {
        self.planner.special
    }

    /// Checks, tokenises and plans a request, and makes a run of it. No pass is executed yet.
    ///
    /// # Errors
    /// [`SessionError`]: the request cannot be run as it stands.
    pub fn start(&self, request: &Request) -> Result<Run, SessionError> {
        Ok(self.run(self.planner.plan(request)?))
    }

    /// A run of what was planned. No pass is executed yet.
    #[must_use]
    pub fn run(&self, planned: Planned) -> Run {
        let (planner, info) = (self.planner.clone(), self.info.clone());
        Run::new(planner, info, planned, self.encoder.clone())
    }

    /// What sees pictures, where the model does.
    #[must_use]
    pub const fn encoder(&self) -> Option<&Arc<PictureEncoder>> {
        self.encoder.as_ref()
    }

    /// The network, to run passes on.
    pub const fn denoiser(&mut self) -> &mut Timed<Backend> {
        &mut self.network
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> &Backend {
        &self.network.denoiser
    }

    /// Name and milliseconds of each part of the passes since the last call; nothing where the backend keeps no account.
    pub fn take_times(&mut self) -> Vec<(&'static str, f64)> {
        match &mut self.network.denoiser {
            Backend::Cpu(network) => network.take_times(),
            _ => Vec::new(),
        }
    }

    /// One pass over sequences with masks in these rows, and the choices there: the unit of measurement.
    ///
    /// # Errors
    /// The pass fails.
    pub fn pass(
        &mut self,
        canvas: &[u32],
        rows: &[usize],
        window: Window,
        cache: &mut Cache,
    ) -> Result<Vec<Choice>, DenoiseError> {
        let rule = Rule::greedy(self.special().mask_id);
        let pass = Pass {
            input: Input::Ids(canvas),
            window,
            rows,
            rule,
        };
        self.network.denoise_one(pass, cache)
    }

    /// Where it runs.
    #[must_use]
    pub const fn device(&self) -> &Device {
        self.network.denoiser.device()
    }

    /// The type its weights are kept in.
    #[must_use]
    pub const fn dtype(&self) -> WeightType {
        self.dtype
    }

    /// Number of parameters.
    #[must_use]
    pub fn parameters(&self) -> u64 {
        self.model().parameters()
    }

    /// Bytes that the weights take: packed, or by their types.
    #[must_use]
    pub fn weight_bytes(&self) -> u64 {
        let vision = self
            .encoder
            .as_ref()
            .map_or(0, |encoder| encoder.tower().bytes());
        match self.network() {
            Backend::Cpu(network) => (network.weight_bytes() + vision) as u64,
            _ => self.dtype.bytes(self.model()),
        }
    }

    /// Bytes of the weights that a pass reads: all but the embedding, of which it looks up a few rows.
    #[must_use]
    pub fn pass_bytes(&self) -> u64 {
        match self.network() {
            Backend::Cpu(network) => network.pass_bytes() as u64,
            _ => self.dtype.pass_bytes(self.model()),
        }
    }

    /// Logits of every position of a planned request, before anything is decided: prompt, pictures included, and masks.
    ///
    /// # Errors
    /// [`RunError`]: a pass or the vision tower fails.
    pub fn logits_of(&mut self, planned: Planned) -> Result<Vec<Vec<f32>>, RunError> {
        let canvas = [planned.job.prompt(), planned.job.canvas()].concat();
        let rows: Vec<usize> = (0..canvas.len()).collect();
        let mut run = self.run(planned);
        run.see()?;
        let pass = Pass {
            input: run.input(&canvas),
            window: Window::Full,
            rows: &rows,
            rule: Rule::greedy(self.special().mask_id),
        };
        let logits = self.network.logits_one(pass, &mut Cache::default())?;
        let rows = logits.conditional.chunks_exact(logits.vocab);
        Ok(rows.map(<[f32]>::to_vec).collect())
    }

    /// Logits of every position: one row of `vocab_size` per id.
    ///
    /// # Errors
    /// [`NetworkError`]: no id, too many, one outside the vocabulary, or a failing device.
    pub fn logits(&self, ids: &[u32]) -> Result<Vec<Vec<f32>>, NetworkError> {
        let logits = self.network.denoiser.logits(&[ids], None)?;
        let rows = logits.chunks_exact(self.model().vocab_size);
        Ok(rows.map(<[f32]>::to_vec).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::NamedShape;

    #[test]
    fn checkpoints_of_one_name_keep_their_packed_weights_apart() {
        let options = OpenOptions {
            id: "owner/model 1.5".to_owned(),
            packed: Some("kept".into()),
            ..OpenOptions::default()
        };
        let root = std::env::temp_dir().join(format!("unmask-names-{}", std::process::id()));
        let random = Source::Random {
            shape: NamedShape::Tiny,
            layers: Some(1),
            seed: 1,
        };
        let kept = |folder: &str| {
            let folder = root.join(folder).join("model");
            let random = Checkpoint::open(&random).unwrap();
            random.write(&folder, &mut |_| {}).unwrap();
            std::fs::write(folder.join("tokenizer.json"), "{}").unwrap();
            let checkpoint = Checkpoint::open(&Source::Folder(folder)).unwrap();
            options.kept_as(&checkpoint, WeightType::Q8_0).unwrap()
        };
        let (one, other) = (kept("a"), kept("b"));
        assert_ne!(one, other);
        // The same at every start.
        assert_eq!(one, kept("a"));
        let name = one.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            name.starts_with("owner-model-1.5-") && name.ends_with("-q8_0.packed"),
            "{name}"
        );
        std::fs::remove_dir_all(&root).unwrap();
        let in_memory = Checkpoint::open(&random).unwrap();
        assert_eq!(options.kept_as(&in_memory, WeightType::Q8_0), None);
    }
}
