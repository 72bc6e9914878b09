//! What a pass is over: batches brought to the device as one, sequence after sequence.

use candle_core::cuda_backend::cudarc::driver::CudaSlice;
use candle_core::{Result, bail};

use super::gpu::Gpu;
use crate::batch::Batch;

/// What a pass is over, on the device.
#[derive(Default)]
pub(super) struct Input {
    ids: Option<CudaSlice<u32>>,
    /// Where each sequence begins, and its length.
    starts: Option<CudaSlice<u32>>,
    lens: Option<CudaSlice<u32>>,
    /// The masked positions, their targets, and what their cross entropy weighs.
    rows: Option<CudaSlice<u32>>,
    targets: Option<CudaSlice<u32>>,
    weights: Option<CudaSlice<f32>>,
    pub(super) size: Size,
}

/// How much a pass is over.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    pub(super) tokens: usize,
    pub(super) sequences: usize,
    /// The longest sequence.
    pub(super) longest: usize,
    /// Masked positions.
    pub(super) rows: usize,
}

impl Input {
    /// Brings batches of ids below `vocabulary` to the device, as one.
    pub(super) fn upload(&mut self, gpu: &Gpu, batches: &[Batch], vocabulary: usize) -> Result<()> {
        let mut ids = Vec::new();
        let (mut starts, mut lens) = (Vec::new(), Vec::new());
        let (mut rows, mut targets, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for batch in batches {
            let before = ids.len() as u32;
            rows.extend(batch.rows.iter().map(|row| before + row));
            for sequence in 0..batch.ids.len() / batch.len {
                starts.push(before + (sequence * batch.len) as u32);
                lens.push(batch.len as u32);
            }
            ids.extend_from_slice(&batch.ids);
            targets.extend_from_slice(&batch.targets);
            weights.extend_from_slice(&batch.weights);
        }
        let known = |id: &u32| (*id as usize) < vocabulary;
        let inside = rows.iter().all(|row| (*row as usize) < ids.len());
        if !(inside && ids.iter().chain(&targets).all(known)) {
            bail!("a batch has an id or a position that there is not. This is a bug");
        }
        self.size = Size {
            tokens: ids.len(),
            sequences: starts.len(),
            longest: lens.iter().copied().max().unwrap_or(0) as usize,
            rows: rows.len(),
        };
        for (values, to) in [
            (&ids, &mut self.ids),
            (&starts, &mut self.starts),
            (&lens, &mut self.lens),
            (&rows, &mut self.rows),
            (&targets, &mut self.targets),
        ] {
            gpu.fit(to, values.len())?;
            if let Some(to) = to {
                gpu.upload(values, to)?;
            }
        }
        gpu.fit(&mut self.weights, weights.len())?;
        if let Some(to) = &mut self.weights {
            gpu.upload(&weights, to)?;
        }
        // What was copied from is let go now.
        gpu.wait()
    }
}

/// An input that is there, and the device it is on.
pub(super) struct On<'a> {
    pub(super) gpu: &'a Gpu,
    pub(super) ids: &'a CudaSlice<u32>,
    pub(super) starts: &'a CudaSlice<u32>,
    pub(super) lens: &'a CudaSlice<u32>,
    pub(super) rows: &'a CudaSlice<u32>,
    pub(super) targets: &'a CudaSlice<u32>,
    pub(super) weights: &'a CudaSlice<f32>,
    pub(super) size: Size,
}

impl<'a> On<'a> {
    pub(super) fn new(gpu: &'a Gpu, input: &'a Input) -> Option<Self> {
        Some(Self {
            gpu,
            ids: input.ids.as_ref()?,
            starts: input.starts.as_ref()?,
            lens: input.lens.as_ref()?,
            rows: input.rows.as_ref()?,
            targets: input.targets.as_ref()?,
            weights: input.weights.as_ref()?,
            size: input.size,
        })
    }
}
