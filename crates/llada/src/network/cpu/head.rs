//! The head: logits where they are asked for, and choices without any.

use std::ops::Range;
use std::sync::Arc;

use super::clock::Part;
use super::keys::{Kept, Layers};
use super::{CpuNetwork, Keep, Row, Weights, Work, number};
use crate::choice::{Choice, Selection};
use crate::denoiser::{
    Cache, DenoiseError, Denoiser, Item, Logits, NetworkError, Pass, Sequence, Window,
};
use kernels::panels::PANEL;

/// A pass of the batch and its rows of hidden states: its wanted rows; under guidance those of the unconditional canvas follow.
type Answered<'a> = (Pass<'a>, Range<usize>);

impl Weights {
    /// The logits of every row of `work.x`.
    pub(super) fn all_logits(&self, work: &mut Work) -> Vec<f32> {
        let Work { x, y, encoded, .. } = work;
        if x.rows() == 0 {
            return Vec::new();
        }
        self.kernels
            .encode(x, Some(&self.ln_f), &self.head, encoded);
        self.kernels.linear(encoded, &self.head, y);
        let mut logits = vec![0.0; y.rows() * y.width()];
        for (row, to) in logits.chunks_exact_mut(y.width()).enumerate() {
            y.copy_row(row, 0, to);
        }
        logits
    }

    /// A choice for each wanted row of each pass, made piece by piece while the head is multiplied.
    fn choices(
        &self,
        passes: &[Answered<'_>],
        work: &mut Work,
    ) -> Vec<Result<Vec<Choice>, DenoiseError>> {
        let Work { x, encoded, .. } = work;
        let (all, vocab) = (x.rows(), self.model.vocab_size);
        if all == 0 {
            return passes.iter().map(|_| Ok(Vec::new())).collect();
        }
        self.kernels
            .encode(x, Some(&self.ln_f), &self.head, encoded);
        let pieces = self
            .kernels
            .scan_linear(encoded, &self.head, |first, sums| {
                let line = |row: usize| -> Vec<f32> {
                    let panels = sums.panels();
                    let mut line = Vec::with_capacity(panels.len() * PANEL);
                    panels.for_each(|panel| line.extend_from_slice(&panel[row * PANEL..][..PANEL]));
                    line.truncate(vocab - first);
                    line
                };
                let choose = |(pass, rows): &Answered<'_>| {
                    let wanted = pass.rows.len();
                    let guided = rows.len() > wanted;
                    let first_row = rows.start;
                    let one = move |(row, position): (usize, &usize)| {
                        let mut selection = Selection::default();
                        let unconditional = guided.then(|| line(first_row + wanted + row));
                        let (conditional, hidden) =
                            (line(first_row + row), unconditional.as_deref());
                        selection.add(first, &conditional, hidden, *position, &pass.rule);
                        selection
                    };
                    pass.rows.iter().enumerate().map(one).collect::<Vec<_>>()
                };
                passes.iter().flat_map(choose).collect::<Vec<_>>()
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
        let mut selections = selections.iter();
        let chosen = passes.iter().map(|(pass, _)| {
            let choices = selections.by_ref().take(pass.rows.len()).zip(pass.rows);
            let choices: Vec<_> = choices
                .map(|(selection, &position)| {
                    let choice = selection.choice(&pass.rule);
                    choice.ok_or(DenoiseError::NotFinite { position })
                })
                .collect();
            choices.into_iter().collect()
        });
        chosen.collect()
    }
}

impl CpuNetwork {
    /// Checks a pass and what its run has kept, and makes a store for what it will keep; the length of its canvas.
    fn check(&self, pass: &Pass<'_>, cache: &mut Cache) -> Result<usize, NetworkError> {
        let model = self.model();
        let length = pass.check(model.limits())?;
        let (sequences, layers) = (pass.sequences().count(), model.blocks.len());
        let network = Arc::as_ptr(&self.weights) as usize;
        match pass.window {
            Window::Full => {}
            Window::Keep => {
                let kept: &mut Kept = cache.store();
                kept.network = network;
                kept.rows.resize_with(sequences, Layers::default);
                kept.rows.iter_mut().for_each(|row| row.known = length);
            }
            Window::Part { start, end } => {
                let kept: &mut Kept = cache.store();
                let seen = model.visible(end - 1, length);
                let fits = |row: &Layers| {
                    let known = row.known;
                    row.layers.len() == layers
                        && (start..=length).contains(&known)
                        && seen <= known.max(end)
                };
                let all = kept.rows.iter().all(fits);
                if kept.network != network || kept.rows.len() != sequences || !all {
                    return Err(NetworkError::NothingKept);
                }
                kept.rows
                    .iter_mut()
                    .for_each(|row| row.known = row.known.max(end));
            }
        }
        Ok(length)
    }

    /// Runs the passes of a batch up to the head, all rows together; `answer` makes of the hidden states an answer for each pass
    /// that was not refused.
    fn run<T>(
        &mut self,
        batch: &mut [Item<'_, '_>],
        answer: impl FnOnce(&Weights, &[Answered<'_>], &mut Work) -> Vec<Result<T, DenoiseError>>,
    ) -> Vec<Result<T, DenoiseError>> {
        let checked = batch.iter_mut();
        let checked: Vec<_> = checked
            .map(|(pass, cache)| self.check(pass, cache))
            .collect();
        let (mut rows, mut answered, mut hidden) = (Vec::new(), Vec::new(), 0);
        let mut passing = std::mem::take(&mut self.work.passing);
        for ((pass, _), length) in batch.iter().zip(&checked) {
            let Ok(length) = *length else { continue };
            let first = hidden;
            for sequence in pass.sequences() {
                hidden += pass.rows.len();
                rows.push(Row::new(sequence, pass, length));
            }
            answered.push((*pass, first..hidden));
        }
        number(&mut rows);
        if passing.len() < rows.len() {
            passing.resize_with(rows.len(), Layers::default);
        }
        let (mut spare, mut stores) = (passing.iter_mut(), Vec::with_capacity(rows.len()));
        for ((pass, cache), length) in batch.iter_mut().zip(&checked) {
            match (length, pass.window) {
                (Err(_), _) => {}
                (Ok(_), Window::Full) => {
                    stores.extend(spare.by_ref().take(pass.sequences().count()));
                }
                (Ok(_), _) => stores.extend(cache.store::<Kept>().rows.iter_mut()),
            }
        }
        if !rows.is_empty() {
            self.weights.forward(&rows, &mut stores, &mut self.work);
        }
        self.work.passing = passing;
        let mut answers = answer(&self.weights, &answered, &mut self.work).into_iter();
        let all = checked.into_iter().map(|length| {
            length?;
            answers.next().unwrap_or(Err(DenoiseError::Unanswered))
        });
        all.collect()
    }
}

impl<'a> Row<'a> {
    /// A row of a pass over a canvas of this length.
    fn new(sequence: Sequence<'a>, pass: &Pass<'a>, length: usize) -> Self {
        Self {
            sequence,
            first: 0,
            length,
            window: pass.window.positions(length),
            wanted: pass.rows,
            keep: match pass.window {
                Window::Full => Keep::No,
                Window::Keep => Keep::Yes,
                Window::Part { .. } => Keep::Update,
            },
        }
    }
}

impl Denoiser for CpuNetwork {
    fn logits(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Logits, DenoiseError>> {
        let vocab = self.model().vocab_size;
        self.run(batch, |weights, passes, work| {
            let all = weights.all_logits(work);
            let of = |rows: Range<usize>| all[rows.start * vocab..rows.end * vocab].to_vec();
            let logits = passes.iter().map(|(pass, rows)| {
                let middle = rows.start + pass.rows.len();
                let guided = pass.rule.guidance.is_some();
                Ok(Logits {
                    vocab,
                    conditional: of(rows.start..middle),
                    unconditional: guided.then(|| of(middle..rows.end)),
                })
            });
            logits.collect()
        })
    }

    fn denoise(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Vec<Choice>, DenoiseError>> {
        // On a thread of the pool, or each of the pass's many products would put this one to sleep and wake it up again.
        rayon::scope(|_| self.run(batch, Weights::choices))
    }
}
