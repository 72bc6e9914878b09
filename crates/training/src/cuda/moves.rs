//! Launches of the optimizer's kernels; as in [`super::launch`].

#![expect(unsafe_code, reason = "kernels are launched with addresses")]

use std::ops::Range;

use candle_core::Result;
use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::{CudaSlice, LaunchConfig, PushKernelArg};

use super::gpu::{Gpu, Numbers, enough};
use super::launch::{FEW, THREADS, launch, run, strided};
use super::optimizer::UpdateSettings;
use super::state::State;

impl Gpu {
    /// out += Σ x².
    pub(super) fn sum_of_squares(&self, x: &Numbers, out: &mut Numbers) -> Result<()> {
        let count = x.len() as i32;
        let pieces = (x.len() / 4).div_ceil(THREADS).clamp(1, FEW);
        let config = launch((pieces, 1, 1), THREADS, 0);
        // SAFETY: x has as many numbers as it says.
        unsafe { run!(self, &self.kernels.sum_of_squares, config, x, out, &count) }
    }

    /// AdamW's step of the weights in `place`.
    pub(super) fn adam(
        &self,
        state: &mut State,
        gradients: &Numbers,
        norm2: &Numbers,
        place: Range<usize>,
        by: &UpdateSettings,
    ) -> Result<()> {
        let count = place.len() as i32;
        let config = strided(place.len());
        let mut value = state.value.slice_mut(place.clone());
        let mut mean = state.mean.slice_mut(place.clone());
        let mut square = state.square.slice_mut(place.clone());
        let mut average = state.average.slice_mut(place.clone());
        let gradient = gradients.slice(place);
        // SAFETY: the five views have as many numbers as the place, else they could not have been taken.
        unsafe {
            run!(
                self,
                &self.kernels.adam,
                config,
                &mut value,
                &mut mean,
                &mut square,
                &mut average,
                &gradient,
                norm2,
                &count,
                &by.rate,
                &by.decay,
                &by.clip,
                &by.beta1,
                &by.beta2,
                &by.eps,
                &by.correct1,
                &by.correct2,
                &by.keep
            )
        }
    }

    /// Replaces each gradient by the update of Adam's rule.
    pub(super) fn movement(
        &self,
        gradient: &mut Numbers,
        (mean, square): (&mut Numbers, &mut Numbers),
        norm2: &Numbers,
        by: &UpdateSettings,
    ) -> Result<()> {
        enough(
            "the state of the features",
            mean.len().min(square.len()),
            gradient.len(),
        )?;
        let count = gradient.len() as i32;
        let config = strided(gradient.len());
        // SAFETY: the three are of one size.
        unsafe {
            run!(
                self,
                &self.kernels.movement,
                config,
                gradient,
                mean,
                square,
                norm2,
                &count,
                &by.rate,
                &by.clip,
                &by.beta1,
                &by.beta2,
                &by.eps,
                &by.correct1,
                &by.correct2
            )
        }
    }

    /// Momentum and look ahead of `count` matrices of `size` numbers, and each one's sum of squares.
    pub(super) fn muon_ahead(
        &self,
        mean: &mut Numbers,
        (gradients, norm2): (&Numbers, &Numbers),
        offsets: &CudaSlice<u32>,
        (ahead, squares): (&mut Numbers, &mut Numbers),
        (count, size): (usize, usize),
        by: &UpdateSettings,
    ) -> Result<()> {
        enough("the matrices", ahead.len(), count * size)?;
        enough("the offsets", offsets.len().min(squares.len()), count)?;
        let config = matrices(count, size);
        let size = size as i32;
        let kernel = &self.kernels.muon_ahead;
        // SAFETY: the work arrays are large enough, and the offsets are those of matrices of this size among all weights.
        unsafe {
            run!(
                self,
                kernel,
                config,
                mean,
                gradients,
                norm2,
                offsets,
                ahead,
                squares,
                &size,
                &by.clip,
                &by.momentum
            )
        }
    }

    /// Each matrix over its norm.
    pub(super) fn muon_scale(
        &self,
        x: &mut Numbers,
        squares: &Numbers,
        (count, size): (usize, usize),
    ) -> Result<()> {
        enough("the matrices", x.len(), count * size)?;
        enough("the norms", squares.len(), count)?;
        let config = matrices(count, size);
        let size = size as i32;
        // SAFETY: as above.
        unsafe { run!(self, &self.kernels.muon_scale, config, x, squares, &size) }
    }

    /// The step of the matrices by their directions, times `scale`.
    pub(super) fn muon_update(
        &self,
        state: &mut State,
        offsets: &CudaSlice<u32>,
        direction: &Numbers,
        (count, size): (usize, usize),
        scale: f32,
        by: &UpdateSettings,
    ) -> Result<()> {
        enough("the matrices", direction.len(), count * size)?;
        enough("the offsets", offsets.len(), count)?;
        let config = matrices(count, size);
        let size = size as i32;
        let (value, average, kernel) = (
            &mut state.value,
            &mut state.average,
            &self.kernels.muon_update,
        );
        // SAFETY: as for `muon_ahead`.
        unsafe {
            run!(
                self, kernel, config, value, average, offsets, direction, &size, &by.rate, &scale,
                &by.decay, &by.keep
            )
        }
    }
}

/// Blocks for so many matrices, a row of them each.
fn matrices(count: usize, size: usize) -> LaunchConfig {
    launch((size.div_ceil(4 * THREADS), count, 1), THREADS, 0)
}
