//! The head: logits where they are asked for, and choices without any.

use super::clock::Part;
use super::{CpuNetwork, Keep, View, Weights, Work};
use crate::choice::{Choice, Selection};
use crate::denoiser::{DenoiseError, Denoiser, Logits, Pass, Window};
use crate::model::{NetworkError, check_ids};
use kernels::panels::PANEL;

impl Weights {
    /// The logits of every row of `work.x`.
    pub(super) fn all_logits(&self, work: &mut Work) -> Vec<f32> {
        let Work { x, y, encoded, .. } = work;
        self.kernels
            .encode(x, Some(&self.ln_f), &self.head, encoded);
        self.kernels.linear(encoded, &self.head, y);
        let mut logits = vec![0.0; y.rows() * y.width()];
        for (row, to) in logits.chunks_exact_mut(y.width()).enumerate() {
            y.copy_row(row, 0, to);
        }
        logits
    }

    /// A choice for each wanted row of the pass, made piece by piece while the head is multiplied: under guidance the second
    /// half of `work.x`'s rows are the unconditional ones.
    fn choices(&self, pass: &Pass<'_>, work: &mut Work) -> Result<Vec<Choice>, DenoiseError> {
        let Work { x, encoded, .. } = work;
        let (all, wanted, vocab) = (x.rows(), pass.rows.len(), self.config.vocab_size);
        self.kernels
            .encode(x, Some(&self.ln_f), &self.head, encoded);
        let pieces = self
            .kernels
            .scan_linear(encoded, &self.head, |first, tile| {
                let count = (tile.len() / all).min(vocab - first);
                let line = |row: usize| -> Vec<f32> {
                    let panels = tile.chunks_exact(all * PANEL);
                    let mut line = Vec::with_capacity(panels.len() * PANEL);
                    panels.for_each(|panel| line.extend_from_slice(&panel[row * PANEL..][..PANEL]));
                    line.truncate(count);
                    line
                };
                let choose = |(row, position): (usize, &usize)| {
                    let mut selection = Selection::default();
                    let unconditional = (all > wanted).then(|| line(wanted + row));
                    let (conditional, hidden) = (line(row), unconditional.as_deref());
                    selection.add(first, &conditional, hidden, *position, &pass.rule);
                    selection
                };
                pass.rows.iter().enumerate().map(choose).collect::<Vec<_>>()
            });
        let mut pieces = pieces.into_iter();
        let mut selections = pieces.next().unwrap_or_default();
        for piece in pieces {
            selections
                .iter_mut()
                .zip(&piece)
                .for_each(|(all, part)| all.merge(part));
        }
        work.clock.lap(Part::Head);
        let choices = selections.iter().zip(pass.rows);
        choices
            .map(|(selection, &position)| {
                let choice = selection.choice(&pass.rule);
                choice.ok_or(DenoiseError::NotFinite { position })
            })
            .collect()
    }
}

impl CpuNetwork {
    /// Runs a pass up to the head.
    fn run(&mut self, pass: &Pass<'_>) -> Result<(), NetworkError> {
        let hidden = pass.unconditional();
        let mut sequences = vec![pass.canvas];
        sequences.extend(hidden.as_deref());
        let length = check_ids(self.config(), &sequences)?;
        let (window, keep) = match pass.window {
            Window::Full => (0..length, Keep::No),
            Window::Keep => (0..length, Keep::Yes),
            Window::Part { start, end } => (start..end, Keep::Update),
        };
        let shape = (length, sequences.len());
        if keep == Keep::Update && self.work.kept != Some(shape) {
            return Err(NetworkError::NothingKept);
        }
        self.work.kept = (keep != Keep::No).then_some(shape);
        let view = View {
            sequences: sequences.len(),
            length,
            window,
        };
        self.weights
            .forward(&view, &sequences, pass.rows, keep, &mut self.work);
        Ok(())
    }
}

impl Denoiser for CpuNetwork {
    fn logits(&mut self, pass: &Pass<'_>) -> Result<Logits, DenoiseError> {
        self.run(pass)?;
        let vocab = self.config().vocab_size;
        let mut conditional = self.weights.all_logits(&mut self.work);
        let guided = pass.rule.guidance.is_some();
        let unconditional = guided.then(|| conditional.split_off(pass.rows.len() * vocab));
        Ok(Logits {
            vocab,
            conditional,
            unconditional,
        })
    }

    fn denoise(&mut self, pass: &Pass<'_>) -> Result<Vec<Choice>, DenoiseError> {
        // On a thread of the pool, or each of the pass's many products would put this one to sleep and wake it up again.
        rayon::scope(|_| {
            self.run(pass)?;
            self.weights.choices(pass, &mut self.work)
        })
    }
}
