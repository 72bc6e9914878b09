//! A clock around the network, to tell a pass's own time from what a step costs beside it.

use web_time::Instant;

use crate::choice::Choice;
use crate::denoiser::{DenoiseError, Denoiser, Item, Logits};

/// A denoiser that adds up the time its forward passes take.
#[derive(Debug, Clone)]
pub struct Timed<D> {
    /// The model.
    pub denoiser: D,
    /// Milliseconds in forward passes, until their choices are on the host.
    pub forward_ms: f64,
}

impl<D> Timed<D> {
    /// Starts at zero.
    pub const fn new(denoiser: D) -> Self {
        Self {
            denoiser,
            forward_ms: 0.0,
        }
    }
}

impl<D: Denoiser> Denoiser for Timed<D> {
    fn logits(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Logits, DenoiseError>> {
        let begun = Instant::now();
        let logits = self.denoiser.logits(batch);
        self.forward_ms += begun.elapsed().as_secs_f64() * 1000.0;
        logits
    }

    fn denoise(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Vec<Choice>, DenoiseError>> {
        let begun = Instant::now();
        let choices = self.denoiser.denoise(batch);
        self.forward_ms += begun.elapsed().as_secs_f64() * 1000.0;
        choices
    }
}
