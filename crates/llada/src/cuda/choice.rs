//! Passes as the sampler asks for them: choices from six numbers a row, or logits.

use super::kernels::{Choosing, Rows};
use super::work::Work;
use super::{CudaNetwork, Engine};
use crate::choice::Choice;
use crate::denoiser::{DenoiseError, Denoiser, Logits, Pass, Rule, Window};
use crate::model::selection::{NUMBERS, choice};
use crate::model::{NetworkError, check_ids};

/// The ids that a rule treats apart: those never chosen, then those that the confidence does not count.
fn apart(rule: &Rule<'_>) -> (Vec<u32>, usize) {
    let never = [rule.suppressed, &[rule.mask_id]].concat();
    let count = never.len();
    ([&never, rule.suppressed, rule.last].concat(), count)
}

impl Engine {
    /// Runs `sequences` through the network; leaves the logits of the rows in `work`. `more` goes up with the inputs.
    pub(super) fn run(
        &self,
        sequences: &[&[u32]],
        window: Window,
        rows: &[usize],
        more: &[u32],
        work: &mut Work,
    ) -> Result<Rows, NetworkError> {
        let length = check_ids(&self.config, sequences)?;
        let part = match window {
            Window::Full | Window::Keep => 0..length,
            Window::Part { start, end } => start..end,
        };
        let shape = (sequences.len(), length);
        if matches!(window, Window::Part { .. }) && work.kept != Some(shape) {
            return Err(NetworkError::NothingKept);
        }
        // Until the pass has gone well, nothing is kept.
        work.kept = None;
        let view = Rows {
            sequences: sequences.len(),
            rows: part.len(),
            start: part.start,
            length,
        };
        let ids = sequences.iter().flat_map(|ids| &ids[part.clone()]).copied();
        let mut inputs: Vec<u32> = ids.collect();
        for &row in rows {
            // A kernel would read beyond its buffer.
            assert!(part.contains(&row), "row {row} is not in the pass");
            inputs.push((row - part.start) as u32);
        }
        inputs.extend(more);
        work.prepare(&self.config, view, rows.len(), &inputs)?;
        self.forward(view, rows.len(), work)?;
        if window != Window::Full {
            work.kept = Some(shape);
        }
        Ok(view)
    }

    /// The logits that a pass has left, as f32: for each sequence and row, `vocab_size` numbers.
    pub(super) fn wide_logits(
        &self,
        rows: usize,
        work: &mut Work,
    ) -> candle_core::Result<Vec<f32>> {
        let count = rows * self.config.vocab_size;
        if count == 0 {
            return Ok(Vec::new());
        }
        let buffers = &mut work.buffers;
        buffers.widen(count)?;
        self.kernels
            .widen(rows, buffers.logits.span(), &buffers.wide)?;
        buffers.wide.download(count)
    }

    /// [`NUMBERS`] for each row that a pass has left logits of.
    fn numbers(
        &self,
        pass: &Pass<'_>,
        view: Rows,
        (apart, never): (usize, usize),
        work: &Work,
    ) -> candle_core::Result<Vec<f32>> {
        if pass.rows.is_empty() {
            return Ok(Vec::new());
        }
        let buffers = &work.buffers;
        let choosing = Choosing {
            rows: pass.rows.len(),
            factor: pass.rule.guidance.map(|guidance| guidance.scale + 1.0),
            never,
            uncounted: apart - never,
        };
        let before = (view.all() + pass.rows.len()) * size_of::<u32>();
        let ids = buffers.input.span().after(before)?;
        let (logits, numbers) = (buffers.logits.span(), buffers.numbers.span());
        self.kernels.select(choosing, logits, ids, numbers)?;
        buffers.numbers.download(pass.rows.len() * NUMBERS)
    }
}

impl CudaNetwork {
    /// Runs a pass; `then` takes what it has left.
    fn pass<T>(
        &mut self,
        pass: &Pass<'_>,
        more: &[u32],
        then: impl FnOnce(&Engine, Rows, &mut Work) -> candle_core::Result<T>,
    ) -> Result<T, NetworkError> {
        let hidden = pass.unconditional();
        let mut sequences = vec![pass.canvas];
        sequences.extend(hidden.as_deref());
        self.with_work(|engine, work| {
            let view = engine.run(&sequences, pass.window, pass.rows, more, work)?;
            Ok(then(engine, view, work)?)
        })
    }
}

impl Denoiser for CudaNetwork {
    fn logits(&mut self, pass: &Pass<'_>) -> Result<Logits, DenoiseError> {
        let vocab = self.config().vocab_size;
        let mut conditional = self.pass(pass, &[], |engine, view, work| {
            engine.wide_logits(view.sequences * pass.rows.len(), work)
        })?;
        let guided = pass.rule.guidance.is_some();
        let unconditional = guided.then(|| conditional.split_off(pass.rows.len() * vocab));
        Ok(Logits {
            vocab,
            conditional,
            unconditional,
        })
    }

    fn denoise(&mut self, pass: &Pass<'_>) -> Result<Vec<Choice>, DenoiseError> {
        // Noise is drawn on the host.
        if pass.rule.gumbel.is_some() {
            return self.logits(pass)?.choose(pass);
        }
        let (apart, never) = apart(&pass.rule);
        let numbers = self.pass(pass, &apart, |engine, view, work| {
            engine.numbers(pass, view, (apart.len(), never), work)
        })?;
        let rows = pass.rows.iter().zip(numbers.chunks_exact(NUMBERS));
        rows.map(|(&position, numbers)| {
            choice(numbers, &pass.rule).ok_or(DenoiseError::NotFinite { position })
        })
        .collect()
    }
}
