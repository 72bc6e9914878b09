//! What the sampler asks of a model: passes over canvases, and per wanted row the chosen token with its confidence.
//!
//! [`Denoiser::logits`] is all that a model must have; [`Denoiser::denoise`] turns logits into choices. Kernels that
//! select while they multiply by the head override `denoise` and never write logits.

mod cache;
mod error;
mod pass;

use rayon::prelude::*;

pub use cache::Cache;
pub use error::{DenoiseError, NetworkError};
pub use pass::{Element, Input, Limits, Pass, Sequence, Spliced, Window, check_ids};

use crate::choice::{Choice, choose};
pub use crate::rule::{Guidance, Gumbel, Rule};

/// A pass with the KV cache of its run.
pub type Item<'a, 'b> = (Pass<'a>, &'b mut Cache);

/// A model as the sampler sees it. It holds nothing of a run: what a run keeps from pass to pass is in its [`Cache`].
///
/// A batch holds passes of different runs, of any lengths, windows and rules. Each answer is the one that its pass would get
/// alone; a pass that fails leaves the others as they are.
pub trait Denoiser {
    /// The logits of the wanted rows, for each pass of the batch in its order.
    fn logits(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Logits, DenoiseError>>;

    /// The choices at the wanted rows, for each pass of the batch in its order.
    fn denoise(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Vec<Choice>, DenoiseError>> {
        let logits = self.logits(batch);
        let both = logits.into_iter().zip(batch);
        both.map(|(logits, (pass, _))| logits?.choose(pass))
            .collect()
    }

    /// The logits of a batch of one.
    ///
    /// # Errors
    /// [`DenoiseError`]: the pass failed.
    fn logits_one(&mut self, pass: Pass<'_>, cache: &mut Cache) -> Result<Logits, DenoiseError> {
        let answer = self.logits(&mut [(pass, cache)]).pop();
        answer.unwrap_or(Err(DenoiseError::Unanswered))
    }

    /// The choices of a batch of one.
    ///
    /// # Errors
    /// [`DenoiseError`]: the pass failed, or its logits are no numbers.
    fn denoise_one(
        &mut self,
        pass: Pass<'_>,
        cache: &mut Cache,
    ) -> Result<Vec<Choice>, DenoiseError> {
        let answer = self.denoise(&mut [(pass, cache)]).pop();
        answer.unwrap_or(Err(DenoiseError::Unanswered))
    }
}

/// Rows of logits on the host, in the order of [`Pass::rows`].
#[derive(Debug, Clone, PartialEq)]
pub struct Logits {
    /// Length of a row.
    pub vocab: usize,
    /// Rows of the canvas, one after the other.
    pub conditional: Vec<f32>,
    /// Rows of the canvas without what was given; only under guidance.
    pub unconditional: Option<Vec<f32>>,
}

impl Logits {
    /// A choice per row, by the pass's rule; each row is read once.
    ///
    /// # Errors
    /// A row holds a NaN or +∞, or the numbers are not `rows · vocab` many.
    pub fn choose(&self, pass: &Pass<'_>) -> Result<Vec<Choice>, DenoiseError> {
        let (rows, vocab) = (pass.rows.len(), self.vocab);
        let all = [Some(&self.conditional), self.unconditional.as_ref()];
        for found in all.into_iter().flatten().map(Vec::len) {
            if found != rows * vocab {
                return Err(DenoiseError::Shape { found, rows, vocab });
            }
        }
        pass.rows
            .par_iter()
            .enumerate()
            .map(|(index, &position)| {
                let row = index * vocab..(index + 1) * vocab;
                let conditional = &self.conditional[row.clone()];
                let unconditional = self.unconditional.as_ref().map(|values| &values[row]);
                choose(conditional, unconditional, position, &pass.rule)
                    .ok_or(DenoiseError::NotFinite { position })
            })
            .collect()
    }
}
