//! Passes as the sampler asks for them: choices from six numbers a row, or logits.

use std::ops::Range;

use candle_core::bail;

use super::kernels::{Choosing, Rows};
use super::memory::Memory;
use super::work::{Kept, Work, kept_bytes};
use super::{CudaNetwork, Engine};
use crate::choice::Choice;
use crate::denoiser::{
    Cache, DenoiseError, Denoiser, Element, Item, Logits, NetworkError, Pass, Rule, Sequence,
    Window,
};
use crate::network::candle::selection::{NUMBERS, choice};

/// The ids that a rule treats apart: those never chosen, then those that the confidence does not count.
fn apart(rule: &Rule<'_>) -> (Vec<u32>, usize) {
    let never = [rule.suppressed, &[rule.mask_id]].concat();
    let count = never.len();
    ([&never, rule.suppressed, rule.last].concat(), count)
}

impl Engine {
    /// Runs the windows of sequences through the network, whose ids are `ids`; leaves the logits of the rows in `work`. `more` goes
    /// up with the inputs.
    pub(super) fn run(
        &self,
        view: Rows,
        ids: Vec<u32>,
        rows: &[usize],
        more: &[u32],
        kept: Option<&Memory>,
        work: &mut Work,
    ) -> candle_core::Result<()> {
        let mut inputs = ids;
        for &row in rows {
            // A kernel would read beyond its buffer.
            if !(view.start..view.start + view.rows).contains(&row) {
                bail!("row {row} is not in the pass. This is a bug");
            }
            inputs.push((row - view.start) as u32);
        }
        inputs.extend(more);
        let passing = match kept {
            Some(_) => 0,
            None => kept_bytes(&self.config, (view.sequences, view.length)),
        };
        work.prepare(&self.config, view, rows.len(), passing, &inputs)?;
        self.forward(view, rows.len(), kept, work)
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

/// The ids of a sequence's window.
fn ids(sequence: &Sequence<'_>, window: Range<usize>) -> Result<Vec<u32>, NetworkError> {
    let elements = sequence.elements(window).into_iter();
    let id = |element| match element {
        Element::Token(id) => Ok(id),
        Element::Embedding(_) => Err(NetworkError::Unsupported {
            what: "input embeddings",
            backend: "the CUDA kernels",
            remedy: "use --kernels candle",
        }),
    };
    elements.map(id).collect()
}

impl CudaNetwork {
    /// Runs a pass; `then` takes what it has left.
    fn pass<T>(
        &mut self,
        pass: &Pass<'_>,
        cache: &mut Cache,
        more: &[u32],
        then: impl FnOnce(&Engine, Rows, &mut Work) -> candle_core::Result<T>,
    ) -> Result<T, NetworkError> {
        let length = pass.check(self.model().limits())?;
        let window = pass.window.positions(length);
        let sequences: Vec<Sequence<'_>> = pass.sequences().collect();
        let view = Rows {
            sequences: sequences.len(),
            rows: window.len(),
            start: window.start,
            length,
        };
        let inputs: Result<Vec<Vec<u32>>, NetworkError> = sequences
            .iter()
            .map(|sequence| ids(sequence, window.clone()))
            .collect();
        let inputs = inputs?.concat();
        self.with_work(|engine, work| {
            if pass.window == Window::Full {
                engine.run(view, inputs, pass.rows, more, None, work)?;
                return Ok(then(engine, view, work)?);
            }
            let kept: &mut Kept = cache.store();
            let shape = (view.sequences, length);
            // Until the pass has gone well, nothing is kept.
            if kept.shape.take() != Some(shape) {
                if pass.window != Window::Keep {
                    return Err(NetworkError::NothingKept);
                }
                let bytes = kept_bytes(&engine.config, shape);
                kept.memory = Some(Memory::new(&engine.stream, bytes)?);
            }
            let memory = kept.memory.as_ref();
            engine.run(view, inputs, pass.rows, more, memory, work)?;
            kept.shape = Some(shape);
            Ok(then(engine, view, work)?)
        })
    }

    fn pass_logits(&mut self, pass: &Pass<'_>, cache: &mut Cache) -> Result<Logits, DenoiseError> {
        let vocab = self.model().vocab_size;
        let mut conditional = self.pass(pass, cache, &[], |engine, view, work| {
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

    fn choose(&mut self, pass: &Pass<'_>, cache: &mut Cache) -> Result<Vec<Choice>, DenoiseError> {
        // Noise is drawn on the host, and rankings are made there.
        if pass.rule.needs_logits() {
            return self.pass_logits(pass, cache)?.choose(pass);
        }
        let (apart, never) = apart(&pass.rule);
        let numbers = self.pass(pass, cache, &apart, |engine, view, work| {
            engine.numbers(pass, view, (apart.len(), never), work)
        })?;
        let rows = pass.rows.iter().zip(numbers.chunks_exact(NUMBERS));
        rows.map(|(&position, numbers)| {
            choice(numbers, &pass.rule).ok_or(DenoiseError::NotFinite { position })
        })
        .collect()
    }
}

/// Passes run one by one: the launches of each are a graph of their own.
impl Denoiser for CudaNetwork {
    fn logits(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Logits, DenoiseError>> {
        let passes = batch.iter_mut();
        passes
            .map(|(pass, cache)| self.pass_logits(pass, cache))
            .collect()
    }

    fn denoise(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Vec<Choice>, DenoiseError>> {
        let passes = batch.iter_mut();
        passes
            .map(|(pass, cache)| self.choose(pass, cache))
            .collect()
    }
}
